"""export-metrics, and the alerts and the dashboard that are built on it."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from salons import SALON, execute, fetch, salon_of

from kpi_tool import __version__, db, job, prometheus, queries
from kpi_tool.cli.metrics import meets_target
from kpi_tool.planning import Request

Cli = Callable[..., tuple[int, str, str]]
Labels = frozenset[tuple[str, str]]
CHECKOUT = Path(__file__).parent.parent.parent
OPS = CHECKOUT / "ops"
LABELS = {"grain", "metric", "queue", "target", "version"}
MOST = 20
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
NOW = TODAY - timedelta(hours=6)
HEALTH = """
    create table clock as
    select at + interval '30 hours' as now, at + interval '29 hours 30 minutes' as hour, at as noon
    from noon where n = 2;
    -- Sixty targets and queues, the later the rarer, their names as nasty as can be.
    create table names as
    select number, case number when 3 then 'other' when 4 then repeat('long', 100)
        else format(E'"%s\\\\\\n}', number) end as name
    from generate_series(1, 60) as number;
    insert into kpi_integration_log (tenant_id, kind, target, ok, created_at)
    select 't', kind, case when kind in ('api', 'webhook') then name end, number % 2 = 0, at
    from names
    cross join unnest(array['api', 'webhook', 'stt', 'ocr']) as kind
    cross join (select hour as at from clock union all select noon from clock) as moments
    cross join generate_series(number, 60);
    insert into job_log (id, tenant_id, queue, status, payload, created_at, updated_at)
    select format('x%s %s %s', number, n, at), 't', name, case n when 60 then 'dead' else 'processed' end,
        '{}', at, at
    from names
    cross join (select hour as at from clock union all select noon from clock) as moments
    cross join lateral generate_series(number, 60) as n;
    insert into kpi_queue_sample (tenant_id, queue, depth, pending, sampled_at)
    select tenant_id, names.name, number, 1, clock.now - minutes * interval '1 minute'
    from names cross join tenants cross join clock cross join unnest(array[1, 9]) as minutes
    where tenant_id = 't' or number <= 30;
"""
"""Calls, jobs and samples of the last day and of the last hour, as it is yesterday at six in the evening."""
TROUBLE = f"""
    insert into tenants (tenant_id) values ('new');
    insert into kpi_failure
    select 't', 'day', start, start + interval '1 day', 'r', now(), now(), 2, '22003', 'numeric overflow'
    from unnest(array['{TODAY - timedelta(days=2)}', '{TODAY - timedelta(days=3)}']::timestamptz[]) as start;
    update kpi_coverage
    set good = good - '{{[{TODAY - timedelta(days=6)}, {TODAY - timedelta(days=4)})}}'::tstzmultirange
    where tenant_id = 'other' and granularity = 'day';
