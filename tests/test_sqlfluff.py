"""How SQL is written: every file is held to .sqlfluff, one failure a file."""

import json
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parent.parent
PLACES = ("migrations", "sql", "scripts/sql", "bench")
LEFT_OUT = {
    "*/_*.sql": "macros: they are read where they are used",
    "scripts/sql/kpi_rollup_*.sql": "compositions of the families, which are read one by one",
    "bench/peers/dbt/*.sql": "dbt's own functions in Jinja, which only dbt can read",
    "sql/views/kpi_by_*.sql": "columns made from the catalogue's rows",
    "scripts/sql/checks/staff_within_salon.sql": "columns made from the families' counters",
    "scripts/sql/checks/parts_within_wholes.sql": "arithmetic made from a list of parts",
    "scripts/sql/seal/*.sql": "rows and arrays made from the families' counters",
    "scripts/sql/queries/checked.sql": "the checks, which are read one by one",
    "scripts/sql/explain/facts.sql": "a composition of the families",
    "scripts/sql/doctor/probe.sql": "an index of scripts/sql/doctor/indexes.sql",
    "scripts/sql/track/on.sql": "triggers, which sqlfluff cannot parse",
    "sql/catalog/kpi_metrics.sql": "an expression made from the catalogue's rows",
}
TEMPLATERS = {"bench/": ("--templater", "placeholder")}
"""Statements of bench/ carry psycopg's placeholders and no Jinja."""

ALL_FILES = sorted(
    path.relative_to(CHECKOUT).as_posix() for place in PLACES for path in CHECKOUT.glob(f"{place}/**/*.sql")
)
FILES = [path for path in ALL_FILES if not any(fnmatch(path, pattern) for pattern in LEFT_OUT)]

pytestmark = pytest.mark.xdist_group("sqlfluff")

Violations = dict[str, list[str]]


def lint(paths: list[str], options: tuple[str, ...]) -> Violations:
    """Run sqlfluff over the files, on all cores."""
    command = [sys.executable, "-m", "sqlfluff", "lint", "--processes", "0", "--format", "json", *options]
    done = subprocess.run([*command, *paths], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return {result["filepath"]: [told(v) for v in result["violations"]] for result in json.loads(done.stdout)}


def told(violation: dict[str, Any]) -> str:
    return f"line {violation['start_line_no']}: {violation['code']} {violation['description']}"


@pytest.fixture(scope="module")
def violations(request: pytest.FixtureRequest) -> Violations:
    """What is wrong in each of the chosen files; sqlfluff reads them all at once, because that is faster."""
    chosen = [
        item.callspec.params["path"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == "test_sql_file_keeps_the_style"
    ]
    batches: dict[tuple[str, ...], list[str]] = {}
    for path in chosen:
        options = next((words for place, words in TEMPLATERS.items() if path.startswith(place)), ())
        batches.setdefault(options, []).append(path)
    return {path: found for options, paths in batches.items() for path, found in lint(paths, options).items()}


@pytest.mark.parametrize("path", FILES)
def test_sql_file_keeps_the_style(path: str, violations: Violations) -> None:
    assert violations[path] == []


@pytest.mark.parametrize("path", ALL_FILES)
def test_sql_file_is_indented_by_four_spaces(path: str) -> None:
    """Instead of sqlfluff's LT02, which cannot read our templates."""
    lines = (CHECKOUT / path).read_text(encoding="utf-8").splitlines()
    wrong = [
        f"line {number}: {line}"
        for number, line in enumerate(lines, 1)
        if (len(line) - len(line.lstrip(" "))) % 4 and not is_comment(line)
    ]
    assert wrong == []


def is_comment(line: str) -> bool:
    """Of SQL, or the end of one of Jinja: they align with their own text."""
    return line.lstrip().startswith("--") or line.rstrip().endswith("#}")


@pytest.mark.parametrize("pattern", LEFT_OUT)
def test_exception_is_still_needed(pattern: str) -> None:
    assert any(fnmatch(path, pattern) for path in ALL_FILES)
