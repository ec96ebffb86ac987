"""A salon's day as the world has it: what its services report, and the host's rows that must come of it.

The rows are written from docs/events.md and docs/calcom.md, by what has really happened; what is reported
may be told in any order, and twice.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from oracle_values import Platform, Row

Body = dict[str, Any]
SCHEDULED = ("ann", "bob")
"""Whose usernames have a schedule; others are known by their id."""
WITHOUT_MINOR_UNIT = {"JPY", "KRW"}


@dataclass(frozen=True)
class Event:
    """A call of kpi_log_event."""

    tenant_id: str
    event_type: str
    payload: Body
    occurred_at: datetime
    event_id: str


@dataclass(frozen=True)
class Webhook:
    """A call of kpi_ingest_calcom."""

    tenant_id: str
    body: Body


@dataclass
class Booking:
    """One uid, and what has become of it."""

    uid: str
    start: datetime
    minutes: int
    staff: str
    service: int
    price: int | None
    currency: str
    made_at: datetime
    replaces: "Booking | None" = None
    intent_id: str | None = None


@dataclass
class Day:
    """All that happens at one salon between two instants."""

    tenant_id: str
    begins: datetime
    ends: datetime
    dice: random.Random
    told: list[Event | Webhook] = field(default_factory=list)
    rows: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    taken: set[datetime] = field(default_factory=set)
    count: int = 0

    def instant(self) -> datetime:
        """Some millisecond of the day; no two are the same."""
        span = (self.ends - self.begins) // timedelta(milliseconds=1)
        at = self.begins + timedelta(milliseconds=self.dice.randrange(span))
        if at in self.taken:
            return self.instant()
        self.taken.add(at)
        return at

    def name(self, what: str) -> str:
        self.count += 1
        return f"{self.tenant_id}-{what}{self.count}"

    def row(self, table: str, **values: Any) -> None:  # noqa: ANN401
        self.rows[table].append({"id": self.name("row"), "tenant_id": self.tenant_id, **values})

    def log(self, event_type: str, payload: Body, at: datetime) -> None:
        self.told.append(Event(self.tenant_id, event_type, payload, at, self.name("event")))

    def event(
        self, booking_id: str | None, event_type: str, source: str, payload: Body, at: datetime
    ) -> None:
        self.row(
            "booking_events",
            booking_id=booking_id,
            event_type=event_type,
            source=source,
            payload_json=payload,
            created_at=at,
        )

    def log_booking(self, event_type: str, payload: Body, at: datetime) -> None:
        """What the host's own services say of a booking."""
        self.log(event_type, payload, at)
        self.event(payload.get("bookingId"), event_type, payload.get("source", "kpi_log_event"), payload, at)

    # Cal.com

    def webhook(self, booking: Booking, trigger: str, event_type: str, at: datetime, **more: Any) -> None:  # noqa: ANN401
        metadata = {"intentId": booking.intent_id} if booking.intent_id else {}
        body = {
            "uid": booking.uid,
            "bookingId": self.count,
            "startTime": stamp(booking.start),
            "endTime": stamp(booking.start + timedelta(minutes=booking.minutes)),
            "length": booking.minutes,
            "eventTypeId": booking.service,
            "organizer": {"id": 9, "username": booking.staff, "email": f"{booking.staff}@example.com"},
            "attendees": [{"email": f"{booking.uid}@example.com", "name": "Guest"}],
            "price": booking.price,
            "currency": booking.currency.lower(),
            "metadata": metadata,
            **({"rescheduleUid": booking.replaces.uid} if booking.replaces else {}),
            **more,
        }
        self.told.append(
            Webhook(self.tenant_id, {"triggerEvent": trigger, "createdAt": stamp(at), "payload": body})
        )
        self.event(booking.uid, event_type, "calcom:webhook", self._said(booking), at)
        if trigger == "BOOKING_CREATED" and more.get("requiresConfirmation"):
            self.event(booking.uid, "booking.confirmed", "calcom:webhook", self._said(booking), at)

    @staticmethod
    def _said(booking: Booking) -> Body:
        return {"intentId": booking.intent_id} if booking.intent_id else {}

    def no_show(self, booking: Booking, at: datetime, *, is_absent: bool) -> None:
        attendees = [{"email": f"{booking.uid}@example.com", "noShow": is_absent}]
        payload = {"bookingUid": booking.uid, "attendees": attendees}
        body = {"triggerEvent": "BOOKING_NO_SHOW_UPDATED", "createdAt": stamp(at), "payload": payload}
        self.told.append(Webhook(self.tenant_id, body))
        self.event(booking.uid, "booking.no_show", "calcom:webhook", {"noShow": is_absent}, at)

    def meeting_ended(self, booking: Booking) -> None:
        at = booking.made_at.replace(microsecond=0) - timedelta(seconds=1)
        body = {
            "triggerEvent": "MEETING_ENDED",
            "uid": booking.uid,
            "startTime": stamp(booking.start),
            "endTime": stamp(booking.start + timedelta(minutes=booking.minutes)),
            "createdAt": stamp(at),
            "user": {"username": booking.staff, "email": f"{booking.staff}@example.com"},
            "eventTypeId": booking.service,
        }
        self.told.append(Webhook(self.tenant_id, body))
        self.event(booking.uid, "booking.completed", "calcom:webhook", {}, at)

    def appointment(self, booking: Booking, status: str, made_at: datetime) -> None:
        """The row that must be there in the end."""
        metadata: Body = {
            "endAt": stamp(booking.start + timedelta(minutes=booking.minutes)),
            "durationMinutes": booking.minutes,
            "staffId": booking.staff if booking.staff in SCHEDULED else "9",
            "serviceId": str(booking.service),
            "currency": booking.currency,
        }
        if booking.price is not None:
            share = 1 if booking.currency in WITHOUT_MINOR_UNIT else 100
            metadata["price"] = Decimal(booking.price) / share
        if booking.replaces:
            metadata["rescheduledFromUid"] = booking.replaces.uid
        self.row(
            "appointments_map",
            client_id=None,
            calcom_booking_id=booking.uid,
            status=status,
            start_at=booking.start,
            metadata=metadata,
            created_at=made_at,
            updated_at=made_at,
        )

    # What happens

    def booking(self, replaces: Booking | None = None, after: datetime | None = None) -> Booking:
        made_at = self.instant()
        if after and made_at <= after:
            made_at = after + timedelta(seconds=self.dice.randint(2, 3000))
        start = self.instant().replace(second=0, microsecond=0)
        start -= timedelta(minutes=start.minute % self.dice.choice([1, 15, 30]))
        return Booking(
            uid=self.name("uid"),
            start=start,
            minutes=self.dice.choice([15, 30, 45, 120]),
            staff=self.dice.choice([*SCHEDULED, "zoe"]),
            service=self.dice.choice([1, 2, 3]),
            price=self.dice.choice([None, 0, 4550, 9900, 12345]),
            currency=self.dice.choice(["EUR", "EUR", "JPY"]),
            made_at=made_at,
            replaces=replaces,
        )

    def life(self) -> None:
        """A booking from the wish to its end."""
        booking = self.booking()
        if self.dice.random() < 0.6:
            booking.intent_id = self.name("intent")
            payload = {"intentId": booking.intent_id, "source": "telegram"}
            self.log_booking("booking.intent_received", payload, booking.made_at - timedelta(seconds=40))
        kind = self.dice.choice(["plain", "asked", "refused", "gone", "moved", "absent", "came", "unpaid"])
        at = booking.made_at
        first = at
        if kind in {"asked", "refused", "unpaid"}:
            self.webhook(booking, "BOOKING_REQUESTED", "booking.requested", at, requiresConfirmation=True)
            at += timedelta(seconds=self.dice.randint(2, 900))
            self.webhook(booking, "BOOKING_PAID", "booking.paid", at, requiresConfirmation=True)
            at += timedelta(seconds=self.dice.randint(2, 900))
        if kind == "unpaid":
            self.appointment(booking, "pending", first)
            return
        if kind == "refused":
            self.webhook(booking, "BOOKING_REJECTED", "booking.rejected", at, price=None)
            self.appointment(booking, "rejected", first)
            return
        asks = kind == "asked"
        self.webhook(booking, "BOOKING_CREATED", "booking.created", at, requiresConfirmation=asks)
        if self.dice.random() < 0.4:
            payload = {"bookingId": booking.uid, "source": self.dice.choice(["api:booking", "admin"])}
            self.log_booking("booking.created", payload, at + timedelta(seconds=1))
        self._end(booking, kind, first, at)

    def _end(self, booking: Booking, kind: str, first: datetime, at: datetime) -> None:
        later = at + timedelta(seconds=self.dice.randint(10, 5000))
        if kind == "gone":
            self.webhook(booking, "BOOKING_CANCELLED", "booking.cancelled", later, price=None)
            if self.dice.random() < 0.5:
                self.admin("manual_cancel", booking.uid, later - timedelta(seconds=3))
            self.meeting_ended_or_not(booking, first)
            self.appointment(booking, "cancelled", self.earliest(booking, first))
        elif kind == "moved":
            self.appointment(booking, "created", first)
            self.move(booking, later)
        elif kind in {"absent", "came"}:
            self.no_show(booking, later, is_absent=True)
            if kind == "came":
                self.no_show(booking, later + timedelta(seconds=20), is_absent=False)
            self.appointment(booking, "no_show" if kind == "absent" else "created", first)
        else:
            ended = self.meeting_ended_or_not(booking, first)
            self.appointment(booking, "completed" if ended else "created", self.earliest(booking, first))
            if self.dice.random() < 0.5:
                self.feedback(booking)

    def meeting_ended_or_not(self, booking: Booking, first: datetime) -> bool:
        if self.dice.random() < 0.5:
            self.meeting_ended(booking)
            booking.made_at = first.replace(microsecond=0) - timedelta(seconds=1)
            return True
        return False

    @staticmethod
    def earliest(booking: Booking, first: datetime) -> datetime:
        return min(booking.made_at, first)

    def move(self, booking: Booking, at: datetime) -> None:
        """Once to three times; each time to a booking of its own."""
        for turn in range(self.dice.randint(1, 3)):
            if self.dice.random() < 0.4:
                self.webhook(booking, "BOOKING_CANCELLED", "booking.cancelled", at, requestReschedule=True)
                if turn == 0:
                    self.rows["appointments_map"][-1]["status"] = "cancelled"
            following = self.booking(booking, after=at)
            self.webhook(following, "BOOKING_RESCHEDULED", "booking.rescheduled", following.made_at)
            self.appointment(following, "rescheduled", following.made_at)
            booking, at = following, following.made_at + timedelta(seconds=5)

    def admin(self, action: str, booking_id: str, at: datetime) -> None:
        payload = {"action": action, "bookingId": booking_id, "actor": "eve"}
        self.log("admin.manual_intervention", payload, at)
        self.row("audit_log", actor="eve", action=f"admin.{action}", payload=payload, created_at=at)

    def feedback(self, booking: Booking) -> None:
        at = self.instant()
        self.log("feedback.requested", {"bookingId": booking.uid}, at)
        self.row(
            "audit_log",
            actor="kpi_log_event",
            action="feedback_request",
            payload={"bookingId": booking.uid},
            created_at=at,
        )
        at = self.instant()
        rating = self.dice.randint(1, 5)
        payload = {"bookingId": booking.uid, "rating": rating, "staffId": booking.staff}
        self.log("feedback.submitted", payload, at)
        self.row(
            "feedback",
            booking_id=booking.uid,
            staff_id=booking.staff,
            service_id=None,
            channel=None,
            rating=Decimal(rating),
            comment=None,
            created_at=at,
        )

    def message(self) -> None:
        at = self.instant()
        direction = self.dice.choice(["inbound", "outbound", "failed"])
        channel = self.dice.choice(["telegram", "whatsapp"])
        self.log(f"message.{direction}", {"channel": channel}, at)
        self.row("message_log", channel=channel, direction=direction, created_at=at)

    def call(self) -> None:
        at = self.instant()
        kind = self.dice.choice(["webhook", "stt", "ocr", "api"])
        row = {
            "target": self.dice.choice(["telegram", "calcom", "erxes"]),
            "ok": self.dice.random() < 0.8,
            "latency_ms": self.dice.choice([0, 3, 120, 121.5, 4000]),
        }
        self.log(f"integration.{kind}", row, at)
        latency = Decimal(str(row["latency_ms"]))
        self.rows["kpi_integration_log"].append(
            {"tenant_id": self.tenant_id, "kind": kind, **row, "latency_ms": latency, "created_at": at}
        )

    def stock(self) -> None:
        at = self.instant()
        item = self.dice.choice(["dye", "shampoo"])
        amount = self.dice.randint(1, 9)
        kind = self.dice.choice(["consumed", "intake_confirmed", "reconciled"])
        if kind == "reconciled":
            payload: Body = {"itemId": item, "qtyPhysical": amount, "qtyExpected": 5}
            counted = {"qty_physical": Decimal(amount), "qty_expected": Decimal(5)}
            self.row("stock_snapshot", item_id=item, variance=Decimal(amount - 5), created_at=at, **counted)
        elif kind == "consumed":
            payload = {"itemId": item, "qty": amount}
            self.ledger(item, -amount, "consume", at)
        else:
            payload = {"docId": self.name("doc"), "items": [{"itemId": item, "qty": amount}]}
            self.ledger(item, amount, "intake", at)
        self.log(f"inventory.{kind}", payload, at)

    def ledger(self, item: str, quantity: int, reason: str, at: datetime) -> None:
        delta = Decimal(quantity)
        self.row("inventory_ledger", item_id=item, qty_delta=delta, reason=reason, created_at=at)

    def time_off(self) -> None:
        """Part of the day, as Cal.com tells of it: first wrongly, then right."""
        start = self.instant()
        end = start + timedelta(hours=3)
        for turn, until in enumerate([end - timedelta(hours=1), end]):
            entry = {
                "uuid": self.tenant_id,
                "start": stamp(start),
                "end": stamp(until),
                "updatedAt": stamp(self.begins + timedelta(minutes=turn)),
                "user": {"id": 9, "username": "ann"},
            }
            body = {"triggerEvent": "OOO_CREATED", "createdAt": stamp(start), "payload": {"oooEntry": entry}}
            self.told.append(Webhook(self.tenant_id, body))
        self.rows["kpi_staff_time_off"].append(
            {
                "tenant_id": self.tenant_id,
                "staff_id": "ann",
                "starts_at": start,
                "ends_at": end,
            }
        )


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(tenant_id: str, begins: datetime, ends: datetime, seed: int) -> Day:
    """A busy day."""
    day = Day(tenant_id, begins, ends, random.Random(f"{seed} {tenant_id}"))
    for happening, times in [
        (day.life, 40), (day.message, 30), (day.call, 40), (day.stock, 15), (day.time_off, 1),
    ]:  # fmt: skip
        for _ in range(times):
            happening()
    return day


def merged(days: list[Day]) -> Platform:
    """The rows of all salons, as one platform."""
    platform: Platform = {}
    for day in days:
        for table, rows in day.rows.items():
            platform.setdefault(table, []).extend(rows)
    return platform
