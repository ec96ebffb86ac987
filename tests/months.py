"""A month of three salons, day by day: what the host writes, in the order in which it is written."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = 31
ZONES = {"york": "America/New_York", "berlin": "Europe/Berlin", "kathmandu": "Asia/Kathmandu"}
STAFF = ("ann", "bob")
KEEP = 10
"""Days of messages and jobs that retention leaves."""
EDITABLE = timedelta(days=3.5)
"""How long before and after its start the state of an appointment changes. What it replaces is older by as
much, and by the 60 hours that it was booked ahead: still younger than what retention has deleted."""

Statement = tuple[str, dict[str, Any]]
Writes = Iterator[tuple[datetime, Statement]]

SETTINGS = """
    insert into tenants (tenant_id) values (%(tenant)s);
    insert into kpi_tenant_settings (tenant_id, timezone, chairs, currency)
    values (%(tenant)s, %(zone)s, 2, 'EUR');
    insert into tenant_config (tenant_id, config)
    values (%(tenant)s, '{"services": {"cut": {"durationMinutes": 45, "bufferMinutes": 5}}}');
    insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
    select %(tenant)s, staff, weekday, '08:00', '20:00', '2020-01-01'
    from unnest(array['ann', 'bob']) as staff cross join generate_series(1, 7) as weekday;
    insert into kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from)
    select %(tenant)s, weekday, '08:00', '20:00', '2020-01-01' from generate_series(1, 6) as weekday
"""
APPOINTMENT = """
    insert into appointments_map (
        id, tenant_id, client_id, calcom_booking_id, status, start_at, metadata, created_at, updated_at
    )
    values (%(id)s, %(tenant)s, %(client)s, %(id)s, 'ACCEPTED', %(start)s, %(metadata)s, %(at)s, %(at)s)
"""
EVENT = """
    insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
    values (%(id)s, %(tenant)s, %(booking)s, %(type)s, 'api:booking', %(payload)s, %(at)s)
"""
JOB = """
    insert into job_log (id, tenant_id, queue, status, payload, created_at, updated_at)
    values (%(id)s, %(tenant)s, 'queue:send:telegram', 'queued', %(payload)s, %(at)s, %(at)s)
"""
MESSAGE = """
    insert into message_log (id, tenant_id, channel, direction, created_at)
    values (%(id)s, %(tenant)s, 'telegram', %(direction)s, %(at)s)
"""
FEEDBACK = """
    insert into feedback (id, tenant_id, booking_id, staff_id, rating, created_at)
    values (%(id)s, %(tenant)s, %(booking)s, 'ann', %(rating)s, %(at)s)
"""
META = "update appointments_map set metadata = metadata || %(more)s, updated_at = %(at)s where id = %(id)s"
STATUS = "update appointments_map set status = %(status)s, updated_at = %(at)s where id = %(id)s"
MOVE = "update appointments_map set start_at = %(start)s, updated_at = %(at)s where id = %(id)s"
DELETE = "delete from {table} where id = %(id)s"
FINISH = "update job_log set status = %(status)s, updated_at = %(at)s where id = %(id)s"
PEAK = "update kpi_tenant_settings set peak_start = make_time(10 + %(n)s, 0, 0) where tenant_id = %(tenant)s"
OPEN = """
    update kpi_opening_hours set closes_at = make_time(20, %(n)s, 0)
    where tenant_id = %(tenant)s and weekday = 2
"""
ABSENT = """
    insert into kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at)
    select %(tenant)s, 'bob', away.at - interval '3 days', away.at - interval '2 days'
    from (values (%(at)s::timestamptz)) as away (at)
"""
OWN = (PEAK, OPEN, ABSENT)
CONFIG = """
    update tenant_config
    set config = jsonb_set(config, '{services,cut,durationMinutes}', to_jsonb(30 + %(n)s))
    where tenant_id = %(tenant)s
