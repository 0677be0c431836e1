"""Guides: which one can draw a running routine here.

Talks to: nothing itself; see `window` and `terminal`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; the last resort draws nothing.
Missing when: never.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Instant, Seconds, between
from numbfeet_tray.ports import AdapterUnavailable, Clock, Loop, OnGuideKey, RoutineView

WANTED = ("auto", "window", "terminal", "none")
"""What can be asked for."""

_log = logging.getLogger(__name__)


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


class NullView:
    """`ports.RoutineView` that draws nothing: the routine runs by its time alone."""

    name = "none"

    def open(self, routine: Routine) -> None:
        """Draw nothing."""

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        """Draw nothing."""

    def close(self, finished: bool) -> None:
        """Draw nothing."""


class FallbackView:
    """A view that hands a running routine to the next one when the one before fails."""

    def __init__(self, clock: Clock, on_failed: Callable[[str], None]) -> None:
        """Take the views from `use`; `on_failed` hears why the last of them failed."""
        self.name = ""
        self._clock = clock
        self._on_failed = on_failed
        self._views: list[RoutineView] = []
        self._routine: Routine | None = None
        self._position = Seconds(0.0)
        self._since: Instant | None = None

    def use(self, views: list[RoutineView]) -> None:
        """Draw with the first of `views`, and with the others as those before them fail."""
        self._views = views
        self.name = views[0].name

    def failed(self, why: str) -> None:
        """Go over to the next view for good; with none left, report."""
        _log.warning("%s", why)
        if len(self._views) == 1:
            self._on_failed(why)
            return
        self.use(self._views[1:])
        if self._routine is not None:
            self._views[0].open(self._routine)
            played = between(self._since, self._clock.boot()) if self._since is not None else 0.0
            self._position = Seconds(self._position + played)
            self.sync(self._position, self._since is None)

    def open(self, routine: Routine) -> None:
        """Begin to draw `routine` from its start, now."""
        self._routine, self._position, self._since = routine, Seconds(0.0), self._clock.boot()
        self._views[0].open(routine)

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        """Go on from `elapsed`."""
        self._position, self._since = elapsed, None if paused else self._clock.boot()
        self._views[0].sync(elapsed, paused)

    def close(self, finished: bool) -> None:
        """End."""
        self._routine = None
        self._views[0].close(finished)


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


def _terminal(loop: Loop, clock: Clock, on_key: Callable[[GuideKey], None]) -> RoutineView:
    from numbfeet_tray.shell.guide.terminal import TerminalGuide  # noqa: PLC0415 - only the chosen one is paid for

    return TerminalGuide(loop, clock, on_key, sys.stdout, 0 if os.isatty(0) else None)
