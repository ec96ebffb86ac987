"""The HTTP API as a process of its own, and who may ask it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from ports import free_port
from psycopg import sql
from psycopg.conninfo import make_conninfo
from waiting import PATIENCE, until

from kpi_tool import db, tokens
from kpi_tool.tokens import Holder

PROGRAM = (sys.executable, "-m", "kpi_tool", "serve")


@dataclass
class Server:
    """One that answers."""

    url: str
    process: subprocess.Popen[bytes]
    stderr: Path

    def get(
        self, path: str, token: str | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        given = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.get(f"{self.url}{path}", headers=given | (headers or {}), timeout=PATIENCE)

    def logged(self, *requests: str) -> dict[str, dict[str, Any]]:
        """Their lines of the access log, by id, once they are there: each follows its answer."""
        until(lambda: self._access_log().keys() >= set(requests))
        return self._access_log()

    def _access_log(self) -> dict[str, dict[str, Any]]:
        whole = self.stderr.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
        lines = [json.loads(line) for line in whole if line.startswith("{")]
        return {line["requestId"]: line for line in lines}

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def serving(
    conninfo: str, directory: Path, *options: str, metrics_conninfo: str | None = None
) -> Iterator[Server]:
    """It, until it is stopped."""
    port = free_port()
    path = directory / f"{port}.log"
    with path.open("wb") as stderr:
        process = subprocess.Popen(
            [*PROGRAM, "--port", str(port), *options],
            env={
                **os.environ,
                "DATABASE_URL": conninfo,
                "KPI_TOOL_METRICS_DATABASE_URL": metrics_conninfo or conninfo,
            },
            stderr=stderr,
        )
    server = Server(f"http://127.0.0.1:{port}", process, path)
    try:
        until(lambda: _answers(server), said=lambda: path.read_text(encoding="utf-8"))
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(server: Server) -> bool:
    assert server.process.poll() is None, server.stderr.read_text(encoding="utf-8")
    try:
        return server.get("/health").status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def api_role(conninfo: str) -> Iterator[str]:
    """The same database for a login of its own in kpi_api, which is a superuser's nowhere."""
    role = sql.Identifier(name := f"kpi_serve_{uuid4().hex}")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login in role kpi_api").format(role))
        try:
            yield make_conninfo(conninfo, user=name)
        finally:
            connection.execute(sql.SQL("drop role {}").format(role))


def token_for(
    conninfo: str, role: str, tenant: str | None = None, staff: str | None = None, days: int | None = None
) -> str:
    with db.connect(conninfo) as connection:
        return tokens.create(connection, Holder(role, tenant, staff), days).text
