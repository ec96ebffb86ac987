"""What kpi-tool must know of a tenant: settings, and the schedules of its staff."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import Any, NamedTuple

from kpi_tool import db, migrate, queries
from kpi_tool.errors import ExitCode, KpiToolError, UsageError
from kpi_tool.queries import Connection

SCHEDULE_COLUMNS = ("staff_id", "weekday", "starts_at", "ends_at", "valid_from", "valid_to")
WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")


class BadLinesError(KpiToolError):
    """Lines of a file that cannot be read; nothing was imported."""

    exit_code = ExitCode.FINISHED_WITH_FAILURES

    def __init__(self, problems: dict[int, str]) -> None:
        """By line number what is wrong with it."""
        super().__init__(f"{len(problems):,} bad lines, nothing was imported")
        self.problems = problems


class Shift(NamedTuple):
    """When a member of staff works on a weekday."""

    staff_id: str
    weekday: int
    starts_at: time
    ends_at: time
    """At or before its start: on the next day."""
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Imported:
    """What an import did to the schedules of the staff that it named."""

    staff: int
    given: int
    added: int
    removed: int


def settings(connection: Connection, tenant_id: str) -> dict[str, Any]:
    """A tenant's settings as they count; `own` are those that it has itself.

    Raises:
        UsageError: no such tenant.
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    found = queries.execute(connection, "tenant_settings", {"tenant_id": tenant_id}).fetchone()
    if found is None:
        raise UsageError(f"unknown tenant: {tenant_id}")
    return found


def change(connection: Connection, tenant_id: str, changed: dict[str, Any]) -> None:
    """Write some settings; None brings the default back.

    Raises:
        UsageError: no such tenant, or no such time zone.
    """
    settings(connection, tenant_id)
    if changed.get("timezone"):
        _check_zone(connection, changed["timezone"])
    with db.transaction(connection):
        queries.execute(connection, "tenant_added", {"tenant_id": tenant_id})
        asked = {"tenant_id": tenant_id, "settings": json.dumps(changed)}
        queries.execute(connection, "tenant_set", asked)


def _check_zone(connection: Connection, zone: str) -> None:
    names = {row["name"].lower(): row["name"] for row in queries.execute(connection, "timezones")}
    if zone in names.values():
        return
    cities = {name.rpartition("/")[2]: full for name, full in names.items()}
    wanted = zone.lower().replace(" ", "_")
    near = (
        names.get(wanted)
        or cities.get(wanted.rpartition("/")[2])
        or next((names[match] for match in get_close_matches(wanted, names, 1, 0.7)), None)
    )
    hint = f"did you mean {near}?" if near else "write it as Europe/Moscow"
    raise UsageError(f"the server knows no time zone {zone!r} ({hint})")


def import_schedule(connection: Connection, tenant_id: str, lines: Iterable[str]) -> Imported:
    """Make the schedules of the staff that a CSV names what it says; other staff are left alone.

    Raises:
        UsageError: no such tenant, or no CSV with the columns of SCHEDULE_COLUMNS.
        BadLinesError: some lines cannot be read.
    """
    settings(connection, tenant_id)
    columns = list(zip(*_shifts(lines), strict=True)) or [()] * len(Shift._fields)
    names = ("staff_ids", "weekdays", "starts", "ends", "valid_froms", "valid_tos")
    asked = {name: list(column) for name, column in zip(names, columns, strict=True)}
    with db.transaction(connection):
        found = queries.execute(connection, "schedule_imported", {"tenant_id": tenant_id, **asked}).fetchone()
    return Imported(**(found or {}))


def _shifts(lines: Iterable[str]) -> list[Shift]:
    reader = csv.DictReader(lines)
    missing = set(SCHEDULE_COLUMNS[:-1]) - set(reader.fieldnames or ())
    unknown = set(reader.fieldnames or ()) - set(SCHEDULE_COLUMNS)
    if missing or unknown:
        raise UsageError(
            f"the first line must name the columns {', '.join(SCHEDULE_COLUMNS)} (valid_to is optional)"
        )
    shifts, problems = [], {}
    for row in reader:
        try:
            shifts.append(_shift(row))
        except ValueError as error:
            problems[reader.line_num] = str(error)
    if problems:
        raise BadLinesError(problems)
    return shifts


def _shift(row: dict[str, Any]) -> Shift:
    if None in row or None in row.values():
        raise ValueError("not as many values as columns")
    text = {name: value.strip() for name, value in row.items()}
    if not 0 < len(text["staff_id"].encode()) <= 1000:  # noqa: PLR2004  what an index row can hold
        raise ValueError("staff_id is empty or too long")
    valid_from = _date(text, "valid_from")
    valid_to = _date(text, "valid_to") if text.get("valid_to") else None
    if valid_to and valid_to < valid_from:
        raise ValueError("valid_to is before valid_from")
    return Shift(
        text["staff_id"],
        _weekday(text["weekday"]),
        _clock(text, "starts_at"),
        _clock(text, "ends_at"),
        valid_from,
        valid_to,
    )


def _weekday(text: str) -> int:
    number = WEEKDAYS.get(text[:3].lower(), 0) if text.isalpha() else int(text) if text.isdecimal() else 0
    if number not in WEEKDAYS.values():
        raise ValueError(f"weekday {text!r} is neither 1 (Monday) to 7 nor mon to sun")
    return number


def _clock(text: dict[str, str], name: str) -> time:
    if not _CLOCK.fullmatch(text[name]):
        raise ValueError(f"{name} {text[name]!r} is no time: write it as 09:30")
    return time.fromisoformat(text[name])


def _date(text: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(text[name])
    except ValueError:
        raise ValueError(f"{name} {text[name]!r} is no date: write it as 2026-03-29") from None
