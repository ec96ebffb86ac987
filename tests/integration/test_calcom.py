"""kpi_ingest_calcom, ingest calcom: what Cal.com tells, in any order, becomes events, rows and absences."""

import hashlib
import hmac
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb
from salons import again, execute, fetch, run, salon_of
from waiting import until

from kpi_tool import calcom, db
from kpi_tool import lines as lines_module

Cli = Callable[..., tuple[int, str, str]]
Body = dict[str, Any]
Tell = Callable[..., str]
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=3)


def stamp(hours: float) -> str:
    """An instant so long after noon of three days ago, as Cal.com writes it."""
    return (NOON + timedelta(hours=hours)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def webhook(trigger: str, at: float, uid: str = "u1", **more: Any) -> Body:  # noqa: ANN401
    """Half an hour of haircut at noon, told `at` hours after noon of three days ago."""
    payload = {
        "uid": uid,
        "bookingId": 100,
        "title": "Haircut between Ann and Guest",
        "startTime": stamp(more.pop("start", 0)),
        "endTime": stamp(more.pop("end", 0.5)),
        "length": 30,
        "eventTypeId": 7,
        "organizer": {
            "id": 1,
            "name": "Ann A.",
            "email": "ann@example.com",
            "username": "ann",
            "timeZone": "UTC",
        },
        "attendees": [{"email": "guest@example.com", "name": "Guest", "timeZone": "UTC"}],
        "additionalNotes": "allergic to nuts",
        "price": 4550,
        "currency": "eur",
        "requiresConfirmation": False,
        "metadata": {},
        **more,
    }
    return {"triggerEvent": trigger, "createdAt": stamp(at), "payload": payload}


def no_show(at: float, absent: str, uid: str = "u1") -> Body:
    """Of each guest + for absent, - for not."""
    attendees = [{"email": f"guest{n}@example.com", "noShow": flag == "+"} for n, flag in enumerate(absent)]
    payload = {"bookingUid": uid, "bookingId": 100, "attendees": attendees}
    return {"triggerEvent": "BOOKING_NO_SHOW_UPDATED", "createdAt": stamp(at), "payload": payload}


def meeting_ended(made_at: float, uid: str = "u1") -> Body:
    return {
        "triggerEvent": "MEETING_ENDED",
        "uid": uid,
        "startTime": stamp(0),
        "endTime": stamp(0.5),
        "createdAt": stamp(made_at),
        "userId": 1,
        "user": {"email": "ann@example.com", "username": "ann", "timeZone": "UTC"},
        "status": "ACCEPTED",
    }


def moved(at: float, uid: str, replaced: str, **more: Any) -> Body:  # noqa: ANN401
    return webhook("BOOKING_RESCHEDULED", at, uid, rescheduleUid=replaced, **more)


@pytest.fixture
def salon(database: str) -> str:
    execute(database, salon_of(NOON + timedelta(days=3)))
    return database


@pytest.fixture
def connection(salon: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(salon, autocommit=True) as connection:
        yield connection


@pytest.fixture
def tell(connection: psycopg.Connection[Any]) -> Tell:
    def call(body: object, tenant: str | None = "t") -> str:
        row = connection.execute("select kpi_ingest_calcom(%s, %s)", [tenant, Jsonb(body)]).fetchone()
        assert row is not None
        return str(row[0])

    return call


def row(salon: str | psycopg.Connection[Any], uid: str = "u1") -> dict[str, Any]:
    """The host's row of a booking, as JSON."""
    query = f"select to_jsonb(a) from appointments_map as a where calcom_booking_id = '{uid}'"
    if isinstance(salon, str):
        ((found,),) = fetch(salon, query)
    else:
        ((found,),) = salon.execute(query.encode()).fetchall()
    return dict(found)


def events(salon: str, uid: str = "u1") -> list[tuple[str, str]]:
    """Type and instant, in the order that the state rule reads them in."""
    return fetch(
        salon,
        f"select event_type, created_at from booking_events where booking_id = '{uid}'"
        ' order by created_at, id collate "C"',
    )


def types(salon: str, uid: str = "u1") -> list[str]:
    return [name for name, _ in events(salon, uid)]


def test_a_booking_becomes_an_event_and_a_row(salon: str, tell: Tell) -> None:
    assert tell(webhook("BOOKING_CREATED", -50, metadata={"intentId": "w1"})) == "stored"
    assert events(salon) == [("booking.created", NOON - timedelta(hours=50))]
    found = row(salon)
    assert found["status"] == "created"
    assert datetime.fromisoformat(found["start_at"]) == NOON
    assert datetime.fromisoformat(found["created_at"]) == NOON - timedelta(hours=50)
    facts = found["metadata"].pop("calcom")
    assert (
        found["metadata"]
        == facts
        == {
            "endAt": stamp(0.5),
            "durationMinutes": 30,
            "price": 45.5,
            "currency": "EUR",
            "staffId": "ann",
            "serviceId": "7",
        }
    )
    ((payload,),) = fetch(salon, "select payload_json from booking_events where booking_id = 'u1'")
    assert payload["bookingId"] == "u1"
    assert payload["intentId"] == "w1"
    everything = json.dumps([payload, found])
    assert not any(word in everything for word in ("guest", "Guest", "example.com", "nuts", "Ann A."))


STATES: list[tuple[list[Body], list[str], str]] = [
    ([webhook("BOOKING_REQUESTED", -9)], ["booking.requested"], "pending"),
    (
        [webhook("BOOKING_REQUESTED", -9), webhook("BOOKING_CREATED", -8, requiresConfirmation=True)],
        ["booking.requested", "booking.created", "booking.confirmed"],
        "created",
    ),
    (
        [webhook("BOOKING_REQUESTED", -9), webhook("BOOKING_REJECTED", -8, price=None)],
        ["booking.requested", "booking.rejected"],
        "rejected",
    ),
    (
        [webhook("BOOKING_CREATED", -9), webhook("BOOKING_CANCELLED", -8, price=None)],
        ["booking.created", "booking.cancelled"],
        "cancelled",
    ),
    (
        [
            webhook("BOOKING_REQUESTED", -9, requiresConfirmation=True),
            webhook("BOOKING_PAYMENT_INITIATED", -8.5, requiresConfirmation=True),
            webhook("BOOKING_PAID", -8, requiresConfirmation=True),
        ],
        ["booking.requested", "booking.payment_initiated", "booking.paid"],
        "pending",
    ),
    (
        [webhook("BOOKING_CREATED", -9), meeting_ended(-9)],
        ["booking.completed", "booking.created"],
        "completed",
    ),
    (
        [webhook("BOOKING_CREATED", -9), meeting_ended(-9), webhook("BOOKING_CANCELLED", -1)],
        ["booking.completed", "booking.created", "booking.cancelled"],
        "cancelled",
    ),
    (
        [webhook("BOOKING_CREATED", -9), meeting_ended(-9), no_show(1, "+")],
        ["booking.completed", "booking.created", "booking.no_show"],
        "no_show",
    ),
    (
        [webhook("BOOKING_CREATED", -9), meeting_ended(-9), no_show(1, "+"), no_show(2, "-")],
        ["booking.completed", "booking.created", "booking.no_show", "booking.no_show"],
        "completed",
    ),
    (
        [webhook("BOOKING_CREATED", -9), no_show(1, "++"), no_show(2, "-")],
        ["booking.created", "booking.no_show", "booking.no_show"],
        "no_show",
    ),
    (
        [webhook("BOOKING_CREATED", -9), no_show(1, "+-"), no_show(2, "-")],
        ["booking.created", "booking.no_show", "booking.no_show"],
        "created",
    ),
]


@pytest.mark.parametrize(("told", "types_", "status"), STATES)
def test_the_state_follows_from_all_that_was_told(
    connection: psycopg.Connection[Any], tell: Tell, told: list[Body], types_: list[str], status: str
) -> None:
    for order in list(permutations(told))[:6]:
        with connection.transaction(force_rollback=True):
            for body in order:
                assert tell(body) == "stored"
            query = (
                'select array_agg(event_type order by created_at, id collate "C") from booking_events'
                " where booking_id = 'u1'"
            )
            assert connection.execute(query).fetchone() == (types_,)
            assert row(connection)["status"] == status


def test_the_kpis_follow(kpi_tool: Cli, salon: str, tell: Tell) -> None:
    for uid, told in {
        "held": [webhook("BOOKING_CREATED", -1, "held")],
        "gone": [webhook("BOOKING_CREATED", -1, "gone"), webhook("BOOKING_CANCELLED", 0, "gone")],
        "absent": [webhook("BOOKING_CREATED", -1, "absent"), no_show(1, "+", uid="absent")],
        "came": [
            webhook("BOOKING_CREATED", -1, "came"),
            no_show(1, "+", uid="came"),
            no_show(2, "-", uid="came"),
        ],
        "asked": [webhook("BOOKING_REQUESTED", -1, "asked"), webhook("BOOKING_PAID", 0, "asked")],
        "refused": [webhook("BOOKING_REQUESTED", -1, "refused"), webhook("BOOKING_REJECTED", 0, "refused")],
        "old": [webhook("BOOKING_CREATED", -1, "old")],
        "new": [moved(-0.5, "new", "old", start=1, end=1.5)],
    }.items():
        for body in told:
            assert tell(body) == "stored", uid
    run(kpi_tool, salon)
    day = NOON.date()
    ((counters,),) = fetch(
        salon,
        "select counters_json from kpi_rollup where tenant_id = 't' and granularity = 'day'"
        f" and period_start::date = '{day}'",
    )
    assert counters["appointments"] == 6  # one of the fixture's
    assert counters["appointments_completed"] == 4
    assert counters["appointments_cancelled"] == counters["appointments_no_show"] == 1
    assert counters["reschedules"] == 1
    assert counters["bookings_confirmed"] == 6
    assert counters["revenue_gross"] == 50 + 3 * 45.5
    ((staff,),) = fetch(
        salon,
        "select counters_json from staff_kpi_rollup where tenant_id = 't' and granularity = 'day'"
        f" and staff_id = 'ann' and period_start::date = '{day}'",
    )
    assert staff["appointments_completed"] == 4


def test_a_chain_of_moves_is_one_appointment_of_one_client(
    salon: str, connection: psycopg.Connection[Any], tell: Tell
) -> None:
    chain = [
        moved(-8, "c2", "tb3", start=24),
        moved(-7, "c3", "c2", start=48),
        moved(-6, "c4", "c3", start=30),
    ]
    for order in permutations(chain):
        with connection.transaction(force_rollback=True):
            for body in order:
                tell(body)
            found = [row(connection, uid) for uid in ("c2", "c3", "c4")]
            assert [appointment["client_id"] for appointment in found] == ["client 3"] * 3
            assert [appointment["status"] for appointment in found] == ["rescheduled"] * 3
            assert [appointment["metadata"]["rescheduledFromUid"] for appointment in found] == [
                "tb3",
                "c2",
                "c3",
            ]
    assert row(salon, "tb3")["status"] == "ACCEPTED"


def test_a_chain_that_bites_its_tail_ends(salon: str, tell: Tell) -> None:
    for uid, replaced in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "d")]:
        assert tell(moved(0, uid, replaced)) == "stored"
    assert "rescheduledFromUid" not in row(salon, "d")["metadata"]


