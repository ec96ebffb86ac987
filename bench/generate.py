"""Fill a migrated database with a host's days at scale, and say how long it took and what it weighs."""

from datetime import date
from pathlib import Path
from time import perf_counter

import click
import psycopg
from psycopg import sql

STATEMENTS = Path(__file__).parent / "sql" / "generate"

SECONDARY_INDEXES = """
select indexname, indexdef
from pg_indexes
where
    schemaname = current_schema()
    and not exists (select from pg_constraint where conindid = to_regclass(quote_ident(indexname)))
"""

SIZES = """
select relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid)
from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'r' and reltuples > 0
order by pg_total_relation_size(oid) desc
"""


@click.command()
@click.argument("dsn")
@click.option("--tenants", default=1000, show_default=True)
@click.option("--bookings", default=300, show_default=True, help="Bookings per tenant and day.")
@click.option("--days", default=3, show_default=True)
@click.option("--first-day", default="2026-11-17", show_default=True, type=date.fromisoformat)
def main(dsn: str, **scale: object) -> None:
    """Run sql/generate/*.sql in file order against DSN: host tables and kpi-tool's, both empty."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set work_mem = '1GB'")
        load(connection, scale)
        report(connection)


def load(connection: psycopg.Connection, scale: dict[str, object]) -> None:
    """Run every statement, each its own transaction; build indexes other than keys afterwards."""
    start = perf_counter()
    indexes = connection.execute(SECONDARY_INDEXES).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    for path in sorted(STATEMENTS.glob("*.sql")):
        began = perf_counter()
        rows = connection.execute(path.read_bytes(), scale).rowcount
        click.echo(f"{path.stem:28}{max(rows, 0):>12,} rows{perf_counter() - began:>8.1f} s")
    for _, definition in indexes:
        connection.execute(definition)
    began = perf_counter()
    connection.execute("vacuum (analyze)")
    click.echo(f"load {began - start:.1f} s, vacuum analyze {perf_counter() - began:.1f} s")


def report(connection: psycopg.Connection) -> None:
    """Print rows and megabytes per table."""
    for name, rows, heap, indexes in connection.execute(SIZES):
        click.echo(f"{name:28}{rows:>12,} rows{heap >> 20:>8,} MB +{indexes >> 20:>6,} MB of indexes")


if __name__ == "__main__":
    main()
