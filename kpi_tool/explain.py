"""A metric of one window: its formula, what that comes to, and the rows of the sources behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple

from psycopg.rows import DictRow

from kpi_tool import db, definition, doctor, families, migrate, queries, templates
from kpi_tool.errors import UsageError
from kpi_tool.families import Family
from kpi_tool.periods import Span, TenantSpan
from kpi_tool.queries import Connection
from kpi_tool.rollup import FROM_SOURCES, Batch, Run

_execute = partial(queries.execute, directory="scripts/sql/explain")
REMINDED = {"reminders_due", "reminders_automated"}
"""Counters that read jobs made some days before."""
ROLES = ("numerator", "denominator", "null_unless")


@dataclass(frozen=True)
class Request:
    """Which metric (`webhookErrorRate`, or of one key `webhookErrorRate|telegram`), of whom and when."""

    metric: str
    tenant_id: str
    staff_id: str | None
    grain: str
    day: date | None
    """A local date in the window; for an hour with its `clock`, or None where there is an `instant`."""
    clock: time | None = None
    instant: datetime | None = None
    limit: int = 20


class Fact(NamedTuple):
    """One row of a source, and what it counts for."""

    counter: str
    value: Decimal
    at: datetime
    local_at: datetime
    staff_id: str | None
    source_table: str
    source_id: str


@dataclass(frozen=True)
class Part:
    """A counter that the metric is made of."""

    role: str
    """One of ROLES, the first that it plays."""
    counter: str
    value: Decimal
    facts: int
    """How many there are; shown are the heaviest."""
    shown: list[Fact]


@dataclass(frozen=True)
class Explanation:
    """How a number came about."""

    request: Request
    metric: dict[str, Any]
    """As the catalogue has it."""
    timezone: str
    local_start: datetime
    local_end: datetime
    value: Decimal | None
    """As the facts have it; None: unknown."""
    stored: Decimal | None
    is_computed: bool
    """Whether the window has been rolled up."""
    is_of_this_definition: bool
    """Whether it has been counted by the rules of this version."""
    is_good: bool
    """Whether nothing has changed since."""
    sealed: list[str]
    """Sources that the metric reads of which rows have been deleted."""
    parts: list[Part]

    def arithmetic(self, role: str) -> tuple[str, str]:
        """A numerator, denominator or null_unless over counters, and with numbers filled in."""
        key = key_of(self.request.metric)
        values = {part.counter: part.value for part in self.parts}
        return (
            templates.counters(self.metric[role], lambda name: name + key),
            templates.counters(self.metric[role], lambda name: f"{values[name + key].normalize():f}"),
        )


def key_of(metric: str) -> str:
    """`|telegram` of `webhookErrorRate|telegram`; else nothing."""
    _, bar, key = metric.partition("|")
    return bar + key


def explain(connection: Connection, request: Request) -> Explanation:
    """Count the metric again from the sources, row by row.

    Raises:
        UsageError: no such metric, tenant, key or date, or one that no member of staff has.
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    metric = _metric(connection, request)
    roles = _roles(metric, key_of(request.metric))
    level = "staff" if request.staff_id is not None else "salon"
    with db.snapshot(connection):
        window = _window(connection, request, level)
        rows = _facts(connection, request, window, sorted(roles), level)
        value = _derived(connection, request, rows, level)
    first = window[0]
    if not rows and not first["metrics"] and request.staff_id is not None:
        raise UsageError(f"no staff {request.staff_id} at {request.tenant_id} in that {request.grain}")
    return Explanation(
        request=request,
        metric=metric,
        timezone=first["timezone"],
        local_start=first["local_start"],
        local_end=first["local_end"],
        value=value,
        stored=_stored(request, first, value if not rows else None),
        is_computed=first["is_computed"],
        is_of_this_definition=first["definition"] == definition.version(),
        is_good=first["is_good"],
        sealed=sorted(
            set(first["sealed"]) & {*metric["sources"], *(["reminders"] if REMINDED & set(roles) else [])}
        ),
        parts=[_part(counter, role, rows) for counter, role in roles.items()],
    )


def _stored(request: Request, window: DictRow, empty: Decimal | None) -> Decimal | None:
    """The number that is stored, or what a window without a fact of that key, or a row of that staff, has."""
    if window["metrics"]:
        stored: Decimal | None = window["metrics"].get(request.metric, empty)
        return stored
    return empty if window["is_computed"] else None


