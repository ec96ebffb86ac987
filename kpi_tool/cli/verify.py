"""verify: are the stored numbers what the sources say?"""

import csv
import json
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from kpi_tool import log
from kpi_tool.cli import options
from kpi_tool.cli.options import common, ordered, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.verify import Report


@click.command()
@options.tenants
@options.first
@options.last
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Only N days, weeks or months at random.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@common
@click.pass_context
def verify(
    context: click.Context,
    *,
    tenants: tuple[str, ...],
    first: date | None,
    last: date | None,
    sample: int | None,
    form: str,
) -> int:
    """Recompute windows and compare.

    Prints each counter that differs from what the sources say, and each metric that differs from what its
    counters say; exit 1 where there is any. What prune or somebody else has deleted cannot be verified.

    \b
    Example: kpi-tool verify --from 2026-03-01 --to 2026-03-31
    """
    from kpi_tool import db, verify
    from kpi_tool.cli.progress import bar

    ordered(first, last)
    request = verify.Request(datetime.now(UTC), tenants, first, last, sample)
    with (
        server(context) as conninfo,
        db.connect(conninfo) as connection,
        bar("windows") as windows,
    ):
        report = verify.verify(connection, request, windows.update)
    _show(report, form)
    log.info(
        f"{report.windows:,} windows verified, {len(report.differences):,} differences"
        + (f"; {report.sealed:,} windows keep counters whose rows are deleted" if report.sealed else ""),
        windows=report.windows,
        differences=len(report.differences),
        sealed=report.sealed,
    )
    return ExitCode.FINISHED_WITH_FAILURES if report.differences else ExitCode.OK


def _show(report: "Report", form: str) -> None:
    rows = [
        difference._asdict() | {"period_start": difference.period_start.isoformat()}
        for difference in report.differences
    ]
    if form == "json":
        click.echo(json.dumps(rows, indent=2))
    elif rows:
        writer = csv.DictWriter(sys.stdout, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
