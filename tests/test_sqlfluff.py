"""Every SQL file keeps our style: what .sqlfluff says, one failure a file."""

from functools import cache
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

CHECKOUT = Path(__file__).parent.parent
PLACES = ("migrations", "sql", "scripts/sql", "bench")
FILES = sorted(
    path.relative_to(CHECKOUT).as_posix() for place in PLACES for path in CHECKOUT.glob(f"{place}/**/*.sql")
)


@cache
def config(templater: str) -> FluffConfig:
    return FluffConfig.from_path(str(CHECKOUT), overrides={"templater": templater})


@pytest.mark.parametrize("path", FILES)
def test_style(path: str) -> None:
    templater = "placeholder" if path.startswith("bench/") else "jinja"
    text = (CHECKOUT / path).read_text(encoding="utf-8")
    found = Linter(config=config(templater)).lint_string(text, fname=path)
    assert not [v.to_dict() for v in found.get_violations()]
