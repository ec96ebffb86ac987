"""sample-queues: how much waits in the host's queues."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from kpi_tool import log, tables
from kpi_tool.cli.options import common, server
from kpi_tool.errors import ConfigurationError, ExitCode

if TYPE_CHECKING:
    from kpi_tool.queues import Stream

NO_CLIENT = 'sample-queues needs the extra: pip install "kpi-tool[redis]"'
COLUMNS = ("queue", "depth", "pending", "salons", "malformed", "of no salon", "deleted", "read")
MOST_NAMED = 3
"""Unknown ids that a line names."""


@click.command("sample-queues")
@click.option("--group", metavar="G", default="salon-core", show_default=True, help="Whose backlog it is.")
@click.option(
    "--cap",
    metavar="N",
    default=1_000_000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Entries to read of each queue.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("-q", "--quiet", is_flag=True, help="Print only the summary and what is wrong, on stderr.")
@common
@click.pass_context
def sample_queues(context: click.Context, *, group: str, cap: int, form: str, quiet: bool) -> int:
    """Sample the host's queues, for the KPIs of queue depth.

    Reads the streams queue:* of the Redis that REDIS_URL names. What waits is what comes after the last entry
    that the consumer group was given, and what it was given and has not acknowledged; of queue:dead:*, and
    where there is no such group, all. A row of kpi_queue_sample for each queue and salon, zeros too. Entries
    that name no salon are reported. Without Redis: exit 3, and nothing is written.

    \b
    Example: kpi-tool sample-queues --group salon-core
    """
    from kpi_tool import db, migrate, settings

    url = settings.redis_url()
    if find_spec("redis") is None:
        raise ConfigurationError(NO_CLIENT)
    from kpi_tool import queues

    with server(context) as conninfo, db.connect(conninfo) as connection:
        migrate.require(connection)
        streams = queues.sample(connection, url, group, cap)
    if not quiet and (streams or form == "json"):
        _echo(streams, group, form)
    if not streams:
        log.warning("there is no stream queue:*: does REDIS_URL name the right database?")
    for stream in streams:
        for said in _findings(stream, group, cap):
            log.warning(f"{stream.queue}: {said}", queue=stream.queue)
    _summarise(streams)
    return ExitCode.OK


def _echo(streams: list["Stream"], group: str, form: str) -> None:
    at = next((row["sampled_at"] for stream in streams for row in stream.samples), None)
    if form == "table":
        title = f"sampled at {at:%Y-%m-%d %H:%M:%S} UTC" if at else "no salon to write for"
        tables.echo(title, COLUMNS, [[tables.plain(text) for text in _cells(stream)] for stream in streams])
        return
    samples = [
        {"tenant": row["tenant_id"], **{name: row[name] for name in ("queue", "depth", "pending")}}
        for stream in streams
        for row in stream.samples
    ]
    document = {
        "sampled_at": at and at.isoformat(),
        "group": group,
        "queues": [_figures(stream) for stream in streams],
        "samples": samples,
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _figures(stream: "Stream") -> dict[str, Any]:
    """`read` is the sum of depth, malformed, of_no_salon and deleted."""
    return {
        "queue": stream.queue,
        "depth": _depth(stream.samples),
        "pending": sum(row["pending"] for row in stream.samples),
        "salons": sum(row["depth"] > 0 for row in stream.samples),
        "malformed": stream.malformed,
        "of_no_salon": _depth(stream.unknown),
        "deleted": stream.deleted,
        "read": stream.read,
        "capped": stream.is_capped,
    }


def _depth(rows: list[dict[str, Any]]) -> int:
    return sum(row["depth"] for row in rows)


def _cells(stream: "Stream") -> list[str]:
    queue, depth, *rest, is_capped = _figures(stream).values()
    return [
        queue,
        f"{'≥ ' if is_capped else ''}{depth:,}",
        *(f"{count:,}" if count else "" for count in rest),
    ]


def _findings(stream: "Stream", group: str, cap: int) -> Iterator[str]:
    if stream.is_capped:
        total = f" of some {stream.waiting:,}" if stream.waiting else ""
        yield f"only the oldest {cap:,}{total} entries were read (--cap): depths are lower bounds"
    if stream.other_groups:
        yield f"it has no group {group}, but {', '.join(stream.other_groups)}: all entries count"
    if stream.malformed:
        yield f"{stream.malformed:,} entries without payload.tenantId in data, such as {stream.malformed_id}"
    if stream.unknown:
        ids = ", ".join(row["tenant_id"] for row in stream.unknown[:MOST_NAMED])
        more = ", ..." if len(stream.unknown) > MOST_NAMED else ""
        yield f"{_depth(stream.unknown):,} entries of tenants that the host does not have: {ids}{more}"
    if stream.deleted:
        yield f"{stream.deleted:,} entries are pending, but deleted: they do not count"


def _summarise(streams: list["Stream"]) -> None:
    samples = [row for stream in streams for row in stream.samples]
    salons = len({row["tenant_id"] for row in samples})
    log.info(
        f"{len(streams):,} queues, {salons:,} salons: {_depth(samples):,} entries wait, "
        f"{len(samples):,} samples written",
        queues=len(streams),
        salons=salons,
        depth=_depth(samples),
        samples=len(samples),
        malformed=sum(stream.malformed for stream in streams),
        of_no_salon=sum(_depth(stream.unknown) for stream in streams),
        capped=[stream.queue for stream in streams if stream.is_capped],
    )
