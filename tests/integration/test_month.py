"""A month, day by day, with late rows, edits, missed runs and retention, ends as if counted at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from months import DAYS, FIRST, KEEP, Month

Cli = Callable[..., tuple[int, str, str]]
GRAINS = ("hour", "day", "week", "month")
MISSED = {4, 5, 11, 12, 13, 20, 27}
"""Nights on which nothing ran."""
STORED = """
    select tenant_id, '' as staff_id, granularity, period_start, counters_json from kpi_rollup
    where period_end <= %(as_of)s and period_start >= %(since)s
    union all
    select tenant_id, staff_id, granularity, period_start, counters_json from staff_kpi_rollup
    where period_end <= %(as_of)s and period_start >= %(since)s
"""
Stored = dict[tuple[Any, ...], dict[str, Any]]


def stored(conninfo: str) -> Stored:
    """Counters of closed windows by tenant, staff, grain and start."""
    parameters = {"as_of": FIRST + timedelta(days=DAYS - 1), "since": FIRST + timedelta(days=1)}
    with psycopg.connect(conninfo) as connection:
        return {tuple(row[:4]): row[4] for row in connection.execute(STORED.encode(), parameters)}


def live_through(kpi_tool: Cli, live: str, once: str, month: Month) -> None:
    """Write the month into both; the first is rolled up and pruned night by night, the other at the end."""
    with psycopg.connect(live, autocommit=True) as one, psycopg.connect(once, autocommit=True) as other:
        for connection in (one, other):
            for statement, parameters in month.salons():
                connection.execute(statement.encode(), parameters)
        for number in range(DAYS):
            for statement, parameters in month.day(number):
                for connection in (one, other):
                    connection.execute(statement.encode(), parameters)
            if number not in MISSED:
                err = night(kpi_tool, live, number)
                assert month.blind or "check" not in err
    arguments = ("--as-of", as_of(DAYS - 1))
    for grain in GRAINS:
        last = ("--from", "2026-02-20", "--to", "2026-03-31")
        assert kpi_tool("rollup", "--period", grain, *last, *arguments, url=once)[0] == 0
        assert kpi_tool("rollup", "--period", grain, *arguments, url=live)[0] == 0


def as_of(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def night(kpi_tool: Cli, live: str, number: int) -> str:
    """What the runs of a night have to say."""
    said = ""
    for grain in ("day", "week", "hour"):
        code, _, err = kpi_tool("rollup", "--period", grain, "--as-of", as_of(number), url=live)
        assert code == 0, err
        said += err
    code, _, err = kpi_tool("prune", "--keep", f"{KEEP}d", "--as-of", as_of(number), url=live)
    assert code == 0, err
    return said


@pytest.fixture
def twins(make_database: Callable[..., str], template: str) -> tuple[str, str]:
    """Two migrated databases."""
    return make_database(template), make_database(template)


@pytest.mark.parametrize("seed", [1, 2])
def test_triggers_leave_no_difference(kpi_tool: Cli, twins: tuple[str, str], seed: int) -> None:
    live, once = twins
    assert kpi_tool("track", "on", url=live)[0] == 0
    live_through(kpi_tool, live, once, Month(seed, blind=True))
    assert_equal(stored(live), stored(once))
    assert_shortened(live, once)


@pytest.mark.parametrize("seed", [3, 4])
def test_stamps_leave_no_difference_but_where_there_are_none(
    kpi_tool: Cli, twins: tuple[str, str], seed: int
) -> None:
    live, once = twins
    live_through(kpi_tool, live, once, Month(seed, blind=False))
    assert_equal(stored(live), stored(once))
    assert_shortened(live, once)


def test_verify_names_what_leaves_no_stamp(kpi_tool: Cli, twins: tuple[str, str]) -> None:
    live, once = twins
    live_through(kpi_tool, live, once, Month(5, blind=True))
    # The hours that a day has found wrong are computed again.
    assert kpi_tool("rollup", "--period", "hour", "--as-of", as_of(DAYS - 1), url=live)[0] == 0
    here, there = stored(live), stored(once)
    wrong = {place[0::2] for place in here.keys() | there.keys() if here.get(place) != there.get(place)}
    assert wrong, "nothing was missed, so that there was nothing to find"
    code, out, _ = kpi_tool("verify", url=live)
    assert code == 1
    named = {(line.split(",")[0], line.split(",")[2]) for line in out.splitlines()[1:]}
    assert {place for place in wrong if place[1] in {"hour", "day"}} <= named


def assert_shortened(live: str, once: str) -> None:
    count = "select count(*) from job_log"
    with psycopg.connect(live) as one, psycopg.connect(once) as other:
        ((kept,),), ((all_of_them,),) = one.execute(count).fetchall(), other.execute(count).fetchall()
    assert kept < 0.6 * all_of_them


def assert_equal(here: Stored, there: Stored) -> None:
    assert len(there) > 2000
    differences = [
        (*place[:3], place[3].isoformat(), key, counters.get(key), other.get(key))
        for place in sorted(here.keys() | there.keys())
        for counters, other in [(here.get(place, {}), there.get(place, {}))]
        for key in sorted(counters.keys() | other.keys())
        if counters.get(key) != other.get(key)
    ]
    assert differences == []
