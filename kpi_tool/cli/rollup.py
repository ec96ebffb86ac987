"""rollup and render."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice

import click

from kpi_tool import log
from kpi_tool.cli import options
from kpi_tool.cli.options import common, ordered, server
from kpi_tool.errors import ExitCode

MOST_WINDOWS = 100_000
"""Of tenants in one run without dates: about half an hour's work."""
MOST_NAMED = 20


@click.command()
@options.period
@options.tenants
@options.first
@options.last_or_closed
@click.option(
    "--lookback",
    type=click.IntRange(0, 10_000),
    default=3,
    show_default=True,
    metavar="N",
    help="Without dates: compute the last N closed windows again.",
)
@click.option(
    "--max-windows",
    type=click.IntRange(1),
    metavar="N",
    help="At most so many windows, newest first; the next run goes on.  [default: without dates 100000]",
)
@click.option(
    "--stale-definitions", is_flag=True, help="Also what was computed with another definition of the KPIs."
)
@click.option(
    "--force",
    is_flag=True,
    help="Begin a backfill anew that was cut short, and count sealed windows again from what is left.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Connections at once."
)
@options.as_of
@click.option("--dry-run", is_flag=True, help="Say what would be computed, and write nothing.")
@common
@click.pass_context
def rollup(
    context: click.Context,
    *,
    period: str,
    tenants: tuple[str, ...],
    first: date | None,
    last: date | None,
    lookback: int,
    max_windows: int | None,
    stale_definitions: bool,
    force: bool,
    workers: int,
    as_of: datetime | None,
    dry_run: bool,
) -> int:
    """Compute and publish windows.

    With dates all windows that meet them; a backfill that was cut short goes on where it was. Without dates
    every closed window that is not good yet, from the tenant's first row on, what has changed since, and the
    last three again.

    \b
    Example: kpi-tool rollup --period day --from 2026-03-01 --to 2026-03-31 --workers 2
    """
    from kpi_tool import job, planning
    from kpi_tool.cli.progress import Progress

    ordered(first, last)
    request = planning.Request(
        period,
        tenants,
        first,
        last,
        as_of or datetime.now(UTC),
        workers,
        days_again=as_of is not None,
        lookback=lookback,
        max_windows=max_windows or (None if first else MOST_WINDOWS),
        force=force,
        launched_at=options.get(context, "launched_at"),
        stale_definitions=stale_definitions,
    )
    with server(context) as conninfo:
        if dry_run:
            plan = planning.plan(conninfo, request)
            for line in plan.describe():
                click.echo(line)
            return _name(plan.errors)
        report = job.run(conninfo, request, Progress())
    _warn(report.warnings)
    _name(report.errors)
    return report.exit_code


def _warn(warnings: Sequence[str]) -> None:
    """Tell of checks that published windows did not pass, the first of many."""
    for warning in warnings[:MOST_NAMED]:
        log.warning(warning)
    if (more := len(warnings) - MOST_NAMED) > 0:
        log.warning(f"and {more:,} more warnings", warnings=more)


def _name(errors: Mapping[str, str]) -> int:
    """Name the tenants that failed on stderr, the first of many."""
    for tenant, error in islice(errors.items(), MOST_NAMED):
        log.warning(f"tenant {tenant} failed: {error}", tenant=tenant, error=error)
    if (more := len(errors) - MOST_NAMED) > 0:
        log.warning(f"and {more:,} more tenants failed: see kpi_failure", tenants=more)
    return ExitCode.FINISHED_WITH_FAILURES if errors else ExitCode.OK


@click.command()
@options.period
@options.tenants
@options.first
@options.last_or_closed
@options.as_of
@common
@click.pass_context
def render(
    context: click.Context,
    *,
    period: str,
    tenants: tuple[str, ...],
    first: date | None,
    last: date | None,
    as_of: datetime | None,
) -> int:
    """Print the statements of a rollup.

    Each as the server gets it, values filled in; they run unchanged in psql.

    \b
    Example: kpi-tool render --period day --tenant T --from 2026-03-29 --to 2026-03-29 | psql "$DATABASE_URL"
    """
    from kpi_tool import job, planning

    ordered(first, last)
    now = as_of or datetime.now(UTC)
    request = planning.Request(period, tenants, first, last, now, days_again=as_of is not None)
    with server(context) as conninfo:
        plan = planning.plan(conninfo, request)
        for text in job.render(conninfo, plan):
            click.echo(text)
    return _name(plan.errors)