def _metric(connection: Connection, request: Request) -> dict[str, Any]:
    """Its row of the catalogue."""
    name, bar, key = request.metric.partition("|")
    catalogue = {row["name"]: row for row in queries.execute(connection, "metrics")}
    if name not in catalogue:
        near = get_close_matches(name, catalogue, 1)
        hint = f"did you mean {near[0]}?" if near else "kpi-tool metrics lists them"
        raise UsageError(f"unknown metric: {name} ({hint})")
    metric = catalogue[name]
    if bar and not metric["by_key"]:
        raise UsageError(f"{name} has no keys")
    if bar and not key:
        raise UsageError(f"which key? Write {name}|KEY")
    if request.staff_id is not None and metric["level"] != "S":
        raise UsageError(f"{name} is of the salon only; leave --staff out")
    return metric


def _roles(metric: Mapping[str, Any], key: str) -> dict[str, str]:
    """Each counter that it is made of, and the first role that this one plays."""
    roles: dict[str, str] = {}
    for role in ROLES:
        for term in templates.terms(metric[role] or ""):
            roles.setdefault(term + key, role)
    return roles


def _window(connection: Connection, request: Request, level: str) -> list[DictRow]:
    """The days, or the hour, of it."""
    asked: dict[str, Any] = {
        "tenant_id": request.tenant_id,
        "staff_id": request.staff_id,
        "day": request.day,
        "clock": request.clock,
        "instant": request.instant,
        "as_of": datetime.now(UTC),
    }
    rows = _execute(connection, "window", asked, grain=request.grain, level=level).fetchall()
    if not rows:
        known = queries.execute(connection, "tenants", {"tenant_ids": [request.tenant_id]}).fetchone()
        if known is None or not known["is_known_timezone"]:
            raise UsageError(f"unknown tenant, or one without a known time zone: {request.tenant_id}")
        raise UsageError(f"{known['timezone']} has no {request.day}")
    if request.clock and rows[0]["clock"] != request.clock:
        raise UsageError(f"{request.clock:%H:%M} does not exist on {request.day} in {rows[0]['timezone']}")
    return rows


def _facts(
    connection: Connection,
    request: Request,
    window: list[DictRow],
    counters: list[str],
    level: str,
) -> list[DictRow]:
    """What each counter adds up to, and the facts behind it."""
    grain = request.grain if request.grain in FROM_SOURCES else "day"
    run = Run(window[0]["as_of"], definition.version(), doctor.is_indexed(connection))
    units = [TenantSpan(row["tenant_id"], row["timezone"], _span(row)) for row in window]
    asked = {
        "counters": counters,
        "histogram": counters[0] if counters[0].partition("|")[0] in _only_by_key() else None,
        "staff_id": request.staff_id,
        "limit": request.limit,
        "timezone": window[0]["timezone"],
    }
    return _execute(
        connection,
        "facts",
        Batch(grain, units, run).parameters() | asked,
        families=tuple(_counting(counters)),
        indexed=run.indexed,
        grain=grain,
        level=level,
    ).fetchall()


def _span(row: DictRow) -> Span:
    return Span(row["span_start"], row["span_end"], row["day_start"], row["day_end"])


def _counting(counters: list[str]) -> Iterator[Family]:
    """The families that count any of these."""
    names = {counter.partition("|")[0] for counter in counters}
    return (family for family in families.all_families() if names & {c.name for c in family.counters})


def _only_by_key() -> set[str]:
    """Counters that are histograms."""
    return {c.name for family in families.all_families() for c in family.counters if not c.has_total}


def _derived(connection: Connection, request: Request, rows: list[DictRow], level: str) -> Decimal | None:
    counters = {row["counter"]: row["value"] for row in rows if row["facts"]}
    asked = {"counters": list(counters), "values": list(counters.values()), "metric": request.metric}
    row = _execute(connection, "derived", asked, level=level).fetchone()
    return row["value"] if row else None


def _part(counter: str, role: str, rows: list[DictRow]) -> Part:
    of_it = [row for row in rows if row["part"] == counter]
    totals = [row for row in of_it if row["facts"]]
    return Part(
        role=role,
        counter=counter,
        value=sum((row["value"] for row in totals), Decimal(0)),
        facts=sum(row["facts"] for row in totals),
        shown=[Fact(*(row[name] for name in Fact._fields)) for row in of_it if not row["facts"]],
    )
