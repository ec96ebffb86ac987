"""One salon of the test oracle: its settings, events, appointments and jobs, normalised."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import oracle_time as clock
import oracle_values as values
from oracle_values import Platform, Row

STATE_EVENTS = {"created", "confirmed", "rescheduled", "cancelled", "rejected", "no_show", "completed"}
SUCCESS_EVENTS = {"created", "confirmed"}
FINAL_EVENTS = {"cancelled", "rejected", "no_show", "completed"}
BOOKED = {"scheduled", "completed", "cancelled", "no_show"}
HELD = {"scheduled", "completed"}


@dataclass(frozen=True)
class Settings:
    """kpi_tenant_settings; a tenant without a row, or a null, has the default."""

    zone: str
    currency: str | None
    grid: Fraction
    peak: tuple[time, time]
    chairs: int
    reminder_lead: timedelta
    feedback_window: timedelta
    repeat_lookback: int

    def in_peak(self, instant: datetime) -> bool:
        """The tenant's peak is a span of the wall clock."""
        return clock.in_peak(clock.wall(self.zone, instant).time(), *self.peak)

    def local_date(self, instant: datetime) -> date:
        return clock.wall(self.zone, instant).date()

    def owns(self, currency: str | None) -> bool:
        """Own money: currency missing, or equal (ignoring case) to the tenant's, or the tenant has none."""
        return currency is None or self.currency is None or currency.lower() == self.currency.lower()


def read_settings(rows: list[Row]) -> Settings:
    row = rows[0] if rows else {}

    def setting(name: str, default: Any) -> Any:  # noqa: ANN401
        return default if row.get(name) is None else row[name]

    return Settings(
        zone=setting("timezone", "UTC"),
        currency=row.get("currency") or None,
        grid=Fraction(setting("slot_grid_minutes", 15)),
        peak=(setting("peak_start", time(11)), setting("peak_end", time(19))),
        chairs=setting("chairs", 0),
        reminder_lead=timedelta(minutes=setting("reminder_lead_minutes", 60)),
        feedback_window=timedelta(hours=24 * setting("feedback_window_days", 14)),
        repeat_lookback=setting("repeat_lookback_days", 365),
    )


@dataclass(frozen=True)
class Event:
    id: str
    at: datetime | None
    kind: str | None
    booking: str | None
    source: str | None
    payload: object

    @property
    def intent(self) -> str | None:
        return values.identifier(values.field(self.payload, "intentId"))

    @property
    def undone(self) -> bool:
        """A no_show whose payload.noShow is JSON false is an undone one and counts as confirmed."""
        return self.kind == "no_show" and values.field(self.payload, "noShow") is False


def read_event(row: Row) -> Event:
    return Event(
        id=row["id"],
        at=values.time_column(row.get("created_at")),
        kind=values.kind(row.get("event_type")),
        booking=values.id_column(row.get("booking_id")),
        source=row.get("source"),
        payload=row.get("payload_json", row.get("payload")),
    )


def in_order(event: Event) -> tuple[datetime, bytes]:
    """By created_at, ties by id, bytewise. Events without an instant have been left out before."""
    if event.at is None:
        raise ValueError(f"event {event.id} has no instant")
    return event.at, event.id.encode()


@dataclass(frozen=True)
class Appointment:
    """A row of appointments_map, with its state and its metadata resolved."""

    id: str
    booking: str | None
    client: str | None
    created: datetime | None
    start: datetime | None
    end: datetime | None
    state: str
    metadata: dict[str, Any]
    rejected: tuple[str, ...]
    grid: Fraction
    buffer: timedelta

    @property
    def staff(self) -> str | None:
        return self.metadata.get("staffId")

    @property
    def replaces(self) -> str | None:
        return self.metadata.get("rescheduledFromUid")


@dataclass(frozen=True)
class Started:
    """An appointment of the definition: with a start and not superseded."""

    row: Appointment
    start: datetime

    @property
    def staff(self) -> str | None:
        return self.row.staff

    @property
    def booked(self) -> bool:
        return self.row.state in BOOKED

    @property
    def completed(self) -> bool:
        return self.row.state == "completed"

    @property
    def held(self) -> tuple[datetime, datetime] | None:
        """Held: scheduled, completed; [start_at, end_at) where the end is known."""
        if self.row.state not in HELD or self.row.end is None:
            return None
        return self.start, self.row.end


def state(row: Row, events: list[Event], start: datetime | None, as_of: datetime) -> str:
    """The latest event if it ends the booking, else the row's status, else scheduled or completed."""
    timed = [event for event in events if event.at is not None and event.kind in STATE_EVENTS]
    latest = max(timed, key=in_order, default=None)
    undone = latest is not None and latest.undone
    if latest is not None and not undone and latest.kind in FINAL_EVENTS:
        return str(latest.kind)
    status = values.kind(row.get("status"))
    if status in {"cancelled", "rejected", "pending", "completed"}:
        return str(status)
    if status == "no_show" and not undone:
        return "no_show"
    return "completed" if start is not None and start <= as_of else "scheduled"


