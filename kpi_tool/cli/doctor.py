"""doctor: what the database lacks."""

import click

from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode


@click.command()
@common
@click.pass_context
def doctor(context: click.Context) -> int:
    """Print the indexes that the rollups want.

    As SQL that a DBA runs when it suits; those that are there already are left as they are.

    \b
    Example: kpi-tool doctor | psql "$DATABASE_URL"
    """
    from kpi_tool import doctor

    with server(context) as conninfo:
        click.echo(doctor.wanted_indexes(conninfo))
    return ExitCode.OK
