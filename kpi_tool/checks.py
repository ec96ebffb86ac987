"""The checks that staged windows are held against: scripts/sql/checks, one select each of what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kpi_tool import resources, templates

DIRECTORY = "scripts/sql/checks"


@dataclass(frozen=True)
class Check:
    """One file of scripts/sql/checks: a select of windows that do not pass it, and what it says of each."""

    name: str

    @property
    def path(self) -> str:
        """The template's path below the resources' root."""
        return f"{DIRECTORY}/{self.name}.sql"

    @property
    def severity(self) -> str:
        """fail: the window is not published. warn: it is, and the run says so."""
        return self._header["severity"]

    @property
    def again(self) -> str | None:
        """The grain of which the time of the window is to be computed again."""
        return self._header.get("again")

    @property
    def _header(self) -> Mapping[str, str]:
        return templates.header(templates.source(self.path)).entries

    def render(self, **shape: Any) -> str:  # noqa: ANN401  whatever a check takes
        """Its select, for embedding in another template (parameters still marked)."""
        return templates.render_plain(self.path, zero=zero, **shape).rstrip()


def zero(counter: str) -> str:
    """A counter of an unpacked window as SQL; missing is 0."""
    return f"coalesce(staged.{counter}, 0)"


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check there is; a new file is one more."""
    return tuple(Check(path.stem) for path in resources.sql_files(DIRECTORY))
