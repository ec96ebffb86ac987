"""What can go wrong, as the user reads it: one line, one exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The process's answer to cron."""

    OK = 0
    FINISHED_WITH_FAILURES = 1
    USAGE = 2
    UNAVAILABLE = 3
    BUSY = 75


class KpiToolError(Exception):
    """Base of every expected failure; its text is the line that the user sees."""

    exit_code = ExitCode.UNAVAILABLE


class UsageError(KpiToolError):
    """The call's words are off: an unknown tenant, a malformed date, from after to."""

    exit_code = ExitCode.USAGE


class ConfigurationError(KpiToolError):
    """No database named, or a setting that cannot be used."""


class DatabaseUnavailableError(KpiToolError):
    """The server does not answer, or went away."""


class RedisUnavailableError(KpiToolError):
    """Redis does not answer, refuses us, or went away."""


class NotMigratedError(KpiToolError):
    """The database lacks kpi-tool's tables, or has an older set of them."""
