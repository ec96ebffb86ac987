"""What a rollup is asked for, and which windows that takes in which steps."""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from math import ceil
from typing import Any

from kpi_tool import changes, db, definition, doctor, migrate, periods
from kpi_tool.periods import MERGED_FROM_DAYS, Asked, Tenants, TenantSpan
from kpi_tool.queries import Connection
from kpi_tool.rollup import Batch, Run

LARGEST_BATCH = 250
"""Units (a tenant's day, week or month) in one transaction: enough to share scans, few enough to lose."""
MOST_AT_ONCE = 8 * LARGEST_BATCH
"""Units in all transactions together: each tenant takes a lock, and a server has room for some 6,400."""


@dataclass(frozen=True)
class Request:
    """What the caller wants rolled up; without dates every closed window that is not good."""

    grain: str
    tenants: Sequence[str]
    first: date | None
    last: date | None
    as_of: datetime
    workers: int = 1
    days_again: bool = False
    """Weeks and months between dates: also their good days, which may be of another as_of."""
    lookback: int = 3
    """Without dates: how many closed windows are computed again, good or not."""
    max_windows: int | None = None
    force: bool = False
    """Begin anew what was cut short, and count again what is sealed."""
    launched_at: float = field(default_factory=time.monotonic)
    """When its process was, by the monotonic clock."""
    stale_definitions: bool = False
    """Without dates: also what was computed with another definition."""

    def new_run(self) -> Run:
        """A run of it."""
        return Run(self.as_of, definition.version(), force=self.force)

    def asked(self, done_since: datetime | None) -> Asked:
        """The windows of its own grain."""
        if self.first:
            asked = periods.between(self.first, self.last, self.as_of)
        else:
            asked = periods.missed(self.as_of, self.lookback)
        return replace(asked, max_windows=self.max_windows, done_since=done_since, definition=self._stale)

    def asked_days(self, merged: Sequence[TenantSpan], done_since: datetime | None) -> Asked:
        """The days of its weeks or months."""
        return replace(
            periods.meeting(merged, self.as_of),
            again=self.days_again and self.first is not None,
            with_open=self.last is not None,
            max_windows=self.max_windows,
            done_since=done_since,
            definition=self._stale,
        )

    @property
    def _stale(self) -> str | None:
        return definition.version() if self.stale_definitions else None

    def arguments(self) -> dict[str, Any]:
        """What two runs must have in common for one to go on where the other was cut short."""
        return {
            "period": self.grain,
            "tenants": sorted(set(self.tenants)),
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
            "as_of": self.as_of.isoformat() if self.days_again else None,
            "stale_definitions": self.stale_definitions,
        }


@dataclass(frozen=True)
class Step:
    """Units of one grain, newest first."""

    grain: str
    units: Sequence[TenantSpan]
    run: Run
    workers: int
    left: int = 0
    """Windows that are missing, too, but left to later runs."""

    @property
    def tenants(self) -> int:
        """How many tenants take part."""
        return periods.tenants_of(self.units)

    @property
    def windows(self) -> int:
        """How many windows the units hold."""
        return sum(unit.windows(self.grain) for unit in self.units)

    def batches(self) -> list[Batch]:
        """The step as transactions, each worker's tenants apart; what failed before comes last, alone."""
        healthy = [unit for unit in self.units if not unit.failed_before]
        doubtful = [unit for unit in self.units if unit.failed_before]
        return [*self._cut(healthy), *Batch(self.grain, doubtful, self.run).by_tenant()]

    def _cut(self, units: Sequence[TenantSpan]) -> Iterator[Batch]:
        size = min(LARGEST_BATCH, MOST_AT_ONCE // self.workers)
        lanes = _lanes(units, self.workers)
        for start in range(0, max(map(len, lanes), default=0), size):
            for lane in lanes:
                if part := lane[start : start + size]:
                    yield Batch(self.grain, part, self.run)

    def describe(self) -> str:
        """What would be done."""
        if not self.units:
            return f"{self.grain}: nothing to do"
        first = min(unit.span.start for unit in self.units)
        last = max(unit.span.end for unit in self.units)
        return (
            f"{self.grain}: {self.tenants:,} tenants, {self.windows:,} windows "
            f"from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
        )


def _lanes(units: Sequence[TenantSpan], workers: int) -> list[list[TenantSpan]]:
    """The units by worker: the tenants of one zone together, because they share scans."""
    work: dict[tuple[str, str], list[TenantSpan]] = defaultdict(list)
    for unit in units:
        work[unit.timezone, unit.tenant_id].append(unit)
    share = ceil(len(units) / workers)
    lanes: list[list[TenantSpan]] = [[]]
    for tenant in sorted(work):
        if len(lanes[-1]) >= share and len(lanes) < workers:
            lanes.append([])
        lanes[-1] += work[tenant]
    return [sorted(lane, key=lambda unit: unit.span.start, reverse=True) for lane in lanes]


@dataclass(frozen=True)
class Plan:
    """The steps in order, and the tenants that cannot be rolled up."""

    steps: list[Step]
    errors: dict[str, str]
    """Why, by tenant."""

    def describe(self) -> list[str]:
        """A line per step."""
        return [step.describe() for step in self.steps]


def plan(conninfo: str, request: Request) -> Plan:
    """Find the windows of a request.

    Raises:
        UsageError: a tenant does not exist.
        NotMigratedError: migrate has not been run.
    """
    with db.connect(conninfo) as connection:
        migrate.require(connection)
        with connection.transaction(force_rollback=True):
            look(connection, request)
            return steps_of(connection, request, request.new_run())


def look(connection: Connection, request: Request) -> None:
    """Find out what has changed since the last look: with dates only marks, which are quickly read."""
    if request.first:
        changes.look_at_marks(connection)
    else:
        changes.look(connection, request.as_of)


def steps_of(connection: Connection, request: Request, run: Run, done_since: datetime | None = None) -> Plan:
    """The same for a run for which what has been computed since some instant is done."""
    with db.transaction(connection):
        run = replace(run, indexed=doctor.is_indexed(connection))
        tenants = periods.find_tenants(connection, request.tenants)
        if not request.first:
            periods.look_up_histories(connection, tenants, request.as_of)
        found = periods.to_do(connection, request.grain, tenants, request.asked(done_since))
        left = {request.grain: found.left}
        work = {request.grain: found.units}
        if request.grain in MERGED_FROM_DAYS:
            days = periods.to_do(connection, "day", tenants, request.asked_days(found.units, done_since))
            units = _within(found.units, days.units, request.max_windows)
            left[request.grain] += len(found.units) - len(units)
            work = {"day": days.units, request.grain: units}
        for grain in MERGED_FROM_DAYS:
            if work.get("day") and grain not in work:
                work[grain] = _stored_around(connection, tenants, work["day"], grain, request.as_of)
    steps = [
        Step(grain, units, run, request.workers, left.get(grain, 0))
        for grain, units in work.items()
        if units or grain == request.grain
    ]
    return Plan(steps, tenants.errors)


def _within(units: list[TenantSpan], days: list[TenantSpan], most: int | None) -> list[TenantSpan]:
    """As many weeks or months as their days leave room for."""
    return units if most is None else units[: max(0, most - len(days))]


def _stored_around(
    connection: Connection, tenants: Tenants, days: Sequence[TenantSpan], grain: str, as_of: datetime
) -> list[TenantSpan]:
    """The stored weeks, or months, that hold one of these days: they are summed again after them."""
    around = replace(periods.meeting(days, as_of), again=True, stored=True)
    return periods.to_do(connection, grain, tenants, around).units
