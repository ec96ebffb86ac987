"""One transaction of a run: compute windows onto the stage, publish what changed, note it in the ledger."""

import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate, chain
from math import ceil
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg.rows import DictRow, dict_row

from kpi_tool import checks, db, families, log, queries, resources, settings, templates
from kpi_tool.periods import Span, TenantSpan
from kpi_tool.queries import Connection

Item = TypeVar("Item")

ROLLUPS = {
    "hour": "scripts/sql/kpi_rollup_hourly.sql",
    "day": "scripts/sql/kpi_rollup_daily.sql",
    "week": "scripts/sql/kpi_rollup_weekly.sql",
    "month": "scripts/sql/kpi_rollup_monthly.sql",
}
FROM_SOURCES = ("hour", "day")


@dataclass(frozen=True)
class Run:
    """What all transactions of a run have in common."""

    as_of: datetime
    definition: str
    indexed: bool = False
    """The indexes that doctor wants are there."""
    force: bool = False
    """Count sealed windows again from what is left of their sources."""
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True)
class Batch:
    """Units that are computed and published together."""

    grain: str
    units: Sequence[TenantSpan]
    run: Run
    retried: bool = False

    @property
    def tenants(self) -> frozenset[str]:
        """Whose windows they are."""
        return frozenset(unit.tenant_id for unit in self.units)

    @property
    def windows(self) -> int:
        """How many windows the units hold."""
        return sum(unit.windows(self.grain) for unit in self.units)

    def parameters(self, computed_at: datetime | None = None) -> dict[str, Any]:
        """Everything that the statements bind."""
        units_by_span: dict[Span, list[TenantSpan]] = defaultdict(list)
        for unit in self.units:
            units_by_span[unit.span].append(unit)
        units = list(chain.from_iterable(units_by_span.values()))
        last = list(accumulate(len(units) for units in units_by_span.values()))
        return {
            "run_id": self.run.run_id,
            "as_of": self.run.as_of,
            "definition": self.run.definition,
            "computed_at": computed_at or datetime.now(UTC),
            "tenant_ids": [unit.tenant_id for unit in units],
            "timezones": [unit.timezone for unit in units],
            "span_starts": [span.start for span in units_by_span],
            "span_ends": [span.end for span in units_by_span],
            "day_starts": [span.day_start for span in units_by_span],
            "day_ends": [span.day_end for span in units_by_span],
            "first_tenants": [1, *(position + 1 for position in last[:-1])],
            "last_tenants": last,
            "overlap": settings.overlap(),
            "seconds": 0,
            "windows": self.windows,
            "rows_written": 0,
        }

    def parts(self) -> list["Batch"]:
        """Cut in eight, between tenants while there are several, then between windows; [] of a single one."""
        parts: Sequence[Sequence[TenantSpan]] = []
        if len(self.tenants) > 1:
            groups = map(set, _eighths(sorted(self.tenants)))
            parts = [[unit for unit in self.units if unit.tenant_id in group] for group in groups]
        elif len(self.units) > 1:
            parts = _eighths(self.units)
        elif self.windows > 1:
            parts = [[hour] for hour in self.units[0].hours()]
        return [replace(self, units=part, retried=False) for part in parts]

    def by_tenant(self) -> list["Batch"]:
        """A batch for each tenant."""
        units: dict[str, list[TenantSpan]] = defaultdict(list)
        for unit in self.units:
            units[unit.tenant_id].append(unit)
        return [replace(self, units=part, retried=False) for part in units.values()]


def _eighths(items: Sequence[Item]) -> list[Sequence[Item]]:
    """In order; fewer where there are fewer. Eighths cost half of what halves do to find one bad item."""
    size = ceil(len(items) / 8)
    return [items[start : start + size] for start in range(0, len(items), size)]


class Statement(NamedTuple):
    """A text in psycopg's format, and the file that it is of."""

    path: str
    text: str


@dataclass(frozen=True)
class Statements:
    """What a transaction executes once it has its tenants."""

    compute: Statement
    keep: list[Statement]
    check: Statement
    publish: list[Statement]
    record: list[Statement]

    def __iter__(self) -> Iterator[Statement]:
        """In order."""
        return iter([self.compute, *self.keep, self.check, *self.publish, *self.record])


@cache
def statements(grain: str, *, indexed: bool, force: bool) -> Statements:
    """Render them; `force` keeps nothing of what is sealed."""
    shape: dict[str, Any] = {"families": families.all_families()}
    path = ROLLUPS[grain]
    kept = grain in FROM_SOURCES and not force
    return Statements(
        compute=Statement(path, templates.render(path, indexed=indexed, **shape)),
        keep=_directory("scripts/sql/seal", **shape) if kept else [],
        check=Statement(*queries.statement("checked", checks=checks.all_checks(), **shape)),
        publish=_directory("scripts/sql/publish"),
        record=_directory("scripts/sql/ledger"),
    )


def _directory(directory: str, **shape: Any) -> list[Statement]:  # noqa: ANN401  whatever its templates take
    paths = [templates.relative(path) for path in resources.sql_files(directory)]
    return [Statement(path, templates.render(path, **shape)) for path in paths]


