"""Rules as examples: a folder <family>/<case> gives rows, and says which counters and metrics come of them.

given.sql   its first line says what the case shows; `-- period:`, `-- from:`, `-- to:` and `-- as of:`
            say what is rolled up
then.sql    where there is one: what happens next, before the same is rolled up again
expect.csv  what is stored in the end, by counter or metric name; empty is null, `hours` the window's length,
            ~1.01 within a millionth of 1.01.
            A counter that is not named must be zero: those that `-- about:` lists, else all of the family,
            and in windows/ all there are.
"""

import csv
import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.types.json import set_json_loads

from kpi_tool import job
from kpi_tool.families import all_families
from kpi_tool.planning import Request

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/given.sql"))
COUNTERS = {family.name: {counter.name for counter in family.counters} for family in all_families()}
EVERY_COUNTER = set().union(*COUNTERS.values())
DIRECTIVE = re.compile(r"^-- (period|from|to|as of|about): (.+)$", re.MULTILINE)


class Place(NamedTuple):
    """A stored row: of a salon, or with a staff name of one of its staff."""

    tenant: str
    staff: str
    start: datetime


Values = dict[tuple[Place, str], Decimal | str | None]
Stored = dict[Place, tuple[dict[str, Any], dict[str, Any]]]


def read(case: Path, name: str) -> str:
    return (case / name).read_text(encoding="utf-8")


def request_of(directives: dict[str, str]) -> Request:
    return Request(
        grain=directives["period"],
        tenants=(),
        first=date.fromisoformat(directives["from"]),
        last=date.fromisoformat(directives["to"]),
        as_of=datetime.fromisoformat(directives["as of"]),
    )


def checked_counters(case: Path, directives: dict[str, str]) -> set[str]:
    """The counters that must be zero where they are not named."""
    if "about" in directives:
        return set(directives["about"].split(", "))
    return COUNTERS.get(case.parent.name, EVERY_COUNTER)


def value(text: str) -> Any:  # noqa: ANN401 (what approx gives has no public type)
    if text.startswith("~"):
        return pytest.approx(Decimal(text[1:]), rel=Decimal("1e-6"))
    return Decimal(text) if text else None


def expected(case: Path) -> Values:
    return {
        (Place(row["tenant"], row["staff"], datetime.fromisoformat(row["period_start"])), row["name"]): value(
            row["value"]
        )
        for row in csv.DictReader(read(case, "expect.csv").splitlines())
    }


def roll_up(conninfo: str, request: Request) -> int:
    """Returns the rows written."""
    report = job.run(conninfo, request)
    assert report.errors == {}
    return report.rows_written


def stored(connection: psycopg.Connection[Any], grain: str) -> Stored:
    set_json_loads(partial(json.loads, parse_float=Decimal), connection)
    rows = connection.execute(
        """
        select tenant_id, staff_id, period_start, counters_json, metrics_json,
            extract(epoch from period_end - period_start) / 3600 as hours
        from (
            select tenant_id, '', granularity, period_start, period_end, counters_json, metrics_json
            from kpi_rollup
            union all
            select tenant_id, staff_id, granularity, period_start, period_end, counters_json, metrics_json
            from staff_kpi_rollup
        ) as r (tenant_id, staff_id, granularity, period_start, period_end, counters_json, metrics_json)
        where granularity = %s
        """,
        [grain],
    )
    return {
        Place(tenant, staff, start): (counters, {**metrics, "hours": hours})
        for tenant, staff, start, counters, metrics, hours in rows
    }


def look_up(rows: Stored, place: Place, name: str) -> Any:  # noqa: ANN401 (whatever JSON holds)
    if place not in rows:
        return "no row"
    counters, metrics = rows[place]
    is_counter = name.partition("|")[0] in EVERY_COUNTER
    return counters.get(name, 0) if is_counter else metrics.get(name, "no such metric")


def found(rows: Stored, named: Values, checked: set[str]) -> Values:
    """What is stored under the names expected, and whatever else is not zero."""
    unnamed = {
        (place, name): value
        for place, (counters, _) in rows.items()
        for name, value in counters.items()
        if value != 0 and name.partition("|")[0] in checked
    }
    return unnamed | {(place, name): look_up(rows, place, name) for place, name in named}


@pytest.mark.parametrize("case", CASES, ids=[str(case.relative_to(HERE)) for case in CASES])
def test_case(database: str, connection: psycopg.Connection[Any], case: Path) -> None:
    given = read(case, "given.sql")
    directives = dict(DIRECTIVE.findall(given))
    request, checked = request_of(directives), checked_counters(case, directives)
    assert checked <= EVERY_COUNTER

    connection.execute(given.encode())
    roll_up(database, request)
    if (case / "then.sql").exists():
        connection.execute(read(case, "then.sql").encode())
        roll_up(database, request)

    rows, named = stored(connection, request.grain), expected(case)
    assert found(rows, named, checked) == named
    assert [place for place, (counters, _) in rows.items() if place.staff and not counters] == []
    assert roll_up(database, request) == 0, "a second run changes nothing"
