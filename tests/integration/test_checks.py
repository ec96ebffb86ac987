"""Checks before publication: what fails one stays unpublished, and what it would have replaced stays."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from salons import SALON, execute, fetch, run

from kpi_tool.checks import Check, all_checks

Cli = Callable[..., tuple[int, str, str]]
TAMPER = """
    create function tamper() returns trigger language plpgsql as $$
    begin
        if new.tenant_id = 't' and new.granularity = '{grain}' and {where} then
            new.counters_json = new.counters_json || '{counters}';
        end if;
        return new;
    end
    $$;
    create trigger tamper before insert on kpi_stage for each row execute function tamper();
"""
SALON_ROW = "new.staff_id = '' and new.period_start = current_date - 5"


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    """Two salons of twelve days, rolled up."""
    execute(database, SALON)
    for grain in ("hour", "day", "week"):
        run(kpi_tool, database, grain)
    return database


def tamper(conninfo: str, counters: str, *, grain: str = "day", where: str = SALON_ROW) -> None:
    execute(conninfo, TAMPER.format(grain=grain, where=where, counters=counters))


def recompute(kpi_tool: Cli, conninfo: str, grain: str = "day") -> tuple[int, str]:
    first = datetime.now(UTC).date() - timedelta(days=6)
    last = first + timedelta(days=3)
    dates = ("--from", str(first), "--to", str(last), "--force")
    code, _, err = kpi_tool("rollup", "--period", grain, *dates, url=conninfo)
    return code, err


def test_each_check_says_what_it_is_about() -> None:
    assert {check.severity for check in all_checks()} == {"fail", "warn"}
    assert len(all_checks()) >= 5
    assert Check("hours_sum_to_day").again == "hour"


@pytest.mark.parametrize(
    ("counters", "said"),
    [
        ('{"appointments_completed": 99}', "parts_within_wholes: "),
        (
            '{"feedback_count": 1, "feedback_rating_sum": 6}',
            "feedback_rating_sum (6) is more than 5 * feedback_count (5)",
        ),
        ('{"messages_inbound": -1}', "nothing_negative: messages_inbound is -1"),
        ('{"service_seconds": 1}', "parts_within_wholes: scheduled_service_seconds (1800) is more than"),
        ('{"revenue_gross": 1}', "staff_within_salon: revenue_gross: staff 50, salon 1"),
    ],
)
def test_what_fails_a_check_is_withheld(kpi_tool: Cli, salon: str, counters: str, said: str) -> None:
    window = "tenant_id = 't' and granularity = 'day' and period_start = current_date - 5"
    row = f"select counters_json, metrics_json, updated_at from kpi_rollup where {window}"
    before = fetch(salon, row)
    ledger = f"select computations from kpi_ledger where {window}"
    others = "select count(*) from kpi_ledger where granularity = 'day' and computations = 2"
    tamper(salon, counters)
    code, err = recompute(kpi_tool, salon)
    assert code == 1
    assert f"tenant t failed: day from {_ago(5)} 00:00 UTC: check " in err
    assert said in err
    assert fetch(salon, row) == before
    assert fetch(salon, ledger) == [(1,)], "what is not published has no entry"
    assert fetch(salon, others) == [(7,)]
    ((error,),) = fetch(salon, "select error from kpi_failure")
    assert said in error
    execute(salon, "drop function tamper() cascade")
    assert recompute(kpi_tool, salon)[0] == 0
    assert fetch(salon, "select from kpi_failure") == []
    assert fetch(salon, ledger) == [(2,)]


def _ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


def test_an_hour_that_fails_costs_its_day_s_other_hours_nothing(kpi_tool: Cli, salon: str) -> None:
    where = "new.staff_id = '' and new.period_start = current_date - 5 + interval '12 hours'"
    tamper(salon, '{"visits": 9}', grain="hour", where=where)
    code, err = recompute(kpi_tool, salon, "hour")
    assert code == 1
    assert "visits (9) is more than appointments_completed (1)" in err
    computed = (
        "select count(*) from kpi_ledger where tenant_id = 't' and granularity = 'hour' and computations = 2"
    )
    assert fetch(salon, computed) == [(4 * 24 - 1,)]


def test_staff_may_have_more_visits_than_the_salon(kpi_tool: Cli, salon: str) -> None:
    tamper(
        salon, '{"visits": 1, "appointments_completed": 5, "appointments": 5}', where="new.staff_id = 'ann'"
    )
    _, err = recompute(kpi_tool, salon)
    assert "staff 5, salon 1" in err
    assert "visits" not in err


def test_hours_that_do_not_sum_to_their_day_are_computed_again(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "delete from booking_events where id = 'ti5'")
    code, err = recompute(kpi_tool, salon)
    assert code == 0
    assert "check hours_sum_to_day: 2 counters of its hours, such as booking_attempts: hours 1, day 0" in err
    run(kpi_tool, salon, "hour")
    again = "select count(*) from kpi_ledger where granularity = 'hour' and computations = 2"
    again += " and period_end < current_date - 1"
    assert fetch(salon, again) == [(24,)]
    code, err = recompute(kpi_tool, salon)
    assert (code, "check" in err) == (0, False)


def test_many_malformed_values_are_told(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        """
        insert into feedback (id, tenant_id, rating, created_at)
        select 'f' || n, 't', 9, current_date - 5 + interval '1 hour' from generate_series(1, 20) as n
        """,
    )
    code, err = recompute(kpi_tool, salon)
    assert code == 0
    assert "check few_values_rejected: 20 values rejected: feedback.rating 20" in err