class Finding(NamedTuple):
    """A check that a window did not pass."""

    check: str
    tenant_id: str
    start: datetime
    said: str

    def __str__(self) -> str:
        """What is wrong."""
        return f"check {self.check}: {self.said}"


@dataclass(frozen=True)
class Published:
    """What became of a batch."""

    done: Sequence[TenantSpan] = ()
    rows_written: int = 0
    done_by_others: Sequence[TenantSpan] = ()
    """Others computed them after they were planned."""
    waiting: Sequence[TenantSpan] = ()
    """Weeks and months that lack a day."""
    busy: Sequence[TenantSpan] = ()
    """Others are at work on these tenants."""
    withheld: Sequence[tuple[TenantSpan, Finding]] = ()
    """Windows that failed a check: what had been published of them stays."""
    warnings: Sequence[Finding] = ()
    """Checks that published windows did not pass."""


def publish(connection: Connection, batch: Batch) -> Published:
    """Compute and publish what is still to be done of a batch; all of it or nothing."""
    rows = 0
    withheld: list[Finding] = []
    warnings: list[Finding] = []
    with db.transaction(connection):
        locked = queries.execute(
            connection, "tenants_lock", {"tenant_ids": sorted(batch.tenants)}, grain=batch.grain, wait=False
        ).fetchall()
        taken = {row["tenant_id"] for row in locked}
        busy = [unit for unit in batch.units if unit.tenant_id not in taken]
        mine = [unit for unit in batch.units if unit.tenant_id in taken]
        ready, waiting = _as_planned(connection, replace(batch, units=mine))
        if ready:
            todo = replace(batch, units=ready)
            rows, withheld, warnings = _execute_all(connection, todo, locked[0]["computed_at"])
    still = {*ready, *waiting}
    refused = [(_window_of(batch.grain, ready, finding), finding) for finding in withheld]
    unpublished = {window for window, _ in refused}
    return Published(
        done=[unit for unit in ready if unit not in unpublished],
        rows_written=rows,
        withheld=refused,
        warnings=warnings,
        done_by_others=[unit for unit in mine if unit not in still],
        waiting=waiting,
        busy=busy,
    )


def _as_planned(connection: Connection, batch: Batch) -> tuple[list[TenantSpan], list[TenantSpan]]:
    """The units still to be done: those that can be, and those that lack a day."""
    if not batch.units:
        return [], []
    parameters = {
        "as_of": batch.run.as_of,
        "unit_tenants": [unit.tenant_id for unit in batch.units],
        "unit_timezones": [unit.timezone for unit in batch.units],
        "unit_starts": [unit.span.start for unit in batch.units],
        "unit_ends": [unit.span.end for unit in batch.units],
        "unit_computations": [unit.computations for unit in batch.units],
    }
    rows = queries.execute(connection, "units_as_planned", parameters, grain=batch.grain).fetchall()
    ready = [batch.units[row["place"] - 1] for row in rows if row["has_its_days"]]
    waiting = [batch.units[row["place"] - 1] for row in rows if not row["has_its_days"]]
    return ready, waiting


def _window_of(grain: str, units: Sequence[TenantSpan], finding: Finding) -> TenantSpan:
    """The window that a finding is about."""
    unit = next(
        unit
        for unit in units
        if unit.tenant_id == finding.tenant_id and unit.span.start <= finding.start < unit.span.end
    )
    if grain != "hour":
        return unit
    return next(hour for hour in unit.hours() if hour.span.start == finding.start)


def _execute_all(
    connection: Connection, batch: Batch, computed_at: datetime
) -> tuple[int, list[Finding], list[Finding]]:
    """The rollup rows that were written, and what failed checks and what only gave cause for a warning."""
    texts = statements(batch.grain, indexed=batch.run.indexed, force=batch.run.force)
    parameters = batch.parameters(computed_at)
    started = time.monotonic()
    for statement in (texts.compute, *texts.keep):
        _execute(connection, parameters, statement)
    withheld, warnings = _check(connection, parameters, texts.check)
    rows = sum(_execute(connection, parameters, statement) for statement in texts.publish)
    parameters["rows_written"] = rows
    parameters["seconds"] = (time.monotonic() - started) / batch.windows
    for statement in texts.record:
        _execute(connection, parameters, statement)
    return rows, withheld, warnings


def _check(
    connection: Connection, parameters: dict[str, Any], statement: Statement
) -> tuple[list[Finding], list[Finding]]:
    """Those that fail, and those that only warn."""
    findings: dict[str, list[Finding]] = {"fail": [], "warn": []}
    cursor = connection.cursor(row_factory=dict_row)
    _execute(cursor, parameters, statement)
    for row in cursor:
        finding = Finding(row["name"], row["tenant_id"], row["period_start"], row["said"])
        findings[row["severity"]].append(finding)
    return findings["fail"], findings["warn"]


def _execute(
    connection: Connection | psycopg.Cursor[DictRow], parameters: dict[str, Any], statement: Statement
) -> int:
    started = time.monotonic()
    rows = connection.execute(statement.text.encode(), parameters).rowcount
    seconds = round(time.monotonic() - started, 3)
    log.debug(
        f"{statement.path}: {rows:,} rows, {seconds:.3f} s",
        statement=statement.path,
        rows=rows,
        seconds=seconds,
    )
    return rows
