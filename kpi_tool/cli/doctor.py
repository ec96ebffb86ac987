"""doctor: what is wrong, and what the database lacks."""

import json
from typing import TYPE_CHECKING

import click

from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.doctor import Report


@click.command()
@click.option(
    "--days", default=7, show_default=True, type=click.IntRange(1, 366), help="How old rows to look at."
)
@click.option("--format", "form", type=click.Choice(["sql", "json"]), default="sql", show_default=True)
@common
@click.pass_context
def doctor(context: click.Context, *, days: int, form: str) -> int:
    """Say what is wrong, and what would make rollups fast.

    Findings about the server, this role, the host's tables and their rows, as SQL comments; then indexes to
    create and tables to analyse, as SQL that a DBA runs when it suits. Exit 1 where something fails.

    \b
    Example: kpi-tool doctor | psql "$DATABASE_URL"
    """
    from kpi_tool import db, doctor

    with server(context) as conninfo, db.connect(conninfo) as connection:
        report = doctor.examine(connection, days)
    click.echo(_json(report) if form == "json" else _sql(report))
    return ExitCode.OK if report.is_sound else ExitCode.FINISHED_WITH_FAILURES


def _json(report: "Report") -> str:
    document = {
        "findings": [finding._asdict() for finding in report.findings],
        "indexes": [index._asdict() for index in report.indexes],
        "unanalysed": report.unanalysed,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _sql(report: "Report") -> str:
    parts = [
        "\n".join(
            _comment(text)
            for text in (f"{finding.severity}: {finding.said}", finding.remedy and f"      {finding.remedy}")
            if text
        )
        for finding in report.findings
    ]
    if report.unanalysed:
        statements = [f"analyze {table};" for table in report.unanalysed]
        parts.append("\n".join(["-- Without statistics Postgres plans blindly", *statements]))
    parts += [f"-- {index.purpose}\n{index.statement}" for index in report.indexes]
    if report.indexes:
        statements = [f"analyze {table};" for table in dict.fromkeys(index.table for index in report.indexes)]
        parts.append("\n".join(["-- Statistics of what is indexed", *statements]))
    return "\n\n".join(parts or ["-- Nothing to do"])


def _comment(text: str) -> str:
    """On one line, whatever a value holds, and without what splitters take for the end of a statement."""
    return f"-- {' '.join(text.splitlines())}".replace(";", ",")
