"""migrate: on whatever database it meets, once, twice, twice at once, and cut short."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from waiting import PATIENCE, until

from kpi_tool import db, host, migrate, migrations, repeatables

Cli = Callable[..., tuple[int, str, str]]
Edit = Callable[[str, str, str], None]
MIGRATIONS = [migration.name for migration in migrations.all_migrations()]
OWNED = {
    "booking_events",
    "kpi_integration_log",
    "kpi_metric",
    "kpi_migration",
    "kpi_opening_hours",
    "kpi_queue_sample",
    "kpi_repeatable",
    "kpi_rollup",
    "kpi_staff_schedule",
    "kpi_staff_time_off",
    "kpi_stage",
    "kpi_tenant_settings",
    "staff_kpi_rollup",
}


def rows(conninfo: str, query: str, *parameters: object) -> list[Any]:
    with psycopg.connect(conninfo) as connection:
        return [row[0] if len(row) == 1 else row for row in connection.execute(query, parameters)]


def ours(conninfo: str) -> dict[str, str | None]:
    """Everything in the schema, with its definition and comment; null without comment."""
    return dict(
        rows(
            conninfo,
            """
            select
                c.oid::regclass::text,
                coalesce(pg_get_viewdef(c.oid), c.relkind::text) || obj_description(c.oid, 'pg_class')
            from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
            union all
            select p.oid::regprocedure::text, pg_get_functiondef(p.oid) || obj_description(p.oid, 'pg_proc')
            from pg_proc as p where p.pronamespace = 'public'::regnamespace
            """,
        )
    )


def test_an_empty_database_gets_everything_and_hears_what_the_host_lacks(
    kpi_tool: Cli, empty_database: str
) -> None:
    code, out, err = kpi_tool("migrate", url=empty_database)
    assert code == 0
    assert [line for line in out.splitlines() if "migration" in line] == [
        f"applied migration {name}" for name in MIGRATIONS
    ]
    missing = [table for table in host.contract() if table != "booking_events"]
    assert len(missing) == 12
    assert err.splitlines() == [f"the host has no table {table}: its source is empty" for table in missing]
    assert ours(empty_database).keys() >= OWNED
    for view in rows(empty_database, "select viewname from pg_views where schemaname = 'public'"):
        assert rows(empty_database, f"select count(*) from {view}") == [0]


def test_a_host_database_keeps_its_tables(kpi_tool: Cli, empty_database: str, host_schema: str) -> None:
    with db.connect(empty_database) as connection:
        connection.execute(host_schema.encode())
        connection.execute(
            "insert into booking_events values ('e', 't', 'b', 'created', 'admin', '{}', '2026-03-01')"
        )
    assert kpi_tool("migrate", url=empty_database)[::2] == (0, "")
    assert rows(empty_database, "select id, source from booking_events") == [("e", "admin")]
    assert rows(empty_database, "select event_type from kpi_source_booking_events") == ["created"]
    assert rows(empty_database, "select obj_description('booking_events'::regclass)") == [None]


def test_our_own_booking_events_are_kept(kpi_tool: Cli, empty_database: str) -> None:
    kpi_tool("migrate", url=empty_database)
    with db.connect(empty_database) as connection:
        connection.execute("insert into booking_events values ('e', 't', 'b', 'created')")
        connection.execute("delete from kpi_repeatable")
    assert kpi_tool("migrate", url=empty_database)[0] == 0
    assert rows(empty_database, "select id, payload_json from booking_events") == [("e", {})]


def test_every_object_of_ours_has_a_comment(empty_database: str) -> None:
    with db.connect(empty_database) as connection:
        migrate.migrate(connection)
    assert [name for name, definition in ours(empty_database).items() if definition is None] == []
    columns = """
        select attrelid::regclass || '.' || attname from pg_attribute
        where attrelid in (
                select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
            ) and attnum > 0 and coalesce(col_description(attrelid, attnum), '') = ''
        """
    assert rows(empty_database, columns) == []


def test_check_answers_and_changes_nothing(kpi_tool: Cli, empty_database: str) -> None:
    code, out, _ = kpi_tool("migrate", "--check", url=empty_database)
    assert code == 1
    assert "pending migration 0001_rollups" in out.splitlines()
    assert ours(empty_database) == {}
    kpi_tool("migrate", url=empty_database)
    assert kpi_tool("migrate", "--check", url=empty_database)[:2] == (0, "up to date\n")


def test_check_names_what_is_pending_of_functions_and_views(kpi_tool: Cli, database: str) -> None:
    with db.connect(database) as connection:
        connection.execute("update kpi_repeatable set checksum = '' where name = 'kpi_tenant'")
    expected = "pending 1 functions and views: kpi_tenant\n"
    assert kpi_tool("migrate", "--check", url=database) == (1, expected, "")


def test_check_before_a_migration_that_views_need(kpi_tool: Cli, database: str) -> None:
    with db.connect(database) as connection:
        connection.execute("drop table kpi_metric cascade")
        connection.execute("delete from kpi_migration where name = '0004_catalogue'")
    expected = (1, "pending migration 0004_catalogue\n", "")
    assert kpi_tool("migrate", "--check", url=database) == expected
    assert kpi_tool("rollup", "--period", "day", url=database)[0] == 3


def test_a_second_run_is_up_to_date_and_touches_nothing(kpi_tool: Cli, database: str) -> None:
    books = "select name, xmin::text from kpi_migration union all select name, xmin::text from kpi_repeatable"
    before = ours(database), rows(database, books)
    assert kpi_tool("migrate", url=database) == (0, "up to date\n", "")
    assert (ours(database), rows(database, books)) == before


@pytest.mark.parametrize("_round", range(5))
@pytest.mark.usefixtures("patient")
def test_several_at_once(make_database: Callable[..., str], database: str, _round: int) -> None:
    conninfo = make_database()
    start = Barrier(4, timeout=PATIENCE)

    def run() -> migrate.Report:
        with db.connect(conninfo) as connection:
            start.wait()
            return migrate.migrate(connection)

    with ThreadPoolExecutor(4) as pool:
        reports = [future.result() for future in [pool.submit(run) for _ in range(4)]]
    assert sorted(name for report in reports for name in report.migrations) == MIGRATIONS
    made = [name for report in reports for name in report.repeatables]
    assert sorted(made) == sorted(item.name for item in repeatables.ordered())
    assert ours(conninfo).keys() >= {"kpi_tenant", "kpi_metrics(jsonb,boolean)"}
    assert ours(database).keys() >= ours(conninfo).keys()


def _blocked_at(conninfo: str, statement: str) -> int:
    """Wait until a backend waits for a lock at such a statement; gives its process id."""
    query = (
        "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        " and query like %s"
    )
    found: list[Any] = []
    until(
        lambda: found.extend(rows(conninfo, query, f"%{statement}%")) or found,
        said=lambda: f"nobody waits at {statement}",
    )
    return int(found[0])


@pytest.mark.parametrize(
    ("statement", "blocker", "done"),
    [
        (
            "create table kpi_metric",
            "create table kpi_metric ()",
            [name for name in MIGRATIONS if name < "0004"],
        ),
        ("create or replace view kpi_tenant", "create view kpi_tenant as select 1 as one", MIGRATIONS),
    ],
)
@pytest.mark.usefixtures("patient")
def test_killed_in_the_middle(
    kpi_tool: Cli, empty_database: str, statement: str, blocker: str, done: list[str]
) -> None:
    with psycopg.connect(empty_database) as other, ThreadPoolExecutor(1) as pool:
        other.execute(blocker.encode())  # uncommitted: whoever wants that name waits
        with db.connect(empty_database) as connection:
            future = pool.submit(migrate.migrate, connection)
            rows(empty_database, "select pg_terminate_backend(%s)", _blocked_at(empty_database, statement))
            with pytest.raises(psycopg.OperationalError):
                future.result()
        other.rollback()
    assert rows(empty_database, "select name from kpi_migration order by name") == done
    assert rows(empty_database, "select name from kpi_repeatable") == []
    assert not {"kpi_tenant", "kpi_day_start(date,text)"} & ours(empty_database).keys()
    code, out, _ = kpi_tool("migrate", url=empty_database)
    assert code == 0
    assert out.count("applied migration") == len(MIGRATIONS) - len(done)
    assert kpi_tool("migrate", "--check", url=empty_database)[0] == 0


def test_an_edited_migration_is_refused_by_name(
    run_copy: Cli, copy: Path, database: str, kpi_tool: Cli
) -> None:
    path = copy / "migrations/0002_settings.sql"
    path.write_text(path.read_text(encoding="utf-8") + "\n-- one more thought\n", encoding="utf-8")
    before = ours(database)
    for arguments in (["migrate"], ["migrate", "--check"], ["rollup", "--period", "day"]):
        code, out, err = run_copy(*arguments, url=database)
        assert (code, out) == (3, "")
        assert err == (
            "kpi-tool: migration 0002_settings was edited after it had been applied: "
            "restore its text and put the change into a new migration\n"
        )
    assert ours(database) == before
    assert kpi_tool("migrate", "--check", url=database)[0] == 0


def test_a_newer_database_is_refused(run_copy: Cli, copy: Path, database: str) -> None:
    (copy / f"migrations/{MIGRATIONS[-1]}.sql").unlink()
    for arguments in (["migrate"], ["migrate", "--check"], ["rollup", "--period", "day"]):
        assert run_copy(*arguments, url=database) == (
            3,
            "",
            f"kpi-tool: the database has migration {MIGRATIONS[-1]}, which is newer: upgrade kpi-tool\n",
        )


def test_a_migration_that_fails_leaves_nothing_of_itself(run_copy: Cli, copy: Path, database: str) -> None:
    path = copy / "migrations/9999_broken.sql"
    path.write_text("create table kpi_new (id text); select 1 / 0;", encoding="utf-8")
    code, _, err = run_copy("migrate", url=database)
    assert (code, err) == (1, "kpi-tool: the database reports: division by zero (--debug shows where)\n")
    assert "kpi_new" not in ours(database)
    path.write_text("create table kpi_new (id text);", encoding="utf-8")
    assert run_copy("migrate", url=database)[1] == "applied migration 9999_broken\n"


def test_another_schema(kpi_tool: Cli, empty_database: str, host_schema: str) -> None:
    url = make_conninfo(empty_database, options="-csearch_path=salons")
    with db.connect(url) as connection:
        connection.execute("create schema salons")
        connection.execute(host_schema.encode())
        connection.execute("insert into tenants (tenant_id) values ('t')")
    assert kpi_tool("migrate", url=url)[::2] == (0, "")
    assert ours(empty_database) == {}
    assert kpi_tool("rollup", "--period", "week", "--lookback", "1", url=url)[0] == 0
    assert rows(url, "select granularity, count(*) from kpi_rollup group by 1 order by 1") == [
        ("day", 7),
        ("week", 1),
    ]
    assert kpi_tool("detach", url=url)[0] == 0
    assert kpi_tool("migrate", url=url)[::2] == (0, "")


def test_a_schema_that_does_not_exist(kpi_tool: Cli, empty_database: str) -> None:
    code, _, err = kpi_tool("migrate", url=make_conninfo(empty_database, options="-csearch_path=nowhere"))
    assert code != 0
    assert err.count("\n") == 1
    assert "no schema has been selected" in err


def test_a_waiting_migrate_gives_up_in_the_end(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TOOL_LOCK_TIMEOUT", "100ms")
    with db.connect(database) as first, db.connect(database) as second, db.transaction(first):
        migrations.lock(first)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate.migrate(second)
