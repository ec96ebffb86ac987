"""Nasty random platforms, and `load`, which puts one into a database.

Everything is drawn by picking from small pools of ids, instants and values, so that rows interact. Two ways
to draw: `platforms()` is a Hypothesis strategy (it shrinks, but repeats itself a lot), `platform_of(seed)` is
plain random (denser, and fast); `minimise` drops rows from a failing case of either.

Nulls appear only in columns that the host may leave null: booking_id, source, client_id, start_at, channel,
rating, reason, quantities, tenant_id of job_log and audit_log, staff_id and booking_id of feedback, payloads,
and settings that have a default.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from hypothesis import strategies as st
from oracle_time import day_start, wall_to_instant
from psycopg import sql
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    import psycopg
    from hypothesis.strategies import DrawFn, SearchStrategy
    from oracle_values import Platform, Row

T = TypeVar("T")


class Pick(Protocol):
    """Picks one item of a pool."""

    def __call__(self, pool: Sequence[T], /) -> T: ...


class JsonNull:
    """A JSON null that fills a whole JSON column (None is SQL null there)."""


JSON_NULL = JsonNull()
MISSING = object()


@dataclass(frozen=True)
class Case:
    platform: Platform
    first: date
    last: date
    as_of: datetime


@dataclass(frozen=True)
class World:
    """What every row of one platform draws from."""

    names: tuple[str, ...]
    days: tuple[date, ...]
    hot: tuple[datetime, ...]
    instants: list[datetime]
    times: list[Any]
    tenants: list[str]
    maybe_tenants: list[str | None]
    own_tenants: list[str]


ZONES = [
    "UTC",
    "Europe/Moscow",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Cairo",
]
DST_DAYS = [
    ("America/New_York", date(2025, 11, 2)),
    ("America/New_York", date(2026, 3, 8)),
    ("Europe/Berlin", date(2025, 10, 26)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Asia/Kathmandu", date(2025, 12, 31)),
    ("Australia/Lord_Howe", date(2025, 10, 5)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/Havana", date(2025, 11, 2)),
    ("America/Havana", date(2026, 3, 8)),
    ("Africa/Cairo", date(2025, 4, 25)),
    ("Africa/Cairo", date(2025, 10, 31)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 30)),
]
MICRO = timedelta(microseconds=1)
DELTAS = [
    timedelta(),
    MICRO,
    -MICRO,
    timedelta(minutes=15),
    -timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(minutes=7, seconds=30),
]
FAR_DELTAS = [timedelta(days=1), -timedelta(days=1), -timedelta(days=3), timedelta(days=400)]
NIGHT_CLOCKS = [time(0), time(0, 30), time(1, 30), time(2), time(2, 30), time(3)]
EDGE_CLOCKS = [*NIGHT_CLOCKS, time(10, 45), time(11), time(12, 7), time(15), time(18, 30), time(19)]
SPAN_CLOCKS = [*EDGE_CLOCKS, time(9), time(23), time(23, 59, 59)]

TENANTS = ["t1", "T1", "_t", "ä"]
GHOST = "ghost"
BOOKINGS = ["b1", "b2", "B2", "_b", "ä", "42"]
CLIENTS = ["c1", "c2"]
STAFF = ["s1", "S1", "ä"]
SERVICES = ["cut", "dye", "0", "nowhere"]
INTENTS = ["i1", "i2"]
ID_PREFIXES = ["a", "B", "_", "ä", "Z", "1"]
CHANNELS: list[str | None] = ["telegram", "whatsapp", "a|b", "unknown", "", None]

GARBAGE: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    "",
    " ",
    "x",
    " 30",
    "30\n",
    "+30",
    "1e3",
    ".5",
    "5.",
    "NaN",
    "Infinity",
    "-0",
    "\u0663\u0660",
    "0" * 15 + "1",
    [],
    {},
    ["s1"],
    {"id": "s1"},
    10**12,
    10**12 + 1,
    10**13,
    "1000000000000",
    "1000000000000.000000000000001",
    Decimal("1E+400"),
    Decimal("-1E+400"),
    Decimal("1E-30"),
]
WHOLE_GARBAGE: list[Any] = [None, JSON_NULL, [], [{"staffId": "s1"}], "staffId", 7, True, {}]
WHOLE: list[Any] = [*[MISSING] * 20 * len(WHOLE_GARBAGE), *WHOLE_GARBAGE]
DURATIONS: list[Any] = [
    30,
    45,
    60,
    "90",
    "37.25",
    Decimal("0.5"),
    1,
    0,
    1440,
    1441,
    10000,
    Decimal("1440.001"),
]
BUFFERS: list[Any] = [0, 5, "15", 30, -1, 1440, 1441, Decimal("2.5")]
GRIDS: list[Any] = [15, "30", 60, 7, 0, 1440, 1441, Decimal("7.5")]
MONEY: list[Any] = [0, 10, "49.90", Decimal("12.345678901234567"), 10**12, "-0", "-1", -5, "0.01", 1000]
CURRENCIES = ["EUR", "eur", "USD", "Rub"]
BAD_INSTANTS = [
    "2025-02-29T10:00:00Z",
    "2025-11-31T10:00:00Z",
    "2025-11-02T24:00:00Z",
    "2025-11-02T23:59:60Z",
    "2025-11-02T10:60:00Z",
    "2025-11-02",
    "20251102T100000Z",
    "2025-11-02T10Z",
    "2025-11-02T1:00Z",
    "0000-01-01T00:00:00Z",
    "12025-11-02T10:00:00Z",
    "2025-11-02T10:00:00,5Z",
    "2025-11-02T10:00:00.Z",
    "2025-11-02T10:00:00+05:60",
    "2025-11-02T10:00:00+16:00",
    "2025-11-02T10:00:00+5",
    "2025-11-02T10:00:00 Z",
    " 2025-11-02T10:00:00Z",
    "2025-11-02T10:00:00Z\n",
    "2025-11-02T10:00:00 America/Havana",
    "infinity",
    "now",
]
FAR_INSTANTS = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-15:59"]
EAST = timezone(timedelta(hours=5, minutes=45))
WEST = timezone(-timedelta(hours=3))
FAR_WEST = timezone(-timedelta(hours=15, minutes=59))

KINDS = [
    *["intent_received"] * 4,
    *["created"] * 3,
    "confirmed",
    "rescheduled",
    "cancelled",
    "canceled",
    "rejected",
    "no_show",
    "noshow",
    "no_show_updated",
    "completed",
    "done",
    "requested",
    "payment",
]
SPELLINGS: list[Callable[[str], str]] = [
    "booking.{}".format,
    "booking_{}".format,
    "{}".format,
    lambda kind: f"BOOKING_{kind}".upper(),
    lambda kind: kind.title(),
]
ODD_TYPES = ["", "booking.", "booking.booking.created", "booking-created", " created", "created "]
STATUSES = [
    "created",
    "rescheduled",
    "cancelled",
    "ACCEPTED",
    "PENDING",
    "CANCELLED",
    "REJECTED",
    "BOOKING_NO_SHOW_UPDATED",
    "booking.canceled",
    "noshow",
    "done",
    "Completed",
    "requested",
    "weird",
    "",
]
SOURCES = [
    "api:booking",
    "calcom:webhook",
    "inbound:webhook",
    "admin",
    "ADMIN:reply",
    "Manual",
    "staff:s1",
    "FrontDesk",
    "my-admin",
    "",
    None,
]
QUEUES = [
    "queue:send:telegram",
    "queue:send:whatsapp",
    "queue:dead:send:telegram",
    "queue:send:a|b",
    "queue:tx",
    "queue:mk",
    "queue:calendar",
    "queue:dead:tx",
    "queue:dead:",
    "queue:deadly",
    "Queue:dead:tx",
    "",
]
JOB_STATUSES = [*["processed"] * 4, "delivered", "queued", "accepted", "failed", "dead", "weird"]
ACTIONS = [
    "admin.reply",
    "admin.override_booking",
    "admin.manual_cancel",
    "admin.",
    "admin_reply",
    "administrator",
    "feedback_request",
    "feedback.requested",
    "feedback_submit",
    "inventory_intake",
]
RATINGS: list[Decimal | None] = [
    *([Decimal(text) for text in ("1", "3", "4.5", "5")] * 4),
    *(Decimal(text) for text in ("0", "7", "0.99", "5.01", "-1", "NaN", "Infinity")),
    None,
]
QUANTITIES: list[Decimal | None] = [
    None,
    *(Decimal(text) for text in ("0", "2.5", "-2.5", "10", "-7", "1e15", "NaN", "-Infinity", "0.001")),
]
LATENCIES = [None, 0, 1, 2, 10, 99, 100, 250, 30_000, 2_000_000_000]


def weighted(common: Sequence[T], rare: Sequence[T], once_in: int) -> list[T]:
    """A pool from which about every once_in-th draw is a rare one."""
    times = max(1, round(len(rare) * (once_in - 1) / len(common)))
    return [*(list(common) * times), *rare]


def nasty(values: Sequence[Any], missing: int = 0) -> list[Any]:
    """Values, now and then something that has no business there, and missing in so many of ten draws."""
    pool = weighted(values, GARBAGE, 6)
    return [*pool, *[MISSING] * round(len(pool) * missing / (10 - missing))]


def without_missing(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not MISSING}


def document(pick: Pick, pools: dict[str, list[Any]]) -> Any:  # noqa: ANN401
    """A JSON object with some of the keys, now and then another JSON."""
    whole = pick(WHOLE)
    return without_missing({key: pick(pool) for key, pool in pools.items()}) if whole is MISSING else whole


STYLES: list[Callable[[datetime], str]] = [
    lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}Z",
    lambda at: f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.0}Z",
    lambda at: f"{at.astimezone(EAST):%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}+05:45",
    lambda at: f"{at.astimezone(EAST):%Y-%m-%dT%H:%M}+0545",
    lambda at: f"{at.astimezone(WEST):%Y-%m-%dT%H:%M:%S}-03",
    lambda at: f"{at.astimezone(FAR_WEST):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}-15:59",
]
BROKEN_STYLES: list[Callable[[datetime], str]] = [
    "{:%Y-%m-%dT%H:%M:%S}".format,
    "{:%Y-%m-%d %H:%M:%SZ}".format,
    "{:%Y-%m-%dt%H:%M:%SZ}".format,
    "{:%Y-%m-%dT%H:%M:%Sz}".format,
    "{:%Y-%m-%dT%H:%M:%S.0000001Z}".format,
    "{:%Y-%m-%dT%H:%M:%S.000000001Z}".format,
    "{:%Y-%m-%dT%H:%M:%SZZ}".format,
]


METADATA: dict[str, list[Any]] = {
    "staffId": nasty(STAFF, 2),
    "serviceId": nasty(SERVICES, 4),
    "durationMinutes": nasty(DURATIONS, 3),
    "bufferMinutes": nasty(BUFFERS, 7),
    "price": nasty(MONEY, 2),
    "discount": nasty(MONEY, 6),
    "currency": nasty(CURRENCIES, 5),
    "refundedAmount": nasty(MONEY, 6),
    "rescheduledFromUid": nasty(BOOKINGS, 7),
}
STAMPED: dict[str, list[Any]] = {
    "endAt": [*STYLES * 9, *BROKEN_STYLES, *BAD_INSTANTS, *FAR_INSTANTS, *GARBAGE, *[MISSING] * 90],
    "refundedAt": [*STYLES * 9, *BROKEN_STYLES, *BAD_INSTANTS, *FAR_INSTANTS, *GARBAGE, *[MISSING] * 90],
    "preferredStart": [*STYLES * 30, *BROKEN_STYLES, *BAD_INSTANTS, *GARBAGE, *[MISSING] * 90],
}
LENGTHS = [
    timedelta(minutes=30),
    timedelta(minutes=52, seconds=30),
    timedelta(hours=9),
    timedelta(hours=24),
    timedelta(hours=24) + MICRO,
    timedelta(),
    -MICRO,
]
LEADS = [timedelta(days=2), timedelta(minutes=60), timedelta(minutes=59), timedelta(), -timedelta(hours=1)]
CREATED = [*[None] * 20, "infinity", "-infinity"]
MANY_CLIENTS = weighted(CLIENTS, ["", None], 5)
MANY_BOOKINGS = weighted(BOOKINGS, [""], 16)
MANY_STATUSES = weighted(["created", "ACCEPTED"], STATUSES, 2)
EVENT_TYPES = weighted([spell(name) for name in KINDS for spell in SPELLINGS], ODD_TYPES, 12)
EVENT_BOOKINGS = weighted(BOOKINGS, [None, "", "other"], 5)
EVENT_PAYLOAD: dict[str, list[Any]] = {
    "staffId": nasty(STAFF, 4),
    "intentId": nasty(INTENTS, 4),
    "noShow": [MISSING, False, False, True, None, "false", 0, "", []],
}
JOB_PAYLOAD: dict[str, list[Any]] = {
    "type": [*["reminder"] * 15, "confirmation", "Reminder", "", ["reminder"], None, MISSING],
    "bookingId": nasty(BOOKINGS, 1),
    "attempts": [1],
}
SERVICE: dict[str, list[Any]] = {
    "durationMinutes": nasty(DURATIONS, 1),
    "bufferMinutes": nasty(BUFFERS, 3),
    "gridMinutes": nasty(GRIDS, 5),
}


def metadata(pick: Pick, world: World, start: datetime | None) -> Any:  # noqa: ANN401
    """appointments_map.metadata: some of the twelve keys, each now and then malformed."""
    whole = pick(WHOLE)
    if whole is not MISSING:
        return whole
    values = {key: pick(pool) for key, pool in METADATA.items()}
    for key, pool in STAMPED.items():
        style = pick(pool)
        if callable(style):
            at = (start or world.hot[0]) + pick(LENGTHS) if key == "endAt" else pick(world.instants)
            style = style(at.astimezone(UTC))
        values[key] = style
    return without_missing(values)


def appointment(pick: Pick, world: World) -> Row:
    start = pick(world.times)
    known = start if isinstance(start, datetime) else None
    created = (known or world.hot[0]) - pick(LEADS)
    return {
        "tenant_id": pick(world.tenants),
        "client_id": pick(MANY_CLIENTS),
        "calcom_booking_id": pick(MANY_BOOKINGS),
        "status": pick(MANY_STATUSES),
        "start_at": None if pick(range(12)) == 11 else start,
        "metadata": metadata(pick, world, known),
        "created_at": pick(CREATED) or created,
        "updated_at": world.hot[0],
    }


def event(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.tenants),
        "booking_id": pick(EVENT_BOOKINGS),
        "event_type": pick(EVENT_TYPES),
        "source": pick(SOURCES),
        "payload_json": document(pick, EVENT_PAYLOAD),
        "created_at": pick(world.times),
    }


def message_jobs(pick: Pick, world: World) -> list[Row]:
    """One logical message: any single row, or retries (new rows) that end delivered or dead."""
    queue = pick([*QUEUES, *QUEUES[:2] * 6])
    common = {"tenant_id": pick(world.maybe_tenants), "payload": document(pick, JOB_PAYLOAD), "error": None}
    rows = [(queue, pick(JOB_STATUSES))]
    if pick(range(4)) == 3:
        dead = queue.replace("queue:", "queue:dead:", 1)
        ending = pick([(queue, "processed"), (dead, "dead"), (dead, "queued")])
        rows = [*[(queue, "failed")] * pick(range(4)), ending]
    return [
        {
            **common,
            "queue": name,
            "status": status,
            "created_at": pick(world.times),
            "updated_at": world.hot[0],
        }
        for name, status in rows
    ]


def audit(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.maybe_tenants),
        "actor": "someone",
        "action": pick(ACTIONS),
        "payload": document(pick, {"bookingId": JOB_PAYLOAD["bookingId"]}),
        "created_at": pick(world.times),
    }


def message(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.tenants),
        "channel": pick(CHANNELS),
        "direction": pick(["inbound", "outbound", "failed", "inbound", "outbound", "Inbound", "sideways"]),
        "message_id": "m",
        "customer_id": "c1",
        "payload": pick(WHOLE_GARBAGE),
        "created_at": pick(world.times),
    }


def feedback(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.tenants),
        "booking_id": pick(EVENT_BOOKINGS),
        "staff_id": pick([*STAFF, *STAFF, None, ""]),
        "service_id": "cut",
        "channel": "telegram",
        "rating": pick(RATINGS),
        "comment": None,
        "created_at": pick(world.times),
    }


def ledger(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.tenants),
        "item_id": "item",
        "qty_delta": pick(QUANTITIES),
        "reason": pick([*["intake", "consume"] * 4, "adjustment", "Consume", "", None]),
        "source_doc_id": None,
        "booking_id": None,
        "created_at": pick(world.times),
    }


def snapshot(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.tenants),
        "item_id": "item",
        "qty_physical": pick(QUANTITIES),
        "qty_expected": pick(QUANTITIES),
        "variance": pick(QUANTITIES),
        "created_at": pick(world.times),
    }


def integration(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.own_tenants),
        "kind": pick(["webhook", "api", "api", "stt", "ocr"]),
        "target": pick(["telegram", "calcom", "erxes", "a|b", "calcom|3"]),
        "ok": pick([True, False]),
        "status_code": pick([None, 200, 500]),
        "latency_ms": pick(LATENCIES),
        "created_at": pick(world.instants),
    }


def queue_sample(pick: Pick, world: World) -> Row:
    return {
        "tenant_id": pick(world.own_tenants),
        "queue": pick(QUEUES[:6]),
        "depth": pick([0, 0, 1, 5, 1000]),
        "pending": 0,
        "sampled_at": pick(world.instants),
    }


def weekly(pick: Pick, world: World, names: tuple[str, str]) -> Row:
    """A row of opening hours or of a schedule, on a weekday of the span; many run past midnight."""
    first = pick([*world.days, date(2020, 1, 1)])
    return {
        "tenant_id": pick(world.own_tenants),
        "weekday": pick(world.days).isoweekday(),
        names[0]: pick(SPAN_CLOCKS),
        names[1]: pick(SPAN_CLOCKS),
        "valid_from": first,
        "valid_to": pick([None, first, *(day for day in world.days if day >= first)]),
    }


def opening(pick: Pick, world: World) -> Row:
    return weekly(pick, world, ("opens_at", "closes_at"))


def shift(pick: Pick, world: World) -> Row:
    return {**weekly(pick, world, ("starts_at", "ends_at")), "staff_id": pick(STAFF)}


def time_off(pick: Pick, world: World) -> Row:
    start = pick(world.instants)
    lengths = [MICRO, timedelta(minutes=90), timedelta(hours=10), timedelta(days=3)]
    return {
        "tenant_id": pick(world.own_tenants),
        "staff_id": pick(STAFF),
        "starts_at": start,
        "ends_at": start + pick(lengths),
        "reason": "rest",
    }


def config(pick: Pick) -> Any:  # noqa: ANN401
    """tenant_config.config: services as they should be, and any other JSON."""
    whole = pick([*[MISSING] * 4 * len(WHOLE_GARBAGE), *WHOLE_GARBAGE])
    if whole is not MISSING:
        return whole
    services = {name: document(pick, SERVICE) for name in (*SERVICES[:3], "")}
    shapes: list[Any] = [*[services] * 6, list(services.values()), None, "cut"]
    return {"services": pick(shapes)}


def settings(pick: Pick, zone: str) -> Row:
    clocks = [None, None, time(11), time(19), time(22), time(2), time(0)]
    return {
        "timezone": None if zone == "UTC" else zone,
        "currency": pick([None, "EUR", "usd"]),
        "slot_grid_minutes": pick([None, 15, 30, 7, 60]),
        "peak_start": pick(clocks),
        "peak_end": pick(clocks),
        "chairs": pick([1, 3, None]),
        "reminder_lead_minutes": pick([None, 60, 1, 1440]),
        "feedback_window_days": pick([None, 1, 14]),
        "repeat_lookback_days": pick([None, 1, 2, 365]),
    }


def moments_of(zones: set[str], days: Sequence[date], anchor: date) -> list[datetime]:
    """Window edges, peak edges and the half hours around the day when a clock is changed."""
    moments: set[datetime] = set()
    for zone in zones:
        for day in days:
            moments.add(day_start(zone, day))
            moments |= {wall_to_instant(zone, day, clock) for clock in EDGE_CLOCKS}
        start = day_start(zone, anchor)
        moments |= {start + timedelta(minutes=30 * i) for i in range(-4, 8)}
    return sorted(moments)


def world_of(pick: Pick) -> tuple[World, dict[str, str]]:
    """Tenants with their zones, and a span of local days around a day when a clock is changed."""
    anchor_zone, anchor = pick(DST_DAYS)
    names = TENANTS[: pick([2, 2, 2, 3, 4])]
    zones = {name: pick(ZONES) for name in names} | {names[0]: anchor_zone}
    first = anchor - timedelta(days=pick(range(3)))
    days = tuple(first + timedelta(days=i) for i in range(pick([3, 4])))
    edges = moments_of(set(zones.values()), days, anchor)
    hot = [pick(edges) for _ in range(pick([3, 4, 5, 6, 7]))]
    near = [moment + delta for moment in hot for delta in DELTAS]
    far = [moment + delta for moment in hot for delta in FAR_DELTAS]
    instants = weighted(weighted(near, edges, 3), far, 16)
    world = World(
        names=tuple(names),
        days=days,
        hot=tuple(hot),
        instants=instants,
        times=weighted(instants, ["infinity", "-infinity"], 32),
        tenants=weighted([names[0], names[0], *names], [GHOST, ""], 24),
        maybe_tenants=weighted([names[0], names[0], *names], [GHOST, "", None], 12),
        own_tenants=[names[0], names[0], *names],
    )
    return world, zones


def rows_of(pick: Pick, world: World, make: Callable[[Pick, World], T], most: int) -> list[T]:
    """None, or rather many rows."""
    size = pick([most * share // 8 for share in (0, 2, 4, 5, 6, 7, 8, 8)])
    return [make(pick, world) for _ in range(size)]


def with_ids(pick: Pick, rows: list[Row]) -> list[Row]:
    """Primary keys whose order bytewise is not that of a locale."""
    return [{"id": f"{pick(ID_PREFIXES)}{i}", **row} for i, row in enumerate(rows)]


def unique(rows: list[Row], *columns: str) -> list[Row]:
    """The first row of each key."""
    seen: dict[Hashable, Row] = {}
    for row in rows:
        seen.setdefault(tuple(row[column] for column in columns), row)
    return list(seen.values())


def host_rows(pick: Pick, world: World) -> Platform:
    jobs = rows_of(pick, world, message_jobs, 14)
    tables = {
        "appointments_map": unique(rows_of(pick, world, appointment, 24), "tenant_id", "calcom_booking_id"),
        "booking_events": rows_of(pick, world, event, 28),
        "message_log": rows_of(pick, world, message, 8),
        "job_log": [row for chain in jobs for row in chain],
        "audit_log": rows_of(pick, world, audit, 10),
        "feedback": rows_of(pick, world, feedback, 12),
        "inventory_ledger": rows_of(pick, world, ledger, 8),
        "stock_snapshot": rows_of(pick, world, snapshot, 8),
    }
    return {name: with_ids(pick, rows) for name, rows in tables.items()}


def own_rows(pick: Pick, world: World) -> Platform:
    hours = rows_of(pick, world, opening, 8)
    shifts = rows_of(pick, world, shift, 10)
    off = rows_of(pick, world, time_off, 4)
    samples = rows_of(pick, world, queue_sample, 10)
    return {
        "kpi_opening_hours": unique(hours, "tenant_id", "weekday", "opens_at", "valid_from"),
        "kpi_staff_schedule": unique(shifts, "tenant_id", "staff_id", "weekday", "starts_at", "valid_from"),
        "kpi_staff_time_off": unique(off, "tenant_id", "staff_id", "starts_at"),
        "kpi_integration_log": rows_of(pick, world, integration, 14),
        "kpi_queue_sample": unique(samples, "tenant_id", "queue", "sampled_at"),
    }


def tenant_rows(pick: Pick, world: World, zones: dict[str, str]) -> Platform:
    """Some tenants lack a settings row or a configuration; a zone that is null is UTC."""
    stamp = {"created_at": world.hot[0], "updated_at": world.hot[0]}
    statuses = ["active", "active", "active", "trial", "archived", "deleted"]
    tables: Platform = {"tenants": [], "tenant_config": [], "kpi_tenant_settings": []}
    for name, zone in zones.items():
        first = name == world.names[0]
        status = "active" if first else pick(statuses)
        tables["tenants"].append({"tenant_id": name, "name": name, "status": status, **stamp})
        if pick(range(4)) < 3:
            row = {"tenant_id": name, "config": config(pick), "updated_at": world.hot[0]}
            tables["tenant_config"].append(row)
        if first or pick(range(4)) < 3:
            tables["kpi_tenant_settings"].append({"tenant_id": name, **settings(pick, zone)})
    return tables


def case_of(pick: Pick) -> Case:
    """A platform, the local dates to compute and the instant of the run."""
    world, zones = world_of(pick)
    platform = tenant_rows(pick, world, zones) | host_rows(pick, world) | own_rows(pick, world)
    first = pick([world.days[0], *world.days[:-1]])
    last = pick([world.days[-1], *(day for day in world.days if day >= first)])
    return Case(platform, first, last, pick(world.instants))


@lru_cache(maxsize=4096)
def positions(size: int) -> SearchStrategy[int]:
    return st.integers(0, size - 1)


@st.composite
def platforms(draw: DrawFn) -> Case:
    """Any case, as a Hypothesis strategy."""

    def pick(pool: Sequence[T]) -> T:
        return pool[draw(positions(len(pool)))]

    return case_of(pick)


def platform_of(seed: int) -> Case:
    """The case of a seed: the same on every machine and Python."""
    source = random.Random(seed)

    def pick(pool: Sequence[T]) -> T:
        return pool[int(source.random() * len(pool))]

    return case_of(pick)


def minimise(case: Case, fails: Callable[[Case], bool]) -> Case:
    """Drops rows, in halves and then one by one, for as long as the case still fails."""
    smaller = True
    while smaller:
        smaller = False
        for table in sorted(case.platform):
            step = max(1, len(case.platform[table]) // 2)
            while step:
                position = 0
                while position < len(case.platform[table]):
                    rows = case.platform[table]
                    left = [*rows[:position], *rows[position + step :]]
                    shorter = replace(case, platform={**case.platform, table: left})
                    if fails(shorter):
                        case, smaller = shorter, True
                    else:
                        position += step
                step //= 2
    return case


JSON_COLUMNS = {"config", "metadata", "payload", "payload_json", "extracted_items"}


def json_text(value: object) -> str:
    """JSON text that keeps every digit of a Decimal (1e400 arrives as a JSON number)."""
    if isinstance(value, JsonNull):
        return "null"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(str(key))}: {json_text(part)}" for key, part in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(json_text(part) for part in value) + "]"
    return json.dumps(value)


def _parameter(column: str, value: object) -> object:
    if column in JSON_COLUMNS and value is not None:
        return Jsonb(value, dumps=json_text)
    return value


def load(connection: psycopg.Connection[Any], platform: Platform) -> None:
    """Inserts every row into the existing tables, tenants first; the caller commits."""
    with connection.cursor() as cursor:
        for table in sorted(platform, key=lambda name: (name != "tenants", name)):
            groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
            for row in platform[table]:
                groups[tuple(row)].append(row)
            for columns, rows in groups.items():
                statement = sql.SQL("insert into {} ({}) values ({})").format(
                    sql.Identifier(table),
                    sql.SQL(", ").join(map(sql.Identifier, columns)),
                    sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
                )
                parameters = [[_parameter(column, row[column]) for column in columns] for row in rows]
                cursor.executemany(statement, parameters)
