"""What `track on` costs those who write: single rows and batches, with and without triggers, in turn."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from time import perf_counter, time

import click
import databases
import figures
import psycopg
from databases import Scale
from figures import Figure
from measure import Contestant, Run, in_turn

from kpi_tool import db, tracking
from kpi_tool.queries import Connection

SCALE = Scale(tenants=20, bookings=50, days=3, last_day=date(2026, 11, 19))
WANTED = 1.05
SINGLES = 300
BATCHES = 8
BATCH = 1_000
WRITES = {
    "booking_events, insert": """
        insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
        select
            'x' || n, 't' || n %% 20, 'b' || n, 'booking.created', 'api:booking',
            jsonb_build_object('intentId', 'i' || n, 'staffId', 's' || n %% 9), now()
        from generate_series(%(first)s::bigint, %(last)s::bigint) as n
    """,
    "job_log, insert": """
        insert into job_log (id, tenant_id, queue, status, payload, created_at, updated_at)
        select
            'x' || n, 't' || n %% 20, 'queue:send:telegram', 'queued',
            jsonb_build_object('type', 'reminder', 'bookingId', 'b' || n), now(), now()
        from generate_series(%(first)s::bigint, %(last)s::bigint) as n
    """,
    "job_log, update": """
        update job_log set status = 'processed', updated_at = now()
        where id = any(array(select 'x' || n from generate_series(%(first)s::bigint, %(last)s::bigint) as n))
    """,
    "message_log, insert": """
        insert into message_log (
            id, tenant_id, channel, direction, message_id, customer_id, payload, created_at
        )
        select
            'x' || n, 't' || n %% 20, 'telegram', 'outbound', 'm' || n, 'c' || n %% 500,
            jsonb_build_object('text', repeat('see you at ten ', 8)), now()
        from generate_series(%(first)s::bigint, %(last)s::bigint) as n
    """,
    "appointments_map, insert": """
        insert into appointments_map (
            id, tenant_id, client_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
        )
        select
            'x' || n, 't' || n %% 20, 'c' || n %% 500, 'x' || n, 'ACCEPTED', now() + interval '1 day',
            jsonb_build_object('staffId', 's' || n %% 9, 'serviceId', 'cut', 'price', 50), now(), now()
        from generate_series(%(first)s::bigint, %(last)s::bigint) as n
    """,
    "appointments_map, update": """
        update appointments_map set status = 'cancelled', updated_at = now()
        where id = any(array(select 'x' || n from generate_series(%(first)s::bigint, %(last)s::bigint) as n))
    """,
}
"""Updates are of what the insert before them has written."""


class Writer:
    """One connection of a host that commits each statement."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._next = count(int(1000 * time()))

    def turn(self, rows: int, statements: int) -> dict[str, float]:
        """Seconds by kind of write, all on rows that nobody has written before."""
        size = rows * statements
        first = next(self._next) * 10**6
        seconds = {}
        for name, text in WRITES.items():
            spans = [{"first": start, "last": start + rows - 1} for start in range(first, first + size, rows)]
            started = perf_counter()
            for span in spans:
                self.connection.execute(text.encode(), span)
            seconds[name] = perf_counter() - started
        return seconds


def compare(writer: Writer, rows: int, statements: int, repeat: int) -> Iterator[Figure]:
    """A figure for each kind of write."""
    found: dict[str, list[dict[str, float]]] = {"on": [], "off": []}

    def contestant(name: str, switch: Callable[[], object]) -> Contestant:
        def run() -> Run:
            seconds = writer.turn(rows, statements)
            found[name].append(seconds)
            return Run(sum(seconds.values()))

        return Contestant(name, run, switch)

    of = "one row" if rows == 1 else f"{rows:,} rows"
    both = [
        contestant("on", lambda: tracking.turn_on(writer.connection)),
        contestant("off", lambda: tracking.turn_off(writer.connection)),
    ]
    total = in_turn(f"writes of {of}", both, repeat)
    for name in WRITES:
        yield _figure(f"{name}, {of}", *([turn[name] for turn in found[key][1:]] for key in ("on", "off")))
    yield figures.compared(f"all of these, {of}", total["on"], total["off"], WANTED)


def _figure(name: str, on: Sequence[float], off: Sequence[float]) -> Figure:
    ours, beside = sorted(on)[len(on) // 2], sorted(off)[len(off) // 2]
    return Figure(name, f"{ours * 1000:,.0f} ms", f"{beside * 1000:,.0f} ms", ours / beside)


@click.command()
@click.option("--repeat", default=41, show_default=True, help="Rounds, after one that warms up.")
@click.option("--singles", default=SINGLES, show_default=True, help="Statements of one row in a round.")
@click.option("--batches", default=BATCHES, show_default=True, help="Statements of many rows in a round.")
@click.option("--batch", default=BATCH, show_default=True, help="How many rows.")
@click.option(
    "--database-url",
    envvar="KPI_BENCH_DATABASE_URL",
    default="embedded:.kpi-tool/bench-track",
    help="A server to make a database on; default $KPI_BENCH_DATABASE_URL, else one of our own.",
)
def main(*, repeat: int, singles: int, batches: int, batch: int, database_url: str) -> None:
    """Measure what triggers cost a writer, and print one table."""
    os.environ.setdefault("KPI_TOOL_EMBEDDED_OPTIONS", "-c shared_buffers=256MB -c max_wal_size=4GB")
    with db.server(database_url) as server:
        conninfo = databases.provide(server, SCALE)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            writer = Writer(connection)
            found = [*compare(writer, 1, singles, repeat), *compare(writer, batch, batches, repeat)]
            tracking.turn_off(connection)
    figures.echo("Writers, with triggers beside without; median of the rounds", found)


if __name__ == "__main__":
    main()
