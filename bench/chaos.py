"""Kill runs at random moments, start several at once, and hold what is stored against an undisturbed run."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import click
import databases
import psycopg
from contestants import KPI_TOOL
from databases import Scale
from servers import Server

from kpi_tool.errors import DatabaseUnavailableError, ExitCode

STATE = (Path(__file__).parent / "sql" / "chaos" / "state.sql").read_text(encoding="utf-8")
BROKEN = (Path(__file__).parent / "sql" / "chaos" / "broken.sql").read_text(encoding="utf-8")
TWICE = (Path(__file__).parent / "sql" / "chaos" / "twice.sql").read_text(encoding="utf-8")
BACKENDS = (Path(__file__).parent / "sql" / "chaos" / "backends.sql").read_text(encoding="utf-8")
SCALE = Scale(tenants=24, bookings=20, days=5, last_day=date(2026, 11, 19))
AS_OF = "2026-11-20T12:00:00Z"
GRAINS = ("hour", "week")
"""Weeks compute their days, and months follow: two steps that a kill may come between."""
SIGNALS = ("SIGKILL", "SIGTERM", "SIGINT")
ALLOWED = {ExitCode.OK, ExitCode.UNAVAILABLE, 130, *(-signal.Signals[name] for name in SIGNALS)}
"""How a run that is struck may end; before it is set up, a signal ends it as it ends any process."""


class Wrong(click.ClickException):
    """What is stored is not what an undisturbed run stores."""


@dataclass
class Chaos:
    """A filled database and the dice."""

    server: Server
    conninfo: str
    dice: random.Random
    outcomes: Counter[str]
    undisturbed: dict[str, str]
    seconds: dict[str, float]

    def command(self, grain: str, *more: str) -> list[str]:
        """A run as cron would start it."""
        return [KPI_TOOL, "rollup", "--period", grain, "--as-of", AS_OF, *more]

    def start(self, grain: str) -> subprocess.Popen[str]:
        """A run with one worker or two in a process of its own."""
        workers = self.dice.choice(["1", "2"])
        return subprocess.Popen(
            self.command(grain, "--workers", workers),
            env={**os.environ, "DATABASE_URL": self.conninfo},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def forget(self) -> None:
        """As before the first run."""
        with databases.connect(self.conninfo) as connection:
            databases.forget_rollups(connection)

    def clean_run(self, grain: str) -> None:
        """Run to the end; it must succeed."""
        process = self.start(grain)
        said, _ = process.communicate(timeout=120)
        if process.returncode != ExitCode.OK:
            raise Wrong(f"a clean run of {grain} ended with {process.returncode}: {said}")

    def rows(self) -> list[str]:
        """What is stored, a line a row, without times."""
        with databases.connect(self.conninfo) as connection:
            connection.execute("set timezone = 'UTC'")
            return [line for (line,) in connection.execute(STATE.encode())]

    def check_whole(self, after: str) -> None:
        """Each window has its entry and each entry its window, and nothing is left on the stage."""
        with databases.connect(self.conninfo) as connection:
            if broken := connection.execute(BROKEN.encode()).fetchall():
                raise Wrong(f"after {after}: {broken[:3]}")

    def check_same(self, grain: str, after: str) -> None:
        """The tables are those of an undisturbed run."""
        self.check_whole(after)
        if digest(self.rows()) != self.undisturbed[grain]:
            raise Wrong(f"after {after} and a clean run, {grain} differs from an undisturbed run")

    def measure(self) -> None:
        """Run undisturbed, to know what is right and how long it takes."""
        for grain in GRAINS:
            self.forget()
            began = time.monotonic()
            self.clean_run(grain)
            self.seconds[grain] = time.monotonic() - began
            self.undisturbed[grain] = digest(self.rows())
            self.check_same(grain, "nothing")

    def kill(self, process: subprocess.Popen[str], victim: str) -> None:
        """Strike."""
        if victim == "server":
            self.server.shut_down()
            time.sleep(self.dice.choice([0.0, 0.5]))
            while True:
                with suppress(psycopg.Error, DatabaseUnavailableError):
                    self.server.up()
                    break
        elif victim == "backend":
            with databases.connect(self.conninfo) as connection:
                connection.execute(BACKENDS.encode())
        else:
            process.send_signal(signal.Signals[victim])

    def round(self, number: int) -> None:
        """A run that is struck at a random moment, then a clean one."""
        grain = self.dice.choice(GRAINS)
        victim = self.dice.choice([*SIGNALS, "backend", "server"])
        self.forget()
        process = self.start(grain)
        moment = self.dice.uniform(0.2, self.seconds[grain])
        time.sleep(moment)
        self.kill(process, victim)
        said, _ = process.communicate(timeout=120)
        after = f"round {number}: {victim} at {moment:.2f} s of {grain}"
        if process.returncode not in ALLOWED:
            raise Wrong(f"{after}: exit code {process.returncode}: {said}")
        self.check_whole(after)
        self.clean_run(grain)
        self.check_same(grain, after)
        self.outcomes[f"{victim}: exit {process.returncode}"] += 1

    def at_once(self, crons: int) -> None:
        """Several runs at once, then one to make sure that none of them left anything undone."""
        grain = self.dice.choice(GRAINS)
        self.forget()
        processes = [self.start(grain) for _ in range(crons)]
        codes = []
        for process in processes:
            said, _ = process.communicate(timeout=120)
            codes.append(process.returncode)
            if process.returncode not in {ExitCode.OK, ExitCode.BUSY}:
                raise Wrong(f"{crons} at once: exit code {process.returncode}: {said}")
        after = f"{crons} runs of {grain} at once"
        self.check_same(grain, after)
        with databases.connect(self.conninfo) as connection:
            if twice := connection.execute(TWICE.encode()).fetchall():
                raise Wrong(f"{after}: {len(twice)} windows were computed twice, such as {twice[0]}")
        self.outcomes[f"{crons} at once: {codes.count(ExitCode.BUSY)} left with 75"] += 1


def digest(rows: list[str]) -> str:
    """Of many lines."""
    return sha256("\n".join(rows).encode()).hexdigest()


@contextmanager
def arena(directory: Path, seed: int) -> Iterator[Chaos]:
    """A server in that directory, with a filled database."""
    with ExitStack() as users:
        server = Server(directory, users)
        conninfo = databases.provide(server.up(), SCALE)
        yield Chaos(server, conninfo, random.Random(seed), Counter(), {}, {})


def repeat(title: str, times: int, turn: Callable[[int], object]) -> None:
    """So many turns, with a bar on a terminal."""
    with click.progressbar(
        range(times), label=title, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as numbers:
        for number in numbers:
            turn(number)


@click.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--runs", default=100, show_default=True, help="Runs that are struck.")
@click.option("--crons", default=10, show_default=True, help="Times that two, and four, runs start at once.")
@click.option(
    "--directory",
    default=Path(__file__).parents[1] / ".kpi-tool" / "chaos",
    type=click.Path(path_type=Path),
    help="Where the server lives.",
)
def main(*, seed: int, runs: int, crons: int, directory: Path) -> None:
    """Strike runs at random moments: the client, a backend, the server. Each time a clean run follows."""
    os.environ.setdefault("KPI_TOOL_EMBEDDED_OPTIONS", "-c max_connections=50")
    with arena(directory, seed) as chaos:
        chaos.measure()
        repeat("struck ", runs, chaos.round)
        repeat("at once", crons, lambda _: (chaos.at_once(2), chaos.at_once(4)))
        took = {grain: round(seconds, 2) for grain, seconds in chaos.seconds.items()}
    found = {"seed": seed, "struck": runs, "different": 0, "seconds_undisturbed": took}
    click.echo(json.dumps(found | {"outcomes": dict(sorted(chaos.outcomes.items()))}, indent=4))


if __name__ == "__main__":
    main()
