"""Waiting for what another process or thread does: as long as a loaded machine may need, and no longer."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds."""


def until(
    condition: Callable[[], object],
    every: float = 0.02,
    said: Callable[[], object] = lambda: "it does not come",
) -> None:
    """Returns once it holds; fails, and tells what was said, if that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, said()
        time.sleep(every)
