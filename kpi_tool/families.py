"""The KPI families: fact queries in scripts/sql/kpis, and the counters that their headers declare."""

from dataclasses import dataclass
from functools import cache, cached_property

from kpi_tool import resources, templates

DIRECTORY = "scripts/sql/kpis"
RETAINED = ("message_log", "job_log")
"""Host tables of which retention deletes what is old."""


@dataclass(frozen=True)
class Counter:
    """One additive counter of a family, and how its columns are read."""

    name: str
    level: str
    """T: salon only; S: staff too."""
    key: str | None
    """The column whose values break it down."""
    apart: bool
    """Its values by key, or else those for staff, do not add up: they are in a column of their own."""
    has_total: bool
    """Whether it also exists without a key."""

    @property
    def staff_column(self) -> str | None:
        """The fact column that counts for staff; None at level T."""
        if self.level == "T":
            return None
        return f"staff_{self.name}" if self.apart else self.name

    @property
    def keyed_column(self) -> str:
        """The fact column that counts by key."""
        return f"keyed_{self.name}" if self.apart else self.name

    @property
    def staff_value(self) -> str:
        """The staff column as SQL over the aggregated facts `f`."""
        return f"f.{self.staff_column}" if self.staff_column else "null::numeric"


@dataclass(frozen=True)
class Family:
    """One file of scripts/sql/kpis: a select of row-level facts."""

    name: str

    @property
    def path(self) -> str:
        """The template's path below the resources' root."""
        return f"{DIRECTORY}/{self.name}.sql"

    @cached_property
    def counters(self) -> list[Counter]:
        """What its header declares, in that order."""
        return [_counter(text) for text in templates.header(templates.source(self.path)).list("counters")]

    @property
    def retained(self) -> list[str]:
        """The tables that it reads of which retention deletes what is old."""
        return [table for table in RETAINED if f"kpi_source_{table}" in self._reads]

    @property
    def reaches_back(self) -> bool:
        """Whether it counts old rows of them with an appointment that is later."""
        return bool(self.retained) and "kpi_source_appointments_map" in self._reads

    @property
    def _reads(self) -> list[str]:
        return templates.header(templates.source(self.path)).list("reads")

    @property
    def totals(self) -> list[Counter]:
        """The counters that exist without a key."""
        return [counter for counter in self.counters if counter.has_total]

    @property
    def keyed(self) -> list[Counter]:
        """The counters with a breakdown."""
        return [counter for counter in self.counters if counter.key]

    @property
    def key_columns(self) -> list[str]:
        """The columns that break counters down, each once."""
        return list(dict.fromkeys(counter.key for counter in self.keyed if counter.key))

    @property
    def columns(self) -> list[str]:
        """All numeric fact columns."""
        totals = [name for c in self.totals for name in (c.name, c.staff_column) if name]
        return list(dict.fromkeys([*totals, *(c.keyed_column for c in self.keyed)]))

    def render(self, *, indexed: bool, **shape: str) -> str:
        """The family's select, for embedding in another template (parameters still marked)."""
        return templates.render_plain(self.path, indexed=indexed, **shape).rstrip()


def _counter(text: str) -> Counter:
    name, level, *rest = text.split()
    return Counter(
        name=name,
        level=level,
        key=rest[rest.index("by") + 1] if "by" in rest else None,
        apart="apart" in rest,
        has_total="only" not in rest,
    )


@cache
def all_families() -> tuple[Family, ...]:
    """Every family there is; a new file is one more."""
    return tuple(Family(path.stem) for path in resources.sql_files(DIRECTORY))
