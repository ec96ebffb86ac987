"""prune, and what a rollup keeps of windows whose sources have been deleted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from salons import SALON, again, execute, fetch, run

from kpi_tool import changes

Cli = Callable[..., tuple[int, str, str]]
MORE = """
    insert into message_log (id, tenant_id, channel, direction, created_at)
    select tenant_id || 'm' || n || d, tenant_id, 'fax', d, at
    from noon cross join tenants cross join unnest(array['inbound', 'outbound']) as d;
    update job_log set status = 'processed';
"""
COUNTED = """
    select tenant_id, granularity, period_start, counters_json, metrics_json from kpi_rollup order by 1, 2, 3
"""
CANCEL = "update appointments_map set status = 'cancelled', updated_at = now() where id = 't{n}'"


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    """Two salons with messages and reminders on each of twelve days, rolled up."""
    execute(database, SALON)
    execute(database, MORE)
    backfill(kpi_tool, database)
    execute(database, "update kpi_watermark set seen_until = now()")
    return database


def day(conninfo: str, age: int, *names: str) -> tuple[Any, ...]:
    """Counters of salon t on the day so many days ago."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    ((counters,),) = fetch(
        conninfo,
        "select counters_json from kpi_rollup where tenant_id = 't' and granularity = 'day'"
        f" and period_start = '{midnight - timedelta(days=age)}'",
    )
    return tuple(counters.get(name, 0) for name in names)


def prune(kpi_tool: Cli, conninfo: str, *arguments: str) -> str:
    code, out, err = kpi_tool("prune", *arguments, url=conninfo)
    assert (code, out) == (0, ""), err
    return err


def backfill(kpi_tool: Cli, conninfo: str, *arguments: str) -> str:
    first = datetime.now(UTC).date() - timedelta(days=13)
    errors = ""
    for grain in ("hour", "day", "week", "month"):
        code, _, err = kpi_tool("rollup", "--period", grain, "--from", str(first), *arguments, url=conninfo)
        assert code == 0, err
        errors += err
    return errors


def test_prune_deletes_behind_published_windows_and_nothing_changes(kpi_tool: Cli, salon: str) -> None:
    before = fetch(salon, COUNTED)
    assert prune(kpi_tool, salon, "--keep", "5d", "--dry-run") == (
        "message_log: 28 rows would be deleted\njob_log: 14 rows would be deleted; "
        "2 stay: reminders of appointments whose day is still to come\n"
    )
    assert fetch(salon, "select count(*) from message_log") == [(48,)]
    assert fetch(salon, "select from kpi_seal") == []
    assert prune(kpi_tool, salon, "--keep", "5d") == (
        "message_log: 28 rows deleted\njob_log: 14 rows deleted; "
        "2 stay: reminders of appointments whose day is still to come\n"
    )
    assert fetch(salon, "select count(*) from message_log") == [(20,)]
    assert prune(kpi_tool, salon, "--keep", "5d").startswith("message_log: 0 rows deleted\n")
    backfill(kpi_tool, salon)
    assert fetch(salon, COUNTED) == before


def test_what_reads_other_sources_is_refreshed(kpi_tool: Cli, salon: str) -> None:
    prune(kpi_tool, salon, "--keep", "3d")
    assert day(salon, 7, "appointments_cancelled", "messages_inbound|fax", "reminders_automated") == (0, 1, 1)
    execute(salon, CANCEL.format(n=7))
    for grain in ("day", "week", "hour"):
        run(kpi_tool, salon, grain)
    assert day(salon, 7, "appointments_cancelled", "messages_inbound|fax", "reminders_automated") == (1, 1, 1)
    assert day(salon, 7, "reminders_due", "sends_delivered") == (1, 1)


def test_the_day_that_is_kept_is_not_sealed(kpi_tool: Cli, salon: str) -> None:
    prune(kpi_tool, salon, "--keep", "5d")
    execute(
        salon,
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " select 'late' || n, 't', 'fax', 'inbound', at - interval '11 hours' from noon where n in (5, 6)",
    )
    backfill(kpi_tool, salon)
    assert day(salon, 5, "messages_inbound") == (2,)
    assert day(salon, 6, "messages_inbound") == (1,)


