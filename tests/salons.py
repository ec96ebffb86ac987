"""Two salons of the last twelve days, and what runs do with them when something changes."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

Cli = Callable[..., tuple[int, str, str]]
BEFORE_AN_END = timedelta(minutes=2)
"""Longer than any test takes on however slow a machine."""
AFTER_MIDNIGHT = timedelta(minutes=5, seconds=5)
"""A little more than KPI_TOOL_OVERLAP: yesterday is good."""
SALON = """
    insert into tenants (tenant_id) values ('t'), ('other');
    insert into kpi_tenant_settings (tenant_id, chairs) values ('t', 3);
    insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
    select 't', staff, weekday, '08:00', '20:00', '2020-01-01'
    from unnest(array['ann', 'bob']) as staff cross join generate_series(1, 7) as weekday;
    create table noon as
    select n, date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - n * interval '24 hours'
        + interval '12 hours' as at
    from generate_series(1, 12) as n;
    insert into appointments_map (
        id, tenant_id, client_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
    )
    select
        tenant_id || n, tenant_id, case when n in (2, 5, 9) then 'kim' else 'client ' || n end,
        tenant_id || 'b' || n, 'ACCEPTED', at,
        jsonb_build_object('staffId', 'ann', 'price', 50, 'durationMinutes', 30),
        at - interval '5 days', at - interval '5 days'
    from noon cross join tenants;
    insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
    select
        tenant_id || 'i' || n, tenant_id, null, 'booking.intent_received', 'telegram',
        jsonb_build_object('intentId', 'w' || n), at - interval '1 hour'
    from noon cross join tenants
    union all
    select
        tenant_id || 'c' || n, tenant_id, tenant_id || 'b' || n, 'created', 'api:booking', '{}',
        at - interval '50 minutes'
    from noon cross join tenants;
    insert into job_log (id, tenant_id, queue, status, payload, created_at, updated_at)
    select
        tenant_id || 'j' || n, tenant_id, 'queue:send:telegram', 'queued',
        jsonb_build_object('type', 'reminder', 'bookingId', tenant_id || 'b' || n),
        at - interval '1 day', at - interval '1 day'
    from noon cross join tenants;
"""


def wait_for_calm(hours_end_every: timedelta = timedelta(hours=1)) -> None:
    """Let the end of an hour go by, and of a day what may still be committed: the tests see no window close.

    They count days back from today, and hold what is stored before a change against what is stored after it.
    """
    while seconds := _seconds_to_calm(datetime.now(UTC), hours_end_every):
        time.sleep(seconds)


def _seconds_to_calm(now: datetime, hours_end_every: timedelta) -> float:
    of_day = now - now.replace(hour=0, minute=0, second=0, microsecond=0)
    if of_day < AFTER_MIDNIGHT:
        return (AFTER_MIDNIGHT - of_day).total_seconds()
    left = hours_end_every - of_day % hours_end_every
    return left.total_seconds() if left < BEFORE_AN_END else 0


def fetch(conninfo: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(query.encode()).fetchall()


def execute(conninfo: str, statement: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(statement.encode())


def salon_of(today: datetime) -> str:
    """The same as of another day than that on which it is executed."""
    return SALON.replace("now()", f"'{today.isoformat()}'::timestamptz")


def run(kpi_tool: Cli, conninfo: str, grain: str = "day") -> None:
    code, out, err = kpi_tool("rollup", "--period", grain, "--lookback", "0", url=conninfo)
    assert (code, out) == (0, ""), err


def again(conninfo: str) -> set[tuple[str, int]]:
    """Tenant and age in days of the days computed more than once."""
    ((midnight,),) = fetch(conninfo, "select at + interval '12 hours' from noon where n = 1")
    query = "select tenant_id, period_start from kpi_ledger where computations > 1 and granularity = 'day'"
    return {(tenant, -((start - midnight) // timedelta(days=1))) for tenant, start in fetch(conninfo, query)}


def backfilled(kpi_tool: Cli, conninfo: str, grain: str) -> int:
    """Rows that differ from what a backfill of the twelve days computes."""
    first = datetime.now(UTC).date() - timedelta(days=12)
    code, _, err = kpi_tool("rollup", "--period", grain, "--from", str(first), url=conninfo)
    assert code == 0
    return sum(int(rows.replace(",", "")) for rows in re.findall(r"([\d,]+) rows written", err))