def end_at(start: datetime | None, metadata: dict[str, Any], length: Fraction | None) -> datetime | None:
    """EndAt (already known to be in range), else start_at + duration, else unknown."""
    if start is None:
        return None
    if "endAt" in metadata:
        end: datetime = metadata["endAt"]
        return end
    return None if length is None else start + values.duration(length)


def read_appointment(
    row: Row, events: list[Event], config: object, settings: Settings, as_of: datetime
) -> Appointment:
    start = values.time_column(row.get("start_at"))
    metadata, rejected = values.read_metadata(row.get("metadata"), start)
    service = values.field(config, "services", metadata["serviceId"]) if "serviceId" in metadata else None
    length = metadata.get("durationMinutes") or values.minutes(values.field(service, "durationMinutes"))
    buffer = metadata.get("bufferMinutes")
    if buffer is None:
        buffer = values.buffer_minutes(values.field(service, "bufferMinutes")) or Fraction(0)
    return Appointment(
        id=row["id"],
        booking=values.id_column(row.get("calcom_booking_id")),
        client=values.id_column(row.get("client_id")),
        created=values.time_column(row.get("created_at")),
        start=start,
        end=end_at(start, metadata, length),
        state=state(row, events, start, as_of),
        metadata=metadata,
        rejected=tuple(rejected),
        grid=values.minutes(values.field(service, "gridMinutes")) or settings.grid,
        buffer=values.duration(buffer),
    )


@dataclass(frozen=True)
class Job:
    at: datetime | None
    queue: str | None
    status: str | None
    payload: object

    @property
    def outcome(self) -> str | None:
        """Dead (by status or queue), else delivered, else accepted, else in flight and not counted."""
        if self.status == "dead" or (self.queue or "").startswith("queue:dead:"):
            return "dead"
        if self.status in {"processed", "delivered"}:
            return "delivered"
        return "accepted" if self.status == "accepted" else None

    @property
    def send_channel(self) -> str | None:
        """A send job is on `queue:send:<channel>` or `queue:dead:send:<channel>` (None: no send job)."""
        for prefix in ("queue:send:", "queue:dead:send:"):
            if (self.queue or "").startswith(prefix):
                return (self.queue or "")[len(prefix) :]
        return None

    @property
    def reminder(self) -> bool:
        return values.field(self.payload, "type") == "reminder"

    @property
    def booking(self) -> str | None:
        return values.identifier(values.field(self.payload, "bookingId"))


def read_job(row: Row) -> Job:
    return Job(
        at=values.time_column(row.get("created_at")),
        queue=row.get("queue"),
        status=row.get("status"),
        payload=row.get("payload"),
    )


@dataclass(frozen=True)
class Salon:
    tables: dict[str, list[Row]]
    settings: Settings
    events: list[Event]
    rows: list[Appointment]
    appointments: list[Started]
    jobs: list[Job]

    def table(self, name: str) -> list[Row]:
        return self.tables.get(name, [])

    def by_booking(self) -> dict[str, Appointment]:
        """The row with a booking id, superseded or without start too."""
        return {row.booking: row for row in self.rows if row.booking is not None}


def superseded(row: Appointment, rows: list[Appointment]) -> bool:
    """Another row names this one as rescheduledFromUid and is itself not rejected or pending."""
    return row.booking is not None and any(
        other.replaces == row.booking and other.id != row.id and other.state not in {"rejected", "pending"}
        for other in rows
    )


def read_salon(tables: dict[str, list[Row]], as_of: datetime) -> Salon:
    settings = read_settings(tables.get("kpi_tenant_settings", []))
    config = next((row.get("config") for row in tables.get("tenant_config", [])), None)
    events = [read_event(row) for row in tables.get("booking_events", [])]
    by_booking: defaultdict[str | None, list[Event]] = defaultdict(list)
    for event in events:
        if event.booking is not None:
            by_booking[event.booking].append(event)
    rows = [
        read_appointment(
            row, by_booking[values.id_column(row.get("calcom_booking_id"))], config, settings, as_of
        )
        for row in tables.get("appointments_map", [])
    ]
    started = [Started(row, row.start) for row in rows if row.start is not None and not superseded(row, rows)]
    jobs = [read_job(row) for row in tables.get("job_log", [])]
    return Salon(tables, settings, events, rows, started, jobs)


def by_tenant(platform: Platform) -> dict[str, dict[str, list[Row]]]:
    """Rows of each tenant. A row without tenant belongs to none."""
    split: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, rows in platform.items():
        for row in rows:
            tenant = values.id_column(row.get("tenant_id"))
            if tenant is not None:
                split[tenant][table].append(row)
    return {tenant: dict(tables) for tenant, tables in split.items()}