def test_moved_to_the_same_place_twice_is_moved_once(kpi_tool: Cli, salon: str, tell: Tell) -> None:
    tell(webhook("BOOKING_CREATED", -9))
    tell(moved(-7, "u2", "u1"))
    tell(moved(-8, "u2", "u1", iCalSequence=2))
    assert types(salon, "u2") == ["booking.rescheduled", "booking.reschedule_repeated"]
    run(kpi_tool, salon)
    assert fetch(
        salon,
        "select sum((counters_json ->> 'reschedules')::int) from kpi_rollup"
        " where tenant_id = 't' and granularity = 'day'",
    ) == [(1,)]


def test_asked_to_move_is_cancelled_until_it_has_moved(kpi_tool: Cli, salon: str, tell: Tell) -> None:
    def cancelled() -> int:
        run(kpi_tool, salon)
        query = (
            "select sum((counters_json ->> 'appointments_cancelled')::int) from kpi_rollup"
            " where tenant_id = 't' and granularity = 'day'"
        )
        return fetch(salon, query)[0][0] or 0

    tell(webhook("BOOKING_CREATED", -9))
    tell(webhook("BOOKING_CANCELLED", -8, requestReschedule=True))
    assert cancelled() == 1
    tell(moved(-7, "u2", "u1", start=2))
    assert cancelled() == 0


