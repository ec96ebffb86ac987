"""One salon's KPIs over a range: its own, those of the range before, and those of its staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kpi_tool import db, migrate, queries
from kpi_tool.errors import ExitCode, KpiToolError, UsageError
from kpi_tool.queries import Connection

Metrics = Mapping[str, Decimal | None]


class NothingStoredError(KpiToolError):
    """The range has no window yet."""

    exit_code = ExitCode.FINISHED_WITH_FAILURES


@dataclass(frozen=True)
class Request:
    """Which salon, grain and local dates (inclusive; none: the last window stored)."""

    tenant_id: str
    grain: str
    first: date | None
    last: date | None
    staff_id: str | None = None
    compare: bool = False


@dataclass(frozen=True)
class Summary:
    """What `show` shows. Metrics that are null are unknown, not 0."""

    tenant_id: str
    grain: str
    timezone: str
    currency: str | None
    first: date
    last: date
    metrics: Metrics
    previous: tuple[date, date, Metrics] | None
    staff: dict[str, Metrics]
    catalogue: list[dict[str, Any]]
    windows_expected: int
    windows_present: int

    def as_json(self) -> dict[str, Any]:
        """The machine's form, keys as on the API."""
        document: dict[str, Any] = {
            "period": self.grain,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "tenantId": self.tenant_id,
            "tz": self.timezone,
            "metrics": self.metrics,
            "staff": self.staff,
            "quality": {"windowsExpected": self.windows_expected, "windowsPresent": self.windows_present},
        }
        if self.previous:
            first, last, metrics = self.previous
            document["previous"] = {"from": first.isoformat(), "to": last.isoformat(), "metrics": metrics}
        return document


def summarise(conninfo: str, request: Request) -> Summary:
    """Read the stored windows of a range and derive its metrics from their summed counters.

    Raises:
        UsageError: no such tenant, or no such staff in the range.
        NothingStoredError: the range has not been rolled up.
    """
    with db.connect(conninfo) as connection, db.transaction(connection):
        migrate.require(connection)
        found = _range(connection, request)
        salon = _metrics(connection, request, "salon", found["from_at"], found["to_at"])
        if not salon:
            raise NothingStoredError(
                f"{request.tenant_id} has no {request.grain} stored from {found['from_date']} to "
                f"{found['to_date']}: run kpi-tool rollup --period {request.grain} "
                f"--from {found['from_date']} --to {found['to_date']}"
            )
        staff = _metrics(connection, request, "staff", found["from_at"], found["to_at"])
        catalogue = queries.execute(connection, "metrics").fetchall()
        if request.staff_id and not staff:
            raise UsageError(f"no staff {request.staff_id} at {request.tenant_id} in that range")
        return Summary(
            request.tenant_id,
            request.grain,
            found["timezone"],
            found["currency"],
            found["from_date"],
            found["to_date"],
            _in_order(salon[""]["metrics"], catalogue),
            _previous(connection, request, found) if request.compare else None,
            {name: _in_order(row["metrics"], catalogue) for name, row in staff.items()},
            catalogue,
            found["windows_expected"],
            salon[""]["windows_present"],
        )


def _in_order(metrics: Metrics, catalogue: list[dict[str, Any]]) -> Metrics:
    """Metrics as people read them, each before its values by key; JSON objects know no order."""
    place = {metric["name"]: position for position, metric in enumerate(catalogue)}
    return dict(sorted(metrics.items(), key=lambda item: (place[item[0].partition("|")[0]], item[0])))


def _range(connection: Connection, request: Request) -> dict[str, Any]:
    parameters = {
        "tenant_id": request.tenant_id,
        "granularity": request.grain,
        "from_date": request.first,
        "to_date": request.last,
    }
    found = queries.execute(connection, "range", parameters).fetchone()
    if found is None:
        raise UsageError(f"unknown tenant, or one without a known time zone: {request.tenant_id}")
    if found["from_date"] is None:
        raise NothingStoredError(
            f"{request.tenant_id} has no {request.grain} stored: run kpi-tool rollup --period {request.grain}"
        )
    return found


def _metrics(
    connection: Connection, request: Request, level: str, from_at: object, to_at: object
) -> dict[str, dict[str, Any]]:
    parameters = {
        "tenant_id": request.tenant_id,
        "granularity": request.grain,
        "from_at": from_at,
        "to_at": to_at,
        "staff_id": request.staff_id,
    }
    rows = queries.execute(connection, "summary", parameters, level=level)
    return {row["staff_id"]: row for row in rows}


def _previous(
    connection: Connection, request: Request, found: dict[str, Any]
) -> tuple[date, date, Metrics] | None:
    salon = _metrics(connection, request, "salon", found["previous_from_at"], found["from_at"])
    if not salon:
        return None
    return found["previous_from_date"], found["previous_to_date"], salon[""]["metrics"]
