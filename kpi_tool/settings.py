"""What the environment says: the database, Redis, and how patient a transaction is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from kpi_tool.errors import ConfigurationError

NO_DATABASE = (
    "no database named: set DATABASE_URL (or --database-url) to postgresql://user@host/name, "
    "or to 'embedded' for a server of our own"
)

NO_REDIS = "no Redis named: set REDIS_URL to redis://user:password@host:6379/0"


@dataclass(frozen=True)
class Session:
    """Settings that every transaction of ours runs with; Postgres reads the units."""

    lock_timeout: str = "30s"
    statement_timeout: str = "30min"
    work_mem: str = "64MB"
    is_retention: bool = False
    """Its deletes correct nothing."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Session":
        """KPI_TOOL_LOCK_TIMEOUT, KPI_TOOL_STATEMENT_TIMEOUT and KPI_TOOL_WORK_MEM override the defaults."""
        return cls(
            lock_timeout=environment.get("KPI_TOOL_LOCK_TIMEOUT", cls.lock_timeout),
            statement_timeout=environment.get("KPI_TOOL_STATEMENT_TIMEOUT", cls.statement_timeout),
            work_mem=environment.get("KPI_TOOL_WORK_MEM", cls.work_mem),
        )

    def as_dict(self) -> dict[str, str]:
        """Server setting by name.

        No JIT, which only costs time here, and pages that are mostly in memory. A statement whose client has
        been killed ends within a second, and gives its locks back.
        """
        return {
            "lock_timeout": self.lock_timeout,
            "statement_timeout": self.statement_timeout,
            "work_mem": self.work_mem,
            "client_connection_check_interval": "1s",
            "jit": "off",
            "random_page_cost": "2",
            "timezone": "UTC",
            "datestyle": "ISO, MDY",
            "extra_float_digits": "1",
            "kpi_tool.retention": "on" if self.is_retention else "off",
        }


def overlap(environment: Mapping[str, str] = os.environ) -> str:
    """KPI_TOOL_OVERLAP: how long after its stamp a row may be committed; Postgres reads the unit."""
    return environment.get("KPI_TOOL_OVERLAP", "5min")


def calcom_secret(environment: Mapping[str, str] = os.environ) -> str | None:
    """CALCOM_WEBHOOK_SECRET: what Cal.com signs its webhooks with; None: they are not to be signed."""
    return environment.get("CALCOM_WEBHOOK_SECRET") or None


def database_url(given: str | None) -> str:
    """The URL as given, else DATABASE_URL.

    Raises:
        ConfigurationError: there is none; nothing falls back silently.
    """
    url = given or os.environ.get("DATABASE_URL")
    if not url:
        raise ConfigurationError(NO_DATABASE)
    return url


def redis_url() -> str:
    """REDIS_URL: no option, because a command line is for everybody to see.

    Raises:
        ConfigurationError: there is none.
    """
    url = os.environ.get("REDIS_URL")
    if not url:
        raise ConfigurationError(NO_REDIS)
    return url
