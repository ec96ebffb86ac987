"""track: triggers on the host's tables."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from kpi_tool import log
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode


@click.command()
@click.argument("action", type=click.Choice(["on", "off", "status"]))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@common
@click.pass_context
def track(context: click.Context, *, action: str, form: str) -> int:
    """Have triggers mark changed windows, or not.

    With them, deleted, moved and backdated rows are noticed at once, which leave no stamp to find.

    \b
    Example: kpi-tool track on
    """
    from kpi_tool import db, migrate, tracking

    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        refused = tracking.turn_on(connection) if action == "on" else {}
        if action == "off":
            tracking.turn_off(connection)
        rows = tracking.status(connection)
    if form == "json":
        click.echo(json.dumps([_fields(row) for row in rows], indent=2))
    else:
        _table([_fields(row) for row in rows])
    for table, why in refused.items():
        log.warning(why, table=table)
    return ExitCode.FINISHED_WITH_FAILURES if refused else ExitCode.OK


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    since = row["tracked_since"]
    return {
        "table": row["table_name"],
        "triggers": _state(row["triggers"]),
        "since": since and since.isoformat(),
        "marks": row["marks"],
    }


def _table(rows: Sequence[dict[str, Any]]) -> None:
    from kpi_tool import tables

    cells = [
        [
            tables.plain(row["table"]),
            tables.plain(row["triggers"]),
            tables.plain((row["since"] or "")[:16].replace("T", " ")),
            tables.plain(f"{row['marks']:,}"),
        ]
        for row in rows
    ]
    tables.echo("Tracked tables", ["table", "triggers", "since", "marks waiting"], cells)


def _state(triggers: int) -> str:
    from kpi_tool import tracking

    return {0: "off", len(tracking.TRIGGERS): "on"}.get(triggers, "partly")
