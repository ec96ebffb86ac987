"""Log events of the host from lines of JSON, through the SQL function kpi_log_event."""

from collections.abc import Iterable

from kpi_tool import lines
from kpi_tool.queries import Connection

INTAKE = lines.Intake("events_logged", batch_size=1_000)


def log_lines(
    connection: Connection, given: Iterable[bytes], counts: lines.Counts, refuse: lines.Refuse
) -> None:
    """Log each event, and count it once it is committed; `refuse` hears of the lines that are none.

    Raises:
        DatabaseUnavailableError: the connection is gone; what has been counted is stored.
    """
    texts = ((number, text) for number, text, _ in lines.parsed(given, refuse))
    lines.take_in(connection, INTAKE, texts, counts, refuse)