def test_unpublished_windows_keep_their_rows(
    kpi_tool: Cli, salon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_TOOL_OVERLAP", "0s")
    execute(salon, CANCEL.format(n=8))
    err = prune(kpi_tool, salon, "--keep", "5d")
    assert "message_log: 26 rows deleted; 2 stay: their windows are not published" in err
    run(kpi_tool, salon)
    run(kpi_tool, salon, "hour")
    execute(salon, "update kpi_watermark set seen_until = now()")
    assert prune(kpi_tool, salon, "--keep", "5d").startswith("message_log: 2 rows deleted\n")


def test_rows_of_nobody_stay_and_are_told(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        "insert into job_log (id, queue, status, created_at) values ('x', 'q', 'dead', '2026-01-01')",
    )
    assert "1 stay: they are of no tenant" in prune(kpi_tool, salon, "--keep", "5d")


def test_retention_of_somebody_else_is_noticed(kpi_tool: Cli, salon: str) -> None:
    before = fetch(salon, COUNTED)
    execute(salon, "delete from message_log where created_at < now() - interval '6 days'")
    execute(salon, "delete from job_log where created_at < now() - interval '8 days'")
    backfill(kpi_tool, salon)
    assert fetch(salon, COUNTED) == before
    execute(salon, "delete from message_log where created_at < now() - interval '3 days'")
    backfill(kpi_tool, salon)
    assert fetch(salon, COUNTED) == before


def test_one_row_that_is_deleted_is_no_retention(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "delete from message_log where id = 'tm12inbound'")
    backfill(kpi_tool, salon)
    assert day(salon, 12, "messages_inbound") == (0,)
    execute(salon, "delete from message_log where tenant_id = 't'")
    backfill(kpi_tool, salon)
    assert day(salon, 3, "messages_inbound") == (0,)


def test_what_was_never_counted_is_gone_and_not_zero(kpi_tool: Cli, salon: str) -> None:
    for table in ("kpi_rollup", "staff_kpi_rollup"):
        execute(salon, f"delete from {table} where period_start < now() - interval '9 days'")
    execute(salon, "delete from message_log where created_at < now() - interval '6 days'")
    backfill(kpi_tool, salon)
    assert day(salon, 10, "sources_gone|message_log", "sources_gone|job_log", "appointments") == (1, 0, 1)
    assert day(salon, 8, "sources_gone|message_log", "messages_inbound") == (0, 1)
    metrics = fetch(
        salon,
        "select metrics_json -> 'messagesInbound', metrics_json -> 'appointments' from kpi_rollup"
        " where tenant_id = 't' and granularity = 'day' and counters_json ? 'sources_gone|message_log'",
    )
    assert set(metrics) == {(None, 1)}
    assert len(metrics) >= 3
    code, out, _ = kpi_tool("show", "--tenant", "t", "--format", "json", url=salon)
    assert code == 0
    assert '"messagesInbound": 1' in out


def test_force_counts_again_and_says_what_is_lost(kpi_tool: Cli, salon: str) -> None:
    prune(kpi_tool, salon, "--keep", "5d")
    err = backfill(kpi_tool, salon, "--force")
    assert err.count("lose what they had counted of deleted rows of message_log") == 2
    assert "--force: windows of 2 tenants from " in err
    assert day(salon, 7, "messages_inbound", "appointments") == (0, 1)
    backfill(kpi_tool, salon)
    assert day(salon, 7, "messages_inbound", "appointments") == (0, 1)


def test_hours_are_deleted_behind_days(kpi_tool: Cli, salon: str) -> None:
    days = fetch(salon, "select * from kpi_rollup where granularity <> 'hour' order by id")
    count = "select count(*) from kpi_rollup where granularity = 'hour' and period_end <= current_date - 4"
    assert fetch(salon, count) > [(300,)]
    prune(kpi_tool, salon, "--hours", "4d")
    assert fetch(salon, count) == [(0,)]
    assert fetch(salon, "select count(*) from kpi_rollup where granularity = 'hour'") > [(100,)]
    execute(salon, CANCEL.format(n=7))
    run(kpi_tool, salon, "hour")
    assert fetch(salon, count) == [(0,)]
    assert again(salon) == set()
    run(kpi_tool, salon)
    assert again(salon) == {("t", 7)}
    assert [row[0] for row in days] == [
        row[0] for row in fetch(salon, "select * from kpi_rollup where granularity <> 'hour' order by id")
    ]


@pytest.mark.parametrize(
    "arguments", [(), ("--keep", "30"), ("--keep", "0d"), ("--hours", "d"), ("--keep", "-3d")]
)
def test_bad_input(kpi_tool: Cli, salon: str, arguments: tuple[str, ...]) -> None:
    code, out, err = kpi_tool("prune", *arguments, url=salon)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert fetch(salon, "select count(*) from message_log") == [(48,)]


def test_writers_do_not_wait(kpi_tool: Cli, salon: str) -> None:
    with psycopg.connect(salon) as writer:
        writer.execute("select from job_log where id = 'tj9' for update")
        writer.execute("update message_log set message_id = 'x' where id = 'tm9inbound'")
        prune(kpi_tool, salon, "--keep", "5d")
        assert writer.execute("select count(*) from message_log where id = 'tm9inbound'").fetchone() == (1,)
        writer.commit()
    prune(kpi_tool, salon, "--keep", "5d")
    assert fetch(salon, "select from message_log where id = 'tm9inbound'") == []


def test_what_a_run_has_not_seen_is_not_deleted(
    kpi_tool: Cli, salon: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kpi_tool("track", "on", url=salon)[0] == 0
    execute(
        salon,
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " select 'late', 't', 'fax', 'inbound', at from noon where n = 10",
    )
    monkeypatch.setattr(changes, "look", lambda *_, **__: None)
    assert "stay: their windows are not published" in prune(kpi_tool, salon, "--keep", "5d")
    assert fetch(salon, "select from message_log where id = 'late'") == [()]


def test_prune_waits_for_whoever_looks(kpi_tool: Cli, salon: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TOOL_LOCK_TIMEOUT", "100ms")
    with psycopg.connect(salon) as looking:
        looking.execute("select from kpi_watermark for update")
        assert kpi_tool("prune", "--keep", "5d", url=salon)[0] == 75
    assert fetch(salon, "select count(*) from message_log") == [(48,)]


def test_prune_leaves_busy_tenants_for_the_next_time(kpi_tool: Cli, salon: str) -> None:
    with psycopg.connect(salon) as busy:
        for tenant in ("t", "other"):
            busy.execute("select pg_advisory_xact_lock(hashtextextended('kpi-tool day ' || %s, 0))", [tenant])
        assert kpi_tool("prune", "--keep", "5d", url=salon)[0] == 75
    assert fetch(salon, "select count(*) from message_log") == [(48,)]


def test_hours_that_are_all_to_be_computed_again_hold_their_days_back(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update kpi_tenant_settings set chairs = 9 where tenant_id = 't'")
    run(kpi_tool, salon)
    prune(kpi_tool, salon, "--keep", "5d")
    assert fetch(salon, "select count(*) from message_log where tenant_id = 't'") == [(24,)]
    assert fetch(salon, "select count(*) from message_log where tenant_id = 'other'") == [(10,)]


def test_ids_need_not_be_unique(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon, "alter table message_log drop constraint message_log_pkey; update message_log set id = 'm'"
    )
    prune(kpi_tool, salon, "--keep", "5d")
    assert fetch(salon, "select count(*) from message_log") == [(20,)]


def test_a_host_without_job_log_is_pruned_of_messages(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "drop table job_log cascade")
    assert kpi_tool("migrate", url=salon)[0] == 0
    assert prune(kpi_tool, salon, "--keep", "5d") == "message_log: 28 rows deleted\n"


def test_retention_that_came_before_us_is_told_by_what_was_counted(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "delete from kpi_retention")
    execute(salon, "delete from message_log where created_at < now() - interval '6 days'")
    execute(salon, "delete from job_log where created_at < now() - interval '6 days'")
    before = fetch(salon, COUNTED)
    backfill(kpi_tool, salon)
    assert fetch(salon, COUNTED) == before


def test_first_messages_after_rollups_are_counted(kpi_tool: Cli, database: str) -> None:
    execute(database, SALON)
    backfill(kpi_tool, database)
    execute(database, MORE)
    backfill(kpi_tool, database)
    assert day(database, 12, "messages_inbound", "sources_gone|message_log") == (1, 0)


def test_rows_of_unknown_tenants_stay_and_are_told(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "insert into message_log (id, tenant_id, created_at) values ('x', 'ghost', '2026-01-01')")
    assert "1 stay: they are of no tenant, or of one that nothing is published of" in prune(
        kpi_tool, salon, "--keep", "5d"
    )
