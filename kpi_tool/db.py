"""Connections: to the named server or to the embedded one, and transactions with our settings."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg.types.json import set_json_loads

from kpi_tool.errors import ConfigurationError, DatabaseUnavailableError, ExitCode
from kpi_tool.queries import Connection
from kpi_tool.settings import Session

Result = TypeVar("Result")

EMBEDDED = "embedded"
CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "prepare_threshold": None,
    "application_name": "kpi-tool",
    "connect_timeout": 10,
    "client_encoding": "utf8",
    # Notice a dead peer.
    "keepalives_idle": 60,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""How we connect: PgBouncer in transaction mode can serve it."""
SET = "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as s (name, value)"
"""Settings by name and value, until the transaction ends."""


@contextmanager
def server(url: str) -> Iterator[str]:
    """A connection string for a URL; `embedded[:DIR]` keeps that server up meanwhile."""
    scheme, _, directory = url.partition(":")
    if scheme != EMBEDDED:
        yield url
        return
    from kpi_tool import embedded  # noqa: PLC0415  Unix only, as the server is

    with embedded.running(Path(directory) if directory else None) as conninfo:
        yield conninfo


def connect(conninfo: str) -> Connection:
    """A connection that PgBouncer in transaction mode can serve: nothing lives in the session.

    Raises:
        ConfigurationError: the URL is none.
        DatabaseUnavailableError: nobody answers, or refuses us.
    """
    try:
        connection = psycopg.connect(conninfo, **CONNECTION)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailableError(f"cannot connect: {one_line(error)}") from error
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(f"DATABASE_URL is no connection string: {one_line(error)}") from error
    set_json_loads(_exact_json, connection)
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED  # see what a lock was waited for
    return connection


def _exact_json(text: str | bytes) -> Any:  # noqa: ANN401  any JSON
    return json.loads(text, parse_float=Decimal)


@contextmanager
def transaction(
    connection: Connection, session: Session | None = None, *, is_retention: bool = False
) -> Iterator[None]:
    """A transaction in which our settings hold, and after which they are gone.

    `is_retention`: its deletes correct nothing, so that no trigger of ours marks them.
    """
    settings = replace(session or Session.from_environment(), is_retention=is_retention).as_dict()
    with connection.transaction():
        connection.execute(SET, [list(settings), list(settings.values())])
        yield


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """The same for reading: all statements see one state of the database."""
    before, connection.isolation_level = connection.isolation_level, psycopg.IsolationLevel.REPEATABLE_READ
    try:
        with transaction(connection):
            yield
    finally:
        if not connection.closed:
            connection.isolation_level = before


class Line:
    """A connection for a whole run, replaced when it has died: a warm backend plans in half the time."""

    def __init__(self, conninfo: str) -> None:
        self.conninfo = conninfo
        self._connection = connect(conninfo)

    @property
    def connection(self) -> Connection:
        """The one there is, or a fresh one."""
        if self._connection.closed:
            self._connection = connect(self.conninfo)
        return self._connection

    def owns(self, connection: Connection) -> bool:
        """Whether it is this one."""
        return connection is self._connection

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def with_a_fresh_try(self, work: Callable[[Connection], Result]) -> Result:
        """What work gives, at the second try if the connection dies, or if something came between."""
        try:
            return work(self.connection)
        except psycopg.Error as error:
            if not (is_away(error) or may_pass(error)):
                raise
        return work(self.connection)


def one_line(error: BaseException) -> str:
    """The first line of a driver's message."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def explain(error: Exception) -> tuple[str, int]:
    """An unexpected error in one line, with its exit code."""
    said = one_line(error)
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return f"somebody else is at work on what is needed here: run it again later ({said})", ExitCode.BUSY
    if isinstance(error, psycopg.errors.QueryCanceled):
        return f"{said}: KPI_TOOL_STATEMENT_TIMEOUT allows for more", ExitCode.FINISHED_WITH_FAILURES
    if isinstance(error, psycopg.Error) and (is_away(error) or (error.sqlstate or "").startswith("53")):
        return f"the database went away or refused: {said}", ExitCode.UNAVAILABLE
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"the database role may not do that: {said}", ExitCode.UNAVAILABLE
    what = (
        "the database reports" if isinstance(error, psycopg.Error) else f"unexpected {type(error).__name__}"
    )
    return f"{what}: {said} (--debug shows where)", ExitCode.FINISHED_WITH_FAILURES


def is_away(error: psycopg.Error) -> bool:
    """Whether it speaks of the connection or of the server as a whole, and not of a statement."""
    if isinstance(error, psycopg.InterfaceError):
        return True
    if not isinstance(error, psycopg.OperationalError) or isinstance(error, psycopg.errors.QueryCanceled):
        return False
    return error.sqlstate is None or error.sqlstate[:2] in {"08", "57"}


def may_pass(error: psycopg.Error) -> bool:
    """Whether the same may well succeed a moment later: a deadlock, a conflict of transactions."""
    return (error.sqlstate or "").startswith("40")


def is_about_data(error: psycopg.Error) -> bool:
    """Whether other rows might have done: not a lock, a privilege, a missing object, a full disk."""
    state = error.sqlstate or ""
    return state in _OF_SIZE or (bool(state) and state[:2] not in _OF_EVERYBODY)


_OF_SIZE = {psycopg.errors.OutOfMemory.sqlstate, psycopg.errors.QueryCanceled.sqlstate}
"""What fewer rows may escape: out of memory, out of time."""
_OF_EVERYBODY = {"08", "0A", "25", "28", "3D", "3F", "42", "53", "55", "57", "58"}
"""Classes of errors that every tenant would meet."""
