"""A real redis-server for a test, on a port of this machine."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ports import free_port
from redis import Redis
from redis import exceptions as errors
from redis.backoff import NoBackoff
from redis.retry import Retry
from waiting import until

SERVER = shutil.which("redis-server")
needed = pytest.mark.skipif(SERVER is None, reason="there is no redis-server here")


@contextmanager
def running(directory: Path, *options: str) -> Iterator[str]:
    """A server's URL, once it says anything at all."""
    assert SERVER
    port = free_port()
    command = [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(directory)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        until(lambda: process.poll() is not None or _says_anything(port))
        assert process.poll() is None, "redis-server does not start"
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _says_anything(port: int) -> bool:
    with Redis(port=port, retry=Retry(NoBackoff(), 0)) as client:
        try:
            client.ping()
        except (errors.AuthenticationError, errors.BusyLoadingError, errors.ResponseError):
            return True
        except errors.ConnectionError:
            return False
    return True
