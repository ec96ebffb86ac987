"""A run at a terminal: a bar a step, and a line when it is done."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from kpi_tool import job, log
from kpi_tool.planning import Step
from kpi_tool.workers import Progress as Heard


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
        with click.progressbar(
            length=len(step.units), label=f"{step.grain:<5}", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            yield bar.update

    def result(self, result: job.Result) -> None:
        """What the step did."""
        log.info(result.describe(), **result.fields())
