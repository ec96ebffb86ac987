"""How many summaries a second the API answers, beside the same SQL by pgbench and `select 1` by the API."""

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import click
import databases
from contestants import KPI_TOOL
from databases import Scale
from measure import process
from servers import Server

from kpi_tool import embedded, tables

LAST_DAY = date(2026, 11, 19)
FIRST_DAY = LAST_DAY - timedelta(days=30)
AS_OF = "2026-11-20T12:00:00Z"
SELECT_ONE = Path(__file__).with_name("select_one.py")
SCRIPT = """
begin;
select set_config('timezone', 'UTC', true), set_config('jit', 'off', true);
select convert_to(kpi_summary('{tenant}', 'day', '{first}', '{last}')::text, 'UTF8');
commit;
"""
COLUMNS = ("contestant", "requests a second", "p50 ms", "p99 ms", "answers")
WORKERS = 2


@dataclass(frozen=True)
class Load:
    """What came of some seconds of requests."""

    rate: float
    p50: float
    p99: float
    """Milliseconds."""
    answers: str
    """By status, and what was no answer."""

    def cells(self, name: str) -> list[str]:
        """A line of the table."""
        return [name, f"{self.rate:,.0f}", f"{self.p50:.1f}", f"{self.p99:.1f}", self.answers]


def hey(url: str, token: str, seconds: int, connections: int) -> Load:
    """Requests as fast as they are answered, by a load generator of its own."""
    command = [
        "hey",
        "-z",
        f"{seconds}s",
        "-c",
        str(connections),
        "-H",
        f"Authorization: Bearer {token}",
        url,
    ]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def found(pattern: str) -> float:
        match = re.search(pattern, text)
        return float(match[1]) if match else float("nan")

    answers = [f"{status}: {count}" for status, count in re.findall(r"\[(\d{3})\]\s+(\d+) responses", text)]
    _, _, errors = text.partition("Error distribution:")
    answers += [" ".join(line.split()) for line in errors.splitlines() if line.strip()]
    return Load(
        rate=found(r"Requests/sec:\s+([\d.]+)"),
        p50=1000 * found(r"50% in ([\d.]+) secs"),
        p99=1000 * found(r"99% in ([\d.]+) secs"),
        answers=", ".join(answers),
    )


def pgbench(conninfo: str, tenant: str, seconds: int, connections: int) -> Load:
    """The same SQL, each in a transaction, from as many connections as the API's pools have."""
    with TemporaryDirectory() as directory:
        script = Path(directory) / "summary.sql"
        text = SCRIPT.format(tenant=tenant, first=FIRST_DAY, last=LAST_DAY)
        script.write_text(text, encoding="utf-8")
        command = [str(embedded.binaries() / "pgbench"), "--no-vacuum", "--log", f"--file={script}"]
        command += [f"--client={connections}", "--jobs=2", f"--time={seconds}", conninfo]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=directory)
        micros = [
            int(line.split()[2])
            for path in Path(directory).glob("pgbench_log.*")
            for line in path.read_text().splitlines()
        ]
    percentiles = quantiles(micros, n=100)
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    return Load(
        rate=float(re.findall(r"tps = ([\d.]+)", done.stdout)[-1]),
        p50=percentiles[49] / 1000,
        p99=percentiles[98] / 1000,
        answers=f"failed: {failed[1] if failed else '?'}",
    )


