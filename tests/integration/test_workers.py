"""Several connections of one run, and several runs at once."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from platforms import load, platform_of
from rollups import STORED
from waiting import PATIENCE, until

from kpi_tool import db, job, migrate, rollup
from kpi_tool.errors import ExitCode
from kpi_tool.periods import Span, TenantSpan
from kpi_tool.planning import LARGEST_BATCH, MOST_AT_ONCE, Request, Step, plan
from kpi_tool.rollup import Run
from kpi_tool.workers import Queue

pytestmark = pytest.mark.usefixtures("patient")
CASE = platform_of(83)
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


def run(conninfo: str, grain: str, *, workers: int = 1, days: int = 0) -> job.Report:
    """Roll up the case's days, and some before."""
    first = CASE.first - timedelta(days=days)
    return job.run(conninfo, Request(grain, (), first, CASE.last, CASE.as_of, workers))


def waiting(conninfo: str, count: int, others: Sequence[Future[Any]] = ()) -> None:
    """Wait until so many wait for a lock, or the others have come to an end."""
    query = """
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and state = 'active'
        """
    until(
        lambda: len(fetch(conninfo, query)) >= count or (others and all(future.done() for future in others)),
        said=lambda: "nobody waits",
    )


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
    publish, both = rollup.publish, Barrier(2)

    def counted(connection: psycopg.Connection[Any], batch: rollup.Batch) -> rollup.Published:
        pid = connection.info.backend_pid
        if pid not in used:
            used[pid] = 0
            both.wait(PATIENCE)  # else the first could have done all the work before the other begins
        used[pid] += len(batch.units)
        return publish(connection, batch)

    monkeypatch.setattr(rollup, "publish", counted)
    run(filled, "day", workers=2)
    assert len(used) == 2
    assert sum(used.values()) == len(fetch(filled, "select from kpi_rollup"))


