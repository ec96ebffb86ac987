"""Ports of this machine for servers that a test starts."""

import socket
import sys

_KEEPERS: list[socket.socket] = []


def free_port() -> int:
    """One that nobody listens on, and that is kept until the tests end.

    Linux gives a port that somebody is bound to neither to another process that asks for any, nor to a
    connection; a server that sets SO_REUSEADDR may listen there, because whoever keeps it does not.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    port = int(keeper.getsockname()[1])
    if sys.platform == "linux":
        _KEEPERS.append(keeper)
    else:
        keeper.close()
    return port
