"""A run at a terminal: a bar a step, and a line when it is done."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

import click

from kpi_tool import job, log
from kpi_tool.planning import Step
from kpi_tool.workers import Progress as Heard


def bar(label: str, length: int | None = None) -> AbstractContextManager[Any]:
    """A bar on stderr, at a terminal only; without a length it counts."""
    return click.progressbar(
        length=length or 0,
        label=label,
        file=sys.stderr,
        show_pos=length is None,
        hidden=not sys.stderr.isatty(),
    )


class Progress(job.Watcher):
    """Bars with an estimate on a terminal, none elsewhere; lines on stderr."""

    def resumes(self, since: datetime) -> None:
        """Say that windows are left out."""
        log.info(
            f"going on with the run of {since:%Y-%m-%d %H:%M} UTC: what it has computed is done "
            "(--force begins anew)",
            done_since=since,
        )

    def loses(self, loss: job.Loss) -> None:
        """Name what is lost."""
        log.warning(
            f"--force: windows of {loss.tenants:,} tenants from {loss.first:%Y-%m-%d} "
            f"to {loss.last:%Y-%m-%d} lose what they had counted of deleted rows of {loss.source}",
            source=loss.source,
            tenants=loss.tenants,
        )

    @contextmanager
    def step(self, step: Step) -> Iterator[Heard]:
        """A bar over the units."""
        with bar(f"{step.grain:<5}", len(step.units)) as units:
            yield units.update

    def result(self, result: job.Result) -> None:
        """What the step did."""
        log.info(result.describe(), **result.fields())
