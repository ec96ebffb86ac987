"""Repeatable objects: functions, views and the catalogue, re-applied whenever their rendered text changes."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

from kpi_tool import host, migrations, queries, resources, templates
from kpi_tool.db import one_line, transaction
from kpi_tool.errors import ConfigurationError
from kpi_tool.families import all_families
from kpi_tool.queries import Connection

DIRECTORIES = (
    *("sql/functions", "sql/sources", "sql/catalog", "sql/views"),
    *("sql/functions/api", "sql/functions/calcom", "sql/functions/events", "sql/functions/marks"),
)
TABLE = "kpi_repeatable"


@dataclass(frozen=True)
class Repeatable:
    """One file of sql/, which makes one object."""

    path: str
    kind: str
    """view, function, or rows (of a table of ours)."""
    signature: str
    """The object as `drop` names it."""

    @property
    def name(self) -> str:
        """The object's bare name."""
        return self.signature.partition("(")[0]

    @cached_property
    def text(self) -> str:
        """The template."""
        return templates.source(self.path)

    @cached_property
    def reads(self) -> list[str]:
        """What its header says it reads."""
        return templates.header(self.text).list("reads")

    @cached_property
    def version(self) -> str:
        """A checksum of the template and its imports; every command compares it, so it is not rendered."""
        return migrations.checksum("\n".join(templates.sources(self.path)))

    @cached_property
    def _body(self) -> str:
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("--"))

    def is_built_on(self, other: "Repeatable") -> bool:
        """Whether it reads the other one, or calls it."""
        if self == other:
            return False
        return other.name in self.reads or (other.kind == "function" and f"{other.name}(" in self._body)


def _load(path: str) -> Repeatable:
    kind, _, signature = templates.header(templates.source(path)).entries["object"].partition(" ")
    return Repeatable(path, kind, signature)


@cache
def ordered() -> tuple[Repeatable, ...]:
    """All repeatables, each after those that it is built on."""
    found = [_load(templates.relative(path)) for place in DIRECTORIES for path in resources.sql_files(place)]
    graph = {item: [other for other in found if item.is_built_on(other)] for item in found}
    return tuple(TopologicalSorter(graph).static_order())


def dependents(roots: set[Repeatable]) -> list[Repeatable]:
    """The views built on any of these, directly or not, and those themselves; the last one first."""
    closure = list(roots)
    for item in ordered():
        if item.kind == "view" and item not in closure and any(item.is_built_on(root) for root in closure):
            closure.append(item)
    return [item for item in reversed(ordered()) if item in closure]


class Applied(NamedTuple):
    """What the books say of one object that is there."""

    checksum: str | None
    version: str | None


NOTHING = Applied(None, None)


def _check_counters(metrics: list[dict[str, Any]]) -> None:
    known = {counter.name for family in all_families() for counter in family.counters}
    for metric in metrics:
        for expression in (metric["numerator"], metric["denominator"], metric["null_unless"]):
            if unknown := templates.counter_names(expression or "") - known:
                raise ConfigurationError(f"metric {metric['name']}: no family counts {min(unknown)}")


class Repeatables:
    """The repeatables against one database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def host(self) -> host.Host:
        """The host's tables; only what renders needs to look them up."""
        return host.read(self._connection)

    def pending(self) -> list[str]:
        """Names of the objects that migrate would make or make again."""
        applied = self._applied()
        if not applied:
            return [item.name for item in ordered()]
        return [item.name for item in ordered() if self._is_due(item, applied)]

    def outdated(self) -> list[str]:
        """Names of the objects that are missing, or of another version of kpi-tool."""
        applied = self._applied()
        return [item.name for item in ordered() if applied.get(item.name, NOTHING).version != item.version]

    def missing_columns(self) -> list[str]:
        """Columns of the source contract that the host's tables lack, as table.column."""
        for item in ordered():
            if item.path.startswith(host.SOURCES):
                self._render(item)
        return sorted(self.host.missing_columns)

    def apply(self) -> list[str]:
        """Make every object whose rendered text changed, in one transaction."""
        names = []
        with transaction(self._connection):
            migrations.lock(self._connection)
            for item in ordered():
                if self._is_due(item, self._applied()):  # read again: the one before may have dropped it
                    self._replace(item)
                    names.append(item.name)
        return names

    def detach(self) -> list[str]:
        """Drop the views over the host's tables, and what is built on them, until the next migrate."""
        sources = {item for item in ordered() if item.path.startswith(host.SOURCES)}
        views = dependents(sources)
        with transaction(self._connection):
            migrations.lock(self._connection)
            for item in views:
                self._drop(item)
        return [item.name for item in views]

    def _applied(self) -> dict[str, Applied]:
        """By name what is applied and still there: hosts drop tables with `cascade`."""
        signatures = {
            "relations": [item.signature for item in ordered() if item.kind == "view"],
            "routines": [item.signature for item in ordered() if item.kind == "function"],
        }
        rows = queries.execute(self._connection, "objects_gone", signatures)
        gone = {row["signature"].partition("(")[0] for row in rows}
        if not migrations.has_books(self._connection, TABLE):
            return {}
        rows = queries.execute(self._connection, "repeatables_applied")
        return {
            row["name"]: Applied(row["checksum"], row["template_checksum"])
            for row in rows
            if row["name"] not in gone
        }

    def _render(self, item: Repeatable) -> str:
        catalogue = "kpi_metric" in item.reads
        metrics = queries.execute(self._connection, "metrics").fetchall() if catalogue else []
        _check_counters(metrics)
        return templates.render_plain(item.path, host=self.host, metrics=metrics)

    def _is_due(self, item: Repeatable, applied: dict[str, Applied]) -> bool:
        current = Applied(migrations.checksum(self._render(item)), item.version)
        return applied.get(item.name, NOTHING) != current

    def _replace(self, item: Repeatable) -> None:
        text = self._render(item).encode()
        try:
            with self._connection.transaction():
                self._connection.execute(text)
        except (psycopg.errors.InvalidTableDefinition, psycopg.errors.InvalidFunctionDefinition):
            for built_on in dependents({item}):
                self._drop(built_on)
            self._connection.execute(text)
        done = {"checksum": migrations.checksum(text.decode()), "template_checksum": item.version}
        queries.execute(self._connection, "record_repeatable", {"name": item.name, **done})
        for row in queries.execute(self._connection, "restored", {"name": item.name}):
            for grant in row["grants"]:
                self._give_back(grant)

    def _give_back(self, grant: str) -> None:
        """Unless its role, or its column, has gone since."""
        gone = (psycopg.errors.UndefinedObject, psycopg.errors.UndefinedColumn)
        with suppress(*gone), self._connection.transaction():
            self._connection.execute(grant.encode())

    def _drop(self, item: Repeatable) -> None:
        names: dict[str, str | None] = {"relation": None, "routine": None}
        names["relation" if item.kind == "view" else "routine"] = item.signature
        grants = [row["statement"] for row in queries.execute(self._connection, "grants", names)]
        statement = sql.SQL("drop {} if exists {}").format(sql.SQL(item.kind), sql.SQL(item.signature))
        try:
            self._connection.execute(statement)
        except psycopg.errors.DependentObjectsStillExist as error:
            detail = one_line(Exception(error.diag.message_detail))
            raise ConfigurationError(
                f"cannot drop {item.kind} {item.name}: {detail}; drop that first"
            ) from error
        queries.execute(self._connection, "dropped", {"name": item.name, "grants": grants})
