"""Fixtures: an edited copy of the checkout, run as a program of its own, and a role beside ours."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql


@pytest.fixture
def copy(checkout: Path, tmp_path: Path) -> Path:
    """A copy of what kpi-tool is made of, to be edited."""
    for directory in ("kpi_tool", "migrations", "scripts", "sql"):
        shutil.copytree(checkout / directory, tmp_path / directory)
    return tmp_path


@pytest.fixture
def edit(copy: Path) -> Callable[[str, str, str], None]:
    """Replaces the only occurrence of a text in a file of the copy."""

    def replace(path: str, old: str, new: str) -> None:
        text = (copy / path).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (copy / path).write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def run_copy(copy: Path) -> Callable[..., tuple[int, str, str]]:
    """Runs the copy's command line; gives exit code, stdout and stderr."""

    def call(*arguments: str, url: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-c", "from kpi_tool.cli import main; main()", *arguments],
            env={**os.environ, "PYTHONPATH": str(copy), "DATABASE_URL": url},
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture
def make_role(server: str) -> Iterator[Callable[[str], str]]:
    """Creates a role that may do nothing, for use in one database; it is dropped at the end."""
    made: list[tuple[str, str]] = []

    def make(conninfo: str) -> str:
        name = f"kpi_test_{uuid.uuid4().hex}"
        with psycopg.connect(conninfo) as connection:
            connection.execute(sql.SQL("create role {}").format(sql.Identifier(name)))
        made.append((conninfo, name))
        return name

    yield make
    for conninfo, name in made:
        with psycopg.connect(conninfo) as connection:
            if connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
                connection.execute(sql.SQL("drop owned by {}").format(sql.Identifier(name)))
    with psycopg.connect(server) as connection:
        for _, name in made:
            connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))
