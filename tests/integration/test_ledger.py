"""The ledger: what each run and each window says of itself."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kpi_tool import definition

Cli = Callable[..., tuple[int, str, str]]
DAY = ("rollup", "--period", "day", "--from", "2026-03-02", "--to", "2026-03-03")


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def salon(database: str) -> str:
    """A salon with a message a day."""
    with psycopg.connect(database) as connection:
        connection.execute(
            """
            insert into tenants (tenant_id) values ('t');
            insert into message_log (id, tenant_id, channel, direction, created_at)
            select 'm' || n, 't', 'telegram', 'inbound', timestamptz '2026-03-02 12:00Z' + n * interval '24h'
            from generate_series(0, 6) as n;
            """
        )
    return database


def test_a_run_says_what_was_asked_for_and_how_it_ended(kpi_tool: Cli, salon: str) -> None:
    before = datetime.now(UTC)
    assert kpi_tool(*DAY, "--tenant", "t", url=salon)[0] == 0
    columns = "arguments, granularity, definition, outcome, windows, rows_written, tenants_failed, error"
    assert fetch(salon, f"select {columns} from kpi_run") == [
        (
            {
                "period": "day",
                "tenants": ["t"],
                "from": "2026-03-02",
                "to": "2026-03-03",
                "as_of": None,
                "stale_definitions": False,
            },
            "day",
            definition.version(),
            "done",
            2,
            2,
            0,
            None,
        )
    ]
    instants = "select as_of, done_since, started_at, seen_at, finished_at from kpi_run"
    ((as_of, done_since, started_at, seen_at, finished_at),) = fetch(salon, instants)
    assert before <= as_of <= started_at == done_since < seen_at < finished_at


def test_a_window_says_when_and_how_it_was_computed(kpi_tool: Cli, salon: str) -> None:
    assert kpi_tool(*DAY, "--as-of", "2026-03-03T12:00:00Z", url=salon)[0] == 0
    rows = fetch(
        salon, "select period_start, as_of, definition, run_id, seconds, computations from kpi_ledger"
    )
    (run_id,) = fetch(salon, "select run_id from kpi_run")[0]
    assert {row[1:4] for row in rows} == {
        (datetime(2026, 3, 3, 12, tzinfo=UTC), definition.version(), run_id)
    }
    assert all(0 < row[4] < 100 and row[5] == 1 for row in rows)
    (computed_at, started_at, finished_at), *_ = fetch(
        salon,
        "select l.computed_at, r.started_at, r.finished_at from kpi_ledger as l cross join kpi_run as r",
    )
    assert started_at <= computed_at <= finished_at
    good = "select good = '{[2026-03-02Z, 2026-03-03Z)}', timezone from kpi_coverage"
    assert fetch(salon, good) == [(True, "UTC")], "the second day was not over"
    assert kpi_tool(*DAY, url=salon)[0] == 0
    assert fetch(salon, "select distinct computations from kpi_ledger") == [(2,)]
    assert fetch(salon, "select good = '{[2026-03-02Z, 2026-03-04Z)}', timezone from kpi_coverage") == [
        (True, "UTC")
    ]
    earlier = ("--as-of", "2026-03-02T12:00:00Z")
    assert kpi_tool(*DAY, *earlier, url=salon)[0] == 0
    assert fetch(salon, "select good = '{}' from kpi_coverage") == [(True,)], "both were open then"


def test_a_dry_run_enters_nothing(kpi_tool: Cli, salon: str) -> None:
    for arguments in (DAY, ("rollup", "--period", "day", "--max-windows", "3")):
        assert kpi_tool(*arguments, "--dry-run", url=salon)[0] == 0
    assert kpi_tool("render", "--period", "day", url=salon)[0] == 0
    for table in ("kpi_run", "kpi_ledger", "kpi_coverage", "kpi_history", "kpi_failure", "kpi_rollup"):
        assert fetch(salon, f"select from {table}") == []


def test_runs_that_were_killed_are_closed_after_a_day(kpi_tool: Cli, salon: str) -> None:
    assert kpi_tool(*DAY, url=salon)[0] == 0
    with psycopg.connect(salon) as connection:
        connection.execute(
            "update kpi_run set finished_at = null, outcome = null, seen_at = seen_at - interval '25 hours'"
        )
    assert kpi_tool(*DAY, "--tenant", "t", url=salon)[0] == 0
    assert fetch(salon, "select outcome from kpi_run order by started_at") == [("lost",), ("done",)]


@pytest.mark.parametrize(
    ("path", "edit", "is_another"),
    [
        ("scripts/sql/kpis/message.sql", ("-- ", "-- Indeed: "), False),
        ("scripts/sql/kpis/message.sql", ("\nselect", "\n\n\nselect"), False),
        ("scripts/sql/kpis/message.sql", ("'outbound'", "'outward'"), True),
        ("scripts/sql/_appointments.sql", ("'cancelled'", "'called off'"), True),
        ("sql/catalog/metrics.sql", ("noShowRate", "noShowShare"), True),
        ("sql/sources/kpi_source_feedback.sql", ("between 1 and 5", "between 1 and 4"), True),
        ("sql/views/kpi_tenant.sql", ("'UTC'", "'Europe/Moscow'"), True),
        ("sql/views/kpi_values.sql", ("select", "select distinct"), False),
        ("scripts/sql/queries/metrics.sql", ("select", "select distinct"), False),
    ],
)
def test_a_definition_is_what_can_change_a_number(
    own_sql: Path, forget_sql: Callable[[], None], path: str, edit: tuple[str, str], *, is_another: bool
) -> None:
    before = definition.version()
    text = (own_sql / path).read_text(encoding="utf-8")
    assert edit[0] in text
    (own_sql / path).write_text(text.replace(*edit, 1), encoding="utf-8")
    forget_sql()
    assert (definition.version() != before) is is_another
