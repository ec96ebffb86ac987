"""kpi_log_event and log-event: what the host's services report is counted, once, or refused by name."""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from salons import SALON, again, execute, fetch, run

Cli = Callable[..., tuple[int, str, str]]
Payload = dict[str, Any]
EXAMPLES: dict[str, Payload] = {
    "booking.intent_received": {"intentId": "i", "bookingId": "new", "source": "telegram"},
    "booking.created": {"bookingId": "new", "intentId": "i", "staffId": "ann"},
    "booking.confirmed": {"bookingId": "new", "intentId": "i"},
    "booking.cancelled": {"bookingId": "tb1"},
    "booking.rescheduled": {"bookingId": "tb2"},
    "booking.no_show": {"bookingId": "tb1", "noShow": True},
    "message.inbound": {"channel": "telegram", "messageId": "m", "customerId": "c"},
    "message.outbound": {"channel": "telegram"},
    "message.failed": {"channel": "telegram"},
    "admin.manual_intervention": {"action": "override_booking", "actor": "eve", "bookingId": "tb1"},
    "inventory.intake_created": {"docId": "d"},
    "inventory.intake_confirmed": {
        "docId": "d",
        "items": [{"itemId": "x", "qty": 3}, {"itemId": "y", "qty": "1.5"}],
    },
    "inventory.consumed": {"itemId": "x", "qty": 2},
    "inventory.reconciled": {"itemId": "x", "qtyPhysical": 1, "qtyExpected": 3},
    "feedback.requested": {"bookingId": "tb1"},
    "feedback.submitted": {"bookingId": "tb1", "rating": 5, "staffId": "ann"},
    "integration.webhook": {"target": "telegram", "ok": False, "status_code": 500},
    "integration.stt": {"ok": False},
    "integration.ocr": {"ok": False},
    "integration.api": {"target": "erxes", "ok": False, "latency_ms": 120.5},
}
TABLES = (
    *("booking_events", "message_log", "audit_log", "feedback", "inventory_ledger", "stock_snapshot"),
    *("intake_doc", "kpi_integration_log"),
)
Log = Callable[..., bool]


@pytest.fixture
def salon(database: str) -> str:
    execute(database, SALON)
    return database


@pytest.fixture
def log(salon: str) -> Log:
    """Log an event of tenant t, in a transaction of its own."""

    def call(
        event: str,
        payload: object,
        at: datetime | None = None,
        id_: str | None = None,
        tenant: str | None = "t",
    ) -> bool:
        with psycopg.connect(salon) as connection:
            row = connection.execute(
                "select kpi_log_event(%s, %s, %s, %s, %s)",
                [tenant, event, Jsonb(payload), at or datetime.now(UTC), id_],
            ).fetchone()
        assert row is not None
        return bool(row[0])

    return call


def rows(conninfo: str) -> dict[str, int]:
    return {table: fetch(conninfo, f"select count(*) from {table}")[0][0] for table in TABLES}


def test_each_event_lands_where_it_says_and_feeds_what_it_says(kpi_tool: Cli, salon: str, log: Log) -> None:
    catalogue = fetch(salon, "select name, source, counters from kpi_required_event order by position")
    assert [name for name, _, _ in catalogue] == list(EXAMPLES)
    yesterday = datetime.now(UTC).replace(hour=12, minute=0) - timedelta(days=1)
    for number, (name, source, _) in enumerate(catalogue):
        before = rows(salon)
        assert log(name, EXAMPLES[name], yesterday + timedelta(minutes=number))
        after = rows(salon)
        assert {table for table in TABLES if before[table] != after[table]} == {source}
        run(kpi_tool, salon)
        (counters,) = fetch(
            salon,
            "select counters_json from kpi_rollup where tenant_id = 't' and granularity = 'day'"
            " order by period_start desc limit 1",
        )[0]
        if name != "booking.cancelled":  # it is no-show later
            assert {name.partition("|")[0] for name in counters} >= {
                counter
                for counter in dict(fetch(salon, "select name, counters from kpi_required_event"))[name]
                if counter
                not in {"intents_converted", "resolve_seconds", "bookings_automated", "feedback_covered"}
            }, name
    assert counters["stock_intake"] == 4.5
    assert counters["intents_converted"] == 1
    assert counters["admin_interventions|override_booking"] == 1
    assert fetch(salon, "select status from intake_doc") == [("confirmed",)]


