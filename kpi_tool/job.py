"""One rollup as asked for: which windows it takes, in which steps, and what came of it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

import psycopg

from kpi_tool import db, doctor, migrate, periods, rollup
from kpi_tool.periods import Dates, TenantSpan
from kpi_tool.queries import Connection


@dataclass(frozen=True)
class Request:
    """What the caller wants rolled up; without dates the last closed window of each tenant."""

    grain: str
    tenants: Sequence[str]
    first: date | None
    last: date | None
    as_of: datetime
    workers: int = 1
    days_again: bool = False
    """Weeks and months: also their stored days, which may be of another as_of."""

    @property
    def dates(self) -> Dates | None:
        """The range, if there is one."""
        return Dates(self.first, self.last) if self.first else None


@dataclass(frozen=True)
class Result:
    """What a step did."""

    grain: str
    tenants: int
    windows: int
    rows_written: int
    seconds: float

    def describe(self) -> str:
        """One line for people."""
        return (
            f"{self.grain}: {self.tenants:,} tenants, {self.windows:,} windows, "
            f"{self.rows_written:,} rows written, {self.seconds:.1f} s"
        )

    def fields(self) -> dict[str, object]:
        """The same for programs."""
        return self.__dict__


@dataclass(frozen=True)
class Step:
    """Units of one grain."""

    grain: str
    units: Sequence[TenantSpan]
    as_of: datetime
    workers: int
    indexed: bool
    """The indexes that doctor wants are there."""

    @property
    def tenants(self) -> int:
        """How many tenants take part."""
        return len({unit.tenant_id for unit in self.units})

    @property
    def windows(self) -> int:
        """How many windows the units hold."""
        if self.grain != "hour":
            return len(self.units)
        return sum(ceil((unit.span.end - unit.span.start) / timedelta(hours=1)) for unit in self.units)

    def batches(self) -> list[rollup.Batch]:
        """The step as transactions."""
        return rollup.batches(self.grain, self.units, self.as_of, self.workers, indexed=self.indexed)

    def run(self, conninfo: str, progress: Callable[[int], object]) -> Result:
        """Compute and publish it."""
        started = time.monotonic()
        written = rollup.run(conninfo, self.batches(), self.workers, progress)
        return Result(self.grain, self.tenants, self.windows, written, time.monotonic() - started)

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


@dataclass(frozen=True)
class Plan:
    """The steps in order, and the tenants that cannot be rolled up."""

    steps: list[Step]
    unknown_timezone: dict[str, str]

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
        return _plan(connection, request)


def _plan(connection: Connection, request: Request) -> Plan:
    with db.transaction(connection):
        indexed = doctor.is_indexed(connection)
        tenants = periods.find_tenants(connection, request.tenants)
        spans = periods.spans(
            connection, request.grain, list(tenants.by_timezone), request.dates, request.as_of
        )
        work = {request.grain: periods.work(tenants, spans)}
        if request.grain in periods.MERGED_FROM_DAYS:
            missing = periods.days_to_do(connection, tenants, spans, request.as_of, again=request.days_again)
            work = {"day": missing, **work}
        if days := work.get("day"):
            for grain in periods.MERGED_FROM_DAYS:
                if grain not in work:
                    work[grain] = periods.stored_around(connection, tenants, days, grain, request.as_of)
    steps = [
        Step(grain, units, request.as_of, request.workers, indexed)
        for grain, units in work.items()
        if units or grain == request.grain
    ]
    return Plan(steps, tenants.unknown_timezone)


def render(conninfo: str, plan: Plan) -> Iterator[str]:
    """Each statement of the plan with its values as literals, by transaction."""
    with db.connect(conninfo) as connection:
        cursor = psycopg.ClientCursor(connection)
        for step in plan.steps:
            for batch in step.batches():
                yield "begin;\n"
                for path, text in rollup.statements(step.grain, indexed=step.indexed):
                    yield f"-- {path}\n{cursor.mogrify(text, batch.parameters())};\n"
                yield "commit;\n"
