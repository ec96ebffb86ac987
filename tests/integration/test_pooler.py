"""Through a real PgBouncer in transaction mode, where no two transactions need share a server connection."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from platforms import load, platform_of
from ports import free_port
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from rollups import STORED
from serving import serving, token_for
from waiting import PATIENCE, until

Cli = Callable[..., tuple[int, str, str]]
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.defpath}:/usr/sbin")
CASE = platform_of(83)
DATES = ("--from", str(CASE.first), "--to", str(CASE.last), "--as-of", CASE.as_of.isoformat())
POOL_SIZE = 3

pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="there is no pgbouncer here")


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


def configuration(conninfo: str, directory: Path, port: int) -> str:
    known = {"host", "port", "user", "password", "dbname"}
    target = " ".join(f"{k}={v}" for k, v in conninfo_to_dict(conninfo).items() if k in known)
    return f"""
[databases]
* = {target}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {POOL_SIZE}
server_round_robin = 1
logfile = {directory}/log
pidfile = {directory}/pid
"""


@pytest.fixture
def pooled(database: str, tmp_path: Path) -> Iterator[str]:
    """The same database through a pooler that hands connections round, fewer than there are clients."""
    assert PGBOUNCER
    port = free_port()
    (tmp_path / "ini").write_text(configuration(database, tmp_path, port))
    command = [PGBOUNCER, str(tmp_path / "ini")]
    if os.geteuid() == 0:  # it refuses to be root, and must reach a socket of whoever the server is
        capabilities = "+dac_override,+dac_read_search"
        tmp_path.chmod(0o777)
        command = [
            *("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
            *(f"--inh-caps={capabilities}", f"--ambient-caps={capabilities}"),
            *command,
        ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)  # it has a log
    url = make_conninfo(database, host="127.0.0.1", port=str(port))

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return False
        return True

    try:
        until(answers)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE)


def test_it_hands_connections_round(pooled: str) -> None:
    pids = set()
    with (
        psycopg.connect(pooled, autocommit=True, prepare_threshold=None) as one,
        psycopg.connect(pooled, prepare_threshold=None) as other,
    ):
        pids |= set(one.execute("select pg_backend_pid()").fetchall())
        other.execute("select 1")
        pids |= set(one.execute("select pg_backend_pid()").fetchall())
    assert len(pids) == 2, "two transactions of one client were on two server connections"


def test_every_command(
    kpi_tool: Cli, database: str, pooled: str, make_database: Callable[..., str], template: str
) -> None:
    direct = make_database(template)
    for conninfo in (database, direct):
        with psycopg.connect(conninfo) as connection:
            load(connection, CASE.platform)
    for grain in ("hour", "day", "week", "month"):
        arguments = ("rollup", "--period", grain, *DATES)
        assert kpi_tool(*arguments, url=direct)[0] == 0
        assert kpi_tool(*arguments, "--workers", "2", url=pooled)[0] == 0
    assert len(fetch(direct, STORED)) > 400
    assert fetch(database, STORED) == fetch(direct, STORED)
    assert kpi_tool("migrate", url=pooled)[0] == 0
    assert kpi_tool("show", "--tenant", "t1", url=pooled)[0] == 0
    assert kpi_tool("doctor", url=pooled)[0] == kpi_tool("doctor", url=direct)[0]
    for query in (
        """
        select name, setting from pg_settings
        where source = 'session' and name not in ('client_encoding', 'application_name')
        """,
        "select name from pg_prepared_statements",
        """
        select mode from pg_locks
        where
            locktype = 'advisory'
            and database = (select oid from pg_database where datname = current_database())
        """,
    ):
        assert fetch(pooled, query) == []


def test_several_runs_at_once(kpi_tool: Cli, database: str, pooled: str) -> None:
    with psycopg.connect(database) as connection:
        load(connection, CASE.platform)
    program = [sys.executable, "-c", "from kpi_tool.cli import main; main()"]
    command = [*program, "rollup", "--period", "day", "--as-of", CASE.as_of.isoformat(), "--workers", "2"]
    with ThreadPoolExecutor(4) as pool:
        runs = [
            pool.submit(
                subprocess.run, command, env={**os.environ, "DATABASE_URL": pooled}, capture_output=True
            )
            for _ in range(4)
        ]
        codes = sorted(run.result().returncode for run in runs)
    assert codes[0] == 0
    assert set(codes) <= {0, 75}
    again = ("rollup", "--period", "day", "--as-of", CASE.as_of.isoformat(), "--lookback", "0")
    assert kpi_tool(*again, url=pooled)[0] == 0
    assert fetch(database, "select from kpi_ledger where computations <> 1") == []
    windows = fetch(database, "select tenant_id, period_start from kpi_ledger order by 1, 2")
    assert windows == fetch(database, "select tenant_id, period_start from kpi_rollup order by 1, 2")
    assert len(windows) > 4


def test_the_api(database: str, pooled: str, tmp_path: Path) -> None:
    with psycopg.connect(database) as connection:
        load(connection, CASE.platform)
    token = token_for(database, "owner", "t1")
    limits = ("--rate", "1000", "--burst", "1000", "--statement-timeout", "60")
    with serving(pooled, tmp_path, "--pool-size", "6", *limits) as server, ThreadPoolExecutor(12) as pool:
        for path in ("/kpi/summary?tenantId=t1", "/kpi/summary?tenantId=t1&period=year"):
            answers = [pool.submit(server.get, path, token) for _ in range(60)]
            assert {answer.result().status_code for answer in answers} == {400 if "year" in path else 200}
        assert server.get("/health/ready").status_code == 200
    query = "select current_setting('kpi_tool.tenant_id', true), current_setting('transaction_read_only')"
    assert {row for _ in range(2 * POOL_SIZE) for row in fetch(pooled, query)} <= {("", "off"), (None, "off")}
