"""Locking and sleep: the family and its choice.

Talks to: nothing itself; see `logind`, `screensaver`, `windows` and `macos`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; reasons are returned.
Missing when: never: `NullSession` is left when nothing else is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from numbfeet_tray.ports import AdapterUnavailable, Loop, Post, SessionSource
from numbfeet_tray.shell.session.merged import MergedSession

if TYPE_CHECKING:
    from numbfeet_tray.shell.dbus import Bus

__all__ = ["NullSession", "choose_session"]


class NullSession:
    """Posts nothing: locking is seen as idleness, sleep as a gap between the clocks."""

    name = "none"

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def choose_session(
    bus: Bus | None, loop: Loop, post: Post, session_bus: Bus | None = None
) -> tuple[SessionSource, list[str]]:
    """Return everything that tells of locking and sleep as one source, and why what is missing is.

    Args:
        bus: the system bus, None where there is none.
        loop: the loop of both buses.
        post: takes `Locked`, `Unlocked`, `SleepBegan` and `Woke`.
        session_bus: the session bus, None where there is none; that is told of elsewhere.

    Returns:
        The source, and one line for each that cannot be had, such as "logind: there is no system bus".
    """
    merged = MergedSession(post)
    reasons: list[str] = []
    for name, build in _builders(bus, loop, session_bus).items():
        try:
            merged.add(build)
        except AdapterUnavailable as error:
            reasons.append(f"{name}: {error}")
    return (merged if merged.sources else NullSession()), reasons


def _builders(bus: Bus | None, loop: Loop, session_bus: Bus | None) -> dict[str, Callable[[Post], SessionSource]]:
    if sys.platform == "win32":
        return {"windows": lambda post: _windows(loop, post)}
    if sys.platform == "darwin":
        return {"macos": lambda post: _macos(loop, post)}
    builders: dict[str, Callable[[Post], SessionSource]] = {"logind": lambda post: _logind(bus, loop, post)}
    if session_bus is not None:
        builders["screen saver"] = lambda post: _screen_saver(session_bus, post)
    return builders


def _logind(bus: Bus | None, loop: Loop, post: Post) -> SessionSource:
    if bus is None:
        raise AdapterUnavailable("there is no system bus")
    from numbfeet_tray.shell.session.logind import LogindSession  # noqa: PLC0415 - needs jeepney: Linux only

    return LogindSession(bus, loop, post, uid=os.getuid(), session_id=os.environ.get("XDG_SESSION_ID", ""))


def _screen_saver(bus: Bus, post: Post) -> SessionSource:
    from numbfeet_tray.shell.session.screensaver import ScreenSaverSession  # noqa: PLC0415 - needs jeepney

    return ScreenSaverSession(bus, post)


def _windows(loop: Loop, post: Post) -> SessionSource:
    from numbfeet_tray.shell.session.windows import WindowsSession  # noqa: PLC0415 - for Windows only

    return WindowsSession(loop, post)


def _macos(loop: Loop, post: Post) -> SessionSource:
    from numbfeet_tray.shell.session.macos import MacSession  # noqa: PLC0415 - for macOS only

    return MacSession(loop, post)
