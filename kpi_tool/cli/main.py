"""The command group, its common options, and how errors end."""

import importlib
import io
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import shell_complete

from kpi_tool import __version__, log
from kpi_tool.cli.options import common
from kpi_tool.errors import ExitCode, KpiToolError

COMMANDS = {
    "migrate": "kpi_tool.cli.schema:migrate",
    "doctor": "kpi_tool.cli.doctor:doctor",
    "detach": "kpi_tool.cli.schema:detach",
    "rollup": "kpi_tool.cli.rollup:rollup",
    "render": "kpi_tool.cli.rollup:render",
    "status": "kpi_tool.cli.status:status",
    "export-metrics": "kpi_tool.cli.export:export_metrics",
    "verify": "kpi_tool.cli.verify:verify",
    "prune": "kpi_tool.cli.prune:prune",
    "track": "kpi_tool.cli.track:track",
    "log-event": "kpi_tool.cli.events:log_event",
    "ingest": "kpi_tool.cli.ingest:ingest",
    "sample-queues": "kpi_tool.cli.queues:sample_queues",
    "show": "kpi_tool.cli.show:show",
    "explain": "kpi_tool.cli.explain:explain",
    "metrics": "kpi_tool.cli.metrics:metrics",
    "tenant": "kpi_tool.cli.tenant:tenant",
    "staff": "kpi_tool.cli.tenant:staff",
    "token": "kpi_tool.cli.token:token",
    "serve": "kpi_tool.cli.serve:serve",
    "demo": "kpi_tool.cli.demo:demo",
}
COMPLETE = "_KPI_TOOL_COMPLETE"
"""What a shell sets that wants a script to complete words with, or words."""
INTERRUPTED = 130
NOBODY_READS = 141


class LazyGroup(click.Group):
    """Imports a command when it is asked for, so that --help stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module that defines it."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kpi-tool")
@common
def cli() -> None:
    """KPIs of every salon, computed inside Postgres in the salon's own time."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 ok, 1 some failed, 2 usage, 3 unavailable, 75 busy."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no reason to fail
    if instruction := os.environ.get(COMPLETE):
        sys.exit(shell_complete(cli, {}, "kpi-tool", COMPLETE, instruction))
    if arguments is None:
        sys.exit(run(sys.argv[1:], _launched_at()))
    sys.exit(run(arguments))


def _launched_at() -> float:
    """When this process was, by the monotonic clock; where the system does not tell, now."""
    try:
        ticks = int(Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return time.monotonic()
    return time.monotonic() - age


def run(arguments: list[str], launched_at: float | None = None) -> int:
    """Run the command line and give its exit code."""
    meta: dict[str, Any] = {}
    log.set_up(verbose=False, form=None)
    try:
        with cli.make_context("kpi-tool", list(arguments)) as context:
            meta = context.meta
            meta["kpi_tool.launched_at"] = time.monotonic() if launched_at is None else launched_at
            return int(cli.invoke(context) or ExitCode.OK)
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort, BrokenPipeError) as error:
        return _cut_short(error)
    except Exception as error:  # noqa: BLE001  the last resort: one line, and the traceback on request
        if meta.get("kpi_tool.debug"):
            traceback.print_exc()
        return _fail(*_explain(error))


def _cut_short(error: BaseException) -> int:
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed
        return NOBODY_READS
    return _fail("interrupted; every window is whole, run it again to go on", INTERRUPTED)


def _explain(error: Exception) -> tuple[str, int]:
    if isinstance(error, KpiToolError):
        return str(error), error.exit_code
    if isinstance(error, UnicodeEncodeError):
        return "an argument holds bytes that are no text", ExitCode.USAGE
    from kpi_tool import db

    return db.explain(error)


def _fail(message: str, code: int) -> int:
    log.LOGGER.error("kpi-tool: %s", " ".join(message.split()), extra={"fields": {"exit_code": int(code)}})
    return code
