"""serve: the HTTP API."""

import os
import signal
import socket
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from kpi_tool import log
from kpi_tool.cli.options import common, get, server
from kpi_tool.errors import ConfigurationError, ExitCode

if TYPE_CHECKING:
    from uvicorn import Config

NO_FRAMEWORK = 'serve needs the extra: pip install "kpi-tool[api]"'
NEEDED = ("fastapi", "psycopg_pool", "uvicorn")
GRACE = 5
"""Seconds beyond the longest statement that running requests are waited for at the end."""
HUNG = 20
"""Seconds without a sign of life after which a process is replaced: one that starts has much to import.
While one is waited for, nobody heeds a signal to stop."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="Port to listen on."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option(
    "--pool-size",
    metavar="N",
    default=10,
    show_default=True,
    type=click.IntRange(1, 500),
    help="Connections of each process to the database, at most.",
)
@click.option(
    "--statement-timeout",
    "statement_seconds",
    metavar="SECONDS",
    default=5,
    show_default=True,
    type=click.IntRange(1, 300),
    help="Longest statement.",
)
@click.option(
    "--rate",
    metavar="N",
    default=20.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Requests a second of a token, in each process.",
)
@click.option(
    "--burst",
    metavar="N",
    default=100,
    show_default=True,
    type=click.IntRange(min=1),
    help="Requests of a token at once, in each process.",
)
@click.option(
    "--guesses",
    metavar="N",
    default=20,
    show_default=True,
    type=click.IntRange(min=1),
    help="Wrong tokens of an address at once, in each process.",
)
@click.option(
    "--proxy",
    "proxies",
    metavar="ADDRESS",
    multiple=True,
    help="Of a proxy whose X-Forwarded-For is believed; may be repeated.",
)
@common
@click.pass_context
def serve(
    context: click.Context,
    *,
    host: str,
    port: int,
    workers: int,
    pool_size: int,
    statement_seconds: int,
    rate: float,
    burst: int,
    guesses: int,
    proxies: tuple[str, ...],
) -> int:
    """Answer GET /kpi/summary and GET /kpi/staff/{staffId}.

    Who asks needs a token (kpi-tool token create). Also GET /health, /health/ready, /metrics, /openapi.json.
    A JSON line for each request goes to stderr. SIGTERM and Ctrl-C let running requests finish.

    \b
    Example: kpi-tool serve --workers 2
    """
    from kpi_tool import db, migrate

    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise ConfigurationError(f"{NO_FRAMEWORK} (no {missing[0]})")
    from uvicorn import Config

    from kpi_tool.api import app, options

    with server(context) as conninfo:
        with db.connect(conninfo) as connection:
            migrate.require(connection)
        told = options.Options(
            conninfo=conninfo,
            metrics_conninfo=os.environ.get("KPI_TOOL_METRICS_DATABASE_URL") or conninfo,
            pool_size=pool_size,
            statement_seconds=statement_seconds,
            rate=rate,
            burst=burst,
            guesses=guesses,
            verbose=bool(get(context, "verbose")),
            log_form=get(context, "log_format"),
        )
        config = Config(
            partial(app.create, told),
            factory=True,
            http="h11",
            h11_max_incomplete_event_size=2 * options.LONGEST_HEADERS,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            workers=workers,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=statement_seconds + GRACE,
            timeout_worker_healthcheck=HUNG,
        )
        with _listening(host, port) as listener:
            log.info(f"serving http://{_shown(host)}:{port}", host=host, port=port, workers=workers)
            _run(config, listener)
    log.info("stopped")
    return ExitCode.OK


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigurationError(f"cannot listen on {_shown(host)}:{port}: {reason.lower()}") from error


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(config: "Config", listener: socket.socket) -> None:
    """Until a signal comes; the server has answered what was asked by then.

    Raises:
        ConfigurationError: it could not start.
    """
    from uvicorn import Server
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    from kpi_tool.api import log as api_log

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if config.workers > 1:
            api_log.show_others()
            parent = Multiprocess(config, sockets=[listener])
            parent.run()
            has_failed = any(process.exitcode == STARTUP_FAILURE for process in parent.processes)
        else:
            Server(config).run(sockets=[listener])
            has_failed = False  # it would have left with 3
    except KeyboardInterrupt:
        return
    if has_failed:
        raise ConfigurationError("the server could not start; it has said why")
