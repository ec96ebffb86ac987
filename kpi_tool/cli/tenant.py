"""tenant, staff: what kpi-tool must know of a salon."""

import json
import re
from typing import Any, TextIO

import click

from kpi_tool import log, tables
from kpi_tool.cli.options import Command, common, server
from kpi_tool.errors import ExitCode, UsageError

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
SETTINGS = {
    "timezone": (str, "A name of pg_timezone_names, such as Europe/Moscow."),
    "currency": (str, "Its own currency, such as EUR; money in another one is counted apart."),
    "slot_grid_minutes": (click.IntRange(1, 1440), "Bookings should start on this grid."),
    "peak_start": (str, "Start of the daily peak, as 11:00."),
    "peak_end": (str, "End of the daily peak, as 19:00."),
    "chairs": (click.IntRange(0, 10_000), "Places to serve a client at the same time."),
    "reminder_lead_minutes": (click.IntRange(0, 525_600), "Bookings made so long before are due a reminder."),
    "feedback_window_days": (click.IntRange(0, 36_500), "For how long feedback counts."),
    "repeat_lookback_days": (click.IntRange(0, 36_500), "For how long a visit makes the next one a repeat."),
}


@click.group()
def tenant() -> None:
    """Show or change what is set for a salon."""


def _settings(command: Command) -> Command:
    for name, (kind, text) in reversed(SETTINGS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, type=kind, help=text)(command)
    return command


@tenant.command("set")
@click.argument("name", metavar="TENANT")
@_settings
@click.option(
    "--unset",
    multiple=True,
    metavar="SETTING",
    type=click.Choice(list(SETTINGS)),
    help="Back to its default; may be repeated.",
)
@common
@click.pass_context
def set_(context: click.Context, /, *, name: str, unset: tuple[str, ...], **given: str | int | None) -> int:
    """Change settings of a salon.

    All windows of the salon are computed again by the next rollups, newest first.

    \b
    Example: kpi-tool tenant set amber-moscow --timezone Europe/Moscow --currency RUB --chairs 4
    """
    from kpi_tool import db, tenants

    changed: dict[str, str | int | None] = {
        setting: value for setting, value in given.items() if value is not None
    }
    if twice := set(changed) & set(unset):
        raise UsageError(f"{min(twice)} is to be both set and unset")
    changed |= dict.fromkeys(unset)
    if not changed:
        raise UsageError("nothing to change: name a setting (kpi-tool tenant set --help)")
    for setting in ("peak_start", "peak_end"):
        if changed.get(setting) and not CLOCK.fullmatch(str(changed[setting])):
            raise UsageError(f"{setting} {changed[setting]!r} is no time: write it as 11:00")
    with server(context) as conninfo, db.connect(conninfo) as connection:
        tenants.change(connection, name, changed)
        _echo(tenants.settings(connection, name), "table")
    return ExitCode.OK


@tenant.command("show")
@click.argument("name", metavar="TENANT")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@common
@click.pass_context
def show(context: click.Context, *, name: str, form: str) -> int:
    """Show what is set for a salon.

    \b
    Example: kpi-tool tenant show amber-moscow
    """
    from kpi_tool import db, tenants

    with server(context) as conninfo, db.connect(conninfo) as connection:
        _echo(tenants.settings(connection, name), form)
    return ExitCode.OK


def _echo(found: dict[str, Any], form: str) -> None:
    if form == "json":
        values = {setting: found[setting] for setting in SETTINGS}
        document = {
            "tenantId": found["tenant_id"],
            "active": found["is_active"],
            "settings": values,
            "own": found["own"],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
        return
    rows = [
        [
            tables.plain(setting),
            tables.plain("" if found[setting] is None else f"{found[setting]}"),
            tables.plain("" if found["own"].get(setting) is not None else "default"),
        ]
        for setting in SETTINGS
    ]
    tables.echo(found["tenant_id"], ["setting", "value", ""], rows, figures=False)


@click.group()
def staff() -> None:
    """Say when the staff of a salon work."""


@staff.group()
def schedule() -> None:
    """Weekly schedules, which utilizationRate is held against."""


@schedule.command("import")
@click.option("--tenant", required=True, metavar="T", help="The salon.")
@click.argument("file", type=click.File(encoding="utf-8-sig"), default="-")
@common
@click.pass_context
def import_(context: click.Context, *, tenant: str, file: TextIO) -> int:
    """Import the weekly schedules of staff.

    From a CSV with the columns staff_id, weekday (1 to 7, or mon to sun), starts_at, ends_at, valid_from and,
    if wanted, valid_to (inclusive). It says all of the staff that it names: rows of theirs that it lacks are
    removed. One bad line, and nothing is imported.

    \b
    Example: kpi-tool staff schedule import --tenant amber-moscow schedule.csv
    """
    from kpi_tool import db, tenants

    with server(context) as conninfo, db.connect(conninfo) as connection:
        try:
            done = tenants.import_schedule(connection, tenant, file)
        except tenants.BadLinesError as error:
            for number, why in error.problems.items():
                log.warning(f"line {number}: {why}", line=number, reason=why)
            raise
        except UnicodeDecodeError as error:
            raise UsageError(f"{file.name} is no UTF-8") from error
    log.info(
        f"{done.staff:,} staff, {done.given:,} rows: {done.added:,} added, {done.removed:,} removed",
        staff=done.staff,
        added=done.added,
        removed=done.removed,
    )
    return ExitCode.OK
