"""Metrics of the test oracle: every metric is derived from counters, for every grain and range alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from oracle_log import GROWTH
from oracle_values import exact_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

Metrics = dict[str, Decimal | float | None]


@dataclass(frozen=True)
class Ratio:
    """scale * numerator / denominator; each a sum of counters (`-name` is taken away)."""

    numerator: str
    denominator: str
    scale: int = 100
    staff: bool = False
    keyed: bool = False


NET = "revenue_gross -revenue_discounts -revenue_refunds"

RATIOS: dict[str, Ratio] = {
    "bookingSuccessRate": Ratio("bookings_confirmed", "booking_attempts"),
    "intentConversionRate": Ratio("intents_converted", "booking_attempts"),
    "bookingAutomationRate": Ratio("bookings_automated", "bookings_confirmed", staff=True),
    "adminInterventionRate": Ratio("admin_interventions", "booking_attempts"),
    "meanTimeToResolveSec": Ratio("resolve_seconds", "resolved_intents", scale=1),
    "reminderAutomationRate": Ratio("reminders_automated", "reminders_due"),
    "reminderDeliveryRate": Ratio(
        "reminders_delivered", "reminders_delivered reminders_accepted reminders_dead"
    ),
    "avgTicket": Ratio(NET, "paid_visits", scale=1, staff=True),
    "cancellationRate": Ratio("appointments_cancelled", "appointments", staff=True),
    "noShowRate": Ratio("appointments_no_show", "appointments_completed appointments_no_show", staff=True),
    "repeatVisitRate": Ratio("repeat_visits", "identified_visits", staff=True),
    "utilizationRate": Ratio("scheduled_service_seconds", "available_seconds", staff=True),
    "capacityUtilizationRate": Ratio("capacity_booked_seconds", "capacity_seconds"),
    "gridAlignmentRate": Ratio("grid_aligned", "grid_checked", staff=True),
    "offPeakShare": Ratio("offpeak_starts", "appointments", staff=True),
    "offPeakShiftRate": Ratio("offpeak_shifted", "offpeak_known", staff=True),
    "feedbackAvg": Ratio("feedback_rating_sum", "feedback_count", scale=1, staff=True),
    "feedbackCoverage": Ratio("feedback_covered", "appointments_completed", staff=True),
    "feedbackResponseRate": Ratio("feedback_count", "feedback_requested"),
    "messageDeliveryRate": Ratio("sends_delivered", "sends_delivered sends_accepted sends_dead"),
    "deadLetterRate": Ratio("jobs_dead", "jobs_finished"),
    "webhookErrorRate": Ratio("webhook_errors", "webhook_calls", keyed=True),
    "sttErrorRate": Ratio("stt_errors", "stt_calls"),
    "ocrErrorRate": Ratio("ocr_errors", "ocr_calls"),
    "calcomErrorRate": Ratio("api_errors|calcom", "api_calls|calcom"),
    "erxesErrorRate": Ratio("api_errors|erxes", "api_calls|erxes"),
    "queueDepthAvg": Ratio("queue_depth_sum", "queue_samplings", scale=1, keyed=True),
}
PLAIN_SALON: dict[str, str] = {
    "inventoryVarianceAbs": "stock_variance_abs",
    "deadLetters": "jobs_dead",
    "bookingAttempts": "booking_attempts",
    "messagesInbound": "messages_inbound",
    "messagesOutbound": "messages_outbound",
}
PLAIN_STAFF: dict[str, str] = {
    "cancellations": "appointments_cancelled",
    "noShows": "appointments_no_show",
    "repeatVisits": "repeat_visits",
    "bookingsConfirmed": "bookings_confirmed",
    "appointments": "appointments",
    "completed": "appointments_completed",
    "visits": "visits",
    "feedbackCount": "feedback_count",
    "reschedules": "reschedules",
}
QUANTILES = {"P50": Fraction(50, 100), "P95": Fraction(95, 100), "P99": Fraction(99, 100)}


def rounded(value: Fraction, digits: int = 4) -> Decimal:
    """Half away from zero."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-digits)


