"""What the host's database lacks for the rollups to be right and fast."""

from kpi_tool import db, host, templates

INDEXES = "scripts/sql/doctor/indexes.sql"


def wanted_indexes(conninfo: str) -> str:
    """Runnable SQL: each index that the rollups want, under what it speeds up."""
    with db.connect(conninfo) as connection:
        text = templates.render_plain(INDEXES, host=host.read(connection))
    _header, _, statements = text.partition("\n\n")
    return statements.strip()
