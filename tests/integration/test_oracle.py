"""The rollups against the oracle, on random platforms full of traps, over DST days in many zones."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import oracle
import platforms
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from platforms import Case, platform_of
from rollups import GRAINS, roll_up

from kpi_tool import db, doctor

SEEDS = range(40)
Rows = dict[tuple[str, str | None, Any], dict[str, Any]]


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


def compare(conninfo: str, case: Case) -> list[str]:
    """Load a platform into an empty database, roll everything up, and name every difference."""
    found = []
    with db.connect(conninfo) as connection:
        psycopg.types.json.set_json_loads(
            lambda text: platforms.json.loads(text, parse_float=Decimal), connection
        )
        with connection.transaction():
            platforms.load(connection, case.platform)
        roll_up(conninfo, case)
        for grain in GRAINS:
            theirs = expected(case, grain)
            ours = stored(connection, grain, "counters_json")
            if grain == "day":  # weeks and months rolled up the days around them too
                asked = {(tenant, start) for tenant, _, start in theirs}
                ours = {key: value for key, value in ours.items() if (key[0], key[2]) in asked}
            found += [f"{grain} {line}" for line in differences(ours, theirs)]
            found += [f"{grain} {line}" for line in metric_differences(connection, grain)]
    return found


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


@pytest.mark.parametrize("seed", SEEDS)
def test_rollups_equal_the_oracle(database: str, seed: int) -> None:
    assert compare(database, platform_of(seed)) == []


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_rollups_equal_the_oracle_on_doctors_indexes(database: str, seed: int) -> None:
    """Where they are there the statements have another shape."""
    with db.connect(database) as connection:
        for index in doctor.wanted_indexes(connection):
            connection.execute(index.statement.encode())
        assert doctor.is_indexed(connection)
    assert compare(database, platform_of(seed)) == []


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=platforms.platforms())
def test_rollups_equal_the_oracle_on_what_hypothesis_finds(
    make_database: Callable[..., str], template: str, case: Case
) -> None:
    assert compare(make_database(template), case) == []
