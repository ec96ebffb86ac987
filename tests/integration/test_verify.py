"""verify: finds what the sources do not bear out, and writes nothing."""

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.types.json import Jsonb
from salons import SALON, execute, fetch, run

Cli = Callable[..., tuple[int, str, str]]
STORED = "select * from kpi_rollup order by id"
GRAINS = ("hour", "day", "week", "month")


@pytest.fixture
def salon(kpi_tool: Cli, database: str) -> str:
    """Two salons of twelve days, rolled up in every grain."""
    execute(database, SALON)
    first = datetime.now(UTC).date() - timedelta(days=12)
    for grain in GRAINS:
        kpi_tool("rollup", "--period", grain, "--from", f"{first}", url=database)
    return database


def verify(kpi_tool: Cli, conninfo: str, *arguments: str) -> tuple[int, list[dict[str, str]], str]:
    code, out, err = kpi_tool("verify", *arguments, url=conninfo)
    return code, list(csv.DictReader(io.StringIO(out))), err


def test_what_is_right_passes_and_nothing_is_written(kpi_tool: Cli, salon: str) -> None:
    before = fetch(salon, STORED)
    code, differences, err = verify(kpi_tool, salon)
    assert (code, differences) == (0, []), differences
    assert err.endswith(" windows verified, 0 differences\n")
    assert fetch(salon, STORED) == before
    assert fetch(salon, "select from kpi_stage") == []
    assert fetch(salon, "select max(computations) from kpi_ledger") == [(1,)]


def test_a_sample_and_dates(kpi_tool: Cli, salon: str) -> None:
    code, _, err = verify(kpi_tool, salon, "--sample", "8")
    assert (code, err.startswith("5")) == (0, True), "two days of hours, two days, weeks and months"
    day = str(datetime.now(UTC).date() - timedelta(days=5))
    code, _, err = verify(kpi_tool, salon, "--from", day, "--to", day, "--tenant", "t")
    assert code == 0
    assert int(err.split()[0]) in {25, 26, 27}


def test_each_of_many_tamperings_is_found(kpi_tool: Cli, salon: str) -> None:
    """Of windows that were good when they were computed: the last ones ended too short a time ago."""
    dice = random.Random(7)
    tampered = set()
    with psycopg.connect(salon) as connection:
        rows = connection.execute(
            """
            select
                'kpi_rollup', id, counters_json, metrics_json, tenant_id, '', granularity, period_start
            from kpi_rollup
            where granularity in ('hour', 'day') and period_end < now() - interval '2 hours'
            union all
            select
                'staff_kpi_rollup', id, counters_json, metrics_json, tenant_id, staff_id, granularity,
                period_start
            from staff_kpi_rollup
            where granularity in ('hour', 'day') and period_end < now() - interval '2 hours'
            """
        ).fetchall()
        for table, key, counters, metrics, *where, start in dice.sample(rows, 200):
            place = (*where, start.astimezone(UTC).isoformat())
            kind = dice.choice(["counter", "metric", "row"])
            if kind == "row":
                connection.execute(f"delete from {table} where id = %s".encode(), [key])
                tampered.add((*place, "the row"))
            elif kind == "counter":
                name = dice.choice([*counters, "appointments", "made_up"])
                counters[name] = int(counters.get(name, 0)) + 1
                connection.execute(
                    f"update {table} set counters_json = %s where id = %s".encode(), [Jsonb(counters), key]
                )
                tampered.add((*place, name))
            else:
                name = dice.choice(list(metrics))
                metrics[name] = 12345
                connection.execute(
                    f"update {table} set metrics_json = %s where id = %s".encode(), [Jsonb(metrics), key]
                )
                tampered.add((*place, name))
    code, differences, err = verify(kpi_tool, salon)
    assert (code, len(differences) >= 200) == (1, True), err
    found = {
        (d["tenant_id"], d["staff_id"], d["granularity"], d["period_start"], d["name"]) for d in differences
    }
    assert tampered <= found
    assert len(tampered) == 200
    code, out, _ = kpi_tool("verify", "--format", "json", url=salon)
    assert (code, len(json.loads(out))) == (1, len(differences))


def test_what_a_run_cannot_notice_is_found(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "delete from booking_events where id = 'tc7'")
    run(kpi_tool, salon)
    code, differences, _ = verify(kpi_tool, salon)
    assert code == 1
    assert {(d["name"], d["stored"], d["recomputed"]) for d in differences if d["granularity"] == "day"} >= {
        ("bookings_confirmed", "1", "0")
    }


def test_what_is_sealed_is_left_out_and_said(kpi_tool: Cli, salon: str) -> None:
    assert kpi_tool("prune", "--keep", "5d", url=salon)[0] == 0
    code, differences, err = verify(kpi_tool, salon)
    assert (code, differences) == (0, [])
    assert "windows keep counters whose rows are deleted" in err


def test_what_is_to_be_computed_again_raises_no_alarm(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update kpi_watermark set seen_until = now()")
    execute(salon, "update appointments_map set status = 'cancelled', updated_at = now() where id = 't5'")
    assert verify(kpi_tool, salon)[:2] == (0, [])
    run(kpi_tool, salon)
    assert verify(kpi_tool, salon)[:2] == (0, [])
