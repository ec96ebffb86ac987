"""kpi_summary and kpi_staff: what the /kpi endpoints answer, against the oracle and against themselves."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import oracle
import platforms
import psycopg
import pytest
from oracle_time import widened, windows
from platforms import Case, platform_of
from psycopg import sql
from rollups import roll_up

from kpi_tool import db, job
from kpi_tool.planning import Request

Connection = psycopg.Connection[Any]
Answer = dict[str, Any]
DAY = timedelta(days=1)
OVER = datetime(2026, 1, 15, tzinfo=UTC)
"""After every window of the platforms that are asked for."""
PAST = [seed for seed in range(80) if platform_of(seed).last < date(2026, 1, 1)]
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Tokyo")
OF_THE_SALONS_DAY = {
    *("visits", "repeatVisits", "repeatVisitRate", "avgTicket", "gridAlignmentRate", "offPeakShare"),
    *("offPeakShiftRate", "utilizationRate", "capacityUtilizationRate"),
}
"""What is counted by the salon's own dates and clock, whatever the zone of the windows."""


def ask(connection: Connection, function: str, *who: str, **given: object) -> Answer:
    named = sql.SQL("").join(
        sql.SQL(", {} => {}").format(sql.Identifier(name), sql.Placeholder()) for name in given
    )
    query = sql.SQL("select {}({}{})").format(
        sql.Identifier(function), sql.SQL(", ").join([sql.Placeholder()] * len(who)), named
    )
    row = connection.execute(query, [*who, *given.values()]).fetchone()
    assert row is not None
    answer: Answer = row[0]
    return answer


def summary(connection: Connection, period: str, first: object, last: object, **given: object) -> Answer:
    """Of the salon t."""
    return ask(connection, "kpi_summary", "t", period=period, from_date=first, to_date=last, **given)


def same(ours: Answer, theirs: Answer) -> bool:
    """Exactly; a latency is a power in double precision, whose last digits are the machine's."""
    return ours.keys() == theirs.keys() and all(
        math.isclose(value, theirs[name], rel_tol=1e-12)
        if value is not None and isinstance(theirs[name], float)
        else value == theirs[name]
        for name, value in ours.items()
    )


def expected(rows: list[oracle.Counters], *, staff: bool = False) -> Answer:
    return dict(oracle.metrics(oracle.merge(rows), staff=staff))


def zone_of(case: Case, tenant: str) -> str:
    rows = [row for row in case.platform["kpi_tenant_settings"] if row["tenant_id"] == tenant]
    return (rows[0]["timezone"] if rows else None) or "UTC"


@pytest.fixture
def exact(database: str) -> Iterator[Connection]:
    """A connection that reads numbers as they are."""
    with db.connect(database) as connection:
        psycopg.types.json.set_json_loads(lambda text: json.loads(text, parse_float=Decimal), connection)
        yield connection


@pytest.fixture
def rolled(request: pytest.FixtureRequest, database: str, exact: Connection) -> Case:
    """A random platform, rolled up when all of it was over."""
    case = replace(platform_of(request.param), as_of=OVER)
    with exact.transaction():
        platforms.load(exact, case.platform)
    roll_up(database, case)
    return case


@pytest.mark.parametrize("rolled", PAST[:10], indirect=True)
def test_any_range_is_what_the_oracle_makes_of_its_days(rolled: Case, exact: Connection) -> None:
    days = oracle.compute(rolled.platform, "day", rolled.first, rolled.last, OVER)
    dates = [rolled.first + n * DAY for n in range((rolled.last - rolled.first).days + 1)]
    asked = 0
    for tenant in {key[0] for key in days}:
        zone = zone_of(rolled, tenant)
        staff = {key[1] for key in days if key[0] == tenant and key[1]}
        for first, last in [(a, b) for a in dates for b in dates if a <= b]:
            span = windows(zone, "day", first, last)
            rows = {
                key[1:]: value
                for key, value in days.items()
                if key[0] == tenant and span[0][0] <= key[2] < span[-1][1]
            }
            answer = ask(exact, "kpi_summary", tenant, period="day", from_date=first, to_date=last)
            assert same(answer["metrics"], expected([v for (who, _), v in rows.items() if who is None]))
            assert answer["quality"]["windowsPresent"] == len(span)
            assert answer["quality"]["windowsProvisional"] == 0
            for name in staff:
                answer = ask(exact, "kpi_staff", tenant, name, period="day", from_date=first, to_date=last)
                mine = [v for (who, _), v in rows.items() if who == name]
                assert same(answer["metrics"], expected(mine, staff=True)), (tenant, name, first, last)
            asked += 1
    assert asked


