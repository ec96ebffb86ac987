"""Log events of the host from lines of JSON, through the SQL function kpi_log_event."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import psycopg

from kpi_tool import db, queries
from kpi_tool.errors import DatabaseUnavailableError
from kpi_tool.queries import Connection

BATCH = 1_000
"""Lines in one transaction: enough to be fast, few enough to go one by one where Postgres refuses a line."""
LONGEST_LINE = 1_000_000
"""Bytes; a Cal.com booking has some five thousand."""
Refused = Callable[[int, str], object]
Line = tuple[int, str]
"""Its number, and what it says."""


@dataclass
class Counts:
    """What became of the lines."""

    stored: int = 0
    known: int = 0
    """Their event_id had been logged before."""
    refused: int = 0


def log_lines(connection: Connection, lines: Iterable[bytes], counts: Counts, refused: Refused) -> None:
    """Log each event, and count it once it is committed.

    `refused` hears of the lines that are none, by number, with the reason.

    Raises:
        DatabaseUnavailableError: the connection is gone; what has been counted is stored.
    """

    def refuse(number: int, why: str) -> None:
        counts.refused += 1
        refused(number, why)

    numbered = _parsed(lines, refuse)
    while batch := list(islice(numbered, BATCH)):
        _log(connection, batch, counts, refuse)


def _parsed(lines: Iterable[bytes], refuse: Refused) -> Iterator[Line]:
    """Those that are JSON objects; blank ones are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, _object(line)
            except ValueError as error:
                refuse(number, str(error))


def _object(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise ValueError(f"longer than {LONGEST_LINE:,} bytes")
    try:
        text = line.decode("utf-8")
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  what a caller catches
    return text


def _log(connection: Connection, batch: list[Line], counts: Counts, refuse: Refused) -> None:
    """All of a batch in one transaction, or each line in its own where Postgres refuses one."""
    numbers, texts = zip(*batch, strict=True)
    try:
        with db.transaction(connection):
            rows = queries.execute(
                connection, "events_logged", {"numbers": list(numbers), "lines": list(texts)}
            ).fetchall()
    except psycopg.Error as error:
        if connection.closed:
            raise DatabaseUnavailableError(f"connection lost: {db.one_line(error)}") from error
        if len(batch) == 1:
            refuse(batch[0][0], db.one_line(error))
            return
        for line in batch:
            _log(connection, [line], counts, refuse)
        return
    for row in rows:
        if row["problem"]:
            refuse(row["number"], row["problem"])
        elif row["is_new"]:
            counts.stored += 1
        else:
            counts.known += 1
