"""token: who may ask over HTTP."""

import json
from datetime import datetime
from typing import Any

import click

from kpi_tool import log
from kpi_tool.cli import options
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode

COLUMNS = ("id", "role", "tenant", "staff", "label", "state", "expires", "last used")


@click.group()
def token() -> None:
    """Let people and programs ask the HTTP API, or no longer."""


@token.command()
@click.option(
    "--role",
    required=True,
    type=click.Choice(["owner", "staff", "admin"]),
    help="owner: a salon and its staff; staff: one member of it; admin: every salon.",
)
@click.option("--tenant", metavar="T", help="The salon, of an owner or a member of staff.")
@click.option("--staff", metavar="S", help="The member of staff.")
@click.option("--label", metavar="TEXT", help="Whose it is, for people.")
@options.expires
@common
@click.pass_context
def create(
    context: click.Context,
    *,
    role: str,
    tenant: str | None,
    staff: str | None,
    label: str | None,
    expires_days: int | None,
) -> int:
    """Make a token and show it, this once: only its hash is stored.

    \b
    Example: kpi-tool token create --role owner --tenant amber-moscow --expires 90d
    """
    from kpi_tool import db, tokens

    with server(context) as conninfo, db.connect(conninfo) as connection:
        made = tokens.create(connection, tokens.Holder(role, tenant, staff, label or None), expires_days)
    click.echo(made.text)
    until = f"until {_minute(made.expires_at)} UTC" if made.expires_at else "until it is revoked"
    log.info(f"token {made.id}, good {until}; it is not shown again", id=made.id)
    if not made.is_known:
        log.warning(f"nothing has been heard of a member of staff {staff!r} yet", staff=staff)
    return ExitCode.OK


@token.command()
@click.argument("token_id", metavar="ID")
@common
@click.pass_context
def revoke(context: click.Context, *, token_id: str) -> int:
    """Revoke a token, at once and for good.

    \b
    Example: kpi-tool token revoke 0d1c7a52-6f4e-4f0b-9c1e-1f2f0a5a7b11
    """
    from kpi_tool import db, tokens

    with server(context) as conninfo, db.connect(conninfo) as connection:
        tokens.revoke(connection, token_id)
    log.info(f"token {token_id} is revoked", id=token_id)
    return ExitCode.OK


@token.command("list")
@click.option("--tenant", metavar="T", help="Only those of this salon.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@common
@click.pass_context
def list_(context: click.Context, *, tenant: str | None, form: str) -> int:
    """List tokens, newest first; none of them can be shown.

    \b
    Example: kpi-tool token list --tenant amber-moscow
    """
    from kpi_tool import db, tables, tokens

    with server(context) as conninfo, db.connect(conninfo) as connection:
        rows = tokens.listed(connection, tenant)
    if form == "json":
        click.echo(json.dumps([_fields(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        cells = [[tables.plain(text) for text in _cells(row)] for row in rows]
        tables.echo("Tokens", COLUMNS, cells, figures=False)
    return ExitCode.OK


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    times = {
        "createdAt": row["created_at"],
        "expiresAt": row["expires_at"],
        "revokedAt": row["revoked_at"],
        "lastUsedAt": row["last_used_at"],
    }
    return {
        "id": str(row["id"]),
        "role": row["role"],
        "tenantId": row["tenant_id"],
        "staffId": row["staff_id"],
        "label": row["label"],
        "state": row["state"],
        **{name: at and at.isoformat() for name, at in times.items()},
    }


def _cells(row: dict[str, Any]) -> list[str]:
    words = [str(row[name] or "") for name in ("id", "role", "tenant_id", "staff_id", "label", "state")]
    return [*words, *(_minute(row[name]) for name in ("expires_at", "last_used_at"))]


def _minute(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M}" if instant else ""
