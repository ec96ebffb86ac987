"""log-event: what the host's services report, from lines of JSON."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from kpi_tool import tables
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ExitCode

if TYPE_CHECKING:
    from kpi_tool.queries import Connection

PREFACE = """\
# Events

Made from the catalogue by `kpi-tool log-event --list --format markdown`; edit `sql/_loggable.sql`.

A service of the host reports each of these, by SQL or as a line of JSON to `kpi-tool log-event`:

```sql
select kpi_log_event('amber-moscow', 'booking.created', '{"bookingId": "b1"}', now(), 'evt-1');
```

```json
{"tenant_id": "amber-moscow", "event_type": "booking.created", "payload": {"bookingId": "b1"}}
```

Without `occurred_at` it happened now. The same `event_id` of a tenant twice is one event: the function says
false then. What is wrong is refused by name (`invalid_parameter_value`), and nothing is stored. A field that
is null is missing; fields beyond these are kept in the payload. The function runs with its caller's rights:
it needs to insert into the table, and into `kpi_mark`.

Which of them a salon logs, and which metrics are blind without the others, says the view
`kpi_event_coverage`; `kpi-tool doctor` names what is missing.
"""


@click.command("log-event")
@click.option("--list", "is_list", is_flag=True, help="List the events and their payloads instead.")
@click.option(
    "--format", "form", type=click.Choice(["table", "markdown"]), default="table", show_default=True
)
@common
@click.pass_context
def log_event(context: click.Context, *, is_list: bool, form: str) -> int:
    """Log events of the host.

    Reads stdin, one JSON object a line: tenant_id, event_type, payload, and if wanted occurred_at (else now)
    and event_id (the same id twice is one event). Bad lines are named, exit 1; all others are kept.

    \b
    Example: kpi-tool log-event < events.ndjson
    """
    from kpi_tool import db, migrate, queries

    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        if is_list:
            _echo(queries.execute(connection, "required_events").fetchall(), form)
            return ExitCode.OK
        return _log(connection)


def _log(connection: "Connection") -> int:
    from kpi_tool import events
    from kpi_tool.cli.lines import counted

    with counted() as (counts, refuse):
        events.log_lines(connection, sys.stdin.buffer, counts, refuse)
    return ExitCode.FINISHED_WITH_FAILURES if counts.refused else ExitCode.OK


def _echo(catalogue: list[dict[str, Any]], form: str) -> None:
    columns = ["event", "payload", "lands in", "feeds"]
    if form == "table":
        tables.echo("events", columns, [list(map(tables.plain, _cells(e))) for e in catalogue], figures=False)
        return
    lines = [PREFACE, f"| {' | '.join([*columns, 'when'])} |", "|---|---|---|---|---|"]
    lines += [
        f"| `{event['name']}` | {' | '.join([*_cells(event)[1:], event['about']])} |" for event in catalogue
    ]
    click.echo("\n".join(lines))


def _cells(event: Mapping[str, Any]) -> list[str]:
    fields = sorted(event["fields"].items(), key=lambda field: not field[1].endswith("!"))
    payload = [
        f"{name} ({kind.rstrip('!')}{'' if kind.endswith('!') else ', optional'})" for name, kind in fields
    ]
    return [event["name"], ", ".join(payload), event["source"], ", ".join(event["metrics"])]
