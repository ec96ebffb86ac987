"""prune: retention that cannot erase a KPI."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from kpi_tool import log
from kpi_tool.cli import options
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.prune import Result

REASONS = {
    "unpublished": "stay: their windows are not published, or are to be computed again",
    "awaited": "stay: reminders of appointments whose day is still to come",
    "nobodys": "stay: they are of no tenant, or of one that nothing is published of",
}


@click.command()
@options.keep
@options.hours
@options.as_of
@click.option("--dry-run", is_flag=True, help="Say what would be deleted, and delete nothing.")
@common
@click.pass_context
def prune(
    context: click.Context,
    *,
    keep_days: int | None,
    hours_days: int | None,
    as_of: datetime | None,
    dry_run: bool,
) -> int:
    """Delete old rows behind published windows.

    Only of whole local days that are published and not to be computed again; these are sealed first, so that
    later rollups keep what they had counted.

    \b
    Example: kpi-tool prune --keep 30d --hours 90d --dry-run
    """
    from kpi_tool import db, prune
    from kpi_tool.cli.progress import bar

    if keep_days is None and hours_days is None:
        raise click.UsageError("say what to keep: --keep 30d, --hours 90d, or both")
    request = prune.Request(as_of or datetime.now(UTC), keep_days, hours_days, dry_run)
    with (
        server(context) as conninfo,
        db.connect(conninfo) as connection,
        bar("rows") as rows,
    ):
        results = prune.prune(connection, request, rows.update)
    for result in results:
        _tell(result, dry_run=dry_run)
    return ExitCode.BUSY if results and all(result.is_busy for result in results) else ExitCode.OK


def _tell(result: "Result", *, dry_run: bool) -> None:
    done = "would be deleted" if dry_run else "deleted"
    line = f"{result.table}: {result.rows:,} rows {done}"
    for name, reason in REASONS.items():
        if count := getattr(result, name):
            line += f"; {count:,} {reason}"
    log.info(line, **result.__dict__)
