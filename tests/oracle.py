"""An independent oracle: every counter and metric of metrics.md computed in Python from the host's rows.

It shares no code with the SQL under test and was written from the definition alone. Input is a `Platform`:
host table name -> rows as dicts with the host's column names. JSON columns hold Python values
(`parse_float=Decimal`), times are aware datetimes or 'infinity' / '-infinity', numerics are Decimal.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import oracle_appointment
import oracle_booking
import oracle_log
from oracle_facts import Counters, bucket, is_maximum, merge
from oracle_metrics import Metrics, metrics
from oracle_salon import by_tenant, read_salon
from oracle_time import day_start, wall_to_instant, widened, windows
from oracle_values import Platform, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from oracle_salon import Salon
    from oracle_time import Span

__all__ = [
    "COUNTER_FAMILIES",
    "Counters",
    "Metrics",
    "Platform",
    "Row",
    "base_name",
    "compute",
    "day_start",
    "family_part",
    "is_maximum",
    "merge",
    "metrics",
    "tenants_to_roll",
    "wall_to_instant",
    "windows",
]

COUNTER_FAMILIES: dict[str, set[str]] = {
    "booking": {
        "booking_attempts",
        "intents_converted",
        "bookings_confirmed",
        "bookings_automated",
        "resolve_seconds",
        "resolved_intents",
        "reschedules",
        "events_unlinked",
        "admin_interventions",
    },
    "appointment": {
        "appointments",
        "appointments_completed",
        "appointments_cancelled",
        "appointments_no_show",
        "revenue_gross",
        "appointments_priced",
        "revenue_discounts",
        "revenue_refunds",
        "revenue_foreign",
        "visits",
        "identified_visits",
        "repeat_visits",
        "paid_visits",
        "grid_checked",
        "grid_aligned",
        "offpeak_starts",
        "offpeak_known",
        "offpeak_shifted",
    },
    "utilisation": {
        "service_seconds",
        "scheduled_service_seconds",
        "available_seconds",
        "capacity_booked_seconds",
        "capacity_seconds",
    },
    "reminder": {"reminders_due", "reminders_automated"},
    "message": {
        "messages_inbound",
        "messages_outbound",
        "messages_failed",
        "sends_delivered",
        "sends_accepted",
        "sends_dead",
        "reminders_delivered",
        "reminders_accepted",
        "reminders_dead",
        "reminder_jobs_linked",
        "jobs_finished",
        "jobs_dead",
    },
    "inventory": {
        "stock_counts",
        "stock_variance",
        "stock_variance_abs",
        "stock_expected",
        "stock_consumed",
        "stock_intake",
    },
    "feedback": {"feedback_count", "feedback_rating_sum", "feedback_requested", "feedback_covered"},
    "integration": {
        "webhook_calls",
        "webhook_errors",
        "stt_calls",
        "stt_errors",
        "ocr_calls",
        "ocr_errors",
        "api_calls",
        "api_errors",
        "api_latency",
        "queue_depth_sum",
        "queue_samplings",
        "queue_depth_max",
    },
    "quality": {"values_rejected"},
}


def base_name(key: str) -> str:
    """The counter's name without its `|key` parts."""
    return key.partition("|")[0]


def family_part(counters: Mapping[str, Decimal], *families: str) -> Counters:
    """The counters of some families only."""
    names = set().union(*(COUNTER_FAMILIES[family] for family in families))
    return {key: amount for key, amount in counters.items() if base_name(key) in names}


def tenants_to_roll(platform: Platform, named: Iterable[str] | None = None) -> list[str]:
    """Rows of tenants whose status is not archived or deleted (those only when named)."""
    status = {row["tenant_id"]: row.get("status") for row in platform.get("tenants", [])}
    if named is None:
        return [tenant for tenant in status if status[tenant] not in {"archived", "deleted"}]
    chosen = list(named)
    missing = [tenant for tenant in chosen if tenant not in status]
    if missing:
        raise KeyError(f"no such tenant: {', '.join(missing)}")
    return chosen


def _fine(salon: Salon, base: list[Span]) -> dict[tuple[str | None, datetime], Counters]:
    """Hour and day counters from the rows."""
    if not base:  # a local date that the zone skipped
        return {}
    facts = chain(oracle_booking.facts(salon), oracle_appointment.facts(salon), oracle_log.facts(salon))
    return bucket(facts, oracle_appointment.stretches(salon, (base[0][0], base[-1][1])), base)


def _coarse(
    days: Mapping[tuple[str | None, datetime], Counters], whole: list[Span]
) -> dict[tuple[str | None, datetime], Counters]:
    """Week and month = merge of their days."""
    result: dict[tuple[str | None, datetime], Counters] = {}
    for start, end in whole:
        inside = {place: counters for place, counters in days.items() if start <= place[1] < end}
        for scope in {place[0] for place in inside}:
            merged = merge(counters for place, counters in inside.items() if place[0] == scope)
            if merged or scope is None:
                result[(scope, start)] = merged
    return result


def compute(  # noqa: PLR0913, PLR0917
    platform: Platform,
    grain: str,
    first: date,
    last: date,
    as_of: datetime,
    tenants: Iterable[str] | None = None,
) -> dict[tuple[str, str | None, datetime], Counters]:
    """Counters per (tenant, staff or None for the salon, period_start).

    A salon entry for every window that meets [first, last], even if empty; zero keys are left out; a staff
    entry only where one of its counters is not zero.
    """
    rows = by_tenant(platform)
    result: dict[tuple[str, str | None, datetime], Counters] = {}
    for tenant in tenants_to_roll(platform, tenants):
        salon = read_salon(rows.get(tenant, {}), as_of)
        zone = salon.settings.zone
        if grain in {"week", "month"}:
            days = _fine(salon, windows(zone, "day", *widened(grain, first, last)))
            found = _coarse(days, windows(zone, grain, first, last))
        else:
            found = _fine(salon, windows(zone, grain, first, last))
        result |= {(tenant, scope, start): counters for (scope, start), counters in found.items()}
    return result
