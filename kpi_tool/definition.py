"""The version of what is counted: a hash of catalogue and families."""

from collections.abc import Iterator
from functools import cache

from kpi_tool import migrations, rollup, templates
from kpi_tool.families import all_families
from kpi_tool.repeatables import ordered

_DIRECTORIES = {"sql/functions", "sql/sources", "sql/catalog"}
"""Not those below them, which count nothing."""


@cache
def version() -> str:
    """Twelve hexadecimal digits; they change with anything but comments that can change a number."""
    lines = (line.strip() for text in _texts() for line in text.splitlines())
    return migrations.checksum("\n".join(line for line in lines if line and not line.startswith("--")))[:12]


def _texts() -> Iterator[str]:
    composition = rollup.ROLLUPS["day"]
    read = set(templates.header(templates.source(composition)).list("reads"))
    yield from templates.sources(composition)
    for family in all_families():
        read.update(templates.header(templates.source(family.path)).list("reads"))
        yield from templates.sources(family.path)
    for item in sorted(ordered(), key=lambda item: item.path):
        if item.path.rpartition("/")[0] in _DIRECTORIES or item.name in read:
            yield from templates.sources(item.path)
