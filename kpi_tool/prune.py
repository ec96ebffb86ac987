"""Delete what is past its age, but only behind what has been published of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

from kpi_tool import changes, db, host, migrate, periods, queries
from kpi_tool.families import RETAINED
from kpi_tool.queries import Connection

TENANTS_AT_ONCE = 500
"""In one transaction: each takes two locks while its days are sealed."""
ROWS_AT_ONCE = 5_000
"""Deleted in one transaction."""
NEEDED = ("id", "tenant_id", "created_at")
"""Columns without which nobody can tell which rows are whose, and how old."""
HOURS = "kpi_rollup"
"""Our own rows of hours, as kpi_seal names them."""

Deleted = Callable[[int], object]
_execute = partial(queries.execute, directory="scripts/sql/prune")


@dataclass(frozen=True)
class Request:
    """How many whole local days to keep; None leaves a table alone."""

    as_of: datetime
    keep_days: int | None = None
    """Of message_log and job_log."""
    hours_days: int | None = None
    """Of our own rows of hours."""
    dry_run: bool = False


@dataclass
class Result:
    """What became of one table."""

    table: str
    rows: int = 0
    """Deleted, or to be deleted."""
    unpublished: int = 0
    """Past their age, but in windows that are not published."""
    awaited: int = 0
    """Reminders of appointments that are not yet sealed."""
    nobodys: int = 0
    """Of no tenant, or of one of which nothing is published."""
    is_busy: bool = False
    """Other runs were at work on all tenants: what is left is for the next time."""


def prune(connection: Connection, request: Request, deleted: Deleted = lambda _: None) -> list[Result]:
    """Seal and delete; `deleted` hears of rows as they go. A dry run changes nothing.

    Raises:
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    with _undone(connection, request):
        changes.look(connection, request.as_of, wait=True)
        tenants = [row["tenant_id"] for row in _execute(connection, "tenants", {})]
        results = []
        if request.keep_days is not None:
            results += _prune_sources(connection, request, request.keep_days, tenants, deleted)
        if request.hours_days is not None:
            results.append(_prune_hours(connection, request, request.hours_days, tenants))
    return results


@contextmanager
def _undone(connection: Connection, request: Request) -> Iterator[None]:
    """A dry run happens in a transaction that is taken back."""
    if request.dry_run:
        with connection.transaction(force_rollback=True):
            yield
    else:
        yield


def _prune_sources(
    connection: Connection, request: Request, keep_days: int, tenants: Sequence[str], deleted: Deleted
) -> list[Result]:
    """Seal everything first, so that nothing is ever counted from half of its rows."""
    parameters = {"as_of": request.as_of, "keep_days": keep_days, "most": ROWS_AT_ONCE}
    present = host.read(connection)
    tables = [table for table in RETAINED if not present(table).lacks(NEEDED)]
    sealed = [_seal(connection, tables, parameters | {"tenant_ids": chunk}) for chunk in _chunks(tenants)]
    with db.transaction(connection):
        _execute(connection, "watched", {})
    results = []
    for table in tables:
        result = Result(table, is_busy=bool(tenants) and not any(sealed))
        for chunk in _chunks(tenants):
            for rows in _delete(connection, request, present, table, parameters | {"tenant_ids": chunk}):
                result.rows += rows
                deleted(rows)
        everybody = parameters | {"tenant_ids": list(tenants)}
        row = _execute(connection, "kept", everybody, host=present, source=table).fetchone() or {}
        result.unpublished, result.nobodys = int(row["unpublished"]), int(row["nobodys"])
        result.awaited = int(row["awaited"]) - (result.rows if request.dry_run else 0)
        results.append(result)
    return results


def _delete(
    connection: Connection, request: Request, present: host.Host, table: str, parameters: dict[str, Any]
) -> Iterator[int]:
    """The rows of one batch after the other."""
    shape = {"host": present, "source": table, "dry_run": request.dry_run}
    if request.dry_run:
        row = _execute(connection, "rows", parameters, **shape).fetchone() or {}
        yield int(row["rows"])
        return
    while True:
        with db.transaction(connection, is_retention=True):
            rows = _execute(connection, "rows", parameters, **shape).rowcount
        if not rows:
            return
        yield rows


def _prune_hours(connection: Connection, request: Request, keep_days: int, tenants: Sequence[str]) -> Result:
    parameters = {"as_of": request.as_of, "keep_days": keep_days}
    result, taken = Result("hours"), False
    for chunk in _chunks(tenants):
        with db.transaction(connection):
            mine = _seal(connection, [HOURS], parameters | {"tenant_ids": chunk})
            sealed = {"tenant_ids": mine}
            row = _execute(connection, "hours", sealed, dry_run=request.dry_run).fetchone() or {}
        result.rows += int(row["rows"] or 0)
        taken = taken or bool(mine)
    result.is_busy = bool(tenants) and not taken
    return result


def _seal(connection: Connection, sources: Sequence[str], parameters: dict[str, Any]) -> list[str]:
    """Seal the days of those tenants that no run is at work on; gives them."""
    with db.transaction(connection):
        tenants = periods.hold(connection, parameters["tenant_ids"])
        for source in sources:
            _execute(connection, "sealed", parameters | {"tenant_ids": tenants}, source=source)
    return tenants


def _chunks(tenants: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(tenants)
    while chunk := list(islice(remaining, TENANTS_AT_ONCE)):
        yield chunk
