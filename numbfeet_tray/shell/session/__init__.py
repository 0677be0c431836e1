"""Locking and sleep: the family and its choice.

Talks to: nothing itself; see `logind`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; reasons are returned.
Missing when: never: `NullSession` is left when nothing else is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from numbfeet_tray.ports import AdapterUnavailable, Loop, Post, SessionSource

if TYPE_CHECKING:
    from numbfeet_tray.shell.dbus import Bus

__all__ = ["NullSession", "choose_session"]


class NullSession:
    """Posts nothing: locking is seen as idleness, sleep as a gap between the clocks."""

    name = "none"

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def choose_session(bus: Bus | None, loop: Loop, post: Post) -> tuple[SessionSource, list[str]]:
    """Return the first session source that can be had, and why each one before it cannot.

    Args:
        bus: the system bus, None where there is none.
        loop: the loop of `bus`.
        post: takes `Locked`, `Unlocked`, `SleepBegan` and `Woke`.

    Returns:
        The source, and one line for each that was tried before it, such as "logind: there is no system bus".
    """
    try:
        return _logind(bus, loop, post), []
    except AdapterUnavailable as error:
        return NullSession(), [f"logind: {error}"]


def _logind(bus: Bus | None, loop: Loop, post: Post) -> SessionSource:
    if bus is None:
        raise AdapterUnavailable("there is no system bus")
    from numbfeet_tray.shell.session.logind import LogindSession  # noqa: PLC0415 - needs jeepney: Linux only

    return LogindSession(bus, loop, post, uid=os.getuid(), session_id=os.environ.get("XDG_SESSION_ID", ""))
