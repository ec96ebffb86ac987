"""The demo, whole: its data, its rollups, and what show makes of them."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from kpi_tool import db, demo, job

Cli = Callable[..., tuple[int, str, str]]
CHECKOUT = Path(__file__).parents[2]
QUERIES = [
    pytest.param(query, id=f"{page}-{number}")
    for page in ("README.md", "docs/analysts.md")
    for number, query in enumerate(
        re.findall(r"```sql\n(.*?)```", (CHECKOUT / page).read_text(encoding="utf-8"), re.DOTALL), start=1
    )
]
"""What the pages for analysts show."""


@pytest.fixture(scope="module")
def platform(make_database: Callable[..., str]) -> str:
    """A database with the demo in it, rolled up."""
    conninfo = make_database()
    demo.load(conninfo, lambda _: None)
    for request in demo.requests(workers=2):
        assert job.run(conninfo, request).errors == {}
    return conninfo


def test_a_second_demo_keeps_the_data_rewrites_nothing_and_shows_a_salon(
    platform: str, kpi_tool: Cli
) -> None:
    code, out, err = kpi_tool("demo", url=platform)
    assert code == 0, err
    assert "amber-moscow, 2026-03-23 to 2026-04-05 (Europe/Moscow)" in out
    assert "bookingSuccessRate" in out
    assert err.startswith("data: ")
    steps = [line for line in err.splitlines() if " windows, " in line]
    # Weeks and months that are stored are summed again after their days.
    assert [line.partition(":")[0] for line in steps] == ["hour", "day", "week", "month", "week", "month"]
    assert {line.split(", ")[-2] for line in steps} == {"0 rows written"}


def test_it_leaves_a_database_with_tables_of_its_own_alone(
    empty_database: str, host_schema: str, kpi_tool: Cli
) -> None:
    with psycopg.connect(empty_database) as connection:
        connection.execute(host_schema.encode())
    code, _, err = kpi_tool("demo", url=empty_database)
    assert (code, err.count("\n")) == (3, 1)
    assert "tables of its own" in err


def test_every_salon_has_every_window(platform: str) -> None:
    with psycopg.connect(platform) as connection:
        counts = connection.execute(
            "select granularity, count(distinct tenant_id), count(*) from kpi_rollup group by granularity"
        ).fetchall()
    by_grain = {grain: (tenants, rows) for grain, tenants, rows in counts}
    assert {grain: tenants for grain, (tenants, _) in by_grain.items()} == dict.fromkeys(by_grain, 8)
    assert by_grain["week"] == (8, 48)
    assert by_grain["month"] == (8, 8)


def test_the_weeks_are_the_sums_of_their_days_and_the_highest_of_their_maxima(platform: str) -> None:
    with psycopg.connect(platform) as connection:
        found = connection.execute(
            """
            with sums as (
                select w.tenant_id, w.period_start, c.key,
                    case when split_part(c.key, '|', 1) like '%\\_max' then max(c.value::numeric)
                        else sum(c.value::numeric) end as value
                from kpi_rollup as w
                join kpi_rollup as d
                    on d.tenant_id = w.tenant_id and d.granularity = 'day'
                    and d.period_start >= w.period_start and d.period_start < w.period_end
                cross join jsonb_each(d.counters_json) as c
                where w.granularity = 'week'
                group by 1, 2, 3
            )
            select
                count(*),
                count(*) filter (where (w.counters_json ->> s.key)::numeric is distinct from s.value)
            from sums as s join kpi_rollup as w using (tenant_id, period_start)
            where w.granularity = 'week'
            """
        ).fetchone()
    assert found is not None
    compared, different = found
    assert compared > 1000
    assert different == 0


def test_show_compares_with_the_range_before(platform: str, kpi_tool: Cli) -> None:
    code, out, _ = kpi_tool(
        "show", "--tenant", "hudson-newyork", "--period", "day", "--from", "2026-03-08", "--to", "2026-03-14",
        "--compare", "previous", "--format", "json", url=platform,
    )  # fmt: skip
    document = json.loads(out)
    assert code == 0
    assert (document["from"], document["to"], document["tz"]) == (
        "2026-03-08", "2026-03-14", "America/New_York"
    )  # fmt: skip
    assert (document["previous"]["from"], document["previous"]["to"]) == ("2026-03-01", "2026-03-07")
    week = _only_week(kpi_tool, platform, "2026-03-01")
    assert document["metrics"]["appointments"] > 0
    assert week["from"] == "2026-02-23"


def _only_week(kpi_tool: Cli, platform: str, day: str) -> dict[str, object]:
    _, out, _ = kpi_tool(
        "show",
        "--tenant",
        "hudson-newyork",
        "--period",
        "week",
        "--from",
        day,
        "--format",
        "json",
        url=platform,
    )
    document: dict[str, object] = json.loads(out)
    return document


def test_show_widens_weeks_and_months_to_whole_ones(platform: str, kpi_tool: Cli) -> None:
    _, out, _ = kpi_tool(
        "show", "--tenant", "tide-lordhowe", "--period", "month", "--from", "2026-03-10",
        "--compare", "previous", "--format", "json", url=platform,
    )  # fmt: skip
    document = json.loads(out)
    assert (document["from"], document["to"]) == ("2026-03-01", "2026-03-31")
    assert "previous" not in document, "February was not rolled up: absent, not 0"


def test_seven_days_and_their_week_say_the_same(platform: str, kpi_tool: Cli) -> None:
    documents = []
    for period in ("day", "week"):
        _, out, _ = kpi_tool(
            "show", "--tenant", "malecon-havana", "--period", period, "--from", "2026-03-02",
            "--to", "2026-03-08", "--format", "json", url=platform,
        )  # fmt: skip
        documents.append(json.loads(out))
    assert documents[0]["metrics"] == documents[1]["metrics"]
    assert documents[0]["staff"] == documents[1]["staff"]


def test_show_one_member_of_staff_as_csv(platform: str, kpi_tool: Cli) -> None:
    code, out, _ = kpi_tool(
        "show", "--tenant", "amber-moscow", "--period", "week", "--from", "2026-03-09", "--staff", "anna",
        "--format", "csv", url=platform,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["staff"] for row in rows} == {"", "anna"}
    (visits,) = [row for row in rows if row["staff"] == "anna" and row["metric"] == "visits"]
    assert int(visits["value"]) > 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--tenant", "nobody"], 2, "unknown tenant"),
        (["--tenant", "amber-moscow", "--from", "2020-01-01"], 1, "has no day stored"),
        (["--tenant", "amber-moscow", "--staff", "nobody"], 2, "no staff nobody"),
        (["--tenant", "amber-moscow", "--to", "2026-03-01"], 2, "--to needs --from"),
    ],
)
def test_show_says_what_it_cannot_find(
    platform: str, kpi_tool: Cli, arguments: list[str], code: int, message: str
) -> None:
    got, out, err = kpi_tool("show", *arguments, url=platform)
    assert (got, out, err.count("\n")) == (code, "", 1)
    assert message in err


def test_metrics_lists_the_catalogue_and_explains_one(platform: str, kpi_tool: Cli) -> None:
    code, out, _ = kpi_tool("metrics", "--format", "json", url=platform)
    catalogue = {metric["name"]: metric for metric in json.loads(out)}
    assert code == 0
    with db.connect(platform) as connection:
        stored = connection.execute("select kpi_metrics('{}'), kpi_metrics('{}', staff => true)").fetchone()
    assert stored is not None
    assert set(stored[0]) == set(catalogue)
    assert set(stored[1]) == {name for name, metric in catalogue.items() if metric["level"] == "S"}
    _, out, _ = kpi_tool("metrics", "offPeakShiftRate", url=platform)
    assert "100 * offpeak_shifted / offpeak_known" in out
    assert ">= 15" in out
    code, _, err = kpi_tool("metrics", "nonsense", url=platform)
    assert (code, err.count("\n")) == (2, 1)


@pytest.mark.parametrize("query", QUERIES)
def test_a_documented_query_names_its_grain_and_finds_something(platform: str, query: str) -> None:
    assert re.search(r"granularity = '(hour|day|week|month)'", query)
    with psycopg.connect(platform) as connection:
        found = connection.execute(query.encode())
        assert found.description is not None
        names = [column.name for column in found.description]
        rows = found.fetchall()
    assert rows
    empty = [
        name for name, column in zip(names, zip(*rows, strict=True), strict=True) if set(column) == {None}
    ]
    assert empty == []


def test_the_page_on_the_api_shows_what_is_answered(platform: str) -> None:
    page = (CHECKOUT / "docs/api.md").read_text(encoding="utf-8")
    (calls,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    shown, compared, *_ = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page, re.DOTALL)]
    with psycopg.connect(platform) as connection:
        (whole,), (answer,) = [
            connection.execute(call.encode()).fetchone() or () for call in calls.splitlines()
        ]
        (beside,) = (
            connection.execute(
                "select kpi_summary(%s, %s, %s, %s, compare => 'previous') -> 'comparison'",
                ["amber-moscow", "week", "2026-03-24", "2026-03-31"],
            ).fetchone()
            or ()
        )
    for key in ("computedAt", "definition"):
        shown["quality"][key] = answer["quality"][key]
    assert answer == shown
    assert whole.keys() == shown.keys() - {"staffId"}
    assert compared == {"noShowRate": beside["noShowRate"]}
    assert whole["metrics"]["noShowRate"] == compared["noShowRate"]["value"]