"""


class Exported:
    """What has been exported, by metric and labels."""

    def __init__(self, text: str) -> None:
        self.text = text
        families = list(text_string_to_metric_families(text))
        self.families = {family.name: family for family in families}
        assert len(self.families) == len(families)
        self.samples: dict[str, dict[Labels, float]] = {
            family.name: {frozenset(s.labels.items()): s.value for s in family.samples} for family in families
        }

    def value(self, metric: str, **labels: str) -> float:
        return self.samples[metric][frozenset(labels.items())]

    def by(self, metric: str, label: str, **labels: str) -> dict[str, float]:
        wanted = set(labels.items())
        return {
            dict(found)[label]: value for found, value in self.samples[metric].items() if wanted <= set(found)
        }


@pytest.fixture(scope="module")
def troubled(make_database: Callable[..., str], template: str) -> str:
    """Two salons of twelve days, rolled up by cron, then some trouble."""
    conninfo = make_database(template)
    execute(conninfo, salon_of(TODAY) + HEALTH)
    for grain in ("hour", "day"):
        report = job.run(conninfo, Request(grain, (), None, None, NOW))
        assert report.errors == {}
    execute(conninfo, TROUBLE)
    return conninfo


def export(conninfo: str, now: datetime) -> Exported:
    with db.connect(conninfo) as connection:
        return Exported(prometheus.metrics_text(connection, now))


@pytest.fixture(scope="module")
def exported(troubled: str) -> Exported:
    return export(troubled, NOW)


def midnight(days_ago: int) -> float:
    return (TODAY - timedelta(days=days_ago)).timestamp()


# What is told


def test_the_stricter_parser_reads_it_too(exported: Exported) -> None:
    """It refuses samples apart from their family, repeated ones, and suffixes at odds with the type."""
    families = list(openmetrics.text_string_to_metric_families(exported.text + "# EOF\n"))
    assert {family.name for family in families} == set(exported.families)
    assert all(family.documentation.endswith(".") for family in families)


def test_names_are_in_base_units(exported: Exported) -> None:
    odd = re.compile(r"_(total|ms|milliseconds|minutes|hours|days|percent|count|sum|bucket)$")
    assert all(name.startswith("kpi_tool_") and not odd.search(name) for name in exported.families)
    assert {family.type for family in exported.families.values()} == {"gauge"}


def test_the_version_and_the_instant_are_told(troubled: str) -> None:
    told = export(troubled, NOW + timedelta(milliseconds=250))
    assert told.value("kpi_tool_build_info", version=__version__) == 1
    assert told.value("kpi_tool_export_timestamp_seconds") == NOW.timestamp() + 0.25


def test_freshness_by_grain(exported: Exported) -> None:
    def of_days(metric: str) -> float:
        return exported.value(f"kpi_tool_{metric}", grain="day")

    assert exported.value("kpi_tool_tenants") == 3
    assert of_days("good_until_oldest_timestamp_seconds") == midnight(1)
    assert of_days("good_until_newest_timestamp_seconds") == midnight(1)
    assert of_days("oldest_missing_window_timestamp_seconds") == midnight(5)
    assert (of_days("missing_windows"), of_days("dirty_windows")) == (2, 2)
    assert (of_days("stale_tenants"), of_days("never_rolled_up_tenants")) == (1, 1)
    assert exported.value("kpi_tool_stale_tenants", grain="hour") == 0
    assert set(exported.by("kpi_tool_missing_windows", "grain")) == {"hour", "day"}


def test_hours_are_stale_sooner_than_days(troubled: str) -> None:
    later = export(troubled, NOW + timedelta(hours=4))
    assert later.value("kpi_tool_stale_tenants", grain="hour") == 2
    assert later.value("kpi_tool_stale_tenants", grain="day") == 1
    tomorrow = export(troubled, NOW + timedelta(hours=49))
    assert tomorrow.value("kpi_tool_stale_tenants", grain="day") == 2


def test_failed_tenants_are_counted_once(exported: Exported) -> None:
    assert exported.by("kpi_tool_failed_tenants", "grain") == {"hour": 0, "day": 1, "week": 0, "month": 0}
    assert exported.value("kpi_tool_failed_windows", grain="day") == 2


def test_the_last_run_is_that_of_cron(kpi_tool: Cli, database: str) -> None:
    execute(database, SALON)
    for dates in ((), ("--from", f"{datetime.now(UTC).date() - timedelta(days=2)}")):
        assert kpi_tool("rollup", "--period", "day", *dates, url=database)[0] == 0
    execute(
        database,
        """
        update kpi_run set started_at = '2026-01-02', done_since = '2026-01-02', seen_at = '2026-01-02',
            finished_at = '2026-01-02 00:01:30Z'
        where arguments ->> 'from' is null
        """,
    )
    told = export(database, NOW)
    finished = datetime(2026, 1, 2, 0, 1, 30, tzinfo=UTC).timestamp()
    assert told.by("kpi_tool_last_run_finished_timestamp_seconds", "grain") == {"day": finished}
    assert told.value("kpi_tool_last_success_timestamp_seconds", grain="day") == finished
    assert told.value("kpi_tool_last_run_windows", grain="day") == 26
    assert told.value("kpi_tool_last_run_success", grain="day") == 1

    execute(database, "alter table kpi_stage rename to elsewhere")
    assert kpi_tool("rollup", "--period", "day", url=database)[0] == 1
    told = export(database, NOW)
    assert told.value("kpi_tool_last_run_success", grain="day") == 0
    assert told.value("kpi_tool_last_success_timestamp_seconds", grain="day") == finished
    assert 0 < told.value("kpi_tool_last_run_duration_seconds", grain="day") < 600


def test_breaches_are_those_that_the_view_tells(troubled: str, exported: Exported) -> None:
    rows = fetch(
        troubled,
        f"""
        select metric, count(value), count(*) filter (where not met)
        from kpi_values
        where granularity = 'day' and staff_id is null and breakdown is null and target is not null
            and period_end = '{TODAY - timedelta(days=1)}'
        group by metric
        """,
    )
    assert exported.by("kpi_tool_target_measured_tenants", "metric") == {name: n for name, n, _ in rows}
    assert exported.by("kpi_tool_target_breaching_tenants", "metric") == {name: n for name, _, n in rows}
    assert {n for _, _, n in rows} > {0}


@pytest.mark.parametrize("apart", [-1, 0, 1, None])
def test_a_target_is_met_at_its_own_value_unless_it_excludes_it(database: str, apart: int | None) -> None:
    """As `show` judges it, too."""
    start, end = TODAY - timedelta(days=2), TODAY - timedelta(days=1)
    execute(
        database,
        f"""
        insert into tenants (tenant_id) values ('t');
        insert into kpi_coverage values ('t', 'day', 'UTC', '{{[{start}, {end})}}');
        insert into kpi_rollup
        select 'id', 't', 'day', '{start}'::timestamptz, '{end}'::timestamptz, '{{}}',
            jsonb_object_agg(name, target + {"null" if apart is None else apart}), now(), now()
        from kpi_metric where target is not null
        """,
    )
    with db.connect(database) as connection:
        catalogue = [m for m in queries.execute(connection, "metrics") if m["target"] is not None]
    met = {m["name"]: apart is None or meets_target(m["target"] + apart, m) for m in catalogue}
    assert len(met) == 8
    told = export(database, NOW)
    assert told.by("kpi_tool_target_breaching_tenants", "metric") == {name: not met[name] for name in met}
    assert set(told.by("kpi_tool_target_measured_tenants", "metric").values()) == {int(apart is not None)}
    assert dict(fetch(database, "select metric, met from kpi_values")) == {
        name: None if apart is None else met[name] for name in met
    }


def test_what_is_old_says_nothing_of_today(troubled: str) -> None:
    later = export(troubled, NOW + timedelta(days=5))
    assert set(later.by("kpi_tool_target_measured_tenants", "metric").values()) == {0}
    assert "kpi_tool_api_calls" not in later.families
    assert "kpi_tool_dead_letter_ratio" not in later.families
    assert "kpi_tool_queue_depth" not in later.families
    assert later.value("kpi_tool_queue_sampled_tenants") == 0


def test_queues_are_those_of_the_latest_sampling(troubled: str, exported: Exported) -> None:
    depths = exported.by("kpi_tool_queue_depth", "queue")
    assert depths['"1\\\n}'] == 2
    assert sum(depths.values()) == sum(range(1, 61)) + sum(range(1, 31))
    assert sum(exported.by("kpi_tool_queue_pending", "queue").values()) == 90
    ((newest,),) = fetch(troubled, "select extract(epoch from max(sampled_at)) from kpi_queue_sample")
    assert exported.value("kpi_tool_queue_newest_sample_timestamp_seconds") == float(newest)
    assert exported.value("kpi_tool_queue_sampled_tenants") == 2


@pytest.mark.parametrize("grain", ["hour", "day"])
@pytest.mark.parametrize("kind", ["api", "webhook"])
def test_errors_have_their_numerator_and_denominator(exported: Exported, kind: str, grain: str) -> None:
    calls = exported.by(f"kpi_tool_{kind}_calls", "target", grain=grain)
    errors = exported.by(f"kpi_tool_{kind}_errors", "target", grain=grain)
    assert calls['"1\\\n}'] == errors['"1\\\n}'] == 60
    assert sum(calls.values()) == sum(range(1, 61))
    assert sum(errors.values()) == sum(61 - number for number in range(1, 61, 2))
    ratios = exported.by(f"kpi_tool_{kind}_error_ratio", "target", grain=grain)
    assert ratios == pytest.approx({target: errors[target] / calls[target] for target in calls})


def test_what_has_no_target_has_no_such_label(exported: Exported) -> None:
    for kind in ("stt", "ocr"):
        assert exported.value(f"kpi_tool_{kind}_calls", grain="hour") == sum(range(1, 61))
        assert exported.value(f"kpi_tool_{kind}_error_ratio", grain="day") == pytest.approx(930 / 1830)


def test_dead_letters_are_held_against_all_jobs(exported: Exported) -> None:
    dead = exported.by("kpi_tool_dead_letters", "queue", grain="hour")
    assert sum(dead.values()) == 60
    assert sum(exported.by("kpi_tool_jobs_finished", "queue", grain="hour").values()) == sum(range(1, 61))
    assert exported.value("kpi_tool_dead_letter_ratio", grain="hour") == pytest.approx(60 / 1830)


# How much of it


def test_no_label_but_these_and_no_salon_in_any(exported: Exported) -> None:
    labels = {pair for samples in exported.samples.values() for found in samples for pair in found}
    assert {name for name, _ in labels} == LABELS
    assert {value for _, value in labels} & {"t", "new"} == set()
    assert all(len(value) <= 100 for _, value in labels)


@pytest.mark.parametrize("label", ["queue", "target"])
def test_names_beyond_the_largest_are_summed_up(exported: Exported, label: str) -> None:
    """Sixty of each were given, one of them called other like the rest; the largest keep their names."""
    names = [
        {dict(found)[label] for found in samples if label in dict(found)}
        for samples in exported.samples.values()
    ]
    found = [shown for shown in names if shown]
    assert all(len(shown) <= MOST + 1 for shown in found)
    assert all({"other", '"1\\\n}'} <= shown for shown in found)
    if label == "target":
        largest = {f'"{number}\\\n}}' for number in (1, 2, *range(5, MOST + 1))}
        assert {frozenset(shown) for shown in found} == {frozenset(largest | {"other", "long" * 25})}


def test_more_salons_are_no_more_samples(make_database: Callable[..., str], troubled: str) -> None:
    with psycopg.connect(troubled) as connection:
        name = connection.info.dbname
    more = make_database(name)
    execute(
        more,
        """
        insert into tenants (tenant_id) select 'salon ' || n from generate_series(1, 200) as n;
        insert into kpi_coverage
        select 'salon ' || n, granularity, timezone, good
        from kpi_coverage cross join generate_series(1, 200) as n where tenant_id = 't';
        insert into kpi_rollup
        select id || n, 'salon ' || n, granularity, period_start, period_end, counters_json, metrics_json,
            created_at, updated_at
        from kpi_rollup cross join generate_series(1, 200) as n where tenant_id = 't'
        """,
    )
    before, after = export(troubled, NOW), export(more, NOW)
    assert {name: set(found) for name, found in after.samples.items()} == {
        name: set(found) for name, found in before.samples.items()
    }
    assert sum(after.by("kpi_tool_api_calls", "target", grain="day").values()) == 201 * 1830


def test_a_platform_without_salons_is_told_of(database: str) -> None:
    told = export(database, NOW)
    assert told.value("kpi_tool_tenants") == 0
    assert told.value("kpi_tool_never_rolled_up_tenants", grain="day") == 0
    execute(database, "insert into tenants (tenant_id) values ('t')")
    assert export(database, NOW).value("kpi_tool_never_rolled_up_tenants", grain="day") == 1


# The command


def test_without_a_file_it_is_stdout(kpi_tool: Cli, database: str) -> None:
    code, out, err = kpi_tool("export-metrics", url=database)
    assert (code, err) == (0, "")
    assert Exported(out).value("kpi_tool_build_info", version=__version__) == 1


def test_a_file_is_for_the_textfile_collector(kpi_tool: Cli, database: str, tmp_path: Path) -> None:
    file = tmp_path / "kpi-tool.prom"
    assert kpi_tool("export-metrics", str(file), url=database) == (0, "", "")
    assert Exported(file.read_text(encoding="utf-8")).families
    assert list(tmp_path.iterdir()) == [file]


def test_an_error_leaves_the_old_file(kpi_tool: Cli, empty_database: str, tmp_path: Path) -> None:
    file = tmp_path / "kpi-tool.prom"
    file.write_text("old\n", encoding="utf-8")
    for url in (empty_database, "postgresql://postgres@127.0.0.1:1/postgres"):
        code, out, err = kpi_tool("export-metrics", str(file), url=url)
        assert (code, out, err.count("\n")) == (3, "", 1)
        assert file.read_text(encoding="utf-8") == "old\n"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be(kpi_tool: Cli, database: str, tmp_path: Path) -> None:
    assert kpi_tool("export-metrics", str(tmp_path), url=database) == (
        *(2, ""),
        f"kpi-tool: {tmp_path} is no file that can be replaced\n",
    )
    code, _, err = kpi_tool("export-metrics", str(tmp_path / "a/b.prom"), url=database)
    assert (code, err) == (2, f"kpi-tool: {tmp_path}/a is no directory\n")


# Alerts, dashboard and documentation


def promtool(*arguments: object, said: str | None = None) -> None:
    """Run a check that must succeed."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool: Debian's prometheus has it")
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def used_in(text: str) -> set[str]:
    return set(re.findall(r"\bkpi_tool_\w+", text))


