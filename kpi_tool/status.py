"""How fresh and how whole the stored windows are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kpi_tool import db, migrate, periods, queries
from kpi_tool.queries import Connection


@dataclass(frozen=True)
class State:
    """One tenant's windows of one grain."""

    tenant_id: str
    granularity: str
    good_until: datetime | None
    """The end of the last good window."""
    missing_since: datetime | None
    """When the oldest closed window ended that is not good: never computed, or taken back."""
    missing: int
    dirty: int
    """Of these, windows that are stored: their sources have changed since."""
    provisional: int
    """Stored windows that were not over when they were computed."""
    sealed_until: datetime | None
    failing: int
    error: str | None
    """The newest one."""

    def overdue(self, now: datetime) -> timedelta:
        """For how long the oldest missing window has been over."""
        return now - self.missing_since if self.missing_since else timedelta(0)

    @property
    def is_fine(self) -> bool:
        """Nothing missing, nothing failed."""
        return not (self.missing or self.failing)


@dataclass(frozen=True)
class LastRun:
    """The last run of a grain without dates, whoever asked for it."""

    granularity: str
    started_at: datetime
    seen_at: datetime
    """When it last committed something."""
    outcome: str
    """done, failed (some tenants), busy, interrupted, error, lost (killed), or running."""
    windows: int
    tenants_failed: int
    error: str | None

    def describe(self, now: datetime) -> str:
        """One line."""
        said = f"last {self.granularity} run {told(now - self.started_at)} ago: {self.outcome}"
        match self.outcome:
            case "running":
                return f"{said}, last seen {told(now - self.seen_at)} ago"
            case "failed":
                return f"{said}, {self.tenants_failed:,} tenants"
            case "error":
                return f"{said}: {self.error}"
        return said


@dataclass(frozen=True)
class Report:
    """All tenants, and those that no window can be told of."""

    now: datetime
    states: Sequence[State]
    errors: dict[str, str]
    """Why, by tenant."""
    without_rollups: Sequence[str]
    """Tenants that nothing is stored of."""
    last_runs: Sequence[LastRun]

    @property
    def overdue(self) -> timedelta:
        """The longest time that a closed window has been missing."""
        return max((state.overdue(self.now) for state in self.states), default=timedelta(0))

    def is_older_than(self, most: timedelta) -> bool:
        """Whether anything is missing for longer, or altogether."""
        return bool(self.errors or self.without_rollups) or self.overdue > most

    def describe(self) -> str:
        """One line."""
        fine = sum(state.is_fine for state in self.states)
        tenants = len({state.tenant_id for state in self.states})
        parts = [f"{tenants:,} tenants, {fine:,} of {len(self.states):,} tenant grains whole"]
        if self.overdue:
            parts.append(f"oldest missing window ended {told(self.overdue)} ago")
        if failing := sum(state.failing for state in self.states):
            parts.append(f"{failing:,} windows failing")
        if self.without_rollups:
            parts.append(f"{len(self.without_rollups):,} tenants never rolled up")
        if self.errors:
            parts.append(f"{len(self.errors):,} tenants with an unknown zone")
        return "; ".join(parts)


def told(duration: timedelta) -> str:
    """A duration for people; none where what it began with came after it, by another clock or meanwhile."""
    hours = max(0.0, duration.total_seconds() / 3600)
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"  # noqa: PLR2004  two days


def read(connection: Connection, now: datetime, named: Sequence[str] = ()) -> Report:
    """Look up the state of the named tenants, or of all that are active.

    Raises:
        UsageError: a named one does not exist.
        NotMigratedError: migrate has not been run.
    """
    migrate.require(connection)
    with db.transaction(connection):
        tenants = periods.find_tenants(connection, named)
        parameters: dict[str, Any] = {
            "tenant_ids": list(tenants.timezones),
            "timezones": list(tenants.timezones.values()),
            "as_of": now,
        }
        states = [State(**row) for row in queries.execute(connection, "status", parameters)]
        last_runs = [LastRun(**row) for row in queries.execute(connection, "last_runs")]
    known = {state.tenant_id for state in states}
    without_rollups = [tenant for tenant in tenants.timezones if tenant not in known]
    return Report(now, states, tenants.errors, without_rollups, last_runs)
