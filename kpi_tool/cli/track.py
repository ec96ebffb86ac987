"""track: triggers on the host's tables."""

import click

from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode


@click.command()
@click.argument("action", type=click.Choice(["on", "off", "status"]))
@common
@click.pass_context
def track(context: click.Context, *, action: str) -> int:
    """Have triggers mark changed windows, or not.

    With them, deleted, moved and backdated rows are noticed at once, which leave no stamp to find.

    \b
    Example: kpi-tool track on
    """
    from kpi_tool import db, migrate, tables, tracking

    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        if action == "on":
            tracking.turn_on(connection)
        elif action == "off":
            tracking.turn_off(connection)
        rows = tracking.status(connection)
    cells = [
        (
            tables.plain(row["table_name"]),
            tables.plain(_state(row["triggers"])),
            tables.plain(f"{row['tracked_since']:%Y-%m-%d %H:%M}" if row["tracked_since"] else ""),
            tables.plain(f"{row['marks']:,}"),
        )
        for row in rows
    ]
    tables.echo("Tracked tables", ["table", "triggers", "since", "marks waiting"], cells)
    return ExitCode.OK


def _state(triggers: int) -> str:
    from kpi_tool import tracking

    return {0: "off", tracking.TRIGGERS: "on"}.get(triggers, "partly: track on mends it")
