"""How much anybody may ask, and how long a request may be."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from kpi_tool.api import problems
from kpi_tool.api.options import LONGEST_HEADERS, LONGEST_QUERY
from kpi_tool.api.problems import ProblemError

MOST_KEYS = 10_000


@dataclass
class _Bucket:
    level: float
    at: float


class Buckets:
    """A token bucket a key; of those that nobody asked for lately none is kept."""

    def __init__(
        self, size: float, refill: float, clock: Callable[[], float] = time.monotonic, most: int = MOST_KEYS
    ) -> None:
        """`refill`: how much flows in a second."""
        self._size, self._refill, self._clock, self._most = size, refill, clock, most
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        """Whether there is one yet."""
        return key in self._buckets

    def wait(self, key: Hashable) -> float:
        """Seconds until there is something to take; 0: there is."""
        if key not in self._buckets:
            return 0.0
        return max(0.0, (1.0 - self._filled(key).level) / self._refill)

    def take(self, key: Hashable) -> float:
        """Take one, unless it must be waited for: how long, in seconds."""
        if seconds := self.wait(key):
            return seconds
        self._filled(key).level -= 1.0
        return 0.0

    def forget(self, key: Hashable) -> None:
        """Do without it."""
        self._buckets.pop(key, None)

    def _filled(self, key: Hashable) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._size, now))
        bucket.level = min(self._size, bucket.level + (now - bucket.at) * self._refill)
        bucket.at = now
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return bucket


class Bounds:
    """Refuses what is too long before anything reads it; HEAD is GET to the app, uvicorn drops the body."""

    def __init__(self, app: ASGIApp) -> None:
        """In front of the app."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within bounds."""
        if scope["type"] == "http":
            if problem := _excess(scope):
                await problems.response(scope, problem)(scope, receive, send)
                return
            if scope["method"] == "HEAD":
                scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)


def _excess(scope: Scope) -> ProblemError | None:
    path = scope.get("raw_path") or scope["path"].encode()
    if len(path) + len(scope["query_string"]) > LONGEST_QUERY:
        return ProblemError(problems.TOO_LONG, f"path and query have at most {LONGEST_QUERY:,} bytes")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > LONGEST_HEADERS:
        return ProblemError(problems.HEADERS, f"headers have at most {LONGEST_HEADERS:,} bytes")
    headers = Headers(scope=scope)
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        return ProblemError(
            problems.BODY, "all is asked for in path and query", headers={"Connection": "close"}
        )
    return None
