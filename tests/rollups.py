"""Roll a random platform up, as the command line does."""

from platforms import Case

from kpi_tool import job
from kpi_tool.periods import GRAINS
from kpi_tool.planning import Request


def roll_up(conninfo: str, case: Case) -> None:
    """Every window of every grain that the case asks for."""
    for grain in GRAINS:
        report = job.run(conninfo, Request(grain, (), case.first, case.last, case.as_of))
        assert report.errors == {}
