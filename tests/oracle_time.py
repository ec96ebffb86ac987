"""Local civil time of the test oracle: days, hours, weeks, months, wall clocks and daily spans."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Span = tuple[datetime, datetime]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FARTHEST_OFFSET = timedelta(hours=26)
SAMPLE = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


def wall(zone: str, instant: datetime) -> datetime:
    """The local wall clock of an instant, without a zone."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    if offset is None:  # pragma: no cover (every ZoneInfo has one)
        raise ValueError(f"{zone} has no offset at {instant}")
    return offset


def _transition(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first whole second with the offset of `after`."""
    old = _offset(zone, before)
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=4096)
def day_start(zone: str, day: date) -> datetime:
    """A day runs from the first instant of its local date (midnight may be skipped, or come twice).

    That instant is either a local midnight under an offset in use around it, or a change of offset.
    """
    place = ZoneInfo(zone)
    midnight = datetime.combine(day, time(0), UTC)
    steps = 2 * (FARTHEST_OFFSET // SAMPLE)
    samples = [midnight - FARTHEST_OFFSET + i * SAMPLE for i in range(steps + 1)]
    candidates = {midnight - _offset(place, sample) for sample in samples}
    for before, after in pairwise(samples):
        if _offset(place, before) != _offset(place, after):
            candidates.add(_transition(place, before, after))
    return min(at for at in candidates if wall(zone, at).date() >= day)


def _week(day: date) -> tuple[date, date]:
    """Weeks are ISO (Monday)."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _periods(grain: str, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Local dates [from, to) of every day, week or month that meets [first, last]."""
    day = first
    while day <= last:
        start, end = {"day": (day, day + DAY), "week": _week(day), "month": _month(day)}[grain]
        yield start, end
        day = end


def _hours(start: datetime, end: datetime) -> Iterator[Span]:
    """Hours step 60 minutes from the day's first instant and the last may be shorter."""
    while start < end:
        yield start, min(start + HOUR, end)
        start += HOUR


def windows(zone: str, grain: str, first: date, last: date) -> list[Span]:
    """Every window [start, end) that meets the local dates [first, last]."""
    dates = _periods("day" if grain == "hour" else grain, first, last)
    whole = [(day_start(zone, start), day_start(zone, end)) for start, end in dates]
    if grain == "hour":
        return [hour for start, end in whole for hour in _hours(start, end)]
    return [(start, end) for start, end in whole if start < end]


def widened(grain: str, first: date, last: date) -> tuple[date, date]:
    """[first, last] widened to whole weeks or months."""
    if grain not in {"week", "month"}:
        return first, last
    periods = list(_periods(grain, first, last))
    return periods[0][0], periods[-1][1] - DAY


def wall_to_instant(zone: str, day: date, clock: time) -> datetime:
    """Postgres `(date + time) at time zone zone` (doubled: the second; skipped: moved on).

    Both follow from the smaller offset: the one after a fall back, the one before a spring forward.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    offsets = [local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
    return (local.replace(tzinfo=None) - min(offsets)).replace(tzinfo=UTC)


def daily_span(zone: str, day: date, opens: time, closes: time) -> Span:
    """A daily span whose end <= start runs past midnight."""
    last_day = day + DAY if closes <= opens else day
    return wall_to_instant(zone, day, opens), wall_to_instant(zone, last_day, closes)


def in_peak(clock: time, start: time, end: time) -> bool:
    """A wall clock inside the daily span [start, end), which may run past midnight."""
    if end <= start:
        return clock >= start or clock < end
    return start <= clock < end


def union(spans: Iterable[Span]) -> list[Span]:
    """Disjoint spans in order: overlaps count once, empty and backward ones not at all."""
    result: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def minus(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """What is left of the union of spans outside every hole."""
    left = union(spans)
    for hole_start, hole_end in union(holes):
        parts = [
            part
            for start, end in left
            for part in ((start, min(end, hole_start)), (max(start, hole_end), end))
        ]
        left = union(parts)
    return left
