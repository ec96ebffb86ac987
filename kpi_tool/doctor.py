"""What the host's database lacks for the rollups to be fast, as SQL that a DBA runs when it suits."""

import re

from kpi_tool import db, host, queries, templates
from kpi_tool.queries import Connection

INDEXES = "scripts/sql/doctor/indexes.sql"


def prescription(conninfo: str) -> str:
    """Runnable SQL: tables to analyse, and each index that the rollups want, under what it is for."""
    with db.connect(conninfo) as connection:
        return "\n\n".join(part for part in (_unanalysed(connection), _indexes(connection)) if part)


def _unanalysed(connection: Connection) -> str:
    rows = queries.execute(connection, "unanalysed", {"tables": host.contract()}).fetchall()
    statements = [f"analyze {row['table_name']};" for row in rows]
    return "\n".join(["-- Without statistics Postgres plans blindly", *statements]) if rows else ""


def _indexes(connection: Connection) -> str:
    text = templates.render_plain(INDEXES, host=host.read(connection))
    _header, _, statements = text.partition("\n\n")
    return statements.strip()


def is_indexed(connection: Connection) -> bool:
    """Whether all indexes that the rollups want are there and valid."""
    wanted = re.findall(r"create index concurrently if not exists (\w+)", _indexes(connection))
    row = queries.execute(connection, "indexes_present", {"names": wanted}).fetchone()
    return bool(row and row["present"] == len(wanted))
