"""What has changed in the sources since the last look."""

from kpi_tool import db, doctor, queries, settings
from kpi_tool.queries import Connection


def look(connection: Connection) -> None:
    """Take windows back from what is good that a changed row of the sources can alter."""
    overlap = {"overlap": settings.overlap()}
    with db.transaction(connection):
        found = queries.execute(connection, "watermark_taken", overlap).fetchone()
        if found:
            indexed = doctor.is_indexed(connection)
            queries.execute(connection, "changes_seen", found | overlap, indexed=indexed)
            queries.execute(connection, "watermark_moved", found)
            queries.execute(connection, "marks_forgotten", found)
