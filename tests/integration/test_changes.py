"""rollup without dates: windows whose sources have changed are computed again, and no others."""

from collections.abc import Callable

import psycopg
import pytest
from salons import SALON, again, backfilled, execute, fetch, run

Cli = Callable[..., tuple[int, str, str]]
CANCEL = "update appointments_map set status = 'cancelled', updated_at = now() where id = 't{n}'"
EVENT = (
    "insert into booking_events (id, tenant_id, booking_id, event_type, payload_json, created_at)"
    " values ('new', 't', {booking}, '{type}', '{payload}', now())"
)
META = "update appointments_map set metadata = metadata || '{more}', updated_at = now() where id = 't{n}'"


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
    again = "select from kpi_ledger where granularity = 'hour' and computations > 1"
    assert len(fetch(salon, f"{again} and period_end < current_date - 1")) == 1
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


def test_what_has_been_computed_after_a_mark_is_not_computed_again(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update kpi_tenant_settings set peak_start = '09:00'")
    run(kpi_tool, salon)
    computed = fetch(salon, "select max(computations) from kpi_ledger where granularity = 'day'")
    run(kpi_tool, salon)
    assert computed == fetch(salon, "select max(computations) from kpi_ledger where granularity = 'day'")


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


def test_a_mark_goes_with_the_look_that_no_run_can_have_missed(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update kpi_tenant_settings set peak_start = '09:00'")
    with psycopg.connect(salon) as at_work:
        at_work.execute("select pg_try_advisory_xact_lock(hashtextextended('kpi-tool hour t', 0))")
        run(kpi_tool, salon)
        assert again(salon) == set(), "what is being computed now may have been read before the change"
        assert len(fetch(salon, "select from kpi_mark")) == 2
    run(kpi_tool, salon)
    assert again(salon) >= {("t", age) for age in range(1, 13)}
    assert fetch(salon, "select from kpi_mark") == []