def panels() -> Iterator[dict[str, Any]]:
    board = json.loads((OPS / "grafana/kpi-tool.json").read_text(encoding="utf-8"))
    yield from board["panels"]


def targets(kind: str) -> Iterator[tuple[str, str]]:
    """Title and query of each panel that reads such a source."""
    for panel in panels():
        for target in panel.get("targets", ()):
            if target["datasource"]["type"] == kind:
                yield panel["title"], target.get("expr") or target["rawSql"]


def test_alerts_are_sound() -> None:
    promtool("check", "rules", OPS / "prometheus/alerts.yml")


def test_alerts_fire_when_they_should_and_not_else() -> None:
    promtool("test", "rules", OPS / "prometheus/alerts_test.yml")


def test_every_alert_is_tested() -> None:
    rules = re.findall(r"alert: (\w+)", (OPS / "prometheus/alerts.yml").read_text(encoding="utf-8"))
    tested = re.findall(r"alertname: (\w+)", (OPS / "prometheus/alerts_test.yml").read_text(encoding="utf-8"))
    assert {name: tested.count(name) for name in rules} == dict.fromkeys(rules, 3)


def test_promtool_finds_nothing_wrong_with_what_is_told(exported: Exported) -> None:
    promtool("check", "metrics", said=exported.text)


