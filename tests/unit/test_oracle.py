"""Hand-checked cases of the oracle: every rule of metrics.md at least once."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import oracle
import oracle_time as clock
import oracle_values as values
import pytest
from hypothesis import HealthCheck, given, settings
from oracle import Counters, Metrics, Platform, Row, day_start, wall_to_instant, windows
from platforms import Case, minimise, platform_of, platforms

DAY = date(2026, 5, 6)  # a Wednesday
NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def minute(count: float) -> timedelta:
    return timedelta(minutes=count)


class Salon:
    """Builds the rows of one salon `t`, with ids in order of adding."""

    def __init__(self, zone: str = "UTC", **options: object) -> None:
        self.platform: Platform = {
            "tenants": [{"tenant_id": "t", "status": "active"}],
            "kpi_tenant_settings": [{"tenant_id": "t", "timezone": zone, **options}],
        }

    def add(self, table: str, **row: object) -> Salon:
        rows = self.platform.setdefault(table, [])
        rows.append({"tenant_id": "t", "id": f"r{len(rows)}", **row})
        return self

    def visit(self, booking: str = "b1", start: datetime | None = NOON, **more: object) -> Salon:
        """An appointment; arguments that are no columns are metadata."""
        names = {"id", "status", "client_id", "created_at"} & more.keys()
        columns: Row = {name: more.pop(name) for name in names}
        row: Row = {"status": "created", "created_at": NOON - timedelta(days=3), **columns}
        return self.add("appointments_map", calcom_booking_id=booking, start_at=start, metadata=more, **row)

    def event(
        self, kind: str, booking: str | None = "b1", at: datetime | str = NOON, **more: object
    ) -> Salon:
        columns = {key: more.pop(key) for key in ("id", "source") if key in more}
        return self.add(
            "booking_events",
            booking_id=booking,
            event_type=kind,
            created_at=at,
            payload_json=more,
            **columns,
        )

    def counters(
        self, day: date = DAY, grain: str = "day", staff: str | None = None, as_of: datetime = LATER
    ) -> Counters:
        """Of the first window that meets the day."""
        found = oracle.compute(self.platform, grain, day, day, as_of)
        start = min(place[2] for place in found)
        return found.get(("t", staff, start), {})

    def count(self, key: str, **options: Any) -> float:  # noqa: ANN401
        return float(self.counters(**options).get(key, 0))

    def metrics(self) -> Metrics:
        return oracle.metrics(self.counters())


# Windows


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("UTC", DAY, "2026-05-06T00:00", 24),
        ("America/Havana", date(2025, 11, 2), "2025-11-02T04:00", 25),  # midnight comes twice: the first
        ("America/Havana", date(2026, 3, 8), "2026-03-08T05:00", 23),  # midnight is skipped: begins at 01:00
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00", 23),  # skipped likewise
        ("Africa/Cairo", date(2026, 10, 29), "2026-10-28T21:00", 25),  # at 24:00 back to 23:00 of this day
        ("Africa/Cairo", date(2026, 10, 30), "2026-10-29T22:00", 24),
        ("Australia/Lord_Howe", date(2025, 10, 5), "2025-10-04T13:30", 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04T13:00", 24.5),
        ("America/New_York", date(2026, 3, 8), "2026-03-08T05:00", 23),
        ("Europe/Berlin", date(2025, 10, 26), "2025-10-25T22:00", 25),
        ("Asia/Kathmandu", date(2026, 1, 1), "2025-12-31T18:15", 24),
    ],
)
def test_days(zone: str, day: date, start: str, hours: float) -> None:
    assert day_start(zone, day) == utc(start)
    assert windows(zone, "day", day, day) == [(utc(start), utc(start) + timedelta(hours=hours))]
    tiles = windows(zone, "hour", day, day)
    assert len(tiles) == math.ceil(hours)
    assert tiles[0][0] == utc(start)
    assert all(one[1] == two[0] for one, two in pairwise(tiles))
    assert all(end - begin == minute(60) for begin, end in tiles[:-1])
    assert tiles[-1][1] - tiles[-1][0] == minute(60 if hours % 1 == 0 else 30)


def test_weeks_and_months_are_widened() -> None:
    weeks = windows("UTC", "week", date(2026, 5, 10), date(2026, 5, 11))  # a Sunday and a Monday
    assert [start.date() for start, _ in weeks] == [date(2026, 5, 4), date(2026, 5, 11)]
    months = windows("America/New_York", "month", date(2026, 2, 28), date(2026, 3, 1))
    assert months == [
        (utc("2026-02-01T05:00"), utc("2026-03-01T05:00")),
        (utc("2026-03-01T05:00"), utc("2026-04-01T04:00")),
    ]


def test_a_date_that_a_zone_skipped_has_no_window() -> None:
    assert windows("Pacific/Apia", "day", date(2011, 12, 30), date(2011, 12, 30)) == []


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("America/Havana", "2025-11-02T00:00", "2025-11-02T05:00"),  # doubled: the second
        ("America/Havana", "2025-11-02T01:00", "2025-11-02T06:00"),
        ("America/Havana", "2026-03-08T00:30", "2026-03-08T05:30"),  # skipped: moved on
        ("Africa/Cairo", "2026-10-29T23:30", "2026-10-29T21:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T15:15"),
        ("Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04T15:45"),
        ("America/New_York", "2026-03-08T02:00", "2026-03-08T07:00"),
        ("Europe/Berlin", "2025-10-26T03:00", "2025-10-26T02:00"),
    ],
)
def test_wall_clock_to_instant(zone: str, local: str, instant: str) -> None:
    wall = datetime.fromisoformat(local)
    assert wall_to_instant(zone, wall.date(), wall.time()) == utc(instant)


def test_peak_is_half_open_and_may_run_past_midnight() -> None:
    assert clock.in_peak(time(11), time(11), time(19))
    assert not clock.in_peak(time(19), time(11), time(19))
    assert clock.in_peak(time(1), time(22), time(2))
    assert not clock.in_peak(time(2), time(22), time(2))
    assert clock.in_peak(time(5), time(9), time(9))


# Normalisation


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        (Decimal("0.5"), 0.5),
        ("-12.5", -12.5),
        ("007", 7),
        (10**12, 10**12),
        (10**12 + 1, None),
        (Decimal("1000000000000.00000000000000000000000000001"), None),
        (Decimal("1E+400"), None),
        ("1000000000000.1", None),
        ("1" * 16, None),
        ("1." + "1" * 16, None),
        ("1e3", None),
        (" 1", None),
        ("1\n", None),
        ("+1", None),
        (".5", None),
        ("5.", None),
        ("", None),
        ("NaN", None),
        ("\u0663", None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_numbers(value: object, expected: float | None) -> None:
    assert values.number(value) == expected


def test_ranges() -> None:
    assert values.money(-1) is None
    assert values.money("-0") == 0
    assert [values.minutes(number) for number in (0, 1, 1440, 1441)] == [None, 1, 1440, None]
    assert [values.buffer_minutes(number) for number in (-1, 0, 1441)] == [None, 0, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-06T12:00:00Z", "2026-05-06T12:00"),
        ("2026-05-06T12:00Z", "2026-05-06T12:00"),
        ("2026-05-06T12:00:00.5Z", "2026-05-06T12:00:00.500000"),
        ("2026-05-06T12:00:00.000001+05:45", "2026-05-06T06:15:00.000001"),
        ("2026-05-06T12:00-0330", "2026-05-06T15:30"),
        ("2026-05-06T12:00+03", "2026-05-06T09:00"),
        ("2026-05-06T12:00-15:59", "2026-05-07T03:59"),
        ("2026-05-06T12:00+16:00", None),
        ("2026-05-06T12:00+05:60", None),
        ("2026-05-06T12:00:00.1234567Z", None),
        ("2026-05-06T12:00:00.Z", None),
        ("2026-05-06t12:00:00Z", None),
        ("2026-05-06T12:00:00z", None),
        ("2026-05-06T12:00:00", None),
        ("2026-05-06 12:00:00Z", None),
        ("2026-05-06T24:00:00Z", None),
        ("2026-05-06T23:59:60Z", None),
        ("2026-02-29T12:00:00Z", None),
        ("0000-01-01T12:00:00Z", None),
        ("2026-05-06T12Z", None),
        ("2026-05-06T12:00:00Z\n", None),
        (1778068800, None),
    ],
)
def test_instants(text: object, expected: str | None) -> None:
    assert values.instant(text) == (None if expected is None else utc(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BOOKING.Created", "created"),
        ("booking_noshow", "no_show"),
        ("BOOKING_NO_SHOW_UPDATED", "no_show"),
        ("booking.booking.created", "booking.created"),
        ("Canceled", "cancelled"),
        ("done", "completed"),
        ("requested", "pending"),
        (" created", " created"),
        (None, None),
    ],
)
def test_event_types_and_statuses(text: str | None, expected: str | None) -> None:
    assert values.kind(text) == expected


@pytest.mark.parametrize(
    ("status", "events", "expected"),
    [
        ("created", [], "completed"),
        ("weird", [], "completed"),
        ("created", ["cancelled"], "cancelled"),
        ("created", ["cancelled", "booking.rescheduled"], "completed"),
        ("CANCELLED", ["created"], "cancelled"),
        ("CANCELLED", ["completed"], "completed"),
        ("PENDING", ["confirmed"], "pending"),
        ("BOOKING_NO_SHOW_UPDATED", [], "no_show"),
        ("BOOKING_NO_SHOW_UPDATED", ["created"], "no_show"),
        ("BOOKING_NO_SHOW_UPDATED", ["no_show!"], "completed"),
        ("created", ["no_show"], "no_show"),
        ("created", ["cancelled", "no_show!"], "completed"),
        ("cancelled", ["no_show!"], "cancelled"),
        ("created", ["rejected", "payment"], "rejected"),
    ],
)
def test_state(status: str, events: list[str], expected: str) -> None:
    salon = Salon().visit(status=status)
    for position, name in enumerate(events):
        undone = {"noShow": False} if name.endswith("!") else {"noShow": "false"}
        salon.event(name.rstrip("!"), at=NOON + minute(position), **undone)
    found = salon.counters()
    assert found.get(f"appointments_{expected}", 0) == (0 if expected in {"pending", "rejected"} else 1)
    assert found.get("appointments", 0) == (0 if expected in {"pending", "rejected"} else 1)


def test_ties_in_created_at_go_by_id_bytewise() -> None:
    salon = Salon().visit().event("cancelled", id="_").event("confirmed", id="B")
    assert salon.count("appointments_cancelled") == 1  # "B" < "_" bytewise
    salon = Salon().visit().event("cancelled", id="z").event("confirmed", id="ä")
    assert salon.count("appointments_completed") == 1


def test_scheduled_until_as_of() -> None:
    salon = Salon().visit()
    assert salon.count("appointments_completed", as_of=NOON) == 1
    assert salon.count("appointments_completed", as_of=NOON - MICRO) == 0
    assert salon.count("appointments", as_of=NOON - MICRO) == 1


def test_superseded() -> None:
    salon = Salon().visit("b1").visit("b2", rescheduledFromUid="b1")
    assert salon.count("appointments") == 1
    assert (
        Salon().visit("b1").visit("b2", rescheduledFromUid="b1", status="REJECTED").count("appointments") == 1
    )
    assert Salon().visit("b1").visit("b2", start=None, rescheduledFromUid="b1").count("appointments") == 0
    assert Salon().visit("b1", rescheduledFromUid="b1").count("appointments") == 1
    cycle = Salon().visit("b1", rescheduledFromUid="b2").visit("b2", rescheduledFromUid="b1")
    assert cycle.counters() == {}


def test_rows_of_other_tenants_and_of_none_are_left_out() -> None:
    salon = Salon().visit()
    salon.event("cancelled").platform["booking_events"][0]["tenant_id"] = "other"
    salon.visit("b2").platform["appointments_map"][1]["tenant_id"] = None
    assert salon.count("appointments_completed") == 1


def test_infinite_times_are_null() -> None:
    salon = Salon().event("cancelled", at="infinity").visit()
    salon.platform["appointments_map"][0]["created_at"] = "-infinity"
    assert salon.count("appointments_completed") == 1
    assert salon.count("reminders_due") == 0


# Bookings


def test_first_success_counts_once_at_its_instant() -> None:
    yesterday = NOON - timedelta(days=1)
    salon = Salon().event("booking.created", at=yesterday).event("confirmed").event("created", "b2")
    salon.event("created", None)
    assert salon.count("bookings_confirmed") == 1
    assert salon.count("bookings_confirmed", day=yesterday.date()) == 1
    assert salon.count("events_unlinked") == 1


def test_event_staff() -> None:
    salon = Salon().visit("b1", start=None, staffId="s1").event("created").event("rescheduled", staffId="s2")
    salon.event("rescheduled", staffId=7)
    assert salon.counters(staff="s1") == {"bookings_confirmed": 1, "bookings_automated": 1, "reschedules": 1}
    assert salon.counters(staff="s2") == {"reschedules": 1}
    assert salon.count("reschedules") == 2


@pytest.mark.parametrize(
    ("source", "automated"),
    [(None, 1), ("api:booking", 1), ("ADMIN:x", 0), ("frontdesk", 0), ("Staff", 0), ("my-admin", 1)],
)
def test_automated_by_source(source: str | None, automated: int) -> None:
    assert Salon().event("created", source=source).count("bookings_automated") == automated


def test_automated_unless_an_admin_acted_before() -> None:
    for at, action, expected in (
        (NOON, "admin.reply", 0),
        (NOON + MICRO, "admin.reply", 1),
        (NOON - MICRO, "administrator", 1),
    ):
        salon = (
            Salon()
            .event("created")
            .add("audit_log", action=action, payload={"bookingId": "b1"}, created_at=at)
        )
        assert salon.count("bookings_automated") == expected


def test_intents() -> None:
    salon = Salon().event("intent_received", None, NOON, intentId="i").event("intent_received", "b1", NOON)
    salon.event("intent_received", "b1", NOON - minute(10)).event("intent_received", "b9")
    salon.event("created", "b1", NOON, intentId="i")
    found = salon.counters()
    assert found["booking_attempts"] == 4
    assert found["intents_converted"] == 3
    assert found["resolve_seconds"] == 600
    assert found["resolved_intents"] == 1
    assert salon.metrics()["meanTimeToResolveSec"] == 600


def test_an_intent_after_the_success_resolves_nothing() -> None:
    salon = Salon().event("intent_received", at=NOON + MICRO).event("created")
    assert salon.counters().keys() & {"intents_converted", "resolved_intents"} == set()


def test_admin_interventions_by_action() -> None:
    salon = Salon().add("audit_log", action="admin.reply", created_at=NOON)
    salon.add("audit_log", action="admin.", created_at=NOON).add("audit_log", action="other", created_at=NOON)
    assert salon.counters() == {
        "admin_interventions": 2,
        "admin_interventions|reply": 1,
        "admin_interventions|unknown": 1,
    }


# Appointments


def test_revenue() -> None:
    salon = Salon(currency="eur").visit("b1", price="10.50", discount=1, currency="EUR", refundedAmount=2)
    salon.visit("b2", discount=Decimal("0.25")).visit("b3", price=0).visit("b4", price=5, currency="USD")
    salon.visit("b5", price=100, status="cancelled").visit("b6", price=-1)
    found = salon.counters()
    assert found["revenue_gross"] == Decimal("10.5")
    assert found["appointments_priced"] == 2
    assert found["revenue_discounts"] == Decimal("1.25")
    assert found["revenue_refunds"] == 2
    assert found["revenue_foreign"] == 1
    assert found["values_rejected"] == found["values_rejected|appointments_map.price"] == 1
    assert salon.metrics()["revenueNet"] == Decimal("7.25")
    assert salon.metrics()["avgTicket"] == Decimal("3.625")


def test_refunds_are_at_the_later_of_refund_and_start() -> None:
    salon = Salon().visit(refundedAmount=2, refundedAt="2026-05-07T00:00:00Z")
    salon.visit("b2", refundedAmount=3, refundedAt="2026-05-01T00:00:00Z")
    assert salon.count("revenue_refunds") == 3
    assert salon.count("revenue_refunds", day=DAY + timedelta(days=1)) == 2
    assert salon.metrics()["revenueNet"] == -3
    assert salon.metrics()["revenueGross"] is None


def test_visits() -> None:
    salon = Salon().visit("b1", client_id="c", staffId="s1").visit("b2", client_id="c", staffId="s2", price=5)
    salon.visit("b3", client_id="").visit("b4", client_id=None, price=1)
    found = salon.counters()
    assert [found["visits"], found["identified_visits"], found["paid_visits"]] == [3, 1, 2]
    assert salon.count("visits", staff="s1") == salon.count("visits", staff="s2") == 1
    assert "paid_visits" not in salon.counters(staff="s1")


def test_a_visit_is_at_its_first_appointment_and_paid_at_the_first_priced_one() -> None:
    salon = Salon().visit("b1", NOON, client_id="c").visit("b2", NOON + minute(60), client_id="c", price=3)
    found = oracle.compute(salon.platform, "hour", DAY, DAY, LATER)
    assert found["t", None, NOON]["visits"] == 1
    assert "visits" not in found["t", None, NOON + minute(60)]
    assert found["t", None, NOON + minute(60)]["paid_visits"] == 1


def test_repeat_visits_look_at_the_latest_earlier_day_of_any_staff() -> None:
    for days, expected in ((2, 1), (3, 0)):
        salon = Salon(repeat_lookback_days=2).visit("b1", NOON, client_id="c", staffId="s1")
        salon.visit("b2", NOON - timedelta(days=days), client_id="c", staffId="s2")
        assert salon.count("repeat_visits") == expected
        assert salon.count("repeat_visits", staff="s1") == expected


def test_grid_is_wall_clock() -> None:
    kathmandu = Salon("Asia/Kathmandu", slot_grid_minutes=30).visit("b1", NOON + minute(15))
    assert kathmandu.count("grid_aligned") == 1
    assert Salon().visit("b1", NOON + MICRO).counters().get("grid_aligned", 0) == 0
    service = Salon().add("tenant_config", config={"services": {"cut": {"gridMinutes": "7.5"}}})
    service.visit("b1", utc("2026-05-06T00:15"), serviceId="cut").visit("b2", utc("2026-05-06T00:20"))
    assert (service.count("grid_checked"), service.count("grid_aligned")) == (2, 1)


def test_offpeak() -> None:
    evening = utc("2026-05-06T19:00")
    salon = Salon().visit("b1", evening, preferredStart="2026-05-06T18:59:59Z")
    salon.visit("b2", evening, rescheduledFromUid="b3").visit("b3", NOON, status="cancelled")
    salon.visit("b4", NOON, preferredStart="bad").visit("b5", NOON, rescheduledFromUid="b5")
    found = salon.counters()
    assert found["offpeak_starts"] == 2
    assert found["offpeak_known"] == 2
    assert found["offpeak_shifted"] == 2
    assert found["values_rejected|appointments_map.preferredStart"] == 1


def test_end_and_buffer() -> None:
    config = {"services": {"cut": {"durationMinutes": 20, "bufferMinutes": 5}, "": {"durationMinutes": 90}}}
    salon = Salon().add("tenant_config", config=config)
    salon.visit("b1", durationMinutes=30, bufferMinutes=10)  # 30 and 40
    salon.visit("b2", serviceId="cut", durationMinutes=10000, bufferMinutes=-1)  # 20 and 25
    salon.visit("b3", endAt="2026-05-06T13:00:00Z", durationMinutes=30, bufferMinutes=0)  # 60
    salon.visit("b4", endAt="2026-05-06T12:00:00Z").visit("b5", serviceId="")  # unknown
    salon.visit("b6", status="cancelled", durationMinutes=30)
    found = salon.counters()
    assert found["service_seconds"] == 110 * 60
    assert found["capacity_booked_seconds"] == 125 * 60
    assert found["values_rejected"] == 4


def test_end_is_at_most_a_day_later() -> None:
    assert Salon().visit(endAt="2026-05-07T12:00:00Z").count("service_seconds") == 12 * 3600
    assert Salon().visit(endAt="2026-05-07T12:00:00.000001Z").count("service_seconds") == 0


def test_config_may_be_any_json() -> None:
    config: object
    for config in (None, 7, "services", [], {"services": [{"durationMinutes": 5}]}, {"services": {"0": 1}}):
        assert Salon().add("tenant_config", config=config).visit(serviceId="0").count("service_seconds") == 0


def schedule(salon: Salon, table: str = "kpi_staff_schedule", **more: object) -> Salon:
    names = ("opens_at", "closes_at") if table == "kpi_opening_hours" else ("starts_at", "ends_at")
    row = {"weekday": 3, names[0]: time(9), names[1]: time(17), "valid_from": date(2020, 1, 1), **more}
    return salon.add(table, **row)


def test_availability() -> None:
    salon = schedule(schedule(Salon(), staff_id="s1"), staff_id="s1", starts_at=time(16), ends_at=time(18))
    schedule(salon, staff_id="s2", valid_to=DAY - timedelta(days=1))
    salon.add("kpi_staff_time_off", staff_id="s1", starts_at=NOON, ends_at=NOON + minute(60))
    salon.visit("b1", staffId="s1", durationMinutes=240).visit("b2", staffId="s2", durationMinutes=30)
    found = salon.counters()
    assert found["available_seconds"] == 8 * 3600
    assert found["scheduled_service_seconds"] == 4 * 3600
    assert found["service_seconds"] == 4.5 * 3600
    assert oracle.metrics(salon.counters(staff="s1"), staff=True)["utilizationRate"] == 50


def test_a_night_shift_belongs_to_its_first_day_and_counts_in_both() -> None:
    salon = schedule(Salon(), staff_id="s1", starts_at=time(22), ends_at=time(3), valid_to=DAY)
    assert salon.count("available_seconds") == 2 * 3600
    assert salon.count("available_seconds", day=DAY + timedelta(days=1)) == 3 * 3600


def test_a_shift_on_a_day_of_25_hours() -> None:
    salon = schedule(Salon("America/New_York"), staff_id="s", weekday=7, starts_at=time(0), ends_at=time(3))
    assert salon.count("available_seconds", day=date(2025, 11, 2)) == 4 * 3600


def test_capacity() -> None:
    salon = schedule(Salon(chairs=2), "kpi_opening_hours")
    schedule(salon, "kpi_opening_hours", opens_at=time(12), closes_at=time(19))
    salon.visit(durationMinutes=60)
    assert salon.count("capacity_seconds") == 2 * 10 * 3600
    assert salon.metrics()["capacityUtilizationRate"] == 5
    assert schedule(Salon(), "kpi_opening_hours").counters() == {}


def test_seconds_are_split_over_hours() -> None:
    salon = Salon().visit("b1", NOON + minute(30), durationMinutes=60)
    found = oracle.compute(salon.platform, "hour", DAY, DAY, LATER)
    assert found["t", None, NOON]["service_seconds"] == 1800
    assert found["t", None, NOON + minute(60)]["service_seconds"] == 1800


def job(salon: Salon, queue: str | None, status: str, at: datetime = NOON, **payload: object) -> Salon:
    return salon.add("job_log", queue=queue, status=status, payload=payload, created_at=at)


def test_reminders() -> None:
    hour_before = NOON - minute(60)
    salon = Salon().visit("b1", created_at=hour_before).visit("b2", created_at=hour_before + MICRO)
    salon.visit("b3", status="cancelled")
    assert salon.metrics()["reminderAutomationRate"] is None
    job(salon, "queue:tx", "processed", NOON, type="reminder", bookingId="b1")
    assert salon.metrics()["reminderAutomationRate"] == 0
    job(salon, "queue:tx", "processed", NOON - MICRO, type="reminder", bookingId="b1")
    job(salon, "queue:tx", "queued", NOON - MICRO, type="reminder", bookingId=5)
    found = salon.counters()
    assert [found["reminders_due"], found["reminders_automated"]] == [1, 1]
    assert found["reminder_jobs_linked"] == 2


# Rows that count where they stand


def test_jobs() -> None:
    salon = Salon()
    job(salon, "queue:send:telegram", "delivered", type="reminder")
    job(salon, "queue:send:telegram", "failed", type="reminder")
    job(salon, "queue:send:telegram", "dead")
    job(salon, "queue:dead:send:telegram", "processed")
    job(salon, "queue:send:", "accepted")
    job(salon, None, "processed")
    assert salon.counters() == {
        "sends_delivered": 1,
        "sends_delivered|telegram": 1,
        "sends_dead": 2,
        "sends_dead|telegram": 2,
        "sends_accepted": 1,
        "sends_accepted|unknown": 1,
        "reminders_delivered": 1,
        "jobs_finished": 4,
        "jobs_finished|queue:send:telegram": 2,
        "jobs_finished|queue:dead:send:telegram": 1,
        "jobs_finished|unknown": 1,
        "jobs_dead": 2,
        "jobs_dead|queue:send:telegram": 1,
        "jobs_dead|queue:dead:send:telegram": 1,
    }
    found = salon.metrics()
    assert found["messageDeliveryRate"] == 25
    assert found["deadLetterRate"] == 50
    assert found["deadLetters|queue:send:telegram"] == 1
    assert found["reminderDeliveryRate"] == 100


def test_messages() -> None:
    salon = Salon()
    for channel, direction in (("a|b", "inbound"), (None, "inbound"), ("", "failed"), ("x", "Inbound")):
        salon.add("message_log", channel=channel, direction=direction, created_at=NOON)
    assert salon.counters() == {
        "messages_inbound": 2,
        "messages_inbound|a|b": 1,
        "messages_inbound|unknown": 1,
        "messages_failed": 1,
        "messages_failed|unknown": 1,
    }


def test_stock() -> None:
    salon = Salon()
    for variance, expected in ((Decimal(-3), Decimal(10)), (Decimal(1), Decimal("NaN")), (None, None)):
        salon.add("stock_snapshot", variance=variance, qty_expected=expected, created_at=NOON)
    salon.add("inventory_ledger", reason="consume", qty_delta=Decimal("-1.5"), created_at=NOON)
    salon.add("inventory_ledger", reason="intake", qty_delta=Decimal(4), created_at=NOON)
    salon.add("inventory_ledger", reason="adjustment", qty_delta=Decimal(9), created_at=NOON)
    found = salon.counters()
    assert found == {
        "stock_counts": 3,
        "stock_variance": -2,
        "stock_variance_abs": 4,
        "stock_expected": 10,
        "stock_consumed": Decimal("1.5"),
        "stock_intake": 4,
    }
    assert salon.metrics()["inventoryVariancePct"] == 20


def test_feedback() -> None:
    salon = Salon(feedback_window_days=1).visit("b1", staffId="s1").visit("b2", staffId="s1")
    day_after = NOON + timedelta(days=1)
    for rating, booking, staff, at in (
        (Decimal("4.5"), "b1", "s1", day_after),
        (Decimal(5), "b2", "", NOON),
        (Decimal(7), "b2", "s1", NOON),
        (Decimal("NaN"), "b2", "s1", NOON),
        (Decimal(3), "b2", "s1", NOON - timedelta(days=9)),
    ):
        salon.add("feedback", rating=rating, booking_id=booking, staff_id=staff, created_at=at)
    salon.add("audit_log", action="feedback.requested", created_at=NOON)
    found = salon.counters()
    assert [found["feedback_count"], found["feedback_rating_sum"]] == [1, 5]
    assert found["values_rejected"] == found["values_rejected|feedback.rating"] == 1
    assert found["feedback_covered"] == salon.counters(staff="s1")["feedback_covered"] == 2
    assert salon.count("feedback_rating_sum", day=day_after.date(), staff="s1") == 4.5
    assert salon.metrics()["feedbackResponseRate"] == 100
    late = Salon(feedback_window_days=1).visit()
    late.add("feedback", rating=Decimal(5), booking_id="b1", created_at=day_after + MICRO)
    assert late.count("feedback_covered") == 0


def test_integrations() -> None:
    salon = Salon()
    for kind, target, ok, latency in (
        ("webhook", "telegram", False, 5),
        ("webhook", "telegram", True, None),
        ("api", "calcom", True, 0),
        ("api", "calcom", False, 100),
        ("stt", "x", False, 3),
    ):
        salon.add("kpi_integration_log", kind=kind, target=target, ok=ok, latency_ms=latency, created_at=NOON)
    found, metrics = salon.counters(), salon.metrics()
    assert found["api_latency|calcom|0"] == found["api_latency|calcom|231"] == 1
    assert found["stt_errors"] == 1
    assert "api_errors|telegram" not in found
    assert metrics["webhookErrorRate"] == metrics["webhookErrorRate|telegram"] == 50
    assert metrics["calcomErrorRate"] == 50
    assert metrics["erxesErrorRate"] is None
    assert metrics["calcomLatencyP50Ms"] == pytest.approx(0.99)
    assert metrics["calcomLatencyP95Ms"] == pytest.approx(100, rel=0.01)
    assert metrics["erxesLatencyP99Ms"] is None


def test_queues() -> None:
    salon = Salon()
    for queue, depth, at in (("tx", 3, NOON), ("mk", 4, NOON), ("tx", 5, NOON + minute(1))):
        salon.add("kpi_queue_sample", queue=queue, depth=depth, sampled_at=at)
    found, metrics = salon.counters(), salon.metrics()
    assert [found["queue_depth_sum"], found["queue_samplings"], found["queue_depth_max"]] == [12, 2, 7]
    assert [found["queue_depth_max|tx"], found["queue_samplings|tx"]] == [5, 2]
    assert [metrics["queueDepthAvg"], metrics["queueDepthAvg|tx"], metrics["queueDepthMax|mk"]] == [6, 4, 4]
    assert Salon().metrics()["queueDepthMax"] is None


# Merging and metrics


def test_merge_sums_and_takes_the_maximum() -> None:
    one = {"visits": Decimal(1), "queue_depth_max|a_b": Decimal(3), "stock_variance": Decimal(2)}
    two = {"visits": Decimal(2), "queue_depth_max|a_b": Decimal(1), "stock_variance": Decimal(-2)}
    assert oracle.merge([one, two]) == {"visits": 3, "queue_depth_max|a_b": 3}
    assert oracle.merge([{"x|y_max": Decimal(1)}, {"x|y_max": Decimal(1)}]) == {"x|y_max": 2}


def test_rounding_is_half_away_from_zero() -> None:
    counters = {"bookings_confirmed": Decimal(1), "booking_attempts": Decimal(3)}
    assert oracle.metrics(counters)["bookingSuccessRate"] == Decimal("33.3333")
    half = {"feedback_rating_sum": Decimal("0.00005"), "feedback_count": Decimal(1)}
    assert oracle.metrics(half)["feedbackAvg"] == Decimal("0.0001")
    loss = {"revenue_refunds": Decimal("0.00005"), "paid_visits": Decimal(1)}
    assert oracle.metrics(loss)["avgTicket"] == Decimal("-0.0001")


def test_metrics_of_nothing() -> None:
    found = oracle.metrics({})
    assert {name for name, value in found.items() if value is not None} == {
        *("cancellations", "noShows", "repeatVisits", "inventoryVarianceAbs", "deadLetters"),
        *("bookingAttempts", "messagesInbound", "messagesOutbound", "bookingsConfirmed", "appointments"),
        *("completed", "visits", "feedbackCount", "reschedules"),
    }
    assert set(oracle.metrics({}, staff=True)) < set(found)
    assert len(oracle.metrics({}, staff=True)) == 22


def test_archived_tenants_only_when_named() -> None:
    salon = Salon()
    salon.platform["tenants"][0]["status"] = "archived"
    assert oracle.compute(salon.platform, "day", DAY, DAY, LATER) == {}
    assert oracle.compute(salon.platform, "day", DAY, DAY, LATER, ["t"]) == {
        ("t", None, utc("2026-05-06")): {}
    }


def test_week_is_the_merge_of_its_days() -> None:
    salon = Salon().visit("b1", client_id="c").visit("b2", NOON + timedelta(days=4), client_id="c")
    assert salon.count("visits", grain="week") == 2
    assert salon.count("repeat_visits", grain="week") == 1


# Any platform


def check_additivity(case: Case) -> None:
    """Hours add up to days, and staff never to more than the salon (staff visits aside)."""
    days = oracle.compute(case.platform, "day", case.first, case.last, case.as_of)
    hours = oracle.compute(case.platform, "hour", case.first, case.last, case.as_of)
    parts: dict[tuple[str, str | None], list[Counters]] = {}
    wholes: dict[tuple[str, str | None], list[Counters]] = {}
    for (tenant, staff, _), counters in days.items():
        wholes.setdefault((tenant, staff), []).append(counters)
    for (tenant, staff, _), counters in hours.items():
        parts.setdefault((tenant, staff), []).append(counters)
    assert {place: oracle.merge(found) for place, found in wholes.items()} == {
        place: oracle.merge(found) for place, found in parts.items()
    }
    for (tenant, staff, start), counters in days.items():
        for key, amount in counters.items():
            assert staff is None or amount <= days[tenant, None, start][key]
        assert set(map(oracle.base_name, counters)) <= set().union(*oracle.COUNTER_FAMILIES.values())
        assert oracle.metrics(counters, staff is not None)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(platforms())
def test_any_platform_adds_up(case: Case) -> None:
    check_additivity(case)


@pytest.mark.parametrize("seed", range(40))
def test_any_random_platform_adds_up(seed: int) -> None:
    check_additivity(platform_of(seed))


def test_random_platforms_reach_every_counter() -> None:
    missing = set().union(*oracle.COUNTER_FAMILIES.values())
    for seed in range(1000):
        case = platform_of(seed)
        for counters in oracle.compute(case.platform, "day", case.first, case.last, case.as_of).values():
            missing -= set(map(oracle.base_name, counters))
        if not missing:
            break
    assert not missing


def test_minimise_keeps_what_fails() -> None:
    def many_events(case: Case) -> bool:
        return len(case.platform["booking_events"]) >= 3

    case = next(case for case in map(platform_of, range(50)) if many_events(case))
    small = minimise(case, many_events)
    assert sum(map(len, small.platform.values())) == 3
