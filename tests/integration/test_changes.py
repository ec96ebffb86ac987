"""rollup without dates: windows whose sources have changed are computed again, and no others."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

Cli = Callable[..., tuple[int, str, str]]
DAYS = 12
SALON = """
    insert into tenants (tenant_id) values ('t'), ('other');
    insert into kpi_tenant_settings (tenant_id, chairs) values ('t', 3);
    insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
    select 't', staff, weekday, '08:00', '20:00', '2020-01-01'
    from unnest(array['ann', 'bob']) as staff cross join generate_series(1, 7) as weekday;
    create table noon as
    select n, date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - n * interval '24 hours'
        + interval '12 hours' as at
    from generate_series(1, 12) as n;
    insert into appointments_map (
        id, tenant_id, client_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
    )
    select
        tenant_id || n, tenant_id, case when n in (2, 5, 9) then 'kim' else 'client ' || n end,
        tenant_id || 'b' || n, 'ACCEPTED', at,
        jsonb_build_object('staffId', 'ann', 'price', 50, 'durationMinutes', 30),
        at - interval '5 days', at - interval '5 days'
    from noon cross join tenants;
    insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
    select
        tenant_id || 'i' || n, tenant_id, null, 'booking.intent_received', 'telegram',
        jsonb_build_object('intentId', 'w' || n), at - interval '1 hour'
    from noon cross join tenants
    union all
    select
        tenant_id || 'c' || n, tenant_id, tenant_id || 'b' || n, 'created', 'api:booking', '{}',
        at - interval '50 minutes'
    from noon cross join tenants;
    insert into job_log (id, tenant_id, queue, status, payload, created_at, updated_at)
    select
        tenant_id || 'j' || n, tenant_id, 'queue:send:telegram', 'queued',
        jsonb_build_object('type', 'reminder', 'bookingId', tenant_id || 'b' || n),
        at - interval '1 day', at - interval '1 day'
    from noon cross join tenants;
