"""migrate and detach."""

import click

from kpi_tool import log
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode


@click.command()
@click.option("--check", is_flag=True, help="Only say what is pending; exit 1 when something is.")
@click.option("--print-security", is_flag=True, help="Only print the SQL about roles that a DBA has to run.")
@common
@click.pass_context
def migrate(context: click.Context, *, check: bool, print_security: bool) -> int:
    """Bring a database to this version.

    Creates and updates kpi-tool's tables, views and functions, and, where it may, the roles kpi_writer,
    kpi_api and kpi_analyst; the host's tables stay as they are.

    \b
    Example: kpi-tool migrate --check
    """
    from kpi_tool import db, migrate

    if print_security:
        return _print_security(context)
    with server(context) as conninfo, db.connect(conninfo) as connection:
        report = migrate.check(connection) if check else migrate.migrate(connection)
    for table in report.missing_host_tables:
        log.warning(f"the host has no table {table}: its source is empty", table=table)
    for column in report.missing_host_columns:
        log.warning(f"the host has no column {column}: it is read as null", column=column)
    done = "pending" if check else "applied"
    for name in report.migrations:
        click.echo(f"{done} migration {name}")
    if report.repeatables:
        click.echo(f"{done} {len(report.repeatables)} functions and views: {', '.join(report.repeatables)}")
    if report.security:
        click.echo(f"{done} {len(report.security)} statements about roles and policies")
    if not report:
        click.echo("up to date")
    if report.left_to_a_dba:
        log.warning(
            "the roles kpi_writer, kpi_api and kpi_analyst lack what this role may not give: "
            "have a DBA run what kpi-tool migrate --print-security prints"
        )
    return ExitCode.FINISHED_WITH_FAILURES if check and report else ExitCode.OK


def _print_security(context: click.Context) -> int:
    from kpi_tool import db, migrate, security

    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        for lack in security.lacking(connection):
            click.echo(f"{lack.statement};")
    return ExitCode.OK


@click.command()
@common
@click.pass_context
def detach(context: click.Context) -> int:
    """Let go of the host's tables.

    Drops our views over them, so that the host can alter a column; migrate restores them.

    \b
    Example: kpi-tool detach && psql -c 'alter table ...' && kpi-tool migrate
    """
    from kpi_tool import db, migrate

    with server(context) as conninfo, db.connect(conninfo) as connection:
        dropped = migrate.detach(connection)
    click.echo(f"dropped {len(dropped)} views; kpi-tool migrate restores them")
    return ExitCode.OK
