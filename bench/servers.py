"""A server of our own that may be shut down at any moment."""

import os
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kpi_tool import db


@dataclass
class Server:
    """The embedded Postgres in a directory; `users` closes the use that is made of it."""

    directory: Path
    users: ExitStack

    def up(self) -> str:
        """Its connection string; it is started if it is down."""
        self.users.pop_all().close()
        return self.users.enter_context(db.server(f"embedded:{self.directory}"))

    def shut_down(self) -> None:
        """What pg_ctl stop -m immediate sends: nobody is waited for, and the next start recovers."""
        pid = int((self.directory / "pgdata" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
