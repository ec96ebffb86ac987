"""doctor: what it prints is what the rollups' statements can use."""

from collections.abc import Callable
from typing import Any

import psycopg

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
