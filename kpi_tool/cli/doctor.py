"""doctor: what the database lacks."""

import click

from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode


@click.command()
@common
@click.pass_context
def doctor(context: click.Context) -> int:
    """Print what would make the rollups fast.

    Tables to analyse and indexes to create, as SQL that a DBA runs when it suits.

    \b
    Example: kpi-tool doctor | psql "$DATABASE_URL"
    """
    from kpi_tool import doctor

    with server(context) as conninfo:
        click.echo(doctor.prescription(conninfo))
    return ExitCode.OK
