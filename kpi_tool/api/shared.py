"""What takes long and is the same for everybody: made by one, kept for a while, for all."""

import asyncio
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import psycopg

from kpi_tool import db, log
from kpi_tool.api import problems
from kpi_tool.api.problems import retry
from kpi_tool.errors import DatabaseUnavailableError, KpiToolError
from kpi_tool.queries import Connection

Result = TypeVar("Result")


class Shared(Generic[Result]):
    """Made in a thread of its own, on a connection of its own."""

    def __init__(
        self, conninfo: str, seconds: float, patience: float, make: Callable[[Connection], Result]
    ) -> None:
        """`seconds`: for how long it is kept; `patience`: how long it is waited for."""
        self._conninfo, self._seconds, self._patience, self._make = conninfo, seconds, patience, make
        self._lock = asyncio.Lock()
        self._made: tuple[float, Result] | None = None

    async def get(self) -> Result:
        """What was made a moment ago, or what is made now.

        Raises:
            ProblemError: the database is away, not migrated, or its role may not read that.
        """
        try:
            async with asyncio.timeout(self._patience), self._lock:
                if not self._made or time.monotonic() - self._made[0] > self._seconds:
                    self._made = None
                    made = await asyncio.to_thread(self._work)
                    self._made = time.monotonic(), made
                return self._made[1]
        except (TimeoutError, DatabaseUnavailableError) as error:
            raise retry(problems.UNAVAILABLE, "the database does not answer", 2) from error
        except psycopg.errors.InsufficientPrivilege as error:
            log.warning(f"the API's role may not do that: {db.one_line(error)}")
            raise retry(problems.NOT_READY, "the API's role may not read that", 60) from error
        except psycopg.Error as error:
            log.warning(f"the database refused or went away: {db.one_line(error)}")
            raise retry(problems.UNAVAILABLE, "the database refused or went away", 2) from error
        except KpiToolError as error:
            raise retry(problems.NOT_READY, str(error), 60) from error

    def _work(self) -> Result:
        with db.connect(self._conninfo) as connection:
            return self._make(connection)
