"""Shell scripts pass shellcheck."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
SHELLCHECK = Path(sys.executable).parent / "shellcheck"
PLACES = (".ci", "bench", "docs", "scripts", "tests")
SCRIPTS = [
    ".ci/run",
    *sorted(
        str(path.relative_to(CHECKOUT)) for place in PLACES for path in CHECKOUT.glob(f"{place}/**/*.sh")
    ),
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_finds_nothing(script: str) -> None:
    done = subprocess.run([SHELLCHECK, script], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_scripts_are_found() -> None:
    assert "scripts/cron/maintenance.sh" in SCRIPTS