@contextmanager
def serving(program: list[str], conninfo: str) -> Iterator[str]:
    """The API's address while it serves with two processes; its log goes nowhere."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        port = keeper.getsockname()[1]
        if sys.platform != "linux":
            keeper.close()  # only Linux lets another one listen beside it
        with _served(program, conninfo, port) as url:
            yield url


@contextmanager
def _served(program: list[str], conninfo: str, port: int) -> Iterator[str]:
    command = [*program, "serve", "--database-url", conninfo, "--port", str(port)]
    command += ["--workers", str(WORKERS), "--rate", "1000000", "--burst", "1000000"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            while status(f"{url}/health/ready", "") != HTTPStatus.OK:
                if server.poll() is not None:
                    raise click.ClickException(f"{' '.join(command)} ended")
                time.sleep(0.1)
            yield url
        finally:
            server.terminate()


def status(url: str, token: str) -> int:
    """Of one request; 0: nobody answered."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def restarted(server: Server, url: str, token: str, seconds: int, connections: int) -> tuple[Load, float]:
    """Load during which the database is shut down and started again, and for how long it was missed."""
    seen: Counter[int] = Counter()
    back = [0.0]

    def strike() -> None:
        time.sleep(seconds / 3)
        server.shut_down()
        time.sleep(1)
        server.up()
        started = time.monotonic()
        while (found := status(url, token)) != HTTPStatus.OK:
            seen[found] += 1
            time.sleep(0.05)
        back[0] = time.monotonic() - started

    thread = threading.Thread(target=strike)
    thread.start()
    load = hey(url, token, seconds, connections)
    thread.join()
    if seen.keys() - {HTTPStatus.SERVICE_UNAVAILABLE}:
        raise click.ClickException(f"answers but 503: {dict(seen)}")
    return load, back[0]


def prepared(server: Server, scale: Scale) -> tuple[str, str]:
    """A rolled up database, and one of its salons."""
    conninfo = databases.provide(server.up(), scale)
    process([KPI_TOOL, "rollup", "--period", "month", "--as-of", AS_OF, "--database-url", conninfo])
    with databases.connect(conninfo) as connection:
        (tenant,) = connection.execute("select min(tenant_id) from kpi_rollup").fetchone() or ("",)
    return conninfo, str(tenant)


def new_token(conninfo: str) -> str:
    """Of an admin."""
    command = [KPI_TOOL, "token", "create", "--role", "admin", "--label", "bench", "--database-url", conninfo]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@click.command()
@click.option("--seconds", default=20, show_default=True, help="Of each contestant's turn.")
@click.option("--connections", default=50, show_default=True, help="Requests at once.")
@click.option("--tenants", default=50, show_default=True, help="Salons.")
@click.option("--bookings", default=60, show_default=True, help="Bookings of each a day.")
@click.option("--days", default=35, show_default=True, help="Days.")
@click.option(
    "--directory",
    default=Path(".kpi-tool/bench-api"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Of the server that is shut down.",
)
def main(  # noqa: PLR0913  click's options
    *, seconds: int, connections: int, tenants: int, bookings: int, days: int, directory: Path
) -> None:
    """Load the API with summaries of a month by day, and print one table."""
    if not shutil.which("hey"):
        raise click.ClickException("no hey here: apt install hey")
    with ExitStack() as users:
        server = Server(directory.resolve(), users)
        conninfo, tenant = prepared(server, Scale(tenants, bookings, days, LAST_DAY))
        token = new_token(conninfo)
        path = f"/kpi/summary?tenantId={tenant}&period=day&from={FIRST_DAY}&to={LAST_DAY}"
        lines = []
        with serving([KPI_TOOL], conninfo) as url:
            hey(url + path, token, 2, connections)
            ours = hey(url + path, token, seconds, connections)
            lines.append(ours.cells("GET /kpi/summary, a month by day"))
        peer = pgbench(conninfo, tenant, seconds, 10 * WORKERS)
        lines.append(peer.cells("the same SQL by pgbench, 20 connections"))
        with serving([sys.executable, str(SELECT_ONE)], conninfo) as url:
            floor = hey(url + path, token, seconds, connections)
            lines.append(floor.cells("select 1 through the same stack"))
        with serving([KPI_TOOL], conninfo) as url:
            struck, missed = restarted(server, url + path, token, seconds, connections)
            lines.append(struck.cells(f"database restarted, back after {missed:.1f} s"))
        cells = [[tables.plain(cell) for cell in line] for line in lines]
        tables.echo(f"{connections} connections, {seconds} s each", COLUMNS, cells)
        ratios = f"of pgbench's rate {ours.rate / peer.rate:.2f}, of select 1's {ours.rate / floor.rate:.2f}"
        click.echo(ratios)


if __name__ == "__main__":
    main()
