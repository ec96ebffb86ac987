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


def has_books(connection: Connection, table: str) -> bool:
    """Whether migrate has ever made this table of its books."""
    return bool(queries.execute(connection, "tables_present", {"names": [table]}).fetchone())


def applied(connection: Connection) -> dict[str, str]:
    """Checksum by name of every applied migration; none where migrate never ran."""
    if not has_books(connection, "kpi_migration"):
        return {}
    return {row["name"]: row["checksum"] for row in queries.execute(connection, "applied")}


def pending(connection: Connection) -> list[Migration]:
    """Migrations not yet applied.

    Raises:
        ConfigurationError: an applied one was edited since, or the database is newer than this version.
    """
    known = all_migrations()
    done = applied(connection)
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
                done = {"name": migration.name, "checksum": migration.checksum}
                queries.execute(connection, "record", done)
                names.append(migration.name)
    return names
