"""Who is asking, and what they may see."""

import math
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kpi_tool import tokens
from kpi_tool.api import problems
from kpi_tool.api.database import Caller, Database
from kpi_tool.api.limits import Buckets
from kpi_tool.api.options import GUESS_SECONDS, Options
from kpi_tool.api.problems import ProblemError, retry

CHALLENGE = 'Bearer realm="kpi-tool"'
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")
"""What a proxy adds: its address is not that of whoever asks."""
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    bearerFormat="kpi_ and 43 characters",
    description="From `kpi-tool token create`.",
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class Gate:
    """Knows tokens by their hashes, and who has asked how much of late."""

    def __init__(self, database: Database, options: Options) -> None:
        """In front of a database."""
        self._database = database
        self._asked = Buckets(options.burst, options.rate)
        self._failed = Buckets(options.guesses, 1 / GUESS_SECONDS)

    async def caller(self, text: str, address: str) -> Caller:
        """Whom a token is of.

        A token that was good a moment ago is never held back for the wrong ones of others at its address.

        Raises:
            ProblemError: the token is not good, or asks too much.
        """
        token_hash = tokens.hashed(text)
        if token_hash in self._asked:
            _wait(self._asked.take(token_hash), "this token asks too much")
        else:
            _wait(self._failed.wait(address), "too many wrong tokens from this address")
        is_one = tokens.PATTERN.fullmatch(text)
        caller = await self._database.authenticate(token_hash) if is_one else None
        if caller is None:
            self._asked.forget(token_hash)
            self._failed.take(address)
            detail = "it is unknown, has expired or was revoked"
            challenge = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
            raise ProblemError(problems.BAD_TOKEN, detail, headers=challenge)
        if token_hash not in self._asked:
            self._asked.take(token_hash)
        return caller


def _wait(seconds: float, detail: str) -> None:
    if seconds:
        raise retry(problems.TOO_MANY, detail, math.ceil(seconds))


async def authenticated(request: Request, credentials: Credentials) -> Caller:
    """The caller of any request that needs one."""
    if credentials is None:
        detail = "send it as Authorization: Bearer kpi_..."
        raise ProblemError(problems.NO_TOKEN, detail, headers={"WWW-Authenticate": CHALLENGE})
    address = request.client.host if request.client else ""
    gate: Gate = request.app.state.gate
    caller = await gate.caller(credentials.credentials, address)
    request.state.log.update(token=caller.token_id, role=caller.role)
    return caller


def check_may_read(request: Request, caller: Caller, tenant_id: str, staff_id: str | None) -> None:
    """Refuse in the same words whether or not there is such a salon or member of staff.

    Raises:
        ProblemError: the token is another salon's, or that of another member of staff.
    """
    is_theirs = caller.role == "admin" or (
        caller.tenant_id == tenant_id and (caller.role == "owner" or caller.staff_id == staff_id)
    )
    if not is_theirs:
        raise ProblemError(problems.FORBIDDEN, "this token may not read that")
    request.state.log.update(tenant=tenant_id)


async def may_read_metrics(request: Request, credentials: Credentials) -> None:
    """Let a Prometheus on this machine in, and whoever has the token of an admin."""
    address = request.client.host if request.client else ""
    is_local = address in {"127.0.0.1", "::1"} and not any(name in request.headers for name in FORWARDED)
    if credentials is None and is_local:
        return
    caller = await authenticated(request, credentials)
    if caller.role != "admin":
        raise ProblemError(problems.FORBIDDEN, "only the token of an admin may read that")
