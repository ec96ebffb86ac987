"""Lines of JSON from services of the host: read, taken in by a query in batches, the bad ones named."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import psycopg
from psycopg import errors
from psycopg.rows import DictRow

from kpi_tool import db, queries
from kpi_tool.errors import DatabaseUnavailableError
from kpi_tool.queries import Connection

LONGEST = 1_000_000
"""Bytes; a Cal.com booking has some five thousand."""
ATTEMPTS = 10
"""How often a line is tried that stands in another's way, and Postgres ends its transaction for that."""
Refuse = Callable[[int, str], object]
"""Hears of a line by its number, and why."""
Line = tuple[int, str]
"""Its number, and what it says."""


@dataclass(frozen=True)
class Intake:
    """A query that takes lines in, and answers number, problem and outcome (a name of `Counts`) for each."""

    query: str
    batch_size: int
    """Lines in one transaction: enough to be fast, few enough to go one by one where one is refused."""


@dataclass
class Counts:
    """What became of the lines."""

    stored: int = 0
    known: int = 0
    """They had been taken in before."""
    ignored: int = 0
    """Of no use here."""
    refused: int = 0


def parsed(lines: Iterable[bytes], refuse: Refuse) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Number, text and object of each line that is a JSON object; blank ones are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, *json_object(line)
            except ValueError as error:
                refuse(number, str(error))


def json_object(given: bytes) -> tuple[str, dict[str, Any]]:
    """Its text, and what that says.

    Raises:
        ValueError: too long, or no JSON object.
    """
    if len(given) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} bytes")
    try:
        text = given.decode("utf-8")
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004  what a caller catches
    return text, found


def take_in(
    connection: Connection, intake: Intake, lines: Iterable[Line], counts: Counts, refuse: Refuse
) -> None:
    """Take the lines in, a batch in a transaction, and count each once it is committed.

    Raises:
        DatabaseUnavailableError: the connection is gone; what has been counted is stored.
    """
    numbered = iter(lines)
    while batch := list(islice(numbered, intake.batch_size)):
        _take_in(connection, intake.query, batch, counts, refuse)


def _take_in(connection: Connection, query: str, batch: list[Line], counts: Counts, refuse: Refuse) -> None:
    """All of a batch in one transaction, or each line in its own where Postgres refuses one."""
    try:
        rows = _taken_in(connection, query, batch, attempts=1 if len(batch) > 1 else ATTEMPTS)
    except psycopg.Error as error:
        if connection.closed:
            raise DatabaseUnavailableError(f"connection lost: {db.one_line(error)}") from error
        if len(batch) == 1:
            refuse(batch[0][0], db.one_line(error))
            return
        for line in batch:
            _take_in(connection, query, [line], counts, refuse)
        return
    for row in rows:
        if row["problem"]:
            refuse(row["number"], row["problem"])
        else:
            setattr(counts, row["outcome"], getattr(counts, row["outcome"]) + 1)


def _taken_in(connection: Connection, query: str, batch: list[Line], attempts: int) -> list[DictRow]:
    numbers, texts = zip(*batch, strict=True)
    try:
        with db.transaction(connection):
            return queries.execute(
                connection, query, {"numbers": list(numbers), "lines": list(texts)}
            ).fetchall()
    except (errors.DeadlockDetected, errors.SerializationFailure):
        if attempts == 1:
            raise
        return _taken_in(connection, query, batch, attempts - 1)
