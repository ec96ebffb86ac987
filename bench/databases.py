"""The databases of a benchmark: one a scale, filled once and kept for the next run."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from sys import stderr
from time import sleep

import generate
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from kpi_tool import host, migrate, resources, templates
from kpi_tool.queries import Connection

SCHEMA = "scripts/sql/demo/01_host_schema.sql"
INDEXES = "scripts/sql/doctor/indexes.sql"
ROLLUPS = ("kpi_rollup", "staff_kpi_rollup")
LEDGER = (
    "kpi_run",
    "kpi_ledger",
    "kpi_coverage",
    "kpi_history",
    "kpi_failure",
    "kpi_seal",
    "kpi_retention",
    "kpi_mark",
)

MARK = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
ROW_CHANGES = """
select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
from pg_stat_user_tables
where relname = any(%s)
"""
CREATED = """
select relname, obj_description(oid, 'pg_class')
from pg_class
where relkind = 'i' and obj_description(oid, 'pg_class') like 'create index %'
"""
RUNNING = """
select exists (
    select from pg_stat_activity where application_name = 'kpi-tool' and datname = current_database()
)
"""


@dataclass(frozen=True)
class Scale:
    """How many salons, how busy, and how much is known of them."""

    tenants: int
    bookings: int
    days: int
    last_day: date

    @property
    def database(self) -> str:
        """Its name on the server."""
        return f"kpi_bench_{self.tenants}x{self.bookings}x{self.days}"

    @property
    def first_day(self) -> date:
        """The first day that bookings are made on."""
        return self.last_day - timedelta(days=self.days - 1)

    def with_history(self, times: int) -> "Scale":
        """The same last day after so many times as many days."""
        return Scale(self.tenants, self.bookings, (self.days - 1) * times + 1, self.last_day)

    def __str__(self) -> str:
        return f"{self.tenants:,} tenants x {self.bookings:,} bookings a day, {self.days:,} days"

    def fingerprint(self) -> str:
        """What the rows depend on: the database of another one is filled anew."""
        files = [resources.root() / SCHEMA, *resources.sql_files("migrations")]
        files += sorted(generate.STATEMENTS.glob("*.sql"))
        texts = [path.read_bytes() for path in files]
        return sha256(b"\0".join([repr(self).encode(), *texts])).hexdigest()


def provide(server: str, scale: Scale) -> str:
    """The connection string of a migrated database of this scale."""
    conninfo = make_conninfo(server, dbname=scale.database)
    with connect(server) as connection:
        found = connection.execute(MARK, [scale.database]).fetchone()
        if not found or found[0] != scale.fingerprint():
            _create(connection, scale, conninfo)
    with connect(conninfo) as connection:
        migrate.migrate(connection)
    return conninfo


def _create(connection: Connection, scale: Scale, conninfo: str) -> None:
    name = sql.Identifier(scale.database)
    connection.execute(sql.SQL("drop database if exists {}").format(name))
    connection.execute(sql.SQL("create database {}").format(name))
    with redirect_stdout(stderr), connect(conninfo) as filled:
        print(f"filling {scale.database}: {scale}")
        filled.execute(templates.source(SCHEMA).encode())
        migrate.migrate(filled)
        filled.execute("set work_mem = '1GB'")
        shape = {"tenants": scale.tenants, "bookings": scale.bookings, "days": scale.days}
        generate.load(filled, shape | {"first_day": scale.first_day})
        with suppress(psycopg.errors.InsufficientPrivilege):
            filled.execute("checkpoint")
    mark = sql.SQL("comment on database {} is {}").format(name, sql.Literal(scale.fingerprint()))
    connection.execute(mark)


@contextmanager
def connect(conninfo: str) -> Iterator[Connection]:
    """An autocommit connection."""
    with psycopg.connect(conninfo, autocommit=True, application_name="kpi-tool-bench") as connection:
        yield connection


def advised(connection: Connection) -> dict[str, str]:
    """The statements of doctor's indexes by index name."""
    text = templates.render_plain(INDEXES, host=host.read(connection))
    text = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    statements = [statement.strip() for statement in text.split(";") if "create index" in statement]
    return {re.findall(r"if not exists (\w+)", statement)[0]: statement for statement in statements}


def create_indexes(connection: Connection) -> None:
    """Do as doctor advises today; each index keeps its statement as a comment."""
    wanted = advised(connection)
    kept = _created(connection)
    changed = [name for name in {**kept, **wanted} if kept.get(name) != wanted.get(name)]
    _drop(connection, changed)
    for name, statement in wanted.items():
        if name in changed:
            connection.execute(statement.encode())
            comment = sql.SQL("comment on index {} is {}")
            connection.execute(comment.format(sql.Identifier(name), sql.Literal(statement)))
    connection.execute("analyze")


def drop_indexes(connection: Connection) -> None:
    """Leave what the host itself has."""
    _drop(connection, {**advised(connection), **_created(connection)})


def _created(connection: Connection) -> dict[str, str]:
    return dict(connection.execute(CREATED).fetchall())


def _drop(connection: Connection, names: Iterable[str]) -> None:
    for name in names:
        connection.execute(sql.SQL("drop index if exists {}").format(sql.Identifier(name)))


def forget_rollups(connection: Connection, but: Iterable[str] = ()) -> None:
    """As before the first run, but for what some tables know."""
    names = [name for name in (*ROLLUPS, *LEDGER) if name not in but]
    tables = sql.SQL(", ").join(map(sql.Identifier, names))
    connection.execute(sql.SQL("truncate {}").format(tables))


def row_changes(connection: Connection) -> int:
    """Rollup rows ever inserted, updated or deleted, once every run of ours has reported its own."""
    while _scalar(connection, RUNNING):
        sleep(0.05)
    return int(_scalar(connection, ROW_CHANGES, [list(ROLLUPS)]))


def _scalar(connection: Connection, query: str, parameters: list[object] | None = None) -> int:
    (value,) = connection.execute(query.encode(), parameters).fetchone() or (0,)
    return int(value)
