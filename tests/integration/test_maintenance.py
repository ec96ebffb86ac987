"""scripts/cron/maintenance.sh, run as cron would: nothing in the environment but what it documents."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis_servers
from redis import Redis

KPI_TOOL = Path(sys.executable).parent / "kpi-tool"


@pytest.fixture
def script(checkout: Path) -> Path:
    return checkout / "scripts/cron/maintenance.sh"


@pytest.fixture
def salon(database: str) -> str:
    with psycopg.connect(database) as connection:
        connection.execute("insert into tenants (tenant_id, name, status) values ('t1', 'One', 'active')")
    return database


def run(script: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {"PATH": os.defpath, "KPI_TOOL": str(KPI_TOOL)} | environment
    return subprocess.run(
        ["bash", script, *arguments], env=bare, capture_output=True, text=True, check=False, cwd="/"
    )


def stored_grains(conninfo: str) -> set[str]:
    with psycopg.connect(conninfo) as connection:
        return {grain for (grain,) in connection.execute("select distinct granularity from kpi_rollup")}


def test_daily_rolls_up_days_weeks_and_months_with_a_line_each(script: Path, salon: str) -> None:
    result = run(script, "daily", DATABASE_URL=salon)
    assert result.returncode == 0, result.stderr
    assert stored_grains(salon) == {"day", "week", "month"}
    lines = result.stderr.splitlines()
    assert [line.split(":")[2].split(" ", 1)[1] for line in lines] == [
        *(f"rollup --period {grain} --workers 1" for grain in ("day", "week", "month")),
        "verify --sample 20",
    ]
    assert all(": exit 0, " in line for line in lines)
    assert result.stdout == ""


def test_hourly_rolls_up_hours(script: Path, salon: str) -> None:
    assert run(script, "hourly", DATABASE_URL=salon).returncode == 0
    assert stored_grains(salon) == {"hour"}


@pytest.mark.parametrize(
    ("switches", "grains"),
    [
        ({"RUN_KPI_ROLLUP_DAILY": "1"}, {"day", "week", "month"}),
        ({"RUN_KPI_ROLLUP_HOURLY": "1"}, {"hour"}),
        ({"RUN_KPI_ROLLUP_DAILY": "1", "RUN_KPI_ROLLUP_HOURLY": "1"}, {"hour", "day", "week", "month"}),
    ],
)
def test_the_environment_says_what_to_run(
    script: Path, salon: str, switches: dict[str, str], grains: set[str]
) -> None:
    assert run(script, DATABASE_URL=salon, **switches).returncode == 0
    assert stored_grains(salon) == grains


def test_asked_for_nothing_it_explains_itself(script: Path) -> None:
    for arguments in ((), ("weekly",), ("daily", "hourly")):
        result = run(script, *arguments)
        assert result.returncode == 2
        assert result.stderr.startswith("usage: ")
    assert run(script, RUN_KPI_ROLLUP_DAILY="0").returncode == 2


def test_a_failing_step_stops_no_other_and_the_worst_code_is_returned(
    script: Path, salon: str, tmp_path: Path
) -> None:
    shim = tmp_path / "kpi-tool"
    shim.write_text(
        f'#!/bin/sh\ncase "$*" in *day*) exit 75 ;; *week*) exit 1 ;; esac\nexec {KPI_TOOL} "$@"\n',
        encoding="utf-8",
    )
    shim.chmod(0o755)
    result = run(script, "daily", DATABASE_URL=salon, KPI_TOOL=str(shim))
    assert result.returncode == 1
    assert [": exit 75, " in line for line in result.stderr.splitlines()] == [True, False, False, False]
    assert "month" in stored_grains(salon)


def test_a_busy_step_alone_is_busy(script: Path, salon: str, tmp_path: Path) -> None:
    shim = tmp_path / "kpi-tool"
    shim.write_text("#!/bin/sh\nexit 75\n", encoding="utf-8")
    shim.chmod(0o755)
    assert run(script, "hourly", DATABASE_URL=salon, KPI_TOOL=str(shim)).returncode == 75


def test_without_a_database_every_step_says_so(script: Path) -> None:
    result = run(script, "daily")
    assert result.returncode == 3
    assert result.stderr.count("no database named") == 4


@pytest.mark.parametrize("arguments", [("daily",), ()])
def test_retention_comes_last_and_only_when_asked_for(
    script: Path, salon: str, arguments: tuple[str, ...]
) -> None:
    with psycopg.connect(salon) as connection:
        connection.execute(
            "insert into message_log (id, tenant_id, channel, direction, created_at)"
            " select n::text, 't1', 'fax', 'inbound', now() - n * interval '1 day'"
            " from generate_series(1, 50) as n"
        )
    left = "select count(*) from message_log"
    asked = {"DATABASE_URL": salon, "RUN_KPI_ROLLUP_DAILY": "1"}
    assert run(script, *arguments, **asked).returncode == 0
    with psycopg.connect(salon) as connection:
        assert connection.execute(left).fetchone() == (50,)
    result = run(
        script, *arguments, **asked, RUN_RETENTION="1", KPI_TOOL_KEEP="10d", KPI_TOOL_KEEP_HOURS="20d"
    )
    assert result.returncode == 0, result.stderr
    assert "prune --keep 10d --hours 20d: exit 0" in result.stderr.splitlines()[-1]
    with psycopg.connect(salon) as connection:
        assert connection.execute(left).fetchone() in {(9,), (10,)}
    assert run(script, "hourly", DATABASE_URL=salon, RUN_RETENTION="1").stderr.count("prune") == 0


@redis_servers.needed
def test_hourly_samples_the_queues_where_there_is_a_redis(script: Path, salon: str, tmp_path: Path) -> None:
    with redis_servers.running(tmp_path) as url:
        with Redis.from_url(url) as client:
            client.xadd("queue:tx", {"data": '{"payload": {"tenantId": "t1"}}'})
            client.xgroup_create("queue:tx", "mine", "0")
        done = run(script, "hourly", DATABASE_URL=salon, REDIS_URL=url)
        assert done.returncode == 0, done.stderr
        first, second = done.stderr.splitlines()
        assert " sample-queues --quiet: exit 0, " in first
        assert "; 1 queues, 1 salons: 1 entries wait, 1 samples written" in first
        assert " rollup --period hour " in second
        more = {"KPI_TOOL_QUEUE_GROUP": "mine", "KPI_TOOL_QUEUE_CAP": "5"}
        done = run(script, DATABASE_URL=salon, REDIS_URL=url, RUN_KPI_ROLLUP_HOURLY="1", **more)
        assert " sample-queues --quiet --group mine --cap 5: exit 0, " in done.stderr
    assert run(script, "daily", DATABASE_URL=salon, REDIS_URL=url).stderr.count("sample-queues") == 0
    with psycopg.connect(salon) as connection:
        assert connection.execute("select sum(depth), count(*) from kpi_queue_sample").fetchone() == (2, 2)


def test_the_hourly_job_goes_on_without_its_redis(script: Path, salon: str) -> None:
    done = run(script, "hourly", DATABASE_URL=salon, REDIS_URL="redis://:secret@127.0.0.1:1")
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert ": exit 3, " in first
    assert "cannot read Redis: Error 111 connecting to 127.0.0.1:1. Connection refused." in first
    assert "secret" not in done.stderr
    assert ": exit 0, " in second
    assert stored_grains(salon) == {"hour"}


def test_it_finds_the_kpi_tool_on_the_path(script: Path, salon: str, tmp_path: Path) -> None:
    alone = tmp_path / "scripts/cron/maintenance.sh"
    alone.parent.mkdir(parents=True)
    alone.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    path = f"{KPI_TOOL.parent}{os.pathsep}{os.defpath}"
    assert run(alone, "hourly", DATABASE_URL=salon, KPI_TOOL="", PATH=path).returncode == 0
    missing = run(alone, "hourly", DATABASE_URL=salon, KPI_TOOL="")
    assert missing.returncode == 3
    assert "no kpi-tool" in missing.stderr
