"""The wheel is all one needs: built, installed into a fresh environment and run from elsewhere."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

from kpi_tool import __version__, resources
from kpi_tool.cli.main import COMMANDS

CHECKOUT = Path(__file__).parent.parent
SHIPPED = ("migrations", "scripts", "sql")

pytestmark = pytest.mark.xdist_group("packaging")

Run = Callable[..., str]


def run(*command: object, **options: object) -> str:
    """Run a command that must succeed; gives its stdout."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip(*arguments: object) -> str:
    return run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout by the hatchling that is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, CHECKOUT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the wheel and what it needs, and nothing else."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    pip("--python", home / "bin/python", "install", wheel)
    return home / "bin"


@pytest.fixture
def elsewhere(environment: Path, tmp_path: Path) -> Run:
    """Runs a program of the environment where no checkout is to be found."""
    bare = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KPI_", "PG"))
    }

    def call(program: str, *arguments: str, **more: str) -> str:
        return run(environment / program, *arguments, cwd=tmp_path, env=bare | more)

    return call


def shipped_files() -> set[str]:
    """What of the checkout belongs into the package."""
    files = [path for place in SHIPPED for path in CHECKOUT.glob(f"{place}/**/*") if path.is_file()]
    return {path.relative_to(CHECKOUT).as_posix() for path in files}


def test_wheel_holds_every_file_it_should(wheel: Path) -> None:
    inside = resources.PACKAGE.name + "/resources/"
    with ZipFile(wheel) as archive:
        packed = {name.removeprefix(inside) for name in archive.namelist() if name.startswith(inside)}
    assert packed == shipped_files()


def test_script_for_cron_stays_executable(environment: Path) -> None:
    (script,) = environment.parent.glob("lib/*/site-packages/kpi_tool/resources/scripts/cron/maintenance.sh")
    assert os.access(script, os.X_OK)


def test_core_needs_three_packages(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        needs = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    core = {re.split(r"[^\w-]", need)[0] for need in needs if "extra ==" not in need}
    assert core == {"psycopg", "jinja2", "click"}


def test_installed_package_is_not_the_checkout(elsewhere: Run, environment: Path) -> None:
    where = elsewhere("python", "-c", "import kpi_tool; print(kpi_tool.__file__)")
    assert Path(where.strip()).is_relative_to(environment.parent)


def test_installed_command_says_its_version_and_commands(elsewhere: Run) -> None:
    assert __version__ in elsewhere("kpi-tool", "--version")
    help_text = elsewhere("kpi-tool", "--help")
    assert [command for command in COMMANDS if command not in help_text] == []


def test_every_installed_command_can_be_imported(elsewhere: Run) -> None:
    for command in COMMANDS:
        assert elsewhere("kpi-tool", command, "--help").startswith("Usage: kpi-tool ")


def test_installed_command_migrates_and_rolls_up(elsewhere: Run, empty_database: str) -> None:
    migrated = elsewhere("kpi-tool", "migrate", DATABASE_URL=empty_database)
    assert "applied migration 0001_rollups" in migrated
    assert elsewhere("kpi-tool", "migrate", "--check", DATABASE_URL=empty_database) == "up to date\n"
    planned = elsewhere("kpi-tool", "rollup", "--period", "day", "--dry-run", DATABASE_URL=empty_database)
    assert planned == "day: nothing to do\n"
