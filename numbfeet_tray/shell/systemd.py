"""Tells systemd that the program is up, that it is ending, and, where it watches, that the loop still turns.

Talks to: the socket that systemd names in NOTIFY_SOCKET (sd_notify(3)).
Thread: the loop's.
Blocks: never.
Fails with: nothing; a message that cannot be sent is logged.
Missing when: the program is not a service of systemd's, or not of `Type=notify`.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop

log = logging.getLogger(__name__)


class Systemd:
    """One service's word to its manager. Without one, nothing is done."""

    def __init__(self, loop: Loop, environ: Mapping[str, str]) -> None:
        """Read what systemd asks for.

        Args:
            loop: where the watchdog is fed, and only when systemd asked for that (WATCHDOG_USEC).
            environ: what systemd started the program with.
        """
        self._loop = loop
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._every = _half_of_watchdog(environ) if self._address else None
        self._next: Cancellable | None = None

    def ready(self) -> None:
        """Say that the program is up, and begin to feed the watchdog."""
        self._send("READY=1")
        self._feed()

    def close(self) -> None:
        """Say that the program is ending."""
        if self._next is not None:
            self._next.cancel()
        self._send("STOPPING=1")

    def _feed(self) -> None:
        if self._every is not None:
            self._send("WATCHDOG=1")
            self._next = self._loop.call_later(self._every, self._feed)

    def _send(self, message: str) -> None:
        if not self._address:
            return
        place = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.sendto(message.encode(), place)
        except OSError as error:
            log.warning("systemd cannot be told %s: %s", message, error)


def _half_of_watchdog(environ: Mapping[str, str]) -> Seconds | None:
    """Return how often to feed: twice in the time that systemd waits, as sd_watchdog_enabled(3) advises."""
    given = environ.get("WATCHDOG_USEC", "")
    if not given.isdecimal() or int(given) == 0 or environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return Seconds(int(given) / 2_000_000)
