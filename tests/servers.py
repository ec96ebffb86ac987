"""The Postgres that the tests run against: a named one, a container, or the embedded one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpi_tool import embedded

IMAGE = os.environ.get("KPI_TEST_IMAGE", "postgres:18")
NAMED = "KPI_TEST_DATABASE_URL"
OPTIONS = "-c fsync=off -c full_page_writes=off -c autovacuum=off"
"""Quick, and without an analyze that changes a plan between two looks at it."""


def choice() -> str:
    """named, container or embedded: the first that is to be had."""
    if os.environ.get(NAMED):
        return "named"
    return "container" if _docker_has_image() else "embedded"


def _docker_has_image() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    answers = subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0
    if not answers:
        return False
    here = (
        subprocess.run([docker, "image", "inspect", IMAGE], capture_output=True, check=False).returncode == 0
    )
    return here or subprocess.run([docker, "pull", IMAGE], capture_output=True, check=False).returncode == 0


@contextmanager
def running(kind: str, directory: Path) -> Iterator[str]:
    """The chosen server's connection string, for a role that may create databases."""
    if kind == "named":
        yield os.environ[NAMED]
    elif kind == "container":
        from testcontainers.community.postgres import PostgresContainer

        with PostgresContainer(IMAGE, driver=None) as container:
            yield container.get_connection_url()
    else:
        os.environ.setdefault("KPI_TOOL_EMBEDDED_OPTIONS", OPTIONS)
        with embedded.running(directory) as conninfo:
            yield conninfo
