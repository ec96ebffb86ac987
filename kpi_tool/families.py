"""The KPI families: fact queries in scripts/sql/kpis, and the counters that their headers declare."""

from dataclasses import dataclass
from functools import cache, cached_property

from kpi_tool import resources, templates

DIRECTORY = "scripts/sql/kpis"


@dataclass(frozen=True)
class Counter:
    """One additive counter of a family, and how its column is read."""

    name: str
    level: str
    """T: salon only; S: staff too."""
    key: str | None
    """The column whose values break it down."""
    apart: bool
    """Its value for staff is in a column of its own: it does not add up over staff."""

    @property
    def staff_column(self) -> str | None:
        """The fact column that counts for staff; None at level T."""
        if self.level == "T":
            return None
        return f"staff_{self.name}" if self.apart else self.name

    @property
    def staff_value(self) -> str:
        """The same as SQL over the aggregated facts `f`."""
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
        columns = [name for c in self.counters for name in (c.name, c.staff_column) if name]
        return list(dict.fromkeys(columns))

    def render(self) -> str:
        """The family's select, for embedding in another template (parameters still marked)."""
        return templates.render_plain(self.path).rstrip()


def _counter(text: str) -> Counter:
    name, level, *rest = text.split()
    return Counter(
        name=name,
        level=level,
        key=rest[rest.index("by") + 1] if "by" in rest else None,
        apart="apart" in rest,
    )


@cache
def all_families() -> tuple[Family, ...]:
    """Every family there is; a new file is one more."""
    return tuple(Family(path.stem) for path in resources.sql_files(DIRECTORY))
