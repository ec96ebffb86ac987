"""What is wrong with the host's data, the server and this role, and which indexes the rollups want."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from kpi_tool import db, host, migrate, queries, resources, templates, tracking
from kpi_tool.errors import NotMigratedError
from kpi_tool.queries import Connection
from kpi_tool.repeatables import Repeatables

INDEXES = "scripts/sql/doctor/indexes.sql"
FINDINGS = "scripts/sql/doctor/findings"
PROBE = "scripts/sql/doctor/probe.sql"
PARTITIONED = "p"
NO_INDEX = {"v": "it is a view", "f": "it is a foreign table"}
SEVERITIES = ("fail", "warn", "info")
_INDEX = re.compile(
    r"-- (?P<purpose>.+)\n"
    r"(?P<statement>create index concurrently if not exists (?P<name>\w+) on (?P<table>\w+)[^;]*;)"
)


class Finding(NamedTuple):
    """Something that a person should look at."""

    check: str
    severity: str
    said: str
    remedy: str | None


class Index(NamedTuple):
    """One that the rollups want on a table of the host."""

    name: str
    table: str
    purpose: str
    statement: str


@dataclass(frozen=True)
class Report:
    """What there is to do."""

    findings: list[Finding]
    unanalysed: list[str]
    """Tables without statistics."""
    indexes: list[Index]
    """Those that are missing, or were never finished."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing fails."""
        return not any(finding.severity == "fail" for finding in self.findings)


def examine(connection: Connection, days: int) -> Report:
    """Look at the server, the host's schema, and its rows of the last days. Nothing is written."""
    parameters = {
        "since": datetime.now(UTC) - timedelta(days=days),
        "tables": host.contract(),
        "triggers": list(tracking.TRIGGERS),
    }
    indexes, impossible = _possible(connection, missing_indexes(connection))
    found = [*_findings(connection, parameters), *impossible]
    findings = sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))
    rows = queries.execute(connection, "unanalysed", {"tables": host.contract()}).fetchall()
    return Report(findings, [row["table_name"] for row in rows], indexes)


def _findings(connection: Connection, parameters: dict[str, Any]) -> Iterator[Finding]:
    is_migrated = yield from _schema(connection)
    present = Repeatables(connection)
    columns = present.missing_columns()
    cast = present.host.cast_columns
    parameters |= {
        "missing_tables": present.host.missing,
        "missing_columns": columns,
        "cast_columns": list(cast),
        "cast_from": [found for found, _ in cast.values()],
        "cast_to": [wanted for _, wanted in cast.values()],
    }
    for path in map(templates.relative, resources.sql_files(FINDINGS)):
        if is_migrated or not templates.header(templates.source(path)).list("reads"):
            yield from _look(connection, path, parameters)


def _schema(connection: Connection) -> Generator[Finding, None, bool]:
    """Gives whether our views can be read."""
    try:
        migrate.require(connection)
    except NotMigratedError as error:
        yield Finding("schema", "fail", str(error), None)
        return False
    except psycopg.errors.InsufficientPrivilege as error:
        yield _untold("schema", error)
        return True
    if migrate.check(connection).repeatables:
        said = "the host's tables have changed since the last migrate"
        yield Finding("schema", "warn", said, "kpi-tool migrate reads them as they are now")
    return True


def _untold(check: str, error: psycopg.Error) -> Finding:
    is_denied = isinstance(error, psycopg.errors.InsufficientPrivilege)
    severity = "fail" if is_denied else "warn"
    return Finding(check, severity, f"{check} could not be told: {db.one_line(error)}", None)


def _look(connection: Connection, path: str, parameters: dict[str, Any]) -> Iterator[Finding]:
    """What one file finds; that it could not be read is a finding, too."""
    check = path.rpartition("/")[2].removesuffix(".sql")
    try:
        with db.transaction(connection):
            now = {"client_time": datetime.now(UTC)}
            rows = queries.execute(connection, check, parameters | now, directory=FINDINGS).fetchall()
    except psycopg.Error as error:
        if connection.closed:
            raise
        yield _untold(check, error)
        return
    for row in rows:
        yield Finding(check, row["severity"], row["said"], row["remedy"])


def wanted_indexes(connection: Connection) -> list[Index]:
    """All indexes that the rollups want on the tables that the host has."""
    text = templates.render_plain(INDEXES, host=host.read(connection))
    return [
        Index(found["name"], found["table"], found["purpose"], found["statement"])
        for found in _INDEX.finditer(text)
    ]


def missing_indexes(connection: Connection) -> list[Index]:
    """Those of them that are not there. One whose making was interrupted is dropped first."""
    wanted = wanted_indexes(connection)
    rows = queries.execute(connection, "indexes_present", {"names": [index.name for index in wanted]})
    valid = {(row["name"], row["table_name"]): row["is_valid"] for row in rows}
    taken = {name for name, _ in valid}
    return [
        index._replace(statement=_anew(index)) if index.name in taken else index
        for index in wanted
        if not valid.get((index.name, index.table))
    ]


def _possible(connection: Connection, missing: list[Index]) -> tuple[list[Index], list[Finding]]:
    """Those that can be made, and why others cannot."""
    present = host.read(connection)
    possible, findings = [], []
    for index in missing:
        why = NO_INDEX.get(present.kinds[index.table]) or _refusal(connection, present, index)
        if why:
            said = f"{index.name} cannot be made, so that rollups join: {why}"
            findings.append(Finding("indexes", "info", said, f"it would serve: {index.purpose}"))
        elif present.kinds[index.table] == PARTITIONED:
            purpose = f"{index.purpose}. It is partitioned: this locks its writers while the index is made"
            possible.append(
                index._replace(purpose=purpose, statement=index.statement.replace(" concurrently", ""))
            )
        else:
            possible.append(index)
    return possible, findings


def _refusal(connection: Connection, present: host.Host, index: Index) -> str | None:
    """What Postgres says against it, where it may be asked."""
    create = index.statement[index.statement.index("create index") :]
    text = templates.render_plain(PROBE, host=present, index=index._replace(statement=create))
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(text.encode())
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
        return None
    except psycopg.Error as error:
        if connection.closed:
            raise
        return db.one_line(error)
    return None


def _anew(index: Index) -> str:
    return f"drop index concurrently {index.name};\n{index.statement}"


def is_indexed(connection: Connection) -> bool:
    """Whether all indexes that the rollups want are there and valid."""
    return not missing_indexes(connection)
