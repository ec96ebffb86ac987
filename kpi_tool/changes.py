"""What has changed in the sources since the last look."""

from datetime import datetime

from kpi_tool import db, doctor, periods, queries, settings
from kpi_tool.queries import Connection

TENANTS_AT_ONCE = 1_000
"""Each takes two locks, and a server has room for some 6,400."""


def look(connection: Connection, as_of: datetime, *, wait: bool = False) -> None:
    """Take windows back from what is good that a change of the sources can alter.

    `wait`: for another run that is looking, instead of leaving it to that.
    """
    indexed = doctor.is_indexed(connection)
    _look_at_stamps(connection, as_of, wait=wait, indexed=indexed)
    _look_at_all_marks(connection, indexed=indexed)


def look_at_marks(connection: Connection) -> None:
    """The same only for what triggers have marked."""
    _look_at_all_marks(connection, indexed=doctor.is_indexed(connection))


def _look_at_all_marks(connection: Connection, *, indexed: bool) -> None:
    seen = ""
    while seen := _look_at_marks(connection, seen, indexed=indexed):
        pass


def _look_at_stamps(connection: Connection, as_of: datetime, *, wait: bool, indexed: bool) -> None:
    """Rows that were written since the last look."""
    overlap = {"overlap": settings.overlap()}
    with db.transaction(connection):
        found = queries.execute(
            connection, "watermark_taken", overlap | {"as_of": as_of}, wait=wait
        ).fetchone()
        if found:
            queries.execute(connection, "changes_seen", found | overlap, indexed=indexed)
            queries.execute(connection, "watermark_moved", found)


def _look_at_marks(connection: Connection, seen: str, *, indexed: bool) -> str:
    """What triggers have marked of the next tenants after `seen`; gives the last of them.

    Tenants that a run is at work on keep their marks for the next look: it may have read before the change.
    """
    with db.transaction(connection):
        rows = queries.execute(connection, "marked", {"seen": seen, "most": TENANTS_AT_ONCE}).fetchall()
        tenants = periods.hold(connection, [row["tenant_id"] for row in rows])
        if tenants:
            queries.execute(connection, "marks_taken", {"tenant_ids": tenants}, indexed=indexed)
    return rows[-1]["tenant_id"] if rows else ""
