"""The host's tables: read as they are, whatever they are, and left as they were."""

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from platforms import Case, load, platform_of
from psycopg import sql

from kpi_tool import db, host, job, migrate
from kpi_tool.planning import Request

Cli = Callable[..., tuple[int, str, str]]
TABLES = host.contract()
CASE = platform_of(83)


def fetch(conninfo: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode(), parameters or None).fetchall()


def source_columns(conninfo: str) -> list[tuple[Any, ...]]:
    """Name and type of every column of our views over the host's tables."""
    return fetch(
        conninfo,
        """
        select attrelid::regclass::text, attname, format_type(atttypid, null) from pg_attribute
        where attrelid::regclass::text like 'kpi_source_%' order by attrelid::regclass::text, attnum
        """,
    )


def rolled_up(conninfo: str, case: Case) -> list[tuple[Any, ...]]:
    """What a rollup of the case's days stores."""
    job.run(conninfo, Request("day", (), case.first, case.last, case.as_of))
    return fetch(
        conninfo,
        """
        select tenant_id, '', period_start, counters_json from kpi_rollup
        union all
        select tenant_id, staff_id, period_start, counters_json from staff_kpi_rollup
        order by 1, 2, 3
        """,
    )


def with_case(conninfo: str, schema: str) -> str:
    """A migrated database with that host schema and the case's rows."""
    with db.connect(conninfo) as connection:
        connection.execute(schema.encode())
        migrate.migrate(connection)
        with connection.transaction():
            load(connection, CASE.platform)
    return conninfo


@pytest.fixture
def usual(database: str) -> list[tuple[Any, ...]]:
    """What the case gives on the host's schema as we know it."""
    with psycopg.connect(database) as connection:
        load(connection, CASE.platform)
    stored = rolled_up(database, CASE)
    keys = {re.sub(r"\|.*", "", key) for row in stored for key in row[3]}
    assert keys >= {"bookings_confirmed", "appointments", "revenue_gross", "reminder_jobs_linked"}, (
        "a poor seed"
    )
    return stored


def test_an_older_host_calls_it_payload(
    empty_database: str, database: str, host_schema: str, usual: list[tuple[Any, ...]]
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("truncate kpi_rollup, staff_kpi_rollup")
    with_case(empty_database, host_schema)
    with db.connect(empty_database) as connection:
        migrate.detach(connection)
        connection.execute("alter table booking_events rename payload_json to payload")
        migrate.migrate(connection)
    assert source_columns(empty_database) == source_columns(database)
    assert rolled_up(empty_database, CASE) == usual
    with db.connect(empty_database) as connection:
        connection.execute("update booking_events set payload = null")
    assert rolled_up(empty_database, CASE) != usual


def test_other_types_and_more_columns(
    empty_database: str, database: str, host_schema: str, usual: list[tuple[Any, ...]]
) -> None:
    odd = re.sub(r"\btext\b", "varchar(300)", host_schema).replace("jsonb", "json")
    odd = odd.replace(" numeric", " double precision").replace("(\n", "(\n    extra point,\n")
    assert odd.count("extra point") == len(TABLES)
    with_case(empty_database, odd)
    assert source_columns(empty_database) == source_columns(database)
    assert rolled_up(empty_database, CASE) == usual


def test_ids_may_be_uuids(empty_database: str, database: str, host_schema: str) -> None:
    odd = re.sub(r"^    (\w*id) text", r"    \1 uuid", host_schema, flags=re.MULTILINE)
    some = "00000000-0000-0000-0000-00000000000a"
    with db.connect(empty_database) as connection:
        connection.execute(odd.encode())
        migrate.migrate(connection)
        connection.execute("insert into tenants (tenant_id) values (%s)", [some])
        connection.execute(
            "insert into appointments_map (id, tenant_id, status, start_at) values (%s, %s, 'created', %s)",
            [some, some, CASE.as_of],
        )
    assert source_columns(empty_database) == source_columns(database)
    stored = rolled_up(empty_database, CASE)
    assert {row[0] for row in stored} == {some}
    assert any(row[3].get("appointments") == 1 for row in stored)


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_is_an_empty_source_said_aloud(
    kpi_tool: Cli, empty_database: str, database: str, host_schema: str, table: str
) -> None:
    with db.connect(empty_database) as connection:
        connection.execute(host_schema.encode())
        connection.execute(sql.SQL("drop table {}").format(sql.Identifier(table)))
    code, _, err = kpi_tool("migrate", url=empty_database)
    assert code == 0
    own = table == "booking_events"
    assert err == ("" if own else f"the host has no table {table}: its source is empty\n")
    assert source_columns(empty_database) == source_columns(database)
    assert fetch(empty_database, f"select from kpi_source_{table}") == []
    present = {name: rows for name, rows in CASE.platform.items() if name != table}
    with psycopg.connect(empty_database) as connection:
        load(connection, present)
    assert bool(rolled_up(empty_database, CASE)) is (table != "tenants")


def test_a_table_that_comes_later_is_read(
    kpi_tool: Cli, empty_database: str, host_schema: str, usual: list[tuple[Any, ...]]
) -> None:
    with db.connect(empty_database) as connection:
        migrate.migrate(connection)
        connection.execute("drop table booking_events cascade")
        connection.execute(host_schema.encode())
        load(connection, CASE.platform)
    code, _, err = kpi_tool("rollup", "--period", "day", url=empty_database)
    assert (code, err) == (
        3,
        "kpi-tool: the database is not migrated to this version: run kpi-tool migrate\n",
    )
    assert kpi_tool("migrate", url=empty_database)[::2] == (0, "")
    assert rolled_up(empty_database, CASE) == usual


def test_columns_that_are_missing_are_null_of_their_type(empty_database: str, database: str) -> None:
    with db.connect(empty_database) as connection:
        for table in TABLES:
            connection.execute(sql.SQL("create table {} (tenant_id text)").format(sql.Identifier(table)))
            connection.execute(sql.SQL("insert into {} values ('t')").format(sql.Identifier(table)))
        assert migrate.migrate(connection).missing_host_tables == []
    assert source_columns(empty_database) == source_columns(database)
    assert {row[0] for row in rolled_up(empty_database, CASE)} == {"t"}


def test_a_renamed_optional_column_is_missing(database: str) -> None:
    expected = source_columns(database)
    with db.connect(database) as connection:
        connection.execute(
            "insert into message_log (id, tenant_id, channel, direction, created_at)"
            " values ('m', 't', 'telegram', 'inbound', now())"
        )
        migrate.detach(connection)
        connection.execute("alter table message_log rename channel to medium")
        migrate.migrate(connection)
    assert source_columns(database) == expected
    assert fetch(database, "select direction, channel from kpi_source_message_log") == [("inbound", None)]
