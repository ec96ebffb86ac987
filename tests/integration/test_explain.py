"""explain: the rows behind a number add up to it, for every metric."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import platforms
import psycopg
import pytest
from platforms import platform_of
from psycopg.conninfo import make_conninfo
from rollups import STORED, roll_up
from salons import SALON, execute, fetch, run

from kpi_tool import db, explain, queries

Cli = Callable[..., tuple[int, str, str]]


def requests(rows: list[tuple[Any, ...]], dice: Random) -> Iterator[tuple[explain.Request, Any]]:
    """For each metric, key, grain and level one stored window at random, and the number stored."""
    chosen = {}
    dice.shuffle(rows)
    for tenant, staff, grain, start, _, _, _, metrics in rows:
        for name, value in metrics.items():
            known = chosen.get((name, grain, bool(staff)))
            if known is None or (known[1] is None and value is not None):
                chosen[name, grain, bool(staff)] = ((tenant, staff or None, grain, start), value)
    for (name, grain, _), ((tenant, staff, _, start), value) in chosen.items():
        yield explain.Request(name, tenant, staff, grain, None, None, start, limit=10_000), value


def dated(connection: psycopg.Connection[Any], request: explain.Request) -> explain.Request:
    """The same by the local date on which its window starts; hours by the instant."""
    if request.grain == "hour":
        return request
    row = connection.execute(
        "select (%s + interval '2 hours') at time zone timezone from kpi_tenant where tenant_id = %s",
        [request.instant, request.tenant_id],
    ).fetchone()
    assert row is not None
    return explain.Request(
        request.metric, request.tenant_id, request.staff_id, request.grain, row[0].date(), limit=request.limit
    )


@pytest.mark.parametrize("seed", [3, 5, 8])
def test_every_metric_is_what_its_rows_say(database: str, seed: int) -> None:
    case = platform_of(seed)
    with db.connect(database) as connection:
        platforms.load(connection, case.platform)
        roll_up(database, case)
        rows = connection.execute(STORED.encode()).fetchall()
        explained = set()
        for request, stored in requests(rows, Random(seed)):
            found = explain.explain(connection, dated(connection, request))
            assert (found.value, found.stored) == (stored, stored), request
            for part in found.parts:
                assert part.facts == len(part.shown)
                if not part.counter.startswith("queue_depth_max"):
                    assert part.value == sum(fact.value for fact in part.shown), (request, part)
            explained.add(request.metric.partition("|")[0])
        assert explained == {row["name"] for row in queries.execute(connection, "metrics")}


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    execute(database, SALON)
    for grain in ("hour", "day", "week"):
        run(kpi_tool, database, grain)
    return database


def day(ago: int) -> str:
    return f"{datetime.now(UTC).date() - timedelta(days=ago)}"


def test_the_table_fills_the_formula_in(kpi_tool: Cli, salon: str) -> None:
    code, out, err = kpi_tool("explain", "noShowRate", "--tenant", "t", "--date", day(4), url=salon)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"noShowRate of t, {day(4)} (UTC)"
    assert "  100 * appointments_no_show / (appointments_completed + appointments_no_show)" in lines
    assert "  100 * 0 / (1 + 0) = 0 %" in lines[4]
    assert "numerator: appointments_no_show = 0, no rows" in lines
    assert lines[-2].split()[2:] == ["1", "ann", "appointments_map", "t4"]


def test_json_and_csv_name_rows_that_exist(kpi_tool: Cli, salon: str) -> None:
    asked = ("explain", "utilizationRate", "--tenant", "t", "--date", day(9), "--staff", "ann")
    code, out, _ = kpi_tool(*asked, "--format", "json", url=salon)
    assert code == 0
    document = json.loads(out)
    assert document["filledIn"] == "100 * 1800 / 43200"
    assert document["value"] == document["stored"] == pytest.approx(4.1667)
    tables = {row["sourceTable"] for row in document["rows"]}
    assert tables == {"appointments_map", "kpi_staff_schedule"}
    code, out, _ = kpi_tool(*asked, "--format", "csv", url=salon)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == len(document["rows"])
    (served,) = [row for row in rows if row["source_table"] == "appointments_map"]
    assert (served["counter"], served["value"], served["source_id"]) == (
        "scheduled_service_seconds",
        "1800",
        "t9",
    )


def test_rows_are_bounded_and_told(kpi_tool: Cli, salon: str) -> None:
    asked = ("explain", "appointments", "--tenant", "t", "--period", "week", "--date", day(7))
    code, out, _ = kpi_tool(*asked, "--limit", "2", url=salon)
    assert code == 0
    assert ", 2 of " in out
    assert out.count("appointments_map") == 2
    assert "appointments_map" not in kpi_tool(*asked, "--limit", "0", url=salon)[1]


def test_hours_are_named_by_a_time(kpi_tool: Cli, salon: str) -> None:
    asked = ("explain", "appointments", "--tenant", "t", "--period", "hour", "--date")
    code, out, _ = kpi_tool(*asked, f"{day(3)}T12:30", url=salon)
    assert (code, out.splitlines()[0]) == (0, f"appointments of t, {day(3)} 12:00 to 13:00 (UTC)")
    assert "appointments = 1" in out
    assert "appointments = 1" in kpi_tool(*asked, f"{day(3)}T14:59+02:00", url=salon)[1]
    code, _, err = kpi_tool(*asked, day(3), url=salon)
    assert (code, err) == (2, f"kpi-tool: which hour of {day(3)}? Write it as --date {day(3)}T14:00\n")


def test_an_hour_that_comes_twice(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon, "insert into kpi_tenant_settings (tenant_id, timezone) values ('other', 'America/New_York')"
    )
    execute(
        salon,
        """
        insert into message_log (id, tenant_id, direction, created_at)
        values
            ('first', 'other', 'inbound', '2025-11-02T01:30:00-04:00'),
            ('second', 'other', 'inbound', '2025-11-02T01:40:00-05:00')
        """,
    )
    asked = (
        "explain",
        "messagesInbound",
        "--tenant",
        "other",
        "--period",
        "hour",
        "--format",
        "csv",
        "--date",
    )
    for moment, row in {
        "2025-11-02T01:00-04:00": "first",
        "2025-11-02T01:00-05:00": "second",
        "2025-11-02T01:59": "second",
    }.items():
        rows = list(csv.DictReader(io.StringIO(kpi_tool(*asked, moment, url=salon)[1])))
        assert [found["source_id"] for found in rows] == [row]


def test_a_number_that_is_no_longer_true_says_so(kpi_tool: Cli, salon: str) -> None:
    asked = ("explain", "cancellations", "--tenant", "t", "--date", day(4))
    execute(salon, "update appointments_map set status = 'cancelled' where id = 't4'")
    code, _, err = kpi_tool(*asked, url=salon)
    assert code == 0
    assert err.startswith("0 is stored: the sources say something else now; kpi-tool verify tells what")
    execute(salon, "update kpi_coverage set good = '{}'")
    assert "the next rollup computes it again" in kpi_tool(*asked, url=salon)[2]
    assert kpi_tool("explain", "cancellations", "--tenant", "t", "--date", day(40), url=salon)[2] == (
        "this day has not been rolled up: these are the rows that would be counted\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("noShow", "--tenant", "t"), "unknown metric: noShow (did you mean noShows?)"),
        (("zzz", "--tenant", "t"), "unknown metric: zzz (kpi-tool metrics lists them)"),
        (("noShows|x", "--tenant", "t"), "noShows has no keys"),
        (
            ("deadLetters", "--tenant", "t", "--staff", "ann"),
            "deadLetters is of the salon only; leave --staff out",
        ),
        (("webhookErrorRate|", "--tenant", "t"), "which key? Write webhookErrorRate|KEY"),
        (("noShowRate|", "--tenant", "t"), "noShowRate has no keys"),
        (("noShows", "--tenant", "t", "--staff", ""), "no staff at t in that day"),
        (("noShows", "--tenant", "t", "--staff", "eve"), "no staff eve at t in that day"),
        (("noShows", "--tenant", "a\nb"), "unknown tenant, or one without a known time zone: a b"),
        (("noShows", "--tenant", "\udcff"), "an argument holds bytes that are no text"),
        (("noShows", "--tenant", "nobody"), "unknown tenant, or one without a known time zone: nobody"),
    ],
)
def test_bad_input_is_one_line(kpi_tool: Cli, salon: str, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = kpi_tool("explain", *arguments, "--date", day(4), url=salon)
    assert (code, out, err) == (2, "", f"kpi-tool: {said}\n")


def test_a_key_without_any_row_and_a_metric_that_is_new(kpi_tool: Cli, salon: str) -> None:
    asked = ("--tenant", "t", "--date", day(4))
    code, out, err = kpi_tool("explain", "webhookErrorRate|vk", *asked, url=salon)
    assert (code, err) == (0, "")
    assert "100 * 0 / 0 = unknown" in out
    execute(
        salon,
        "update kpi_rollup set metrics_json = metrics_json - 'visits'; update kpi_ledger set definition = ''",
    )
    code, out, err = kpi_tool("explain", "visits", *asked, url=salon)
    assert code == 0
    assert "stored: unknown" in out
    assert "counted by an older definition" in err


def test_what_retention_has_deleted_is_told(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon,
        "insert into message_log (id, tenant_id, channel, direction, created_at)"
        " select 'm' || n, 't', 'fax', 'inbound', at from noon",
    )
    first = ("--from", day(12))
    for grain in ("hour", "day"):
        assert kpi_tool("rollup", "--period", grain, *first, url=salon)[0] == 0
    assert kpi_tool("prune", "--keep", "5d", url=salon)[0] == 0
    code, out, err = kpi_tool("explain", "messagesInbound", "--tenant", "t", "--date", day(9), url=salon)
    assert (code, err) == (
        0,
        "rows of message_log have been deleted since this day: these are those that are left\n",
    )
    assert "  messages_inbound\n  0 = 0\n  stored: 1\n" in out
    assert kpi_tool("explain", "visits", "--tenant", "t", "--date", day(9), url=salon)[2] == ""


def test_an_hour_that_does_not_exist(kpi_tool: Cli, salon: str) -> None:
    execute(
        salon, "insert into kpi_tenant_settings (tenant_id, timezone) values ('other', 'America/New_York')"
    )
    asked = ("explain", "visits", "--tenant", "other", "--period", "hour", "--date")
    code, _, err = kpi_tool(*asked, "2026-03-08T02:30", url=salon)
    assert (code, err) == (2, "kpi-tool: 02:30 does not exist on 2026-03-08 in America/New_York\n")
    code, _, err = kpi_tool(*asked, "2026-02-30T02:30", url=salon)
    assert (code, err) == (2, "kpi-tool: --date: '2026-02-30' is no date: write it as 2026-03-29\n")


def test_a_reader_may_explain_and_nothing_is_written(kpi_tool: Cli, salon: str) -> None:
    stored = fetch(salon, "select * from kpi_rollup order by id")
    read_only = make_conninfo(salon, options="-c default_transaction_read_only=on")
    code, out, err = kpi_tool("explain", "visits", "--tenant", "t", "--date", day(4), url=read_only)
    assert (code, err) == (0, "")
    assert "visits = 1" in out
    assert fetch(salon, "select * from kpi_rollup order by id") == stored
