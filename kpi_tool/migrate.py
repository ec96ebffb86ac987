"""Bring a database to this version, say what is missing, and let go of the host's tables."""

from dataclasses import dataclass

from kpi_tool import migrations, security, tracking
from kpi_tool.errors import NotMigratedError
from kpi_tool.queries import Connection
from kpi_tool.repeatables import Repeatables


@dataclass(frozen=True)
class Report:
    """What migrate did, or would do."""

    migrations: list[str]
    repeatables: list[str]
    missing_host_tables: list[str]
    missing_host_columns: list[str]
    security: list[str]
    """Statements about roles."""
    left_to_a_dba: list[str]
    """Those that this role may not run."""

    def __bool__(self) -> bool:
        """Whether there was, or is, anything to do."""
        return bool(self.migrations or self.repeatables or self.security)


def migrate(connection: Connection) -> Report:
    """Apply migrations, then repeatables. Safe to run twice, and twice at once.

    Raises:
        ConfigurationError: an applied migration was edited, or somebody's object hangs on one to be replaced.
    """
    names = migrations.apply(connection)
    repeatables = Repeatables(connection)
    done = repeatables.apply()
    secured, left = security.mend(connection)
    tracking.restore(connection)
    return Report(names, done, repeatables.host.missing, repeatables.missing_columns(), secured, left)


def check(connection: Connection) -> Report:
    """What migrate would do."""
    names = [migration.name for migration in migrations.pending(connection)]
    repeatables = Repeatables(connection)
    # Rendered only on what the migrations leave: before that, what it reads may not be there yet.
    pending = [] if names else repeatables.pending()
    lacking = [] if names else security.lacking(connection)
    return Report(
        names,
        pending,
        repeatables.host.missing,
        repeatables.missing_columns(),
        security=[lack.statement for lack in lacking if lack.is_allowed],
        left_to_a_dba=[lack.statement for lack in lacking if not lack.is_allowed],
    )


def require(connection: Connection) -> None:
    """Go on only with a database that has everything of this version; what the host has since may be newer.

    Raises:
        NotMigratedError: something is missing or of another version.
    """
    if migrations.pending(connection) or Repeatables(connection).outdated():
        raise NotMigratedError("the database is not migrated to this version: run kpi-tool migrate")


def detach(connection: Connection) -> list[str]:
    """Drop what hangs on host tables, so that the host can alter a column; migrate restores it."""
    require_books(connection)
    tracking.let_go(connection)
    return Repeatables(connection).detach()


def require_books(connection: Connection) -> None:
    """Go on only where migrate has run at least once.

    Raises:
        NotMigratedError: it never has.
    """
    if not migrations.applied(connection):
        raise NotMigratedError("the database is not migrated: run kpi-tool migrate")