@pytest.mark.parametrize("rolled", PAST[:6], indirect=True)
def test_weeks_and_months_are_their_days_and_a_series_is_its_windows(rolled: Case, exact: Connection) -> None:
    for tenant in oracle.tenants_to_roll(rolled.platform):
        for period in ("week", "month"):
            asked = {"from_date": rolled.first, "to_date": rolled.last}
            whole = ask(exact, "kpi_summary", tenant, period=period, series=True, **asked)
            first, last = widened(period, rolled.first, rolled.last)
            assert (whole["from"], whole["to"]) == (str(first), str(last))
            days = ask(exact, "kpi_summary", tenant, period="day", from_date=first, to_date=last, series=True)
            assert days["metrics"] == whole["metrics"]
            for entry in whole["series"] + days["series"]:
                of = period if entry in whole["series"] else "day"
                one = ask(
                    exact, "kpi_summary", tenant, period=of, from_date=entry["from"], to_date=entry["to"]
                )
                assert one["metrics"] == entry["metrics"]
                assert one["quality"]["coveredUntil"] == entry["coveredUntil"]


def in_zone(case: Case, tenant: str, tz: str) -> Case:
    """The same platform, were the salon in another zone."""
    rows = case.platform["kpi_tenant_settings"]
    mine = [row for row in rows if row["tenant_id"] == tenant] or [{"tenant_id": tenant}]
    others = [row for row in rows if row["tenant_id"] != tenant]
    return replace(
        case, platform=case.platform | {"kpi_tenant_settings": [*others, {**mine[0], "timezone": tz}]}
    )


@pytest.mark.parametrize("rolled", PAST[:12], indirect=True)
def test_another_zone_is_exact_or_refused(rolled: Case, exact: Connection) -> None:
    hours = oracle.compute(rolled.platform, "hour", rolled.first, rolled.last, OVER)
    for tenant in {key[0] for key in hours}:
        zone = zone_of(rolled, tenant)
        stored = windows(zone, "hour", rolled.first, rolled.last)
        bounds = {bound for span in stored for bound in span}
        for tz in ZONES:
            moved = oracle.compute(
                in_zone(rolled, tenant, tz).platform, "day", rolled.first, rolled.last, OVER
            )
            for start, end in windows(tz, "day", rolled.first, rolled.last):
                if not stored[0][0] <= start < end <= stored[-1][1]:
                    continue
                day = (start + timedelta(hours=2)).astimezone(ZoneInfo(tz)).date()
                asked = {"period": "day", "from_date": day, "to_date": day, "tz": tz}
                if tz != zone and not {start, end} <= bounds:
                    with pytest.raises(psycopg.Error) as raised:
                        ask(exact, "kpi_summary", tenant, **asked)
                    assert raised.value.diag.sqlstate == "KT422"
                    continue
                answer = ask(exact, "kpi_summary", tenant, **asked)
                inside = [
                    value
                    for (who, staff, at), value in hours.items()
                    if who == tenant and staff is None and start <= at < end
                ]
                assert answer["quality"]["provisional"] is False
                assert same(answer["metrics"], expected(inside))
                theirs = expected([moved[tenant, None, start]])
                alike = [name for name in theirs if name not in OF_THE_SALONS_DAY]
                ours = {name: answer["metrics"][name] for name in alike}
                assert same(ours, {name: theirs[name] for name in alike})


# A salon of messages, one an hour, at a time that is made up