@pytest.mark.parametrize(
    ("said", "price", "currency"),
    [
        ({"price": 4550, "currency": "usd"}, 45.5, "USD"),
        ({"price": 4550, "currency": "jpy"}, 4550, "JPY"),
        ({"price": "4550", "currency": "EUR"}, 45.5, "EUR"),
        ({"price": 0, "currency": "EUR"}, 0, "EUR"),
        ({"price": None, "currency": "EUR"}, None, "EUR"),
        ({"price": -1, "currency": "EUR"}, None, "EUR"),
        ({"price": 100, "currency": None}, 1, None),
        ({"price": [1], "currency": {}}, None, None),
    ],
)
def test_money_is_in_major_units(
    salon: str, tell: Tell, said: Body, price: float | None, currency: str | None
) -> None:
    tell(webhook("BOOKING_CREATED", -9, **said))
    metadata = row(salon)["metadata"]
    assert (metadata.get("price"), metadata.get("currency")) == (price, currency)


def test_without_a_currency_it_is_the_salons(salon: str, tell: Tell) -> None:
    execute(salon, "update kpi_tenant_settings set currency = 'JPY'")
    tell(webhook("BOOKING_CREATED", -9, currency=None))
    assert row(salon)["metadata"]["price"] == 4550


def test_what_the_host_wrote_itself_stays(salon: str, tell: Tell) -> None:
    tell(webhook("BOOKING_CANCELLED", 0, "tb3", start=-2, price=9900))
    found = row(salon, "tb3")
    assert found["status"] == "cancelled"
    assert datetime.fromisoformat(found["start_at"]) == NOON - timedelta(hours=2)
    assert (found["id"], found["client_id"]) == ("t3", "client 3")
    assert (found["metadata"]["price"], found["metadata"]["staffId"]) == (50, "ann")
    assert found["metadata"]["serviceId"] == "7", "what it lacked is Cal.com's"
    tell(webhook("BOOKING_CREATED", -9, "tb3", eventTypeId=8))
    assert row(salon, "tb3")["metadata"]["serviceId"] == "7", "the later word counts"
    tell(webhook("BOOKING_CREATED", 1, "tb3", eventTypeId=9))
    assert row(salon, "tb3")["metadata"]["serviceId"] == "9"


