"""Errors as RFC 9457 has them: application/problem+json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

MEDIA_TYPE = "application/problem+json"
NAMESPACE = "urn:kpi-tool:problem:"


@dataclass(frozen=True)
class Kind:
    """What can go wrong, in general."""

    name: str
    status: int
    title: str


BAD_PARAMETER = Kind("bad-parameter", 400, "A parameter is not what it may be")
NO_TOKEN = Kind("no-token", 401, "A token is needed")
BAD_TOKEN = Kind("bad-token", 401, "The token is not good")
FORBIDDEN = Kind("forbidden", 403, "The token does not allow that")
NOT_FOUND = Kind("not-found", 404, "There is nothing here")
UNKNOWN = Kind("unknown", 404, "The salon or the member of staff is unknown")
METHOD = Kind("method-not-allowed", 405, "Only GET and HEAD are allowed")
BODY = Kind("body-not-allowed", 413, "A request has no body")
TOO_LONG = Kind("uri-too-long", 414, "The address is too long")
UNANSWERABLE = Kind("unanswerable", 422, "There is no exact answer")
TOO_MANY = Kind("too-many-requests", 429, "Too many requests")
HEADERS = Kind("headers-too-large", 431, "The headers are too large")
INTERNAL = Kind("internal", 500, "A mistake of ours")
UNAVAILABLE = Kind("unavailable", 503, "The database is away")
TIMEOUT = Kind("timeout", 503, "It took too long")
NOT_READY = Kind("not-ready", 503, "The database cannot be used")

KINDS = (
    *(BAD_PARAMETER, NO_TOKEN, BAD_TOKEN, FORBIDDEN, NOT_FOUND, UNKNOWN, METHOD, BODY, TOO_LONG),
    *(UNANSWERABLE, TOO_MANY, HEADERS, INTERNAL, UNAVAILABLE, TIMEOUT, NOT_READY),
)
OF_SQL = {400: BAD_PARAMETER, 404: UNKNOWN, 422: UNANSWERABLE}
"""By the digits of KT400, KT404 and KT422."""


class ProblemError(Exception):
    """One thing that went wrong, with what its asker should know."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        parameter: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Headers are those that the status wants beside."""
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.parameter = parameter
        self.headers = dict(headers or {})


def retry(kind: Kind, detail: str, seconds: int) -> ProblemError:
    """One that may be gone after a while."""
    return ProblemError(kind, detail, headers={"Retry-After": str(seconds)})


def response(scope: Scope, problem: ProblemError) -> Response:
    """The answer to a request that met it."""
    document = {
        "type": f"{NAMESPACE}{problem.kind.name}",
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        **({"parameter": problem.parameter} if problem.parameter else {}),
        "requestId": scope["state"]["request_id"],
    }
    return Response(
        json.dumps(document, ensure_ascii=False),
        status_code=problem.kind.status,
        headers={"Cache-Control": "no-store", **problem.headers},
        media_type=MEDIA_TYPE,
    )


async def handle(request: Request, error: Exception) -> Response:
    """For the framework: what a handler raised."""
    if not isinstance(error, ProblemError):
        raise error
    return response(request.scope, error)


def documented(*kinds: Kind) -> dict[int | str, dict[str, Any]]:
    """Those that an endpoint may answer with, for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        said = found.get(kind.status, {}).get("description")
        found[kind.status] = {
            "description": f"{said}; or: {kind.title}" if said else kind.title,
            "content": content,
            "headers": _HEADERS.get(kind.status, {}),
        }
    return found


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": _text("Bearer")},
    429: {"Retry-After": _text("Seconds to wait")},
    503: {"Retry-After": _text("Seconds to wait")},
}
