"""Rules of the test oracle for rows that count where they stand: messages, jobs, stock, feedback, health."""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

import oracle_values as values
from oracle_appointment import valid_rating
from oracle_facts import Fact, both, by_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from oracle_salon import Salon
    from oracle_values import Row

GROWTH = 1.01 / 0.99


def created(row: Row) -> datetime | None:
    return values.time_column(row.get("created_at"))


def messages(salon: Salon) -> Iterator[Fact]:
    """messages_inbound, _outbound, _failed, by channel: by direction (others are not counted)."""
    for row in salon.table("message_log"):
        if row.get("direction") in {"inbound", "outbound", "failed"}:
            yield from by_key(created(row), f"messages_{row['direction']}", row.get("channel"))


def jobs(salon: Salon) -> Iterator[Fact]:
    """Send jobs by channel, reminder jobs on any queue, finished and dead ones by full queue name."""
    for job in salon.jobs:
        if job.reminder and job.booking is not None:
            yield Fact(job.at, None, "reminder_jobs_linked")
        if job.outcome is None:
            continue
        if job.send_channel is not None:
            yield from by_key(job.at, f"sends_{job.outcome}", job.send_channel)
        if job.reminder:
            yield Fact(job.at, None, f"reminders_{job.outcome}")
        if job.outcome in {"delivered", "dead"}:
            yield from by_key(job.at, "jobs_finished", job.queue)
        if job.outcome == "dead":
            yield from by_key(job.at, "jobs_dead", job.queue)


def _numeric(row: Row, column: str) -> Fraction:
    return values.numeric_column(row.get(column)) or Fraction(0)


def stock(salon: Salon) -> Iterator[Fact]:
    """Snapshots: count, variance, its absolute value, expected; ledger: -consume, intake."""
    for row in salon.table("stock_snapshot"):
        variance = _numeric(row, "variance")
        yield Fact(created(row), None, "stock_counts")
        yield Fact(created(row), None, "stock_variance", variance)
        yield Fact(created(row), None, "stock_variance_abs", abs(variance))
        yield Fact(created(row), None, "stock_expected", _numeric(row, "qty_expected"))
    for row in salon.table("inventory_ledger"):
        if row.get("reason") == "consume":
            yield Fact(created(row), None, "stock_consumed", -_numeric(row, "qty_delta"))
        if row.get("reason") == "intake":
            yield Fact(created(row), None, "stock_intake", _numeric(row, "qty_delta"))


def feedback(salon: Salon) -> Iterator[Fact]:
    """feedback_count, feedback_rating_sum: ratings within 1..5; others that are not null are rejected."""
    for row in salon.table("feedback"):
        rating = valid_rating(row)
        if rating is not None:
            staff = values.id_column(row.get("staff_id"))
            yield from both(created(row), staff, "feedback_count")
            yield from both(created(row), staff, "feedback_rating_sum", rating)
        elif values.numeric_column(row.get("rating")) is not None:
            yield from by_key(created(row), "values_rejected", "feedback.rating")


def feedback_requested(salon: Salon) -> Iterator[Fact]:
    """audit_log actions feedback_request, feedback.requested."""
    for row in salon.table("audit_log"):
        if row.get("action") in {"feedback_request", "feedback.requested"}:
            yield Fact(created(row), None, "feedback_requested")


def latency_bin(milliseconds: Fraction) -> int:
    """bin = ceil(ln(ms)/ln(g)), g = 1.01/0.99, ms < 1 in bin 0."""
    return 0 if milliseconds < 1 else math.ceil(math.log(milliseconds) / math.log(GROWTH))


def integrations(salon: Salon) -> Iterator[Fact]:
    """webhook_* and api_* by target, stt_*, ocr_*; errors: ok is false; api_latency|target|bin."""
    for row in salon.table("kpi_integration_log"):
        kind, target = row["kind"], row.get("target")
        counted = ["calls", "errors"] if row.get("ok") is False else ["calls"]
        for name in counted:
            if kind in {"webhook", "api"}:
                yield from by_key(created(row), f"{kind}_{name}", target)
            elif kind in {"stt", "ocr"}:
                yield Fact(created(row), None, f"{kind}_{name}")
        latency = values.numeric_column(row.get("latency_ms"))
        if kind == "api" and latency is not None:
            yield Fact(created(row), None, f"api_latency|{target or 'unknown'}|{latency_bin(latency)}")


def queues(salon: Salon) -> Iterator[Fact]:
    """queue_depth_sum; queue_samplings by queue, distinct instants in total; queue_depth_max by queue,
    highest sum of one sampled_at in total."""
    sums: defaultdict[datetime, Fraction] = defaultdict(Fraction)
    for row in salon.table("kpi_queue_sample"):
        at, depth, queue = values.time_column(row["sampled_at"]), _numeric(row, "depth"), row.get("queue")
        yield from by_key(at, "queue_depth_sum", queue, depth)
        yield Fact(at, None, f"queue_samplings|{queue or 'unknown'}")
        yield Fact(at, None, f"queue_depth_max|{queue or 'unknown'}", depth)
        if at is not None:
            sums[at] += depth
    for at, total in sums.items():
        yield Fact(at, None, "queue_samplings")
        yield Fact(at, None, "queue_depth_max", total)


def facts(salon: Salon) -> Iterator[Fact]:
    for rule in (messages, jobs, stock, feedback, feedback_requested, integrations, queues):
        yield from rule(salon)
