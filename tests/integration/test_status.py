"""status: one command shows what stands in the way of fresh numbers."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from salons import SALON, execute, run

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    """Two salons of twelve days, rolled up by hour and by day."""
    execute(database, SALON)
    for grain in ("hour", "day"):
        run(kpi_tool, database, grain)
    return database


def status(kpi_tool: Cli, conninfo: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    code, out, err = kpi_tool("status", "--format", "json", *arguments, url=conninfo)
    assert err == ""
    return code, json.loads(out)


def of(report: dict[str, Any], tenant: str, grain: str) -> dict[str, Any]:
    (found,) = [
        state for state in report["tenants"] if (state["tenant_id"], state["granularity"]) == (tenant, grain)
    ]
    return dict(found)


def midnight(days_ago: int) -> str:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today - timedelta(days=days_ago)).isoformat()


def test_all_is_well(kpi_tool: Cli, salon: str) -> None:
    code, report = status(kpi_tool, salon, "--max-age", "24h")
    assert (code, report["without_rollups"], report["unknown_zones"]) == (0, [], {})
    assert len(report["tenants"]) == 4
    day = of(report, "t", "day")
    assert (day["good_until"], day["missing"], day["failing"]) == (midnight(0), 0, 0)


def test_what_is_missing_is_counted_from_its_end(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        "update kpi_coverage set good = good - tstzmultirange(tstzrange(current_date - 3, current_date - 1))"
        " where tenant_id = 't' and granularity = 'day'",
    )
    code, report = status(kpi_tool, salon, "--max-age", "24h")
    day = of(report, "t", "day")
    assert (code, day["missing"], day["missing_since"]) == (1, 2, midnight(2))
    assert report["overdue_seconds"] >= 48 * 3600
    assert status(kpi_tool, salon, "--max-age", "4d")[0] == 0
    code, out, _ = kpi_tool("status", url=salon)
    assert code == 0
    assert out.startswith("2 tenants, ")
    assert " of 4 tenant grains whole; oldest missing window ended " in out.splitlines()[0]


def test_what_has_changed_since_is_dirty(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        "update kpi_coverage set good = good - tstzmultirange(tstzrange(current_date - 3, current_date - 1))"
        " where tenant_id = 't' and granularity = 'day';"
        " delete from kpi_ledger"
        " where tenant_id = 't' and granularity = 'day' and period_start = current_date - 2",
    )
    _, report = status(kpi_tool, salon)
    assert (of(report, "t", "day")["missing"], of(report, "t", "day")["dirty"]) == (2, 1)
    assert of(report, "other", "day")["dirty"] == 0


def test_a_backfill_is_no_history(kpi_tool: Cli, database: str) -> None:
    execute(database, SALON)
    first = datetime.now(UTC).date() - timedelta(days=9)
    dates = ("--from", str(first), "--to", str(first + timedelta(days=1)))
    assert kpi_tool("rollup", "--period", "day", *dates, url=database)[0] == 0
    _, report = status(kpi_tool, database)
    assert (of(report, "t", "day")["missing"], of(report, "t", "day")["missing_since"]) == (7, midnight(6))


def test_how_the_last_runs_went(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "alter table kpi_stage rename to elsewhere")
    assert kpi_tool("rollup", "--period", "day", url=salon)[0] == 1
    execute(salon, "alter table elsewhere rename to kpi_stage")
    _, report = status(kpi_tool, salon)
    hour, day = report["last_runs"]
    assert (hour["outcome"], day["outcome"]) == ("done", "error")
    assert "kpi_stage" in day["error"]
    lines = kpi_tool("status", url=salon)[1].splitlines()
    assert lines[1] == "last hour run 0.0 h ago: done"
    assert lines[2].startswith("last day run 0.0 h ago: error: ")
    today = f"{datetime.now(UTC).date()}"
    assert kpi_tool("rollup", "--period", "day", "--from", today, url=salon)[0] == 0
    assert kpi_tool("status", url=salon)[1].splitlines()[2].startswith("last day run 0.0 h ago: error: ")
    execute(
        salon, "update kpi_run set outcome = null, finished_at = null, seen_at = now() - interval '3 hours'"
    )
    assert (
        kpi_tool("status", url=salon)[1].splitlines()[1]
        == "last hour run 0.0 h ago: running, last seen 3.0 h ago"
    )


def test_a_failure_shows_with_its_error(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        """
        insert into kpi_failure
        values ('t', 'day', current_date - 1, current_date, 'r', now(), now(), 2, '22003', 'numeric overflow')
        """,
    )
    _, report = status(kpi_tool, salon)
    day = of(report, "t", "day")
    assert (day["failing"], day["error"]) == (1, "numeric overflow")
    assert "numeric overflow" in kpi_tool("status", url=salon)[1]


def test_sealed_and_provisional_windows_show(kpi_tool: Cli, salon: str) -> None:
    assert kpi_tool("prune", "--keep", "5d", url=salon)[0] == 0
    today = str(datetime.now(UTC).date())
    assert kpi_tool("rollup", "--period", "day", "--from", today, "--to", today, url=salon)[0] == 0
    _, report = status(kpi_tool, salon, "--tenant", "t")
    day = of(report, "t", "day")
    assert (day["provisional"], day["sealed_until"]) == (1, midnight(5))


def test_a_tenant_that_was_never_rolled_up_is_late(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "insert into tenants (tenant_id) values ('new')")
    code, report = status(kpi_tool, salon, "--max-age", "24h")
    assert (code, report["without_rollups"]) == (1, ["new"])


@pytest.mark.parametrize("age", ["24", "h", "-1h", "1w"])
def test_bad_ages(kpi_tool: Cli, salon: str, age: str) -> None:
    code, out, err = kpi_tool("status", "--max-age", age, url=salon)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
