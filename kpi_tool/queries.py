"""Run the statements of scripts/sql/queries by name."""

from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

from kpi_tool import templates

Connection = psycopg.Connection[Any]
DIRECTORY = "scripts/sql/queries"


def text(name: str, **shape: Any) -> str:  # noqa: ANN401  whatever the template takes
    """The statement in psycopg's format; shape values decide what Jinja leaves in it."""
    return statement(name, **shape)[1]


def statement(name: str, *, directory: str = DIRECTORY, **shape: Any) -> tuple[str, str]:  # noqa: ANN401
    """Its file, and the statement."""
    path = f"{directory}/{name}.sql"
    return path, templates.render(path, **shape)


def execute(
    connection: Connection,
    name: str,
    parameters: dict[str, Any] | None = None,
    **shape: Any,  # noqa: ANN401
) -> psycopg.Cursor[DictRow]:
    """Execute a query with its parameters bound; rows come as dictionaries."""
    cursor = connection.cursor(row_factory=dict_row)
    return cursor.execute(text(name, **shape).encode(), parameters or {})
