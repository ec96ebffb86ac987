"""The rollups against the oracle, on random platforms full of traps, over DST days in many zones."""

from collections.abc import Callable
from decimal import Decimal

import platforms
import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from platforms import Case, platform_of
from rollups import GRAINS, differences, expected, metric_differences, roll_up, stored

from kpi_tool import db, doctor

SEEDS = range(40)


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
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=platforms.platforms())
def test_rollups_equal_the_oracle_on_what_hypothesis_finds(
    make_database: Callable[..., str], template: str, case: Case
) -> None:
    assert compare(make_database(template), case) == []
