"""What must hold of counters, whatever the data: sums over time and staff, and parts within wholes."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
import pytest
from platforms import Case, load, platform_of
from psycopg.rows import namedtuple_row
from rollups import roll_up

from kpi_tool import db, templates
from kpi_tool.families import Family, all_families
from kpi_tool.planning import Request, plan

COUNTERS = {counter.name: counter for family in all_families() for counter in family.counters}
OVER_STAFF = {name for name, counter in COUNTERS.items() if counter.level == "S" and not counter.apart}
PARTS = {
    "booking_attempts": ["intents_converted"],
    "bookings_confirmed": ["bookings_automated"],
    "appointments": [
        "appointments_completed",
        "appointments_cancelled",
        "appointments_no_show",
        "grid_checked",
    ],
    "appointments_completed": ["appointments_priced", "revenue_foreign", "visits", "feedback_covered"],
    "visits": ["identified_visits", "paid_visits"],
    "identified_visits": ["repeat_visits"],
    "grid_checked": ["grid_aligned", "offpeak_starts", "offpeak_known"],
    "offpeak_known": ["offpeak_shifted"],
    "service_seconds": ["scheduled_service_seconds"],
    "capacity_booked_seconds": ["service_seconds"],
    "reminders_due": ["reminders_automated"],
    "jobs_finished": ["jobs_dead"],
    "webhook_calls": ["webhook_errors"],
    "stt_calls": ["stt_errors"],
    "ocr_calls": ["ocr_errors"],
    "api_calls": ["api_errors"],
}
"""Counters that are never larger than another one."""
STORED = """
select tenant_id, '' as staff_id, granularity, period_start, period_end, counters_json from kpi_rollup
union all
select tenant_id, staff_id, granularity, period_start, period_end, counters_json from staff_kpi_rollup
"""
HOURS_AND_DAY = f"""
with stored as ({STORED}),

merged as (
    select d.tenant_id, d.staff_id, d.period_start, h.key,
        case when split_part(h.key, '|', 1) like '%\\_max' then max(h.value::numeric)
            else sum(h.value::numeric) end as value
    from stored as d
    join stored as hour using (tenant_id, staff_id)
    cross join jsonb_each(hour.counters_json) as h (key, value)
    where d.granularity = 'day' and hour.granularity = 'hour'
        and hour.period_start >= d.period_start and hour.period_start < d.period_end
    group by d.tenant_id, d.staff_id, d.period_start, h.key
)

select
    count(*) as compared,
    count(*) filter (where (d.counters_json ->> m.key)::numeric is distinct from m.value) as different,
    count(*) filter (where m.key like '%\\_max%') as maxima
from merged as m join stored as d using (tenant_id, staff_id, period_start)
where d.granularity = 'day'
"""


class Rolled(NamedTuple):
    """A database in which a case is rolled up."""

    case: Case
    conninfo: str
    connection: psycopg.Connection[Any]


@pytest.fixture(scope="module", params=[17, 83, 123, 201, 404])
def rolled(
    request: pytest.FixtureRequest, make_database: Callable[..., str], template: str
) -> Iterator[Rolled]:
    case, conninfo = platform_of(request.param), make_database(template)
    with db.connect(conninfo) as connection:
        with connection.transaction():
            load(connection, case.platform)
        roll_up(conninfo, case)
        yield Rolled(case, conninfo, connection)


def test_hours_make_their_day(rolled: Rolled) -> None:
    cursor = rolled.connection.cursor(row_factory=namedtuple_row)
    found = cursor.execute(HOURS_AND_DAY).fetchone()
    assert found is not None
    assert found.compared > 20
    assert found.different == 0


def unassigned(rolled: Rolled, family: Family) -> Counter[tuple[str, str]]:
    """The family's facts of nobody, by tenant and counter, over the days of the case."""
    case = rolled.case
    request = Request("day", (), case.first, case.last, case.as_of)
    (step,) = [step for step in plan(rolled.conninfo, request).steps if step.grain == "day"]
    facts = templates.render(family.path, grain="day")
    sums = ", ".join(f"sum(facts.{name}) as {name}" for name in family.columns)
    statement = (
        f"select facts.tenant_id, {sums} from ({facts}) as facts where facts.staff_id is null group by 1"
    )
    result: Counter[tuple[str, str]] = Counter()
    for batch in step.batches():
        cursor = rolled.connection.cursor(row_factory=psycopg.rows.dict_row)
        for row in cursor.execute(statement.encode(), batch.parameters()):
            result.update({(row["tenant_id"], name): row[name] for name in family.columns})
    return result


@pytest.mark.parametrize(
    "family",
    [family for family in all_families() if OVER_STAFF & {counter.name for counter in family.counters}],
    ids=lambda family: family.name,
)
def test_staff_and_the_unassigned_make_the_salon(rolled: Rolled, family: Family) -> None:
    case = rolled.case
    request = Request("day", (), case.first, case.last, case.as_of)
    starts = {(u.tenant_id, u.span.start) for s in plan(rolled.conninfo, request).steps for u in s.units}
    staff, salon = unassigned(rolled, family), Counter[tuple[str, str]]()
    for tenant, member, grain, start, _, counters in rolled.connection.execute(STORED.encode()):
        if grain == "day" and (tenant, start) in starts:
            (staff if member else salon).update({(tenant, k): Decimal(v) for k, v in counters.items()})
    names = OVER_STAFF & {counter.name for counter in family.counters}
    tenants = {tenant for tenant, _ in starts}
    assert {(t, n): salon[t, n] for t in tenants for n in names} == {
        (t, n): staff[t, n] for t in tenants for n in names
    }


def test_parts_are_within_their_wholes(rolled: Rolled) -> None:
    wrong = [
        (tenant, member, grain, start, part, whole)
        for tenant, member, grain, start, _, counters in rolled.connection.execute(STORED.encode())
        for whole, parts in PARTS.items()
        for part in parts
        if counters.get(part, 0) > counters.get(whole, 0) and not (member and COUNTERS[whole].level == "T")
    ]
    assert wrong == []
    assert {*PARTS, *(part for parts in PARTS.values() for part in parts)} <= set(COUNTERS)
