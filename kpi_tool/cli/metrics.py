"""metrics: the catalogue."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from kpi_tool import tables
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode, UsageError


@click.command()
@click.argument("name", required=False)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True
)
@common
@click.pass_context
def metrics(context: click.Context, *, name: str | None, form: str) -> int:
    """List the catalogue of metrics.

    Or all about one: unit, level, formula, sources, rule, target.

    \b
    Example: kpi-tool metrics offPeakShiftRate
    """
    from kpi_tool import db, migrate, queries

    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        catalogue = queries.execute(connection, "metrics").fetchall()
    chosen = [metric for metric in catalogue if name in (None, metric["name"])]
    if not chosen:
        raise UsageError(f"unknown metric: {name} (kpi-tool metrics lists them)")
    if form == "json":
        click.echo(json.dumps([_plain(metric) for metric in chosen], ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo(markdown(chosen))
    elif name:
        _echo_one(chosen[0])
    else:
        rows = [[tables.plain(cell) for cell in _cells(metric)] for metric in chosen]
        tables.echo("metrics", ["name", "unit", "level", "formula", "target"], rows, figures=False)
    return ExitCode.OK


def formula(metric: Mapping[str, Any]) -> str:
    """How the metric is derived, as arithmetic over counters."""
    text = str(metric["numerator"])
    if metric["denominator"]:
        scale = f"{metric['scale']:f} * " if metric["scale"] != 1 else ""
        text = f"{scale}{_group(text)} / {_group(metric['denominator'])}"
    return f"{text}, by key" if metric["by_key"] else text


def _group(expression: str) -> str:
    return f"({expression})" if " " in expression else expression


def target(metric: Mapping[str, Any]) -> str:
    """What the owners hold the platform to; empty where they do not."""
    if metric["target"] is None:
        return ""
    sign = ">" if metric["direction"] == "up" else "<"
    return f"{sign}{'' if metric['target_is_exclusive'] else '='} {metric['target'].normalize():f}"


def meets_target(value: Decimal, metric: Mapping[str, Any]) -> bool:
    """Whether a value is what the owners want."""
    if value == metric["target"]:
        return not metric["target_is_exclusive"]
    return bool((value > metric["target"]) == (metric["direction"] == "up"))


def markdown(catalogue: list[dict[str, Any]]) -> str:
    """The reference page docs/metrics.md."""
    lines = [
        "# Metrics",
        "",
        "Made from the catalogue by `kpi-tool metrics --format markdown`; edit `sql/catalog/metrics.sql`.",
        "Level T: salon; S: salon and staff. Null where a denominator is 0.",
        "",
        "| metric | unit | level | formula | target | family | sources | rule |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for metric in catalogue:
        name, *cells = _cells(metric)
        cells += [f"`{metric['family']}`", ", ".join(metric["sources"]), metric["rule"]]
        lines.append(" | ".join([f"| `{name}`", *cells]) + " |")
    return "\n".join(lines)


def _cells(metric: Mapping[str, Any]) -> list[str]:
    return [metric["name"], metric["unit"], metric["level"], formula(metric), target(metric)]


def _echo_one(metric: Mapping[str, Any]) -> None:
    details = dict(zip(("metric", "unit", "level", "formula", "target"), _cells(metric), strict=True))
    if metric["null_unless"]:
        details["null unless"] = f"{metric['null_unless']} <> 0"
    details |= {"family": metric["family"], "sources": ", ".join(metric["sources"]), "rule": metric["rule"]}
    for label, text in details.items():
        click.echo(f"{label:<12} {text}".rstrip())


def _plain(metric: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {key: float(metric[key]) for key in ("scale", "target", "quantile") if metric[key] is not None}
    return {**metric, **numbers, "formula": formula(metric)}
