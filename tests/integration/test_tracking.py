"""track: triggers on the host's tables mark what a stamp does not tell of."""

import json
from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest
from salons import SALON, again, backfilled, execute, fetch, run

Cli = Callable[..., tuple[int, str, str]]
MORE = """
    insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at)
    select 'again', 't', 'tb5', 'confirmed', '{"intentId": "w3"}', at from noon where n = 3;
    insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at)
    select 'f', 't', 'tb8', 'ann', 5, at from noon where n = 6;
    insert into audit_log (id, tenant_id, actor, action, payload, created_at)
    select 'a', 't', 'eve', 'admin.reply', '{"bookingId": "tb7"}', at from noon where n = 9;
    insert into message_log (id, tenant_id, channel, direction, created_at)
    select 'm' || n, 't', 'fax', 'inbound', at from noon;
    insert into stock_snapshot (id, tenant_id, item_id, qty_physical, qty_expected, variance, created_at)
    select 's', 't', 'i', 1, 2, -1, at from noon where n = 5;
    insert into inventory_ledger (id, tenant_id, item_id, qty_delta, reason, created_at)
    select 'l', 't', 'i', -3, 'consume', at from noon where n = 5;
    insert into tenant_config (tenant_id, config) values ('t', '{"services": {"cut": {"gridMinutes": 15}}}');
"""


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    """The salons of test_changes with a row of everything, tracked and rolled up."""
    execute(database, SALON)
    execute(database, MORE)
    assert kpi_tool("track", "on", url=database)[0] == 0
    execute(database, "update kpi_watermark set seen_until = now(); delete from kpi_mark")
    for grain in ("hour", "day"):
        run(kpi_tool, database, grain)
    assert again(database) == set()
    return database


EARLY = (
    "insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at)"
    " select 'new', 't', '{booking}', '{type}', '{payload}', at from noon where n = {n}"
)

MESSAGE = """
    insert into message_log (id, tenant_id, channel, direction, created_at)
    values ('x', 't', 'fax', 'failed', {at})
"""
CALLED = """
    insert into kpi_integration_log (tenant_id, kind, target, ok, created_at)
    select 't', 'api', 'erxes', true, at from noon where n = 3
"""


@pytest.mark.parametrize(
    ("change", "ages"),
    [
        ("delete from appointments_map where id = 't4'", {4}),
        ("delete from appointments_map where id = 't9'", {9, 5, 2}),
        ("update appointments_map set start_at = start_at + interval '48 hours' where id = 't4'", {4, 2}),
        ("update appointments_map set tenant_id = 'other' where id = 't4'", {4}),
        ("update appointments_map set client_id = 'client 4' where id = 't9'", {9, 5, 4, 2}),
        ("update appointments_map set status = 'cancelled' where id = 't4'", {4}),
        ("update appointments_map set metadata = metadata || '{\"staffId\": \"bob\"}' where id = 't4'", {4}),
        ("update appointments_map set updated_at = updated_at where id = 't4'", set()),
        ("delete from booking_events where id = 'again'", {3, 5, 2}),
        ("delete from booking_events where id = 'tc5'", {3, 5, 2}),
        ("delete from booking_events where id = 'ti4'", {4}),
        ("update booking_events set event_type = 'cancelled' where id = 'tc4'", {4}),
        (
            EARLY.format(booking="tb4", type="created", payload='{"intentId": "w7"}', n=6),
            {6, 4, 7},
        ),
        (EARLY.format(booking="tb4", type="cancelled", payload="{}", n=3), {3, 4}),
        ("delete from job_log where id = 'tj4'", {4, 5}),
        ("update job_log set status = 'processed' where id = 'tj4'", {4, 5}),
        ("update feedback set rating = 9 where id = 'f'", {6, 8}),
        ("delete from audit_log", {7, 9}),
        ("update message_log set direction = 'outbound' where id = 'm4'", {4}),
        (MESSAGE.format(at="(select at from noon where n = 3)"), {3}),
        ("delete from stock_snapshot", {5}),
        ("update inventory_ledger set qty_delta = -4", {5}),
        ("""update tenant_config set config = config || '{"token": 1}'""", set()),
        (
            """update tenant_config set config = '{"services": {"cut": {"gridMinutes": 7}}}'""",
            set(range(1, 13)),
        ),
        (MESSAGE.format(at="now()"), set()),
        (CALLED, {3}),
    ],
)
def test_no_change_goes_unnoticed(kpi_tool: Cli, salon: str, change: str, ages: set[int]) -> None:
    execute(salon, change)
    run(kpi_tool, salon)
    found = {(tenant, age) for tenant, age in again(salon) if age <= 12}
    assert {age for tenant, age in found if tenant == "t"} == ages
    assert {age for tenant, age in found if tenant == "other"} <= ages
    assert fetch(salon, "select from kpi_mark") == []
    for grain in ("day", "hour"):
        run(kpi_tool, salon, grain)
        assert backfilled(kpi_tool, salon, grain) == 0, "nothing else would have changed"


