"""One JSON line a request, on stderr, in which no token ever is; and the id that request and answer share."""

import logging
import re
import sys
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kpi_tool import log, tokens
from kpi_tool.api import problems
from kpi_tool.api.problems import ProblemError

ACCESS = logging.getLogger("kpi_tool.access")
OTHERS = ("uvicorn.error", "psycopg.pool")
"""Loggers whose warnings are ours to show."""
LONGEST_PATH = 200
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


class _Redacted(logging.Formatter):
    """Whatever a line says, and wherever it came from: no token, and one line, but for a traceback."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        text = tokens.PATTERN.sub(f"{tokens.PREFIX}***", self._inner.format(record))
        return text if record.exc_info else " ".join(text.splitlines())


def set_up(*, verbose: bool, form: str | None) -> None:
    """The same lines as every command has, and those of the access log, which are always JSON."""
    log.set_up(verbose=verbose, form=form)
    (handler,) = log.LOGGER.handlers
    if handler.formatter:
        handler.setFormatter(_Redacted(handler.formatter))
    show_others()
    access = logging.StreamHandler(sys.stderr)
    access.setFormatter(_Redacted(log.JsonFormatter()))
    ACCESS.handlers, ACCESS.propagate = [access], False
    ACCESS.setLevel(logging.INFO)


def show_others() -> None:
    """What the server and the pool warn of, as lines of ours."""
    for name in OTHERS:
        other = logging.getLogger(name)
        other.handlers, other.propagate = log.LOGGER.handlers, False
        other.setLevel(logging.WARNING)


def request_id(headers: Headers) -> str:
    """The one that the caller gave, if it is sane."""
    given = headers.get("x-request-id", "")
    return given if _SANE.fullmatch(given) else uuid.uuid4().hex


class RequestLog:
    """Around everything: what is asked is logged when it has been answered, whatever became of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Outside of the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request its id, and the answer too."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = request_id(Headers(scope=scope))
        fields: dict[str, object] = {}
        scope["state"] = {**scope.get("state", {}), "request_id": name, "log": fields}
        started, status = time.perf_counter(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = name
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception:
            log.LOGGER.exception("request %s failed", name, extra={"fields": {"requestId": name}})
            if status:
                raise
            problem = ProblemError(problems.INTERNAL, "it has been logged; name the requestId")
            await problems.response(scope, problem)(scope, receive, send_on)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            path = scope["path"][:LONGEST_PATH]
            said = {"requestId": name, "method": scope["method"], "path": path, "status": status}
            ACCESS.info("request", extra={"fields": {**said, "ms": milliseconds, **fields}})
