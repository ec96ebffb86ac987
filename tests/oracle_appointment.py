"""Rules of the test oracle for appointments: states, money, visits, grid, peak, hours, reminders."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import oracle_time as clock
import oracle_values as values
from oracle_facts import Fact, Stretch, both, both_stretch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from oracle_salon import Salon, Started
    from oracle_time import Span
    from oracle_values import Row


def states(salon: Salon) -> Iterator[Fact]:
    """appointments: booked; and completed, cancelled, no_show by state, at start_at."""
    for one in salon.appointments:
        if one.booked:
            yield from both(one.start, one.staff, "appointments")
        if one.row.state in {"completed", "cancelled", "no_show"}:
            yield from both(one.start, one.staff, f"appointments_{one.row.state}")


def own_money(salon: Salon, one: Started) -> bool:
    return salon.settings.owns(one.row.metadata.get("currency"))


def revenue(salon: Salon) -> Iterator[Fact]:
    """Completed ones, own money: price, number with a price, discount (price or not), refunds.

    Refunds are at the later of refundedAt and start_at. Foreign: number of those not in own money.
    """
    for one in salon.appointments:
        if not one.completed:
            continue
        if not own_money(salon, one):
            yield Fact(one.start, None, "revenue_foreign")
            continue
        metadata = one.row.metadata
        if "price" in metadata:
            yield from both(one.start, one.staff, "revenue_gross", metadata["price"])
            yield from both(one.start, one.staff, "appointments_priced")
        yield from both(one.start, one.staff, "revenue_discounts", metadata.get("discount", Fraction(0)))
        refunded = max(metadata.get("refundedAt", one.start), one.start)
        yield from both(refunded, one.staff, "revenue_refunds", metadata.get("refundedAmount", Fraction(0)))


def completed_dates(salon: Salon) -> dict[str, set[date]]:
    """Local dates on which each client has a completed appointment at the salon (any staff)."""
    dates: defaultdict[str, set[date]] = defaultdict(set)
    for one in salon.appointments:
        if one.completed and one.row.client is not None:
            dates[one.row.client].add(salon.settings.local_date(one.start))
    return dates


def repeated(salon: Salon, client: str, day: date, dates: dict[str, set[date]]) -> bool:
    """The client's latest earlier local date is at most repeat_lookback_days before."""
    latest = max((other for other in dates[client] if other < day), default=None)
    return latest is not None and (day - latest).days <= salon.settings.repeat_lookback


def visits_of(salon: Salon, scope: str | None) -> dict[tuple[str | None, str, date], list[Started]]:
    """A visit = one client on one local day (with that staff); one without client is a visit of its own."""
    visits: defaultdict[tuple[str | None, str, date], list[Started]] = defaultdict(list)
    for one in salon.appointments:
        if one.completed and (scope is None or one.staff == scope):
            day = salon.settings.local_date(one.start)
            own = one.row.id if one.row.client is None else ""
            visits[(one.row.client, own, day)].append(one)
    return visits


def visits(salon: Salon) -> Iterator[Fact]:
    """visits, identified_visits, repeat_visits at the first completed appointment; paid_visits at the
    first priced one (in own money)."""
    dates = completed_dates(salon)
    scopes = {None} | {one.staff for one in salon.appointments}
    for scope in scopes:
        for (client, _, day), members in visits_of(salon, scope).items():
            first = min(one.start for one in members)
            yield Fact(first, scope, "visits")
            if client is not None:
                yield Fact(first, scope, "identified_visits")
                if repeated(salon, client, day, dates):
                    yield Fact(first, scope, "repeat_visits")
            priced = [one.start for one in members if "price" in one.row.metadata and own_money(salon, one)]
            if priced:
                yield Fact(min(priced), scope, "paid_visits")


def aligned(start: datetime, zone: str, grid: Fraction) -> bool:
    """Wall-clock minutes since midnight divide by the grid and seconds and fractions are 0."""
    local = clock.wall(zone, start)
    whole = local.second == 0 and local.microsecond == 0
    return whole and (local.hour * 60 + local.minute) % grid == 0


def grid(salon: Salon) -> Iterator[Fact]:
    """grid_checked: booked; grid_aligned of those."""
    for one in salon.appointments:
        if one.booked:
            yield from both(one.start, one.staff, "grid_checked")
            if aligned(one.start, salon.settings.zone, one.row.grid):
                yield from both(one.start, one.staff, "grid_aligned")


def preferred_start(salon: Salon, one: Started) -> datetime | None:
    """preferredStart, else start_at of the other row that rescheduledFromUid names."""
    stated: datetime | None = one.row.metadata.get("preferredStart")
    if stated is not None or one.row.replaces is None:
        return stated
    other = salon.by_booking().get(one.row.replaces)
    return None if other is None or other.id == one.row.id else other.start


def offpeak(salon: Salon) -> Iterator[Fact]:
    """offpeak_starts: booked, outside the peak; offpeak_known, and offpeak_shifted out of the peak."""
    for one in salon.appointments:
        if not one.booked:
            continue
        off = not salon.settings.in_peak(one.start)
        if off:
            yield from both(one.start, one.staff, "offpeak_starts")
        preferred = preferred_start(salon, one)
        if preferred is not None:
            yield from both(one.start, one.staff, "offpeak_known")
            if off and salon.settings.in_peak(preferred):
                yield from both(one.start, one.staff, "offpeak_shifted")


