"""One program per session: a lock that the kernel drops when the program dies, however it dies.

Talks to: the lock file in the private runtime folder.
Thread: the main one.
Blocks: never.
Fails with: AlreadyRunning; PathsProblem when the lock file cannot be used.
Missing when: never.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.shell.paths import PathsProblem
from numbfeet_tray.text.catalog import _

if sys.platform == "win32":
    import msvcrt

    _LOCK_AT = 1 << 30  # beyond what is written: a locked byte cannot be read by others

    def _take(fd: int) -> None:
        os.lseek(fd, _LOCK_AT, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        os.lseek(fd, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


class AlreadyRunning(NumbfeetError):
    """Another program holds the lock."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        """Its process id; None when it has not written it yet."""
        super().__init__(_("numbfeet is running already."))


class Instance:
    """The lock, held. Whoever holds it may listen on the control socket, and nobody else."""

    def __init__(self, lock: Path, socket: Path) -> None:
        """Take the lock, write our process id into it, and remove the socket of a program that died.

        Raises:
            AlreadyRunning: another program holds the lock.
            PathsProblem: the lock file cannot be opened.
        """
        self._fd = _locked(lock)
        os.ftruncate(self._fd, 0)
        os.write(self._fd, b"%d\n" % os.getpid())
        # Only under the lock: at any other time the socket may be that of a living program.
        socket.unlink(missing_ok=True)

    def close(self) -> None:
        """Drop the lock; harmless the second time. The file stays: removing it would open a race."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _locked(lock: Path) -> int:
    while True:
        try:
            fd = os.open(lock, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            raise PathsProblem(
                _("The lock file {path} cannot be opened: {reason}.").format(path=lock, reason=error.strerror)
            ) from error
        try:
            _take(fd)
        except OSError:
            pid = _written_pid(fd)
            os.close(fd)
            raise AlreadyRunning(pid) from None
        if _is_still_there(lock, fd):
            return fd
        os.close(fd)  # it was removed between the opening and the locking: what we hold nobody else will see


def _is_still_there(lock: Path, fd: int) -> bool:
    try:
        return os.path.samestat(lock.stat(), os.fstat(fd))
    except FileNotFoundError:
        return False


def _written_pid(fd: int) -> int | None:
    try:
        return int(os.read(fd, 32))
    except (ValueError, OSError):
        return None
