"""Roll a random platform up, as the command line does."""

from platforms import Case

from kpi_tool import job

GRAINS = ("hour", "day", "week", "month")


def roll_up(conninfo: str, case: Case) -> None:
    """Every window of every grain that the case asks for."""
    for grain in GRAINS:
        request = job.Request(grain, (), case.first, case.last, case.as_of)
        for step in job.plan(conninfo, request).steps:
            step.run(conninfo, lambda _: None)
