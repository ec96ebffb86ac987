"""Grains, tenants, and the windows that a run has to compute."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from kpi_tool import queries
from kpi_tool.errors import UsageError
from kpi_tool.queries import Connection

GRAINS = ("hour", "day", "week", "month")
MERGED_FROM_DAYS = ("week", "month")
HOUR = timedelta(hours=1)


class Span(NamedTuple):
    """Windows of one grain in a row: some hours of one local day, or one day, week or month."""

    start: datetime
    end: datetime
    day_start: datetime
    day_end: datetime


class TenantSpan(NamedTuple):
    """A span of one tenant: the unit of work."""

    tenant_id: str
    timezone: str
    span: Span
    computations: int | None = 0
    """How often its windows had been computed when it was planned; None where that does not matter."""
    failed_before: bool = False

    def windows(self, grain: str) -> int:
        """How many windows it holds."""
        return ceil((self.span.end - self.span.start) / HOUR) if grain == "hour" else 1

    def hours(self) -> list["TenantSpan"]:
        """Each of its hours."""
        starts = [self.span.start + number * HOUR for number in range(self.windows("hour"))]
        ends = [*starts[1:], self.span.end]
        return [
            self._replace(span=self.span._replace(start=start, end=end), computations=None)
            for start, end in zip(starts, ends, strict=True)
        ]


def tenants_of(units: Sequence[TenantSpan]) -> int:
    """How many tenants they are of."""
    return len({unit.tenant_id for unit in units})


@dataclass(frozen=True)
class Tenants:
    """The tenants of a run with their time zones, and those that the server knows no time zone of."""

    timezones: dict[str, str]
    errors: dict[str, str]
    """Why a tenant cannot be rolled up."""


def find_tenants(connection: Connection, named: Sequence[str]) -> Tenants:
    """The named tenants, or all that are active.

    Raises:
        UsageError: a named one does not exist.
    """
    rows = queries.execute(connection, "tenants", {"tenant_ids": list(named) or None}).fetchall()
    if unknown := sorted(set(named) - {row["tenant_id"] for row in rows}):
        raise UsageError(f"unknown tenant: {unknown[0]}")
    zones = {row["tenant_id"]: row["timezone"] for row in rows}
    known = {row["tenant_id"] for row in rows if row["is_known_timezone"]}
    return Tenants(
        {tenant: zone for tenant, zone in zones.items() if tenant in known},
        {
            tenant: f"the server knows no time zone {zone!r}"
            for tenant, zone in zones.items()
            if tenant not in known
        },
    )


def hold(connection: Connection, tenants: Sequence[str]) -> list[str]:
    """Those of the tenants that no run is at work on; they are held, for all grains, by the transaction."""
    held = list(tenants)
    for grain in ("hour", "day") if held else ():
        rows = queries.execute(connection, "tenants_lock", {"tenant_ids": held}, grain=grain, wait=False)
        held = [row["tenant_id"] for row in rows]
    return held


@dataclass(frozen=True)
class Asked:
    """Which windows of a grain are asked for; the shape and parameters of windows_to_do.sql."""

    asked: str
    """missed, dates or ranges."""
    as_of: datetime
    parameters: dict[str, Any] = field(default_factory=dict)
    with_open: bool = False
    again: bool = False
    stored: bool = False
    max_windows: int | None = None
    done_since: datetime | None = None
    """Those that have been computed since are done."""
    definition: str | None = None
    """Those of another definition are not good."""


def missed(as_of: datetime, lookback: int) -> Asked:
    """Every closed window that is not good, and the last `lookback` ones."""
    return Asked("missed", as_of, {"lookback": lookback})


def between(first: date, last: date | None, as_of: datetime) -> Asked:
    """Every window that meets two local dates; without a last one those that were over."""
    dates = {"from_date": first, "to_date": last}
    return Asked("dates", as_of, dates, with_open=last is not None, again=True)


def meeting(units: Sequence[TenantSpan], as_of: datetime) -> Asked:
    """The windows of another grain that meet these."""
    ranges = {
        "range_tenants": [unit.tenant_id for unit in units],
        "range_starts": [unit.span.start for unit in units],
        "range_ends": [unit.span.end for unit in units],
    }
    return Asked("ranges", as_of, ranges, with_open=True)


@dataclass(frozen=True)
class ToDo:
    """Units of one grain, newest first, and how many windows are left to later runs."""

    units: list[TenantSpan]
    left: int = 0


def look_up_histories(connection: Connection, tenants: Tenants, as_of: datetime) -> None:
    """Find the first row of each tenant for which nobody has looked for a day."""
    queries.execute(connection, "histories", {"tenant_ids": list(tenants.timezones), "as_of": as_of})


def to_do(connection: Connection, grain: str, tenants: Tenants, asked: Asked) -> ToDo:
    """Find the windows to compute."""
    parameters = {
        "tenant_ids": list(tenants.timezones),
        "timezones": list(tenants.timezones.values()),
        "as_of": asked.as_of,
        "max_windows": asked.max_windows,
        "done_since": asked.done_since,
        "definition": asked.definition,
        **asked.parameters,
    }
    rows = queries.execute(
        connection,
        "windows_to_do",
        parameters,
        grain=grain,
        asked=asked.asked,
        with_open=asked.with_open,
        again=asked.again,
        stored=asked.stored,
        resumed=asked.done_since is not None,
        stale=asked.definition is not None,
    )
    units, missing = [], 0
    for row in rows:
        span = Span(row["span_start"], row["span_end"], row["day_start"], row["day_end"])
        units.append(
            TenantSpan(
                row["tenant_id"], row["timezone"], span, int(row["computations"]), row["failed_before"]
            )
        )
        missing = int(row["windows_missing"])
    return ToDo(units, missing - sum(unit.windows(grain) for unit in units))
