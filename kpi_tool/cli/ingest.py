"""ingest: what other systems tell of the host's bookings."""

import sys

import click

from kpi_tool.cli.options import common, server
from kpi_tool.errors import ConfigurationError, ExitCode, UsageError


@click.group()
def ingest() -> None:
    """Take in what other systems tell."""


@ingest.command("calcom")
@click.option("--tenant", metavar="T", help="Whose the webhooks are that do not say so.")
@click.option(
    "--signature",
    metavar="HEX",
    help="Stdin is one raw body, signed so by Cal.com.",
)
@common
@click.pass_context
def calcom_(context: click.Context, *, tenant: str | None, signature: str | None) -> int:
    """Take in webhooks of Cal.com.

    Reads stdin, one JSON object a line: the body of a webhook (with --tenant), or an object of tenant_id and
    payload (the body), or of tenant_id, body (its raw text) and signature. They may come late, twice and in
    any order. Where CALCOM_WEBHOOK_SECRET is set, what is not signed with it is refused. Bad lines are named,
    exit 1; all others are kept.

    \b
    Example: kpi-tool ingest calcom --tenant amber-moscow < webhooks.ndjson
    """
    from kpi_tool import calcom, db, lines, migrate, settings
    from kpi_tool.cli.lines import counted

    reader = calcom.Reader(tenant, settings.calcom_secret())
    if signature is not None and tenant is None:
        raise UsageError("--signature goes with --tenant")
    if signature is not None and reader.secret is None:
        raise ConfigurationError("CALCOM_WEBHOOK_SECRET is not set: no signature can be checked")
    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        with counted() as (counts, refuse):
            found = (
                calcom.webhooks(sys.stdin.buffer, reader, refuse)
                if signature is None
                else calcom.signed_webhook(
                    sys.stdin.buffer.read(lines.LONGEST + 1), signature, reader, refuse
                )
            )
            lines.take_in(connection, calcom.INTAKE, found, counts, refuse)
    return ExitCode.FINISHED_WITH_FAILURES if counts.refused else ExitCode.OK
