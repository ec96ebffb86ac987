"""What must stay right when settings, sources, the host or the catalogue change between runs."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from kpi_tool import db, migrate
from kpi_tool.errors import ConfigurationError

Cli = Callable[..., tuple[int, str, str]]
WEEK = ("--from", "2026-03-02", "--to", "2026-03-08")


@pytest.fixture
def salon(connection: psycopg.Connection[Any], database: str) -> str:
    """One salon without settings (UTC), with one message at noon of every day of a week."""
    connection.execute(
        """
        insert into tenants (tenant_id, name, status) values ('t', 'T', 'active');
        insert into message_log (id, tenant_id, channel, direction, created_at)
        select 'm' || n, 't', 'telegram', 'inbound', timestamptz '2026-03-02 12:00Z' + n * interval '24 hours'
        from generate_series(0, 6) as n;
        """
    )
    return database


def inbound(connection: psycopg.Connection[Any], grain: str) -> list[int]:
    rows = connection.execute(
        "select (counters_json ->> 'messages_inbound')::int from kpi_rollup"
        " where granularity = %s order by period_start",
        [grain],
    ).fetchall()
    return [count for (count,) in rows]


def test_a_changed_time_zone_counts_nothing_twice(
    kpi_tool: Cli, connection: psycopg.Connection[Any], salon: str
) -> None:
    assert kpi_tool("rollup", "--period", "week", *WEEK, url=salon)[0] == 0
    connection.execute("insert into kpi_tenant_settings (tenant_id, timezone) values ('t', 'Europe/Moscow')")
    for grain in ("day", "week"):
        assert kpi_tool("rollup", "--period", grain, *WEEK, url=salon)[0] == 0
    assert inbound(connection, "week") == [7]
    assert sum(filter(None, inbound(connection, "day"))) == 7


def test_a_stored_week_follows_its_days(
    kpi_tool: Cli, connection: psycopg.Connection[Any], salon: str
) -> None:
    assert kpi_tool("rollup", "--period", "week", *WEEK, url=salon)[0] == 0
    assert kpi_tool("rollup", "--period", "month", *WEEK, url=salon)[0] == 0
    connection.execute(
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " values ('late', 't', 'telegram', 'inbound', '2026-03-04 09:00Z')"
    )
    day = ("--from", "2026-03-04", "--to", "2026-03-04")
    code, _, err = kpi_tool("rollup", "--period", "day", *day, url=salon)
    assert code == 0
    assert [line.partition(":")[0] for line in err.splitlines()] == ["day", "week", "month"]
    assert inbound(connection, "week") == [8]
    assert inbound(connection, "month") == [8]


def test_weeks_asked_as_of_an_instant_are_of_that_instant(
    kpi_tool: Cli, connection: psycopg.Connection[Any], salon: str
) -> None:
    connection.execute(
        "insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at)"
        " values ('a', 't', 'b', 'ACCEPTED', '2026-03-04 12:00Z')"
    )
    for as_of, completed in (("2026-03-03T00:00:00Z", 0), ("2026-03-20T00:00:00Z", 1)):
        assert kpi_tool("rollup", "--period", "week", *WEEK, "--as-of", as_of, url=salon)[0] == 0
        row = connection.execute(
            "select metrics_json -> 'completed' from kpi_rollup where granularity = 'week'"
        ).fetchone()
        assert row == (completed,)


def test_an_id_too_long_for_an_index_fails_nobody(
    kpi_tool: Cli, connection: psycopg.Connection[Any], salon: str
) -> None:
    connection.execute(
        """
        insert into appointments_map (id, tenant_id, calcom_booking_id, status, start_at, metadata)
        select 'a', 't', 'b', 'ACCEPTED', '2026-03-04 12:00Z',
            jsonb_build_object('staffId', string_agg(md5(n::text), '')) from generate_series(1, 300) as n;
        insert into tenants (tenant_id, name, status) values ('', 'nobody', 'active');
        """
    )
    code, _, err = kpi_tool("rollup", "--period", "day", *WEEK, url=salon)
    assert code == 0, err
    row = connection.execute("select sum((metrics_json -> 'completed')::int) from kpi_rollup").fetchone()
    assert row == (1,)
    assert connection.execute("select count(*) from staff_kpi_rollup").fetchone() == (0,)


def test_runs_go_on_when_the_host_gains_a_column(
    kpi_tool: Cli, connection: psycopg.Connection[Any], salon: str
) -> None:
    connection.execute("drop table intake_doc cascade; alter table clients drop column first_name cascade")
    code, _, err = kpi_tool("migrate", url=salon)
    assert code == 0
    assert "the host has no table intake_doc" in err
    assert "the host has no column clients.first_name: it is read as null" in err
    connection.execute("alter table clients add column first_name text; create table intake_doc (id text)")
    assert kpi_tool("migrate", "--check", url=salon)[0] == 1
    assert kpi_tool("rollup", "--period", "day", *WEEK, url=salon)[0] == 0
    assert inbound(connection, "day") == [1] * 7


def test_a_metric_over_a_counter_that_nobody_counts_is_refused(
    connection: psycopg.Connection[Any], salon: str
) -> None:
    connection.execute(
        "update kpi_metric set numerator = 'bookings_autmated' where name = 'bookingAutomationRate';"
        " update kpi_repeatable set checksum = null where name = 'kpi_metrics'"
    )
    with (
        db.connect(salon) as own,
        pytest.raises(ConfigurationError, match="no family counts bookings_autmated"),
    ):
        migrate.migrate(own)


def test_show_says_what_is_not_stored(kpi_tool: Cli, salon: str) -> None:
    assert kpi_tool("rollup", "--period", "day", *WEEK, url=salon)[0] == 0
    dates = ("--from", "2026-03-07", "--to", "2026-03-10", "--compare", "previous")
    code, _, err = kpi_tool("show", "--tenant", "t", *dates, url=salon)
    assert (code, err) == (0, "only 2 of 4 days are stored\n")
    dates = ("--from", "2026-03-02", "--to", "2026-03-03", "--compare", "previous")
    assert "nothing is stored for the range before" in kpi_tool("show", "--tenant", "t", *dates, url=salon)[2]


@pytest.mark.parametrize("arguments", [["--from", "0001-01-01"], ["--from", "9999-12-31"]])
def test_dates_that_no_platform_can_mean_are_usage_errors(
    kpi_tool: Cli, salon: str, arguments: list[str]
) -> None:
    code, _, err = kpi_tool("rollup", "--period", "week", *arguments, url=salon)
    assert (code, err.count("\n")) == (2, 1)
    assert "1970 to 2199" in err


def test_a_template_that_renders_to_the_same_text_is_noted(
    kpi_tool: Cli, connection: psycopg.Connection[Any], salon: str
) -> None:
    connection.execute(
        "update kpi_repeatable set template_checksum = 'of another version' where name = 'kpi_tenant'"
    )
    assert kpi_tool("rollup", "--period", "day", *WEEK, url=salon)[0] == 3
    assert kpi_tool("migrate", url=salon)[0] == 0
    assert kpi_tool("rollup", "--period", "day", *WEEK, url=salon)[0] == 0
