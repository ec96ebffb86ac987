"""Fixtures: one server a session, a fresh migrated database a test."""

import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import salons
import servers
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kpi_tool import db, definition, families, migrate, repeatables, resources, rollup, templates
from kpi_tool.cli.main import run as run_cli

SERVER = servers.choice()
# Whoever runs the tests in the background made them deaf to Ctrl-C, and their children with them.
signal.signal(signal.SIGINT, signal.default_int_handler)
# How long an example takes is the machine's affair.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
LONGEST_TEST = timedelta(minutes=3)


def pytest_report_header() -> str:
    return f"postgres: {SERVER}"


def pytest_runtest_setup() -> None:
    """Rows of today and runs of now: no test goes on from one day to the next."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if midnight - now < LONGEST_TEST:
        time.sleep((midnight - now).total_seconds())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Connection string of the server's maintenance database."""
    with servers.running(SERVER, tmp_path_factory.mktemp("server")) as conninfo:
        yield conninfo


def when_nobody_is_connected(connection: psycopg.Connection[Any], statement: sql.Composed) -> None:
    """Postgres itself waits no longer than five seconds for connections that are being closed."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection.execute(statement)
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
        else:
            return


@pytest.fixture(scope="session")
def make_database(server: str) -> Iterator[Callable[..., str]]:
    """Creates databases, from a template if one is named; they are dropped at the end."""
    made: list[str] = []

    def make(template: str = "template1") -> str:
        name = f"kpi_test_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            made_of = sql.Identifier(name), sql.Identifier(template)
            when_nobody_is_connected(connection, sql.SQL("create database {} template {}").format(*made_of))
        made.append(name)
        return make_conninfo(server, dbname=name)

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            dropped = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            when_nobody_is_connected(connection, dropped)


@pytest.fixture(autouse=True)
def calm(request: pytest.FixtureRequest) -> None:
    """Tests of salons that are open until today begin well within an hour."""
    if hasattr(request.module, "SALON"):
        salons.wait_for_calm()


@pytest.fixture(scope="session")
def host_schema() -> str:
    """The reference DDL of the host's tables."""
    return (resources.root() / "scripts/sql/demo/01_host_schema.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def template(make_database: Callable[..., str], host_schema: str) -> str:
    """Name of a database with the host's tables, migrated."""
    conninfo = make_database()
    with db.connect(conninfo) as connection:
        connection.execute(host_schema.encode())
        migrate.migrate(connection)
        return connection.info.dbname


@pytest.fixture
def database(make_database: Callable[..., str], template: str) -> str:
    """A fresh database with the host's tables, migrated, without rows."""
    return make_database(template)


@pytest.fixture
def empty_database(make_database: Callable[..., str]) -> str:
    """A fresh database with nothing in it."""
    return make_database()


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection[Any]]:
    """An autocommit connection to the fresh database."""
    with db.connect(database) as opened:
        yield opened


@pytest.fixture
def kpi_tool(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command line in this process; gives exit code, stdout and stderr."""

    def call(*arguments: str, url: str | None = None) -> tuple[int, str, str]:
        if url is None:
            monkeypatch.delenv("DATABASE_URL", raising=False)
        else:
            monkeypatch.setenv("DATABASE_URL", url)
        capfd.readouterr()
        code = run_cli(list(arguments))
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a lock that a test holds does so until the test is done, however slow the machine."""
    monkeypatch.setenv("KPI_TOOL_LOCK_TIMEOUT", "10min")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return Path(__file__).parent.parent


@pytest.fixture
def forget_sql() -> Callable[[], None]:
    """Forgets what has been read of the product's SQL."""

    def forget() -> None:
        for cached in (
            templates._environment,  # noqa: SLF001
            families.all_families,
            repeatables.ordered,
            rollup.statements,
            definition.version,
        ):
            cached.cache_clear()

    return forget


@pytest.fixture
def own_sql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forget_sql: Callable[[], None]
) -> Iterator[Path]:
    """A copy of the SQL that a test may change."""
    root = tmp_path / "resources"
    for name in ("sql", "migrations", "scripts"):
        shutil.copytree(resources.root() / name, root / name)
    monkeypatch.setattr(resources, "root", lambda: root)
    forget_sql()
    yield root
    forget_sql()
