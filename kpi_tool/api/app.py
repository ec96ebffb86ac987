"""The endpoints."""

import hashlib
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from kpi_tool import __version__, migrate, prometheus, queries
from kpi_tool.api import log, problems, schemas
from kpi_tool.api.auth import Gate, authenticated, check_may_read, may_read_metrics
from kpi_tool.api.database import Answer, Caller, Database
from kpi_tool.api.limits import Bounds
from kpi_tool.api.options import Options
from kpi_tool.api.problems import ProblemError, documented
from kpi_tool.api.shared import Shared
from kpi_tool.queries import Connection

FINAL = "private, max-age=300"
"""Of a range that is over: it changes only where a source is corrected."""
OPEN = "private, no-cache"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METRICS_SECONDS = 60
READY_SECONDS = 2
_TAG = re.compile(r'(?:W/)?"([^"]*)"')

OF_KPIS = documented(
    *(problems.BAD_PARAMETER, problems.NO_TOKEN, problems.BAD_TOKEN, problems.FORBIDDEN, problems.UNKNOWN),
    *(problems.METHOD, problems.BODY, problems.TOO_LONG, problems.UNANSWERABLE, problems.TOO_MANY),
    *(problems.HEADERS, problems.UNAVAILABLE, problems.TIMEOUT, problems.NOT_READY),
) | {304: {"description": "As it was: the answer has the ETag of If-None-Match"}}
"""What /kpi endpoints may answer beside an answer."""
UNBOUND = documented(problems.METHOD, problems.BODY, problems.TOO_LONG, problems.HEADERS)
OF_DATABASE = documented(problems.UNAVAILABLE, problems.NOT_READY)
OF_METRICS = documented(problems.NO_TOKEN, problems.BAD_TOKEN, problems.FORBIDDEN, problems.TOO_MANY)


def create(options: Options) -> ASGIApp:
    """The whole application, as uvicorn serves it."""
    log.set_up(verbose=options.verbose, form=options.log_form)
    return log.RequestLog(Bounds(_framed(options)))


def _framed(options: Options) -> FastAPI:
    database = Database(options)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.pool.open(wait=False)
        try:
            yield
        finally:
            await database.pool.close()

    app = FastAPI(
        title="kpi-tool",
        version=__version__,
        description="KPIs of every salon, computed inside Postgres in the salon's own time.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={
            ProblemError: problems.handle,
            RequestValidationError: _bad_parameter,
            HTTPException: _not_routed,
        },
    )
    app.state.database = database
    app.state.gate = Gate(database, options)
    app.state.ready = Shared(options.conninfo, READY_SECONDS, 10, _ready)
    app.state.metrics = Shared(options.metrics_conninfo, METRICS_SECONDS, 60, prometheus.metrics_text)
    _add_kpis(app)
    _add_operations(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


Who = Annotated[Caller, Depends(authenticated)]
What = Annotated[schemas.Asked, Query()]
StaffId = Annotated[schemas.Id, Path(alias="staffId", description="The member of staff.")]
IfNoneMatch = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags of answers that one has; where one of them is right, 304 and no body.",
    "schema": {"type": "string"},
}
ANSWERED: dict[str, Any] = {
    "description": "The answer (docs/api.md)",
    "headers": {
        "ETag": {"schema": {"type": "string"}, "description": "Of these very bytes"},
        "Cache-Control": {"schema": {"type": "string", "enum": [FINAL, OPEN]}, "description": "Its age"},
    },
}


async def once(request: Request, _: Who) -> None:
    """Refuse a parameter that is given twice: nobody can tell which one counts."""
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if times > 1:
            detail = f"{name[:100]}: once, not {times} times"
            raise ProblemError(problems.BAD_PARAMETER, detail, parameter=name[:100])


def _add_kpis(app: FastAPI) -> None:
    shared: dict[str, Any] = {
        "dependencies": [Depends(once)],
        "openapi_extra": {"parameters": [IfNoneMatch]},
        "responses": {**OF_KPIS, 200: ANSWERED},
        "tags": ["kpi"],
    }

    @app.get("/kpi/summary", summary="A salon's KPIs", response_model=schemas.Summary, **shared)
    async def summary(request: Request, caller: Who, asked: What) -> Response:
        return await _answered(request, caller, asked, None)

    @app.get(
        "/kpi/staff/{staffId:path}",  # noqa: FAST003  it has an alias; with :path ids may hold a slash
        summary="The KPIs of a member of staff",
        response_model=schemas.StaffSummary,
        **shared,
    )
    async def staff(request: Request, caller: Who, staff_id: StaffId, asked: What) -> Response:
        return await _answered(request, caller, asked, staff_id)


