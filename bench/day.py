"""What a day of every salon costs, beside a floor and two peers, in one run and one table."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import click
import databases
import figures
import plans
from contestants import KPI_TOOL, WORKERS, Arena
from databases import Scale
from figures import Figure
from measure import Contestant, Series, in_turn, process

from kpi_tool import db

EMBEDDED = f"embedded:{Path(__file__).parents[1] / '.kpi-tool' / 'bench'}"
EMBEDDED_OPTIONS = "-c shared_buffers=1GB -c max_wal_size=8GB"
SECTIONS = ("bare", "day", "rerun", "poison", "history", "help")
WANTED = {"hand-written": 2.5, "dbt": 1.6}
HELP_RUNS = 9
BARE_ROUNDS = 1


@dataclass(frozen=True)
class Benchmark:
    """What was asked for; each section yields figures."""

    server: str
    scale: Scale
    short: Scale
    times: int
    repeat: int
    with_dbt: bool
    plans: Path | None

    @contextmanager
    def arena(self, scale: Scale, *, indexed: bool = True) -> Iterator[Arena]:
        """A database of that scale, with or without doctor's indexes."""
        conninfo = databases.provide(self.server, scale)
        with databases.connect(conninfo) as connection:
            (databases.create_indexes if indexed else databases.drop_indexes)(connection)
            yield Arena(conninfo, connection, scale.last_day)

    def bare(self) -> Iterator[Figure]:
        """The day on the host's own indexes."""
        with self.arena(self.scale, indexed=False) as arena:
            yield from self._day("host's indexes", arena, {}, BARE_ROUNDS)

    def day(self) -> Iterator[Figure]:
        """The day on the indexes that doctor advises."""
        with self.arena(self.scale) as arena:
            if self.plans:
                plans.write(arena, self.plans)
            yield from self._day("doctor's indexes", arena, WANTED, self.repeat)

    def _day(self, title: str, arena: Arena, limits: dict[str, float], rounds: int) -> Iterator[Figure]:
        with arena.dbt(self.scale.first_day, wanted=self.with_dbt) as dbt:
            peers = [arena.floor(), arena.hand_written(), *([dbt] if dbt else [])]
            found = in_turn(title, [*peers, arena.kpi_tool()], rounds)
        ours = found["kpi-tool"]
        for peer in peers:
            limit = limits.get(peer.name)
            yield figures.compared(f"day, {title} / {peer.name}", ours, found[peer.name], limit)
        if dbt is None:
            why = "not installable here" if self.with_dbt else "left out"
            yield figures.missing(f"day, {title} / dbt", ours, why, limits.get("dbt"))
        if limits:
            yield figures.held_to("peak memory of the process", ours.megabytes, 100, " MB")

    def rerun(self) -> Iterator[Figure]:
        """The same day again, when nothing has changed."""
        with self.arena(self.scale) as arena:
            databases.forget_rollups(arena.connection)
            changes = [databases.row_changes(arena.connection)]
            runs = []
            for _ in ("first", "again"):
                runs.append(arena.roll_up())
                changes.append(databases.row_changes(arena.connection))
        first, again = runs
        yield figures.compared("re-run, no change / first run", Series([again]), Series([first]))
        counts = {
            "rows written, as it says": [rows_written(run.output) for run in runs],
            "row changes, as Postgres counts": [after - before for before, after in pairwise(changes)],
        }
        for name, (before, now) in counts.items():
            yield figures.held_to(f"re-run, no change: {name}", now, 0, beside=f"{before:,}")

    def poison(self) -> Iterator[Figure]:
        """The day with one tenant whose windows cannot be published."""
        with self.arena(self.scale) as arena:
            first, known = (arena.poisoned(name, known=name == "known") for name in ("first", "known"))
            found = in_turn("one poisoned tenant", [arena.kpi_tool(), first, known], self.repeat)
        for name in ("first", "known"):
            title = f"one poisoned tenant, {'the first time' if name == 'first' else 'from then on'} / none"
            yield figures.compared(title, found[name], found["kpi-tool"])

    def history(self) -> Iterator[Figure]:
        """The same day of a platform that has been there longer."""
        long = self.short.with_history(self.times)
        with self.arena(self.short) as young, self.arena(long) as old:
            title = f"history x {self.times} at {self.short.tenants:,} tenants"
            found = in_turn(title, [young.kpi_tool("short"), old.kpi_tool("long")], self.repeat)
        yield figures.compared(
            f"{title}: {long.days} days / {self.short.days}", found["long"], found["short"], 1.15
        )

    def help(self) -> Iterator[Figure]:
        """How long one waits for --help."""
        imports = [sys.executable, "-c", "import click, psycopg"]
        contestants = [
            Contestant("kpi-tool", lambda: process([KPI_TOOL, "--help"])),
            Contestant("imports", lambda: process(imports)),
        ]
        found = in_turn("--help", contestants, HELP_RUNS)
        yield figures.compared("--help / import click, psycopg", found["kpi-tool"], found["imports"], 2)

    def title(self) -> str:
        """What was measured where."""
        with databases.connect(self.server) as connection:
            version = connection.info.parameter_status("server_version")
        return (
            f"{self.scale}; PostgreSQL {version}; {os.cpu_count()} cores, {WORKERS} workers; "
            f"median of {self.repeat}"
        )


def rows_written(output: str) -> int:
    """What kpi-tool says in its last lines, one a grain."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return sum(line.get("rows_written", 0) for line in lines)


@click.command()
@click.option("--tenants", default=1000, show_default=True)
@click.option("--bookings", default=300, show_default=True, help="Bookings per tenant and day.")
@click.option("--days", default=3, show_default=True)
@click.option(
    "--last-day",
    default="2026-11-19",
    show_default=True,
    type=date.fromisoformat,
    help="The day that is rolled up.",
)
@click.option("--history-tenants", default=200, show_default=True, help="Tenants where histories differ.")
@click.option("--history", default=10, show_default=True, help="How many times as many days before.")
@click.option("--repeat", default=3, show_default=True, help="Rounds, after one that warms up.")
@click.option("--only", multiple=True, type=click.Choice(SECTIONS), help="Only this; may be repeated.")
@click.option("--dbt/--no-dbt", default=True, show_default=True, help="Install dbt apart and measure it.")
@click.option("--plans", type=click.Path(path_type=Path), help="A folder for each family's plan.")
@click.option(
    "--database-url",
    envvar="KPI_BENCH_DATABASE_URL",
    default=EMBEDDED,
    help="A server to make databases on; default $KPI_BENCH_DATABASE_URL, else one of our own.",
)
def main(  # noqa: PLR0913  one parameter an option
    *,
    tenants: int,
    bookings: int,
    days: int,
    last_day: date,
    history_tenants: int,
    history: int,
    repeat: int,
    only: tuple[str, ...],
    dbt: bool,
    plans: Path | None,
    database_url: str,
) -> None:
    """Measure one day's rollup of all salons and print one table."""
    os.environ.setdefault("KPI_TOOL_EMBEDDED_OPTIONS", EMBEDDED_OPTIONS)
    with db.server(database_url) as server:
        scale = Scale(tenants, bookings, days, last_day)
        short = Scale(history_tenants, bookings, days, last_day)
        benchmark = Benchmark(server, scale, short, history, repeat, dbt, plans)
        sections = [getattr(benchmark, name) for name in SECTIONS if not only or name in only]
        found = [figure for section in sections for figure in section()]
        figures.echo(benchmark.title(), found)


if __name__ == "__main__":
    main()
