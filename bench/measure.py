"""Let contestants run in turn, so that noise meets all of them, and keep what each run took."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click

TIMED = Path(__file__).with_name("timed.py")


@dataclass(frozen=True)
class Run:
    """What one run took, and what it said."""

    seconds: float
    megabytes: float = 0
    output: str = ""


@dataclass(frozen=True)
class Contestant:
    """What is measured, and what has to be done before each time, off the clock."""

    name: str
    run: Callable[[], Run]
    prepare: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Series:
    """The runs of one contestant."""

    runs: Sequence[Run]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(run.seconds for run in self.runs)

    @property
    def megabytes(self) -> float:
        """The most that any run held at once."""
        return max(run.megabytes for run in self.runs)


def process(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, ends_with: int = 0
) -> Run:
    """Run a process to its end.

    Raises:
        ClickException: it ended with another exit code; says what it said.
    """
    done = subprocess.run(
        [sys.executable, "-S", TIMED, *command],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    output, _, figures = done.stdout.rstrip().rpartition("\n")
    seconds, megabytes, code = figures.split()
    if code != str(ends_with):
        raise click.ClickException(f"{' '.join(command)}: exit code {code}\n{output}")
    return Run(float(seconds), float(megabytes), output)


def in_turn(title: str, contestants: Sequence[Contestant], repeat: int) -> dict[str, Series]:
    """Each contestant `repeat` times, round after round; a first round only warms up."""
    rounds: list[dict[str, Run]] = []
    for turn in range(repeat + 1):
        found = {}
        for contestant in contestants:
            contestant.prepare()
            found[contestant.name] = contestant.run()
        times = ", ".join(f"{name} {run.seconds:.2f} s" for name, run in found.items())
        click.echo(f"{title}, {f'round {turn} of {repeat}' if turn else 'warm-up'}: {times}", err=True)
        rounds.append(found)
    return {c.name: Series([found[c.name] for found in rounds[1:]]) for c in contestants}
