"""demo: what make demo runs."""

import sys

import click

from kpi_tool import log
from kpi_tool.cli.options import common, server
from kpi_tool.cli.show import echo_table
from kpi_tool.errors import ExitCode


@click.command()
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Connections at once."
)
@common
@click.pass_context
def demo(context: click.Context, *, workers: int) -> int:
    """Try it on a believable platform.

    Fills an empty database with six weeks of eight salons, rolls up every grain, and shows one salon.

    \b
    Example: DATABASE_URL=embedded:/tmp/kpi-demo kpi-tool demo
    """
    from kpi_tool import demo, job, summary
    from kpi_tool.cli.progress import Progress

    with server(context) as conninfo:
        with click.progressbar(
            length=len(demo.files()) - 1, label="data ", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            demo.load(conninfo, bar.update)
        log.info("data: 8 salons, 6 weeks, in the host's own tables")
        for request in demo.requests(workers):
            job.run(conninfo, request, Progress())
        echo_table(summary.summarise(conninfo, demo.SHOWN))
    log.info("try: kpi-tool show --tenant linden-berlin --period week --from 2026-03-23 --compare previous")
    log.info("     kpi-tool rollup --period day --from 2026-04-05 --to 2026-04-05 (its days end there)")
    return ExitCode.OK
