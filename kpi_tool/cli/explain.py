"""explain: from a number to the rows behind it."""

import csv
import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from kpi_tool import log, tables
from kpi_tool.cli import options
from kpi_tool.cli.metrics import meets_target, target
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kpi_tool.explain import Explanation, Fact, Part

SIGNS = {"percent": " %", "seconds": " s", "ms": " ms"}
DECIMALS = 4
CSV_COLUMNS = ("counter", "value", "at", "local_at", "staff_id", "source_table", "source_id")


@click.command()
@click.argument("metric")
@click.option("--tenant", required=True, metavar="T", help="The salon.")
@click.option(
    "--date",
    "moment",
    required=True,
    metavar="DATE",
    help="A local date in it; of an hour as 2026-03-29T14:00, with an offset if it comes twice.",
)
@options.period_or_day
@click.option("--staff", metavar="S", help="This member of staff instead of the salon.")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(0, 1_000_000), help="Rows for each counter."
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@common
@click.pass_context
def explain(
    context: click.Context,
    *,
    metric: str,
    tenant: str,
    moment: str,
    period: str,
    staff: str | None,
    limit: int,
    form: str,
) -> int:
    """Show the rows behind a number.

    Its definition, its formula with the numbers filled in, and the rows of the sources behind each counter,
    the heaviest first, counted anew. METRIC may be of one key: 'webhookErrorRate|telegram'.

    \b
    Example: kpi-tool explain noShowRate --tenant amber-moscow --date 2026-03-23
    """
    from kpi_tool import db, explain

    day, clock, instant = _when(moment, period)
    request = explain.Request(metric, tenant, staff, period, day, clock, instant, limit)
    with server(context) as conninfo, db.connect(conninfo) as connection:
        explanation = explain.explain(connection, request)
    {"table": _echo_table, "json": _echo_json, "csv": _echo_csv}[form](explanation)
    if doubt := _doubt(explanation):
        log.warning(doubt)
    return ExitCode.OK


def _when(moment: str, period: str) -> tuple[date | None, time | None, datetime | None]:
    """A local date, the local time of an hour, or an instant in it."""
    given, _, clock = moment.partition("T")
    try:
        day = options.iso_date(given)
        at = datetime.fromisoformat(moment)
    except click.BadParameter as error:
        raise UsageError(f"--date: {error.message}") from None
    except ValueError:
        raise UsageError(f"--date: {moment!r} is no local time: write it as {given}T14:00") from None
    if period != "hour":
        if clock:
            raise UsageError(f"a {period} is named by a date alone: --date {given}")
        return day, None, None
    if not clock:
        raise UsageError(f"which hour of {given}? Write it as --date {given}T14:00")
    return (None, None, at) if at.tzinfo else (day, at.time(), None)


def _doubt(explanation: "Explanation") -> str | None:
    """Why the number is not the stored one, or may not be what had been counted."""
    grain = explanation.request.grain
    if not explanation.is_computed:
        return f"this {grain} has not been rolled up: these are the rows that would be counted"
    if explanation.sealed:
        gone = ", ".join(explanation.sealed)
        return f"rows of {gone} have been deleted since this {grain}: these are those that are left"
    if explanation.stored == explanation.value:
        return None
    said = f"{_figure(explanation.stored, explanation)} is stored: "
    if not explanation.is_good:
        return said + "the sources have changed since, and the next rollup computes it again"
    if not explanation.is_of_this_definition:
        return said + "it was counted by an older definition; kpi-tool rollup --stale-definitions counts anew"
    return (
        said + "the sources say something else now; kpi-tool verify tells what, rollup with --from mends it"
    )


def _figure(value: Decimal | None, explanation: "Explanation") -> str:
    if value is None:
        return "unknown"
    unit = explanation.metric["unit"]
    return f"{tables.number(round(Decimal(value), DECIMALS))}{SIGNS.get(unit, '')}"


def _formula(explanation: "Explanation", *, filled_in: bool) -> str:
    """The whole of it, over counters or numbers."""
    metric = explanation.metric
    numerator, *rest = (
        explanation.arithmetic(role)[filled_in] for role in ("numerator", "denominator") if metric[role]
    )
    if metric["quantile"]:
        return f"{tables.number(100 * metric['quantile'])} % of {numerator} are not above it"
    scale = f"{metric['scale']:f} * " if metric["scale"] != 1 else ""
    group = "({})".format if rest else "{}".format
    return " / ".join(
        [scale + (group(numerator) if " " in numerator else numerator)]
        + [group(text) if " " in text else text for text in rest]
    )


