"""Grains and the windows to be rolled up: which spans of which tenants."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kpi_tool import queries
from kpi_tool.errors import UsageError
from kpi_tool.queries import Connection

MERGED_FROM_DAYS = ("week", "month")


class Span(NamedTuple):
    """Windows of one grain in a row: some hours of one local day, or one day, week or month."""

    start: datetime
    end: datetime
    day_start: datetime
    day_end: datetime


class TenantSpan(NamedTuple):
    """A span of one tenant: the unit of work."""

    tenant_id: str
    span: Span


@dataclass(frozen=True)
class Tenants:
    """The tenants of a run by time zone, and those whose zone the server does not know."""

    by_timezone: dict[str, list[str]]
    unknown_timezone: dict[str, str]

    @property
    def ids(self) -> list[str]:
        """All tenants that can be rolled up."""
        return [tenant for tenants in self.by_timezone.values() for tenant in tenants]


def find_tenants(connection: Connection, named: Sequence[str]) -> Tenants:
    """The named tenants, or all that are active.

    Raises:
        UsageError: a named one does not exist.
    """
    rows = queries.execute(connection, "tenants", {"tenant_ids": list(named) or None}).fetchall()
    if unknown := sorted(set(named) - {row["tenant_id"] for row in rows}):
        raise UsageError(f"unknown tenant: {unknown[0]}")
    by_timezone: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["is_known_timezone"]:
            by_timezone[row["timezone"]].append(row["tenant_id"])
    return Tenants(
        dict(by_timezone),
        {row["tenant_id"]: row["timezone"] for row in rows if not row["is_known_timezone"]},
    )


@dataclass(frozen=True)
class Dates:
    """Local dates; without a last one, up to the last closed window."""

    first: date
    last: date | None


def spans(
    connection: Connection, grain: str, timezones: Sequence[str], dates: Dates | None, as_of: datetime
) -> dict[str, list[Span]]:
    """Spans per time zone, newest first: all that meet the dates, or without dates the last window closed."""
    parameters: dict[str, Any] = {"timezones": list(timezones), "as_of": as_of}
    if dates:
        tomorrow = as_of.date() + timedelta(days=1)
        parameters |= {"from_date": dates.first, "to_date": dates.last or max(tomorrow, dates.first)}
    shape = {"grain": grain, "dated": bool(dates), "with_open": bool(dates and dates.last)}
    found: dict[str, list[Span]] = defaultdict(list)
    for row in queries.execute(connection, "spans", parameters, **shape):
        span = Span(row["span_start"], row["span_end"], row["day_start"], row["day_end"])
        found[row["timezone"]].append(span)
    return found


def work(tenants: Tenants, spans_by_timezone: dict[str, list[Span]]) -> list[TenantSpan]:
    """Every tenant with every span of its zone; newest first, tenants of one zone together."""
    units = [
        TenantSpan(tenant, span)
        for timezone, found in spans_by_timezone.items()
        for span in found
        for tenant in tenants.by_timezone[timezone]
    ]
    return sorted(units, key=lambda unit: unit.span.start, reverse=True)


def days_to_do(
    connection: Connection, tenants: Tenants, merged: dict[str, list[Span]], as_of: datetime, *, again: bool
) -> list[TenantSpan]:
    """The days of some weeks or months: all `again`, or those not stored as they ended; newest first."""
    if not any(merged.values()):
        return []
    first = min(span.start for found in merged.values() for span in found)
    last = max(span.end for found in merged.values() for span in found)
    stored = set() if again else _stored(connection, tenants, "day", (first, last), as_they_ended=True)
    around = Dates(first.date() - timedelta(days=1), last.date() + timedelta(days=1))
    days = {
        timezone: [day for day in found if any(m.start <= day.start < m.end for m in merged[timezone])]
        for timezone, found in spans(connection, "day", list(merged), around, as_of).items()
    }
    return [unit for unit in work(tenants, days) if (unit.tenant_id, unit.span.start) not in stored]


def stored_around(
    connection: Connection, tenants: Tenants, days: Sequence[TenantSpan], grain: str, as_of: datetime
) -> list[TenantSpan]:
    """The stored weeks, or months, that hold one of these days: they are summed again after them."""
    first = min(day.span.start for day in days)
    last = max(day.span.start for day in days)
    zones = list(tenants.by_timezone)
    found = spans(connection, grain, zones, Dates(first.date(), last.date() + timedelta(days=1)), as_of)
    units = [unit for unit in work(tenants, found) if first < unit.span.end and last >= unit.span.start]
    if not units:
        return []
    between = (min(unit.span.start for unit in units), last + timedelta(days=1))
    stored = _stored(connection, tenants, grain, between, as_they_ended=False)
    return [unit for unit in units if (unit.tenant_id, unit.span.start) in stored]


def _stored(
    connection: Connection,
    tenants: Tenants,
    grain: str,
    between: tuple[datetime, datetime],
    *,
    as_they_ended: bool,
) -> set[tuple[str, datetime]]:
    """Tenant and start of the stored windows that start in [from, to)."""
    bounds = {
        "granularity": grain,
        "tenant_ids": tenants.ids,
        "from_at": between[0],
        "to_at": between[1],
    }
    rows = queries.execute(connection, "windows_stored", bounds, as_they_ended=as_they_ended)
    return {(row["tenant_id"], row["period_start"]) for row in rows}
