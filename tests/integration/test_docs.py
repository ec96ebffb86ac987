"""The documentation against the product: the reference page, and the page that adds a KPI."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from kpi_tool import db, job, migrate
from kpi_tool.planning import Request

Cli = Callable[..., tuple[int, str, str]]
AS_OF = datetime(2026, 3, 2, tzinfo=UTC)


def test_the_metric_reference_is_what_the_catalogue_says(
    checkout: Path, database: str, kpi_tool: Cli
) -> None:
    code, out, _ = kpi_tool("metrics", "--format", "markdown", url=database)
    assert code == 0
    page = (checkout / "docs/metrics.md").read_text(encoding="utf-8")
    assert page == out, "run make docs"


def _blocks(page: Path) -> list[str]:
    return re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def test_adding_a_kpi_takes_what_the_page_says(
    checkout: Path, own_sql: Path, forget_sql: Callable[[], None], database: str
) -> None:
    counter, metric, family = _blocks(checkout / "docs/adding-a-kpi.md")
    header, column = counter.split("\n\n")
    booking = own_sql / "scripts/sql/kpis/booking.sql"
    text = booking.read_text(encoding="utf-8")
    declared = header.removesuffix(", ...")
    assert declared.startswith("-- counters: bookings_confirmed S, bookings_automated S, ")
    text = text.replace("-- counters: bookings_confirmed S, bookings_automated S", declared)
    text = text.replace("    1 as bookings_confirmed,\n", "    1 as bookings_confirmed,\n" + column)
    booking.write_text(text, encoding="utf-8")
    catalogue = own_sql / "sql/catalog/metrics.sql"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("    -- bookings\n", "    -- bookings\n" + metric), encoding="utf-8")
    (own_sql / "scripts/sql/kpis/intake.sql").write_text(family, encoding="utf-8")
    forget_sql()

    with db.connect(database) as connection:
        migrate.migrate(connection)
        _fill(connection)
        job.run(database, Request("day", (), date(2026, 3, 1), date(2026, 3, 1), AS_OF))
        row = connection.execute("select counters_json, metrics_json from kpi_rollup").fetchone()
    assert row is not None
    counters, metrics = row
    assert counters["bookings_api"] == 1
    assert metrics["apiShare"] == 50
    assert (counters["intake_notes|draft"], counters["intake_notes_confirmed"]) == (1, 1)


def _fill(connection: psycopg.Connection[object]) -> None:
    connection.execute(
        """
        insert into tenants (tenant_id, name, status) values ('t', 'T', 'active');
        insert into booking_events (id, tenant_id, booking_id, event_type, source, payload_json, created_at)
        values
        ('e1', 't', 'b1', 'created', 'api:booking', '{}', '2026-03-01 10:00Z'),
        ('e2', 't', 'b2', 'created', 'calcom:webhook', '{}', '2026-03-01 11:00Z');
        insert into intake_doc (id, tenant_id, status, created_at)
        values ('d1', 't', 'draft', '2026-03-01 12:00Z'), ('d2', 't', 'confirmed', '2026-03-01 13:00Z');
        """
    )