async def _answered(request: Request, caller: Caller, asked: schemas.Asked, staff_id: str | None) -> Response:
    check_may_read(request, caller, asked.tenant_id, staff_id)
    database: Database = request.app.state.database
    parameters = asked.model_dump(exclude={"tenant_id"})
    return _tagged(request, await database.answer(asked.tenant_id, staff_id, parameters))


def _tagged(request: Request, answer: Answer) -> Response:
    tag = hashlib.sha256(answer.body).hexdigest()[:32]
    headers = {
        "ETag": f'"{tag}"',
        "Cache-Control": FINAL if answer.is_final else OPEN,
        "Vary": "Authorization",
    }
    given = request.headers.get("if-none-match", "")
    if given.strip() == "*" or tag in _TAG.findall(given):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers, media_type="application/json")


def _add_operations(app: FastAPI) -> None:
    shared: dict[str, Any] = {"tags": ["operations"]}

    @app.get(
        "/health",
        summary="Whether the process lives",
        response_model=schemas.Health,
        responses=UNBOUND,
        **shared,
    )
    async def health() -> Response:
        return JSONResponse({"status": "ok", "version": __version__})

    @app.get(
        "/health/ready",
        summary="Whether the database can be used, and how the last runs went",
        response_model=schemas.Ready,
        responses=UNBOUND | OF_DATABASE,
        **shared,
    )
    async def ready(request: Request) -> Response:
        return JSONResponse(await request.app.state.ready.get(), headers={"Cache-Control": "no-store"})

    @app.get(
        "/metrics",
        summary="What Prometheus is told",
        dependencies=[Depends(may_read_metrics)],
        response_class=Response,
        responses=UNBOUND | OF_DATABASE | OF_METRICS | {200: {"content": {"text/plain": {}}}},
        openapi_extra={"security": [{}, {"token": []}]},
        **shared,
    )
    async def metrics(request: Request) -> Response:
        return Response(await request.app.state.metrics.get(), media_type=METRICS_TYPE)


def _ready(connection: Connection) -> dict[str, Any]:
    migrate.require(connection)
    runs = {
        row["granularity"]: {
            "startedAt": row["started_at"].isoformat(),
            "seenAt": row["seen_at"].isoformat(),
            "outcome": row["outcome"],
        }
        for row in queries.execute(connection, "runs_seen")
    }
    return {"status": "ready", "version": __version__, "lastRuns": runs}


async def _bad_parameter(request: Request, error: Exception) -> Response:
    """The first of what the framework found, in the words in which SQL says such things."""
    found = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": ("", ""), "type": ""}
    name = str(found["loc"][1])[:100]
    allowed = None if found["type"] == "extra_forbidden" else schemas.ALLOWED.get(name)
    if allowed is None:
        names = ", ".join(name for name in schemas.ALLOWED if name != "staffId")
        detail = f"{name}: there is no such parameter, only {names}"
    elif found["type"] == "missing":
        detail = f"{name}: {allowed}, and must be given"
    else:
        detail = f"{name}: {allowed}, not {str(found['input'])[:100]}"
    problem = ProblemError(problems.BAD_PARAMETER, detail, parameter=name)
    return problems.response(request.scope, problem)


async def _not_routed(request: Request, error: Exception) -> Response:
    is_known = isinstance(error, HTTPException) and error.status_code == problems.METHOD.status
    kind = problems.METHOD if is_known else problems.NOT_FOUND
    headers = {"Allow": "GET, HEAD"} if is_known else {}
    detail = "this method is not" if is_known else "/openapi.json lists what there is"
    return problems.response(request.scope, ProblemError(kind, detail, headers=headers))


def _described(app: FastAPI) -> dict[str, Any]:
    """The framework's description, and our problems."""
    if not app.openapi_schema:
        described = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        parts = described["components"]["schemas"]
        parts["Problem"] = schemas.Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            parts.pop(unused, None)
        for item in described["paths"].values():
            item["get"]["responses"].pop("422" if "kpi" not in item["get"]["tags"] else "", None)
        app.openapi_schema = described
    return app.openapi_schema
