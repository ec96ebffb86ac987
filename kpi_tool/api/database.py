"""What the API asks the database: who is it, and what is the answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from kpi_tool import db, log, queries
from kpi_tool.api import problems
from kpi_tool.api.options import Options
from kpi_tool.api.problems import ProblemError, retry
from kpi_tool.settings import Session

Connection = psycopg.AsyncConnection[Any]
Result = TypeVar("Result")

PATIENCE = 10.0
"""Seconds to wait for a connection while everybody asks at once."""
PATIENCE_WHILE_AWAY = 2.0
"""The same where the last one found the database away."""
RECONNECT = 5.0
"""Seconds for which the pool tries again by itself; after that, whoever asks makes it try."""
MOST_WAITING = 500
QUICKLY: dict[str, Any] = {"connect_timeout": 3, "tcp_user_timeout": 10_000, "keepalives_idle": 10}
"""Nobody waits here for half a minute, as cron does."""


class Caller(NamedTuple):
    """Whom a token is of."""

    token_id: str
    role: str
    tenant_id: str | None
    staff_id: str | None


class Answer(NamedTuple):
    """What the database has built."""

    body: bytes
    is_final: bool
    """Of windows that are over and good; they may still be computed again when a source is corrected."""


class Database:
    """A pool of connections, in which nothing lives longer than a transaction."""

    def __init__(self, options: Options) -> None:
        """Nothing is connected yet."""
        self._seconds = options.statement_seconds
        self._is_away = False
        self._authenticated = queries.text("authenticated").encode()
        self._answered = {
            level: queries.text("answered", level=level).encode() for level in ("salon", "staff")
        }
        self._settings = replace(
            Session.from_environment(),
            statement_timeout=f"{self._seconds}s",
            lock_timeout=f"{self._seconds}s",
        ).as_dict() | {"transaction_read_only": "on"}
        self.pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            options.conninfo,
            kwargs=db.CONNECTION | QUICKLY | {"application_name": "kpi-tool serve"},
            min_size=min(2, options.pool_size),
            max_size=options.pool_size,
            timeout=PATIENCE,
            max_waiting=MOST_WAITING,
            reconnect_timeout=RECONNECT,
            open=False,
        )

    async def authenticate(self, token_hash: bytes) -> Caller | None:
        """Whom the token is of; None: it is not good."""

        async def work(connection: Connection) -> Caller | None:
            async with connection.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(self._authenticated, {"token_hash": token_hash})
                row = await cursor.fetchone()
            return Caller(**row) if row else None

        return await self._asked(work)

    async def answer(self, tenant_id: str, staff_id: str | None, asked: dict[str, Any]) -> Answer:
        """What kpi_summary or kpi_staff says; the transaction sees that tenant and no other.

        Raises:
            ProblemError: what was asked is refused, or the database is away.
        """
        settings = self._settings | {"kpi_tool.tenant_id": tenant_id}
        level = "salon" if staff_id is None else "staff"
        parameters = {"tenant_id": tenant_id, "staff_id": staff_id, **asked}

        async def work(connection: Connection) -> Answer:
            async with connection.transaction(), connection.cursor(binary=True) as cursor:
                await cursor.execute(db.SET, [list(settings), list(settings.values())])
                await cursor.execute(self._answered[level], parameters)
                body, is_final = await cursor.fetchone() or (b"", False)
            return Answer(body, is_final)

        return await self._asked(work)

    async def _asked(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        try:
            async with asyncio.timeout(PATIENCE + 2 * self._seconds):
                result = await self._with_a_fresh_try(work)
            self._is_away = False
            return result  # noqa: TRY300  whatever may fail has been done
        except (PoolTimeout, TooManyRequests, PoolClosed) as error:
            raise retry(problems.UNAVAILABLE, "no connection to the database is free", 2) from error
        except TimeoutError as error:
            raise retry(problems.UNAVAILABLE, "the database does not answer", 5) from error
        except psycopg.Error as error:
            raise self._explained(error) from error

    async def _with_a_fresh_try(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """At the second try if the connection has died: after a restart of the database they all have."""
        try:
            async with self.pool.connection(self._patience) as connection:
                return await work(connection)
        except (PoolTimeout, TooManyRequests, PoolClosed):
            raise
        except psycopg.Error as error:
            if not (db.is_away(error) or db.may_pass(error)):
                raise
            self._is_away = db.is_away(error)
        await self.pool.check()
        async with self.pool.connection(self._patience) as connection:
            return await work(connection)

    @property
    def _patience(self) -> float:
        return PATIENCE_WHILE_AWAY if self._is_away else PATIENCE

    def _explained(self, error: psycopg.Error) -> ProblemError:
        state = error.sqlstate or ""
        if state.startswith("KT"):
            said = error.diag.message_primary or ""
            return ProblemError(problems.OF_SQL[int(state[2:])], said, parameter=error.diag.column_name)
        if isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable):
            detail = f"longer than {self._seconds} s: ask for a shorter range, or without series"
            return retry(problems.TIMEOUT, detail, self._seconds)
        log.warning(f"the database refused or went away: {db.one_line(error)}", sqlstate=state)
        if db.is_away(error):
            return retry(problems.UNAVAILABLE, "the database went away", 2)
        return retry(problems.NOT_READY, "it has been logged why", 30)
