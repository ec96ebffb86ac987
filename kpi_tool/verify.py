"""Compute good windows again and hold them against what is stored, which stays as it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from kpi_tool import changes, db, definition, doctor, migrate, periods, queries, rollup
from kpi_tool.periods import GRAINS, Span, TenantSpan
from kpi_tool.planning import LARGEST_BATCH
from kpi_tool.queries import Connection
from kpi_tool.rollup import Batch, Run

Verified = Callable[[int], object]
_execute = partial(queries.execute, directory="scripts/sql/verify")


class Difference(NamedTuple):
    """A counter that the sources do not bear out, or a metric that the stored counters do not."""

    tenant_id: str
    staff_id: str
    granularity: str
    period_start: datetime
    name: str
    stored: str
    recomputed: str


@dataclass(frozen=True)
class Request:
    """Which windows: all that are stored, those that meet two local dates, some of them at random."""

    as_of: datetime
    tenants: Sequence[str] = ()
    first: date | None = None
    last: date | None = None
    sample: int | None = None


@dataclass
class Report:
    """What was held against the sources."""

    windows: int = 0
    sealed: int = 0
    """Of these, windows of which some counters could not be verified: their rows are deleted."""
    differences: list[Difference] = field(default_factory=list)


def verify(connection: Connection, request: Request, verified: Verified = lambda _: None) -> Report:
    """Compare what is not to be computed again anyhow; `verified` hears of windows as they go.

    Raises:
        UsageError: a tenant does not exist.
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    changes.look(connection, request.as_of)
    report = Report()
    for batch in _batches(connection, request):
        with connection.transaction(force_rollback=True), db.transaction(connection):
            _hold(connection, batch, report)
        verified(batch.windows)
    return report


def _batches(connection: Connection, request: Request) -> Iterator[Batch]:
    """The windows of each grain; a sample is shared among the grains."""
    run = Run(request.as_of, definition.version(), doctor.is_indexed(connection))
    tenants = periods.find_tenants(connection, request.tenants)
    for number, grain in enumerate(GRAINS):
        share = request.sample and (request.sample + number) // len(GRAINS)
        parameters = {
            "tenant_ids": list(tenants.timezones),
            "timezones": list(tenants.timezones.values()),
            "granularity": grain,
            "from_date": request.first,
            "to_date": request.last,
            "sample": share,
        }
        with db.transaction(connection):
            rows = _execute(connection, "windows", parameters).fetchall()
        units = [_unit(row) for row in rows]
        for start in range(0, len(units), LARGEST_BATCH):
            yield Batch(grain, units[start : start + LARGEST_BATCH], run)


def _unit(row: dict[str, Any]) -> TenantSpan:
    start, end = row["day_start"], row["day_end"]
    return TenantSpan(row["tenant_id"], row["timezone"], Span(start, end, start, end))


def _hold(connection: Connection, batch: Batch, report: Report) -> None:
    """Stage the windows as a run would, and compare instead of publishing."""
    texts = rollup.statements(batch.grain, indexed=batch.run.indexed, force=False)
    parameters = batch.parameters()
    for statement in (texts.compute, *texts.keep):
        connection.execute(statement.text.encode(), parameters)
    staged = {"run_id": batch.run.run_id}
    rows = _execute(connection, "differences", staged).fetchall()
    report.differences += [Difference(**row) for row in rows]
    sealed = _execute(connection, "sealed", staged).fetchone() or {}
    report.sealed += sealed["windows"]
    report.windows += batch.windows
