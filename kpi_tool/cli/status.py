"""status: how fresh the numbers are, and what stands in their way."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from kpi_tool import tables
from kpi_tool.cli import options
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.status import Report, State

COLUMNS = (
    *("tenant", "grain", "good until", "age", "missing", "since", "dirty", "provisional", "sealed until"),
    "error",
)
MOST_WHOLE = 40
"""Rows that are listed although nothing is the matter with them."""


@click.command()
@options.tenants
@options.max_age
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@common
@click.pass_context
def status(context: click.Context, *, tenants: tuple[str, ...], max_age: timedelta | None, form: str) -> int:
    """Say how far windows are good.

    A line on all tenants, how the last runs went, then what is missing, dirty (changed since), provisional,
    sealed or failing, by tenant and grain. With --max-age it exits 1 when a closed window has been missing
    for longer, or a tenant was never rolled up.

    \b
    Example: kpi-tool status --max-age 24h
    """
    from kpi_tool import db, status

    with server(context) as conninfo, db.connect(conninfo) as connection:
        report = status.read(connection, datetime.now(UTC), tenants)
    if form == "json":
        click.echo(json.dumps(_fields(report), indent=2, default=_plain))
    else:
        _table(report)
    is_late = max_age is not None and report.is_older_than(max_age)
    return ExitCode.FINISHED_WITH_FAILURES if is_late else ExitCode.OK


def _fields(report: "Report") -> dict[str, Any]:
    return {
        "now": report.now,
        "summary": report.describe(),
        "overdue_seconds": int(report.overdue.total_seconds()),
        "without_rollups": list(report.without_rollups),
        "unknown_zones": report.errors,
        "last_runs": [asdict(run) for run in report.last_runs],
        "tenants": [
            asdict(state) | {"overdue_seconds": int(state.overdue(report.now).total_seconds())}
            for state in report.states
        ],
    }


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _table(report: "Report") -> None:
    """Everything of few tenants; of many, what is not as it should be."""
    states = report.states
    if len(states) > MOST_WHOLE:
        states = [state for state in states if not state.is_fine]
    click.echo(report.describe())
    for run in report.last_runs:
        click.echo(run.describe(report.now))
    for tenant, error in report.errors.items():
        click.echo(f"{tenant}: {error}")
    for tenant in report.without_rollups[:MOST_WHOLE]:
        click.echo(f"{tenant}: never rolled up")
    if states:
        tables.echo("", COLUMNS, [_cells(state, report.now) for state in states], figures=False)


def _cells(state: "State", now: datetime) -> list[tables.Cell]:
    from kpi_tool.status import told

    age = told(now - state.good_until) if state.good_until else ""
    texts = [
        *(state.tenant_id, state.granularity, _instant(state.good_until), age),
        *(f"{state.missing:,}" if state.missing else "", _instant(state.missing_since)),
        f"{state.dirty:,}" if state.dirty else "",
        *(f"{state.provisional:,}" if state.provisional else "", _instant(state.sealed_until)),
        state.error or "",
    ]
    return [(text, "red" if state.failing and text == state.error else None) for text in texts]


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else ""