"""
CANCEL = "update appointments_map set status = 'cancelled', updated_at = now() where id = 't{n}'"
EVENT = (
    "insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at)"
    " values ('new', 't', {booking}, '{type}', '{payload}', now())"
)
META = "update appointments_map set metadata = metadata || '{more}', updated_at = now() where id = 't{n}'"


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


def execute(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(statement.encode())


def run(kpi_tool: Cli, conninfo: str, grain: str = "day") -> None:
    code, out, err = kpi_tool("rollup", "--period", grain, "--lookback", "0", url=conninfo)
    assert (code, out) == (0, ""), err


def again(conninfo: str) -> set[tuple[str, int]]:
    """Tenant and age in days of the days computed more than once."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    query = "select tenant_id, period_start from kpi_ledger where computations > 1 and granularity = 'day'"
    return {(tenant, -((start - midnight) // timedelta(days=1))) for tenant, start in fetch(conninfo, query)}


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    """Two salons with an appointment, its intent, booking and reminder on each of twelve days, rolled up."""
    execute(database, SALON)
    execute(database, "update kpi_watermark set seen_until = now(); delete from kpi_mark")
    for grain in ("hour", "day", "week"):
        run(kpi_tool, database, grain)
    assert again(database) == set()
    return database


FEEDBACK = """
    insert into feedback (id, tenant_id, booking_id, rating, created_at) values ('f', 't', 'tb4', 5, now())
"""
MESSAGE = """
    insert into message_log (id, tenant_id, channel, direction, created_at)
    values ('m', 't', 'fax', 'inbound', now())
"""
BOOK = """
    insert into appointments_map (
        id, tenant_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
    )
    select 'n', 't', 'n', 'ACCEPTED', {start}, '{metadata}', now(), now()
"""
JOB = "update job_log set status = '{status}', updated_at = now() where id = 'tj4'"


@pytest.mark.parametrize(
    ("change", "ages"),
    [
        (CANCEL.format(n=4), {4}),
        (CANCEL.format(n=9), {9, 5, 2}),
        (META.format(n=4, more='{"price": 70}'), {4}),
        (META.format(n=4, more='{"refundedAmount": 20, "refundedAt": "2020-01-01T00:00:00Z"}'), {4}),
        (EVENT.format(booking="'tb4'", type="cancelled", payload="{}"), {4}),
        (EVENT.format(booking="'tb4'", type="booking.no_show", payload="{}"), {4}),
        (EVENT.format(booking="'new'", type="created", payload='{"intentId": "w7"}'), {7}),
        (FEEDBACK, {4}),
        (JOB.format(status="processed"), {4, 5}),
        (JOB.format(status="dead"), {4, 5}),
        (BOOK.format(start="now() + interval '9 days'", metadata='{"rescheduledFromUid": "tb4"}'), {4}),
        (BOOK.format(start="(select at from noon where n = 6)", metadata="{}"), {6}),
        (MESSAGE, set()),
    ],
)
def test_what_changed_is_computed_again_and_nothing_else(
    kpi_tool: Cli, salon: str, change: str, ages: set[int]
) -> None:
    execute(salon, change)
    run(kpi_tool, salon)
    assert again(salon) == {("t", age) for age in ages}
    assert backfilled(kpi_tool, salon, "day") == 0, "nothing else would have changed"


def backfilled(kpi_tool: Cli, conninfo: str, grain: str) -> int:
    """Rows that differ from what a backfill of the twelve days computes."""
    first = datetime.now(UTC).date() - timedelta(days=12)
    code, _, err = kpi_tool("rollup", "--period", grain, "--from", str(first), url=conninfo)
    assert code == 0
    return sum(int(rows.replace(",", "")) for rows in re.findall(r"([\d,]+) rows written", err))


def test_the_day_that_an_appointment_moved_away_from_is_not_seen(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        "update appointments_map set updated_at = now(), start_at = (select at from noon where n = 2)"
        " where id = 't4'",
    )
    run(kpi_tool, salon)
    assert again(salon) == {("t", 2)}
    assert backfilled(kpi_tool, salon, "day") > 0


def test_hours_and_weeks_follow(kpi_tool: Cli, salon: str) -> None:
    execute(salon, CANCEL.format(n=4))
    run(kpi_tool, salon)
    run(kpi_tool, salon, "hour")
    assert len(fetch(salon, "select from kpi_ledger where granularity = 'hour' and computations > 1")) == 1
    for grain in ("week", "hour"):
        assert backfilled(kpi_tool, salon, grain) == 0


def test_a_row_that_is_committed_late_is_seen(
    kpi_tool: Cli, salon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_TOOL_OVERLAP", "0s")
    with psycopg.connect(salon) as slow:
        slow.execute(CANCEL.format(n=4))
        execute(salon, CANCEL.format(n=7))
        run(kpi_tool, salon)
        assert again(salon) == {("t", 7)}
        slow.commit()
    run(kpi_tool, salon)
    assert again(salon) >= {("t", 4), ("t", 7)}


def test_a_change_is_not_lost_when_the_run_is_killed_after_the_look(kpi_tool: Cli, salon: str) -> None:
    execute(salon, CANCEL.format(n=4))
    execute(salon, "alter table kpi_stage rename to elsewhere")
    assert kpi_tool("rollup", "--period", "day", "--lookback", "0", url=salon)[0] == 1
    execute(salon, "alter table elsewhere rename to kpi_stage")
    execute(salon, "update kpi_watermark set seen_until = now()")
    run(kpi_tool, salon)
    assert again(salon) == {("t", 4)}


def test_a_window_is_not_good_before_the_last_of_its_rows_is_committed(
    kpi_tool: Cli, salon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_TOOL_OVERLAP", "72h")
    execute(salon, "delete from kpi_coverage")
    run(kpi_tool, salon)
    newest = (
        "select max(upper(good)) <= now() - interval '72 hours' from kpi_coverage where granularity = 'day'"
    )
    assert fetch(salon, newest) == [(True,)]


def test_stamps_in_the_future_do_not_change_a_window_for_ever(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update appointments_map set updated_at = 'infinity' where id = 't4'")
    execute(salon, "update appointments_map set updated_at = now() + interval '9 days' where id = 't5'")
    run(kpi_tool, salon)
    assert again(salon) == set()


OPENED = """
    insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from, valid_to)
    select 't', n, '09:00', '18:00', current_date - 6, current_date - 5 from generate_series(1, 7) as n
"""
AWAY = """
    insert into kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at)
    values ('t', 'ann', current_date - 6 + time '09:00', current_date - 5 + time '09:00')
"""
HIRED = """
    insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
    select 't', 'cat', n, '09:00', '18:00', current_date - 8 from generate_series(1, 7) as n
"""
LEFT = "update kpi_staff_schedule set valid_to = current_date - 5 where staff_id = 'cat'"


@pytest.mark.parametrize(
    ("change", "ages"),
    [
        ("update kpi_tenant_settings set peak_start = '09:00' where tenant_id = 't'", set(range(1, 13))),
        ("update kpi_tenant_settings set chairs = chairs", set()),
        ("delete from kpi_tenant_settings where tenant_id = 't'", set(range(1, 13))),
        (LEFT, set(range(1, 9))),
        ("delete from kpi_staff_schedule where staff_id = 'cat'", set(range(1, 9))),
        (OPENED, {6, 5, 4}),
        (AWAY, {6, 5}),
    ],
)
def test_settings_and_schedules_are_tracked(kpi_tool: Cli, salon: str, change: str, ages: set[int]) -> None:
    execute(salon, HIRED)
    run(kpi_tool, salon)
    assert again(salon) == {("t", age) for age in range(1, 9)}
    execute(salon, "update kpi_ledger set computations = 1; delete from kpi_mark")
    execute(salon, change)
    run(kpi_tool, salon)
    found = again(salon)
    assert {tenant for tenant, _ in found} <= {"t"}
    assert {age for _, age in found if age <= 12} == ages
    assert backfilled(kpi_tool, salon, "day") == 0


def test_a_mark_is_forgotten_once_nobody_can_have_missed_it(
    kpi_tool: Cli, salon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_TOOL_OVERLAP", "0s")
    execute(salon, "update kpi_tenant_settings set peak_start = '09:00'")
    with psycopg.connect(salon) as slow:
        slow.execute("update tenants set name = name")
        execute(salon, "update kpi_tenant_settings set peak_start = '10:00'")
        assert len(fetch(salon, "select from kpi_mark")) == 2
        run(kpi_tool, salon)
        assert len(fetch(salon, "select from kpi_mark")) == 1
    run(kpi_tool, salon)
    assert fetch(salon, "select from kpi_mark") == []
