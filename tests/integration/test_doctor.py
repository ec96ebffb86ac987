"""doctor: what it prints is what the rollups' statements can use."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from salons import SALON, execute, fetch

from kpi_tool import doctor

Cli = Callable[..., tuple[int, str, str]]
INDEXES = """
    select indexrelid::regclass::text, indisvalid from pg_index
    where indexrelid::regclass::text like '%\\_kpi\\_%' and indexrelid::regclass::text not like 'staff%'
"""
HOSTS_OWN = "booking_events_booking_idx, audit_log_tenant_idx, job_log_tenant_idx"
USED = {
    "booking_events_kpi_final_idx": """
        select from kpi_source_booking_events where tenant_id = 't' and booking_id = 'b' and is_final
    """,
    "booking_events_kpi_intent_idx": """
        select from kpi_source_booking_events where tenant_id = 't' and intent_id = 'i' and is_intent
    """,
    "booking_events_kpi_success_idx": """
        select from kpi_source_booking_events where tenant_id = 't' and intent_id = 'i' and is_success
    """,
    "appointments_map_kpi_successor_idx": """
        select from kpi_source_appointments_map
        where tenant_id = 't' and rescheduled_from_id = 'b' and metadata ? 'rescheduledFromUid'
    """,
    "audit_log_kpi_action_idx": """
        select from kpi_source_audit_log where tenant_id = 't' and booking_id = 'b' and action like 'admin.%'
    """,
    "job_log_kpi_reminder_idx": """
        select from kpi_source_job_log where tenant_id = 't' and booking_id = 'b' and is_reminder
    """,
}
"""What the views must read as, for the index to serve."""


def plan(connection: psycopg.Connection[Any], query: str) -> str:
    with connection.transaction():
        connection.execute("set local enable_seqscan = off")
        return "\n".join(row[0] for row in connection.execute(f"explain {query}".encode()))


def test_its_indexes_can_be_made_twice_and_serve(kpi_tool: Cli, database: str) -> None:
    code, printed, _ = kpi_tool("doctor", url=database)
    assert code == 0
    statements = [text for text in printed.split(";") if "create index" in text]
    with psycopg.connect(database, autocommit=True) as connection:
        for statement in statements * 2:
            connection.execute(statement.encode())
        made = dict(connection.execute(INDEXES).fetchall())
        assert len(made) == len(statements)
        assert all(made.values())
        # Only expressions and predicates can fail to match; what else could serve is out of the way.
        for index in made.keys() & USED.keys():
            others = [name for name in made if name != index]
            with connection.transaction(force_rollback=True):
                for other in others:
                    connection.execute(f"drop index {other}".encode())
                connection.execute(f"drop index if exists {HOSTS_OWN}".encode())
                assert index in plan(connection, USED[index])
        assert USED.keys() <= made.keys()


def test_it_names_tables_without_statistics(kpi_tool: Cli, database: str) -> None:
    assert "analyze message_log;" in kpi_tool("doctor", url=database)[1]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("analyze")
    assert "analyze message_log;" not in kpi_tool("doctor", url=database)[1]


def test_it_leaves_out_tables_that_the_host_has_not(kpi_tool: Cli, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("drop table feedback cascade")
    printed = kpi_tool("doctor", url=database)[1]
    assert "booking_events_kpi_window_idx" in printed
    assert "feedback" not in printed.replace("feedbackCoverage", "")


FINDINGS = {
    "update message_log set direction = 'draft' where id = 'm'": (
        "unknown_values: message_log.direction 'draft' is unknown, it is counted nowhere: 1 rows of t"
    ),
    "update appointments_map set status = 'BOOKING_WAITLISTED' where id = 't1'": (
        "unknown_values: appointments_map.status 'booking_waitlisted' is unknown, it counts as scheduled: 1 "
    ),
    "update job_log set tenant_id = null where id = 'tj1'": (
        "rows_of_no_tenant: rows of job_log without a tenant, which are counted nowhere: 1, the last one of "
    ),
    "update kpi_staff_schedule set tenant_id = 'ghost' where staff_id = 'bob'": (
        "unknown_tenants: tenants that the host does not have are named by kpi_staff_schedule: ghost"
    ),
    "delete from kpi_tenant_settings": (
        "settings_missing: tenants without a time zone, so that their days are those of UTC: other, t"
    ),
    "delete from kpi_staff_schedule where staff_id = 'ann'": (
        "staff_without_schedule: staff with appointments and no schedule, whom utilizationRate leaves out:"
        " ann of other, ann of t"
    ),
    "insert into feedback (id, tenant_id, rating, created_at) values ('f', 't', 5, '2099-01-01')": (
        "clock: rows of feedback that are stamped later than now: 1, up to 2099-01-01 00:00:00+00, of t"
    ),
    "drop table stock_snapshot cascade": (
        "contract: the host has no table stock_snapshot: it is read as empty, and so are"
        " inventoryVarianceAbs, inventoryVariancePct"
    ),
    "alter table booking_events rename source to origin": (
        "contract: the host has no column booking_events.source: it is read as null"
    ),
    "drop view kpi_source_feedback cascade; alter table feedback alter column rating type text": (
        "contract: feedback.rating is of type text and read as numeric: a value that is none"
    ),
    "drop view kpi_source_message_log cascade; alter table message_log alter created_at type timestamp": (
        "contract: message_log.created_at is of type timestamp without time zone and read as timestamptz: as"
    ),
    "drop view kpi_source_clients cascade": "schema: the database is not migrated to this version",
}


def findings(kpi_tool: Cli, conninfo: str) -> tuple[int, list[str]]:
    code, out, _ = kpi_tool("doctor", "--format", "json", url=conninfo)
    return code, [f"{found['check']}: {found['said']}" for found in json.loads(out)["findings"]]


@pytest.fixture
def salon(database: str) -> str:
    """Two salons, one without settings."""
    execute(database, SALON)
    execute(
        database,
        "insert into message_log (id, tenant_id, direction, created_at) values ('m', 't', 'inbound', now())",
    )
    return database


@pytest.mark.parametrize(
    ("change", "said"), FINDINGS.items(), ids=[said.split(":")[0] for said in FINDINGS.values()]
)
def test_each_trouble_is_named(kpi_tool: Cli, salon: str, change: str, said: str) -> None:
    def is_told() -> bool:
        return any(line.startswith(said) for line in findings(kpi_tool, salon)[1])

    assert not is_told()
    execute(salon, change)
    if said.startswith("contract"):
        kpi_tool("migrate", url=salon)
    assert is_told(), findings(kpi_tool, salon)


def test_what_fails_sets_the_exit_code(kpi_tool: Cli, salon: str) -> None:
    assert findings(kpi_tool, salon)[0] == 0
    execute(salon, "alter table kpi_tenant_settings drop constraint kpi_tenant_settings_timezone_check")
    execute(salon, "update kpi_tenant_settings set timezone = 'Mars/Olympus'")
    code, found = findings(kpi_tool, salon)
    assert code == 1
    assert (
        found[0]
        == "settings_missing: tenants in a time zone that this server does not know, and so not rolled up: t"
    )


def test_privileges_that_are_lacking_are_named(kpi_tool: Cli, salon: str) -> None:
    with psycopg.connect(salon, autocommit=True) as connection:
        connection.execute("create role of_little_use login")
        try:
            code, found = findings(kpi_tool, make_conninfo(salon, options="-c role=of_little_use"))
        finally:
            connection.execute("drop role of_little_use")
    assert code == 1
    assert (
        "unknown_values: unknown_values could not be told: permission denied for view kpi_source_tenants"
        in found
    )
    (unread,) = [line for line in found if "of_little_use may not read" in line]
    assert unread.startswith(
        "privileges: the role of_little_use may not read kpi_by_salon, kpi_by_staff, kpi_"
    )
    assert any(line.startswith("privileges: the role of_little_use may not write kpi_") for line in found)
    assert not any("booking_events" in line for line in found), "the views' owner reads it"


def test_policies_that_hide_rows_from_the_owner_of_the_views(kpi_tool: Cli, salon: str) -> None:
    with psycopg.connect(salon, autocommit=True) as connection:
        connection.execute("create role of_the_views; grant all on schema public to of_the_views")
        try:
            connection.execute("alter table message_log enable row level security")
            assert findings(kpi_tool, salon)[0] == 0, "a superuser sees all"
            connection.execute("alter view kpi_source_tenants owner to of_the_views")
            _, found = findings(kpi_tool, salon)
            assert "privileges: policies hide rows from the role of_the_views in message_log" in found
            assert any(
                line.startswith("privileges: the role of_the_views may not read appo") for line in found
            )
        finally:
            connection.execute("drop owned by of_the_views cascade; drop role of_the_views")


CHANGED_TYPES = """
    drop view kpi_source_appointments_map, kpi_source_booking_events, kpi_source_job_log cascade;
    alter table appointments_map alter updated_at type timestamp;
    create type event_kind as enum ('created', 'cancelled');
    alter table booking_events alter event_type type event_kind using 'created';
    alter table job_log rename to elsewhere;
    create view job_log as table elsewhere;
    alter table feedback rename to before;
    create table feedback (like before) partition by range (created_at);
    alter table audit_log drop action cascade;
