"""A rollup cut short leaves whole windows only, and the next one goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.usefixtures("patient")
Cli = Callable[..., tuple[int, str, str]]
DATES = ("--from", "2025-03-01", "--to", "2026-02-28")
OLD = datetime(2025, 4, 1, tzinfo=UTC)
OTHERS = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
WAITING = f"""
    select pid from pg_locks
    where locktype = 'advisory' and (classid, objid, objsubid) = (0, 1, 1) and not granted
    and pid in ({OTHERS})
"""
STORED = """
    select tenant_id, granularity, period_start, period_end, counters_json, metrics_json
    from kpi_rollup
    order by 1, 2, 3
"""
PATIENCE = 120
"""Seconds."""


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def year(database: str) -> str:
    """Four salons with a message a day; nobody may publish a window before April unless lock 1 is free."""
    with psycopg.connect(database) as connection:
        connection.execute("insert into tenants (tenant_id) select 't' || n from generate_series(1, 4) as n")
        connection.execute(
            """
            insert into message_log (id, tenant_id, channel, direction, created_at)
            select
                tenant_id || n, tenant_id, 'telegram', 'inbound',
                '2025-03-01 12:00Z'::timestamptz + n * interval '1 day'
            from tenants cross join generate_series(0, 364) as n
            """
        )
        connection.execute(
            f"""
            create table open_gate (is_open boolean);
            create function gate() returns trigger language plpgsql as $$
            begin
                if new.period_start < '{OLD}' and not exists (select from open_gate) then
                    perform pg_advisory_xact_lock(1);
                end if;
                return new;
            end
            $$;
            create trigger gate before insert on kpi_rollup for each row execute function gate();
            """.encode()
        )
    return database


@contextmanager
def stuck(conninfo: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A rollup in a process of its own that has published some windows, and waits with the others."""
    program = [sys.executable, "-c", "from kpi_tool.cli import main; main()"]
    command = [*program, "rollup", "--period", "day", *DATES]
    with psycopg.connect(conninfo) as gate:
        gate.execute("select pg_advisory_xact_lock(1)")
        process = subprocess.Popen(
            [*command, *arguments],
            env={**os.environ, "DATABASE_URL": conninfo},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not (fetch(conninfo, WAITING) and fetch(conninfo, "select id from kpi_rollup limit 1")):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield process
        finally:
            process.kill()
            process.communicate()


def assert_whole_windows(conninfo: str) -> None:
    """What is stored is complete, and nothing else is left of the run."""
    stored = fetch(conninfo, "select tenant_id, period_start, counters_json from kpi_rollup")
    assert 0 < len(stored) < 4 * 365
    assert all(counters["messages_inbound"] == 1 for _, _, counters in stored)
    assert {start >= OLD for _, start, _ in stored} == {True}
    assert fetch(conninfo, "select run_id from kpi_stage") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "3"])
def test_a_signal(kpi_tool: Cli, year: str, number: signal.Signals, workers: str) -> None:
    with stuck(year, "--workers", workers) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert err == "kpi-tool: interrupted; every window is whole, run it again to go on\n"
    assert_whole_windows(year)
    assert fetch(year, WAITING) == []
    before = len(fetch(year, "select id from kpi_rollup"))
    code, _, err = kpi_tool("rollup", "--period", "day", *DATES, url=year)
    assert code == 0
    assert f" {4 * 365 - before:,} rows written, " in err
    assert len(fetch(year, STORED)) == 4 * 365


def test_a_signal_in_json(year: str) -> None:
    with stuck(year, "--log-format", "json") as process:
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err.startswith('{"time": "')
    assert err.count("\n") == 1


def end_connections(conninfo: str) -> set[int]:
    """Have the server end those that wait; gives their processes."""
    ended = fetch(conninfo, f"select pid, pg_terminate_backend(pid) from ({WAITING}) as waiting")
    return {pid for pid, _ in ended}


@pytest.mark.parametrize("workers", ["1", "3"])
def test_the_server_ends_a_connection_once(year: str, workers: str) -> None:
    with stuck(year, "--workers", workers) as process:
        with psycopg.connect(year) as connection:
            connection.execute("insert into open_gate values (true)")
        assert end_connections(year)
        while process.poll() is None:
            end_connections(year)  # whoever had come to the gate before it was open
            time.sleep(0.05)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "")
    lines = err.splitlines()
    assert lines[0].startswith("connection lost, trying a fresh one: terminating connection")
    assert lines[-1].startswith(f"day: 4 tenants, {4 * 365:,} windows, ")
    assert len(fetch(year, STORED)) == 4 * 365


@pytest.mark.parametrize("workers", ["1", "3"])
def test_the_server_ends_every_connection(year: str, workers: str) -> None:
    with stuck(year, "--workers", workers) as process:
        while process.poll() is None:
            end_connections(year)
            time.sleep(0.05)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (3, "")
    assert err.splitlines()[-1].startswith(
        "kpi-tool: the database went away or refused: terminating connection"
    )
    assert_whole_windows(year)
    assert fetch(year, "select outcome from kpi_run") == [("error",)]


def test_a_lock_that_nobody_gives_back(kpi_tool: Cli, year: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TOOL_LOCK_TIMEOUT", "1s")
    with psycopg.connect(year) as gate:
        gate.execute("select pg_advisory_xact_lock(1)")
        code, _, err = kpi_tool("rollup", "--period", "day", *DATES, "--workers", "2", url=year)
    assert code == 75
    assert err == (
        "kpi-tool: somebody else is at work on what is needed here: run it again later "
        "(canceling statement due to lock timeout)\n"
    )
    assert_whole_windows(year)


def test_a_killed_process(kpi_tool: Cli, year: str) -> None:
    with stuck(year) as process:
        process.kill()
        process.communicate(timeout=PATIENCE)
    while fetch(year, OTHERS):
        time.sleep(0.02)
    assert_whole_windows(year)
    done = {row[:2] for row in fetch(year, "select tenant_id, period_start from kpi_ledger")}
    code, _, err = kpi_tool("rollup", "--period", "day", *DATES, url=year)
    assert code == 0
    assert err.startswith("going on with the run of ")
    assert f" {4 * 365 - len(done):,} windows, " in err
    assert len(fetch(year, STORED)) == 4 * 365
    assert fetch(year, "select from kpi_ledger where computations <> 1") == []


def test_a_backfill_that_was_cut_short_goes_on_only_where_the_same_is_asked_for(
    kpi_tool: Cli, year: str
) -> None:
    with stuck(year) as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    done = len(fetch(year, "select from kpi_ledger"))
    for more in (("--tenant", "t1"), ("--force",)):
        code, _, err = kpi_tool(
            "rollup", "--period", "day", *DATES[:2], "--to", "2026-03-02", *more, url=year
        )
        assert (code, "going on" in err) == (0, False)
    assert fetch(year, "select count(*) from kpi_ledger where computations = 3") >= [(done // 4,)]
    code, _, err = kpi_tool("rollup", "--period", "day", *DATES, url=year)
    assert (code, "going on" in err) == (0, True)
    assert "day: 0 tenants, 0 windows" in err, "others have computed them since"
    code, _, err = kpi_tool("rollup", "--period", "day", *DATES, url=year)
    assert (code, "going on" in err) == (0, False)
    assert f" {4 * 365:,} windows, 0 rows written" in err, "asked for once more, it is done once more"
