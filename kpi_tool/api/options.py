"""What `kpi-tool serve` was told; its workers are sent it as it is."""

from dataclasses import dataclass, field

LONGEST_QUERY = 4096
"""Bytes of path and query together."""
LONGEST_HEADERS = 16_384
"""Bytes of all headers together."""
GUESS_SECONDS = 3.0
"""After so long an address may try another wrong token."""


@dataclass(frozen=True)
class Options:
    """All of it holds for each worker."""

    conninfo: str = field(repr=False)
    metrics_conninfo: str = field(repr=False)
    """For /metrics, which reads what is of every salon."""
    pool_size: int = 10
    statement_seconds: int = 5
    rate: float = 20.0
    """Requests a second that a token may make in the long run."""
    burst: int = 100
    """Requests that it may make at once."""
    guesses: int = 20
    """Wrong tokens that an address may try at once."""
    verbose: bool = False
    log_form: str | None = None