def test_retention_marks_nothing(salon: str) -> None:
    with psycopg.connect(salon) as connection:
        connection.execute("select set_config('kpi_tool.retention', 'on', true)")
        connection.execute("delete from message_log")
        connection.execute("delete from job_log")
        assert connection.execute("select from kpi_mark").fetchall() == []


def test_status_off_and_what_comes_after_detach(kpi_tool: Cli, salon: str) -> None:
    def states() -> list[str]:
        code, out, _ = kpi_tool("track", "status", "--format", "json", url=salon)
        assert code == 0
        return [row["triggers"] for row in json.loads(out) if row["table"] != "feedback"]

    assert states() == ["on"] * 8
    assert kpi_tool("detach", url=salon)[0] == 0
    execute(salon, "alter table booking_events rename payload_json to payload")
    execute(
        salon,
        "insert into booking_events (id, tenant_id, event_type, created_at) values ('x', 't', '', 'today')",
    )
    assert kpi_tool("migrate", url=salon)[0] == 0
    assert states() == ["on"] * 8
    execute(salon, "delete from booking_events where id = 'x'")
    assert fetch(salon, "select source from kpi_mark") == [("booking_events",)]
    assert kpi_tool("track", "off", url=salon)[0] == 0
    assert states() == ["off"] * 8
    assert fetch(salon, "select from kpi_tracked") == []


def test_writers_need_no_grant(salon: str) -> None:
    with psycopg.connect(salon) as connection:
        connection.execute("create role writer_of_the_host")
        try:
            connection.execute("grant select, delete on message_log to writer_of_the_host")
            connection.execute("set role writer_of_the_host")
            connection.execute("delete from message_log where id = 'm4'")
            connection.execute("reset role")
            assert connection.execute("select count(*) from kpi_mark").fetchone() == (1,)
        finally:
            connection.rollback()


def test_a_temporary_table_of_the_writer_s_takes_no_mark(salon: str) -> None:
    with psycopg.connect(salon) as connection:
        try:
            connection.execute("create role a_writer; grant all on message_log to a_writer")
            connection.execute("set role a_writer; create temp table kpi_mark (tenant_id text, source text)")
            connection.execute("delete from message_log where id = 'm4'")
            assert connection.execute("select from pg_temp.kpi_mark").fetchall() == []
            connection.execute("reset role")
            assert connection.execute("select count(*) from public.kpi_mark").fetchone() == (1,)
        finally:
            connection.rollback()


def test_a_column_that_is_renamed_fails_no_write(salon: str) -> None:
    execute(salon, "alter table message_log rename created_at to made_at")
    execute(salon, "update message_log set channel = 'post' where id = 'm4'")
    execute(
        salon,
        "insert into message_log (id, tenant_id, made_at) values ('late', 't', now() - interval '3 days')",
    )
    execute(salon, "delete from message_log where id = 'm5'")
    assert fetch(salon, "select from kpi_mark") == []
    execute(salon, "alter table message_log rename made_at to created_at")
    execute(salon, "delete from message_log where id = 'm4'")
    assert fetch(salon, "select source from kpi_mark") == [("message_log",)]


