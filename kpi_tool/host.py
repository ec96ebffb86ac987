"""The host's tables as they are today: what the source views can read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kpi_tool import queries, resources, templates
from kpi_tool.queries import Connection

SOURCES = "sql/sources"
Columns = Mapping[str, str]
"""Type by column name."""


@dataclass(frozen=True)
class HostTable:
    """One table of the host for a source view: `{{ t }}` reads it, `{{ t.column(...) }}` names a column."""

    name: str
    columns: Columns
    missing: set[str]
    """Where asking for a column that is not there is noted, as table.column."""
    cast: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Where a column of another type than is asked for is noted: its type, and that."""
    has_children: bool = False
    """It has partitions, or tables that inherit from it."""

    def __str__(self) -> str:
        """The table, or one without rows and columns where the host has none."""
        return self.name if self.columns else f"(select where false) as {self.name}"

    def named(self, alias: str) -> "HostTable":
        """The same where its rows go by another name."""
        return HostTable(alias, self.columns, set(), has_children=self.has_children)

    def lacks(self, names: Iterable[str]) -> list[str]:
        """Those of the columns that do not exist."""
        return [name for name in names if name not in self.columns]

    def column(self, *names: str, type: str) -> str:  # noqa: A002  reads as the SQL it becomes
        """The first of these columns that exists, as that type; null where there is none."""
        for name in names:
            if name in self.columns:
                if self.columns[name] == _TYPE_NAMES.get(type, type):
                    return f"{self.name}.{name}"
                self.cast[f"{self.name}.{name}"] = (self.columns[name], type)
                return f"{self.name}.{name}::{type}"
        if self.columns:
            self.missing.add(f"{self.name}.{names[0]}")
        return f"null::{type}"


_TYPE_NAMES = {"timestamptz": "timestamp with time zone"}


@dataclass(frozen=True)
class Host:
    """The catalog of the host; calling it gives one table."""

    tables: Mapping[str, Columns]
    missing_columns: set[str] = field(default_factory=set)
    cast_columns: dict[str, tuple[str, str]] = field(default_factory=dict)
    parents: frozenset[str] = frozenset()
    """Tables with partitions, or that others inherit from."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Postgres' letter for what a table is: r a table, p a partitioned one, v a view, ..."""

    def __call__(self, table: str) -> HostTable:
        """The table, present or not."""
        columns = self.tables.get(table, {})
        return HostTable(table, columns, self.missing_columns, self.cast_columns, table in self.parents)

    @property
    def missing(self) -> list[str]:
        """Tables of the source contract that the host lacks."""
        return [table for table in contract() if table not in self.tables]


def contract() -> list[str]:
    """The host tables that the source views read."""
    headers = (templates.header(path.read_text(encoding="utf-8")) for path in resources.sql_files(SOURCES))
    return [header.entries["host table"] for header in headers]


def read(connection: Connection) -> Host:
    """Look the host's tables up."""
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    parents = set()
    kinds = {}
    for row in queries.execute(connection, "host_columns", {"tables": contract()}):
        tables[row["table_name"]][row["column_name"]] = row["type_name"]
        kinds[row["table_name"]] = row["kind"]
        if row["has_children"]:
            parents.add(row["table_name"])
    return Host(dict(tables), parents=frozenset(parents), kinds=kinds)