@pytest.mark.parametrize(
    "file", ["prometheus/alerts.yml", "prometheus/alerts_test.yml", "grafana/kpi-tool.json"]
)
def test_every_metric_that_is_used_is_exported(exported: Exported, file: str) -> None:
    used = used_in((OPS / file).read_text(encoding="utf-8"))
    assert used
    assert used - set(exported.families) == set()


def test_every_query_of_the_dashboard_runs(troubled: str) -> None:
    board = json.loads((OPS / "grafana/kpi-tool.json").read_text(encoding="utf-8"))
    variables = [v["query"] for v in board["templating"]["list"] if v["type"] == "query"]
    asked = [*targets("grafana-postgresql-datasource"), *(("variable", query) for query in variables)]
    assert len(asked) >= 7
    for title, query in asked:
        text = re.sub(r"\$__timeFilter\((\w+)\)", r"\1 between now() - interval '30 days' and now()", query)
        text = text.replace("${tenant:sqlstring}", "'t'").replace("${metric:sqlstring}", "'appointments'")
        text = text.replace("now()", f"'{NOW}'::timestamptz")  # it is of then that there are rows
        assert "$" not in text, title
        assert fetch(troubled, text), title


def test_every_metric_is_documented_with_its_labels(exported: Exported) -> None:
    page = (CHECKOUT / "docs/monitoring.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(kpi_tool_\w+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", page, re.MULTILINE)
    documented = {name: (set(re.findall(r"`(\w+)`", labels)), int(most)) for name, labels, most, _ in rows}
    assert set(documented) == set(exported.families)
    assert {name: help_text for name, _, _, help_text in rows} == {
        name: family.documentation for name, family in exported.families.items()
    }
    for name, (labels, most) in documented.items():
        assert {label for found in exported.samples[name] for label, _ in found} == labels, name
        assert len(exported.samples[name]) <= most, name
    (total,) = re.findall(r"at most ([\d,]+) series", page)
    assert sum(most for _, most in documented.values()) == int(total.replace(",", ""))
