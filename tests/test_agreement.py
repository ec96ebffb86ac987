"""The agreement's page of metrics against the families, the catalogue and what is stored, both ways.

The page lies beside a checkout of the project, in ../shared; a checkout without it has nothing to compare.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpi_tool import db, migrate, queries
from kpi_tool.families import all_families

PAGE = Path(__file__).parent.parent.parent / "shared/metrics.md"
LATENCIES = [f"{target}LatencyP{share}Ms" for target in ("calcom", "erxes") for share in (50, 95, 99)]
SHORTHAND = {"calcomLatencyP50Ms, P95Ms, P99Ms; erxes likewise": ", ".join(LATENCIES)}


def rows(heading: str) -> Iterator[list[str]]:
    """Cells of the table under a heading, without its own head."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    for line in table[2:]:
        yield [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def named(cell: str) -> list[str]:
    """The names in a cell, without what breaks them down."""
    without_keys = re.sub(r",? by [a-z.]+", "", SHORTHAND.get(cell, cell))
    return [name.partition("|")[0].strip() for name in re.split(r"[,;]", without_keys)]


def agreed(heading: str) -> dict[str, str]:
    """Level by name."""
    return {name: "S" if "S" in level else "T" for cell, level, *_ in rows(heading) for name in named(cell)}


if PAGE.exists():

    def test_families_count_what_is_agreed() -> None:
        ours = {counter.name: counter.level for family in all_families() for counter in family.counters}
        assert ours == agreed("Counters")

    def test_counters_are_broken_down_as_agreed() -> None:
        cells = [cell for cell, *_ in rows("Counters")]
        keyed = {name for cell in cells if " by " in cell or "|" in cell for name in named(cell)}
        assert {c.name for family in all_families() for c in family.counters if c.key} == keyed

    @pytest.mark.parametrize("staff", [False, True], ids=["salon", "staff"])
    def test_the_catalogue_and_what_is_stored_are_what_is_agreed(
        make_database: Callable[..., str], template: str, *, staff: bool
    ) -> None:
        metrics = agreed("Metrics")
        with db.connect(make_database(template)) as connection:
            migrate.require(connection)
            catalogue = queries.execute(connection, "metrics").fetchall()
            stored = connection.execute("select kpi_metrics('{}', %s)", [staff]).fetchone()
        assert {metric["name"]: metric["level"] for metric in catalogue} == metrics
        assert stored is not None
        assert set(stored[0]) == {name for name, level in metrics.items() if level == "S" or not staff}