def quotient(scale: int, numerator: Fraction, denominator: Fraction) -> Decimal | None:
    """scale * numerator / denominator, rounded to 4 decimals; null when the denominator is 0 or missing."""
    return None if denominator == 0 else rounded(scale * numerator / denominator)


def total(counters: Mapping[str, Decimal], names: str, suffix: str = "") -> Fraction:
    """Sum of counters, each taken away where its name starts with -."""
    result = Fraction(0)
    for name in names.split():
        sign = -1 if name.startswith("-") else 1
        result += sign * Fraction(counters.get(name.removeprefix("-") + suffix, 0))
    return result


def key_suffixes(counters: Mapping[str, Decimal], name: str) -> list[str]:
    """`|key` of every key of a by-key counter."""
    return sorted(key.removeprefix(name) for key in counters if key.startswith(f"{name}|"))


def ratio_metrics(counters: Mapping[str, Decimal], *, staff: bool) -> Metrics:
    result: Metrics = {}
    for metric, rule in RATIOS.items():
        if staff and not rule.staff:
            continue
        suffixes = ["", *(key_suffixes(counters, rule.denominator) if rule.keyed else [])]
        for suffix in suffixes:
            numerator = total(counters, rule.numerator, suffix)
            denominator = total(counters, rule.denominator, suffix)
            result[metric + suffix] = quotient(rule.scale, numerator, denominator)
    return result


def revenue_metrics(counters: Mapping[str, Decimal]) -> Metrics:
    """revenueGross null without priced ones; revenueNet null with neither priced ones nor refunds."""
    priced = "appointments_priced" in counters
    refunds = "revenue_refunds" in counters
    return {
        "revenueGross": counters.get("revenue_gross", Decimal(0)) if priced else None,
        "revenueNet": exact_decimal(total(counters, NET)) if priced or refunds else None,
    }


def latency_histogram(counters: Mapping[str, Decimal], target: str) -> dict[int, Decimal]:
    prefix = f"api_latency|{target}|"
    bins = {key.removeprefix(prefix): count for key, count in counters.items() if key.startswith(prefix)}
    return {int(name): count for name, count in bins.items() if name.isdecimal()}


def quantile(histogram: Mapping[int, Decimal], share: Fraction) -> float | None:
    """The first bin whose cumulative count >= q * n, as 2 g^bin / (g + 1), unrounded."""
    wanted = share * Fraction(sum(histogram.values()))
    cumulative = Fraction(0)
    for number in sorted(histogram):
        cumulative += Fraction(histogram[number])
        if cumulative >= wanted:
            return float(2 * GROWTH**number / (GROWTH + 1))
    return None


def latency_metrics(counters: Mapping[str, Decimal]) -> Metrics:
    return {
        f"{target}Latency{name}Ms": quantile(latency_histogram(counters, target), share)
        for target in ("calcom", "erxes")
        for name, share in QUANTILES.items()
    }


def queue_metrics(counters: Mapping[str, Decimal]) -> Metrics:
    """queueDepthMax, by queue: null without samplings."""
    return {
        f"queueDepthMax{suffix}": counters.get(f"queue_depth_max{suffix}", Decimal(0))
        if f"queue_samplings{suffix}" in counters
        else None
        for suffix in ["", *key_suffixes(counters, "queue_samplings")]
    }


def metrics(counters: Mapping[str, Decimal], staff: bool = False) -> Metrics:  # noqa: FBT001, FBT002
    """All metrics of the salon, or those of one staff."""
    result = ratio_metrics(counters, staff=staff) | revenue_metrics(counters)
    plain = PLAIN_STAFF if staff else PLAIN_STAFF | PLAIN_SALON
    result |= {metric: counters.get(counter, Decimal(0)) for metric, counter in plain.items()}
    if staff:
        return result
    result |= {
        f"deadLetters{suffix}": counters[f"jobs_dead{suffix}"]
        for suffix in key_suffixes(counters, "jobs_dead")
    }
    result["inventoryVariancePct"] = quotient(
        100, abs(total(counters, "stock_variance")), total(counters, "stock_expected")
    )
    if "reminder_jobs_linked" not in counters:
        result["reminderAutomationRate"] = None
    return result | latency_metrics(counters) | queue_metrics(counters)
