"""Running PostgreSQL's programs, which refuse root: as a system user then, whatever is closed to it."""

import fcntl
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kpi_tool.errors import ConfigurationError

ACCOUNT = "kpi-tool"
ELSEWHERE = "name another folder with embedded:DIR"
_ACCOUNTS_LOCK = "/etc/.pwd.lock"
"""Only root may open it; useradd locks it too, in the other manner (fcntl), which does not meet flock."""

# Prints the first path that cannot be used as it must be: folders entered, data read, programs run.
_PROBE = """
for p do
    case $p in */) cd "$p" ;; *.bki) true <"$p" ;; *) "$p" --version >/dev/null ;; esac && continue
    echo "$p"
    exit 1
done 2>/dev/null
"""


@dataclass(frozen=True)
class Runner:
    """Runs PostgreSQL's programs as the account (uid, gid), or as ourselves."""

    account: tuple[int, int] | None = None
    prefix: tuple[str, ...] = ()

    def run(self, command: Sequence[str], output: IO[bytes] | int) -> subprocess.CompletedProcess[bytes]:
        account = None if self.prefix else self.account
        uid, gid = account or (None, None)
        return subprocess.run(  # noqa: S603
            [*self.prefix, *command],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"},
            start_new_session=True,  # a Ctrl-C is meant for us
            user=uid,
            group=gid,
            extra_groups=() if account else None,
        )

    def own(self, folder: Path) -> Path:
        if self.account:
            os.chown(folder, *self.account)
        return folder


def runner_for(account: tuple[int, int] | None, binaries: Path, folders: Sequence[Path]) -> Runner:
    """As root: the account with, if need be, the right to pass through folders that are closed to it."""
    if account is None:
        return Runner()
    blocked = ""
    for prefix in _prefixes(*account):
        runner = Runner(account, prefix)
        try:
            probe = runner.run(["sh", "-c", _PROBE, "sh", *_needed_paths(binaries, folders)], subprocess.PIPE)
        except PermissionError as error:
            raise ConfigurationError(
                "PostgreSQL does not run as root, and this root may not become another user: "
                "grant it setuid and setgid, or run kpi-tool as an ordinary user"
            ) from error
        if probe.returncode == 0:
            return runner
        blocked = blocked or probe.stdout.decode().strip()
    raise ConfigurationError(
        f"the system user {ACCOUNT}, as which root runs the embedded server, cannot use {blocked}: "
        f"install util-linux (setpriv), open that to it (chmod o+rx), or {ELSEWHERE}"
    )


def _prefixes(uid: int, gid: int) -> Iterator[tuple[str, ...]]:
    yield ()
    if setpriv := _system_program("setpriv"):
        # no_setuid_fixup: else access(2), which PostgreSQL asks about its own programs, ignores the right.
        become = (f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--securebits=+no_setuid_fixup")
        for right in ("dac_read_search", "dac_override"):  # Docker grants only the latter
            yield (setpriv, *become, f"--inh-caps=+{right}", f"--ambient-caps=+{right}")


def _needed_paths(binaries: Path, folders: Sequence[Path]) -> list[str]:
    """Ordered so that the first that fails is the one to blame."""
    programs, share = (binaries / "initdb", binaries / "postgres"), binaries.parent / "share/postgresql"
    entered = {parent for path in (*folders, binaries, share) for parent in (path, *path.parents)}
    return [*(f"{folder}/" for folder in sorted(entered)), f"{share}/postgres.bki", *map(str, programs)]


def account_for(data: Path) -> tuple[int, int] | None:
    """Existing data keeps its owner: another container may number the account otherwise."""
    if os.geteuid() != 0:
        return None
    if not data.exists():
        entry = _system_user()
        return entry.pw_uid, entry.pw_gid
    status = data.stat()
    if status.st_uid == 0:
        raise ConfigurationError(
            f"{data} belongs to root, as which PostgreSQL does not run: chown -R it to {ACCOUNT}"
        )
    return status.st_uid, status.st_gid


def _system_user() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(ACCOUNT)
    with _turn():
        return _added_user()


@contextmanager
def _turn() -> Iterator[None]:
    """One at a time: a second useradd would number the account anew, under whoever already runs as it.

    Where /etc cannot be written, no account is added either.
    """
    try:
        turn = os.open(_ACCOUNTS_LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield
    finally:
        os.close(turn)


def _added_user() -> pwd.struct_passwd:
    said = "there is no useradd"
    with suppress(KeyError):  # whoever had the turn before
        return pwd.getpwnam(ACCOUNT)
    if useradd := _system_program("useradd"):
        words = (
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir=/",
            "--shell=/bin/false",
            ACCOUNT,
        )
        said = Runner().run([useradd, *words], subprocess.PIPE).stdout.decode().strip().replace("\n", "; ")
    with suppress(KeyError):  # whoever added it
        return pwd.getpwnam(ACCOUNT)
    raise ConfigurationError(
        f"PostgreSQL does not run as root, and the system user {ACCOUNT} could not be added ({said}): "
        "add it, or run kpi-tool as an ordinary user"
    )


def _system_program(name: str) -> str | None:
    return shutil.which(
        name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    )  # cron's PATH lacks them
