"""The table of disasters in docs/operations.md: what status says, and that the remedy mends it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from salons import SALON, execute, fetch, run, wait_for_calm

Cli = Callable[..., tuple[int, str, str]]
GRAINS = ("hour", "day", "week", "month")
STORED = """
    select tenant_id, '' as staff_id, granularity, period_start, counters_json, metrics_json from kpi_rollup
    union all
    select tenant_id, staff_id, granularity, period_start, counters_json, metrics_json from staff_kpi_rollup
    order by 1, 2, 3, 4
"""


def roll_up(kpi_tool: Cli, conninfo: str) -> None:
    for grain in GRAINS:
        run(kpi_tool, conninfo, grain)


@pytest.fixture
def salon(kpi_tool: Cli, database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two salons, whose rows are committed as they are stamped: nothing is looked at twice."""
    monkeypatch.setenv("KPI_TOOL_OVERLAP", "0s")
    execute(database, SALON)
    roll_up(kpi_tool, database)
    return database


def first_line(kpi_tool: Cli, conninfo: str) -> str:
    return kpi_tool("status", url=conninfo)[1].splitlines()[0]


def is_whole_and_right(kpi_tool: Cli, conninfo: str) -> bool:
    """In this order: verify looks for changes, as a rollup does."""
    is_whole = first_line(kpi_tool, conninfo).endswith("tenant grains whole")
    return is_whole and kpi_tool("verify", url=conninfo)[:2] == (0, "")


def test_rollups_that_somebody_deleted(kpi_tool: Cli, salon: str) -> None:
    before = fetch(salon, STORED)
    execute(salon, "delete from kpi_rollup where tenant_id = 't'; delete from staff_kpi_rollup")
    code, out, _ = kpi_tool("verify", url=salon)
    assert code == 1
    assert "the row,missing,there" in out
    execute(salon, "delete from kpi_coverage")
    assert first_line(kpi_tool, salon) == "0 tenants, 0 of 0 tenant grains whole; 2 tenants never rolled up"
    roll_up(kpi_tool, salon)
    assert fetch(salon, STORED) == before
    assert is_whole_and_right(kpi_tool, salon)


def test_a_run_whose_clock_was_ahead(kpi_tool: Cli, salon: str) -> None:
    ahead = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    for grain in GRAINS:
        assert kpi_tool("rollup", "--period", grain, "--as-of", ahead, url=salon)[0] == 0
    (day,) = [
        line.split()
        for line in kpi_tool("status", url=salon)[1].splitlines()
        if line.startswith(" t        day")
    ]
    assert day[-1] == "3", "days that were not over when they were computed"
    roll_up(kpi_tool, salon)
    assert is_whole_and_right(kpi_tool, salon)
    assert fetch(salon, "select from kpi_watermark where seen_until > now()") == []


OURS = (
    *(
        "kpi_rollup",
        "staff_kpi_rollup",
        "kpi_run",
        "kpi_ledger",
        "kpi_coverage",
        "kpi_failure",
        "kpi_history",
    ),
    *("kpi_watermark", "kpi_seal", "kpi_retention"),
)
CHANGES = """
    update appointments_map set status = 'cancelled', updated_at = now() where id = 't4';
    insert into feedback (id, tenant_id, booking_id, rating, created_at) values ('f', 't', 'tb7', 5, now());
    update job_log set status = 'processed', updated_at = now() where id = 'tj2';
"""


def test_only_our_tables_restored_from_a_backup(kpi_tool: Cli, salon: str) -> None:
    execute(salon, ";".join(f"create table backup_{table} as table {table}" for table in OURS))
    execute(salon, CHANGES)
    roll_up(kpi_tool, salon)
    now = fetch(salon, STORED)
    execute(salon, f"truncate {', '.join(OURS)}")
    execute(salon, ";".join(f"insert into {table} table backup_{table}" for table in OURS))
    assert fetch(salon, STORED) != now
    roll_up(kpi_tool, salon)
    assert fetch(salon, STORED) == now
    assert is_whole_and_right(kpi_tool, salon)


def test_a_table_of_the_host_restored_from_a_backup(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "create table backup as table appointments_map")
    execute(salon, CHANGES)
    roll_up(kpi_tool, salon)
    execute(salon, "drop table appointments_map cascade; alter table backup rename to appointments_map")
    code, _, err = kpi_tool("status", url=salon)
    assert (code, err) == (
        3,
        "kpi-tool: the database is not migrated to this version: run kpi-tool migrate\n",
    )
    assert kpi_tool("migrate", url=salon)[0] == 0
    roll_up(kpi_tool, salon)
    code, out, _ = kpi_tool("verify", url=salon)
    assert code == 1
    assert "appointments_cancelled,1,0" in out
    first = f"{datetime.now(UTC).date() - timedelta(days=12)}"
    for grain in ("hour", "day"):
        assert kpi_tool("rollup", "--period", grain, "--from", first, url=salon)[0] == 0
    assert is_whole_and_right(kpi_tool, salon)


def test_a_privilege_that_went_away(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "alter table kpi_stage rename to elsewhere")
    code, _, err = kpi_tool("rollup", "--period", "day", url=salon)
    assert code == 1
    assert "kpi_stage" in err
    assert "last day run 0.0 h ago: error: " in kpi_tool("status", url=salon)[1]
    execute(salon, "alter table elsewhere rename to kpi_stage")
    roll_up(kpi_tool, salon)
    assert is_whole_and_right(kpi_tool, salon)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_a_time_zone_that_was_wrong(kpi_tool: Cli, salon: str, zone: str) -> None:
    wait_for_calm(timedelta(minutes=15))  # Kathmandu's hours end at a quarter past
    execute(salon, f"update kpi_tenant_settings set timezone = '{zone}' where tenant_id = 't'")
    assert "oldest missing window ended" in first_line(kpi_tool, salon)
    roll_up(kpi_tool, salon)
    assert is_whole_and_right(kpi_tool, salon)
    assert (
        fetch(
            salon,
            f"""
        select from kpi_rollup
        where tenant_id = 't' and granularity <> 'hour'
            and (period_start at time zone '{zone}')::time <> '00:00'
            -- A month that is over in UTC stays, with its days, until it is over in the new zone, too.
            and date_trunc('month', now(), '{zone}') >= date_trunc('month', now(), 'UTC') - interval '1 day'
        """,
        )
        == []
    )
