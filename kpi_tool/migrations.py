"""Versioned migrations: each file runs once, in its own transaction, and never changes afterwards."""

import hashlib
from dataclasses import dataclass

from kpi_tool import queries, resources
from kpi_tool.db import transaction
from kpi_tool.errors import ConfigurationError
from kpi_tool.queries import Connection


@dataclass(frozen=True)
class Migration:
    """One file of migrations/."""

    name: str
    text: str

    @property
    def checksum(self) -> str:
        """What an applied migration is held against."""
        return checksum(self.text)


def checksum(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def all_migrations() -> list[Migration]:
    """Every migration, in order."""
    files = resources.sql_files("migrations")
    return [Migration(path.stem, path.read_text(encoding="utf-8")) for path in files]


def applied(connection: Connection, table: str) -> dict[str, str | None]:
    """Checksum by name of what a table of our books says is applied; a missing table: nothing."""
    if not queries.execute(connection, "tables_present", {"names": [table]}).fetchone():
        return {}
    return {row["name"]: row["checksum"] for row in queries.execute(connection, "applied", table=table)}


def pending(connection: Connection) -> list[Migration]:
    """Migrations not yet applied.

    Raises:
        ConfigurationError: an applied one was edited since, or the database is newer than this version.
    """
    known = all_migrations()
    done = applied(connection, "kpi_migration")
    for migration in known:
        if done.get(migration.name, migration.checksum) != migration.checksum:
            raise ConfigurationError(
                f"migration {migration.name} was edited after it had been applied: "
                "restore its text and put the change into a new migration"
            )
    if unknown := sorted(set(done) - {migration.name for migration in known}):
        raise ConfigurationError(f"the database has migration {unknown[0]}, which is newer: upgrade kpi-tool")
    return [migration for migration in known if migration.name not in done]


def lock(connection: Connection) -> None:
    """Be the only migrate until the transaction ends."""
    queries.execute(connection, "migration_lock")


def apply(connection: Connection) -> list[str]:
    """Apply what is pending; two at once take turns, and the second finds nothing left."""
    with transaction(connection):
        lock(connection)
        connection.execute(queries.text("bootstrap").encode())
    names = []
    for migration in pending(connection):
        with transaction(connection):
            lock(connection)
            if migration in pending(connection):
                connection.execute(migration.text.encode())
                queries.execute(
                    connection,
                    "record",
                    {"name": migration.name, "checksum": migration.checksum},
                    table="kpi_migration",
                )
                names.append(migration.name)
    return names
