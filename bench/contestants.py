"""Who takes part: kpi-tool, the hand-written rollup, a dbt model of it, and the floor."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import databases
from measure import Contestant, Run, process
from psycopg import sql

from kpi_tool.errors import ExitCode
from kpi_tool.planning import Request
from kpi_tool.queries import Connection
from kpi_tool.settings import Session

BENCH = Path(__file__).parent
PEERS = BENCH / "peers"
DBT_PROJECT = PEERS / "dbt"
DBT_ROOM = BENCH.parent / ".kpi-tool" / "bench-dbt"
DBT_PACKAGES = ("dbt-core~=1.10.0", "dbt-postgres~=1.10.0")
"""Later ones fetch a parser from elsewhere while they are installed."""

KPI_TOOL = str(Path(sys.executable).with_name("kpi-tool"))
WORKERS = 2
POISON = (BENCH / "sql" / "poison.sql").read_bytes()


@dataclass(frozen=True)
class Arena:
    """A filled database and the day that is rolled up."""

    conninfo: str
    connection: Connection
    day: date

    @property
    def as_of(self) -> datetime:
        """When the day is over in every zone, and the generator's rows end."""
        return datetime.combine(self.day + timedelta(days=1), time(12), UTC)

    def request(self) -> Request:
        """What kpi-tool is asked for."""
        return Request("day", (), self.day, self.day, self.as_of, WORKERS)

    def kpi_tool(self, name: str = "kpi-tool") -> Contestant:
        """Our daily rollup, from nothing stored."""
        return Contestant(name, self.roll_up, lambda: databases.forget_rollups(self.connection))

    def roll_up(self, *, ends_with: int = 0) -> Run:
        """Our daily rollup, over whatever is stored."""
        span = ["--from", str(self.day), "--to", str(self.day), "--as-of", self.as_of.isoformat()]
        command = [KPI_TOOL, "rollup", "--period", "day", *span, "--workers", str(WORKERS)]
        environment = {"DATABASE_URL": self.conninfo}
        return process([*command, "--log-format", "json"], environment, ends_with=ends_with)

    def poisoned(self, name: str, *, known: bool) -> Contestant:
        """The same with a tenant whose windows cannot be published, the first time or when that is known."""

        def prepare() -> None:
            databases.forget_rollups(self.connection, but=("kpi_failure",) if known else ())
            self.connection.execute(POISON)

        def run() -> Run:
            try:
                return self.roll_up(ends_with=ExitCode.FINISHED_WITH_FAILURES)
            finally:
                self.connection.execute("drop trigger poison on kpi_rollup")

        return Contestant(name, run, prepare)

    def environment(self) -> dict[str, str]:
        """What a peer's process finds: the database, and our settings for libpq."""
        settings = " ".join(f"-c {name}={value}" for name, value in server_settings().items())
        return {"DATABASE_URL": self.conninfo, "PGOPTIONS": settings}

    def hand_written(self) -> Contestant:
        """The SQL file in a process as cron would start it."""
        table = (PEERS / "handwritten_table.sql").read_bytes()
        command = [sys.executable, str(PEERS / "run.py"), str(PEERS / "handwritten.sql"), str(self.day)]
        self.connection.execute(table)
        return Contestant(
            "hand-written",
            lambda: process(command, self.environment()),
            lambda: self.connection.execute("truncate handwritten_daily"),
        )

    @contextmanager
    def dbt(self, first_day: date, *, wanted: bool) -> Iterator[Contestant | None]:
        """The incremental model after a full run; None where dbt is not wanted or cannot be installed."""
        dbt = installed_dbt() if wanted else None
        if dbt is None:
            yield None
            return
        with TemporaryDirectory() as room:
            command = [str(dbt), "--quiet", "run", "--project-dir", str(DBT_PROJECT)]
            environment = self.environment() | self._dbt_environment(Path(room))
            full = ["--full-refresh", "--vars", dbt_days(first_day, self.day)]
            process([*command, *full], environment)
            yield Contestant(
                "dbt",
                lambda: process([*command, "--vars", dbt_days(self.day, self.day)], environment),
                lambda: self.connection.execute("delete from salon_daily where day = %s", [self.day]),
            )

    def _dbt_environment(self, room: Path) -> dict[str, str]:
        info = self.connection.info
        output = {
            "type": "postgres",
            "host": info.host,
            "port": info.port,
            "dbname": info.dbname,
            "user": info.user,
            "password": info.password,
            "schema": "public",
            "threads": WORKERS,
        }
        profile = {"salon_kpis": {"target": "bench", "outputs": {"bench": output}}}
        (room / "profiles.yml").write_text(json.dumps(profile))  # JSON is YAML
        return {
            "DBT_PROFILES_DIR": str(room),
            "DBT_TARGET_PATH": str(room / "target"),
            "DBT_LOG_PATH": str(room / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }

    def floor(self) -> Contestant:
        """A bare scan of each source on an open connection."""
        scan = (BENCH / "sql" / "floor.sql").read_bytes()

        def run() -> Run:
            began = perf_counter()
            with self.connection.transaction():
                self.connection.execute("set local max_parallel_workers_per_gather = 0")
                for name, value in server_settings().items():
                    self.connection.execute(sql.SQL("set local {} = {}").format(sql.Identifier(name), value))
                self.connection.execute(scan, {"day": self.day})
            return Run(perf_counter() - began)

        return Contestant("floor", run)


def server_settings() -> dict[str, str]:
    """What kpi-tool asks of the server for itself, and its peers get too."""
    ours = Session.from_environment().as_dict()
    return {name: ours[name] for name in ("work_mem", "jit")}


def dbt_days(first: date, last: date) -> str:
    """The vars of a run."""
    return json.dumps({"from_day": str(first), "to_day": str(last)})


def installed_dbt() -> Path | None:
    """The dbt of a room of its own, installed there at first; None where that does not work."""
    dbt = DBT_ROOM / "bin" / "dbt"
    if dbt.exists():
        return dbt
    click.echo(f"installing {', '.join(DBT_PACKAGES)} into {DBT_ROOM}", err=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", DBT_ROOM], check=True, stdout=2)
        pip = [DBT_ROOM / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *DBT_PACKAGES], check=True, stdout=2)
    except subprocess.CalledProcessError:
        return None
    return dbt