def test_a_column_that_only_a_condition_reads_may_be_renamed(salon: str) -> None:
    execute(salon, "alter table message_log rename channel to way")
    execute(salon, "update message_log set way = 'post' where id = 'm4'")
    assert fetch(salon, "select distinct source from kpi_mark") == [("message_log",)]


def test_a_partition_that_is_written_directly_is_marked(kpi_tool: Cli, database: str) -> None:
    execute(
        database,
        """
        drop view kpi_source_message_log cascade;
        alter table message_log rename to before;
        create table message_log (like before) partition by range (created_at);
        create table message_log_of_2026 partition of message_log
        for values from ('2026-01-01') to ('2027-01-01');
        insert into tenants (tenant_id) values ('t');
        """,
    )
    assert kpi_tool("migrate", url=database)[0] == 0
    assert kpi_tool("track", "on", url=database)[0] == 0
    execute(database, "delete from kpi_mark")
    execute(
        database,
        "insert into message_log_of_2026 (id, tenant_id, created_at)"
        " values ('m', 't', '2026-01-02T02:00:00Z')",
    )
    assert fetch(database, "select source from kpi_mark") == [("message_log",)]


MOVED = """
    drop view kpi_source_appointments_map cascade;
    alter table appointments_map rename to before;
    create table appointments_map (like before) {};
    {}
    insert into tenants (tenant_id) values ('t');
    insert into {} (id, tenant_id, start_at, metadata, created_at, updated_at)
    values ('a', 't', '2026-03-10T10:00:00Z', '{{}}', '2026-03-01', '2026-03-01');
"""
PARTITIONED = MOVED.format(
    "partition by range (start_at)",
    "create table march partition of appointments_map for values from ('2026-03-01') to ('2026-04-01');"
    "create table later partition of appointments_map for values from ('2026-04-01') to ('2027-01-01');",
    "appointments_map",
)
INHERITED = MOVED.format("", "create table march () inherits (appointments_map);", "march")


@pytest.mark.parametrize("tables", [PARTITIONED, INHERITED], ids=["partition", "child"])
def test_a_row_that_moves_between_tables_is_marked(kpi_tool: Cli, database: str, tables: str) -> None:
    execute(database, tables)
    assert kpi_tool("migrate", url=database)[0] == 0
    assert kpi_tool("track", "on", url=database)[0] == 0
    execute(database, "delete from kpi_mark")
    execute(database, "update appointments_map set start_at = '2026-04-12T10:00:00Z', updated_at = now()")
    days = "select to_char(lower(instants) at time zone 'UTC', 'MM-DD') from kpi_mark"
    assert fetch(database, days) == [("03-10",)]
    execute(
        database, "delete from kpi_mark; update appointments_map set status = 'cancelled', updated_at = null"
    )
    assert ("04-12",) in fetch(database, days)
    execute(database, "delete from kpi_mark; delete from appointments_map")
    assert fetch(database, days) == [("04-12",)]


def test_a_value_that_cannot_be_read_costs_no_mark(kpi_tool: Cli, salon: str) -> None:
    assert kpi_tool("detach", url=salon)[0] == 0
    execute(salon, "alter table audit_log alter column payload type json")
    assert kpi_tool("migrate", url=salon)[0] == 0
    late = "'t', 'eve', 'admin.reply', {}, at from noon where n in (2, 3)"
    execute(salon, f"insert into audit_log select 'good' || n, {late.format(chr(39) + '{}' + chr(39))}")
    bad = '\'{"bookingId": "\\u0000"}\''
    execute(salon, f"delete from kpi_mark; insert into audit_log select 'bad' || n, {late.format(bad)}")
    assert fetch(salon, "select count(*) from kpi_mark") == [(2,)]
    execute(salon, "delete from kpi_mark; delete from audit_log where id <> 'a'")
    assert fetch(salon, "select count(*) from kpi_mark") == [(4,)]


