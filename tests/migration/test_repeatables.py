"""Functions and views: made again when their text changes; what others hold and build on them stays."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from kpi_tool import db, migrate, repeatables

Cli = Callable[..., tuple[int, str, str]]
Edit = Callable[[str, str, str], None]
MakeRole = Callable[[str], str]
TENANTS = "sql/sources/kpi_source_tenants.sql"
TENANT = "sql/views/kpi_tenant.sql"
ID = "    {{ t.column('tenant_id', type='text') }} as tenant_id,\n"


def fetch(conninfo: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode(), parameters or None).fetchall()


def privileges(conninfo: str) -> list[tuple[Any, ...]]:
    """Who may do what with our views, their columns and our functions."""
    return fetch(
        conninfo,
        """
        select relname, '', relacl::text from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'v'
        union all
        select attrelid::regclass::text, attname, attacl::text from pg_attribute
        where attacl is not null and attrelid::regclass::text ~ '^kpi_'
        union all
        select proname, '', proacl::text from pg_proc where pronamespace = 'public'::regnamespace
        order by 1, 2, 3
        """,
    )


@pytest.fixture
def role(database: str, make_role: MakeRole) -> str:
    """Somebody with privileges of every kind on our views and functions."""
    name = make_role(database)
    with psycopg.connect(database) as connection:
        for statement in (
            "grant select on kpi_tenant to {}",
            "grant insert on kpi_tenant to {} with grant option",
            "grant select (tenant_id, name) on kpi_source_tenants to {}",
            "grant select on kpi_source_tenants to public",
            "revoke execute on function kpi_metrics(jsonb, boolean) from public",
            "grant execute on function kpi_metrics(jsonb, boolean) to {}",
        ):
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    return name


def test_only_what_changed_is_applied_again(database: str, edit: Edit, run_copy: Cli) -> None:
    edit(TENANT, "'One row per tenant", "'Just one row per tenant")
    expected = (0, "applied 1 functions and views: kpi_tenant\n", "")
    assert run_copy("migrate", url=database) == expected
    assert fetch(database, "select obj_description('kpi_tenant'::regclass)")[0][0].startswith("Just one")
    assert run_copy("migrate", url=database) == (0, "up to date\n", "")


def test_a_changed_catalogue_reaches_the_function(database: str, edit: Edit, run_copy: Cli) -> None:
    head = "'bookingSuccessRate', 'percent', 'T', 'booking', "
    edit("sql/catalog/metrics.sql", f"{head}100,", f"{head}1000,")
    query = (
        """select kpi_metrics('{"bookings_confirmed": 1, "booking_attempts": 2}') -> 'bookingSuccessRate'"""
    )
    assert fetch(database, query) == [(50,)]
    expected = (0, "applied 2 functions and views: kpi_metric, kpi_metrics\n", "")
    assert run_copy("migrate", url=database) == expected
    assert fetch(database, query) == [(500,)]


def test_a_column_in_the_middle(database: str, role: str, edit: Edit, run_copy: Cli) -> None:
    edit(TENANTS, ID, f"{ID}    null::integer as inserted,\n")
    before = privileges(database)
    assert sum(role in str(row) for row in before) == 4
    code, out, err = run_copy("migrate", url=database)
    assert (code, err) == (0, "")
    assert {"kpi_source_tenants", "kpi_tenant"} <= set(out.replace(",", "").split())
    assert "kpi_source_clients" not in out
    columns = (
        "select attname from pg_attribute where attrelid = 'kpi_source_tenants'::regclass order by attnum"
    )
    assert fetch(database, columns)[:3] == [("tenant_id",), ("inserted",), ("name",)]
    assert privileges(database) == before
    assert run_copy("rollup", "--period", "day", url=database)[0] == 0
    assert run_copy("migrate", "--check", url=database)[0] == 0


@pytest.mark.usefixtures("role")
def test_a_function_that_returns_something_else(database: str, edit: Edit, run_copy: Cli) -> None:
    edit("sql/catalog/kpi_metrics.sql", "returns jsonb", "returns json")
    before = privileges(database)
    code, _, err = run_copy("migrate", url=database)
    assert (code, err) == (0, "")
    assert fetch(database, "select pg_get_function_result('kpi_metrics'::regproc)") == [("json",)]
    assert privileges(database) == before


def test_privileges_come_back_after_detach(kpi_tool: Cli, database: str, role: str) -> None:
    before = privileges(database)
    for command in ("detach", "detach", "migrate"):
        assert kpi_tool(command, url=database)[0] == 0
    assert privileges(database) == before
    with psycopg.connect(database) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        assert connection.execute("select tenant_id from kpi_source_tenants").fetchall() == []


def test_privileges_taken_back_since_stay_taken(kpi_tool: Cli, database: str, role: str) -> None:
    kpi_tool("detach", url=database)
    kpi_tool("migrate", url=database)
    with psycopg.connect(database) as connection:
        connection.execute(sql.SQL("revoke all on kpi_tenant from {}").format(sql.Identifier(role)))
    before = privileges(database)
    kpi_tool("detach", url=database)
    kpi_tool("migrate", url=database)
    assert privileges(database) == before


def test_a_role_that_has_gone_holds_nothing_up(kpi_tool: Cli, database: str, role: str) -> None:
    kpi_tool("detach", url=database)
    with psycopg.connect(database) as connection:
        for statement in ("drop owned by {}", "drop role {}"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(role)))
    code, _, err = kpi_tool("migrate", url=database)
    assert (code, err) == (0, "")
    everybody = [row for row in privileges(database) if row[0] == "kpi_source_tenants"]
    assert "=r/" in everybody[0][2]
    assert kpi_tool("migrate", "--check", url=database)[0] == 0


def test_a_view_of_an_analyst(database: str, edit: Edit, run_copy: Cli) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("insert into tenants (tenant_id, name) values ('t', 'T')")
        connection.execute("create view of_an_analyst as select name from kpi_source_tenants")
    edit(TENANTS, "    {{ t.column('updated_at'", "    'new' as added,\n    {{ t.column('updated_at'")
    before = fetch(database, "select name, checksum from kpi_repeatable order by name")
    code, out, err = run_copy("migrate", url=database)
    assert (code, out) == (3, "")
    assert err == (
        "kpi-tool: cannot drop view kpi_source_tenants: "
        "view of_an_analyst depends on view kpi_source_tenants; drop that first\n"
    )
    assert fetch(database, "select name, checksum from kpi_repeatable order by name") == before
    edit(TENANTS, "    'new' as added,\n", "")
    edit(TENANTS, " as updated_at\n", " as updated_at,\n    'new' as added\n")
    assert run_copy("migrate", url=database)[::2] == (0, "")
    both = "select s.added, a.name from kpi_source_tenants as s, of_an_analyst as a"
    assert fetch(database, both) == [("new", "T")]


def test_detach_names_the_view_of_an_analyst(kpi_tool: Cli, database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("create view of_an_analyst as select tenant_id from kpi_tenant")
    code, out, err = kpi_tool("detach", url=database)
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "view of_an_analyst depends on view kpi_tenant" in err
    assert kpi_tool("migrate", "--check", url=database)[0] == 0


@pytest.mark.parametrize(
    "dropped", ["drop view kpi_source_clients", "drop table clients cascade", "drop function kpi_in_span"]
)
def test_what_somebody_dropped_is_made_again(
    kpi_tool: Cli, database: str, host_schema: str, dropped: str
) -> None:
    whole = privileges(database)
    clients = host_schema[host_schema.index("create table clients") :].partition(";")[0]
    with db.connect(database) as connection:
        connection.execute(dropped)
        if "table" in dropped:
            connection.execute(clients.encode())
    assert kpi_tool("migrate", "--check", url=database)[0] == 1
    assert kpi_tool("migrate", url=database)[0] == 0
    assert privileges(database) == whole
    assert kpi_tool("migrate", "--check", url=database)[0] == 0


def test_order_follows_what_is_built_on_what() -> None:
    ordered = repeatables.ordered()
    assert {item.kind for item in ordered} == {"function", "view", "rows"}
    assert len({item.name for item in ordered}) == len(ordered)
    for position, item in enumerate(ordered):
        assert not [later.name for later in ordered[position:] if item.is_built_on(later)]
    by_name = {item.name: item for item in ordered}
    assert by_name["kpi_tenant"].is_built_on(by_name["kpi_source_tenants"])
    assert by_name["kpi_source_job_log"].is_built_on(by_name["kpi_json_id"])
    dependents = [item.name for item in repeatables.dependents({by_name["kpi_source_tenants"]})]
    assert dependents == ["kpi_event_coverage", "kpi_tenant", "kpi_source_tenants"]


def test_every_view_and_function_is_one_file(database: str) -> None:
    with db.connect(database) as connection:
        assert not migrate.check(connection)
    found = fetch(
        database,
        """
        select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
        union all select proname from pg_proc where pronamespace = 'public'::regnamespace
        """,
    )
    files = [item.name for item in repeatables.ordered() if item.kind != "rows"]
    assert sorted(name for (name,) in found if name != "kpi_is_timezone") == sorted(files)
