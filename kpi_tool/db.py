"""Connections: to the named server or to the embedded one, and transactions with our settings."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import set_json_loads

from kpi_tool.errors import ConfigurationError, DatabaseUnavailableError, ExitCode
from kpi_tool.queries import Connection
from kpi_tool.settings import Session

EMBEDDED = "embedded"


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
        connection = psycopg.connect(
            conninfo, autocommit=True, prepare_threshold=None, application_name="kpi-tool", connect_timeout=10
        )
    except psycopg.OperationalError as error:
        raise DatabaseUnavailableError(f"cannot connect: {one_line(error)}") from error
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(f"DATABASE_URL is no connection string: {one_line(error)}") from error
    set_json_loads(_exact_json, connection)
    return connection


def _exact_json(text: str | bytes) -> Any:  # noqa: ANN401  any JSON
    return json.loads(text, parse_float=Decimal)


@contextmanager
def transaction(connection: Connection, session: Session | None = None) -> Iterator[None]:
    """A transaction in which our settings hold, and after which they are gone."""
    settings = (session or Session.from_environment()).as_dict()
    with connection.transaction():
        connection.execute(
            "select set_config(name, value, true) from unnest(%s::text[], %s::text[]) as s (name, value)",
            [list(settings), list(settings.values())],
        )
        yield


def one_line(error: BaseException) -> str:
    """The first line of a driver's message."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def explain(error: Exception) -> tuple[str, int]:
    """An unexpected error in one line, with its exit code."""
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return (
            f"somebody else holds a lock that is needed here: run it again later ({one_line(error)})",
            ExitCode.UNAVAILABLE,
        )
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return f"the database went away or refused: {one_line(error)}", ExitCode.UNAVAILABLE
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"the database role may not do that: {one_line(error)}", ExitCode.UNAVAILABLE
    if isinstance(error, psycopg.Error):
        return (
            f"the database reports: {one_line(error)} (--debug shows where)",
            ExitCode.FINISHED_WITH_FAILURES,
        )
    return (
        f"unexpected {type(error).__name__}: {one_line(error)} (--debug shows where)",
        ExitCode.FINISHED_WITH_FAILURES,
    )
