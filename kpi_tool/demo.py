"""The demo: a believable platform in the host's own tables, rolled up at every grain."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from kpi_tool import db, host, migrate, planning, queries, resources
from kpi_tool.errors import ConfigurationError
from kpi_tool.queries import Connection
from kpi_tool.summary import Request

DIRECTORY = "scripts/sql/demo"
FIRST, LAST = date(2026, 2, 23), date(2026, 4, 5)
AS_OF = datetime(2026, 4, 6, 12, tzinfo=UTC)
"""When the six weeks are over everywhere."""
SHOWN = Request("amber-moscow", "week", date(2026, 3, 23), LAST, compare=True)
GRAINS = {
    "hour": (FIRST, LAST),
    "day": (FIRST, LAST),
    "week": (FIRST, LAST),
    "month": (date(2026, 3, 1), date(2026, 3, 31)),
}


def files() -> list[Path]:
    """The host's schema, then what fills it."""
    return resources.sql_files(DIRECTORY)


def load(conninfo: str, progress: Callable[[int], object]) -> None:
    """Create the host's tables, migrate, and fill them, unless that is done; `progress` hears of files.

    Raises:
        ConfigurationError: the database has host tables that are not the demo's.
    """
    schema, *data = files()
    with db.connect(conninfo) as connection:
        state = queries.execute(connection, "demo_state", {"tables": host.contract()}).fetchone() or {}
        if state["has_host_tables"] and not state["is_demo"]:
            raise ConfigurationError("this database has tables of its own: give the demo an empty one")
        if not state["is_demo"]:
            with db.transaction(connection):
                _execute(connection, schema)
                queries.execute(connection, "demo_mark")
        migrate.migrate(connection)
        with db.transaction(connection):
            if not queries.execute(connection, "tenants", {"tenant_ids": None}).fetchone():
                for path in data:
                    _execute(connection, path)
                    progress(1)


def _execute(connection: Connection, path: Path) -> None:
    connection.execute(path.read_text(encoding="utf-8").encode())


def requests(workers: int) -> Iterator[planning.Request]:
    """The rollup of every grain over the six weeks."""
    for grain, (first, last) in GRAINS.items():
        yield planning.Request(grain, (), first, last, AS_OF, workers)
