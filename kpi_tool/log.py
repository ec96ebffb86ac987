"""Lines on stderr: plain for people, JSON for cron."""

import json
import logging
import sys
from datetime import UTC, datetime

LOGGER = logging.getLogger("kpi_tool")


class JsonFormatter(logging.Formatter):
    """A line as an object, with the fields that its caller added."""

    def format(self, record: logging.LogRecord) -> str:
        """In one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line | getattr(record, "fields", {}), ensure_ascii=False, default=str)


def set_up(*, verbose: bool, form: str | None) -> None:
    """Write to stderr, as text or JSON; verbose also shows debug lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else logging.Formatter("%(message)s"))
    LOGGER.handlers = [handler]
    LOGGER.propagate = False
    LOGGER.setLevel(logging.DEBUG if verbose else logging.INFO)


def info(message: str, **fields: object) -> None:
    """A line that the operator should see; fields are added where lines are JSON."""
    LOGGER.info(message, extra={"fields": fields})


def warning(message: str, **fields: object) -> None:
    """The same for what went wrong without ending the run."""
    LOGGER.warning(message, extra={"fields": fields})


def debug(message: str, **fields: object) -> None:
    """The same, only with -v."""
    LOGGER.debug(message, extra={"fields": fields})