def test_every_counter_and_table_of_the_catalogue_exists(salon: str) -> None:
    from kpi_tool import families

    known = {counter.name for family in families.all_families() for counter in family.counters}
    for _, source, counters in fetch(salon, "select name, source, counters from kpi_required_event"):
        assert set(counters) <= known
        assert source in TABLES


def test_the_same_event_twice_is_one(salon: str, log: Log) -> None:
    assert log("message.inbound", {"channel": "fax"}, id_="e")
    before = rows(salon)
    assert not log("message.inbound", {"channel": "other"}, id_="e")
    assert not log("booking.cancelled", {"bookingId": "tb1"}, id_="e"), "of whatever type"
    assert rows(salon) == before
    assert log("message.inbound", {"channel": "fax"}, id_="e", tenant="other"), (
        "another salon's id is its own"
    )
    assert log("message.inbound", {"channel": "fax"})
    assert log("message.inbound", {"channel": "fax"}), "without an id each is one"


@pytest.mark.parametrize("event", ["inventory.intake_confirmed", "integration.api", "booking.created"])
def test_at_once_they_are_one(salon: str, log: Log, event: str) -> None:
    found = []
    start = threading.Barrier(6)

    def one() -> None:
        start.wait()
        found.append(log(event, EXAMPLES[event], id_="at once"))

    before = rows(salon)
    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 5 + [True]
    added = sum(rows(salon).values()) - sum(before.values())
    assert added == (2 if event == "inventory.intake_confirmed" else 1)


REFUSED: list[tuple[str, object, str]] = [
    ("booking_created", {"bookingId": "b"}, "unknown event type: booking_created"),
    ("booking.created", [], "payload is no object"),
    ("booking.created", {}, "payload.bookingId is missing"),
    ("booking.created", {"bookingId": None}, "payload.bookingId is missing"),
    ("booking.created", {"bookingId": 7}, "payload.bookingId is no string of 1 to 1000 bytes"),
    ("booking.created", {"bookingId": "b" * 1001}, "payload.bookingId is no string of 1 to 1000 bytes"),
    ("booking.no_show", {"bookingId": "b", "noShow": "no"}, "payload.noShow is neither true nor false"),
    ("feedback.submitted", {"bookingId": "b", "rating": 6}, "payload.rating is no number from 1 to 5"),
    ("feedback.submitted", {"bookingId": "b", "rating": "five"}, "payload.rating is no number from 1 to 5"),
    (
        "inventory.consumed",
        {"itemId": "x", "qty": -1},
        "payload.qty is no number above 0 and of at most 10^12",
    ),
    (
        "integration.api",
        {"target": "x", "ok": True, "status_code": 99},
        "payload.status_code is no HTTP status",
    ),
    ("integration.api", {"target": "x", "ok": 1}, "payload.ok is neither true nor false"),
    (
        "inventory.intake_confirmed",
        {"docId": "d", "items": [{"itemId": "x", "qty": 1}, {"itemId": "y"}]},
        "payload.items is no list of 1 to 1000 objects with itemId and qty (above 0)",
    ),
]


@pytest.mark.parametrize(("event", "payload", "said"), REFUSED)
def test_what_is_wrong_is_named(salon: str, log: Log, event: str, payload: object, said: str) -> None:
    before = rows(salon)
    with pytest.raises(psycopg.errors.InvalidParameterValue) as refusal:
        log(event, payload)
    assert refusal.value.diag.message_primary == said
    assert rows(salon) == before


def test_tenants_times_and_ids_are_checked(log: Log) -> None:
    for arguments, said in [
        ({"tenant": "nobody"}, "unknown tenant: nobody"),
        ({"tenant": None}, "tenant_id is missing"),
        ({"id_": ""}, "event_id is no string of 1 to 1000 bytes"),
        ({"at": datetime.now(UTC) + timedelta(days=2)}, "occurred_at is missing, before the year 2000"),
        ({"at": datetime(1999, 12, 31, tzinfo=UTC)}, "occurred_at is missing, before the year 2000"),
    ]:
        with pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
            log("message.inbound", {"channel": "fax"}, **arguments)


