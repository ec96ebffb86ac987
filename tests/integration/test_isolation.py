"""One tenant's bad data costs nobody else's numbers."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

Cli = Callable[..., tuple[int, str, str]]
DAY = ("--from", "2026-03-02", "--to", "2026-03-02")
WEEK = ("--from", "2026-03-02", "--to", "2026-03-08")
TENANTS = [f"t{number:02}" for number in range(40)]
POISON = """
    create function poison() returns trigger language plpgsql as $$
    begin
        if {condition} then
            raise exception 'poisoned: % %', new.tenant_id, new.period_start using errcode = '{state}';
        end if;
        return new;
    end
    $$;
    create trigger poison before insert or update on {table} for each row execute function poison();
"""


def fetch(conninfo: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(query.encode(), parameters or None).fetchall()


def execute(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(statement.encode())


def stored(conninfo: str, grain: str = "day") -> set[str]:
    query = "select distinct tenant_id from kpi_rollup where granularity = %s"
    return {tenant for (tenant,) in fetch(conninfo, query, grain)}


def poison(conninfo: str, condition: str, *, table: str = "kpi_rollup", state: str = "P0001") -> None:
    execute(conninfo, POISON.format(condition=condition, table=table, state=state))


@pytest.fixture
def salons(database: str) -> str:
    """Forty salons with a message an hour for a week."""
    execute(
        database,
        """
        insert into tenants (tenant_id) select 't' || lpad(n::text, 2, '0') from generate_series(0, 39) as n;
        insert into message_log (id, tenant_id, channel, direction, created_at)
        select
            tenant_id || n, tenant_id, 'telegram', 'inbound',
            '2026-03-02Z'::timestamptz + n * interval '1 hour'
        from tenants cross join generate_series(0, 167) as n;
        """,
    )
    return database


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("bad", [["t00"], ["t19"], ["t39"], ["t00", "t19", "t20", "t39"]])
@pytest.mark.parametrize("table", ["kpi_stage", "kpi_rollup", "kpi_ledger"])
def test_all_others_are_published(
    kpi_tool: Cli, salons: str, bad: list[str], table: str, workers: str
) -> None:
    listed = ", ".join(f"'{tenant}'" for tenant in bad)
    poison(salons, f"new.tenant_id in ({listed})", table=table)
    code, out, err = kpi_tool("rollup", "--period", "day", *DAY, "--workers", workers, url=salons)
    assert (code, out) == (1, "")
    assert stored(salons) == set(TENANTS) - set(bad)
    named = [line for line in err.splitlines() if line.startswith("tenant ")]
    assert sorted(named) == [
        f"tenant {tenant} failed: day from 2026-03-02 00:00 UTC: poisoned: {tenant} 2026-03-02 00:00:00+00"
        for tenant in bad
    ]
    assert f"day: {40 - len(bad)} tenants, {40 - len(bad)} windows, " in err
    failures = fetch(
        salons, "select tenant_id, granularity, failures, sqlstate, error from kpi_failure order by 1"
    )
    assert [row[:4] for row in failures] == [(tenant, "day", 1, "P0001") for tenant in bad]
    runs = fetch(salons, "select outcome, windows, tenants_failed from kpi_run")
    assert runs == [("failed", 40 - len(bad), len(bad))]
    assert fetch(salons, "select from kpi_stage") == []


@pytest.mark.parametrize("bad", ["t00", "t19", "t39"])
@pytest.mark.parametrize("what", ["zone", "overflow"])
def test_bad_zones_and_numbers_that_overflow(kpi_tool: Cli, salons: str, what: str, bad: str) -> None:
    if what == "zone":
        execute(
            salons,
            "alter table kpi_tenant_settings drop constraint kpi_tenant_settings_timezone_check;"
            f"insert into kpi_tenant_settings (tenant_id, timezone) values ('{bad}', 'Nowhere/Land')",
        )
    else:
        execute(
            salons,
            f"""
            create function overflow() returns trigger language plpgsql as $$
            begin
                if new.tenant_id = '{bad}' then
                    new.counters_json := jsonb_build_object('messages_inbound', power(10::numeric, 150000));
                end if;
                return new;
            end
            $$;
            create trigger overflow before insert on kpi_stage for each row execute function overflow();
            """,
        )
    code, _, err = kpi_tool("rollup", "--period", "day", *DAY, "--workers", "2", url=salons)
    assert code == 1
    assert [line.split(":")[0] for line in err.splitlines() if "failed:" in line] == [f"tenant {bad} failed"]
    assert ("overflow" if what == "overflow" else "Nowhere/Land") in err
    assert stored(salons) == set(TENANTS) - {bad}


def test_only_the_poisoned_windows_of_a_tenant_are_missing(kpi_tool: Cli, salons: str) -> None:
    bad = "('day', '2026-03-04Z'::timestamptz), ('hour', '2026-03-04 13:00Z')"
    poison(salons, f"new.tenant_id = 't07' and (new.granularity, new.period_start) in ({bad})")
    assert kpi_tool("rollup", "--period", "day", *WEEK, url=salons)[0] == 1
    assert kpi_tool("rollup", "--period", "hour", *WEEK, url=salons)[0] == 1
    missing = """
        select granularity, period_start::text from kpi_ledger where tenant_id = 't08'
        except select granularity, period_start::text from kpi_ledger where tenant_id = 't07'
        order by 1
    """
    assert fetch(salons, missing) == [
        ("day", "2026-03-04 00:00:00+00"),
        ("hour", "2026-03-04 13:00:00+00"),
    ]


def test_a_week_without_one_of_its_days_is_not_published(kpi_tool: Cli, salons: str) -> None:
    poison(salons, "new.tenant_id = 't07' and new.granularity = 'day' and new.period_start = '2026-03-04Z'")
    code, _, err = kpi_tool("rollup", "--period", "week", *WEEK, url=salons)
    assert code == 1
    assert "week: 39 tenants, 39 windows, 39 rows written" in err
    assert "1 windows without all their days" in err
    assert stored(salons, "week") == set(TENANTS) - {"t07"}
    execute(salons, "drop trigger poison on kpi_rollup")
    code, _, err = kpi_tool("rollup", "--period", "week", *WEEK, url=salons)
    assert code == 0
    assert "day: 1 tenants, 1 windows, 1 rows written" in err
    assert stored(salons, "week") == set(TENANTS)


def test_what_was_published_before_stays(kpi_tool: Cli, salons: str) -> None:
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == 0
    before = fetch(salons, "select * from kpi_rollup where tenant_id = 't03'")
    execute(salons, "delete from message_log where tenant_id in ('t03', 't04')")
    poison(salons, "new.tenant_id = 't03'")
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == 1
    assert fetch(salons, "select * from kpi_rollup where tenant_id = 't03'") == before
    emptied = "select counters_json from kpi_rollup where tenant_id = 't04'"
    assert fetch(salons, emptied) == [({},)]


def test_a_failure_is_counted_and_forgotten_once_it_is_healed(kpi_tool: Cli, salons: str) -> None:
    poison(salons, "new.tenant_id = 't05'")
    undated = ("rollup", "--period", "day", "--as-of", "2026-03-09T01:00:00Z")
    for times in (1, 2, 3):
        code, _, err = kpi_tool(*undated, url=salons)
        assert code == 1
        assert fetch(salons, "select distinct failures from kpi_failure") == [(times,)]
    assert fetch(salons, "select count(*) from kpi_failure where first_failed_at < failed_at") == [(7,)]
    assert err.count("tenant t05 failed") == 1, "one line a tenant"
    execute(salons, "drop trigger poison on kpi_rollup")
    assert kpi_tool(*undated, url=salons)[0] == 0
    assert fetch(salons, "select from kpi_failure") == []
    assert fetch(salons, "select count(*) from kpi_rollup where tenant_id = 't05'") == [(7,)]


def test_a_lost_zone_is_recorded_and_healed(kpi_tool: Cli, salons: str) -> None:
    execute(
        salons,
        "alter table kpi_tenant_settings drop constraint kpi_tenant_settings_timezone_check;"
        "insert into kpi_tenant_settings (tenant_id, timezone) values ('t00', 'Mars/Base')",
    )
    code, _, err = kpi_tool("rollup", "--period", "day", *DAY, url=salons)
    assert code == 1
    assert "tenant t00 failed: the server knows no time zone 'Mars/Base'" in err
    assert stored(salons) == set(TENANTS) - {"t00"}
    assert fetch(salons, "select tenant_id, period_start::text, period_end::text from kpi_failure") == [
        ("t00", "-infinity", "infinity")
    ]
    execute(salons, "update kpi_tenant_settings set timezone = 'Europe/Moscow'")
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == 0
    assert fetch(salons, "select from kpi_failure") == []


@pytest.mark.parametrize("state", ["22003", "23514", "XX001", "45000", "53200"])
def test_whatever_a_tenant_alone_meets_is_its_own(kpi_tool: Cli, salons: str, state: str) -> None:
    poison(salons, "new.tenant_id = 't22'", state=state)
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == 1
    assert fetch(salons, "select tenant_id, sqlstate from kpi_failure") == [("t22", state)]
    assert stored(salons) == set(TENANTS) - {"t22"}


@pytest.mark.parametrize(("state", "code"), [("53100", 3), ("42501", 3), ("55P03", 75), ("42P01", 1)])
def test_what_everybody_would_meet_ends_the_run(kpi_tool: Cli, salons: str, state: str, code: int) -> None:
    poison(salons, "true", state=state)
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == code
    assert fetch(salons, "select from kpi_failure") == []
    assert fetch(salons, "select outcome from kpi_run") == [("error",)]


@pytest.mark.parametrize("state", ["40P01", "40001"])
def test_a_conflict_is_tried_again(kpi_tool: Cli, salons: str, state: str) -> None:
    execute(salons, "create sequence attempts")
    poison(salons, "new.tenant_id = 't22' and nextval('attempts') = 1", state=state)
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == 0
    assert stored(salons) == set(TENANTS)


def test_a_tenant_that_takes_for_ever_is_out_of_time_alone(
    kpi_tool: Cli, salons: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(
        salons,
        """
        create function slow() returns trigger language plpgsql as $$
        begin
            if new.tenant_id = 't31' and current_setting('statement_timeout') = '29min' then
                perform pg_cancel_backend(pg_backend_pid()); -- as the server does when the time is over
                perform pg_sleep(60);
            end if;
            return new;
        end
        $$;
        create trigger slow before insert on kpi_rollup for each row execute function slow();
        """,
    )
    monkeypatch.setenv("KPI_TOOL_STATEMENT_TIMEOUT", "29min")
    assert kpi_tool("rollup", "--period", "day", *DAY, url=salons)[0] == 1
    assert fetch(salons, "select tenant_id, sqlstate from kpi_failure") == [("t31", "57014")]
    assert stored(salons) == set(TENANTS) - {"t31"}


def test_many_failures_are_named_up_to_a_limit(kpi_tool: Cli, salons: str) -> None:
    poison(salons, "new.tenant_id < 't30'")
    code, _, err = kpi_tool("rollup", "--period", "day", *DAY, "--log-format", "json", url=salons)
    assert code == 1
    lines = [json.loads(line) for line in err.splitlines()]
    assert len([line for line in lines if "tenant" in line]) == 20
    assert lines[-1]["message"] == "and 10 more tenants failed: see kpi_failure"
    assert fetch(salons, "select count(*) from kpi_failure") == [(30,)]
