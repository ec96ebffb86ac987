"""Quantiles of latencies are within 1 % of exact ones, however windows of any grain are put together."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Any, NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kpi_tool import db, job, queries
from kpi_tool.planning import Request

FIRST, LAST = date(2026, 3, 23), date(2026, 4, 5)
"""Two whole weeks, with a day of 23 hours, and a month's end between them."""
ZONE = "Europe/Berlin"
START, HOURS = datetime(2026, 3, 22, 23, tzinfo=UTC), 14 * 24 - 1
TARGETS = ("calcom", "erxes")
SHARES = {"P50": Fraction(50, 100), "P95": Fraction(95, 100), "P99": Fraction(99, 100)}
MILLISECOND = 1.0
"""What takes less is in one bin with what takes none."""
PERCENT = 0.01 * (1 + 1e-9)
"""A value on a bin's very edge is 1 % away, but for the last digits of a power."""
WINDOWS = "select granularity, period_start, period_end from kpi_rollup where tenant_id = %s"
MERGED = """
    select kpi_metrics(coalesce(jsonb_object_agg(key, value), '{}'))
    from (
        select c.key, sum(c.value::numeric) as value
        from unnest(%s::text[], %s::timestamptz[]) as chosen (granularity, period_start)
        join kpi_rollup as r using (granularity, period_start)
        cross join jsonb_each(r.counters_json) as c (key, value)
        where r.tenant_id = %s
        group by c.key
    ) as merged
"""


@dataclass(frozen=True)
class Call:
    """A call of another system."""

    target: str
    at: datetime
    milliseconds: float


@dataclass(frozen=True)
class Window:
    """A stored window."""

    grain: str
    start: datetime
    end: datetime

    def holds(self, other: "Call | Window") -> bool:
        return self.start <= (other.at if isinstance(other, Call) else other.start) < self.end


def edges() -> st.SearchStrategy[float]:
    """The ends of bins, and the numbers right beside them."""
    ends = st.integers(0, 1000).map(lambda n: (1.01 / 0.99) ** n)
    return st.tuples(ends, st.sampled_from([0.0, math.inf])).flatmap(
        lambda pair: st.sampled_from([pair[0], math.nextafter(*pair)])
    )


