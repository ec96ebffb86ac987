"""The command line: exit codes, one line for every error, and -v, --debug, --log-format json."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from kpi_tool.cli import reference
from kpi_tool.cli.main import COMMANDS

Cli = Callable[..., tuple[int, str, str]]
DAY = ("rollup", "--period", "day")
ROWS = """
    insert into message_log (id, tenant_id, direction, created_at)
    select tenant_id, tenant_id, 'inbound', '2026-03-02 12:00Z' from tenants;
    insert into booking_events (id, tenant_id, booking_id, event_type, created_at)
    select tenant_id, tenant_id, tenant_id, 'created', '2026-03-02 12:00Z' from tenants;
    insert into appointments_map (id, tenant_id, client_id, calcom_booking_id, status, start_at)
    select tenant_id, tenant_id, 'c', tenant_id, 'created', '2026-03-03 12:00Z' from tenants;
"""
CLOSED_PORT = "postgresql://postgres@127.0.0.1:1/postgres"


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def salons(database: str) -> str:
    """Three salons, one of them in no known zone."""
    return with_salons(database)


@pytest.fixture(scope="module")
def shared(make_database: Callable[..., str], template: str) -> str:
    """The same, for calls that write nothing."""
    return with_salons(make_database(template))


def with_salons(database: str) -> str:
    with psycopg.connect(database) as connection:
        connection.execute("insert into tenants (tenant_id) values ('a'), ('b'), ('lost')")
        connection.execute(
            "alter table kpi_tenant_settings drop constraint kpi_tenant_settings_timezone_check"
        )
        connection.execute(
            "insert into kpi_tenant_settings (tenant_id, timezone) values ('lost', 'Mars/Base')"
        )
        connection.execute(ROWS)
    return database


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--tenant", "nobody"), "unknown tenant: nobody"),
        (("--tenant", "a", "--tenant", "x", "--tenant", "b"), "unknown tenant: x"),
        (("--period", "year"), "Invalid value for '--period': 'year' is not one of"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "--from 2026-03-02 is after --to 2026-03-01"),
        (("--to", "2026-03-01"), "--to needs --from"),
        (
            ("--from", "2026-02-29"),
            "Invalid value for '--from': '2026-02-29' is no date: write it as 2026-03-29",
        ),
        (("--from", "02.03.2026"), "'02.03.2026' is no date"),
        (("--from", "2026-3-2x"), "'2026-3-2x' is no date"),
        (("--from", "2026-03-01", "--to", "tomorrow"), "Invalid value for '--to': 'tomorrow' is no date"),
        (("--as-of", "2026-03-01T12:00:00"), "is no instant: write it as 2026-03-29T06:00:00Z"),
        (("--as-of", "noon"), "Invalid value for '--as-of': 'noon' is no instant"),
        (("--as-of", "0001-01-01T00:00:00+14:00"), "is no instant"),
        (("--workers", "0"), "Invalid value for '--workers': 0 is not in the range 1<=x<=64"),
        (("--workers", "two"), "Invalid value for '--workers'"),
        (("--unheard-of",), "No such option"),
        (("surplus",), "unexpected extra argument"),
    ],
)
@pytest.mark.parametrize("command", ["rollup", "render"])
def test_a_wrong_call(
    kpi_tool: Cli, shared: str, command: str, arguments: tuple[str, ...], message: str
) -> None:
    answer = kpi_tool(command, "--period", "day", *arguments, url=shared)
    assert answer[:2] == (2, "")
    assert answer[2].startswith("kpi-tool: ")
    assert answer[2].count("\n") == 1
    if command == "rollup" or "--workers" not in arguments:
        assert message in answer[2]
    assert fetch(shared, "select id from kpi_rollup") == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rollup",), "Missing option '--period'"),
        (("roll",), "No such command 'roll'"),
        (("--unheard-of", "rollup"), "No such option"),
        (("--log-format", "xml", "migrate"), "Invalid value for '--log-format'"),
        (("migrate", "--database-url"), "Option '--database-url' requires an argument"),
    ],
)
def test_a_call_that_is_no_command(kpi_tool: Cli, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = kpi_tool(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("kpi-tool: ")
    assert message in err


@pytest.mark.parametrize(
    "command", [DAY, ("render", "--period", "day"), ("migrate",), ("migrate", "--check"), ("detach",)]
)
@pytest.mark.parametrize(
    ("url", "message"),
    [
        (None, "no database named: set DATABASE_URL (or --database-url) to postgresql://user@host/name, or"),
        ("", "no database named"),
        ("nonsense", "DATABASE_URL is no connection string: "),
        ("mysql://localhost/salons", "DATABASE_URL is no connection string: "),
        ("postgresql://localhost/?unheard_of=1", "DATABASE_URL is no connection string: "),
        ("postgresql://localhost:port/", "c"),
        (CLOSED_PORT, "cannot connect: connection failed"),
        ("postgresql://nowhere.invalid/", "cannot connect: "),
    ],
)
def test_no_database(kpi_tool: Cli, command: tuple[str, ...], url: str | None, message: str) -> None:
    code, out, err = kpi_tool(*command, url=url)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert err.startswith(f"kpi-tool: {message}")


@pytest.mark.parametrize(
    ("wrong", "message"), [({"dbname": "nowhere"}, "nowhere"), ({"user": "nobody"}, "nobody")]
)
def test_the_server_refuses(kpi_tool: Cli, server: str, wrong: dict[str, str], message: str) -> None:
    code, _, err = kpi_tool(*DAY, url=make_conninfo(server, **wrong))
    assert (code, err.count("\n")) == (3, 1)
    assert err.startswith("kpi-tool: cannot connect: ")
    assert message in err


def test_the_option_goes_before_the_environment(kpi_tool: Cli, database: str) -> None:
    assert kpi_tool("--database-url", CLOSED_PORT, *DAY, url=database)[0] == 3
    assert kpi_tool(*DAY, "--database-url", database, url=CLOSED_PORT)[0] == 0
    assert kpi_tool(*DAY, "--database-url", database)[0] == 0


def test_not_migrated(kpi_tool: Cli, empty_database: str) -> None:
    expected = "kpi-tool: the database is not migrated to this version: run kpi-tool migrate\n"
    for command in (DAY, ("render", "--period", "week"), (*DAY, "--dry-run")):
        assert kpi_tool(*command, url=empty_database) == (3, "", expected)


def test_a_role_that_may_not(kpi_tool: Cli, database: str, server: str) -> None:
    role = f"kpi_test_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"create role {role} login".encode())
        try:
            code, out, err = kpi_tool(*DAY, url=make_conninfo(database, user=role))
        finally:
            connection.execute(f"drop role {role}".encode())
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert err.startswith(("kpi-tool: the database role may not do that: ", "kpi-tool: cannot connect: "))


@pytest.mark.parametrize("grain", ["hour", "day", "week", "month"])
def test_an_unknown_zone_fails_that_tenant_only(kpi_tool: Cli, salons: str, grain: str) -> None:
    dates = ("--from", "2026-03-01", "--to", "2026-03-07")
    named = "tenant lost failed: the server knows no time zone 'Mars/Base'\n"
    for command in ("rollup", "render"):
        code, _, err = kpi_tool(command, "--period", grain, *dates, url=salons)
        assert code == 1
        assert err.endswith(named)
        assert err.count("lost") == 1
    assert {row[0] for row in fetch(salons, "select tenant_id from kpi_rollup")} == {"a", "b"}
    arguments = ("--period", grain, "--tenant", "lost", *dates)
    assert kpi_tool("rollup", *arguments, url=salons)[0] == 1
    assert kpi_tool("rollup", *arguments, "--dry-run", url=salons) == (1, f"{grain}: nothing to do\n", named)
    assert kpi_tool("rollup", "--period", grain, "--tenant", "a", *dates, url=salons)[0] == 0


@pytest.mark.parametrize("place", [0, len(DAY)])
def test_debug_shows_the_traceback(kpi_tool: Cli, database: str, place: int) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("insert into tenants (tenant_id) values ('a')")
        connection.execute("alter table kpi_stage rename to elsewhere")
    plain = kpi_tool(*DAY, url=database)
    assert plain[:2] == (1, "")
    assert plain[2] == (
        'kpi-tool: the database reports: relation "kpi_stage" does not exist (--debug shows where)\n'
    )
    code, _, err = kpi_tool(*DAY[:place], "--debug", *DAY[place:], url=database)
    assert code == 1
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.endswith(plain[2])


@pytest.mark.parametrize("place", [0, len(DAY)])
def test_verbose_shows_the_time_of_each_statement(kpi_tool: Cli, salons: str, place: int) -> None:
    arguments = (*DAY, "--tenant", "a", "--from", "2026-03-02", "--to", "2026-03-02")
    _, out, err = kpi_tool(*arguments[:place], "-v", *arguments[place:], url=salons)
    assert out == ""
    timed = [line.rpartition(", ")[0] for line in err.splitlines()]
    assert timed == [
        "scripts/sql/kpi_rollup_daily.sql: 1 rows",
        "scripts/sql/seal/1_noticed.sql: 1 rows",
        "scripts/sql/seal/2_kept.sql: 0 rows",
        "scripts/sql/queries/checked.sql: 0 rows",
        "scripts/sql/publish/0_salon_moved.sql: 0 rows",
        "scripts/sql/publish/0_staff_moved.sql: 0 rows",
        "scripts/sql/publish/1_salon.sql: 1 rows",
        "scripts/sql/publish/2_staff.sql: 0 rows",
        "scripts/sql/publish/3_staff_emptied.sql: 0 rows",
        "scripts/sql/ledger/0_moved.sql: 0 rows",
        "scripts/sql/ledger/1_windows.sql: 1 rows",
        "scripts/sql/ledger/2_no_longer_good.sql: 0 rows",
        "scripts/sql/ledger/3_good.sql: 1 rows",
        "scripts/sql/ledger/4_recovered.sql: 0 rows",
        "scripts/sql/ledger/5_stage_cleared.sql: 1 rows",
        "scripts/sql/ledger/6_run.sql: 1 rows",
        "day: 1 tenants, 1 windows, 1 rows written",
    ]
    assert len(kpi_tool(*arguments, url=salons)[2].splitlines()) == 1


@pytest.mark.parametrize("place", [0, len(DAY)])
def test_json_lines(kpi_tool: Cli, salons: str, place: int) -> None:
    dates = ("--from", "2026-03-02", "--to", "2026-03-02")
    _, out, err = kpi_tool(*DAY[:place], "-v", "--log-format", "json", *DAY[place:], *dates, url=salons)
    assert out == ""
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["level"] for line in lines] == ["debug"] * 16 + ["info", "warning"]
    assert lines[0]["statement"] == "scripts/sql/kpi_rollup_daily.sql"
    assert lines[-2].items() >= {"grain": "day", "tenants": 2, "windows": 2, "rows_written": 2}.items()
    assert lines[-1]["tenant"] == "lost"
    code, _, err = kpi_tool(*DAY[:place], "--log-format", "json", *DAY[place:], url=CLOSED_PORT)
    assert code == 3
    assert json.loads(err).items() >= {"level": "error", "exit_code": 3}.items()


def test_help_and_version(kpi_tool: Cli) -> None:
    assert kpi_tool("--version")[0] == 0
    code, out, err = kpi_tool()
    assert (code, out) == (2, "")
    assert err.startswith("Usage: ")


GROUPS = ("", "ingest", "tenant", "staff", "staff schedule", "token")
NESTED = (
    *("ingest calcom", "tenant set", "tenant show", "staff schedule", "staff schedule import"),
    *("token create", "token revoke", "token list"),
)


@pytest.mark.parametrize("command", ["", *COMMANDS, *NESTED])
def test_help_is_what_the_reference_page_says(kpi_tool: Cli, checkout: Path, command: str) -> None:
    code, out, err = kpi_tool(*command.split(), "--help")
    assert (code, err) == (0, "")
    page = (checkout / "docs/cli.md").read_text(encoding="utf-8")
    (golden,) = re.findall(rf"## kpi-tool ?{command}\n\n```text\n(.*?)```", page, re.DOTALL)
    assert out.split() == golden.split(), "run make docs"  # a terminal's width breaks lines elsewhere
    assert out.count("Example: kpi-tool") + out.count("Example: DATABASE_URL") == (command not in GROUPS)


def test_the_reference_page_is_made_from_the_commands(checkout: Path) -> None:
    page = (checkout / "docs/cli.md").read_text(encoding="utf-8")
    assert page.split() == reference.page().split(), "run make docs"


def completed(words: str) -> list[str]:
    """What a shell is told to complete the last of the words with."""
    asked = {"_KPI_TOOL_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    program = [sys.executable, "-m", "kpi_tool"]
    done = subprocess.run(program, env={**os.environ, **asked}, capture_output=True, text=True, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_a_shell_completes_commands_options_and_choices() -> None:
    assert completed("kpi-tool ro") == ["rollup"]
    assert {"explain", "status", "verify"} <= set(completed("kpi-tool "))
    assert completed("kpi-tool rollup --loo") == ["--lookback"]
    assert completed("kpi-tool rollup --period mo") == ["month"]


def test_bash_takes_the_completion_script() -> None:
    script = f'eval "$(_KPI_TOOL_COMPLETE=bash_source {sys.executable} -m kpi_tool)" && complete -p kpi-tool'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.endswith(" kpi-tool\n")


def test_a_reader_that_goes_away_is_no_error(salons: str) -> None:
    program = [sys.executable, "-c", "from kpi_tool.cli import main; main()"]
    command = [*program, "render", "--period", "hour", "--from", "2025-12-01"]
    with subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": salons}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"begin;\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
