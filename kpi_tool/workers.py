"""Publish batches over several connections, so that one tenant's bad data costs nobody else's numbers."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import psycopg

from kpi_tool import db, ledger, log, rollup
from kpi_tool.errors import DatabaseUnavailableError
from kpi_tool.periods import TenantSpan
from kpi_tool.queries import Connection
from kpi_tool.rollup import Batch, Finding

SECONDS_BEFORE_ASKING_AGAIN = 2.0
"""For tenants that others hold: longer than the server takes to notice that their process is gone."""
RECONNECT_AFTER = (0.0, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each attempt: a server that restarts takes some."""

Progress = Callable[[int], object]


class Failure(NamedTuple):
    """A window that could not be computed."""

    grain: str
    unit: TenantSpan
    error: str


@dataclass
class Tally:
    """What has become of the units of a step."""

    done: list[TenantSpan] = field(default_factory=list)
    rows_written: int = 0
    done_by_others: int = 0
    waiting: list[TenantSpan] = field(default_factory=list)
    busy: list[TenantSpan] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


class Queue:
    """Batches in order. No two at work share a tenant, so that workers never wait for each other's locks."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        """All to be done."""
        self._batches = deque(batches)
        self._at_work: list[Batch] = []
        self._changed = threading.Condition()
        self.closed = False

    def take(self) -> Batch | None:
        """The next one; None when there is nothing left that could bring more."""
        with self._changed:
            while not self.closed:
                held = frozenset[str]().union(*(batch.tenants for batch in self._at_work))
                for place, batch in enumerate(self._batches):
                    if held.isdisjoint(batch.tenants):
                        del self._batches[place]
                        self._at_work.append(batch)
                        return batch
                if not self._batches and not self._at_work:
                    return None
                self._changed.wait()
            return None

    def done(self, batch: Batch, again: Sequence[Batch]) -> None:
        """A batch has come to an end; some of it may have to be done again, at once."""
        with self._changed:
            self._at_work = [other for other in self._at_work if other is not batch]
            self._batches.extendleft(reversed(again))
            self._changed.notify_all()

    def close(self) -> None:
        """Give nothing out any more."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def is_idle(self, timeout: float) -> bool:
        """Whether within so many seconds nobody is at work."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._at_work, timeout)


class Crew:
    """Workers with a connection each."""

    def __init__(self, line: db.Line, connections: list[Connection], progress: Progress) -> None:
        """See `crew`."""
        self.tally = Tally()
        self._line = line
        self._connections = connections
        self._progress = progress
        self._turn = threading.Lock()
        self._queue = Queue([])

    def publish(self, batches: Sequence[Batch]) -> None:
        """Publish them all, or record why some cannot be.

        An error that is not of a tenant's data, or an interrupt, ends all workers, whatever they compute.
        """
        self._queue = Queue(batches)
        with ThreadPoolExecutor(len(self._connections)) as pool:
            try:
                futures = [pool.submit(self._drain, slot) for slot in range(len(self._connections))]
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
            except BaseException:
                self._queue.close()
                while not self._queue.is_idle(timeout=0.1):
                    self._cancel()  # again and again: it is lost on one that is between two statements
                raise

    def close(self) -> None:
        """Close the connections but the run's own."""
        for connection in self._connections:
            if not self._line.owns(connection):
                connection.close()

    def _drain(self, slot: int) -> None:
        while (batch := self._queue.take()) is not None:
            again: list[Batch] = []
            try:
                again = self._try(slot, batch)
            finally:
                self._queue.done(batch, again)

    def _try(self, slot: int, batch: Batch) -> list[Batch]:
        """Publish a batch; gives what has to be tried again."""
        try:
            published = rollup.publish(self._connections[slot], batch)
        except psycopg.Error as error:
            return self._after(error, slot, batch)
        with self._turn:
            self.tally.done += published.done
            self.tally.rows_written += published.rows_written
            self.tally.done_by_others += len(published.done_by_others)
            self.tally.waiting += published.waiting
            self.tally.busy += published.busy
            self.tally.warnings += published.warnings
            self.tally.failures += [
                Failure(batch.grain, window, str(finding)) for window, finding in published.withheld
            ]
            self._progress(len(batch.units) - len(published.busy))
        return []

    def _after(self, error: psycopg.Error, slot: int, batch: Batch) -> list[Batch]:
        """What to do about an error."""
        if self._queue.closed:
            raise error
        if db.is_away(error) or self._connections[slot].broken:
            if batch.retried:
                raise error
            self._reconnect(slot, error)
            return [replace(batch, retried=True)]
        if db.may_pass(error) and not batch.retried:
            return [replace(batch, retried=True)]
        if not db.is_about_data(error):
            raise error
        is_out_of_time = isinstance(error, psycopg.errors.QueryCanceled) and len(batch.tenants) > 1
        again = batch.by_tenant() if is_out_of_time else batch.parts()
        if not again:
            self._fail(slot, batch, error)
        return again

    def _fail(self, slot: int, batch: Batch, error: psycopg.Error) -> None:
        """Record that a single window cannot be computed."""
        (unit,) = batch.units
        ledger.record_failure(self._connections[slot], batch.run.run_id, batch.grain, unit, error)
        with self._turn:
            self.tally.failures.append(Failure(batch.grain, unit, db.one_line(error)))
            self._progress(1)

    def _reconnect(self, slot: int, error: psycopg.Error) -> None:
        """Put a fresh connection into the place of a dead one.

        Raises:
            DatabaseUnavailableError: there is none to be had.
        """
        log.warning(f"connection lost, trying a fresh one: {db.one_line(error)}")
        self._connections[slot].close()
        for number, seconds in enumerate(RECONNECT_AFTER, start=1):
            time.sleep(seconds)
            try:
                self._connections[slot] = db.connect(self._line.conninfo)
            except DatabaseUnavailableError:
                if number == len(RECONNECT_AFTER) or self._queue.closed:
                    raise
            else:
                return

    def _cancel(self) -> None:
        for connection in self._connections:
            with suppress(psycopg.Error):
                connection.cancel_safe(timeout=5)


@contextmanager
def crew(line: db.Line, workers: int, progress: Progress) -> Iterator[Crew]:
    """As many connections as are to be had, the run's own first; `progress` hears of the units done."""
    with ExitStack() as stack:
        connections = [line.connection]
        members = Crew(line, connections, progress)
        stack.callback(members.close)
        try:
            while len(connections) < workers:
                connections.append(db.connect(line.conninfo))
        except DatabaseUnavailableError as error:
            log.warning(f"going on with fewer than {workers} workers: {error}", workers=workers)
        yield members