"""


def test_only_indexes_that_can_be_made_are_printed(kpi_tool: Cli, salon: str) -> None:
    execute(salon, CHANGED_TYPES)
    assert kpi_tool("migrate", url=salon)[0] == 0
    _, found = findings(kpi_tool, salon)
    impossible = {line.split()[1] for line in found if line.startswith("indexes: ")}
    assert impossible == {
        "appointments_map_kpi_change_idx",
        "audit_log_kpi_action_idx",
        *(f"booking_events_kpi_{name}_idx" for name in ("final", "intent", "success")),
        *(f"job_log_kpi_{name}_idx" for name in ("change", "reminder")),
    }
    code, printed, _ = kpi_tool("doctor", url=salon)
    assert code == 0
    with psycopg.connect(salon, autocommit=True) as connection:
        for statement in printed.split(";"):
            connection.execute(statement.encode())
    assert "create index" not in kpi_tool("doctor", url=salon)[1]


def test_an_index_of_that_name_elsewhere_is_none(salon: str) -> None:
    execute(salon, "create index job_log_kpi_change_idx on tenants (name)")
    with psycopg.connect(salon) as connection:
        (index,) = [i for i in doctor.missing_indexes(connection) if i.name == "job_log_kpi_change_idx"]
        assert index.statement.startswith("drop index concurrently job_log_kpi_change_idx;\n")


def test_a_host_that_has_changed_since_is_no_failure(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "alter table job_log rename payload to said")
    code, found = findings(kpi_tool, salon)
    assert code == 0
    assert found[0] == "schema: the host's tables have changed since the last migrate"
    assert any(line.startswith("settings_missing") for line in found)


def test_a_table_that_was_tracked_and_is_gone_fails_nothing(kpi_tool: Cli, salon: str) -> None:
    kpi_tool("track", "on", url=salon)
    execute(salon, "drop table feedback cascade")
    assert kpi_tool("migrate", url=salon)[0] == 0
    assert findings(kpi_tool, salon)[0] == 0


def test_an_index_that_was_never_finished_is_made_anew(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for index in doctor.wanted_indexes(connection):
            connection.execute(index.statement.encode())
        assert doctor.is_indexed(connection)
        connection.execute(
            "update pg_index set indisvalid = false where indexrelid = 'feedback_kpi_booking_idx'::regclass"
        )
        (index,) = doctor.missing_indexes(connection)
        drop, create = index.statement.split(";\n")
        connection.execute(drop.encode())
        connection.execute(create.encode())
        assert doctor.is_indexed(connection)


def test_triggers_that_somebody_dropped(kpi_tool: Cli, salon: str) -> None:
    kpi_tool("track", "on", url=salon)
    execute(salon, "drop trigger kpi_mark_update on job_log")
    code, found = findings(kpi_tool, salon)
    assert code == 1
    assert found[0].startswith("tracking: job_log is tracked by 3 triggers of four")


def test_a_database_without_anything_of_ours(kpi_tool: Cli, empty_database: str) -> None:
    code, found = findings(kpi_tool, empty_database)
    assert (code, found) == (
        1,
        ["schema: the database is not migrated to this version: run kpi-tool migrate"],
    )


def test_names_with_line_breaks_stay_comments(kpi_tool: Cli, salon: str) -> None:
    execute(salon, "update message_log set direction = E'x\\ndrop table message_log; --' where id = 'm'")
    _, printed, _ = kpi_tool("doctor", url=salon)
    assert "message_log.direction" in printed
    execute(salon, printed.replace(" concurrently", ""))
    assert fetch(salon, "select count(*) from message_log") == [(1,)]
