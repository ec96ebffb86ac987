"""Several connections of one run, and several runs at once."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from platforms import load, platform_of

from kpi_tool import db, job, migrate, rollup
from kpi_tool.periods import Span, TenantSpan

CASE = platform_of(83)
STORED = """
    select tenant_id, '', granularity, period_start, period_end, id, counters_json, metrics_json
    from kpi_rollup
    union all
    select tenant_id, staff_id, granularity, period_start, period_end, id, counters_json, metrics_json
    from staff_kpi_rollup
    order by 1, 2, 3, 4
"""
GATE = """
    create function gate() returns trigger language plpgsql as $$
    begin
        if pg_try_advisory_xact_lock(1) then
            perform pg_advisory_xact_lock(2);
        end if;
        return null;
    end
    $$;
    create trigger gate after insert on kpi_stage execute function gate();
"""
"""The first to have computed waits for lock 2 before it publishes; others pass."""


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


def run(conninfo: str, grain: str, *, workers: int = 1, days: int = 0) -> int:
    """Roll up the case's days, and some before; gives the rows written."""
    first = CASE.first - timedelta(days=days)
    plan = job.plan(conninfo, job.Request(grain, (), first, CASE.last, CASE.as_of, workers))
    return sum(step.run(conninfo, lambda _: None).rows_written for step in plan.steps)


def waiting(conninfo: str, count: int, others: list[Future[int]]) -> None:
    """Wait until so many wait for a lock, or the others have come to an end."""
    query = """
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and state = 'active'
        """
    for _ in range(1000):
        if len(fetch(conninfo, query)) >= count or (others and all(future.done() for future in others)):
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.fixture
def filled(database: str) -> str:
    """The case's rows."""
    with psycopg.connect(database) as connection:
        load(connection, CASE.platform)
    return database


def test_any_number_of_workers_gives_the_same_rows(filled: str, make_database: Callable[..., str]) -> None:
    name = psycopg.conninfo.conninfo_to_dict(filled)["dbname"]
    stored = []
    for workers in (1, 3, 8):
        conninfo = make_database(name)
        for grain in ("hour", "day", "week", "month"):
            run(conninfo, grain, workers=workers)
        stored.append(fetch(conninfo, STORED))
    assert len(stored[0]) > 400
    assert stored[0] == stored[1] == stored[2]


