"""A notification as the arguments of one Notify call.

Talks to: the file system, to see that the icon is there.
Thread: any.
Blocks: never for long.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.dbus import bus_text
from numbfeet_tray.shell.resources import icon_png

DESKTOP_ENTRY = "numbfeet"
"""Name of the .desktop file: desktops keep a person's notification settings under it."""
_AS_THE_SERVER_LIKES = -1
_LONGEST_MS = 2**31 - 1
_ICON_PIXELS = 64
"""Servers draw it at 32 to 48, and at twice that on dense screens."""


def notify_arguments(
    app_name: str,
    slot: str,
    notification: Notification,
    replaces: int,
    capabilities: AbstractSet[str],
) -> tuple[Any, ...]:
    """Return the body of Notify (Desktop Notifications Specification 1.2), fit for a server of `capabilities`.

    `replaces` is the id of the notification to show this one in place of, 0 for none.
    """
    hints: dict[str, tuple[str, Any]] = {
        "urgency": ("y", notification.urgency.value),
        "desktop-entry": ("s", DESKTOP_ENTRY),
        "category": ("s", f"x-numbfeet.{slot}"),
        # What goes away by itself is not worth a place in the history; what stays until closed is.
        "transient": ("b", _expire_timeout(notification.timeout) != 0),
        "resident": ("b", False),
    }
    if notification.silent:
        hints["suppress-sound"] = ("b", True)
    body = bus_text(notification.body)
    if "body-markup" in capabilities:
        body = body.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    actions = notification.actions if "actions" in capabilities else ()
    return (
        app_name,
        replaces,
        _icon(notification.icon),
        bus_text(notification.title),
        body,
        [bus_text(word) for action in actions for word in action],
        hints,
        _expire_timeout(notification.timeout),
    )


def _icon(name: str) -> str:
    """Return where the icon is: after `pip install` alone its name is in no theme, and servers show a broken one."""
    if name.startswith("/"):
        return Path(name).as_uri()
    try:
        file = icon_png(name, _ICON_PIXELS)
    except FileNotFoundError:
        return name
    return file.as_uri() if file.is_file() else name


def _expire_timeout(timeout: Seconds | None) -> int:
    if timeout is None:
        return _AS_THE_SERVER_LIKES
    return min(_LONGEST_MS, max(1, round(timeout * 1000))) if timeout > 0 else 0
