"""A day that is reported through the public functions only has the KPIs that the oracle computes of it."""

import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis_servers
from days import SCHEDULED, Event, Webhook, day_of, merged
from oracle_values import Platform
from platforms import Case
from redis import Redis
from rollups import differences, expected, metric_differences, roll_up, stored
from salons import execute, fetch

from kpi_tool import calcom, db, events, lines

Cli = Callable[..., tuple[int, str, str]]
SALONS = {"york": "America/New_York", "kath": "Asia/Kathmandu", "moscow": "Europe/Moscow"}
QUEUES = ("queue:tx", "queue:send:telegram", "queue:dead:tx")
COUNTED = {
    *("booking_attempts", "intents_converted", "bookings_automated", "resolve_seconds", "reschedules"),
    *("appointments_cancelled", "appointments_no_show", "revenue_gross", "revenue_foreign", "grid_aligned"),
    *("available_seconds", "scheduled_service_seconds", "messages_failed", "stock_variance", "stock_intake"),
    *("feedback_covered", "feedback_requested", "api_errors", "api_latency", "queue_depth_sum"),
}
"""What no day may lack, lest a comparison be of nothing."""
pytestmark = redis_servers.needed


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Redis, str]]:
    with (
        redis_servers.running(tmp_path_factory.mktemp("redis")) as url,
        Redis.from_url(url, protocol=2) as client,
    ):
        yield client, url


def set_up(kpi_tool: Cli, database: str, schedule: Path) -> Platform:
    """Settings and schedules by the commands; the same as the oracle reads them."""
    execute(database, "insert into tenants (tenant_id) select unnest(array['york', 'kath', 'moscow'])")
    text = ["staff_id,weekday,starts_at,ends_at,valid_from"]
    text += [f"{who},{weekday},09:00,18:00,2020-01-01" for who in SCHEDULED for weekday in range(1, 8)]
    schedule.write_text("\n".join(text), encoding="utf-8")
    for tenant, zone in SALONS.items():
        code, _, err = kpi_tool(
            "tenant", "set", tenant, "--timezone", zone, "--currency", "EUR", url=database
        )
        assert code == 0, err
        code, _, err = kpi_tool(
            "staff", "schedule", "import", "--tenant", tenant, str(schedule), url=database
        )
        assert code == 0, err
    return {
        "tenants": [{"tenant_id": tenant, "status": None} for tenant in SALONS],
        "kpi_tenant_settings": [
            {"tenant_id": tenant, "timezone": zone, "currency": "EUR"} for tenant, zone in SALONS.items()
        ],
        "kpi_staff_schedule": [
            {
                "tenant_id": tenant,
                "staff_id": who,
                "weekday": weekday,
                "starts_at": time(9),
                "ends_at": time(18),
                "valid_from": date(2020, 1, 1),
                "valid_to": None,
            }
            for tenant in SALONS
            for who in SCHEDULED
            for weekday in range(1, 8)
        ],
    }


def tell(database: str, told: list[Event | Webhook]) -> lines.Counts:
    """As lines of the two commands, in the order given."""
    counts = lines.Counts()
    refused: list[tuple[int, str]] = []

    def refuse(number: int, why: str) -> None:
        refused.append((number, why))

    with db.connect(database) as connection:
        for call in told:
            if isinstance(call, Event):
                line = {**vars(call), "occurred_at": call.occurred_at.isoformat()}
                events.log_lines(connection, _stdin(line), counts, refuse)
            else:
                line = {"tenant_id": call.tenant_id, "payload": call.body}
                found = calcom.webhooks(_stdin(line), calcom.Reader(None, None), refuse)
                lines.take_in(connection, calcom.INTAKE, found, counts, refuse)
    assert refused == []
    return counts


def _stdin(line: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO(json.dumps(line).encode())


def sample(
    kpi_tool: Cli, database: str, redis: tuple[Redis, str], dice: random.Random
) -> list[dict[str, Any]]:
    """Some work in the queues, looked at twice; the rows that must come of it."""
    client, url = redis
    client.flushall()
    rows: list[dict[str, Any]] = []
    waiting = dict.fromkeys([(tenant, queue) for tenant in SALONS for queue in QUEUES], 0)
    pending = dict(waiting)
    for queue in QUEUES[:2]:
        client.xgroup_create(queue, "salon-core", mkstream=True)
    for turn in range(2):
        for _ in range(60):
            tenant, queue = dice.choice(list(waiting))
            client.xadd(queue, {"data": json.dumps({"payload": {"tenantId": tenant}})})
            waiting[tenant, queue] += 1
            if queue != QUEUES[2] and dice.random() < 0.6:
                ((_, ((entry, fields),)),) = client.xreadgroup("salon-core", "w", {queue: ">"}, count=1)
                of = json.loads(fields[b"data"])["payload"]["tenantId"]
                pending[of, queue] += 1
                if dice.random() < 0.7:
                    client.xack(queue, "salon-core", entry)
                    pending[of, queue] -= 1
                    waiting[of, queue] -= 1
        code, _, err = kpi_tool("sample-queues", url=database)
        assert code == 0, err
        at = fetch(database, "select max(sampled_at), count(distinct sampled_at) from kpi_queue_sample")
        assert at[0][1] == turn + 1
        rows += [
            {
                "tenant_id": tenant,
                "queue": queue,
                "depth": depth,
                "pending": pending[tenant, queue],
                "sampled_at": at[0][0],
            }
            for (tenant, queue), depth in waiting.items()
        ]
    assert url
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_a_day_told_by_the_public_functions_is_the_oracles(  # noqa: PLR0913, PLR0917
    kpi_tool: Cli,
    database: str,
    redis: tuple[Redis, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    monkeypatch.setenv("REDIS_URL", redis[1])
    now = datetime.now(UTC).replace(microsecond=0)
    platform = set_up(kpi_tool, database, tmp_path / "schedule.csv")
    days = [day_of(tenant, now - timedelta(days=2), now - timedelta(hours=6), seed) for tenant in SALONS]
    platform |= merged(days)
    dice = random.Random(seed)
    told = [call for day in days for call in day.told]
    twice = dice.sample(told, len(told) // 5)
    order = told + twice
    dice.shuffle(order)
    counts = tell(database, order)
    assert counts.stored + counts.known == len(order)
    assert counts.known >= len(twice)
    platform["kpi_queue_sample"] = sample(kpi_tool, database, redis, dice)
    case = Case(platform, (now - timedelta(days=4)).date(), (now + timedelta(days=1)).date(), now)
    roll_up(database, case)
    found = []
    with db.connect(database) as connection:
        psycopg.types.json.set_json_loads(lambda text: json.loads(text, parse_float=Decimal), connection)
        for grain in ("hour", "day"):
            ours = stored(connection, grain, "counters_json")
            theirs = expected(case, grain)
            assert {name.partition("|")[0] for counters in theirs.values() for name in counters} >= COUNTED
            asked = {(tenant, start) for tenant, _, start in theirs}
            ours = {key: value for key, value in ours.items() if (key[0], key[2]) in asked}
            found += differences(ours, theirs) + metric_differences(connection, grain)
    assert found == []
