"""What is asked and answered, for the framework to check and OpenAPI to tell; SQL builds the answers."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_ID = 1000


def _iso(value: Any) -> Any:  # noqa: ANN401  whatever was asked
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("no ISO date")
    return date.fromisoformat(value)


def _flag(value: Any) -> Any:  # noqa: ANN401
    if value not in {"true", "false"}:
        raise ValueError("neither true nor false")
    return value == "true"


def _text(value: str) -> str:
    if "\x00" in value:
        raise ValueError("a text of Postgres has no zero byte")
    return value


IsoDate = Annotated[date, BeforeValidator(_iso)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID), AfterValidator(_text)]

ALLOWED = {
    "tenantId": "the id of a salon",
    "staffId": "the id of a member of staff",
    "period": "day, week or month",
    "from": "a date such as 2026-03-01",
    "to": "a date such as 2026-03-31",
    "tz": "the name of a time zone, such as Europe/Moscow",
    "series": "true or false",
    "compare": "previous or nothing",
}
"""By parameter what it may be, as errors say it."""


class Asked(BaseModel):
    """The query of a /kpi endpoint."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: Id = Field(alias="tenantId", description="The salon.")
    period: Literal["day", "week", "month"] = Field("day", description="Weeks begin on Monday.")
    from_date: IsoDate | None = Field(
        None,
        alias="from",
        description="First local date, widened to whole windows; default: the last window stored.",
    )
    to_date: IsoDate | None = Field(
        None, alias="to", description="Last local date, inclusive; at most 1096 days."
    )
    tz: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_text)] | None = Field(
        None, description="Whose days they are; default: the salon's zone."
    )
    series: Flag = Field(default=False, description="Also window by window.")
    compare: Literal["previous"] | None = Field(
        None, description="Also the range before, of as many windows."
    )


Metrics = dict[str, float | None]


class Quality(BaseModel):
    """How good the numbers are."""

    windowsExpected: int  # noqa: N815  the wire's names
    windowsPresent: int  # noqa: N815
    windowsProvisional: int  # noqa: N815
    windowsSealed: int  # noqa: N815
    windowsOfOtherDefinition: int  # noqa: N815
    provisional: bool
    coveredUntil: str | None  # noqa: N815
    computedAt: str | None  # noqa: N815
    definition: str | None


class Target(BaseModel):
    """What the owners hold a metric to."""

    target: float
    exclusive: bool
    direction: Literal["up", "down"]
    met: bool | None


class Window(BaseModel):
    """One of a series."""

    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    present: bool
    provisional: bool
    coveredUntil: str | None  # noqa: N815
    metrics: Metrics


class Before(BaseModel):
    """The range before."""

    from_: str = Field(alias="from")
    to: str
    metrics: Metrics
    quality: Quality


class Change(BaseModel):
    """A metric beside its value before."""

    value: float | None
    previous: float | None
    delta: float | None


class Summary(BaseModel):
    """Of a salon."""

    period: Literal["day", "week", "month"]
    from_: str = Field(alias="from")
    to: str
    tenantId: str  # noqa: N815
    tz: str
    currency: str | None
    metrics: Metrics
    targets: dict[str, Target]
    quality: Quality
    series: list[Window] | None = Field(None, json_schema_extra={"description": "With series=true."})
    previous: Before | None = Field(None, json_schema_extra={"description": "With compare=previous."})
    comparison: dict[str, Change] | None = Field(None, description="With compare=previous.")


class StaffSummary(Summary):
    """Of a member of staff."""

    staffId: str  # noqa: N815


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = Field(None, description="The parameter that it is about.")
    requestId: str  # noqa: N815


class Health(BaseModel):
    """That the process lives."""

    status: Literal["ok"]
    version: str


class LastRun(BaseModel):
    """How the last run of a grain went."""

    startedAt: str  # noqa: N815
    seenAt: str  # noqa: N815
    outcome: str


class Ready(BaseModel):
    """That the database can be used, and how fresh it is."""

    status: Literal["ready"]
    version: str
    lastRuns: dict[str, LastRun]  # noqa: N815
