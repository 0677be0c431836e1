"""Single keys of a terminal, and the terminal given back as it was.

Talks to: a terminal, through termios.
Thread: the loop's.
Blocks: never.
Fails with: nothing; without a terminal there are no keys.
Missing when: the file is no terminal, the process is in its background, or the operating system has no termios.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from typing import Any

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.ports import Loop

_KEYS = {
    b"n": GuideKey.NEXT,
    b"\x1b[C": GuideKey.NEXT,
    b"b": GuideKey.BACK,
    b"\x1b[D": GuideKey.BACK,
    b" ": GuideKey.PAUSE,
    b"p": GuideKey.PAUSE,
    b"s": GuideKey.STOP,
    b"q": GuideKey.STOP,
    b"\x1b": GuideKey.STOP,
}


class TerminalKeys:
    """Reads keys between `take` and `give_back`."""

    def __init__(self, loop: Loop, fd: int, on_key: Callable[[GuideKey], None]) -> None:
        self._loop = loop
        self._fd = fd
        self._on_key = on_key
        self._before: list[Any] | None = None

    def take(self) -> bool:
        """Have keys come one by one, without being shown; return whether that is possible."""
        try:
            import termios  # noqa: PLC0415 - not on Windows
            import tty  # noqa: PLC0415

            if os.tcgetpgrp(self._fd) != os.getpgrp():
                return False  # changing the terminal from the background would stop the program
            self._before = termios.tcgetattr(self._fd)
            tty.setcbreak(self._fd, termios.TCSANOW)
        except (ImportError, OSError, termios.error):
            self._before = None
            return False
        atexit.register(self._restore)  # for a program that ends without closing its views
        self._loop.add_reader(self._fd, self._readable)
        return True

    def give_back(self) -> None:
        """Put the terminal back as it was; harmless when it was not taken."""
        if self._before is not None:
            atexit.unregister(self._restore)
            self._loop.remove_reader(self._fd)
            self._restore()

    def _restore(self) -> None:
        before, self._before = self._before, None
        if before is None:
            return
        import termios  # noqa: PLC0415 - it was there when it was taken

        try:
            termios.tcsetattr(self._fd, termios.TCSANOW, before)
        except termios.error:
            pass  # the terminal is gone

    def _readable(self) -> None:
        try:
            typed = os.read(self._fd, 64)
        except OSError:
            typed = b""
        if not typed:  # the terminal is gone
            self.give_back()
            return
        for key in _split(typed):
            if (meant := _KEYS.get(key)) is not None:
                self._on_key(meant)


def _split(typed: bytes) -> list[bytes]:
    """Return the keys in what was read at once; an escape sequence is one key."""
    keys: list[bytes] = []
    while typed:
        length = 3 if typed.startswith(b"\x1b[") else 1
        keys.append(typed[:length])
        typed = typed[length:]
    return keys
