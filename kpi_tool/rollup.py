"""Roll windows up: compute them onto the stage, publish what changed, all in one transaction per batch."""

import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate, chain
from math import ceil
from typing import Any

import psycopg

from kpi_tool import db, families, log, queries, resources, templates
from kpi_tool.errors import DatabaseUnavailableError
from kpi_tool.periods import Span, TenantSpan
from kpi_tool.queries import Connection

ROLLUPS = {
    "hour": "scripts/sql/kpi_rollup_hourly.sql",
    "day": "scripts/sql/kpi_rollup_daily.sql",
    "week": "scripts/sql/kpi_rollup_weekly.sql",
    "month": "scripts/sql/kpi_rollup_monthly.sql",
}
LARGEST_BATCH = 1000
"""Units (a tenant's day, week or month) in one transaction: enough to share scans, few enough to lose."""
MOST_AT_ONCE = 2 * LARGEST_BATCH
"""Units in all transactions together: each takes a lock, and by default a server has room for some 6,400."""


@dataclass(frozen=True)
class Batch:
    """Units that are computed and published together."""

    grain: str
    units: Sequence[TenantSpan]
    as_of: datetime
    indexed: bool = False
    """The indexes that doctor wants are there."""
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def parameters(self) -> dict[str, Any]:
        """Everything that the statements bind."""
        tenants_by_span: dict[Span, list[str]] = defaultdict(list)
        for unit in self.units:
            tenants_by_span[unit.span].append(unit.tenant_id)
        last = list(accumulate(len(tenants) for tenants in tenants_by_span.values()))
        return {
            "run_id": self.run_id,
            "as_of": self.as_of,
            "computed_at": datetime.now(UTC),
            "tenant_ids": list(chain.from_iterable(tenants_by_span.values())),
            "span_starts": [span.start for span in tenants_by_span],
            "span_ends": [span.end for span in tenants_by_span],
            "day_starts": [span.day_start for span in tenants_by_span],
            "day_ends": [span.day_end for span in tenants_by_span],
            "first_tenants": [1, *(position + 1 for position in last[:-1])],
            "last_tenants": last,
        }


def statements(grain: str, *, indexed: bool = False) -> Iterator[tuple[str, str]]:
    """Path and text of what locks, computes and publishes a batch, in order, in psycopg's format."""
    yield "scripts/sql/queries/units_lock.sql", queries.text("units_lock", grain=grain)
    yield ROLLUPS[grain], templates.render(ROLLUPS[grain], indexed=indexed, families=families.all_families())
    for path in resources.sql_files("scripts/sql/publish"):
        yield templates.relative(path), templates.render(templates.relative(path))


def batches(
    grain: str, units: Sequence[TenantSpan], as_of: datetime, workers: int, *, indexed: bool = False
) -> list[Batch]:
    """Cut the units into batches, at least one for each worker where there is enough to do."""
    size = min(LARGEST_BATCH, MOST_AT_ONCE // workers, ceil(len(units) / workers)) or 1
    return [Batch(grain, units[start : start + size], as_of, indexed) for start in range(0, len(units), size)]


def publish(connection: Connection, batch: Batch, texts: Sequence[tuple[str, str]]) -> int:
    """Compute and publish one batch; all of it or nothing. Returns the rollup rows that were written."""
    parameters = batch.parameters()
    with db.transaction(connection):
        counts = [_execute(connection, parameters, path, text) for path, text in texts]
    _locked, _staged, *published, _cleared = counts
    return sum(published)


def _execute(connection: Connection, parameters: dict[str, Any], path: str, text: str) -> int:
    started = time.monotonic()
    rows = connection.execute(text.encode(), parameters).rowcount
    seconds = round(time.monotonic() - started, 3)
    log.debug(f"{path}: {rows:,} rows, {seconds:.3f} s", statement=path, rows=rows, seconds=seconds)
    return rows


def run(
    conninfo: str, work: Sequence[Batch], workers: int, progress: Callable[[int], object] = lambda _: None
) -> int:
    """Publish all batches over several connections; `progress` hears of the units done.

    An error, or an interrupt, ends the other workers after cancelling what they compute.
    Returns the rows written.
    """
    if not work:
        return 0
    queue = iter(work)
    turn = threading.Lock()
    texts = {
        (grain, indexed): list(statements(grain, indexed=indexed))
        for grain, indexed in {(batch.grain, batch.indexed) for batch in work}
    }

    def drain(connection: Connection) -> int:
        written = 0
        while True:
            with turn:
                batch = next(queue, None)
            if batch is None:
                return written
            written += publish(connection, batch, texts[batch.grain, batch.indexed])
            with turn:
                progress(len(batch.units))

    with ExitStack() as stack:
        count = min(workers, len(work))
        connections = _connect(conninfo, count, stack)
        with ThreadPoolExecutor(len(connections)) as pool:
            futures = [pool.submit(drain, connection) for connection in connections]
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
                return sum(future.result() for future in done)
            except BaseException:
                with turn:
                    queue = iter(())
                while wait(futures, timeout=0.1).not_done:
                    _cancel(connections)  # again and again: it is lost on one that is between two statements
                raise


def _connect(conninfo: str, count: int, stack: ExitStack) -> list[Connection]:
    """As many connections as are to be had; one will do."""
    connections = [stack.enter_context(db.connect(conninfo))]
    try:
        connections += [stack.enter_context(db.connect(conninfo)) for _ in range(count - 1)]
    except DatabaseUnavailableError as error:
        log.warning(f"going on with fewer than {count} workers: {error}", workers=count)
    return connections


def _cancel(connections: Sequence[Connection]) -> None:
    for connection in connections:
        with suppress(psycopg.Error):
            connection.cancel_safe(timeout=5)
