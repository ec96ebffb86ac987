"""The lines of the table, and what each is held to."""

from collections.abc import Sequence
from dataclasses import dataclass

from measure import Series

from kpi_tool import tables

COLUMNS = ("figure", "kpi-tool", "beside", "ratio", "wanted", "met")


@dataclass(frozen=True)
class Figure:
    """One line; `judged` is what the limit holds for."""

    name: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    judged: float | None = None
    limit: float | None = None
    unit: str = ""

    def cells(self) -> list[str]:
        """The line as texts."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return [self.name, self.ours, self.beside, ratio, *self._verdict()]

    def _verdict(self) -> tuple[str, str]:
        if self.limit is None:
            return "", ""
        wanted = f"≤ {self.limit:g}{self.unit}" if self.limit else "0"
        if self.judged is None:
            return wanted, ""
        return wanted, "✓" if self.judged <= self.limit else "✗"


def compared(name: str, ours: Series, beside: Series, limit: float | None = None) -> Figure:
    """Two times and their ratio."""
    ratio = ours.seconds / beside.seconds
    return Figure(name, seconds(ours), seconds(beside), ratio, ratio, limit)


def missing(name: str, ours: Series, why: str, limit: float | None) -> Figure:
    """Our time beside a peer's that could not be had."""
    return Figure(name, seconds(ours), why, limit=limit)


def held_to(name: str, value: float, limit: float, unit: str = "", beside: str = "") -> Figure:
    """One figure of ours."""
    return Figure(name, f"{value:,.0f}{unit}", beside, judged=value, limit=limit, unit=unit)


def seconds(series: Series) -> str:
    """The median for people."""
    return f"{series.seconds:.2f} s"


def echo(title: str, figures: Sequence[Figure]) -> None:
    """Print the table."""
    tables.echo(title, COLUMNS, [[tables.plain(cell) for cell in figure.cells()] for figure in figures])