def test_a_meetings_end_knows_nothing_of_what_the_host_cancelled(salon: str, tell: Tell) -> None:
    execute(salon, "update appointments_map set status = 'CANCELLED' where id = 't3'")
    tell(meeting_ended(-100, "tb3"))
    assert row(salon, "tb3")["status"] == "CANCELLED"
    tell(meeting_ended(-100, "tb4"))
    assert row(salon, "tb4")["status"] == "completed"
    execute(salon, "update appointments_map set status = 'BOOKING_NO_SHOW_UPDATED' where id = 't5'")
    tell(meeting_ended(-200, "tb5"))
    assert row(salon, "tb5")["status"] == "BOOKING_NO_SHOW_UPDATED"
    tell(no_show(1, "-", "tb5"))
    assert row(salon, "tb5")["status"] == "completed"


@pytest.mark.parametrize("status", ["ACCEPTED", "CANCELLED", "BOOKING_NO_SHOW_UPDATED"])
def test_an_absence_is_undone_of_a_row_that_the_host_has_made(
    salon: str, connection: psycopg.Connection[Any], tell: Tell, status: str
) -> None:
    execute(salon, f"update appointments_map set status = '{status}' where id = 't3'")
    for order in permutations([no_show(1, "+", "tb3"), no_show(2, "-", "tb3")]):
        with connection.transaction(force_rollback=True):
            for body in order:
                tell(body)
            assert row(connection, "tb3")["status"] == ("CANCELLED" if status == "CANCELLED" else "created")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "triggerEvent is missing or no string"),
        ({"triggerEvent": 5}, "triggerEvent is missing or no string"),
        ([], "payload is no object"),
        ("BOOKING_CREATED", "payload is no object"),
        (None, "payload is no object"),
        (webhook("BOOKING_CREATED", 0, ""), "uid is missing, or no string of 1 to 1000 bytes"),
        (webhook("BOOKING_CREATED", 0, "x" * 1001), "uid is missing, or no string of 1 to 1000 bytes"),
        (webhook("BOOKING_CREATED", 0) | {"createdAt": "soon"}, "createdAt is no instant"),
        (webhook("BOOKING_CREATED", 1000), "createdAt is before the year 2000, or more than a day ahead"),
        *(
            (
                no_show(0, "") | {"payload": {"bookingUid": "u1"} | attendees},
                "attendees has nobody with noShow",
            )
            for attendees in [
                {},
                *({"attendees": said} for said in ([], None, {}, 5, "x", [5], [{"noShow": 1}])),
            ]
        ),
        ({"triggerEvent": "OOO_CREATED", "payload": {}}, "oooEntry is missing"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_by_name(
    salon: str, tell: Tell, body: object, said: str
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
        tell(body)
    assert fetch(salon, "select from booking_events where source = 'calcom:webhook'") == []


def test_tenants_are_checked(tell: Tell) -> None:
    for tenant, said in [("nobody", "unknown tenant: nobody"), (None, "tenant_id is missing")]:
        with pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
            tell(webhook("BOOKING_CREATED", 0), tenant)


@pytest.mark.parametrize(
    "trigger",
    [
        *("BOOKING_REQUESTED", "BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED"),
        *("BOOKING_REJECTED", "BOOKING_PAID", "BOOKING_PAYMENT_INITIATED", "MEETING_ENDED"),
    ],
)
def test_any_key_but_the_uid_may_be_missing(salon: str, tell: Tell, trigger: str) -> None:
    assert tell({"triggerEvent": trigger, "payload": {"uid": "bare"}}) == "stored"
    assert len(events(salon, "bare")) == 1
    assert tell(webhook("BOOKING_CREATED", -9, "bare")) == "stored"
    assert row(salon, "bare")["metadata"]["price"] == 45.5


def test_the_same_body_twice_is_known(salon: str, tell: Tell) -> None:
    for body in (
        webhook("BOOKING_CREATED", -9, requiresConfirmation=True),
        no_show(1, "+"),
        meeting_ended(-9),
    ):
        assert (tell(body), tell(body)) == ("stored", "known")
        assert tell(body, "other") == "stored", "another salon's is its own"
    assert len(events(salon)) == 2 * 4


def test_whose_a_meeting_was_is_known_by_its_user_id_too(salon: str, tell: Tell) -> None:
    nobody = meeting_ended(-9) | {"userId": 5}
    del nobody["user"]
    assert tell(nobody) == "stored"
    assert row(salon)["metadata"]["staffId"] == "5"
    for uid, user in [("u2", None), ("u3", {}), ("u4", {"username": "zoe"}), ("u5", {"username": "ann"})]:
        assert tell(meeting_ended(-9, uid) | {"userId": 5, "user": user}) == "stored"
    assert [row(salon, uid)["metadata"]["staffId"] for uid in ("u2", "u3", "u4", "u5")] == [*"555", "ann"]


def test_each_of_a_thousand_words_on_who_came_is_right(connection: psycopg.Connection[Any]) -> None:
    dice = random.Random(1)
    said = [(f"guest{dice.randrange(4)}", dice.random() < 0.3) for _ in range(1000)]
    told = [
        {"calcom": {"trigger": "BOOKING_NO_SHOW_UPDATED", "facts": {}, "flags": {guest: is_absent}}}
        for guest, is_absent in said
    ]
    connection.execute(
        "insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)"
        " select 'calcom-9-' || n, 't', 'u1', 'booking.no_show', 'calcom:webhook', payload,"
        " now() - interval '9 days' + n * interval '1 second'"
        " from jsonb_array_elements(%s) with ordinality as told (payload, n)",
        [Jsonb(told)],
    )
    connection.execute("select kpi_ingest_calcom('t', %s)", [Jsonb(no_show(0, "-"))])
    found = connection.execute(
        "select payload_json -> 'noShow' from booking_events where booking_id = 'u1' order by created_at"
    ).fetchall()
    absent: dict[str, bool] = {}
    for (is_anybody_absent,), (guest, is_absent) in zip(found, said, strict=False):
        absent[guest] = is_absent
        assert is_anybody_absent is any(absent.values())


def test_unknown_triggers_are_counted(kpi_tool: Cli, salon: str, tell: Tell) -> None:
    for name in ("RECORDING_READY", "RECORDING_READY", "FORM_SUBMITTED", "x" * 500):
        assert tell({"triggerEvent": name, "createdAt": stamp(0), "payload": {"uid": "u1"}}) == "ignored"
    counted = dict(fetch(salon, "select trigger_event, seen from kpi_ignored_webhook where tenant_id = 't'"))
    assert counted == {"RECORDING_READY": 2, "FORM_SUBMITTED": 1, "x" * 100: 1}
    for number in range(60):
        tell({"triggerEvent": f"T{number}"})
    assert fetch(salon, "select count(*), sum(seen) from kpi_ignored_webhook") == [(51, 64)]
    assert "RECORDING_READY" in kpi_tool("doctor", url=salon)[1]


def absence(updated_at: float, zone: str = "UTC", **more: object) -> Body:
    entry = {
        "id": 100,
        "uuid": "00000000-0000-0000-0000-000000000001",
        "start": "2026-03-28T00:00:00+00:00",
        "end": "2026-03-29T23:59:59+00:00",
        "updatedAt": stamp(updated_at),
        "reason": {"emoji": "x", "reason": "ooo_reasons_vacation"},
        "notes": "private",
        "user": {"id": 1, "username": "ann", "email": "ann@example.com", "timeZone": zone},
        **more,
    }
    return {"triggerEvent": "OOO_CREATED", "createdAt": stamp(updated_at), "payload": {"oooEntry": entry}}


def time_off(salon: str) -> list[tuple[Any, ...]]:
    return fetch(salon, "select staff_id, starts_at, ends_at, reason from kpi_staff_time_off")


@pytest.mark.parametrize(
    ("zone", "starts", "ends"),
    [
        ("UTC", "2026-03-28T00:00:00+00:00", "2026-03-29T23:59:59+00:00"),
        ("Europe/Berlin", "2026-03-27T23:00:00+00:00", "2026-03-29T21:59:59+00:00"),
        ("Asia/Kathmandu", "2026-03-27T18:15:00+00:00", "2026-03-29T18:14:59+00:00"),
        ("Nowhere", "2026-03-28T04:00:00+00:00", "2026-03-30T03:59:59+00:00"),
    ],
)
def test_out_of_office_is_time_off_of_whole_local_days(
    salon: str, tell: Tell, zone: str, starts: str, ends: str
) -> None:
    execute(salon, "update kpi_tenant_settings set timezone = 'America/New_York'")
    assert tell(absence(0, zone)) == "stored"
    assert time_off(salon) == [
        ("ann", datetime.fromisoformat(starts), datetime.fromisoformat(ends), "ooo_reasons_vacation")
    ]


def test_of_several_words_on_an_absence_the_last_counts(salon: str, tell: Tell) -> None:
    longer = absence(2, end="2026-03-30T23:59:59+00:00")
    assert [tell(body) for body in (absence(1), longer, absence(1), longer)] == [
        *("stored", "stored", "known", "known")
    ]
    assert [ends for _, _, ends, _ in time_off(salon)] == [datetime(2026, 3, 30, 23, 59, 59, tzinfo=UTC)]


def test_part_of_a_day_off_is_as_it_was_told(salon: str, tell: Tell) -> None:
    tell(absence(0, "Asia/Kathmandu", start="2026-03-28T08:00:00Z", end="2026-03-28T10:00:00Z"))
    ((_, starts, ends, _),) = time_off(salon)
    assert (starts.hour, ends.hour) == (8, 10)


def state_of(connection: psycopg.Connection[Any]) -> list[Any]:
    """All that Cal.com told of, without what only says when it was written."""
    return [
        connection.execute(query).fetchall()
        for query in (
            b"select * from booking_events where source = 'calcom:webhook' order by id",
            b"select to_jsonb(a) - 'updated_at' from appointments_map as a order by id",
            b"select * from kpi_staff_time_off order by id",
            b"select trigger_event, seen from kpi_ignored_webhook order by 1",
        )
    ]


def story(dice: random.Random) -> list[Body]:
    """Webhooks about a few bookings, many of the same instant, with chains and corrections."""
    uids = ["u1", "u2", "u3", "tb3"]
    triggers = [
        *("BOOKING_REQUESTED", "BOOKING_CREATED", "BOOKING_CANCELLED", "BOOKING_REJECTED"),
        *("BOOKING_RESCHEDULED", "BOOKING_PAID", "BOOKING_PAYMENT_INITIATED", "NO_SHOW", "ENDED", "OOO"),
    ]
    told: list[Body] = []
    for _ in range(dice.randint(2, 9)):
        trigger, uid, at = dice.choice(triggers), dice.choice(uids), dice.choice([-3, -2, -2, -1, 0])
        if trigger == "NO_SHOW":
            told.append(no_show(at, "".join(dice.choices("+-", k=dice.randint(1, 3))), uid))
        elif trigger == "ENDED":
            told.append(meeting_ended(at, uid))
        elif trigger == "OOO":
            told.append(absence(at, end=f"2026-04-0{dice.randint(1, 9)}T23:59:59Z"))
        else:
            more = {
                "start": dice.choice([0, 1, 24]),
                "price": dice.choice([None, 100, 200]),
                "requiresConfirmation": dice.random() < 0.5,
                **({"rescheduleUid": dice.choice([*uids, "unknown"])} if dice.random() < 0.5 else {}),
                **({"organizer": dice.choice([{"id": 5}, {}, None])} if dice.random() < 0.3 else {}),
            }
            told.append(webhook(trigger, at, uid, **more))
    return told


@pytest.mark.parametrize("first_seed", range(0, 60, 20))
def test_the_order_of_delivery_does_not_matter(
    connection: psycopg.Connection[Any], tell: Tell, first_seed: int
) -> None:
    for seed in range(first_seed, first_seed + 20):
        dice = random.Random(seed)
        told = story(dice)
        found = []
        for _ in range(4):
            with connection.transaction(force_rollback=True):
                order = told + dice.choices(told, k=dice.randint(0, 3))
                dice.shuffle(order)
                for body in order:
                    tell(body)
                found.append(state_of(connection))
        for other in found[1:]:
            assert other == found[0], seed


def test_at_once_is_as_one_after_the_other(
    salon: str, connection: psycopg.Connection[Any], tell: Tell
) -> None:
    told = [body for seed in range(100, 104) for body in story(random.Random(seed))] * 2
    with connection.transaction(force_rollback=True):
        for body in told:
            tell(body)
        wanted = state_of(connection)
    waiting = list(told)
    failures: list[BaseException] = []

    def teller() -> None:
        with psycopg.connect(salon, autocommit=True) as own:
            while waiting:
                try:
                    body = waiting.pop()
                    own.execute("select kpi_ingest_calcom('t', %s)", [Jsonb(body)])
                except IndexError:
                    return
                except psycopg.Error as error:
                    failures.append(error)

    threads = [threading.Thread(target=teller) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert state_of(connection) == wanted


def test_a_webhook_in_the_way_of_another_is_tried_again(
    salon: str, connection: psycopg.Connection[Any]
) -> None:
    """Two processes whose batches name the same bookings in opposite orders."""
    keys = connection.execute(
        "select array_agg(key order by key) from unnest(array['u1', 'u2']) as b (uid) cross join lateral"
        " (select hashtextextended(jsonb_build_array('calcom', 't', b.uid)::text, 0) as key) as k"
    ).fetchall()[0][0]
    counts, refused = lines_module.Counts(), []
    given = [json.dumps({"tenant_id": "t", "payload": moved(-9, "u2", "u1")}).encode()]

    def take_in() -> None:
        with db.connect(make_conninfo(salon, options="-c deadlock_timeout=5s")) as own:
            found = calcom.webhooks(given, calcom.Reader(None, None), lambda *said: refused.append(said))
            lines_module.take_in(own, calcom.INTAKE, found, counts, lambda *said: refused.append(said))

    with connection.transaction():
        connection.execute("set local deadlock_timeout = '1min'")
        connection.execute("select pg_advisory_xact_lock(%s)", [keys[1]])
        thread = threading.Thread(target=take_in)
        thread.start()
        waiting = (
            b"select count(*) from pg_locks where locktype = 'advisory' and not granted"
            b" and database = (select oid from pg_database where datname = current_database())"
        )
        until(lambda: connection.execute(waiting).fetchone() != (0,), every=0)
        connection.execute("select pg_advisory_xact_lock(%s)", [keys[0]])
    thread.join()
    assert (refused, counts.stored) == ([], 1)


def test_what_comes_late_is_counted(kpi_tool: Cli, salon: str, tell: Tell) -> None:
    execute(salon, "update kpi_watermark set seen_until = now(); delete from kpi_mark")
    run(kpi_tool, salon)
    tell(webhook("BOOKING_CREATED", -50))
    run(kpi_tool, salon)
    assert {age for tenant, age in again(salon) if tenant == "t"} == {3, 5}
    tell(webhook("BOOKING_CREATED", -49, start=-48, end=-47.5))
    run(kpi_tool, salon)
    assert kpi_tool("verify", url=salon)[0] == 0


def test_another_host(kpi_tool: Cli, salon: str, tell: Tell) -> None:
    assert kpi_tool("detach", url=salon)[0] == 0
    execute(
        salon,
        "alter table booking_events rename payload_json to payload;"
        " alter table appointments_map drop client_id, drop updated_at,"
        " alter start_at type timestamp, alter metadata type json",
    )
    assert kpi_tool("migrate", url=salon)[0] == 0
    tell(webhook("BOOKING_CREATED", -9))
    tell(webhook("BOOKING_CANCELLED", -8))
    found = row(salon)
    assert (found["status"], found["start_at"]) == ("cancelled", NOON.replace(tzinfo=None).isoformat())
    assert found["metadata"]["price"] == 45.5
    assert kpi_tool("detach", url=salon)[0] == 0
    execute(salon, "drop table appointments_map")
    assert kpi_tool("migrate", url=salon)[0] == 0
    with pytest.raises(psycopg.errors.UndefinedTable, match="the host has no table appointments_map"):
        tell(webhook("BOOKING_CREATED", -9, "u9"))
    assert events(salon, "u9") == []


def value(dice: random.Random, depth: int = 0) -> Any:  # noqa: ANN401
    pool: list[Any] = [
        *(None, True, False, 0, -1, 3, 1.5, 1e300, 10**30, "", "x", "5", "NaN", "-0", "a" * 1200),
        *("2026-03-01T00:00:00Z", "\ud83d\ude00", "'; drop table tenants; --", "%s", "\\", '"'),
        *("294276-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+15:59", "infinity"),
    ]
    if depth < 3 and dice.random() < 0.3:
        keys = ["uid", "email", "noShow", "id", "timeZone", "metadata", "k", ""]
        return {dice.choice(keys): value(dice, depth + 1) for _ in range(dice.randrange(4))}
    if depth < 3 and dice.random() < 0.2:
        return [value(dice, depth + 1) for _ in range(dice.randrange(3))]
    return dice.choice(pool)


def spoilt(dice: random.Random, given: Any) -> Any:  # noqa: ANN401
    """Now and then something else, or nothing, in the place of some part."""
    if dice.random() < 0.08:
        return value(dice)
    if isinstance(given, dict):
        kept = {key: spoilt(dice, inner) for key, inner in given.items() if dice.random() > 0.05}
        return kept | (
            {dice.choice(["rescheduleUid", "fromReschedule", "x"]): value(dice)}
            if dice.random() < 0.1
            else {}
        )
    if isinstance(given, list):
        return [spoilt(dice, inner) for inner in given]
    return given


def test_ten_thousand_bodies_are_taken_or_refused_by_name(
    kpi_tool: Cli, salon: str, connection: psycopg.Connection[Any]
) -> None:
    dice = random.Random(23)
    outcomes = {"stored": 0, "known": 0, "ignored": 0, "refused": 0}
    events_before = fetch(salon, "select count(*) from booking_events")[0][0]
    stored_bookings = confirmed = 0
    for number in range(10_000):
        body = spoilt(dice, dice.choice(story(dice)))
        if isinstance(body, dict) and isinstance(body.get("payload"), dict) and dice.random() < 0.7:
            body["payload"]["uid"] = f"u{number % 700}"
        tenant = dice.choice(["t", "t", "t", "other", "nobody"])
        try:
            found = connection.execute("select kpi_ingest_calcom(%s, %s)", [tenant, Jsonb(body)]).fetchone()
            assert found is not None
            outcomes[found[0]] += 1
            if found[0] == "stored" and body["triggerEvent"] != "OOO_CREATED":
                stored_bookings += 1
                told = body["payload"] if isinstance(body.get("payload"), dict) else body
                asks = told.get("requiresConfirmation") is True
                confirmed += body["triggerEvent"] == "BOOKING_CREATED" and asks
        except psycopg.errors.InvalidParameterValue as error:
            outcomes["refused"] += error.diag.source_function == "exec_stmt_raise"
    assert sum(outcomes.values()) == 10_000
    assert min(outcomes["stored"], outcomes["refused"]) > 1_500, outcomes
    added = fetch(salon, "select count(*) from booking_events")[0][0] - events_before
    assert added == stored_bookings + confirmed
    run(kpi_tool, salon)


def lines(
    salon: str, text: bytes, *arguments: str, secret: str | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "CALCOM_WEBHOOK_SECRET"}
    if secret is not None:
        environment["CALCOM_WEBHOOK_SECRET"] = secret
    command = [sys.executable, "-m", "kpi_tool", "--database-url", salon, "ingest", "calcom", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, check=False, env=environment)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def sign(body: bytes, secret: str = "s3cret") -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_good_lines_are_kept_and_bad_ones_named(salon: str) -> None:
    good = [
        json.dumps(webhook("BOOKING_CREATED", -9)),
        json.dumps({"tenant_id": "t", "payload": webhook("BOOKING_CANCELLED", -8)}),
        json.dumps({"tenant_id": "t", "body": json.dumps(no_show(1, "+"))}),
        json.dumps({"triggerEvent": "RECORDING_READY"}),
    ]
    bad = {
        "nope": "no JSON: Expecting value",
        "[]": "no JSON object",
        '{"tenant_id": "other", "payload": {}}': "tenant_id is not t",
        '{"tenant_id": "t", "what": {}}': "unknown key: what",
        '{"tenant_id": "t", "body": {}}': "body is no string",
        '{"tenant_id": "t", "body": "{}", "payload": {}}': "both payload and body",
        '{"tenant_id": "t", "body": "{"}': "no JSON: ",
        '{"triggerEvent": "BOOKING_CREATED"}': "uid is missing",
        '{"triggerEvent": "BOOKING_CREATED", "uid": "\\u0000"}': "unsupported Unicode escape sequence",
    }
    done = lines(salon, "\n".join([*good, *bad]).encode(), "--tenant", "t")
    *said, last = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert last == f"3 stored, 0 known already, 1 ignored, {len(bad)} refused"
    by_number = dict(line.removeprefix("line ").split(": ", 1) for line in said)
    for number, why in enumerate(bad.values(), start=len(good) + 1):
        assert by_number[str(number)].startswith(why)
    done = lines(salon, good[0].encode())
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "line 1: tenant_id is missing")
    assert types(salon) == ["booking.created", "booking.cancelled", "booking.no_show"]


def test_with_a_secret_only_signed_bodies_are_taken(salon: str) -> None:
    body = json.dumps(webhook("BOOKING_CREATED", -9, title="Größe 1e400"), ensure_ascii=False)
    signed = {"tenant_id": "t", "body": body, "signature": sign(body.encode())}
    for line, why in [
        (json.dumps(webhook("BOOKING_CREATED", -9)), "not signed"),
        (json.dumps({"tenant_id": "t", "payload": webhook("BOOKING_CREATED", -9)}), "not signed"),
        (json.dumps({"tenant_id": "t", "body": body}), "the signature is not that of the body"),
        (json.dumps(signed | {"signature": sign(body.encode(), "other")}), "the signature is not that"),
        (json.dumps(signed | {"signature": 5}), "the signature is not that"),
        (json.dumps(signed | {"signature": "é"}), "the signature is not that"),
        (json.dumps(signed | {"body": body + " "}), "the signature is not that"),
    ]:
        done = lines(salon, line.encode(), "--tenant", "t", secret="s3cret")
        assert done.returncode == 1
        assert done.stderr.startswith(f"line 1: {why}"), line
    assert types(salon) == []
    assert lines(salon, json.dumps(signed).encode(), secret="s3cret").returncode == 0
    assert types(salon) == ["booking.created"]


def test_a_raw_body_comes_with_its_signature(salon: str) -> None:
    body = json.dumps(webhook("BOOKING_CREATED", -9), indent=2).encode()
    arguments = ("--tenant", "t", "--signature")
    assert lines(salon, body, *arguments, sign(body)).returncode == 3
    assert lines(salon, body, "--signature", sign(body), secret="s3cret").returncode == 2
    assert lines(salon, body, *arguments, sign(b"other"), secret="s3cret").returncode == 1
    assert types(salon) == []
    done = lines(salon, body, *arguments, sign(body).upper(), secret="s3cret")
    assert (done.returncode, done.stderr) == (0, "1 stored, 0 known already, 0 refused\n")
    assert types(salon) == ["booking.created"]
