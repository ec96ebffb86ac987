"""Facts of the test oracle: what a rule yields, and how facts become counters of windows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import oracle_values as values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

    from oracle_time import Span

Counters = dict[str, "Decimal"]
Scope = str | None  # a staff id, or None for the salon
ONE = Fraction(1)


@dataclass(frozen=True)
class Fact:
    """An amount of a counter at an instant; without an instant it is in no window."""

    at: datetime | None
    scope: Scope
    key: str
    amount: Fraction = ONE


@dataclass(frozen=True)
class Stretch:
    """Seconds of a counter from start to end, times a weight."""

    start: datetime
    end: datetime
    scope: Scope
    key: str
    weight: Fraction = ONE


def both(at: datetime | None, staff: Scope, key: str, amount: Fraction = ONE) -> Iterator[Fact]:
    """A counter of the salon that exists per staff too, for rows whose staff is known."""
    yield Fact(at, None, key, amount)
    if staff is not None:
        yield Fact(at, staff, key, amount)


def both_stretch(span: Span, staff: Scope, key: str) -> Iterator[Stretch]:
    yield Stretch(*span, None, key)
    if staff is not None:
        yield Stretch(*span, staff, key)


def by_key(at: datetime | None, key: str, part: str | None, amount: Fraction = ONE) -> Iterator[Fact]:
    """The total `x` and `x|key`; a null or empty key is `unknown`."""
    yield Fact(at, None, key, amount)
    yield Fact(at, None, f"{key}|{part or 'unknown'}", amount)


def is_maximum(key: str) -> bool:
    """A key whose part before the first | ends in _max takes the maximum."""
    return key.partition("|")[0].endswith("_max")


def _add(counters: dict[str, Fraction], key: str, amount: Fraction) -> None:
    if is_maximum(key):
        counters[key] = max(counters.get(key, amount), amount)
    else:
        counters[key] = counters.get(key, Fraction(0)) + amount


def _finish(counters: Mapping[str, Fraction]) -> Counters:
    """Zero keys are left out."""
    return {key: values.exact_decimal(amount) for key, amount in counters.items() if amount != 0}


def merge(parts: Iterable[Mapping[str, Decimal]]) -> Counters:
    """A merge over time sums each key, or takes the maximum."""
    total: dict[str, Fraction] = {}
    for part in parts:
        for key, amount in part.items():
            _add(total, key, Fraction(amount))
    return _finish(total)


def _position(starts: list[datetime], at: datetime) -> int:
    return bisect_right(starts, at) - 1


def bucket(
    facts: Iterable[Fact], stretches: Iterable[Stretch], windows: list[Span]
) -> dict[tuple[Scope, datetime], Counters]:
    """Counters per scope and window: facts by their instant, stretches by their overlap."""
    starts = [start for start, _ in windows]
    sums: defaultdict[tuple[Scope, datetime], dict[str, Fraction]] = defaultdict(dict)
    for start in starts:
        sums[(None, start)] = {}
    for fact in facts:
        if fact.at is None:
            continue
        index = _position(starts, fact.at)
        if index >= 0 and fact.at < windows[index][1]:
            _add(sums[(fact.scope, starts[index])], fact.key, fact.amount)
    for stretch in stretches:
        for start, end in windows[max(_position(starts, stretch.start), 0) :]:
            if start >= stretch.end:
                break
            overlap = min(end, stretch.end) - max(start, stretch.start)
            if overlap.total_seconds() > 0:
                _add(sums[(stretch.scope, start)], stretch.key, values.seconds(overlap) * stretch.weight)
    finished = {place: _finish(counters) for place, counters in sums.items()}
    return {place: counters for place, counters in finished.items() if counters or place[0] is None}
