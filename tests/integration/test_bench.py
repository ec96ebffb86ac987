"""The benchmark runs, at a scale that measures nothing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis_servers
from psycopg import sql

SMALL = ("--tenants", "3", "--bookings", "5", "--days", "2", "--history-tenants", "2", "--repeat", "1")
FIGURES = (
    "day, host's indexes / floor",
    "day, host's indexes / hand-written",
    "day, doctor's indexes / floor",
    "day, doctor's indexes / hand-written",
    "peak memory of the process",
    "re-run, no change: rows written, as it says",
    "re-run, no change: row changes, as Postgres counts",
    "one poisoned tenant, the first time / none",
    "one poisoned tenant, from then on / none",
    "history x 2 at 2 tenants: 3 days / 2",
    "--help / import click, psycopg",
)
DATABASES = ("kpi_bench_3x5x2", "kpi_bench_2x5x2", "kpi_bench_2x5x3")


@pytest.fixture
def bench_server(server: str) -> Iterator[str]:
    """A server from which the benchmark's databases are gone afterwards."""
    yield server
    with psycopg.connect(server, autocommit=True) as connection:
        for name in DATABASES:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )


def test_bench_prints_every_figure(bench_server: str, checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, checkout / "bench/day.py", *SMALL, "--history", "2", "--no-dbt"]
    command += ["--database-url", bench_server, "--plans", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [figure for figure in FIGURES if figure not in done.stdout] == []
    assert (tmp_path / "appointment.txt").exists()


def test_chaos_finds_nothing(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, checkout / "bench/chaos.py", "--seed", "7", "--runs", "3", "--crons", "1"]
    done = subprocess.run([*command, "--directory", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["struck"], found["different"]) == (3, 0)
    assert sum(found["outcomes"].values()) == 3 + 2


def test_track_prints_every_figure(server: str, checkout: Path) -> None:
    command = [
        sys.executable,
        checkout / "bench/track.py",
        "--repeat",
        "1",
        "--singles",
        "3",
        "--batches",
        "2",
    ]
    command += ["--batch", "10", "--database-url", server]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("drop database if exists kpi_bench_20x50x3 with (force)")
    assert done.returncode == 0, done.stderr
    for figure in ("job_log, update, one row", "all of these, one row", "all of these, 10 rows"):
        assert figure in done.stdout


@redis_servers.needed
def test_queues_prints_every_figure(server: str, checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, checkout / "bench/queues.py", "--repeat", "1", "--size", "1500"]
    try:
        with redis_servers.running(tmp_path) as url:
            command += ["--pending", "10", "--database-url", server, "--redis-url", url]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("drop database if exists kpi_bench_20x50x3 with (force)")
    assert done.returncode == 0, done.stderr
    for figure in ("1,500 entries, 10 pending", "Redis's slowest command (XRANGE)"):
        assert figure in done.stdout


@pytest.mark.skipif(shutil.which("hey") is None, reason="there is no hey here")
def test_api_prints_every_figure(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, checkout / "bench/api.py", "--seconds", "3", "--connections", "4"]
    command += ["--tenants", "2", "--bookings", "3", "--days", "2", "--directory", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for figure in ("GET /kpi/summary", "by pgbench", "select 1", "database restarted", "failed: 0"):
        assert figure in done.stdout