def in_force(row: Row, day: date) -> bool:
    """valid_from .. valid_to (inclusive, null: open)."""
    last = row.get("valid_to")
    return bool(row["valid_from"] <= day and (last is None or day <= last))


def scheduled(salon: Salon, one: Started) -> bool:
    """Its staff has a kpi_staff_schedule row in force on the local date of start_at (any weekday)."""
    day = salon.settings.local_date(one.start)
    return any(
        row["staff_id"] == one.staff and in_force(row, day) for row in salon.table("kpi_staff_schedule")
    )


def service(salon: Salon) -> Iterator[Stretch]:
    """service_seconds: held [start_at, end_at); scheduled_service_seconds of those; capacity_booked_seconds
    with the buffer."""
    for one in salon.appointments:
        if one.held is None:
            continue
        yield from both_stretch(one.held, one.staff, "service_seconds")
        if one.staff is not None and scheduled(salon, one):
            yield from both_stretch(one.held, one.staff, "scheduled_service_seconds")
        start, end = one.held
        yield Stretch(start, end + one.row.buffer, None, "capacity_booked_seconds")


def daily_spans(salon: Salon, rows: list[Row], names: tuple[str, str], days: Span) -> list[Span]:
    """The instants of weekly wall-clock rows on the local dates around the given instants."""
    first = salon.settings.local_date(days[0]) - timedelta(days=2)
    last = salon.settings.local_date(days[1]) + timedelta(days=2)
    dates = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return [
        clock.daily_span(salon.settings.zone, day, row[names[0]], row[names[1]])
        for day in dates
        for row in rows
        if row["weekday"] == day.isoweekday() and in_force(row, day)
    ]


def availability(salon: Salon, days: Span) -> Iterator[Stretch]:
    """available_seconds: schedule minus time off, per staff (union: overlaps count once)."""
    schedule = salon.table("kpi_staff_schedule")
    for staff in sorted({row["staff_id"] for row in schedule}):
        mine = [row for row in schedule if row["staff_id"] == staff]
        off = [
            (row["starts_at"], row["ends_at"])
            for row in salon.table("kpi_staff_time_off")
            if row["staff_id"] == staff
        ]
        spans = daily_spans(salon, mine, ("starts_at", "ends_at"), days)
        for span in clock.minus(spans, off):
            yield from both_stretch(span, staff, "available_seconds")


def capacity(salon: Salon, days: Span) -> Iterator[Stretch]:
    """capacity_seconds: chairs * opening hours (union)."""
    spans = daily_spans(salon, salon.table("kpi_opening_hours"), ("opens_at", "closes_at"), days)
    for start, end in clock.union(spans):
        yield Stretch(start, end, None, "capacity_seconds", Fraction(salon.settings.chairs))


def reminded(salon: Salon, one: Started) -> bool:
    """A delivered reminder job of that bookingId created before start."""
    return one.row.booking is not None and any(
        job.reminder
        and job.outcome == "delivered"
        and job.booking == one.row.booking
        and job.at is not None
        and job.at < one.start
        for job in salon.jobs
    )


def reminders(salon: Salon) -> Iterator[Fact]:
    """reminders_due: scheduled, completed, no_show, created reminder_lead_minutes before; automated ones."""
    for one in salon.appointments:
        created = one.row.created
        if one.row.state not in {"scheduled", "completed", "no_show"} or created is None:
            continue
        if one.start - created >= salon.settings.reminder_lead:
            yield Fact(one.start, None, "reminders_due")
            if reminded(salon, one):
                yield Fact(one.start, None, "reminders_automated")


def valid_rating(row: Row) -> Fraction | None:
    """Ratings within 1..5."""
    rating = values.numeric_column(row.get("rating"))
    return rating if rating is not None and 1 <= rating <= 5 else None


def covered(salon: Salon, one: Started) -> bool:
    """A valid feedback for the booking created at most feedback_window_days * 24 h after start."""
    for row in salon.table("feedback"):
        at = values.time_column(row.get("created_at"))
        booking = values.id_column(row.get("booking_id"))
        if booking is None or booking != one.row.booking or valid_rating(row) is None or at is None:
            continue
        if at - one.start <= salon.settings.feedback_window:
            return True
    return False


def feedback(salon: Salon) -> Iterator[Fact]:
    """feedback_covered: completed with such a feedback, at start_at."""
    for one in salon.appointments:
        if one.completed and covered(salon, one):
            yield from both(one.start, one.staff, "feedback_covered")


def rejections(salon: Salon) -> Iterator[Fact]:
    """values_rejected: appointments_map.<key>, at start_at, superseded rows left out."""
    for one in salon.appointments:
        for key in one.row.rejected:
            yield Fact(one.start, None, "values_rejected")
            yield Fact(one.start, None, f"values_rejected|appointments_map.{key}")


def facts(salon: Salon) -> Iterator[Fact]:
    for rule in (states, revenue, visits, grid, offpeak, reminders, feedback, rejections):
        yield from rule(salon)


def stretches(salon: Salon, days: Span) -> Iterator[Stretch]:
    yield from service(salon)
    yield from availability(salon, days)
    yield from capacity(salon, days)
