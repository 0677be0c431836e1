"""A child process that is spoken to in lines, on the loop.

Talks to: the child, over two pipes, and the operating system, for its end.
Thread: the loop's.
Blocks: never; without `os.pidfd_open` (macOS) for the moment that a killed process takes to go.
Fails with: OSError from the constructor when the program cannot be started.
Missing when: processes cannot be started by `os.posix_spawn`: Windows, whose pipes no selector can wait on.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping

from numbfeet_tray.ports import Loop

_CHUNK = 65536


class Child:
    """One running child. It is always reaped; `on_end` is called once, with its exit status (negative: the signal)."""

    def __init__(
        self,
        loop: Loop,
        command: tuple[str, ...],
        environment: Mapping[str, str],
        on_data: Callable[[bytes], None],
        on_end: Callable[[int], None],
    ) -> None:
        self._loop = loop
        self._on_data = on_data
        self._on_end = on_end
        self._unsent = bytearray()
        self._ended = False
        child_in, self._write = os.pipe()
        self._read, child_out = os.pipe()
        try:
            self.pid = _spawn(command, environment, child_in, child_out)
        except OSError:
            os.close(self._write)
            os.close(self._read)
            raise
        finally:
            os.close(child_in)
            os.close(child_out)
        os.set_blocking(self._write, False)
        os.set_blocking(self._read, False)
        self._pidfd = _open_pidfd(self.pid)
        loop.add_reader(self._read, self._readable)
        if self._pidfd is not None:
            loop.add_reader(self._pidfd, self._reap)

    def send(self, line: bytes) -> None:
        """Send `line` as soon as the child takes it; nothing is sent to one that is gone."""
        if self._write >= 0:
            self._unsent += line
            self._flush()

    def _flush(self) -> None:
        try:
            sent = os.write(self._write, self._unsent)
        except BlockingIOError:
            sent = 0
        except BrokenPipeError:
            self._close_write()  # it is ending; `_reap` tells when it has
            return
        del self._unsent[:sent]
        if self._unsent:
            self._loop.add_writer(self._write, self._flush)
        else:
            self._loop.remove_writer(self._write)

    def kill(self) -> None:
        """End it now; `on_end` follows on the loop."""
        if not self._ended:
            os.kill(self.pid, signal.SIGKILL)  # not reaped yet, so the id is still its own

    def _readable(self) -> None:
        try:
            data = os.read(self._read, _CHUNK)
        except BlockingIOError:
            return
        if data:
            self._on_data(data)
            return
        self._close_read()
        if self._pidfd is None and not self._ended:
            self.kill()  # it closed its output: it is ending, or no use any more
            self._reap()

    def _reap(self) -> None:
        _, status = os.waitpid(self.pid, 0)
        self._ended = True
        self._drain()
        self._close_read()
        self._close_write()
        if self._pidfd is not None:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = None
        self._on_end(os.waitstatus_to_exitcode(status))

    def _drain(self) -> None:
        """Hand on what it said before it ended."""
        while self._read >= 0:
            try:
                data = os.read(self._read, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                return
            self._on_data(data)

    def _close_read(self) -> None:
        if self._read >= 0:
            self._loop.remove_reader(self._read)
            os.close(self._read)
            self._read = -1

    def _close_write(self) -> None:
        if self._write >= 0:
            self._loop.remove_writer(self._write)
            os.close(self._write)
            self._write = -1


def _spawn(command: tuple[str, ...], environment: Mapping[str, str], child_in: int, child_out: int) -> int:
    # posix_spawn and not subprocess: nothing to import, and no copy of the daemon's memory is ever made.
    # A process group of its own keeps Ctrl-C in the daemon's terminal away from it; the daemon closes it.
    return os.posix_spawn(
        command[0],
        command,
        environment,
        file_actions=[(os.POSIX_SPAWN_DUP2, child_in, 0), (os.POSIX_SPAWN_DUP2, child_out, 1)],
        setpgroup=0,
        setsigmask=[],
        setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE],
    )


def _open_pidfd(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):  # macOS, or a sandbox without the call
        return None
