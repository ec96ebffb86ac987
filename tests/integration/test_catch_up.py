"""rollup without dates: whatever is not good is computed, however many runs were missed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import oracle
import psycopg
import pytest

from kpi_tool import definition

Cli = Callable[..., tuple[int, str, str]]
ZONES = {"havana": "America/Havana", "lord_howe": "Australia/Lord_Howe", "utc": "UTC"}
FIRST_ROW = datetime(2026, 3, 2, 17, 20, tzinfo=UTC)
AS_OF = datetime(2026, 4, 6, 3, 30, tzinfo=UTC)
GOOD = """
    select tenant_id, granularity, unnest(good) from kpi_coverage
    where granularity = %s order by tenant_id, 3
"""


def fetch(conninfo: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(query.encode(), parameters or None).fetchall()


def execute(conninfo: str, statement: str, *parameters: object) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(statement.encode(), parameters or None)


def stored(conninfo: str, grain: str) -> set[tuple[Any, ...]]:
    query = "select tenant_id, period_start, period_end from kpi_rollup where granularity = %s"
    return set(fetch(conninfo, query, grain))


def computations(conninfo: str, grain: str) -> dict[tuple[str, datetime], int]:
    query = "select tenant_id, period_start, computations from kpi_ledger where granularity = %s"
    return {(tenant, start): count for tenant, start, count in fetch(conninfo, query, grain)}


def closed(grain: str, as_of: datetime = AS_OF, since: datetime = FIRST_ROW) -> set[tuple[Any, ...]]:
    """Every window from the one of the first row on that is over."""
    return {
        (tenant, *span)
        for tenant, zone in ZONES.items()
        for span in oracle.windows(
            zone, grain, since.date() - timedelta(days=32), as_of.date() + timedelta(days=1)
        )
        if span[1] > since and span[1] <= as_of
    }


def run(kpi_tool: Cli, conninfo: str, grain: str, *more: str, as_of: datetime = AS_OF) -> str:
    code, out, err = kpi_tool("rollup", "--period", grain, "--as-of", as_of.isoformat(), *more, url=conninfo)
    assert (code, out) == (0, ""), err
    return err


@pytest.fixture
def salons(database: str) -> str:
    """A salon in each of some zones, with a message on the second of March and one a week after it."""
    for tenant, zone in ZONES.items():
        execute(database, "insert into tenants (tenant_id) values (%s)", tenant)
        execute(
            database, "insert into kpi_tenant_settings (tenant_id, timezone) values (%s, %s)", tenant, zone
        )
        for days in (0, 7):
            execute(
                database,
                "insert into message_log (id, tenant_id, channel, direction, created_at)"
                " values (%s, %s, 'telegram', 'inbound', %s)",
                f"{tenant}{days}",
                tenant,
                FIRST_ROW + timedelta(days=days),
            )
    return database


@pytest.mark.parametrize("grain", ["hour", "day", "week", "month"])
def test_every_closed_window_from_the_first_row_on(kpi_tool: Cli, salons: str, grain: str) -> None:
    run(kpi_tool, salons, grain)
    assert stored(salons, grain) == closed(grain)
    total = "select sum((counters_json -> 'messages_inbound')::int) from kpi_rollup where granularity = %s"
    assert fetch(salons, total, grain) == [(6,)]


@pytest.mark.parametrize("grain", ["hour", "day", "week"])
def test_missed_runs_are_no_holes(kpi_tool: Cli, salons: str, grain: str) -> None:
    early = AS_OF - timedelta(days=20)
    run(kpi_tool, salons, grain, as_of=early)
    assert stored(salons, grain) == closed(grain, early)
    run(kpi_tool, salons, grain, "--lookback", "0")
    assert stored(salons, grain) == closed(grain)
    assert set(computations(salons, grain).values()) == {1}
    assert run(kpi_tool, salons, grain, "--lookback", "0").startswith(f"{grain}: 0 tenants, 0 windows, ")


def test_a_window_that_was_open_is_not_good(kpi_tool: Cli, salons: str) -> None:
    dates = ("--from", "2026-03-30", "--to", "2026-04-06")
    run(kpi_tool, salons, "day", *dates)
    still_open = {(tenant, start) for tenant, start, end in stored(salons, "day") if end > AS_OF}
    assert len(still_open) == 4, "in Havana it is still Sunday"
    later = AS_OF + timedelta(days=3)
    run(kpi_tool, salons, "day", "--lookback", "0", as_of=later)
    assert stored(salons, "day") == closed("day", later)
    counts = computations(salons, "day")
    assert {window for window, count in counts.items() if count == 2} == still_open


@pytest.mark.parametrize("grain", ["hour", "day"])
def test_newest_first_and_never_more_than_asked_for(kpi_tool: Cli, salons: str, grain: str) -> None:
    every = closed(grain)
    for round_ in range(1, 4):
        err = run(kpi_tool, salons, grain, "--max-windows", "7", "--lookback", "0")
        assert f"{len(every) - 7 * round_:,} windows left to the next run" in err
        found = stored(salons, grain)
        assert len(found) == 7 * round_
        for tenant in ZONES:
            newest = sorted(start for of, start, _ in every if of == tenant)
            done = sorted(start for of, start, _ in found if of == tenant)
            assert done == newest[len(newest) - len(done) :]
    assert set(computations(salons, grain).values()) == {1}


def test_weeks_wait_until_their_days_fit_into_the_limit(kpi_tool: Cli, salons: str) -> None:
    for _ in range(60):
        err = run(kpi_tool, salons, "week", "--max-windows", "5", "--lookback", "0")
        if "week: 0 tenants, 0 windows" in err and "left" not in err:
            break
    assert stored(salons, "week") == closed("week")
    assert set(computations(salons, "week").values()) == {1}
    assert set(computations(salons, "day").values()) == {1}


@pytest.mark.parametrize(("lookback", "expected"), [(0, 0), (1, 1), (5, 5), (30, 30)])
def test_the_last_windows_are_computed_again(
    kpi_tool: Cli, salons: str, lookback: int, expected: int
) -> None:
    for grain in ("day", "hour"):
        run(kpi_tool, salons, grain)
        run(kpi_tool, salons, grain, "--lookback", str(lookback))
        counts = computations(salons, grain)
        for tenant in ZONES:
            again = sorted(start for (of, start), count in counts.items() if of == tenant and count == 2)
            newest = sorted(start for of, start in counts if of == tenant)
            assert again == newest[len(newest) - expected :]


def test_a_late_row_is_found_by_the_lookback(kpi_tool: Cli, salons: str) -> None:
    run(kpi_tool, salons, "day")
    execute(
        salons,
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " values ('late', 'utc', 'fax', 'inbound', '2026-04-05 22:00Z')",
    )
    assert ", 1 rows written, " in run(kpi_tool, salons, "day")


def test_what_another_definition_computed_is_computed_again_on_request(kpi_tool: Cli, salons: str) -> None:
    run(kpi_tool, salons, "week")
    execute(salons, "update kpi_ledger set definition = 'old' where period_start < '2026-03-20'")
    old = len(fetch(salons, "select from kpi_ledger where definition = 'old' and granularity = 'day'"))
    assert old > 40
    assert "week: 0 tenants" in run(kpi_tool, salons, "week", "--lookback", "0")
    err = run(kpi_tool, salons, "week", "--lookback", "0", "--stale-definitions", "--max-windows", "20")
    assert "day: " in err
    for _ in range(5):
        run(kpi_tool, salons, "week", "--lookback", "0", "--stale-definitions")
    run(kpi_tool, salons, "day", "--lookback", "0", "--stale-definitions")
    assert fetch(salons, "select distinct definition from kpi_ledger") == [(definition.version(),)]


def test_in_another_zone_nothing_is_good(kpi_tool: Cli, salons: str) -> None:
    run(kpi_tool, salons, "day")
    execute(salons, "update kpi_tenant_settings set timezone = 'Asia/Kathmandu' where tenant_id = 'utc'")
    run(kpi_tool, salons, "day", "--lookback", "0")
    days = oracle.windows("Asia/Kathmandu", "day", date(2026, 3, 2), date(2026, 4, 6))
    expected = {span for span in days if span[1] > FIRST_ROW and span[1] <= AS_OF}
    assert {(start, end) for tenant, start, end in stored(salons, "day") if tenant == "utc"} == expected
    ledger = "select period_start, period_end from kpi_ledger where tenant_id = 'utc' and granularity = 'day'"
    assert set(fetch(salons, ledger)) == expected


def test_days_computed_again_take_their_week_back_until_it_is_summed(kpi_tool: Cli, salons: str) -> None:
    run(kpi_tool, salons, "week")
    execute(
        salons,
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " values ('late', 'utc', 'fax', 'inbound', '2026-03-25 22:00Z')",
    )
    execute(salons, "alter table kpi_rollup add constraint w check (granularity <> 'week') not valid")
    dates = ("--from", "2026-03-25", "--to", "2026-03-25", "--tenant", "utc")
    assert kpi_tool("rollup", "--period", "day", *dates, url=salons)[0] == 1, "killed before the week"
    execute(salons, "alter table kpi_rollup drop constraint w")
    assert "week: 1 tenants, 1 windows, 1 rows written" in run(kpi_tool, salons, "week", "--lookback", "0")


@pytest.mark.parametrize(
    "at", ["-infinity", "infinity", "4000-01-01 BC", "0001-01-01Z", "1970-01-01Z", "294000-01-01Z"]
)
def test_rows_of_impossible_dates_start_no_history(kpi_tool: Cli, salons: str, at: str) -> None:
    execute(
        salons,
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " values ('odd', 'utc', 'fax', 'inbound', %s::timestamptz);",
        at,
    )
    execute(
        salons,
        "insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at)"
        " values ('odd', 'utc', 'odd', 'ACCEPTED', %s::timestamptz)",
        at,
    )
    for grain in ("month", "hour"):
        run(kpi_tool, salons, grain)
        assert stored(salons, grain) == closed(grain)


def test_a_salon_without_rows_has_its_last_windows(kpi_tool: Cli, database: str) -> None:
    execute(database, "insert into tenants (tenant_id) values ('new')")
    run(kpi_tool, database, "day")
    assert len(stored(database, "day")) == 1
    run(kpi_tool, database, "day", "--lookback", "0", as_of=AS_OF + timedelta(days=1))
    assert len(stored(database, "day")) == 1