def test_what_is_reported_late_is_counted(kpi_tool: Cli, salon: str, log: Log) -> None:
    execute(salon, "update kpi_watermark set seen_until = now(); delete from kpi_mark")
    run(kpi_tool, salon)
    noon = fetch(salon, "select at from noon where n = 4")[0][0]
    log("message.inbound", {"channel": "fax"}, noon)
    log("feedback.submitted", {"bookingId": "tb6", "rating": 4}, noon)
    log("integration.webhook", {"target": "vk", "ok": True}, noon - timedelta(days=3))
    run(kpi_tool, salon)
    assert {age for tenant, age in again(salon) if tenant == "t"} == {4, 6, 7}
    assert kpi_tool("verify", url=salon)[0] == 0


def test_a_payload_column_of_another_name_and_a_table_that_is_missing(
    kpi_tool: Cli, salon: str, log: Log
) -> None:
    assert kpi_tool("detach", url=salon)[0] == 0
    execute(
        salon,
        "alter table booking_events rename payload_json to payload; alter table message_log drop channel;"
        " alter table feedback alter created_at type timestamp; drop table stock_snapshot",
    )
    assert kpi_tool("migrate", url=salon)[0] == 0
    assert log("booking.created", {"bookingId": "b", "intentId": "i"})
    assert fetch(salon, "select payload ->> 'intentId' from booking_events where booking_id = 'b'") == [
        ("i",)
    ]
    assert log("message.inbound", {"channel": "fax"})
    at = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    assert log("feedback.submitted", {"bookingId": "b", "rating": 4}, at)
    assert fetch(salon, "select created_at from feedback") == [(at.replace(tzinfo=None),)]
    with pytest.raises(psycopg.errors.UndefinedTable, match="the host has no table stock_snapshot"):
        log("inventory.reconciled", EXAMPLES["inventory.reconciled"])


def test_coverage_says_what_is_blind(kpi_tool: Cli, salon: str, log: Log) -> None:
    def coverage(event: str) -> tuple[int, bool, list[str]]:
        (found,) = fetch(
            salon,
            "select events_in_30_days, last_seen_at is not null, blind_metrics from kpi_event_coverage"
            f" where tenant_id = 't' and event = '{event}'",
        )
        return found

    assert coverage("booking.created") == (12, True, [])
    assert coverage("integration.stt") == (0, False, ["sttErrorRate"])
    said = kpi_tool("doctor", url=salon)[1]
    assert (
        "-- info: no integration.stt of late from other, t: without it these are blind: sttErrorRate\n"
        in said
    )
    for name, payload in EXAMPLES.items():
        log(name, payload)
        assert coverage(name)[0] > 0
        assert coverage(name)[1:] == (True, [])
    assert f"no {name} of late from other:" in kpi_tool("doctor", url=salon)[1]


def value(dice: random.Random, depth: int = 0) -> Any:  # noqa: ANN401
    pool: list[Any] = [
        *(None, True, False, 0, -1, 3, 1.5, 1e300, 10**30, "", "x", "5", "NaN", "-0", "\u2603", "a" * 1200),
        *("2026-03-01T00:00:00Z", "\ud83d\ude00", "'; drop table tenants; --", "%s", "\\", '"'),
    ]
    if depth < 3 and dice.random() < 0.3:
        return {
            dice.choice(["itemId", "qty", "k", ""]): value(dice, depth + 1) for _ in range(dice.randrange(3))
        }
    if depth < 3 and dice.random() < 0.2:
        return [value(dice, depth + 1) for _ in range(dice.randrange(3))]
    return dice.choice(pool)


def payload_of(dice: random.Random, event: str) -> Any:  # noqa: ANN401
    """Often nearly right."""
    if dice.random() < 0.1:
        return value(dice)
    payload = dict(EXAMPLES.get(event, {}))
    for key in list(payload):
        if dice.random() < 0.25:
            payload[key] = value(dice)
        elif dice.random() < 0.1:
            del payload[key]
    if dice.random() < 0.2:
        payload[dice.choice(["staffId", "noShow", "latency_ms", "status_code", "items", "x"])] = value(dice)
    return payload