def test_workers_share_the_work_over_connections(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    used: dict[int, int] = {}
    publish = rollup.publish

    def counted(connection: psycopg.Connection[Any], batch: rollup.Batch, texts: Any) -> int:  # noqa: ANN401
        used[connection.info.backend_pid] = used.get(connection.info.backend_pid, 0) + len(batch.units)
        time.sleep(0.05)
        return publish(connection, batch, texts)

    monkeypatch.setattr(rollup, "publish", counted)
    run(filled, "day", workers=3)
    assert len(used) == 3
    assert sum(used.values()) == len(fetch(filled, "select from kpi_rollup"))
    assert max(used.values()) - min(used.values()) <= 2


def test_batches_stay_within_what_the_server_can_lock() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    span = Span(start, start + timedelta(days=1), start, start + timedelta(days=1))
    units = [TenantSpan(f"t{number}", span) for number in range(5000)]
    for workers in (1, 2, 3, 7, 64):
        batches = rollup.batches("day", units, start, workers)
        assert [unit for batch in batches for unit in batch.units] == units
        assert max(len(batch.units) for batch in batches) <= rollup.LARGEST_BATCH
        assert workers * max(len(batch.units) for batch in batches) <= rollup.MOST_AT_ONCE
        assert len(rollup.batches("day", units[:workers], start, workers)) == workers
    assert rollup.batches("day", [], start, 3) == []


def test_the_error_of_one_worker_ends_the_others(filled: str) -> None:
    with psycopg.connect(filled) as gate:
        gate.execute(GATE.replace("end if;", "else raise 'one worker fails'; end if;").encode())
        gate.commit()
        gate.execute("select pg_advisory_xact_lock(2)")
        started = time.monotonic()
        with pytest.raises(psycopg.errors.RaiseException, match="one worker fails"):
            run(filled, "day", workers=3)
        assert time.monotonic() - started < 10
    assert fetch(filled, "select id from kpi_rollup") == []
    assert fetch(filled, "select run_id from kpi_stage") == []


@pytest.mark.parametrize("grain", ["hour", "day"])
def test_who_computes_later_publishes_later(filled: str, grain: str) -> None:
    with ThreadPoolExecutor(2) as pool, psycopg.connect(filled) as gate:
        gate.execute(GATE.encode())
        gate.commit()
        gate.execute("select pg_advisory_xact_lock(2)")
        early = pool.submit(run, filled, grain)
        waiting(filled, 1, [early])
        with db.connect(filled) as connection:
            connection.execute(
                "insert into message_log (id, tenant_id, channel, direction, created_at)"
                " select 'new', tenant_id, 'fax', 'inbound', min(created_at) from message_log"
                " where tenant_id = 't1' group by tenant_id"
            )
        late = pool.submit(run, filled, grain)
        waiting(filled, 2, [late])
        gate.rollback()
        assert early.result() > 0
        late.result()
    assert run(filled, grain) == 0


@pytest.mark.parametrize("_round", range(3))
def test_runs_at_once_neither_deadlock_nor_differ(filled: str, _round: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        futures = [
            pool.submit(run, filled, grain, workers=workers, days=days)
            for grain, workers, days in (("day", 1, 5), ("day", 3, 2), ("week", 2, 0), ("hour", 2, 1))
        ]
        for future in futures:
            future.result()
    stored = fetch(filled, STORED)
    assert fetch(filled, "select run_id from kpi_stage") == []
    with db.connect(filled) as connection:
        connection.execute("truncate kpi_rollup, staff_kpi_rollup")
    for grain, days in (("day", 5), ("week", 0), ("hour", 1)):
        run(filled, grain, days=days)
    assert fetch(filled, STORED) == stored


def advisory_locks(connection: psycopg.Connection[Any], pid: int) -> list[int]:
    """Keys of the advisory locks that a backend holds."""
    query = """
        select (((classid::bigint << 32) | objid::bigint)) from pg_locks
        where locktype = 'advisory' and granted and pid = %s order by 1
    """
    return [key for (key,) in connection.execute(query, [pid])]


def test_locks_are_taken_in_one_order(filled: str) -> None:
    spans = [Span(*[datetime(2026, 3, day, tzinfo=UTC)] * 4) for day in range(1, 11)]
    units = [TenantSpan(tenant, span) for tenant in ("a", "b") for span in spans]
    (_, text), *_ = rollup.statements("day")

    def lock(connection: psycopg.Connection[Any], order: list[TenantSpan]) -> int:
        connection.execute("set lock_timeout = '5s'")
        return connection.execute(text.encode(), rollup.Batch("day", order, CASE.as_of).parameters()).rowcount

    with ThreadPoolExecutor(1) as pool, psycopg.connect(filled) as gate:
        assert lock(gate, units) == len(units)
        keys = advisory_locks(gate, gate.info.backend_pid)
        assert len(keys) == len(units)
        gate.rollback()
        gate.execute("select pg_advisory_xact_lock(%s)", [keys[10]])
        for order in (units, units[::-1]):
            with db.connect(filled) as connection:
                blocked = pool.submit(lock, connection, order)
                waiting(filled, 1, [blocked])
                assert advisory_locks(gate, connection.info.backend_pid) == keys[:10]
                connection.cancel()
                with pytest.raises(psycopg.errors.QueryCanceled):
                    blocked.result()


def test_nothing_lives_in_the_session(filled: str) -> None:
    plan = job.plan(filled, job.Request("week", (), CASE.first, CASE.last, CASE.as_of))
    with db.connect(filled) as connection:
        connection.execute("update kpi_repeatable set checksum = ''")
        assert migrate.migrate(connection)
        for step in plan.steps:
            for batch in step.batches():
                assert rollup.publish(connection, batch, list(rollup.statements(step.grain)))
        for query in (
            "select name, setting from pg_settings where source = 'session'",
            "select name from pg_prepared_statements",
            "select mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
            "select relname from pg_class where relpersistence = 't'",
        ):
            assert connection.execute(query.encode()).fetchall() == []
