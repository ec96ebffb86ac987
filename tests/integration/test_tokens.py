"""Tokens: shown once, kept as a hash, good until they expire or are revoked."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from serving import token_for

from kpi_tool import tokens

Cli = Callable[..., tuple[int, str, str]]
Connection = psycopg.Connection[Any]
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@pytest.fixture
def salons(database: str) -> str:
    with psycopg.connect(database) as connection:
        connection.execute("insert into tenants (tenant_id) values ('a'), ('b')")
        connection.execute(
            """
            insert into kpi_staff_schedule (tenant_id, staff_id, weekday, starts_at, ends_at, valid_from)
            values ('a', 'anna', 1, '09:00', '17:00', '2026-01-01')
            """
        )
    return database


def whose(connection: Connection, text: str) -> list[tuple[Any, ...]]:
    query = "select role, tenant_id, staff_id from kpi_authenticate(%s)"
    return connection.execute(query, [tokens.hashed(text)]).fetchall()


def test_a_token_is_shown_once_and_kept_as_its_hash(kpi_tool: Cli, salons: str) -> None:
    arguments = ("--role", "staff", "--tenant", "a", "--staff", "anna", "--label", "Anna", "--expires", "90d")
    code, out, err = kpi_tool("token", "create", *arguments, url=salons)
    assert code == 0
    assert re.fullmatch(r"kpi_[A-Za-z0-9_-]{43}\n", out)
    assert re.fullmatch(
        rf"token {UUID}, good until \d{{4}}-\d\d-\d\d \d\d:\d\d UTC; it is not shown again\n", err
    )
    text = out.strip()
    with psycopg.connect(salons) as connection:
        (stored,) = connection.execute(
            "select token_hash, t::text, expires_at - created_at = interval '2160 hours' from kpi_token as t"
        ).fetchall()
        assert stored[0] == hashlib.sha256(text.encode()).digest()
        assert text not in stored[1]
        assert text.removeprefix("kpi_") not in stored[1]
        assert stored[2]
        assert whose(connection, text) == [("staff", "a", "anna")]
    for form in ("table", "json"):
        assert text not in kpi_tool("token", "list", "--format", form, url=salons)[1]


def test_two_tokens_are_never_the_same(salons: str) -> None:
    assert len({token_for(salons, "admin") for _ in range(20)}) == 20


def test_listing_and_revoking(kpi_tool: Cli, salons: str) -> None:
    texts = {role: token_for(salons, role, tenant) for role, tenant in (("owner", "a"), ("admin", None))}
    code, out, _ = kpi_tool("token", "list", "--tenant", "a", "--format", "json", url=salons)
    (owner,) = json.loads(out)
    assert code == 0
    assert {name: owner[name] for name in ("role", "tenantId", "staffId", "state", "lastUsedAt")} == {
        "role": "owner",
        "tenantId": "a",
        "staffId": None,
        "state": "good",
        "lastUsedAt": None,
    }
    assert len(json.loads(kpi_tool("token", "list", "--format", "json", url=salons)[1])) == 2
    assert kpi_tool("token", "revoke", owner["id"], url=salons) == (
        0,
        "",
        f"token {owner['id']} is revoked\n",
    )
    with psycopg.connect(salons) as connection:
        assert whose(connection, texts["owner"]) == []
        assert whose(connection, texts["admin"]) == [("admin", None, None)]
        before = connection.execute("select revoked_at from kpi_token order by 1").fetchall()
    assert kpi_tool("token", "revoke", owner["id"], url=salons)[0] == 0
    with psycopg.connect(salons) as connection:
        assert connection.execute("select revoked_at from kpi_token order by 1").fetchall() == before
    assert "revoked" in kpi_tool("token", "list", url=salons)[1]


def test_an_expired_token_is_none(kpi_tool: Cli, salons: str) -> None:
    text = token_for(salons, "owner", "a", days=1)
    with psycopg.connect(salons) as connection:
        assert whose(connection, text)
        connection.execute("update kpi_token set created_at = created_at - interval '25 hours'")
        connection.execute("update kpi_token set expires_at = expires_at - interval '24 hours'")
        assert whose(connection, text) == []
    assert '"expired"' in kpi_tool("token", "list", "--format", "json", url=salons)[1]


def test_use_is_noted_once_a_minute(salons: str) -> None:
    text = token_for(salons, "admin")
    used = "select last_used_at from kpi_token"
    with psycopg.connect(salons, autocommit=True) as connection:
        whose(connection, text)
        first = connection.execute(used).fetchall()
        assert first != [(None,)]
        whose(connection, text)
        assert connection.execute(used).fetchall() == first
        connection.execute("update kpi_token set last_used_at = last_used_at - interval '61 seconds'")
        whose(connection, text)
        assert connection.execute(used).fetchall() > first


def test_nobody_waits_to_note_use_and_a_standby_notes_none(salons: str) -> None:
    text = token_for(salons, "admin")
    with psycopg.connect(salons) as holder, psycopg.connect(salons) as connection:
        holder.execute("update kpi_token set label = 'held'")
        connection.execute("set lock_timeout = '200ms'")
        assert whose(connection, text)
        connection.rollback()
        connection.execute("set transaction read only")
        assert whose(connection, text)


def test_a_role_without_rights_may_authenticate_and_read_no_token(salons: str) -> None:
    text = token_for(salons, "owner", "a")
    with psycopg.connect(salons) as connection:
        connection.execute("create role kpi_test_asker")
        connection.execute("set local role kpi_test_asker")
        connection.execute("create temp table kpi_token (id uuid)")  # what it makes is not what is read
        assert whose(connection, text) == [("owner", "a", None)]
        connection.execute("drop table pg_temp.kpi_token")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select from kpi_token")
        connection.rollback()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--role", "owner"), "a token of role owner needs --tenant"),
        (
            ("--role", "admin", "--tenant", "a"),
            "a token of role admin is for every salon: leave out --tenant",
        ),
        (("--role", "staff", "--tenant", "a"), "a token of role staff needs --staff"),
        (("--role", "owner", "--tenant", "a", "--staff", "anna"), "leave out --staff"),
        (("--role", "owner", "--tenant", "nobody"), "unknown tenant: nobody"),
        (("--role", "staff", "--tenant", "a", "--staff", ""), "--staff is empty or too long"),
        (("--role", "king"), "'king' is not one of"),
        (("--role", "admin", "--expires", "soon"), "'soon' is no number of days"),
        ((), "Missing option '--role'"),
    ],
)
def test_a_wrong_call_makes_none(
    kpi_tool: Cli, salons: str, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = kpi_tool("token", "create", *arguments, url=salons)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert kpi_tool("token", "list", "--format", "json", url=salons)[1] == "[]\n"


def test_a_member_of_staff_that_is_unknown_yet_is_warned_of(kpi_tool: Cli, salons: str) -> None:
    arguments = ("--role", "staff", "--tenant", "a", "--staff", "ana")
    code, out, err = kpi_tool("token", "create", *arguments, url=salons)
    assert (code, out.count("\n")) == (0, 1)
    assert err.endswith("nothing has been heard of a member of staff 'ana' yet\n")


@pytest.mark.parametrize("name", ["0d1c7a52-6f4e-4f0b-9c1e-1f2f0a5a7b11", "nonsense", ""])
def test_revoking_what_is_not_there(kpi_tool: Cli, salons: str, name: str) -> None:
    code, out, err = kpi_tool("token", "revoke", name, url=salons)
    assert (code, out) == (2, "")
    assert f"no token has the id '{name}'" in err


def test_without_a_migrated_database(kpi_tool: Cli, empty_database: str) -> None:
    for arguments in (("create", "--role", "admin"), ("revoke", "x"), ("list",)):
        assert kpi_tool("token", *arguments, url=empty_database)[0] == 3


@pytest.mark.parametrize(
    "values",
    [
        "(decode('00', 'hex'), 'admin', null, null)",
        "(sha256('x'), 'admin', 'a', null)",
        "(sha256('x'), 'owner', null, null)",
        "(sha256('x'), 'owner', 'a', 'anna')",
        "(sha256('x'), 'staff', 'a', null)",
        "(sha256('x'), 'king', 'a', null)",
    ],
)
def test_no_token_contradicts_itself(connection: Connection, values: str) -> None:
    statement = f"""
        insert into kpi_token (token_hash, role, tenant_id, staff_id, created_at)
        select *, statement_timestamp() from (values {values}) as v
    """
    with pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(statement.encode())
