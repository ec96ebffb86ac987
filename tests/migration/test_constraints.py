"""Our tables refuse what makes no sense, and take what does."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

SETTINGS = "kpi_tenant_settings"
OPENING = "kpi_opening_hours (tenant_id, weekday, opens_at, closes_at, valid_from)"
SCHEDULE = "kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)"
TIME_OFF = "kpi_staff_time_off (tenant_id, staff_id, starts_at, ends_at)"
ROLLUP_TAIL = "granularity, period_start, period_end, counters_json, metrics_json, created_at, updated_at)"
ROLLUP = f"kpi_rollup (id, tenant_id, {ROLLUP_TAIL}"
STAFF_ROLLUP = f"staff_kpi_rollup (id, tenant_id, staff_id, {ROLLUP_TAIL}"
WINDOW = "'2026-03-01', '2026-03-02', '{}', '{}', now(), now()"
REFUSED = {
    SETTINGS: [
        *(
            f"(tenant_id, timezone) values ('t', '{zone}')"
            for zone in ("MSK", "FOO3", "Mars/Base", "", "CET-1CEST")
        ),
        *(
            f"(tenant_id, timezone) values ('t', '{zone}')"
            for zone in ("+03", "europe/moscow", "Europe/Moscow ")
        ),
        "(tenant_id) values (null)",
        "(tenant_id) values ('')",
        "(tenant_id, slot_grid_minutes) values ('t', 0)",
        "(tenant_id, slot_grid_minutes) values ('t', 1441)",
        "(tenant_id, peak_start) values ('t', '24:00')",
        "(tenant_id, peak_end) values ('t', '24:00')",
        "(tenant_id, chairs) values ('t', -1)",
        "(tenant_id, reminder_lead_minutes) values ('t', -1)",
        "(tenant_id, feedback_window_days) values ('t', -1)",
        "(tenant_id, repeat_lookback_days) values ('t', -1)",
        "values ('t'), ('t')",
    ],
    OPENING: [
        "values ('t', 0, '09:00', '18:00', '2026-01-01')",
        "values ('t', 8, '09:00', '18:00', '2026-01-01')",
        "values ('t', 1, '24:00', '18:00', '2026-01-01')",
        "values ('t', 1, '09:00', '24:00', '2026-01-01')",
        "values (null, 1, '09:00', '18:00', '2026-01-01')",
        "values ('t', null, '09:00', '18:00', '2026-01-01')",
        "values ('t', 1, null, '18:00', '2026-01-01')",
        "values ('t', 1, '09:00', null, '2026-01-01')",
        "values ('t', 1, '09:00', '18:00', null)",
    ],
    SCHEDULE: [
        "values ('t', 's', 0, '09:00', '18:00', '2026-01-01')",
        "values ('t', 's', 8, '09:00', '18:00', '2026-01-01')",
        "values ('t', 's', 1, '24:00', '18:00', '2026-01-01')",
        "values ('t', 's', 1, '09:00', '24:00', '2026-01-01')",
        "values (null, 's', 1, '09:00', '18:00', '2026-01-01')",
        "values ('t', null, 1, '09:00', '18:00', '2026-01-01')",
        "values ('t', '', 1, '09:00', '18:00', '2026-01-01')",
    ],
    TIME_OFF: [
        "values ('t', 's', '2026-03-02', '2026-03-01')",
        "values ('t', 's', '2026-03-01', '2026-03-01')",
        "values ('t', 's', '2026-03-01', 'infinity')",
        "values ('t', 's', '-infinity', '2026-03-01')",
        "values (null, 's', '2026-03-01', '2026-03-02')",
        "values ('t', null, '2026-03-01', '2026-03-02')",
        "values ('t', 's', null, '2026-03-02')",
    ],
    "kpi_integration_log (tenant_id, kind, latency_ms)": [
        "values ('t', 'api', -1)",
        "values ('t', 'fax', 1)",
        "values (null, 'api', 1)",
        "values ('t', null, 1)",
    ],
    "kpi_queue_sample (tenant_id, queue, depth, pending, sampled_at)": [
        "values ('t', 'q', -1, 0, now())",
        "values ('t', 'q', 0, -1, now())",
        "values (null, 'q', 0, 0, now())",
        "values ('t', null, 0, 0, now())",
        "values ('t', 'q', 0, 0, null)",
    ],
    ROLLUP: [
        f"values ('1', null, 'day', {WINDOW})",
        f"values ('1', 't', 'year', {WINDOW})",
        "values ('1', 't', 'day', '2026-03-02', '2026-03-01', '{}', '{}', now(), now())",
        "values ('1', 't', 'day', '2026-03-01', '2026-03-02', '[]', '{}', now(), now())",
        f"values ('1', 't', 'day', {WINDOW}), ('2', 't', 'day', {WINDOW})",
    ],
    STAFF_ROLLUP: [
        f"values ('1', 't', null, 'day', {WINDOW})",
        f"values ('1', 't', '', 'day', {WINDOW})",
        f"values ('1', 't', 's', 'day', {WINDOW}), ('2', 't', 's', 'day', {WINDOW})",
    ],
}
TAKEN = [
    *(
        f"kpi_tenant_settings (tenant_id, timezone) values ('t', '{zone}')"
        for zone in ("UTC", "Europe/Moscow", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "GMT", "EST5EDT")
    ),
    "kpi_tenant_settings (tenant_id, timezone, slot_grid_minutes, chairs) values ('t', null, null, null)",
    "kpi_tenant_settings (tenant_id, peak_start, peak_end) values ('t', '22:00', '00:00')",
    f"{OPENING} values ('t', 7, '18:00', '00:00', '2026-01-01')",
    f"{SCHEDULE} values ('t', 's', 7, '22:00', '02:00', '2026-01-01')",
    f"{SCHEDULE} values ('t', 's', 7, '00:00', '02:00', 'today'), ('t', 's', 7, '02:30', '04:00', 'today')",
    f"{TIME_OFF} values ('t', 's', '2026-03-01', '2026-03-02')",
    "kpi_integration_log (tenant_id, kind) values ('t', 'webhook'), ('t', 'webhook')",
    "kpi_integration_log (tenant_id, kind, target, ok, latency_ms) values ('t', 'api', 'erxes', true, 0)",
    "kpi_queue_sample (tenant_id, queue, depth, sampled_at) values ('t', 'q', 0, now())",
    f"{ROLLUP} values ('1', 't', 'hour', {WINDOW}), ('1', 't', 'day', {WINDOW})",
    f"{ROLLUP} values ('1', 't', 'day', {WINDOW}), ('1', 'u', 'day', {WINDOW})",
    f"{STAFF_ROLLUP} values ('1', 't', 's', 'week', {WINDOW}), ('1', 't', 'r', 'month', {WINDOW})",
]


@pytest.fixture(scope="module")
def shared(make_database: Any, template: str) -> Iterator[psycopg.Connection[Any]]:  # noqa: ANN401  a factory
    with psycopg.connect(make_database(template)) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    "statement", [f"{table} {text}" for table, texts in REFUSED.items() for text in texts]
)
def test_refused(shared: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.IntegrityError), shared.transaction():
        shared.execute(f"insert into {statement}".encode())


@pytest.mark.parametrize("statement", TAKEN)
def test_taken(shared: psycopg.Connection[Any], statement: str) -> None:
    with shared.transaction(force_rollback=True):
        assert shared.execute(f"insert into {statement}".encode()).rowcount > 0


def test_defaults(shared: psycopg.Connection[Any]) -> None:
    with shared.transaction(force_rollback=True):
        shared.execute("insert into tenants (tenant_id) values ('plain'), ('null'), ('none')")
        shared.execute("insert into kpi_tenant_settings (tenant_id) values ('plain')")
        shared.execute(
            "insert into kpi_tenant_settings"
            " values ('null', null, '', null, null, null, null, null, null, null)"
        )
        settings = shared.execute(
            """
            select distinct
                is_active, timezone, currency, slot_grid_minutes, peak_start::text, peak_end::text, chairs,
                reminder_lead_minutes, feedback_window_days, repeat_lookback_days
            from kpi_tenant
            """
        ).fetchall()
        assert settings == [(True, "UTC", None, 15, "11:00:00", "19:00:00", None, 60, 14, 365)]
        shared.execute("insert into kpi_integration_log (tenant_id, kind) values ('t', 'api')")
        shared.execute(
            "insert into kpi_queue_sample (tenant_id, queue, depth, sampled_at) values ('t', 'q', 2, now())"
        )
        shared.execute(
            "insert into booking_events (id, tenant_id, event_type, created_at) values ('e', 't', 'c', now())"
        )
        assert shared.execute("select pending from kpi_queue_sample").fetchall() == [(0,)]
        assert shared.execute("select created_at = now() from kpi_integration_log").fetchall() == [(True,)]


@pytest.mark.parametrize(
    ("status", "active"), [("active", True), (None, True), ("Archived", False), ("deleted", False)]
)
def test_active(shared: psycopg.Connection[Any], status: str | None, active: bool) -> None:  # noqa: FBT001
    with shared.transaction(force_rollback=True):
        shared.execute("insert into tenants (tenant_id, status) values ('t', %s)", [status])
        assert shared.execute("select is_active from kpi_tenant").fetchall() == [(active,)]