def test_ten_thousand_payloads_are_stored_or_refused_by_name(salon: str) -> None:
    dice = random.Random(11)
    stored = refused = 0
    with psycopg.connect(salon, autocommit=True) as connection:
        before = sum(rows(salon).values())
        for number in range(10_000):
            event = dice.choice([*EXAMPLES, "x", "booking."])
            given = [dice.choice(["t", "t", "t", "other", "nobody"]), event, Jsonb(payload_of(dice, event))]
            try:
                row = connection.execute(
                    "select kpi_log_event(%s, %s, %s, now(), %s)", [*given, f"{number}"]
                ).fetchone()
                assert row == (True,)
                stored += 1
            except psycopg.errors.InvalidParameterValue as error:
                refused += bool(error.diag.message_primary)
    intakes = fetch(
        salon,
        "select count(*) from inventory_ledger where reason = 'intake'",
    )
    documents = fetch(
        salon, "select count(distinct created_at) from inventory_ledger where reason = 'intake'"
    )
    assert stored > 2_000
    assert refused > 2_000
    assert sum(rows(salon).values()) - before == stored + intakes[0][0] - documents[0][0]


def lines(salon: str, text: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kpi_tool", "--database-url", salon, "log-event", *arguments]
    return subprocess.run(command, input=text, capture_output=True, check=False)


def test_good_lines_are_kept_and_bad_ones_named(salon: str) -> None:
    good = [
        json.dumps({"tenant_id": "t", "event_type": name, "payload": payload, "event_id": name}).encode()
        for name, payload in EXAMPLES.items()
    ]
    bad = {
        b"nope": "no JSON: Expecting value: line 1 column 1 (char 0)",
        b"\xff": "no JSON: ",
        b"[1]": "no JSON object",
        b'{"tenant_id": "t", "event_type": "message.inbound"}': "payload is no object",
        b'{"tenant_id": 5, "event_type": "message.inbound", "payload": {}}': "tenant_id is no string",
        b'{"tenant_id": "t", "type": "x"}': "unknown key: type",
        b'{"tenant_id": "t", "event_type": "message.inbound", "payload": {"x": "\\u0000"}}': "unsupported",
        b'{"tenant_id": "t", "event_type": "message.inbound", "occurred_at": "today"}': (
            "occurred_at is no instant: write it as 2026-03-29T06:00:00Z"
        ),
        b"[" * 100_000: "no JSON: ",
    }
    done = lines(salon, b"\n".join([*good[:5], *bad, b"", *good[5:]]))
    assert done.returncode == 1
    *said, last = done.stderr.decode().splitlines()
    assert last == f"{len(good)} stored, 0 known already, {len(bad)} refused"
    by_number = dict(line.removeprefix("line ").split(": ", 1) for line in said)
    for number, why in enumerate(bad.values(), start=6):
        assert by_number[str(number)].startswith(why)
    done = lines(salon, b"\n".join(good))
    assert (done.returncode, done.stderr) == (0, f"0 stored, {len(good)} known already, 0 refused\n".encode())
    assert lines(salon, b"").stderr == b"0 stored, 0 known already, 0 refused\n"


def test_a_row_that_the_host_refuses_costs_nobody_else(salon: str) -> None:
    execute(salon, "alter table message_log add constraint no_fax check (channel <> 'fax')")
    many = [
        {
            "tenant_id": "t",
            "event_type": "message.inbound",
            "payload": {"channel": "fax" if n == 700 else "sms"},
        }
        for n in range(1500)
    ]
    done = lines(salon, "\n".join(map(json.dumps, many)).encode())
    assert done.returncode == 1
    first, last = done.stderr.decode().splitlines()
    assert first.startswith('line 701: new row for relation "message_log" violates check constraint "no_fax"')
    assert last == "1,499 stored, 0 known already, 1 refused"


def test_the_page_of_events_is_what_the_catalogue_says(checkout: Path, kpi_tool: Cli, database: str) -> None:
    code, out, _ = kpi_tool("log-event", "--list", "--format", "markdown", url=database)
    assert (code, out) == (0, (checkout / "docs/events.md").read_text(encoding="utf-8")), "run make docs"
    assert kpi_tool("log-event", "--list", url=database)[0] == 0
