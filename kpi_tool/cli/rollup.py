"""rollup and render."""

import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from kpi_tool import log
from kpi_tool.cli import options
from kpi_tool.cli.options import common, ordered, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.job import Plan, Step


@click.command()
@options.period
@options.tenants
@options.first
@options.last
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
    workers: int,
    as_of: datetime | None,
    dry_run: bool,
) -> int:
    """Compute and publish windows.

    With dates all windows that meet them, without the last closed one of each tenant.

    \b
    Example: kpi-tool rollup --period day --from 2026-03-01 --to 2026-03-31 --workers 2
    """
    from kpi_tool import job

    ordered(first, last)
    now = as_of or datetime.now(UTC)
    request = job.Request(period, tenants, first, last, now, workers, days_again=as_of is not None)
    with server(context) as conninfo:
        plan = job.plan(conninfo, request)
        if dry_run:
            for line in plan.describe():
                click.echo(line)
        else:
            for step in plan.steps:
                run_step(conninfo, step)
    return _left_out(plan)


def _left_out(plan: "Plan") -> int:
    for tenant, timezone in plan.unknown_timezone.items():
        log.warning(f"tenant {tenant} failed: the server knows no time zone {timezone!r}", tenant=tenant)
    return ExitCode.FINISHED_WITH_FAILURES if plan.unknown_timezone else ExitCode.OK


def run_step(conninfo: str, step: "Step") -> None:
    """Run one step with a progress bar on a terminal, and say what it did."""
    with click.progressbar(
        length=len(step.units), label=f"{step.grain:<5}", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        result = step.run(conninfo, bar.update)
    log.info(result.describe(), **result.fields())


@click.command()
@options.period
@options.tenants
@options.first
@options.last
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
    from kpi_tool import job

    ordered(first, last)
    now = as_of or datetime.now(UTC)
    request = job.Request(period, tenants, first, last, now, days_again=as_of is not None)
    with server(context) as conninfo:
        plan = job.plan(conninfo, request)
        for text in job.render(conninfo, plan):
            click.echo(text)
    return _left_out(plan)
