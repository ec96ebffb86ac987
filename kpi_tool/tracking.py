"""Triggers on the host's tables that mark what a stamp does not tell of; opt-in."""

import time
from dataclasses import replace
from typing import Any

import psycopg

from kpi_tool import db, host, log, migrations, queries, templates
from kpi_tool.errors import ConfigurationError
from kpi_tool.queries import Connection
from kpi_tool.settings import Session

TABLES = (
    *("appointments_map", "audit_log", "booking_events", "feedback", "inventory_ledger"),
    *("job_log", "message_log", "stock_snapshot", "tenant_config"),
)
"""Those that a KPI is counted from."""
NEEDED = {"tenant_config": ("tenant_id", "config")}
"""Columns without which a table cannot be tracked; of all others:"""
NEEDED_ELSEWHERE = ("tenant_id", "created_at")
TRIGGERS = ("kpi_mark_insert", "kpi_mark_update", "kpi_mark_update_of_old", "kpi_mark_delete")
"""Of each."""
LOCK_TIMEOUT = "1500ms"
"""Who waits for a table has all its writers wait behind him."""
TRIES = 10


def turn_on(connection: Connection) -> dict[str, str]:
    """Mark the changes of all tables that the host has from now on, each in a transaction of its own.

    Gives those that cannot be tracked, and why.
    """
    present = host.read(connection)
    refused = {}
    for table in TABLES:
        if table in present.tables:
            try:
                _turn_on(connection, present, table)
            except ConfigurationError as error:
                refused[table] = str(error)
    return refused


def turn_off(connection: Connection) -> None:
    """Mark them no longer. Marks that are there stay for the next look."""
    for table in TABLES:
        text = templates.render_plain("scripts/sql/track/off.sql", table_name=table)
        _execute(connection, table, text)


def status(connection: Connection) -> list[dict[str, Any]]:
    """A row per table: since when, how many of its triggers are there, how many marks wait."""
    return queries.execute(
        connection, "tracked", {"tables": list(TABLES), "triggers": list(TRIGGERS)}
    ).fetchall()


def let_go(connection: Connection) -> list[str]:
    """Drop the triggers until the next `restore`, so that the host can alter a column."""
    tables = [row["table_name"] for row in status(connection) if row["triggers"]]
    for table in tables:
        text = templates.render_plain("scripts/sql/track/suspend.sql", table_name=table)
        _execute(connection, table, text)
    return tables


def restore(connection: Connection) -> None:
    """Make the triggers anew of the tables that are tracked, where they are missing or outdated.

    Tables that can no longer be tracked are named on stderr.
    """
    present = host.read(connection)
    for row in status(connection):
        table = row["table_name"]
        if row["tracked_since"] and table in present.tables:
            text = _definition(present, table)
            if row["triggers"] < len(TRIGGERS) or row["definition"] != migrations.checksum(text):
                try:
                    _turn_on(connection, present, table)
                except ConfigurationError as error:
                    log.warning(str(error), table=table)


def _turn_on(connection: Connection, present: host.Host, table: str) -> None:
    if lacking := present(table).lacks(NEEDED.get(table, NEEDED_ELSEWHERE)):
        raise ConfigurationError(f"{table} cannot be tracked: it has no column {lacking[0]}")
    text = _definition(present, table)
    _execute(connection, table, text, migrations.checksum(text))


def _definition(present: host.Host, table: str) -> str:
    return templates.render_plain("scripts/sql/track/on.sql", host=present, table_name=table)


def _execute(connection: Connection, table: str, text: str, definition: str | None = None) -> None:
    """Try, and try again where somebody holds the table, so that nobody waits behind us for long."""
    session = replace(Session.from_environment(), lock_timeout=LOCK_TIMEOUT)
    for left in reversed(range(TRIES)):
        try:
            with db.transaction(connection, session):
                connection.execute(text.encode())
                recorded = {"table_name": table, "definition": definition}
                queries.execute(connection, "track_recorded", recorded)
        except psycopg.errors.LockNotAvailable:
            if not left:
                raise
            time.sleep(1)
        except (psycopg.errors.WrongObjectType, psycopg.errors.FeatureNotSupported) as error:
            raise ConfigurationError(f"{table} takes no trigger: {db.one_line(error)}") from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise ConfigurationError(f"this role may not track {table}: {db.one_line(error)}") from error
        else:
            return
