"""Guides: which one can draw a running routine here.

Talks to: nothing itself; see `window` and `terminal`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; the last resort draws nothing.
Missing when: never.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the window's process loads this package, too, and has to be on the screen soon
    from numbfeet_tray.ports import Clock, Loop, OnGuideKey, RoutineView

WANTED = ("auto", "window", "terminal", "none")
"""What can be asked for."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks and stands."""

    theme: str = "auto"
    """"light", "dark", or "auto": as NUMBFEET_THEME or the desktop's settings say."""
    on_top: bool = False
    """Keep it above other windows."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of a guide."""

    on_key: OnGuideKey
    """What the person does. A guide that dies is `GuideKey.STOP`."""
    on_failed: Callable[[str], None]
    """Once per `open`, for the person: why nothing could be shown. No key comes after it."""
    on_signs: Callable[[], None] | None = None
    """The person asks for the warning signs; None hides the link to them."""


def choose_view(
    wanted: str, loop: Loop, clock: Clock, listener: Listener, look: Look | None = None
) -> tuple[RoutineView, list[str]]:
    """Return the guide to use, and for each one that cannot be used a line that says why.

    A window that turns out not to work when it opens is followed by the terminal, if there is one.

    Args:
        wanted: one of `WANTED`; "auto" is a window, or else the terminal that the program runs in.
        loop: the program's loop.
        clock: the machine's clock.
        listener: hears of the guide; its `on_failed` only when no other guide can take over.
        look: how a window looks.
    """
    from numbfeet_tray.ports import AdapterUnavailable  # noqa: PLC0415 - see above
    from numbfeet_tray.shell.guide.fallback import FallbackView, NullView  # noqa: PLC0415

    reasons: list[str] = []
    fallback = FallbackView(clock, listener.on_failed)
    views: list[RoutineView] = []
    if wanted in ("auto", "window"):
        from numbfeet_tray.shell.guide.window import WindowGuide  # noqa: PLC0415 - only the chosen one is paid for

        hears = Listener(listener.on_key, fallback.failed, listener.on_signs)
        try:
            views.append(WindowGuide(loop, clock, hears, look or Look()))
        except AdapterUnavailable as error:
            reasons.append(str(error))
    has_terminal = sys.stdout is not None and (sys.stdout.isatty() or not views)
    if wanted == "terminal" or (wanted == "auto" and has_terminal):
        views.append(_terminal(loop, clock, listener.on_key))
    if not views:
        return NullView(), reasons
    fallback.use(views)
    return fallback, reasons


def _terminal(loop: Loop, clock: Clock, on_key: OnGuideKey) -> RoutineView:
    from numbfeet_tray.shell.guide.terminal import TerminalGuide  # noqa: PLC0415 - only the chosen one is paid for

    return TerminalGuide(loop, clock, on_key, sys.stdout, 0 if os.isatty(0) else None)