def test_without_its_table_of_marks_no_write_fails(salon: str) -> None:
    execute(salon, "drop table kpi_mark cascade")
    execute(salon, "update message_log set channel = 'post' where id = 'm4'")
    execute(salon, "delete from message_log where id = 'm5'")
    assert fetch(salon, "select channel from message_log where id = 'm4'") == [("post",)]


def test_many_unstamped_rows_take_no_transaction_id_each(salon: str) -> None:
    execute(
        salon,
        """
        insert into message_log (id, tenant_id, channel, direction, created_at)
        select 'bulk' || n, 't', 'fax', 'inbound', now() - interval '3 days'
        from generate_series(1, 1000) as n
        """,
    )
    assert fetch(salon, "select count(*), count(distinct xmin::text) from kpi_mark") == [(1000, 1)]


def test_what_no_kpi_reads_may_go(salon: str) -> None:
    execute(salon, "alter table stock_snapshot drop column qty_physical")
    execute(salon, "update stock_snapshot set variance = 0")
    assert fetch(salon, "select distinct source from kpi_mark") == [("stock_snapshot",)]


def test_other_types_are_read_as_the_views_read_them(kpi_tool: Cli, database: str) -> None:
    execute(database, SALON)
    execute(
        database,
        """
        drop view kpi_source_job_log, kpi_source_message_log cascade;
        alter table job_log alter column payload type json;
        alter table message_log alter column created_at type timestamp;
        """,
    )
    assert kpi_tool("migrate", url=database)[0] == 0
    execute(
        database,
        "insert into message_log (id, tenant_id, created_at) values ('m', 't', '2026-01-02T02:00:00')",
    )
    assert kpi_tool("track", "on", url=database)[0] == 0
    execute(database, "delete from kpi_mark")
    execute(database, "update job_log set payload = '{}' where id = 'tj4'; set timezone = 'Asia/Tokyo'")
    execute(database, "set timezone = 'Asia/Tokyo'; delete from message_log where id = 'm'")
    marks = fetch(database, "select source, lower(instants) at time zone 'UTC' from kpi_mark order by source")
    assert {source for source, _ in marks} == {"job_log", "message_log"}
    assert marks[-1][1] == datetime(2026, 1, 2, 2)  # noqa: DTZ001  as the host has written it


def test_a_table_without_its_key_is_refused(kpi_tool: Cli, database: str) -> None:
    execute(database, "alter table feedback rename created_at to made_at")
    code, out, err = kpi_tool("track", "on", url=database)
    assert (code, err) == (1, "feedback cannot be tracked: it has no column created_at\n")
    assert out.count(" on ") == 8


def test_a_table_that_can_no_longer_be_tracked_stops_no_migrate(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "alter table booking_events rename created_at to made_at")
    code, _, err = kpi_tool("migrate", url=salon)
    assert code == 0
    assert "booking_events cannot be tracked: it has no column created_at" in err


def test_a_stamp_in_the_future_is_none(kpi_tool: Cli, salon: str) -> None:
    future = "update appointments_map set status = 'cancelled', updated_at = '2099-01-01' where id = 't4'"
    execute(salon, future)
    run(kpi_tool, salon)
    assert again(salon) == {("t", 4)}


def test_the_end_of_time_stops_nobody(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        """
        insert into appointments_map (id, tenant_id, calcom_booking_id, start_at, metadata)
        values
            ('x', 't', 'x', '294276-12-31T23:59:59.999999Z', '{}'),
            ('y', 't', 'y', '4714-11-24 00:00Z BC', '{}');
        delete from appointments_map where id in ('x', 'y');
        """,
    )
    run(kpi_tool, salon)
    assert fetch(salon, "select from kpi_mark") == []


def test_a_salon_whose_zone_is_unknown_stops_nobody(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update kpi_coverage set timezone = 'Mars/Olympus' where tenant_id = 'other'")
    execute(
        salon,
        """
        insert into kpi_tenant_settings (tenant_id, timezone) values ('other', 'Europe/Moscow');
        insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
        values ('other', 'ann', 1, '09:00', '10:00', '2020-01-01');
        """,
    )
    run(kpi_tool, salon)
    assert fetch(salon, "select from kpi_mark") == []
