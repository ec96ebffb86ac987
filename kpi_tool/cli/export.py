"""export-metrics: what Prometheus is to know."""

from pathlib import Path

import click

from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode


@click.command("export-metrics")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@common
@click.pass_context
def export_metrics(context: click.Context, *, file: Path | None) -> int:
    """Export freshness, runs, errors and targets to Prometheus.

    In its text format: into FILE, which is replaced at once and stays as it was if anything goes wrong, for
    node_exporter's textfile collector (its name must end in .prom); without one to stdout.

    \b
    Example: kpi-tool export-metrics /var/lib/prometheus/node-exporter/kpi-tool.prom
    """
    from kpi_tool import db, prometheus

    if file:
        prometheus.check(file)
    with server(context) as conninfo, db.connect(conninfo) as connection:
        text = prometheus.metrics_text(connection)
    if file:
        prometheus.write(file, text)
    else:
        click.echo(text, nl=False)
    return ExitCode.OK
