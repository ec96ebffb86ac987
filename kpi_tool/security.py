"""Roles, their privileges and policies: made where this role may, else named for a DBA."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psycopg
from psycopg.rows import dict_row

from kpi_tool import host, migrations, repeatables, resources, templates
from kpi_tool.db import transaction
from kpi_tool.queries import Connection

DIRECTORY = "sql/security"
_MADE_MEANWHILE = (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation)
"""Roles are the cluster's: the migrate of another database may make the same at the same time."""


@dataclass(frozen=True)
class Lack:
    """A statement that would mend something."""

    statement: str
    is_allowed: bool
    """This role may run it."""


def lacking(connection: Connection) -> list[Lack]:
    """All that is missing, in the order in which it can be made."""
    return [lack for path in _files() for lack in _read(connection, path)]


def mend(connection: Connection) -> tuple[list[str], list[str]]:
    """Do what this role may, in one transaction; gives what was done, and what a DBA has to do."""
    done = []
    with transaction(connection):
        migrations.lock(connection)
        for path in _files():
            for lack in _read(connection, path):
                if lack.is_allowed:
                    _run(connection, lack.statement)
                    done.append(lack.statement)
    return done, [lack.statement for lack in lacking(connection)]


def _run(connection: Connection, statement: str) -> None:
    with suppress(*_MADE_MEANWHILE), connection.transaction():
        connection.execute(statement.encode())


def _files() -> Iterator[str]:
    return map(templates.relative, resources.sql_files(DIRECTORY))


def _read(connection: Connection, path: str) -> list[Lack]:
    views = [item for item in repeatables.ordered() if item.kind == "view"]
    parameters = {
        "views": [item.name for item in views if not item.path.startswith(host.SOURCES)],
        "sources": [item.name for item in views if item.path.startswith(host.SOURCES)],
    }
    cursor = connection.cursor(row_factory=dict_row)
    rows = cursor.execute(templates.render(path).encode(), parameters)
    return [Lack(**row) for row in rows]
