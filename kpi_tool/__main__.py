"""python -m kpi_tool."""

from kpi_tool.cli import main

main()
