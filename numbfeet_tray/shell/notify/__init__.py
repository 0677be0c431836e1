"""Notifications: the family and its choice.

Talks to: nothing itself; see `desktop` and `fallback`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; reasons are returned.
Missing when: never: `NullNotifier` is left when nothing else is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from numbfeet_tray.ports import AdapterUnavailable, Loop, NotificationListener, Notifier
from numbfeet_tray.shell.notify.fallback import NullNotifier, PlyerNotifier, TerminalNotifier

if TYPE_CHECKING:
    from numbfeet_tray.shell.dbus import Bus

__all__ = ["NullNotifier", "PlyerNotifier", "TerminalNotifier", "choose_notifier"]


def choose_notifier(
    bus: Bus | None,
    loop: Loop,
    listener: NotificationListener,
    wanted: str,
    stream: TextIO | None,
    program: str = "numbfeet",
    *,
    on_token: Callable[[str], None] = lambda _: None,
) -> tuple[Notifier, list[str]]:
    """Return the first notifier that can be had, and why each one before it cannot.

    Args:
        bus: the session bus, None where there is none.
        loop: the loop of `bus`.
        listener: hears what becomes of notifications.
        wanted: "desktop", "plyer", "terminal", or "auto" for the best one. Another one stands in for a wanted
            one that is missing.
        stream: where the terminal notifier writes, None for nowhere.
        program: how the person calls the running program in a terminal, its profile included.
        on_token: hears the token with which a window that an action opens may come to the front.

    Returns:
        The notifier, and one line for each that was tried before it, such as
        "desktop: there is no session bus".
    """
    makers: dict[str, Callable[[], Notifier]] = {
        "desktop": lambda: _desktop(bus, loop, listener, on_token),
        "plyer": lambda: PlyerNotifier(listener),
        "terminal": lambda: TerminalNotifier(listener, stream, program),
    }
    order = [name for name in _preference(wanted) if name in makers]
    reasons: list[str] = []
    for name in order:
        try:
            return makers[name](), reasons
        except AdapterUnavailable as error:
            reasons.append(f"{name}: {error}")
    return NullNotifier(listener), reasons


def _preference(wanted: str) -> list[str]:
    if wanted == "auto":
        # On Linux plyer reaches the same server as "desktop" does or none, and says it worked either way.
        return ["desktop", "terminal"] if sys.platform == "linux" else ["plyer", "terminal"]
    return list(dict.fromkeys([wanted, *_preference("auto")]))


def _desktop(bus: Bus | None, loop: Loop, listener: NotificationListener, on_token: Callable[[str], None]) -> Notifier:
    if bus is None:
        raise AdapterUnavailable("there is no session bus")
    from numbfeet_tray.shell.notify.desktop import DesktopNotifier  # noqa: PLC0415 - needs jeepney: Linux only

    return DesktopNotifier(bus, loop, listener, on_token=on_token)
