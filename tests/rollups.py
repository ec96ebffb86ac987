"""Roll a platform up, as the command line does, and hold what is stored against the oracle."""

import math
from decimal import Decimal
from typing import Any

import oracle
import psycopg
from platforms import Case

from kpi_tool import job
from kpi_tool.periods import GRAINS
from kpi_tool.planning import Request

Rows = dict[tuple[str, str | None, Any], dict[str, Any]]
"""By tenant, member of staff (None: the salon) and start of the window."""
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


def stored(connection: psycopg.Connection[Any], grain: str, column: str) -> Rows:
    rows = connection.execute(
        f"""
        select tenant_id, null, period_start, {column} from kpi_rollup where granularity = %(grain)s
        union all
        select tenant_id, staff_id, period_start, {column} from staff_kpi_rollup where granularity = %(grain)s
        """,
        {"grain": grain},
    ).fetchall()
    return {(tenant, staff, start): values for tenant, staff, start, values in rows}


def expected(case: Case, grain: str) -> Rows:
    return oracle.compute(case.platform, grain, case.first, case.last, case.as_of)


def differences(ours: Rows, theirs: Rows) -> list[str]:
    found = [f"only stored: {key}" for key in ours.keys() - theirs.keys()]
    found += [f"only expected: {key}" for key in theirs.keys() - ours.keys()]
    for key in ours.keys() & theirs.keys():
        names = ours[key].keys() | theirs[key].keys()
        found += [
            f"{key} {name}: stored {ours[key].get(name)}, expected {theirs[key].get(name)}"
            for name in names
            if ours[key].get(name) != theirs[key].get(name)
        ]
    return sorted(found)


def metric_differences(connection: psycopg.Connection[Any], grain: str) -> list[str]:
    """The stored metrics against the oracle's, from the stored counters."""
    counters = stored(connection, grain, "counters_json")
    found = []
    for key, metrics in stored(connection, grain, "metrics_json").items():
        theirs = oracle.metrics({k: Decimal(v) for k, v in counters[key].items()}, staff=key[1] is not None)
        found += [
            f"{key} {name}: stored {metrics.get(name)}, expected {theirs.get(name)}"
            for name in metrics.keys() | theirs.keys()
            if name not in metrics or name not in theirs or not same(metrics[name], theirs[name])
        ]
    return found


def same(ours: Decimal | None, theirs: Decimal | float | None) -> bool:
    """Exactly; a latency is a power in double precision, whose last digits are the machine's."""
    return math.isclose(ours, theirs, rel_tol=1e-12) if ours and isinstance(theirs, float) else ours == theirs
