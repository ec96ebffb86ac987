"""Tokens of the HTTP API: 256 random bits that are shown once, of which only the SHA-256 is kept."""

import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kpi_tool import db, migrate, queries, tenants
from kpi_tool.errors import UsageError
from kpi_tool.queries import Connection

PREFIX = "kpi_"
"""By which secret scanners, and people, know what they have found."""
PATTERN = re.compile(r"kpi_[A-Za-z0-9_-]{43}")
LONGEST = 1000
"""Bytes of an id, as schedules have them."""


@dataclass(frozen=True)
class Holder:
    """Whom a token is for."""

    role: str
    tenant_id: str | None = None
    staff_id: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class Created:
    """A new token; nobody will see its text again."""

    text: str
    id: str
    expires_at: datetime | None
    is_known: bool
    """Whether its member of staff has been heard of."""


def hashed(text: str) -> bytes:
    """What is kept of a token, and what it is looked up by."""
    return hashlib.sha256(text.encode()).digest()


def create(connection: Connection, holder: Holder, days: int | None) -> Created:
    """A token for somebody, good for so many days, or for ever.

    Raises:
        UsageError: the role wants a salon or a member of staff, or wants none; or there is no such salon.
        NotMigratedError: migrate has not been run.
    """
    _check(holder.role, holder.tenant_id, holder.staff_id)
    migrate.require(connection)
    if holder.tenant_id is not None:
        tenants.settings(connection, holder.tenant_id)
    text = PREFIX + secrets.token_urlsafe(32)
    given = {**asdict(holder), "token_hash": hashed(text), "hours": days and days * 24}
    with db.transaction(connection):
        row = queries.execute(connection, "token_created", given).fetchone() or {}
    return Created(text, str(row["id"]), row["expires_at"], row["is_known"])


def _check(role: str, tenant_id: str | None, staff_id: str | None) -> None:
    if (role == "admin") != (tenant_id is None):
        wanted = "is for every salon: leave out --tenant" if role == "admin" else "needs --tenant"
        raise UsageError(f"a token of role {role} {wanted}")
    if (role == "staff") != (staff_id is not None):
        wanted = "needs --staff" if role == "staff" else "is for no member of staff: leave out --staff"
        raise UsageError(f"a token of role {role} {wanted}")
    if staff_id is not None and not 0 < len(staff_id.encode()) <= LONGEST:
        raise UsageError("--staff is empty or too long")


def revoke(connection: Connection, token_id: str) -> None:
    """Have it good no more, from the next request on.

    Raises:
        UsageError: no such token.
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    with db.transaction(connection):
        found = queries.execute(connection, "token_revoked", {"id": token_id}).fetchone()
    if found is None:
        raise UsageError(f"no token has the id {token_id!r} (kpi-tool token list shows them)")


def listed(connection: Connection, tenant_id: str | None) -> list[dict[str, Any]]:
    """Those of a salon, or all; newest first.

    Raises:
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    return queries.execute(connection, "tokens", {"tenant_id": tenant_id}).fetchall()
