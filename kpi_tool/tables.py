"""Tables on a terminal: drawn by rich where it is installed, plain columns elsewhere."""

from collections.abc import Sequence
from decimal import Decimal
from importlib.util import find_spec

import click

Cell = tuple[str, str | None]
"""Text and colour."""


def plain(text: str) -> Cell:
    """A cell without colour."""
    return text, None


def number(value: Decimal) -> str:
    """All of its digits and none too many."""
    return f"{value.normalize():f}"


def echo(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, figures: bool = True) -> None:
    """Print a table to stdout; all columns but the first hold figures, or they all hold text."""
    draw = _rich if find_spec("rich") else _plain
    draw(title, columns, rows, figures=figures)


def _rich(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, figures: bool) -> None:
    from rich import box  # noqa: PLC0415  an optional extra
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left", title_style="bold")
    for position, column in enumerate(columns):
        table.add_column(Text(column), justify="right" if figures and position else "left", no_wrap=figures)
    for row in rows:
        table.add_row(*(Text(text, style=colour or "") for text, colour in row))
    # No figure is ever cut: what a narrow terminal cannot hold, it wraps.
    natural = Console(width=1000).measure(table).maximum
    Console(width=max(natural, len(title) + 1), soft_wrap=True).print(table)


def _plain(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, figures: bool) -> None:
    texts = [list(columns), *([text for text, _ in row] for row in rows)]
    widths = [max(len(row[position]) for row in texts) for position in range(len(columns))]
    click.echo(title)
    for row in texts:
        first, *rest = (
            text.rjust(width) if figures and position else text.ljust(width)
            for position, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo("  ".join([first, *rest]).rstrip())
