"""show: a salon's KPIs for people and programs."""

import csv
import json
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from kpi_tool import log, tables
from kpi_tool.cli import options
from kpi_tool.cli.metrics import meets_target, target
from kpi_tool.cli.options import common, ordered, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.summary import Summary

Metric = Mapping[str, Any]
UNKNOWN = "-"


@click.command()
@click.option("--tenant", required=True, metavar="T", help="The salon.")
@options.period_or_day
@options.first
@options.last
@click.option("--staff", metavar="S", help="Only this member of staff beside the salon.")
@click.option(
    "--compare", type=click.Choice(["previous"]), help="Beside the range of the same length before."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@common
@click.pass_context
def show(
    context: click.Context,
    *,
    tenant: str,
    period: str,
    first: date | None,
    last: date | None,
    staff: str | None,
    compare: str | None,
    form: str,
) -> int:
    """Show a salon's KPIs over a range.

    And its staff side by side. Without dates the last day, week or month that is stored.

    \b
    Example: kpi-tool show --tenant amber-moscow --period week --from 2026-03-23 --compare previous
    """
    from kpi_tool import summary

    ordered(first, last)
    with server(context) as conninfo:
        request = summary.Request(tenant, period, first, last, staff, compare=bool(compare))
        result = summary.summarise(conninfo, request)
    if result.windows_present < result.windows_expected:
        log.warning(f"only {result.windows_present} of {result.windows_expected} {period}s are stored")
    if compare and not result.previous:
        log.warning("nothing is stored for the range before")
    {"table": echo_table, "json": _echo_json, "csv": _echo_csv}[form](result)
    return ExitCode.OK


def _echo_json(summary: "Summary") -> None:
    click.echo(json.dumps(summary.as_json(), ensure_ascii=False, indent=2, default=options.json_number))


def _echo_csv(summary: "Summary") -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(["tenant", "staff", "from", "to", "metric", "value", "previous"])
    before = summary.previous[2] if summary.previous else {}
    for staff, metrics in [("", summary.metrics), *summary.staff.items()]:
        for name, value in metrics.items():
            previous = None if staff else before.get(name)
            writer.writerow([summary.tenant_id, staff, summary.first, summary.last, name, value, previous])


def echo_table(summary: "Summary") -> None:
    """Two tables: the salon's metrics with their change and target, then its staff side by side."""
    title = f"{summary.tenant_id}, {_span(summary.first, summary.last)} ({summary.timezone})"
    columns = ["metric", "value"]
    if summary.previous:
        title += f", before: {_span(summary.previous[0], summary.previous[1])}"
        columns += ["before", "change"]
    tables.echo(title, [*columns, "target"], [_row(summary, metric) for metric in summary.catalogue])
    if summary.staff:
        shown = [metric for metric in summary.catalogue if metric["level"] == "S"]
        rows = [
            [
                tables.plain(m["name"]),
                *(tables.plain(_value(s.get(m["name"]), m, None)) for s in summary.staff.values()),
            ]
            for m in shown
        ]
        tables.echo("staff", ["metric", *summary.staff], rows)


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _row(summary: "Summary", metric: Metric) -> list[tables.Cell]:
    name = metric["name"]
    value = summary.metrics.get(name)
    row = [tables.plain(name), tables.plain(_value(value, metric, summary.currency))]
    if summary.previous:
        before = summary.previous[2].get(name)
        row += [tables.plain(_value(before, metric, summary.currency)), _change(value, before, metric)]
    return [*row, _target(value, metric)]


def _value(value: Decimal | None, metric: Metric, currency: str | None) -> str:
    if value is None:
        return UNKNOWN
    match metric["unit"]:
        case "percent":
            return f"{value:.2f} %"
        case "money":
            amount = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
            return f"{amount} {currency}" if currency else amount
        case "seconds":
            return f"{value:,.0f} s"
        case _:
            return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _change(value: Decimal | None, before: Decimal | None, metric: Metric) -> tables.Cell:
    if value is None or before is None:
        return tables.plain("")
    difference = round(Decimal(value), 2) - round(Decimal(before), 2)
    better = {"up": difference > 0, "down": difference < 0}.get(metric["direction"])
    colour = None if better is None or not difference else "green" if better else "red"
    if metric["unit"] == "percent":
        return f"{difference:+.2f} pt", colour
    return (f"{100 * difference / before:+.1f} %" if before else ""), colour


def _target(value: Decimal | None, metric: Metric) -> tables.Cell:
    text = target(metric).replace(">=", "≥").replace("<=", "≤")
    if value is None or not text:
        return tables.plain(text)
    met = meets_target(value, metric)
    return f"{text} {'✓' if met else '✗'}", "green" if met else "red"