FIRST = date(2026, 3, 2)
"""A Monday."""
MESSAGES = """
    insert into tenants (tenant_id) values ('t'), ('other');
    insert into kpi_tenant_settings (tenant_id, timezone, currency) values ('t', '{zone}', 'EUR');
    insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
    values ('t', 'ann', 1, '10:00', '12:00', '2020-01-01');
    insert into message_log (id, tenant_id, channel, direction, created_at)
    select n, 't', 'telegram', 'inbound', '2026-02-01T00:30:00Z'::timestamptz + n * interval '1 hour'
    from generate_series(0, 1600) as n;
"""

Salon = Callable[[str], None]


@pytest.fixture
def salon(connection: Connection) -> Salon:
    """Makes the salon in a zone."""

    def make(zone: str) -> None:
        connection.execute(MESSAGES.format(zone=zone).encode())

    return make


def roll(database: str, grain: str, first: date, last: date, as_of: str = "2026-04-01T12:10:00Z") -> None:
    report = job.run(database, Request(grain, ("t",), first, last, datetime.fromisoformat(as_of)))
    assert report.errors == {}


def test_the_keys_of_the_answer(database: str, connection: Connection, salon: Salon) -> None:
    salon("Europe/Berlin")
    roll(database, "day", FIRST, FIRST + 6 * DAY)
    answer = summary(connection, "day", FIRST, FIRST + 6 * DAY)
    names = dict(connection.execute("select name, level from kpi_metric").fetchall())
    sample = {"period", "from", "to", "tenantId", "tz", "metrics", "quality"}
    assert answer.keys() == sample | {"targets", "currency"}
    assert [answer[key] for key in ("period", "from", "to", "tenantId", "tz", "currency")] == [
        *("day", "2026-03-02", "2026-03-08", "t", "Europe/Berlin", "EUR")
    ]
    assert names.keys() <= answer["metrics"].keys()
    definition = connection.execute("select distinct definition from kpi_ledger").fetchone()
    computed = connection.execute("select kpi_instant_text(max(computed_at)) from kpi_ledger").fetchone()
    assert definition
    assert computed
    assert answer["quality"] == {
        "windowsExpected": 7,
        "windowsPresent": 7,
        "windowsProvisional": 0,
        "windowsSealed": 0,
        "windowsOfOtherDefinition": 0,
        "provisional": False,
        "coveredUntil": "2026-03-08T23:00:00Z",
        "computedAt": computed[0],
        "definition": definition[0],
    }
    staff = ask(connection, "kpi_staff", "t", "ann", period="day", from_date=FIRST, to_date=FIRST + 6 * DAY)
    assert staff.keys() == answer.keys() | {"staffId"}
    assert staff["metrics"].keys() == {name for name, level in names.items() if level == "S"}
    assert (staff["staffId"], staff["metrics"]["appointments"]) == ("ann", 0)
    assert staff["metrics"]["utilizationRate"] == 0


