"""Triggers on the host's tables that mark what a stamp does not tell of; opt-in."""

from collections.abc import Iterator
from typing import Any

import psycopg

from kpi_tool import db, host, queries, templates
from kpi_tool.errors import ConfigurationError
from kpi_tool.queries import Connection

TABLES = (
    *("appointments_map", "audit_log", "booking_events", "feedback", "inventory_ledger"),
    *("job_log", "message_log", "stock_snapshot", "tenant_config"),
)
"""Those that a KPI is counted from."""
TRIGGERS = 3
"""Of each: for inserts, updates and deletes."""


def turn_on(connection: Connection) -> list[str]:
    """Mark the changes of all tables that the host has from now on, each in a transaction of its own.

    Raises:
        ConfigurationError: a table takes no trigger, or not from this role.
    """
    present = host.read(connection)
    tables = [table for table in TABLES if table in present.tables]
    for table in tables:
        text = templates.render_plain("scripts/sql/track/on.sql", host=present, table_name=table)
        _execute(connection, table, text)
    return tables


def turn_off(connection: Connection) -> None:
    """Mark them no longer. Marks that are there stay for the next look."""
    for table in TABLES:
        text = templates.render_plain("scripts/sql/track/off.sql", table_name=table)
        _execute(connection, table, text)


def status(connection: Connection) -> list[dict[str, Any]]:
    """A row per table: since when, how many of its triggers are there, how many marks wait."""
    return queries.execute(connection, "tracked", {"tables": list(TABLES)}).fetchall()


def let_go(connection: Connection) -> list[str]:
    """Drop the triggers until the next `restore`, so that the host can alter a column."""
    tables = [row["table_name"] for row in status(connection) if row["triggers"]]
    for table in tables:
        text = templates.render_plain("scripts/sql/track/suspend.sql", table_name=table)
        _execute(connection, table, text)
    return tables


def restore(connection: Connection) -> list[str]:
    """Make the triggers anew of the tables that are tracked; gives those that lacked some."""
    present = host.read(connection)
    return list(_renewed(connection, present))


def _renewed(connection: Connection, present: host.Host) -> Iterator[str]:
    for row in status(connection):
        table = row["table_name"]
        if row["tracked_since"] and table in present.tables:
            text = templates.render_plain("scripts/sql/track/on.sql", host=present, table_name=table)
            _execute(connection, table, text)
            if row["triggers"] < TRIGGERS:
                yield table


def _execute(connection: Connection, table: str, text: str) -> None:
    try:
        with db.transaction(connection):
            connection.execute(text.encode())
    except (psycopg.errors.WrongObjectType, psycopg.errors.FeatureNotSupported) as error:
        raise ConfigurationError(f"{table} takes no trigger: {db.one_line(error)}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise ConfigurationError(f"this role may not track {table}: {db.one_line(error)}") from error
