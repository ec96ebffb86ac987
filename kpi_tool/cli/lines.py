"""What the commands say that read lines of JSON from stdin."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kpi_tool import log

if TYPE_CHECKING:
    from kpi_tool.lines import Counts, Refuse


@contextmanager
def counted() -> Iterator[tuple["Counts", "Refuse"]]:
    """Counts, and what names a refused line; in the end the counts are said, also of what was cut short."""
    from kpi_tool.lines import Counts

    counts = Counts()

    def refuse(number: int, why: str) -> None:
        counts.refused += 1
        log.warning(f"line {number}: {why}", line=number, reason=why)

    try:
        yield counts, refuse
    finally:
        ignored = f", {counts.ignored:,} ignored" if counts.ignored else ""
        log.info(
            f"{counts.stored:,} stored, {counts.known:,} known already{ignored}, {counts.refused:,} refused",
            stored=counts.stored,
            known=counts.known,
            ignored=counts.ignored,
            refused=counts.refused,
        )