def test_targets_say_what_the_views_say(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    connection.execute(
        """
        insert into job_log (id, tenant_id, queue, status, payload, created_at, updated_at)
        select n, 't', case when n = 1 then 'queue:dead:tx' else 'queue:tx' end, 'processed', '{}', at, at
        from generate_series(1, 200) as n cross join (select '2026-03-02T12:00Z'::timestamptz as at) as noon
        """
    )
    roll(database, "day", FIRST, FIRST)
    targets = summary(connection, "day", FIRST, FIRST)["targets"]
    assert targets["deadLetterRate"] == {"target": 0.5, "exclusive": True, "direction": "down", "met": False}
    assert targets["gridAlignmentRate"]["met"] is None
    view = connection.execute(
        "select metric, target, met from kpi_values where target is not null and staff_id is null"
    ).fetchall()
    assert {(name, Decimal(str(said["target"])), said["met"]) for name, said in targets.items()} == set(view)


def test_new_york_as_berlin_is_exact(database: str, connection: Connection, salon: Salon) -> None:
    salon("America/New_York")
    roll(database, "hour", date(2026, 3, 1), date(2026, 3, 31))
    roll(database, "day", date(2026, 3, 1), date(2026, 3, 31))
    # Clocks change on the 8th in New York and on the 29th in Berlin.
    for first, last, messages in (
        (date(2026, 3, 8), date(2026, 3, 8), 24),
        (date(2026, 3, 29), date(2026, 3, 29), 23),
        (date(2026, 3, 2), date(2026, 3, 30), 29 * 24 - 1),
    ):
        answer = summary(connection, "day", first, last, tz="Europe/Berlin", series=True)
        assert (answer["tz"], answer["metrics"]["messagesInbound"]) == ("Europe/Berlin", messages)
        assert answer["quality"]["provisional"] is False
        assert sum(entry["metrics"]["messagesInbound"] for entry in answer["series"]) == messages
    week = summary(connection, "week", date(2026, 3, 24), date(2026, 3, 24), tz="Europe/Berlin")
    assert (week["from"], week["to"], week["metrics"]["messagesInbound"]) == ("2026-03-23", "2026-03-29", 167)
    assert week["quality"]["coveredUntil"] == "2026-03-29T22:00:00Z"


def test_new_york_as_kathmandu_is_refused(database: str, connection: Connection, salon: Salon) -> None:
    salon("America/New_York")
    roll(database, "hour", date(2026, 3, 1), date(2026, 3, 31))
    for function in ("kpi_summary", "kpi_staff"):
        with pytest.raises(psycopg.Error) as raised:
            ask(
                connection,
                function,
                *(["t"] if function == "kpi_summary" else ["t", "ann"]),
                from_date=FIRST,
                to_date=FIRST,
                tz="Asia/Kathmandu",
            )
        assert (raised.value.diag.sqlstate, raised.value.diag.column_name) == ("KT422", "tz")
        assert raised.value.diag.message_primary == (
            "tz: 2026-03-02 begins in Asia/Kathmandu amid an hour of America/New_York, the salon's time zone "
            "(at 13:15), and what is stored are whole hours"
        )


def test_a_zone_of_the_same_clock_is_answered_by_the_same_rows(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("Asia/Kathmandu")
    roll(database, "day", FIRST, FIRST + 6 * DAY)
    answers = [summary(connection, "day", FIRST, FIRST, tz=tz) for tz in ("Asia/Kathmandu", "Asia/Katmandu")]
    assert answers[0]["metrics"] == answers[1]["metrics"]
    assert answers[1]["quality"]["windowsPresent"] == 1


def test_an_open_day_is_its_hours_so_far(database: str, connection: Connection, salon: Salon) -> None:
    salon("Europe/Berlin")
    now = "2026-03-04T12:10:00Z"
    roll(database, "hour", FIRST, FIRST + 2 * DAY, now)
    roll(database, "day", FIRST, FIRST + 2 * DAY, now)
    today = FIRST + 2 * DAY
    answer = summary(connection, "day", FIRST, FIRST + 6 * DAY, series=True, as_of=now)
    assert answer["metrics"]["messagesInbound"] == 24 + 24 + 13, "not what the day's row had counted ahead"
    quality = answer["quality"]
    assert (quality["windowsExpected"], quality["windowsPresent"], quality["windowsProvisional"]) == (3, 3, 1)
    assert (quality["provisional"], quality["coveredUntil"]) == (True, "2026-03-04T12:00:00Z")
    assert [(e["from"], e["to"], e["present"], e["provisional"]) for e in answer["series"]][1:4] == [
        ("2026-03-03", "2026-03-03", True, False),
        ("2026-03-04", "2026-03-04", True, True),
        ("2026-03-05", "2026-03-05", False, False),
    ]
    assert set(answer["series"][3]["metrics"].values()) == {None}
    for period in ("week", "month"):
        whole = summary(connection, period, today, today)
        assert whole["quality"]["provisional"] is (period == "week")
        assert whole["metrics"]["messagesInbound"] == (61 if period == "week" else None)
    roll(database, "day", date(2026, 3, 1), date(2026, 3, 1), now)
    assert summary(connection, "month", today, today)["metrics"]["messagesInbound"] == 24 + 61


def test_without_hours_an_open_day_is_what_was_counted_of_it(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("UTC")
    roll(database, "day", FIRST, FIRST, "2026-03-02T12:10:00Z")
    answer = summary(connection, "day", FIRST, FIRST)
    assert answer["metrics"]["messagesInbound"] == 24
    assert (answer["quality"]["provisional"], answer["quality"]["coveredUntil"]) == (
        *(True, "2026-03-02T12:10:00Z"),
    )


def test_what_is_said_of_a_window_ends_before_a_gap(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("UTC")
    roll(database, "hour", FIRST, FIRST)
    connection.execute("delete from kpi_rollup where period_start = '2026-03-02T07:00Z'")
    answer = summary(connection, "day", FIRST, FIRST)
    assert (answer["metrics"]["messagesInbound"], answer["quality"]["coveredUntil"]) == (
        *(7, "2026-03-02T07:00:00Z"),
    )
    connection.execute("delete from kpi_rollup where period_start = '2026-03-02T00:00Z'")
    answer = summary(connection, "day", FIRST, FIRST)
    assert answer["quality"]["windowsPresent"] == 0
    assert set(answer["metrics"].values()) == {None}


def test_nothing_stored_is_unknown(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    for answer in (
        summary(connection, "week", FIRST, FIRST + 20 * DAY, compare="previous", as_of="2026-03-10Z"),
        ask(connection, "kpi_staff", "t", "ann", period="week", from_date=FIRST, to_date=FIRST),
    ):
        assert set(answer["metrics"].values()) == {None}
        assert answer["quality"]["windowsPresent"] == 0
        assert answer["quality"]["computedAt"] is None
        assert {said["met"] for said in answer["targets"].values()} == {None}
    assert summary(connection, "week", FIRST, FIRST + 20 * DAY, as_of="2026-03-10Z")["quality"][
        "windowsExpected"
    ] == len(["this week", "the one before"])
    roll(database, "day", FIRST + DAY, FIRST + DAY)
    partly = summary(connection, "day", FIRST, FIRST + 2 * DAY)
    assert partly["metrics"]["messagesInbound"] == 24
    assert [partly["quality"][f"windows{name}"] for name in ("Expected", "Present")] == [3, 1]


def test_a_week_follows_its_days_at_once(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    roll(database, "week", FIRST, FIRST + 6 * DAY)
    connection.execute(
        "insert into message_log (id, tenant_id, direction, created_at) values ('x', 't', 'inbound', %s)",
        [datetime(2026, 3, 4, 8, tzinfo=UTC)],
    )
    assert summary(connection, "week", FIRST, FIRST)["metrics"]["messagesInbound"] == 168
    roll(database, "day", FIRST + 2 * DAY, FIRST + 2 * DAY)
    answer = summary(connection, "week", FIRST, FIRST)
    assert (answer["metrics"]["messagesInbound"], answer["quality"]["provisional"]) == (169, False)


def test_a_day_to_be_computed_again_is_its_hours_only_if_these_are_good(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("UTC")
    roll(database, "day", FIRST, FIRST)
    roll(database, "hour", FIRST, FIRST)
    connection.execute("update kpi_coverage set good = '{}' where granularity = 'day'")
    connection.execute("update kpi_rollup set counters_json = '{}' where period_end = '2026-03-02T01:00Z'")
    answer = summary(connection, "day", FIRST, FIRST)
    assert (answer["metrics"]["messagesInbound"], answer["quality"]["provisional"]) == (23, False)
    connection.execute("update kpi_coverage set good = good - '{[2026-03-02T05:00Z, 2026-03-02T06:00Z)}'")
    answer = summary(connection, "day", FIRST, FIRST)
    assert (answer["metrics"]["messagesInbound"], answer["quality"]["provisional"]) == (24, True)


def test_windows_of_another_zone_are_not_taken_for_those_of_this_one(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("America/New_York")
    roll(database, "day", FIRST, FIRST + 6 * DAY)
    connection.execute("update kpi_tenant_settings set timezone = 'Europe/Berlin' where tenant_id = 't'")
    assert summary(connection, "day", FIRST, FIRST + 6 * DAY)["quality"]["windowsPresent"] == 0
    connection.execute("update kpi_tenant_settings set timezone = 'America/New_York' where tenant_id = 't'")
    roll(database, "hour", FIRST, FIRST + DAY)
    connection.execute("update kpi_tenant_settings set timezone = 'Europe/Berlin' where tenant_id = 't'")
    answer = summary(connection, "day", FIRST + DAY, FIRST + DAY)
    assert (answer["metrics"]["messagesInbound"], answer["quality"]["provisional"]) == (24, True)
    roll(database, "hour", FIRST, FIRST)
    assert summary(connection, "day", FIRST, FIRST)["metrics"]["messagesInbound"] == 24


def test_sealed_windows_are_counted(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    roll(database, "day", FIRST, FIRST + 6 * DAY)
    connection.execute(
        "insert into kpi_seal values ('t', 'message_log', '{[2026-02-01Z, 2026-03-04Z)}'),"
        " ('other', 'message_log', '{[2026-02-01Z, 2027-03-04Z)}')"
    )
    assert summary(connection, "day", FIRST, FIRST + 6 * DAY)["quality"]["windowsSealed"] == 2


def test_windows_of_another_definition_are_counted(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("UTC")
    roll(database, "day", FIRST, FIRST + 6 * DAY)
    connection.execute(
        "update kpi_ledger set definition = 'older', computed_at = computed_at - interval '1 day'"
        " where period_start < '2026-03-05Z'"
    )
    quality = summary(connection, "day", FIRST, FIRST + 6 * DAY)["quality"]
    assert quality["windowsOfOtherDefinition"] == 3
    assert quality["definition"] != "older"


def test_a_series_has_metrics_that_were_added_since(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("UTC")
    roll(database, "day", FIRST, FIRST + DAY)
    connection.execute("update kpi_rollup set metrics_json = metrics_json - 'noShowRate' - 'messagesInbound'")
    series = summary(connection, "day", FIRST, FIRST + DAY, series=True)["series"]
    assert [entry["metrics"]["messagesInbound"] for entry in series] == [24, 24]


def test_good_months_and_days_are_summed_in_place_of_shorter_rows(
    database: str, connection: Connection, salon: Salon
) -> None:
    """A wrong row in the middle of what is good tells which one was read."""
    salon("UTC")
    roll(database, "hour", date(2026, 2, 1), date(2026, 3, 31))
    roll(database, "month", date(2026, 2, 1), date(2026, 3, 31))
    wide = ("day", date(2026, 2, 10), date(2026, 3, 31))
    right = summary(connection, *wide)["metrics"]["messagesInbound"]
    assert right == (19 + 31) * 24
    connection.execute(
        """
        update kpi_rollup set counters_json = counters_json || '{"messages_inbound": 1000000}'
        where granularity = 'month'
        """
    )
    assert summary(connection, *wide)["metrics"]["messagesInbound"] == 19 * 24 + 1_000_000
    connection.execute(
        "update kpi_coverage set good = good - '{[2026-03-10Z, 2026-03-11Z)}' where granularity = 'day'"
    )
    assert summary(connection, *wide)["metrics"]["messagesInbound"] == right, "its hours may tell more"
    connection.execute("update kpi_rollup set counters_json = '{}' where granularity = 'hour'")
    by_hours = summary(connection, *wide, tz="Asia/Tokyo")["metrics"]["messagesInbound"]
    assert by_hours == (19 + 31 - 1 - 1) * 24, "days in place of hours, but for the 10th and the edges"


def test_the_range_before_has_as_many_windows(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    roll(database, "day", date(2026, 2, 1), date(2026, 3, 31))
    for period, first, last, before in (
        ("day", date(2026, 3, 1), date(2026, 3, 31), ("2026-01-29", "2026-02-28")),
        ("week", date(2026, 3, 4), date(2026, 3, 11), ("2026-02-16", "2026-03-01")),
        ("month", date(2026, 3, 31), date(2026, 3, 31), ("2026-02-01", "2026-02-28")),
        ("month", date(2026, 3, 31), date(2026, 4, 1), ("2026-01-01", "2026-02-28")),
    ):
        answer = summary(connection, period, first, last, compare="previous")
        previous = answer["previous"]
        assert (previous["from"], previous["to"]) == before
        alone = summary(connection, period, *map(date.fromisoformat, before))
        assert previous == {key: alone[key] for key in ("from", "to", "metrics", "quality")}
        assert answer["comparison"].keys() == answer["metrics"].keys() | previous["metrics"].keys()
        for name, said in answer["comparison"].items():
            now, then = answer["metrics"].get(name), previous["metrics"].get(name)
            delta = None if None in {now, then} else pytest.approx(now - then)
            assert said == {"value": now, "previous": then, "delta": delta}


def test_without_dates_it_is_the_last_window_stored(
    database: str, connection: Connection, salon: Salon
) -> None:
    salon("UTC")
    asked = {"as_of": "2026-03-18T12:00Z"}
    span = [ask(connection, "kpi_summary", "t", period="week", **asked)[key] for key in ("from", "to")]
    assert span == ["2026-03-16", "2026-03-22"], "nothing is stored: this week"
    roll(database, "week", FIRST, FIRST)
    span = [ask(connection, "kpi_summary", "t", period="week", **asked)[key] for key in ("from", "to")]
    assert span == ["2026-03-02", "2026-03-08"]
    answer = ask(connection, "kpi_summary", "t")
    assert (answer["period"], answer["from"], answer["to"]) == ("day", "2026-03-08", "2026-03-08")
    assert not {"series", "previous", "comparison"} & answer.keys()
    for given in ({"from_date": FIRST}, {"to_date": FIRST}):
        answer = ask(connection, "kpi_summary", "t", **given)
        assert (answer["from"], answer["to"]) == ("2026-03-02", "2026-03-02")


def test_three_years_are_a_range(connection: Connection, salon: Salon) -> None:
    salon("Europe/Berlin")
    answer = summary(connection, "day", date(2024, 1, 1), date(2026, 12, 31), series=True)
    assert len(answer["series"]) == 1096


def test_a_date_that_a_zone_skips_is_no_window(connection: Connection, salon: Salon) -> None:
    salon("Pacific/Apia")
    answer = summary(connection, "day", date(2011, 12, 29), date(2011, 12, 31), series=True)
    assert [entry["from"] for entry in answer["series"]] == ["2011-12-29", "2011-12-31"]
    assert summary(connection, "day", date(2011, 12, 30), date(2011, 12, 30), series=True)["series"] == []


REFUSED: list[tuple[dict[str, object], tuple[str, str, str]]] = [
    ({"period": "hour"}, ("KT400", "period", "period: day, week or month, not hour")),
    ({"period": None}, ("KT400", "period", "period: day, week or month, not null")),
    ({"compare": "next"}, ("KT400", "compare", "compare: previous or nothing, not next")),
    (
        {"from_date": "1969-12-31", "to_date": "2026-03-02"},
        ("KT400", "from", "from: a date from 1970-01-01 to 2199-12-31, not 1969-12-31"),
    ),
    ({"to_date": "infinity"}, ("KT400", "to", "to: a date from 1970-01-01 to 2199-12-31, not infinity")),
    (
        {"from_date": "2026-03-02", "to_date": "2026-03-01"},
        ("KT400", "to", "to: a date not before from (2026-03-02), not 2026-03-01"),
    ),
    (
        {"from_date": "2024-01-01", "to_date": "2027-01-01"},
        ("KT400", "to", "to: at most three years (1096 days) from 2024-01-01 on, not 2027-01-01"),
    ),
    ({"tz": "MSK"}, ("KT400", "tz", "tz: the name of a time zone, such as Europe/Moscow, not MSK")),
    ({"tz": ""}, ("KT400", "tz", "tz: the name of a time zone, such as Europe/Moscow, not ")),
    ({"tenant_id": "nobody"}, ("KT404", "tenantId", "unknown tenant: nobody")),
    ({"tenant_id": None}, ("KT404", "tenantId", "unknown tenant: null")),
]


@pytest.mark.parametrize(("given", "refusal"), REFUSED)
def test_what_is_asked_wrongly_is_named(
    connection: Connection, salon: Salon, given: dict[str, object], refusal: tuple[str, str, str]
) -> None:
    salon("UTC")
    for function in ("kpi_summary", "kpi_staff"):
        who: dict[str, object] = {"tenant_id": "t"} | ({"staff_id": "ann"} if function == "kpi_staff" else {})
        named = who | given
        query = f"select {function}({', '.join(f'{name} => %({name})s' for name in named)})"
        with pytest.raises(psycopg.Error) as raised:
            connection.execute(query.encode(), named)
        diag = raised.value.diag
        assert (diag.sqlstate, diag.column_name, diag.message_primary) == refusal


def test_unknown_staff(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    for staff in ("bob", "", None):
        with pytest.raises(psycopg.Error, match="unknown staff") as raised:
            connection.execute("select kpi_staff('t', %s)", [staff])
        assert (raised.value.diag.sqlstate, raised.value.diag.column_name) == ("KT404", "staffId")
    connection.execute(
        """
        insert into feedback (id, tenant_id, staff_id, rating, created_at)
        values ('f', 't', 'bob', 5, '2026-03-02T12:00:00Z')
        """
    )
    roll(database, "day", FIRST, FIRST)
    assert ask(connection, "kpi_staff", "t", "bob")["metrics"]["feedbackAvg"] == 5


def test_a_tenant_is_known_once_it_was_rolled_up(database: str, connection: Connection, salon: Salon) -> None:
    salon("UTC")
    with pytest.raises(psycopg.Error, match="unknown tenant: other"):
        ask(connection, "kpi_summary", "other")
    connection.execute("insert into kpi_history values ('other', null, now())")
    assert ask(connection, "kpi_summary", "other")["tz"] == "UTC"
    connection.execute("delete from kpi_history")
    job.run(database, Request("day", ("other",), FIRST, FIRST, OVER + 100 * DAY))
    assert ask(connection, "kpi_summary", "other")["quality"]["windowsPresent"] == 1


@pytest.fixture
def reader(database: str) -> Iterator[str]:
    """A role that may read what the functions read of our own, and nothing of the host's."""
    name = f"kpi_test_reader_{Random().getrandbits(64):x}"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {}").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL(
                "grant select on kpi_rollup, staff_kpi_rollup, kpi_metric, kpi_ledger, kpi_coverage,"
                " kpi_history, kpi_seal, kpi_tenant_settings, kpi_staff_schedule to {0};"
                " grant select (source, deleted) on kpi_retention to {0}"
            ).format(sql.Identifier(name))
        )
        yield name
        connection.execute(sql.SQL("drop owned by {0}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("drop role {0}").format(sql.Identifier(name)))


def test_neither_the_hosts_tables_nor_the_session_matter(
    database: str, connection: Connection, salon: Salon, reader: str
) -> None:
    salon("Europe/Berlin")
    roll(database, "hour", FIRST, FIRST + 2 * DAY)
    asked: dict[str, object] = {"series": True, "compare": "previous", "tz": "America/New_York"}
    before = summary(connection, "day", FIRST, FIRST + 2 * DAY, **asked)
    connection.execute(
        "set timezone = 'Asia/Kathmandu'; set datestyle = 'German'; set intervalstyle = 'iso_8601'"
    )
    connection.execute(sql.SQL("set role {}").format(sql.Identifier(reader)))
    connection.execute("set kpi_tool.tenant_id = 't'")
    assert summary(connection, "day", FIRST, FIRST + 2 * DAY, **asked) == before
    assert ask(connection, "kpi_staff", "t", "ann", period="day", from_date=FIRST, to_date=FIRST)
