"""The ledger of runs: how each began and ended, and which tenants failed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from kpi_tool import db, queries
from kpi_tool.errors import DatabaseUnavailableError
from kpi_tool.periods import TenantSpan
from kpi_tool.planning import Request
from kpi_tool.queries import Connection
from kpi_tool.rollup import Run


@dataclass
class Entry:
    """A run's entry while it is at work."""

    run_id: str
    started_at: datetime
    done_since: datetime
    """Windows computed since then are not computed again."""
    outcome: str = "done"
    """What it is to say if the run comes to its end."""
    tenants_failed: int = 0

    @property
    def resumes(self) -> bool:
        """Whether it goes on with a run that was cut short."""
        return self.done_since < self.started_at


@contextmanager
def entered(conninfo: str, request: Request, run: Run) -> Iterator[Entry]:
    """A run with its entry in the ledger, which says at the end how it went.

    With dates it goes on where the last one that asked for the same was cut short; without it leaves out what
    others have computed that were at work when it was launched.
    """
    parameters = {
        "run_id": run.run_id,
        "arguments": Jsonb(request.arguments()),
        "granularity": request.grain,
        "as_of": run.as_of,
        "definition": run.definition,
        "anew": request.force,
        "launched_ago": time.monotonic() - request.launched_at,
    }
    with db.connect(conninfo) as connection, db.transaction(connection):
        queries.execute(connection, "runs_lost")
        row = queries.execute(connection, "run_started", parameters, dated=bool(request.first)).fetchone()
    entry = Entry(run.run_id, **(row or {}))
    try:
        yield entry
    except BaseException as error:
        entry.outcome = "interrupted" if isinstance(error, KeyboardInterrupt) else "error"
        with suppress(psycopg.Error, DatabaseUnavailableError):
            _close(conninfo, entry, db.one_line(error))
        raise
    _close(conninfo, entry, None)


def _close(conninfo: str, entry: Entry, error: str | None) -> None:
    parameters = {
        "run_id": entry.run_id,
        "outcome": entry.outcome,
        "tenants_failed": entry.tenants_failed,
        "error": error,
    }
    with db.connect(conninfo) as connection, db.transaction(connection):
        queries.execute(connection, "run_finished", parameters)


def record_failure(
    connection: Connection, run_id: str, grain: str, unit: TenantSpan, error: psycopg.Error
) -> None:
    """Record that a window could not be computed."""
    _record(
        connection,
        {
            "tenant_ids": [unit.tenant_id],
            "granularity": grain,
            "period_starts": [unit.span.start],
            "period_ends": [unit.span.end],
            "run_id": run_id,
            "sqlstate": error.sqlstate,
            "error": db.one_line(error),
        },
    )


def record_tenants(connection: Connection, run_id: str, grain: str, errors: dict[str, str]) -> None:
    """Record that no window of some tenants can be told, and why."""
    for tenant, error in errors.items():
        _record(
            connection,
            {
                "tenant_ids": [tenant],
                "granularity": grain,
                "period_starts": ["-infinity"],
                "period_ends": ["infinity"],
                "run_id": run_id,
                "sqlstate": None,
                "error": error,
            },
        )


def _record(connection: Connection, parameters: dict[str, Any]) -> None:
    with db.transaction(connection):
        queries.execute(connection, "failure_recorded", parameters)
