"""Presence from the desktop: which source of input times this session has.

Talks to: nothing itself; see `mutter`, `wayland`, `x11`, `windows` and `macos`.
Thread: the loop's.
Blocks: while a source connects.
Fails with: nothing; the last resort is a source that never tells anything.
Missing when: never.

Nothing is guessed from the name of a desktop: what the session says of itself orders what is tried. logind is no
source: its idle hint is what desktops make of it, and KDE makes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Clock, IdleSource, Loop, Post

if TYPE_CHECKING:
    from numbfeet_tray.shell.dbus import Bus

OnLost = Callable[[str], None]
"""Hears, once, why a source fell silent: one line for the person. The source is closed then."""


class NullIdleSource:
    """`ports.IdleSource` where nothing tells of input: presence is what the person says."""

    name = "none"

    def arm(self, threshold: Seconds) -> None:
        """Do nothing."""

    def expect_input(self) -> None:
        """Do nothing."""

    def idle_time(self) -> Seconds | None:
        """Return None: it cannot be read."""

    def close(self) -> None:
        """Do nothing."""


def choose_idle(
    loop: Loop, clock: Clock, post: Post, environ: Mapping[str, str], on_lost: OnLost, bus: Bus | None = None
) -> tuple[IdleSource, list[str]]:
    """Return the source to use, and for each one that cannot be used a line that says why.

    Args:
        loop: the loop that everything runs on.
        clock: for the instant that input stopped at.
        post: hears `Idle` and `Active`.
        environ: the session's environment.
        on_lost: hears why a source fell silent.
        bus: the session bus, None where there is none.
    """
    builders: dict[str, Callable[[], IdleSource]] = {
        "gnome": lambda: _gnome(bus, loop, clock, post, on_lost),
        "wayland": lambda: _wayland(loop, clock, post, environ, on_lost),
        "x11": lambda: _x11(loop, clock, post, environ, on_lost),
        "windows": lambda: _windows(loop, clock, post),
        "macos": lambda: _macos(loop, clock, post),
    }
    reasons: list[str] = []
    for kind in _order(environ, sys.platform):
        try:
            return builders[kind](), reasons
        except AdapterUnavailable as error:
            reasons.append(str(error))
    return NullIdleSource(), reasons


def _order(environ: Mapping[str, str], platform: str) -> tuple[str, ...]:
    """Return what to try in this session, the likeliest first; what cannot be there is not tried."""
    if platform in ("win32", "darwin"):
        return ("windows",) if platform == "win32" else ("macos",)
    is_gnome = "GNOME" in environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        return ("gnome", "wayland") if is_gnome else ("wayland", "gnome")
    return ("x11",)


def _gnome(bus: Bus | None, loop: Loop, clock: Clock, post: Post, on_lost: OnLost) -> IdleSource:
    try:
        from numbfeet_tray.shell.idle.mutter import MutterIdleSource  # noqa: PLC0415 - needs jeepney: Linux only
    except ImportError as error:
        raise AdapterUnavailable(str(error)) from error
    return MutterIdleSource(bus, loop, clock, post, on_lost)


def _wayland(loop: Loop, clock: Clock, post: Post, environ: Mapping[str, str], on_lost: OnLost) -> IdleSource:
    from numbfeet_tray.shell.idle.wayland import WaylandIdleSource  # noqa: PLC0415 - for Wayland sessions only

    return WaylandIdleSource(loop, clock, post, environ, on_lost)


def _x11(loop: Loop, clock: Clock, post: Post, environ: Mapping[str, str], on_lost: OnLost) -> IdleSource:
    try:
        from numbfeet_tray.shell.idle.x11 import X11IdleSource  # noqa: PLC0415 - Xlib is for X sessions only
    except ImportError as error:
        raise AdapterUnavailable(str(error)) from error
    return X11IdleSource(loop, clock, post, environ, on_lost)


def _windows(loop: Loop, clock: Clock, post: Post) -> IdleSource:
    from numbfeet_tray.shell.idle.asked import AskedIdleSource  # noqa: PLC0415 - for Windows only
    from numbfeet_tray.shell.idle.windows import last_input_reader  # noqa: PLC0415

    return AskedIdleSource("windows", last_input_reader(), loop, clock, post)


def _macos(loop: Loop, clock: Clock, post: Post) -> IdleSource:
    from numbfeet_tray.shell.idle.asked import AskedIdleSource  # noqa: PLC0415 - for macOS only
    from numbfeet_tray.shell.idle.macos import last_input_reader  # noqa: PLC0415

    return AskedIdleSource("macos", last_input_reader(), loop, clock, post)
