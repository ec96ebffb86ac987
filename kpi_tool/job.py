"""A run: what its steps do, what came of them, and its entry in the ledger."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

import psycopg

from kpi_tool import db, ledger, migrate, periods, planning, queries, rollup, workers
from kpi_tool.errors import ExitCode
from kpi_tool.periods import tenants_of
from kpi_tool.planning import Plan, Request, Step
from kpi_tool.queries import Connection
from kpi_tool.rollup import Finding
from kpi_tool.workers import Failure, Progress, Tally


@dataclass(frozen=True)
class Result:
    """What a step did."""

    grain: str
    tenants: int
    windows: int
    rows_written: int
    seconds: float
    tenants_failed: int
    tenants_busy: int
    windows_waiting: int
    windows_left: int

    def describe(self) -> str:
        """One line for people."""
        more = {
            "tenants failed": self.tenants_failed,
            "tenants left to another run": self.tenants_busy,
            "windows without all their days": self.windows_waiting,
            "windows left to the next run": self.windows_left,
        }
        return (
            f"{self.grain}: {self.tenants:,} tenants, {self.windows:,} windows, "
            f"{self.rows_written:,} rows written, {self.seconds:.1f} s"
            + "".join(f", {count:,} {what}" for what, count in more.items() if count)
        )

    def fields(self) -> dict[str, object]:
        """The same for programs."""
        return self.__dict__


class Loss(NamedTuple):
    """What windows had counted of a source, and will not have any more."""

    source: str
    tenants: int
    first: datetime
    last: datetime


@dataclass
class Report:
    """What a run did."""

    results: list[Result] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    """By tenant that failed: which window, and why."""
    warnings: list[str] = field(default_factory=list)
    """What published windows gave cause for."""
    is_busy: bool = False
    """Others held every tenant."""

    @property
    def rows_written(self) -> int:
        """Rows of kpi_rollup and staff_kpi_rollup that changed."""
        return sum(result.rows_written for result in self.results)

    @property
    def exit_code(self) -> ExitCode:
        """The process's answer."""
        if self.errors:
            return ExitCode.FINISHED_WITH_FAILURES
        return ExitCode.BUSY if self.is_busy else ExitCode.OK

    @property
    def outcome(self) -> str:
        """The same for the ledger."""
        codes = {ExitCode.OK: "done", ExitCode.BUSY: "busy", ExitCode.FINISHED_WITH_FAILURES: "failed"}
        return codes[self.exit_code]


class Watcher:
    """Hears of a run as it goes on; this one does nothing with it."""

    def resumes(self, since: datetime) -> None:
        """The run goes on with one that was cut short, or is at work."""

    def loses(self, loss: Loss) -> None:
        """The run counts again what is sealed."""

    def step(self, step: Step) -> AbstractContextManager[Progress]:  # noqa: ARG002  for others to look at
        """A step begins; gives what hears of the units done."""
        return nullcontext(lambda _: None)

    def result(self, result: Result) -> None:
        """A step has ended."""


def run(conninfo: str, request: Request, watcher: Watcher | None = None) -> Report:
    """Compute and publish what is asked for, and enter it into the ledger.

    Raises:
        UsageError: a tenant does not exist.
        NotMigratedError: migrate has not been run.
    """
    watcher = watcher or Watcher()
    with closing(db.Line(conninfo)) as line:
        migrate.require(line.connection)
        periods.find_tenants(line.connection, request.tenants)
        return _entered(line, request, watcher)


def _entered(line: db.Line, request: Request, watcher: Watcher) -> Report:
    fresh = request.new_run()
    with ledger.entered(line.conninfo, request, fresh) as entry:
        since = entry.done_since if entry.resumes else None
        if since and request.first:
            watcher.resumes(since)
        line.with_a_fresh_try(lambda connection: planning.look(connection, request))
        plan = line.with_a_fresh_try(lambda connection: planning.steps_of(connection, request, fresh, since))
        if plan.errors:
            ledger.record_tenants(line.connection, fresh.run_id, request.grain, plan.errors)
        for loss in _losses(line.connection, plan) if request.force else ():
            watcher.loses(loss)
        report = Report(errors=dict(plan.errors))
        tallies = [_run(line, step, watcher, report) for step in plan.steps]
        report.is_busy = any(t.busy for t in tallies) and not any(t.done or t.done_by_others for t in tallies)
        entry.outcome, entry.tenants_failed = report.outcome, len(report.errors)
    return report


def _losses(connection: Connection, plan: Plan) -> list[Loss]:
    """What is lost by each source that is shorter than these windows."""
    units = [unit for step in plan.steps if step.grain in rollup.FROM_SOURCES for unit in step.units]
    parameters = {
        "unit_tenants": [unit.tenant_id for unit in units],
        "unit_starts": [unit.span.start for unit in units],
        "unit_ends": [unit.span.end for unit in units],
    }
    with db.transaction(connection):
        rows = queries.execute(connection, "force_loses", parameters)
        return [Loss(row["source"], row["tenants"], row["first_start"], row["last_end"]) for row in rows]


def _run(line: db.Line, step: Step, watcher: Watcher, report: Report) -> Tally:
    started = time.monotonic()
    batches = step.batches()
    with watcher.step(step) as progress:
        if not batches:
            tally = Tally()
        else:
            with workers.crew(line, min(step.workers, len(batches)), progress) as crew:
                crew.publish(batches)
                if crew.tally.busy:
                    busy, crew.tally.busy = crew.tally.busy, []
                    time.sleep(workers.SECONDS_BEFORE_ASKING_AGAIN)
                    crew.publish(replace(step, units=busy).batches())
                tally = crew.tally
    for failure in tally.failures:
        report.errors.setdefault(failure.unit.tenant_id, _explain(failure))
    report.warnings += [_told(step.grain, finding) for finding in tally.warnings]
    result = Result(
        grain=step.grain,
        tenants=tenants_of(tally.done),
        windows=sum(unit.windows(step.grain) for unit in tally.done),
        rows_written=tally.rows_written,
        seconds=time.monotonic() - started,
        tenants_failed=tenants_of([failure.unit for failure in tally.failures]),
        tenants_busy=tenants_of(tally.busy),
        windows_waiting=len(tally.waiting),
        windows_left=step.left,
    )
    report.results.append(result)
    watcher.result(result)
    return tally


def _explain(failure: Failure) -> str:
    start = failure.unit.span.start.astimezone(UTC)
    return f"{failure.grain} from {start:%Y-%m-%d %H:%M} UTC: {failure.error}"


def _told(grain: str, finding: Finding) -> str:
    start = finding.start.astimezone(UTC)
    return f"tenant {finding.tenant_id}, {grain} from {start:%Y-%m-%d %H:%M} UTC: {finding}"


def render(conninfo: str, plan: Plan) -> Iterator[str]:
    """Each statement of the plan with its values as literals, by transaction."""
    with db.connect(conninfo) as connection:
        cursor = psycopg.ClientCursor(connection)
        for step in plan.steps:
            lock = queries.statement("tenants_lock", grain=step.grain, wait=True)
            statements = rollup.statements(step.grain, indexed=step.run.indexed, force=step.run.force)
            for batch in step.batches():
                yield "begin;\n"
                parameters = batch.parameters()
                for path, text in (lock, *statements):
                    yield f"-- {path}\n{cursor.mogrify(text, parameters)};\n"
                yield "commit;\n"