def units_of(tenants: int, days: int) -> list[TenantSpan]:
    """Some tenants' days, newest first, in two zones."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    spans = [Span(*[start + timedelta(days=day + n) for n in (0, 1, 0, 1)]) for day in range(days)]
    return [
        TenantSpan(f"t{number:04}", "UTC" if number % 2 else "Africa/Accra", span)
        for span in reversed(spans)
        for number in range(tenants)
    ]


RUN = Run(CASE.as_of, "definition")


@pytest.mark.parametrize("workers", [1, 2, 3, 7, 64])
def test_batches_share_tenants_out_and_stay_within_what_the_server_can_lock(workers: int) -> None:
    units = units_of(1000, 5)
    batches = Step("day", units, RUN, workers).batches()
    assert sorted(unit for batch in batches for unit in batch.units) == sorted(units)
    assert max(len(batch.units) for batch in batches) <= LARGEST_BATCH
    assert workers * max(len(batch.units) for batch in batches) <= MOST_AT_ONCE
    at_once = [batch.tenants for batch in batches[: min(workers, 50)]]
    assert len(frozenset().union(*at_once)) == sum(map(len, at_once)), "no two share a tenant"
    assert batches[0].units[0].span == units[0].span, "newest first"
    assert Step("day", [], RUN, workers).batches() == []


def test_what_failed_before_comes_last_and_alone() -> None:
    units = [unit._replace(failed_before=unit.tenant_id == "t0001") for unit in units_of(4, 2)]
    *healthy, last = Step("day", units, RUN, 2).batches()
    assert last.tenants == {"t0001"}
    assert all("t0001" not in batch.tenants for batch in healthy)


def test_a_batch_is_cut_to_single_windows() -> None:
    day = units_of(3, 1)
    hours = [unit._replace(span=unit.span._replace(end=unit.span.start + timedelta(hours=5))) for unit in day]
    todo, singles = [rollup.Batch("hour", hours, RUN)], []
    while todo:
        batch = todo.pop()
        todo += (parts := batch.parts())
        assert len(parts) != 1
        if not parts:
            singles.append(batch)
    assert len(singles) == 3 * 5
    assert {batch.windows for batch in singles} == {1}
    assert sorted(batch.units[0].span.start.hour for batch in singles) == sorted([0, 1, 2, 3, 4] * 3)


def test_workers_never_hold_one_tenant_twice() -> None:
    first, second = Step("day", units_of(2, 200), RUN, 1).batches()
    assert first.tenants & second.tenants
    queue = Queue([first, second])
    assert queue.take() is first
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(queue.take)
        time.sleep(0.05)
        assert not waits.done()
        queue.done(first, [])
        assert waits.result(PATIENCE) is second
    queue.done(second, [])
    assert queue.take() is None


def test_an_error_that_everybody_would_meet_ends_the_others(filled: str) -> None:
    with psycopg.connect(filled) as gate:
        fails = "else raise 'no room' using errcode = 'disk_full'; end if;"
        gate.execute(GATE.replace("end if;", fails).encode())
        gate.commit()
        gate.execute("select pg_advisory_xact_lock(2)")
        started = time.monotonic()
        with pytest.raises(psycopg.errors.DiskFull, match="no room"):
            run(filled, "day", workers=3)
        assert time.monotonic() - started < 5 * PATIENCE, "nobody cancelled whoever waits for the lock"
    assert fetch(filled, "select id from kpi_rollup") == []
    assert fetch(filled, "select run_id from kpi_stage") == []
    assert fetch(filled, "select outcome, error from kpi_run") == [("error", "no room")]


def test_an_interrupt_that_comes_while_workers_are_sent_out_ends_those_that_are(
    filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Future[Any]] = []

    class Interrupted(ThreadPoolExecutor):
        def submit(self, *call: Any, **more: Any) -> Future[Any]:  # noqa: ANN401  whatever there is to do
            if sent:
                waiting(filled, 1, sent)
                raise KeyboardInterrupt
            sent.append(super().submit(*call, **more))
            return sent[0]

    monkeypatch.setattr("kpi_tool.workers.ThreadPoolExecutor", Interrupted)
    monkeypatch.setenv("KPI_TOOL_LOCK_TIMEOUT", "30s")
    with psycopg.connect(filled) as gate:
        gate.execute(GATE.encode())
        gate.commit()
        gate.execute("select pg_advisory_xact_lock(2)")
        with pytest.raises(KeyboardInterrupt):
            run(filled, "day", workers=2)
    assert isinstance(sent[0].exception(), psycopg.errors.QueryCanceled), "it waited for the lock"
    assert fetch(filled, "select outcome from kpi_run") == [("interrupted",)]


@pytest.mark.parametrize("grain", ["hour", "day"])
def test_who_finds_another_run_at_work_leaves_its_tenants_to_it(filled: str, grain: str) -> None:
    with ThreadPoolExecutor(1) as pool, psycopg.connect(filled) as gate:
        gate.execute(GATE.encode())
        gate.commit()
        gate.execute("select pg_advisory_xact_lock(2)")
        early = pool.submit(run, filled, grain)
        waiting(filled, 1, [early])
        late = run(filled, grain)
        assert late.exit_code == ExitCode.BUSY
        assert late.results[0].tenants_busy > 0
        assert late.rows_written == 0
        gate.rollback()
        assert early.result().rows_written > 0
    assert run(filled, grain).rows_written == 0
    assert fetch(filled, "select outcome from kpi_run order by started_at") == [
        ("done",),
        ("busy",),
        ("done",),
    ]


def test_a_second_run_takes_the_tenants_that_the_first_does_not_hold(filled: str) -> None:
    with ThreadPoolExecutor(1) as pool, psycopg.connect(filled) as gate:
        gate.execute(GATE.encode())
        gate.commit()
        gate.execute("select pg_advisory_xact_lock(2)")
        request = Request("day", ("t1",), CASE.first, CASE.last, CASE.as_of)
        early = pool.submit(job.run, filled, request)
        waiting(filled, 1, [early])
        late = run(filled, "day")
        assert late.exit_code == ExitCode.OK
        assert late.results[0].tenants_busy == 1
        others = fetch(filled, "select distinct tenant_id from kpi_rollup")
        gate.rollback()
        early.result()
    everybody = set(fetch(filled, "select distinct tenant_id from kpi_rollup"))
    assert everybody - set(others) == {("t1",)}
    assert fetch(filled, "select from kpi_ledger where computations <> 1") == []


@pytest.mark.parametrize("_round", range(3))
def test_runs_at_once_neither_deadlock_nor_differ(filled: str, _round: int) -> None:
    work = [("day", 1, 5), ("day", 3, 2), ("week", 2, 0), ("hour", 2, 1)]
    with ThreadPoolExecutor(4) as pool:
        futures = [
            pool.submit(run, filled, grain, workers=workers, days=days) for grain, workers, days in work
        ]
        for future in futures:
            assert future.result().errors == {}
    for grain, _, days in work:  # what each left to the others
        run(filled, grain, days=days)
    stored = fetch(filled, STORED)
    assert fetch(filled, "select run_id from kpi_stage") == []
    with db.connect(filled) as connection:
        connection.execute("truncate kpi_rollup, staff_kpi_rollup, kpi_ledger, kpi_coverage")
    for grain, days in (("day", 5), ("week", 0), ("hour", 1)):
        run(filled, grain, days=days)
    assert fetch(filled, STORED) == stored


def test_nothing_lives_in_the_session(filled: str) -> None:
    steps = plan(filled, Request("week", (), CASE.first, CASE.last, CASE.as_of)).steps
    with db.connect(filled) as connection:
        connection.execute("update kpi_repeatable set checksum = ''")
        assert migrate.migrate(connection)
        for step in steps:
            for batch in step.batches():
                assert rollup.publish(connection, batch).done
        for query in (
            "select name, setting from pg_settings where source = 'session'",
            "select name from pg_prepared_statements",
            "select mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
            "select relname from pg_class where relpersistence = 't'",
        ):
            assert connection.execute(query.encode()).fetchall() == []