def heavy(seed: int) -> list[float]:
    """A long tail, or several heaps far apart."""
    dice = random.Random(seed)
    draw = dice.choice(
        [
            lambda: dice.paretovariate(0.3),
            lambda: dice.lognormvariate(5, 3),
            lambda: float(dice.lognormvariate(4, 0.1) // 1),
            lambda: dice.choice([0.0, 3.0, 40.0]) * dice.choice([1.0, 1e-5, 1e9]),
        ]
    )
    return [draw() for _ in range(dice.choice([1, 3, 19, 20, 21, 99, 100, 101, 700]))]


VALUES = st.one_of(
    st.just(0.0),
    st.floats(0, 1e-5),
    st.floats(0, 1),
    st.floats(1, 60_000),
    st.integers(0, 400).map(float),
    edges(),
    st.sampled_from([5e-324, 1e-300, 9.99e-7, 1e-6, 1e12, 1e300, 1.7976931348623157e308]),
)
LATENCIES = st.one_of(
    st.lists(VALUES, max_size=30),
    st.tuples(VALUES, st.integers(1, 60)).map(lambda constant: [constant[0]] * constant[1]),
    st.lists(VALUES, min_size=2, max_size=3).flatmap(lambda few: st.lists(st.sampled_from(few), max_size=60)),
    st.integers(0, 2**32).map(heavy),
)


@st.composite
def calls(draw: st.DrawFn) -> list[Call]:
    """Calls of both systems, all over two weeks or within few hours."""
    dice = random.Random(draw(st.integers(0, 2**32)))
    hours = dice.sample(range(HOURS), dice.choice([1, 2, 30, HOURS]))
    return [
        Call(target, START + timedelta(hours=dice.choice(hours), seconds=dice.randrange(3600)), milliseconds)
        for target in TARGETS
        for milliseconds in draw(LATENCIES)
    ]


def unions(windows: Sequence[Window], seed: int) -> Iterator[list[Window]]:
    """Sets of windows that do not overlap: whole grains, ranges of hours, and patchworks of all grains."""
    of = {grain: [w for w in windows if w.grain == grain] for grain in ("hour", "day", "week")}
    yield from of.values()
    dice = random.Random(seed)
    for _ in range(6):
        first, last = sorted(dice.sample(range(HOURS + 1), 2))
        yield of["hour"][first:last]
    for _ in range(6):
        patches = [window for window in of["week"] if dice.random() < 0.3]
        for grain, share in (("day", 0.5), ("hour", 0.3)):
            free = [w for w in of[grain] if not any(larger.holds(w) for larger in patches)]
            patches += [window for window in free if dice.random() < share]
        yield patches


def exact(values: Sequence[float], share: Fraction) -> float | None:
    """The first value that at least that share of all does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else None


def is_near(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    if theirs < MILLISECOND:
        return 0 <= ours <= MILLISECOND
    return math.isclose(ours, theirs, rel_tol=0, abs_tol=PERCENT * theirs)


def wrong(metrics: dict[str, Any], within: Sequence[Call]) -> list[str]:
    """The quantiles that are further from the exact ones than promised."""
    found = []
    for target in TARGETS:
        values = [call.milliseconds for call in within if call.target == target]
        for name, share in SHARES.items():
            ours, theirs = metrics[f"{target}Latency{name}Ms"], exact(values, share)
            if not is_near(None if ours is None else float(ours), theirs):
                found.append(f"{target} {name} of {len(values)}: {ours}, exactly {theirs}")
    return found


class Platform(NamedTuple):
    """A database, and a connection to it."""

    conninfo: str
    connection: psycopg.Connection[Any]


@pytest.fixture(scope="module")
def platform(make_database: Callable[..., str], template: str) -> Iterator[Platform]:
    """A migrated database to which each example adds a salon."""
    conninfo = make_database(template)
    with db.connect(conninfo) as connection:
        yield Platform(conninfo, connection)


NUMBERS = count()


def roll_up(platform: Platform, of: Sequence[Call]) -> str:
    """A new salon with these calls, its hours, days and weeks computed from them."""
    tenant = f"salon {next(NUMBERS)}"
    connection = platform.connection
    with connection.transaction():
        connection.execute("insert into tenants (tenant_id) values (%s)", [tenant])
        connection.execute(
            "insert into kpi_tenant_settings (tenant_id, timezone) values (%s, %s)", [tenant, ZONE]
        )
        connection.cursor().executemany(
            "insert into kpi_integration_log (tenant_id, kind, target, latency_ms, created_at)"
            " values (%s, 'api', %s, %s, %s)",
            [(tenant, call.target, call.milliseconds, call.at) for call in of],
        )
    for grain in ("hour", "day", "week"):
        as_of = datetime(2026, 4, 10, tzinfo=UTC)
        report = job.run(platform.conninfo, Request(grain, (tenant,), FIRST, LAST, as_of))
        assert report.errors == {}
    return tenant


def shown(connection: psycopg.Connection[Any], tenant: str, grain: str, span: Window) -> dict[str, Any]:
    """What `show` says of the windows of a range."""
    parameters = {"tenant_id": tenant, "granularity": grain, "from_at": span.start, "to_at": span.end}
    parameters["staff_id"] = None
    (row,) = queries.execute(connection, "summary", parameters, level="salon")
    return dict(row["metrics"])


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(made=calls(), seed=st.integers(0, 2**32))
def test_quantiles_of_any_windows_are_within_a_percent_of_exact_ones(
    platform: Platform, made: list[Call], seed: int
) -> None:
    tenant = roll_up(platform, made)
    stored = platform.connection.execute(WINDOWS, [tenant])
    windows = sorted((Window(*row) for row in stored), key=lambda window: window.start)
    assert len(windows) == HOURS + 14 + 2
    for union in unions(windows, seed):
        within = [call for call in made if any(window.holds(call) for window in union)]
        chosen = [window.grain for window in union], [window.start for window in union]
        (metrics,) = platform.connection.execute(MERGED, [*chosen, tenant]).fetchone() or ()
        assert wrong(metrics, within) == []
        grains = {window.grain for window in union}
        if len(grains) == 1 and union[-1].end - union[0].start == sum(
            (window.end - window.start for window in union), timedelta()
        ):
            span = Window("", union[0].start, union[-1].end)
            assert wrong(shown(platform.connection, tenant, grains.pop(), span), within) == []


def test_every_stored_window_has_quantiles_within_a_percent(platform: Platform) -> None:
    """Each by itself, hours as well as days and weeks."""
    dice = random.Random(7)
    made = [
        Call(target, START + timedelta(seconds=dice.randrange(HOURS * 3600)), dice.paretovariate(0.2) - 1)
        for target in TARGETS
        for _ in range(3000)
    ]
    tenant = roll_up(platform, made)
    stored = platform.connection.execute(
        "select granularity, period_start, period_end, metrics_json from kpi_rollup where tenant_id = %s",
        [tenant],
    ).fetchall()
    found = {
        (grain, start): wrong(metrics, [call for call in made if start <= call.at < end])
        for grain, start, end, metrics in stored
    }
    assert {key: lines for key, lines in found.items() if lines} == {}
    assert len(found) == HOURS + 14 + 2
