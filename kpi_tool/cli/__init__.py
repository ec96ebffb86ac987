"""The command line: options in, exit code out; the work is done elsewhere."""

from kpi_tool.cli.main import main

__all__ = ["main"]
