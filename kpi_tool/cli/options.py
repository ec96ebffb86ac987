"""Options that commands share, and the types of their values."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import click

from kpi_tool import log

YEARS = range(1970, 2200)
MOST_DAYS = 36_500
Day = TypeVar("Day", date, datetime)
Command = TypeVar("Command", bound=Callable[..., Any])


def local_date(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:  # noqa: ARG001
    """A local date, where one is given."""
    return None if value is None else iso_date(value)


def iso_date(value: str) -> date:
    """ISO 8601, nothing else.

    Raises:
        BadParameter: it is no date, or one that no platform can mean.
    """
    try:
        day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  a local date has no zone
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date: write it as 2026-03-29") from None
    return _within_reason(day)


def _within_reason(given: Day) -> Day:
    """Refuse what no platform can mean, before some calendar does."""
    if given.year not in YEARS:
        raise click.BadParameter(f"{given:%Y-%m-%d} is not within {YEARS[0]} to {YEARS[-1]}")
    return given


def _instant(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:  # noqa: ARG001
    """ISO 8601 with an offset; without one nobody knows which instant is meant."""
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is not None:
            return _within_reason(instant.astimezone(UTC))
    except (ValueError, OverflowError):
        pass
    raise click.BadParameter(f"{value!r} is no instant: write it as 2026-03-29T06:00:00Z")


def _number(value: str, unit: str) -> int | None:
    """The number in 30d, for the unit d; None where it is none."""
    number = value.removesuffix(unit)
    return int(number) if number != value and number.isdecimal() and number.isascii() else None


def _days(
    ctx: click.Context,  # noqa: ARG001  click's signature
    param: click.Parameter,  # noqa: ARG001
    value: str | None,
) -> int | None:
    """A number of whole days, as 30d."""
    if value is None:
        return None
    days = _number(value, "d")
    if days is not None and 1 <= days <= MOST_DAYS:
        return days
    raise click.BadParameter(f"{value!r} is no number of days: write it as 30d")


def _duration(
    ctx: click.Context,  # noqa: ARG001  click's signature
    param: click.Parameter,  # noqa: ARG001
    value: str | None,
) -> timedelta | None:
    """A number of hours or days, as 24h or 2d."""
    if value is None:
        return None
    for unit, hours in (("h", 1), ("d", 24)):
        number = _number(value, unit)
        if number is not None and number <= 24 * MOST_DAYS:
            return timedelta(hours=hours * number)
    raise click.BadParameter(f"{value!r} is no age: write it as 24h or 2d")


def common(command: Command) -> Command:
    """--database-url, -v, --log-format and --debug, on the group and on every command alike."""
    for option in (
        click.option("--debug", is_flag=True, help="Show the traceback of an error.", **_kept("debug")),
        click.option(
            "--log-format",
            type=click.Choice(["text", "json"]),
            help="How lines on stderr are written.",
            **_kept("log_format"),
        ),
        click.option("-v", "--verbose", is_flag=True, help="Show each statement's time.", **_kept("verbose")),
        click.option(
            "--database-url",
            metavar="URL",
            help="postgresql://... or embedded[:DIR]; default $DATABASE_URL.",
            **_kept("database_url"),
        ),
    ):
        command = option(command)
    return command


def _kept(name: str) -> dict[str, Any]:
    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:  # noqa: ANN401, ARG001  click's signature
        if value:
            ctx.meta[f"kpi_tool.{name}"] = value
            log.set_up(verbose=bool(get(ctx, "verbose")), form=get(ctx, "log_format"))

    return {"expose_value": False, "callback": keep}


def get(context: click.Context, name: str) -> Any:  # noqa: ANN401  as many types as options
    """The value of a common option, wherever on the line it stood."""
    return context.meta.get(f"kpi_tool.{name}")


def server(context: click.Context) -> AbstractContextManager[str]:
    """The named server, kept up meanwhile if it is the embedded one; gives a connection string."""
    from kpi_tool import db, settings

    return db.server(settings.database_url(get(context, "database_url")))


def _period(**more: Any) -> Callable[[Command], Command]:  # noqa: ANN401  what click.option takes
    grains = click.Choice(["hour", "day", "week", "month"])
    return click.option("--period", type=grains, help="Grain of the windows.", **more)


period = _period(required=True)
period_or_day = _period(default="day", show_default=True)
tenants = click.option(
    "--tenant", "tenants", metavar="T", multiple=True, help="Only this one; may be repeated."
)
first = click.option("--from", "first", metavar="DATE", callback=local_date, help="First local date.")
last = click.option("--to", "last", metavar="DATE", callback=local_date, help="Last local date, inclusive.")
last_or_closed = click.option(
    "--to",
    "last",
    metavar="DATE",
    callback=local_date,
    help="Last local date, inclusive. Without it: on to the last closed window.",
)
keep = click.option(
    "--keep", "keep_days", metavar="30d", callback=_days, help="Days of message_log and job_log to keep."
)
hours = click.option(
    "--hours", "hours_days", metavar="90d", callback=_days, help="Days of our own rows of hours to keep."
)
expires = click.option(
    "--expires",
    "expires_days",
    metavar="90d",
    callback=_days,
    help="Days for which it is good; default for ever.",
)
max_age = click.option(
    "--max-age", metavar="24h", callback=_duration, help="Exit 1 where a closed window is missing for longer."
)
as_of = click.option(
    "--as-of", metavar="TIMESTAMP", callback=_instant, help="The instant of the run; default now."
)


def ordered(first_date: date | None, last_date: date | None) -> None:
    """Refuse a range that ends before it starts.

    Raises:
        UsageError: it does, or it has no start.
    """
    if last_date and not first_date:
        raise click.UsageError("--to needs --from")
    if first_date and last_date and first_date > last_date:
        raise click.UsageError(f"--from {first_date} is after --to {last_date}")


def json_number(value: object) -> int | float:
    """An exact number as JSON has it."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return int(value) if value == value.to_integral_value() else float(value)
