"""Roll a random platform up, as the command line does."""

from platforms import Case

from kpi_tool import job
from kpi_tool.periods import GRAINS
from kpi_tool.planning import Request

STORED = """
    select tenant_id, '', granularity, period_start, period_end, id, counters_json, metrics_json
    from kpi_rollup
    union all
    select tenant_id, staff_id, granularity, period_start, period_end, id, counters_json, metrics_json
    from staff_kpi_rollup
    order by 1, 2, 3, 4
"""
"""All that analysts read, without times."""


def roll_up(conninfo: str, case: Case) -> None:
    """Every window of every grain that the case asks for."""
    for grain in GRAINS:
        report = job.run(conninfo, Request(grain, (), case.first, case.last, case.as_of))
        assert report.errors == {}
