"""Normalisation of the test oracle: what counts as a number, an instant, an id, a type, a status."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]
Platform = dict[str, list[Row]]

LARGEST = 10**12
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
INSTANT = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(:(?P<second>[0-9]{2})(\.(?P<fraction>[0-9]{1,6}))?)?"
    r"(Z|(?P<sign>[+-])(?P<offset_hour>[0-9]{2})(:?(?P<offset_minute>[0-9]{2}))?)"
)
SYNONYMS = {
    "canceled": "cancelled",
    "noshow": "no_show",
    "no_show_updated": "no_show",
    "done": "completed",
    "requested": "pending",
}
EXACT = Context(prec=5000, traps=[Inexact])


def number(value: object) -> Fraction | None:
    """A JSON number, or a JSON string of plain digits, of at most 10^12 in size."""
    exact = _number(value)
    return Fraction(exact) if exact is not None and exact.copy_abs() <= LARGEST else None


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return Decimal(value) if NUMBER.fullmatch(value) else None
    if isinstance(value, float):  # hand-written rows; json.loads gives Decimal
        value = Decimal(repr(value))
    exact = Decimal(value) if isinstance(value, int | Decimal) else None
    return exact if exact is not None and exact.is_finite() else None


def _between(value: object, low: int, high: int) -> Fraction | None:
    parsed = number(value)
    return parsed if parsed is not None and low <= parsed <= high else None


def money(value: object) -> Fraction | None:
    """Money is >= 0."""
    return _between(value, 0, LARGEST)


def minutes(value: object) -> Fraction | None:
    """Minutes 1..1440 (and a grid likewise)."""
    return _between(value, 1, 1440)


def buffer_minutes(value: object) -> Fraction | None:
    """Buffer 0..1440."""
    return _between(value, 0, 1440)


def identifier(value: object) -> str | None:
    """An id is a non-empty JSON string."""
    return value if isinstance(value, str) and value else None


def id_column(value: str | None) -> str | None:
    """An empty string in an id column is null."""
    return value or None


def instant(value: object) -> datetime | None:
    """Date, T, hh:mm[:ss[.1-6 digits]], Z or ±hh[[:]mm], offset under 16 h, a date that exists."""
    match = INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    part = {name: int(text or 0) for name, text in match.groupdict().items() if name not in {"date", "sign"}}
    if part["offset_hour"] >= 16 or part["offset_minute"] >= 60:
        return None
    offset = timedelta(hours=part["offset_hour"], minutes=part["offset_minute"])
    microsecond = int((match["fraction"] or "").ljust(6, "0"))
    year, month, day = (int(text) for text in match["date"].split("-"))
    try:
        clock = datetime(
            year, month, day, part["hour"], part["minute"], part["second"], microsecond, tzinfo=UTC
        )
    except ValueError:
        return None
    try:
        return clock + offset if match["sign"] == "-" else clock - offset
    except OverflowError:  # a real instant just outside of what Python can hold
        return clock


def numeric_column(value: Decimal | float | None) -> Fraction | None:
    """NaN and infinities in numeric columns are null."""
    if value is None:
        return None
    exact = Decimal(value)
    return Fraction(exact) if exact.is_finite() else None


def time_column(value: datetime | str | None) -> datetime | None:
    """NaN and infinities in time columns are null."""
    return value if isinstance(value, datetime) else None


def field(document: object, *path: str) -> object:
    """A key of a JSON object, or None where it, or the object, is missing."""
    for key in path:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def kind(value: str | None) -> str | None:
    """Event type and status: lower case, one leading `booking_` or `booking.` stripped, synonyms."""
    if value is None:
        return None
    text = value.lower()
    if text.startswith(("booking_", "booking.")):
        text = text[len("booking_") :]
    return SYNONYMS.get(text, text)


METADATA: dict[str, Callable[[object], Any]] = {
    "staffId": identifier,
    "serviceId": identifier,
    "durationMinutes": minutes,
    "bufferMinutes": buffer_minutes,
    "endAt": instant,
    "price": money,
    "discount": money,
    "currency": identifier,
    "refundedAmount": money,
    "refundedAt": instant,
    "preferredStart": instant,
    "rescheduledFromUid": identifier,
}


def read_metadata(document: object, start: datetime | None) -> tuple[dict[str, Any], list[str]]:
    """The twelve keys that parse, and the names of those that do not or are out of range.

    JSON null or a missing key is missing, not rejected. endAt must lie in (start, start + 24 h].
    """
    values: dict[str, Any] = {}
    rejected: list[str] = []
    for key, reader in METADATA.items():
        raw = field(document, key)
        if raw is None:
            continue
        value = reader(raw)
        if key == "endAt" and value is not None and start is not None:
            value = value if timedelta() < value - start <= timedelta(hours=24) else None
        if value is None:
            rejected.append(key)
        else:
            values[key] = value
    return values, rejected


def exact_decimal(value: Fraction) -> Decimal:
    """A terminating fraction as a decimal, without any rounding."""
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def seconds(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), 1_000_000)


def duration(length: Fraction) -> timedelta:
    """Minutes to a time span, to the microsecond."""
    return timedelta(microseconds=round(length * 60_000_000))
