"""Nothing of the host's changes: not by migrate, not by rollup, not by detach."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from platforms import load, platform_of

from kpi_tool import db, host

Cli = Callable[..., tuple[int, str, str]]
CASE = platform_of(83)
HOST = "(select oid from pg_class where relkind = 'r' and relname = any(%(tables)s))"
RESTLESS = "array['relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'relfrozenxid', 'relminmxid']"
CATALOG = {
    "classes": f"""
        select to_jsonb(c) - {RESTLESS}
        from pg_class as c
        where c.oid in {HOST} or c.oid in (select indexrelid from pg_index where indrelid in {HOST})
        """,
    "columns": f"select to_jsonb(a) - 'attmissingval' from pg_attribute as a where attrelid in {HOST}",
    "defaults": f"select to_jsonb(d)::text from pg_attrdef as d where adrelid in {HOST}",
    "indexes": f"select to_jsonb(i)::text from pg_index as i where indrelid in {HOST}",
    "constraints": f"select to_jsonb(c)::text from pg_constraint as c where conrelid in {HOST}",
    "triggers": f"select to_jsonb(t)::text from pg_trigger as t where tgrelid in {HOST}",
    "rules": f"select to_jsonb(r)::text from pg_rewrite as r where ev_class in {HOST}",
    "policies": f"select to_jsonb(p)::text from pg_policy as p where polrelid in {HOST}",
    "comments": f"select to_jsonb(d)::text from pg_description as d where objoid in {HOST}",
    "statistics": f"select to_jsonb(s)::text from pg_statistic_ext as s where stxrelid in {HOST}",
    "publications": f"select to_jsonb(p)::text from pg_publication_rel as p where prrelid in {HOST}",
}
OF_ITS_OWN = """
    create function notice() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger noticed after insert on message_log for each row execute function notice();
    alter table clients enable row level security;
    create policy everybody on clients using (true);
    grant select (id) on clients to public;
    grant insert on feedback to public;
    comment on table tenants is 'ours';
    alter table appointments_map add check (tenant_id <> 'nobody'), alter column status set default 'created';
    create statistics of_its_own on tenant_id, item_id from stock_snapshot;
    alter table audit_log replica identity full;
    create publication of_its_own for table job_log;
"""


def host_now(conninfo: str) -> dict[str, list[Any]]:
    """The host's part of the catalog, and every row with its place and its writer."""
    tables = host.contract()
    with psycopg.connect(conninfo) as connection:
        now = {
            name: sorted(map(str, connection.execute(query.encode(), {"tables": tables})))
            for name, query in CATALOG.items()
        }
        for table in tables:
            query = f"select t.ctid::text, t.xmin::text, t.xmax::text, t::text from {table} as t"
            now[table] = connection.execute(query.encode()).fetchall()
    return now


@pytest.fixture
def host_database(empty_database: str, host_schema: str) -> str:
    """A host that makes use of its catalog, with rows."""
    with db.connect(empty_database) as connection:
        connection.execute(host_schema.encode())
        connection.execute(OF_ITS_OWN)
        host_tables = {name: rows for name, rows in CASE.platform.items() if not name.startswith("kpi_")}
        load(connection, host_tables)
    return empty_database


def test_catalog_and_rows_stay_as_they_are(kpi_tool: Cli, host_database: str) -> None:
    before = host_now(host_database)
    assert all(before[name] for name in CATALOG.keys() - {"rules"})
    dates = ("--from", str(CASE.first), "--to", str(CASE.last))
    for arguments in (
        ("migrate", "--check"),
        ("migrate",),
        ("rollup", "--period", "hour", *dates, "--workers", "2"),
        ("rollup", "--period", "month", *dates),
        ("rollup", "--period", "day"),
        ("render", "--period", "day", *dates),
        ("detach",),
        ("migrate",),
        ("migrate",),
    ):
        assert kpi_tool(*arguments, url=host_database)[0] == (1 if "--check" in arguments else 0)
        now = host_now(host_database)
        assert {name for name, rows in now.items() if rows != before[name]} == set(), arguments


def test_detach_lets_the_host_alter_a_column_and_migrate_restores(kpi_tool: Cli, database: str) -> None:
    alter = "alter table message_log alter column channel type varchar(50)"
    with db.connect(database) as connection, pytest.raises(psycopg.errors.FeatureNotSupported):
        connection.execute(alter)
    code, out, err = kpi_tool("detach", url=database)
    assert (code, err) == (0, "")
    assert out == "dropped 16 views; kpi-tool migrate restores them\n"
    with db.connect(database) as connection:
        connection.execute(alter)
        views = connection.execute("select viewname from pg_views where schemaname = 'public'").fetchall()
    assert {name for (name,) in views} == {"kpi_by_salon", "kpi_by_staff", "kpi_values"}, (
        "our own tables' views stay"
    )
    for arguments in (("rollup", "--period", "day"), ("render", "--period", "day")):
        assert kpi_tool(*arguments, url=database) == (
            3,
            "",
            "kpi-tool: the database is not migrated to this version: run kpi-tool migrate\n",
        )
    assert kpi_tool("detach", url=database)[0] == 0
    assert kpi_tool("migrate", "--check", url=database)[0] == 1
    code, out, err = kpi_tool("migrate", url=database)
    assert (code, err) == (0, "")
    assert out.startswith("applied 16 functions and views: ")
    assert kpi_tool("rollup", "--period", "day", url=database)[0] == 0


def test_detach_without_anything_to_detach(kpi_tool: Cli, empty_database: str) -> None:
    expected = (3, "", "kpi-tool: the database is not migrated: run kpi-tool migrate\n")
    assert kpi_tool("detach", url=empty_database) == expected


def test_detach_keeps_what_is_rolled_up_and_set(kpi_tool: Cli, host_database: str) -> None:
    kpi_tool("migrate", url=host_database)
    with psycopg.connect(host_database) as connection:
        connection.execute("insert into kpi_tenant_settings (tenant_id, chairs) values ('t1', 3)")
    kpi_tool("rollup", "--period", "day", url=host_database)
    query = b"select * from kpi_rollup", b"select * from kpi_tenant_settings"
    with psycopg.connect(host_database) as connection:
        before = [connection.execute(q).fetchall() for q in query]
    assert all(before)
    for command in ("detach", "migrate"):
        assert kpi_tool(command, url=host_database)[0] == 0
        with psycopg.connect(host_database) as connection:
            assert [connection.execute(q).fetchall() for q in query] == before
