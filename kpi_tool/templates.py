"""Render the SQL templates: Jinja decides their shape, values travel as bound parameters."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from kpi_tool import resources

_MARK = "\x00{}\x00"
_MARKED = re.compile("\x00([a-z_]+)\x00")
_COUNTER = re.compile(r"[a-z_]+(\|[a-z_]+)?")
_CAPITAL = re.compile(r"([A-Z])")
_SQL_FUNCTIONS = {"abs"}
_IMPORT = re.compile(r"\{%-? import '([^']+)'")
_HEADER_LINE = re.compile(r"^-- ([a-z][a-z ]*): (.*)$")
_CONTINUATION = "--  "


def param(name: str) -> str:
    """Stand for a bound value in a template; render() turns it into psycopg's placeholder."""
    return _MARK.format(name)


def counters(expression: str, counter: Callable[[str], str]) -> str:
    """Arithmetic over counter names as SQL: each name becomes what counter(name) says."""
    return _COUNTER.sub(lambda m: m[0] if m[0] in _SQL_FUNCTIONS else counter(m[0]), expression)


def counter_names(expression: str) -> set[str]:
    """The counters in arithmetic over them, without keys."""
    return {name.partition("|")[0] for name in terms(expression)}


def terms(expression: str) -> list[str]:
    """The counters in arithmetic over them, in order, each once."""
    names = dict.fromkeys(match[0] for match in _COUNTER.finditer(expression))
    return [name for name in names if name not in _SQL_FUNCTIONS]


def snake(name: str) -> str:
    """A metric's name as a column: noShowRate, no_show_rate."""
    return _CAPITAL.sub(r"_\1", name).lower()


@dataclass(frozen=True)
class Header:
    """The comment at the top of an SQL file: its title, then `key: value` lines."""

    title: str
    entries: Mapping[str, str] = field(default_factory=dict)

    def list(self, key: str) -> list[str]:
        """A comma-separated entry as a list; missing: empty."""
        return [item.strip() for item in self.entries.get(key, "").split(",") if item.strip()]


def header(text: str) -> Header:
    """Read the header of an SQL file. A line that is indented further continues the entry before it."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    entries: dict[str, str] = {}
    key = ""
    for line in lines[1:]:
        if match := _HEADER_LINE.match(line):
            key = match[1]
            entries[key] = match[2].strip()
        elif key and line.startswith(_CONTINUATION):
            entries[key] += " " + line.removeprefix("--").strip()
    return Header(lines[0].removeprefix("--").strip() if lines else "", entries)


class _Compiled(FileSystemBytecodeCache):
    """Templates as Jinja compiles them, in a directory of this user: a sixth of a run with little to do."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, or do without where the disk is full."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def _compiled() -> _Compiled | None:
    with suppress(OSError, RuntimeError):
        return _Compiled()
    return None


@cache
def _environment(*, indexed: bool = False) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources.root()),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  it is SQL, and no value is ever written into it
        keep_trailing_newline=True,
        bytecode_cache=_compiled(),
    )
    environment.globals.update(param=param, indexed=indexed)
    environment.filters.update(counters=counters, snake=snake)
    return environment


def source(path: str) -> str:
    """The text of a template, by its path below resources.root()."""
    return (resources.root() / path).read_text(encoding="utf-8")


def sources(path: str) -> Iterator[str]:
    """The text of a template, then those of the templates that it imports, directly or not."""
    text = source(path)
    yield text
    for imported in _IMPORT.findall(text):
        yield from sources(imported)


def relative(path: Path) -> str:
    """A file's path below resources.root(), as templates are named."""
    return path.relative_to(resources.root()).as_posix()


def render(path: str, *, indexed: bool = False, **shape: Any) -> str:  # noqa: ANN401  whatever a template takes
    """One SQL text in psycopg's format: `%(name)s` where the template says param('name').

    `indexed`: the indexes that doctor wants are there.
    """
    text = render_plain(path, indexed=indexed, **shape)
    return _MARKED.sub(r"%(\1)s", text.replace("%", "%%"))


def render_plain(path: str, *, indexed: bool = False, **shape: Any) -> str:  # noqa: ANN401
    """One SQL text without parameters, to be executed as it stands (DDL takes none)."""
    return _environment(indexed=indexed).get_template(path).render(**shape)
