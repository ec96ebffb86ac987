"""Rules of the test oracle for bookings as the event log and the audit log tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import oracle_values as values
from oracle_facts import Fact, both, by_key
from oracle_salon import SUCCESS_EVENTS, Event, Salon, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oracle_values import Row

MANUAL_SOURCES = ("admin", "manual", "staff", "frontdesk")
ADMIN = "admin."


def first_successes(salon: Salon) -> dict[str, Event]:
    """First success of a booking = its earliest success event of all time (ties by id, bytewise)."""
    firsts: dict[str, Event] = {}
    timed = [event for event in salon.events if event.at is not None and event.kind in SUCCESS_EVENTS]
    for event in sorted(timed, key=in_order):
        if event.booking is not None:
            firsts.setdefault(event.booking, event)
    return firsts


def event_staff(salon: Salon, event: Event) -> str | None:
    """Payload staffId, else metadata.staffId of the row with that booking id."""
    named = values.identifier(values.field(event.payload, "staffId"))
    if named is not None or event.booking is None:
        return named
    row = salon.by_booking().get(event.booking)
    return None if row is None else row.staff


def intents(salon: Salon) -> list[Event]:
    return [event for event in salon.events if event.kind == "intent_received"]


def related(one: Event, other: Event) -> bool:
    """The same booking_id or the same payload.intentId."""
    same_booking = one.booking is not None and one.booking == other.booking
    same_intent = one.intent is not None and one.intent == other.intent
    return same_booking or same_intent


def not_later(one: Event, other: Event) -> bool:
    return one.at is not None and other.at is not None and one.at <= other.at


def attempts(salon: Salon) -> Iterator[Fact]:
    """booking_attempts: intent_received events; intents_converted: of those with a success, not earlier."""
    for intent in intents(salon):
        yield Fact(intent.at, None, "booking_attempts")
        if any(
            event.kind in SUCCESS_EVENTS and related(intent, event) and not_later(intent, event)
            for event in salon.events
        ):
            yield Fact(intent.at, None, "intents_converted")


def admin_action(row: Row) -> str | None:
    """The rest of an audit_log action `admin.%`, or None."""
    action: str = row.get("action") or ""
    return action[len(ADMIN) :] if action.startswith(ADMIN) else None


def automated(salon: Salon, booking: str, success: Event) -> bool:
    """Source not manual, and no admin.% audit row of the booking at or before its first success."""
    if (success.source or "").lower().startswith(MANUAL_SOURCES):
        return False
    for row in salon.table("audit_log"):
        at = values.time_column(row.get("created_at"))
        if (
            admin_action(row) is not None
            and values.identifier(values.field(row.get("payload"), "bookingId")) == booking
            and at is not None
            and success.at is not None
            and at <= success.at
        ):
            return False
    return True


def confirmed(salon: Salon) -> Iterator[Fact]:
    """bookings_confirmed and bookings_automated, at the first success, by its staff."""
    for booking, success in first_successes(salon).items():
        staff = event_staff(salon, success)
        yield from both(success.at, staff, "bookings_confirmed")
        if automated(salon, booking, success):
            yield from both(success.at, staff, "bookings_automated")


def resolved(salon: Salon) -> Iterator[Fact]:
    """Seconds from the earliest related intent to the first success, if that is not later."""
    for success in first_successes(salon).values():
        timed = [intent for intent in intents(salon) if intent.at is not None and related(intent, success)]
        earliest = min(timed, key=in_order, default=None)
        if earliest is None or not not_later(earliest, success):
            continue
        if success.at is not None and earliest.at is not None:
            yield Fact(success.at, None, "resolved_intents")
            yield Fact(success.at, None, "resolve_seconds", values.seconds(success.at - earliest.at))


def other_events(salon: Salon) -> Iterator[Fact]:
    """reschedules: rescheduled events; events_unlinked: booking_events without booking_id."""
    for event in salon.events:
        if event.kind == "rescheduled":
            yield from both(event.at, event_staff(salon, event), "reschedules")
        if event.booking is None:
            yield Fact(event.at, None, "events_unlinked")


def admin_interventions(salon: Salon) -> Iterator[Fact]:
    """admin_interventions, by action: audit_log action `admin.%` (key: the rest of the action)."""
    for row in salon.table("audit_log"):
        action = admin_action(row)
        if action is not None:
            yield from by_key(values.time_column(row.get("created_at")), "admin_interventions", action)


def facts(salon: Salon) -> Iterator[Fact]:
    for rule in (attempts, confirmed, resolved, other_events, admin_interventions):
        yield from rule(salon)
