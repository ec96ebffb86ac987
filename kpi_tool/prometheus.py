"""The state of the platform as Prometheus reads it: what scripts/sql/export tells, in its text format."""

import math
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from kpi_tool import __version__, db, migrate, periods, queries, resources
from kpi_tool.errors import KpiToolError, UsageError
from kpi_tool.queries import Connection

DIRECTORY = "scripts/sql/export"
MODE = 0o644
"""So that the collector may read it, who is somebody else."""
_IN_HELP = {"\\": r"\\", "\n": r"\n"}
_IN_LABEL = _IN_HELP | {'"': r"\""}
_SPECIAL = re.compile(r'[\\\n"]')
LARGEST_EXACT = 2**53


@dataclass(frozen=True)
class Sample:
    """One line: a row of a file of scripts/sql/export."""

    metric: str
    type: str
    help: str
    labels: Mapping[str, str]
    value: float | Decimal


@dataclass
class _Family:
    """All samples of a metric: the format wants them in one place."""

    type: str
    help: str
    samples: list[Sample] = field(default_factory=list)


class NotWrittenError(KpiToolError):
    """The file could not be written; what was there before still is."""


def metrics_text(connection: Connection, now: datetime | None = None) -> str:
    """All metrics, of one state of the database.

    Raises:
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    with db.snapshot(connection):
        return render(_samples(connection, now or datetime.now(UTC)))


def _samples(connection: Connection, now: datetime) -> Iterator[Sample]:
    tenants = periods.find_tenants(connection, ())
    parameters = {
        "version": __version__,
        "as_of": now,
        "tenant_ids": list(tenants.timezones),
        "timezones": list(tenants.timezones.values()),
        "unknown_zones": len(tenants.errors),
    }
    for path in resources.sql_files(DIRECTORY):
        for row in queries.execute(connection, path.stem, parameters, directory=DIRECTORY):
            yield Sample(**row)


def render(samples: Iterable[Sample]) -> str:
    """The text format: each metric's samples together, below its help and type."""
    families: dict[str, _Family] = {}
    for sample in samples:
        families.setdefault(sample.metric, _Family(sample.type, sample.help)).samples.append(sample)
    return "".join(f"{line}\n" for metric, family in families.items() for line in _lines(metric, family))


def _lines(metric: str, family: _Family) -> Iterator[str]:
    yield f"# HELP {metric} {_escaped(family.help, _IN_HELP)}"
    yield f"# TYPE {metric} {family.type}"
    for sample in sorted(family.samples, key=lambda sample: tuple(sample.labels.items())):
        labels = ",".join(f'{name}="{_escaped(value, _IN_LABEL)}"' for name, value in sample.labels.items())
        yield (
            f"{metric}{{{labels}}} {_number(sample.value)}" if labels else f"{metric} {_number(sample.value)}"
        )


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return _SPECIAL.sub(lambda match: signs.get(match[0], match[0]), text)


def _number(value: float | Decimal) -> str:
    """As Go reads it."""
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    return str(int(number)) if number.is_integer() and abs(number) < LARGEST_EXACT else repr(number)


def check(path: Path) -> None:
    """Refuse a file that cannot be replaced, before anything is read.

    Raises:
        UsageError: its directory is none, or something else has its name.
    """
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent} is no directory")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no file that can be replaced")


def write(path: Path, text: str) -> None:
    """Put the text into a file at once: whoever reads it meets the old one or the new one, whole.

    Raises:
        NotWrittenError: it cannot be.
    """
    target = path.resolve()  # of a link, what it points to
    try:
        # The collector takes only what ends in .prom.
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                os.fchmod(file.fileno(), MODE)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
        _sync_directory(target.parent)
    except OSError as error:
        raise NotWrittenError(f"{path} could not be written: {error.strerror or error}") from error


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
