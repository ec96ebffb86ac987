"""How many events a second can be logged: as lines, by plain calls, and beside a bare insert."""

import io
import json
import os
from datetime import date
from time import perf_counter
from uuid import uuid4

import click
import databases
import figures
import psycopg
from databases import Scale
from figures import Figure
from measure import Contestant, Run, in_turn

from kpi_tool import db, events, lines
from kpi_tool.queries import Connection

SCALE = Scale(tenants=20, bookings=50, days=3, last_day=date(2026, 11, 19))
BARE = """
    insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
    values (%(id)s, %(tenant)s, 'b', 'booking.created', 'bench', %(payload)s, now())
"""
CALL = "select kpi_log_event(%(tenant)s, 'booking.created', %(payload)s, now(), %(id)s)"
PAYLOAD = json.dumps({"bookingId": "b", "intentId": "i", "staffId": "s", "source": "bench"})


class Writer:
    """One connection, and as many events in each turn, of ids that nobody has used."""

    def __init__(self, connection: Connection, size: int) -> None:
        self.connection = connection
        self.size = size
        [(self.tenant,)] = connection.execute("select min(tenant_id) from tenants").fetchall()

    def lines(self) -> Run:
        """As NDJSON, a thousand a transaction."""
        text = "\n".join(
            json.dumps(
                {
                    "tenant_id": self.tenant,
                    "event_type": "booking.created",
                    "payload": json.loads(PAYLOAD),
                    "event_id": uuid4().hex,
                }
            )
            for _ in range(self.size)
        )
        started = perf_counter()
        counts = lines.Counts()
        events.log_lines(self.connection, io.BytesIO(text.encode()), counts, lambda *_: None)
        if counts.stored != self.size:
            raise RuntimeError(f"only {counts.stored} of {self.size} lines were stored")
        return Run(perf_counter() - started)

    def each(self, statement: str) -> Run:
        """A statement an event, each committed."""
        given = [{"id": uuid4().hex, "tenant": self.tenant, "payload": PAYLOAD} for _ in range(self.size)]
        started = perf_counter()
        for parameters in given:
            self.connection.execute(statement.encode(), parameters)
        return Run(perf_counter() - started)


@click.command()
@click.option("--repeat", default=5, show_default=True, help="Rounds, after one that warms up.")
@click.option("--size", default=5_000, show_default=True, help="Events in a round.")
@click.option(
    "--database-url",
    envvar="KPI_BENCH_DATABASE_URL",
    default="embedded:.kpi-tool/bench-track",
    help="A server to make a database on; default $KPI_BENCH_DATABASE_URL, else one of our own.",
)
def main(*, repeat: int, size: int, database_url: str) -> None:
    """Measure how fast events are logged, and print one table."""
    os.environ.setdefault("KPI_TOOL_EMBEDDED_OPTIONS", "-c shared_buffers=256MB -c max_wal_size=4GB")
    with db.server(database_url) as server:
        conninfo = databases.provide(server, SCALE)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            writer = Writer(connection, size)
            contestants = [
                Contestant("lines", writer.lines),
                Contestant("calls", lambda: writer.each(CALL)),
                Contestant("bare inserts", lambda: writer.each(BARE)),
            ]
            found = in_turn(f"{size:,} events", contestants, repeat)
    bare = found["bare inserts"].seconds
    rates = [
        Figure(
            name,
            f"{size / found[name].seconds:,.0f} /s",
            f"{size / bare:,.0f} /s",
            found[name].seconds / bare,
        )
        for name in ("lines", "calls")
    ]
    figures.echo("Events logged a second, beside a bare insert an event; ratio of times", rates)


if __name__ == "__main__":
    main()