"""


class Booked(NamedTuple):
    """An appointment, when it was made, and when it was to start."""

    booking: str
    tenant: str
    at: datetime
    start: datetime

    @property
    def number(self) -> int:
        """Ids of what was written with it follow on it."""
        return int(self.booking[1:])


@dataclass
class Month:
    """What is written, by chance of a seed; `blind` adds what leaves no stamp."""

    seed: int
    blind: bool
    _booked: list[Booked] = field(default_factory=list)
    _refunded: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(10**6)))

    def salons(self) -> Iterator[Statement]:
        """Before the first day."""
        for tenant, zone in ZONES.items():
            for statement in SETTINGS.split(";"):
                yield statement, {"tenant": tenant, "zone": zone}

    def day(self, number: int) -> list[Statement]:
        """The writes of the twenty-four hours before noon of that day, in order."""
        dice = random.Random(f"{self.seed} {number}")
        noon = FIRST + timedelta(days=number)
        writes: list[tuple[datetime, Statement]] = []
        for tenant in ZONES:
            for _ in range(5):
                writes += self._booking(dice, tenant, noon)
            for _ in range(6):
                writes += self._edit(dice, tenant, noon)
            if self.blind:
                writes += self._blind(dice, tenant, noon)
        return [statement for _, statement in sorted(writes, key=lambda write: write[0])]

    def _id(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"

    def _booking(self, dice: random.Random, tenant: str, noon: datetime) -> Writes:
        at = noon - timedelta(seconds=dice.randrange(1, 86_000))
        start = at + timedelta(minutes=15 * dice.randrange(1, 240), seconds=dice.choice([0, 0, 0, 7]))
        booking, intent = self._id("b"), self._id("w")
        metadata: dict[str, Any] = {
            "staffId": dice.choice(STAFF),
            "serviceId": "cut",
            "price": dice.randrange(20, 90),
        }
        if dice.random() < 0.3:
            metadata["preferredStart"] = (start - timedelta(hours=4)).isoformat()
        if dice.random() < 0.2 and (old := self._recent(dice, tenant, at)):
            metadata["rescheduledFromUid"] = old.booking
        client = dice.choice([None, *(f"client {n}" for n in range(8))])
        base = {"tenant": tenant, "booking": booking, "at": at}
        self._booked.append(Booked(booking, tenant, at, start))
        asked = max(at - timedelta(seconds=dice.randrange(40_000)), noon - timedelta(seconds=86_300))
        said = {"tenant": tenant, "booking": None, "at": asked, "type": "booking.intent_received"}
        yield asked, (EVENT, {**said, "id": self._id("e"), "payload": Jsonb({"intentId": intent})})
        yield (
            at,
            (
                APPOINTMENT,
                {**base, "id": booking, "client": client, "start": start, "metadata": Jsonb(metadata)},
            ),
        )
        made = {"intentId": intent} if dice.random() < 0.8 else {}
        yield at, (EVENT, {**base, "id": self._id("e"), "type": "booking_created", "payload": Jsonb(made)})
        for direction in ("inbound", "outbound"):
            yield at, (MESSAGE, {**base, "id": self._id("m"), "direction": direction})
        job = self._id("j")
        yield at, (JOB, {**base, "id": job, "payload": Jsonb({"type": "reminder", "bookingId": booking})})

    def _recent(self, dice: random.Random, tenant: str, at: datetime) -> Booked | None:
        """An appointment that was, or will be, near."""
        near = [b for b in self._booked if b.tenant == tenant and abs(b.start - at) < EDITABLE]
        return dice.choice(near) if near else None

    def _edit(self, dice: random.Random, tenant: str, noon: datetime) -> Writes:
        at = noon - timedelta(seconds=dice.randrange(1, 3_000))
        found = self._recent(dice, tenant, at)
        if not found:
            return
        base = {"tenant": tenant, "booking": found.booking, "id": found.booking, "at": at}
        event = {**base, "id": self._id("e"), "payload": Jsonb({})}
        edits: list[Statement] = [
            *((STATUS, {**base, "status": status}) for status in ("cancelled", "ACCEPTED", "PENDING")),
            (META, {**base, "more": Jsonb({"price": dice.randrange(20, 90)})}),
            *self._refund(base),
            *((EVENT, {**event, "type": type_}) for type_ in ("cancelled", "booking.no_show", "completed")),
            (EVENT, {**event, "type": "no_show", "payload": Jsonb({"noShow": False})}),
            (EVENT, {**event, "type": "confirmed", "payload": Jsonb({"staffId": "bob"})}),
            (FEEDBACK, {**event, "rating": dice.randrange(0, 7)}),
        ]
        if self.blind:
            later = found.start + timedelta(hours=dice.randrange(-30, 30))
            edits += [(MOVE, {**base, "start": later})] * 3
        if dice.random() < 0.3:
            old = dice.choice([booked for booked in self._booked if booked.tenant == tenant])
            base = {**base, "booking": old.booking, "id": old.booking}
            edits = [
                (META, {**base, "more": Jsonb({"price": dice.randrange(20, 90)})}),
                *self._refund(base),
                (FEEDBACK, {**base, "id": self._id("f"), "rating": 3}),
            ]
        if dice.random() < 0.1:
            edits = [(own, {**base, "n": dice.randrange(9)}) for own in OWN]
        yield at, dice.choice(edits)
        if at - found.at < EDITABLE:
            status = dice.choice(["processed", "dead"])
            yield at, (FINISH, {"id": f"j{found.number + 6}", "at": at, "status": status})

    def _refund(self, base: dict[str, Any]) -> Iterator[Statement]:
        """Money is given back once: the hour that a refund moves away from leaves no stamp."""
        if self.blind or base["id"] not in self._refunded:
            self._refunded.add(base["id"])
            yield META, {**base, "more": Jsonb({"refundedAmount": 5, "refundedAt": base["at"].isoformat()})}

    def _blind(self, dice: random.Random, tenant: str, noon: datetime) -> Writes:
        """Deletes, rows dated back, edits that renew no stamp, services."""
        at = noon - timedelta(seconds=30)
        old = noon - timedelta(hours=dice.randrange(24, 24 * 7))
        found = self._recent(dice, tenant, at)
        if found:
            base = {
                "tenant": tenant,
                "booking": found.booking,
                "id": found.booking,
                "at": old,
                "n": dice.randrange(9),
            }
            event = {**base, "id": self._id("e"), "type": dice.choice(["cancelled", "confirmed", "created"])}
            number = found.number
            yield (
                at,
                dice.choice(
                    [
                        (DELETE.format(table="appointments_map"), base),
                        (DELETE.format(table="booking_events"), {"id": f"e{number + 3}"}),
                        (DELETE.format(table="message_log"), {"id": f"m{number + 4}"}),
                        (EVENT, {**event, "payload": Jsonb({})}),
                        (MESSAGE, {**base, "id": self._id("m"), "direction": "failed"}),
                        (STATUS, {**base, "status": "cancelled"}),
                        (META, {**base, "at": at, "more": Jsonb({"staffId": "bob"})}),
                        (CONFIG, base),
                    ]
                ),
            )