def _echo_table(explanation: "Explanation") -> None:
    request, metric = explanation.request, explanation.metric
    whose = request.tenant_id if request.staff_id is None else f"{request.staff_id} at {request.tenant_id}"
    click.echo(f"{request.metric} of {whose}, {_span(explanation)} ({explanation.timezone})")
    click.echo(f"{metric['rule']}\n")
    click.echo(f"  {_formula(explanation, filled_in=False)}")
    if metric["null_unless"]:
        click.echo(f"  unknown unless {explanation.arithmetic('null_unless')[0]} <> 0")
    result = _figure(explanation.value, explanation)
    wanted = target(metric)
    if wanted and explanation.value is not None:
        wanted += ": met" if meets_target(explanation.value, metric) else ": missed"
    suffix = f"  (wanted {wanted})" if wanted else ""
    click.echo(f"  {_formula(explanation, filled_in=True)} = {result}{suffix}")
    if explanation.is_computed and explanation.stored != explanation.value:
        click.echo(f"  stored: {_figure(explanation.stored, explanation)}")
    click.echo()
    for part in explanation.parts:
        _echo_part(part)


def _echo_part(part: "Part") -> None:
    title = f"{part.role.replace('_', ' ')}: {part.counter} = {tables.number(part.value)}"
    if part.facts > len(part.shown):
        title += f", {len(part.shown):,} of {part.facts:,} rows (--limit)"
    rows = [
        [
            (f"{fact.local_at:%Y-%m-%d %H:%M:%S}", None),
            (tables.number(fact.value), None),
            (fact.staff_id or "", None),
            (fact.source_table, None),
            (fact.source_id, None),
        ]
        for fact in part.shown
    ]
    if rows:
        tables.echo(title, ["at", "counts", "staff", "table", "id"], rows, figures=False)
    else:
        click.echo(f"{title}\n" if part.facts else f"{title}, no rows\n")


def _span(explanation: "Explanation") -> str:
    first, last = explanation.local_start, explanation.local_end
    if explanation.request.grain == "hour":
        return f"{first:%Y-%m-%d %H:%M} to {last:%H:%M}"
    return (
        f"{first:%Y-%m-%d}"
        if explanation.request.grain == "day"
        else f"{first:%Y-%m-%d} until {last:%Y-%m-%d}"
    )


def _echo_csv(explanation: "Explanation") -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for part in explanation.parts:
        writer.writerows(_cells(fact) for fact in part.shown)
    click.echo(text.getvalue(), nl=False)


def _cells(fact: "Fact") -> list[Any]:
    return [
        *(fact.counter, f"{fact.value.normalize():f}", fact.at.isoformat(), fact.local_at.isoformat()),
        *(fact.staff_id, fact.source_table, fact.source_id),
    ]


def _echo_json(explanation: "Explanation") -> None:
    request, metric = explanation.request, explanation.metric
    document = {
        "metric": request.metric,
        "tenantId": request.tenant_id,
        "staffId": request.staff_id,
        "period": request.grain,
        "from": explanation.local_start.isoformat(),
        "until": explanation.local_end.isoformat(),
        "tz": explanation.timezone,
        "rule": metric["rule"],
        "unit": metric["unit"],
        "target": target(metric) or None,
        "formula": _formula(explanation, filled_in=False),
        "filledIn": _formula(explanation, filled_in=True),
        "value": explanation.value,
        "stored": explanation.stored,
        "rolledUp": explanation.is_computed,
        "good": explanation.is_good,
        "sealed": explanation.sealed,
        "counters": [
            {"role": part.role, "counter": part.counter, "value": part.value, "rows": part.facts}
            for part in explanation.parts
        ],
        "rows": [
            dict(
                zip(
                    ("counter", "value", "at", "localAt", "staffId", "sourceTable", "sourceId"),
                    _cells(fact),
                    strict=True,
                )
            )
            | {"value": fact.value}
            for part in explanation.parts
            for fact in part.shown
        ],
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=options.json_number))
