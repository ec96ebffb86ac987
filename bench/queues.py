"""How long a long stream takes to be sampled, beside bare reads of its pages, and Redis's slowest command."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from time import perf_counter

import click
import databases
import figures
import psycopg
from databases import Scale
from figures import Figure
from measure import Contestant, Run, in_turn
from redis import Redis

from kpi_tool import db, queues
from kpi_tool.queries import Connection

SCALE = Scale(tenants=20, bookings=50, days=3, last_day=date(2026, 11, 19))
STREAM = "queue:bench"
GROUP = "salon-core"
BATCH = 5_000
LOGGED = 10_000
"""Commands in Redis's own log: more than a round of a million entries has."""


def entry(number: int, tenant_id: str) -> str:
    """A job as long as the host's are."""
    payload = {
        "tenantId": tenant_id,
        "type": "reminder",
        "bookingId": f"b{number:09d}",
        "chatId": 10**9 + number,
    }
    payload["text"] = "See you tomorrow at 10:30, Anna. Reply 1 to confirm, 2 to move it."
    return json.dumps(
        {"id": f"j{number:09d}", "queue": STREAM, "payload": payload, "createdAt": "2026-11-19T09:00:00Z"}
    )


@contextmanager
def filled(redis: Redis, tenants: list[str], size: int, pending: int) -> Iterator[None]:
    """A stream of that size meanwhile, of which a worker has been given some."""
    redis.delete(STREAM)
    try:
        for first in range(0, size, BATCH):
            with redis.pipeline(transaction=False) as pipeline:
                for number in range(first, min(first + BATCH, size)):
                    pipeline.xadd(STREAM, {"data": entry(number, tenants[number % len(tenants)])})
                pipeline.execute()
        redis.xgroup_create(STREAM, GROUP, "0")
        for first in range(0, pending, BATCH):
            redis.xreadgroup(GROUP, "w1", {STREAM: ">"}, count=min(BATCH, pending - first))
        yield
    finally:
        redis.delete(STREAM)


def sampled(connection: Connection, url: str, size: int) -> Run:
    """Read, counted and written."""
    started = perf_counter()
    streams = queues.sample(connection, url, GROUP, size)
    if {stream.queue: stream.read for stream in streams}[STREAM] != size:
        raise RuntimeError("not every entry was read")
    return Run(perf_counter() - started)


def paged(redis: Redis) -> Run:
    """The same pages, thrown away."""
    started, seen = perf_counter(), queues.BEFORE_ALL
    while page := redis.xrange(STREAM, b"(" + seen, count=queues.PAGE):
        seen = page[-1][0]
    return Run(perf_counter() - started)


def slowest(redis: Redis) -> tuple[float, str]:
    """Milliseconds and name of the slowest command since the log was reset."""
    entries = [found for found in redis.slowlog_get(LOGGED) if not found["command"].startswith(b"SLOWLOG")]
    found = max(entries, key=lambda found: found["duration"])
    return found["duration"] / 1000, found["command"].split()[0].decode()


@click.command()
@click.option(
    "--redis-url", envvar="REDIS_URL", required=True, help="A Redis to make the stream queue:bench on."
)
@click.option("--size", default=1_000_000, show_default=True, help="Entries in the stream.")
@click.option("--pending", default=1_000, show_default=True, help="Those of them that a worker has.")
@click.option("--repeat", default=3, show_default=True, help="Rounds, after one that warms up.")
@click.option(
    "--database-url",
    envvar="KPI_BENCH_DATABASE_URL",
    default="embedded:.kpi-tool/bench-track",
    help="A server to make a database on; default $KPI_BENCH_DATABASE_URL, else one of our own.",
)
def main(*, redis_url: str, size: int, pending: int, repeat: int, database_url: str) -> None:
    """Measure a sampling of one long stream, and print one table."""
    os.environ.setdefault("KPI_TOOL_EMBEDDED_OPTIONS", "-c shared_buffers=256MB -c max_wal_size=4GB")
    with db.server(database_url) as server, Redis.from_url(redis_url, protocol=2) as redis:
        conninfo = databases.provide(server, SCALE)
        with psycopg.connect(conninfo, autocommit=True) as connection:
            tenants = [name for (name,) in connection.execute("select tenant_id from tenants order by 1")]
        logged = {"slowlog-log-slower-than": "0", "slowlog-max-len": str(LOGGED)}
        before = {name: redis.config_get(name)[name] for name in logged}
        with db.connect(conninfo) as connection, filled(redis, tenants, size, pending):
            contestants = [
                Contestant("sampled", lambda: sampled(connection, redis_url, size)),
                Contestant("paged", lambda: paged(redis)),
            ]
            found = in_turn(f"{size:,} entries", contestants, repeat)
            for name, value in logged.items():
                redis.config_set(name, value)
            redis.slowlog_reset()
            sampled(connection, redis_url, size)
            milliseconds, command = slowest(redis)
            for name, value in before.items():
                redis.config_set(name, value)
    figures.echo(
        "A stream sampled, beside reading its pages",
        [
            figures.compared(f"{size:,} entries, {pending:,} pending", found["sampled"], found["paged"]),
            Figure(f"Redis's slowest command ({command})", f"{milliseconds:.2f} ms"),
        ],
    )


if __name__ == "__main__":
    main()
