"""Guides that draw nothing themselves: none at all, and one that hands over when another fails.

Talks to: nothing.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Instant, Seconds, between
from numbfeet_tray.ports import Clock, NoticeView, RoutineView

_log = logging.getLogger(__name__)


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
        self._notice = ""
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
            if self._notice:
                self.warn(self._notice)
            played = between(self._since, self._clock.boot()) if self._since is not None else 0.0
            self._position = Seconds(self._position + played)
            self.sync(self._position, self._since is None)

    def open(self, routine: Routine) -> None:
        """Begin to draw `routine` from its start, now."""
        self._routine, self._position, self._since = routine, Seconds(0.0), self._clock.boot()
        self._notice = ""
        self._views[0].open(routine)

    def warn(self, notice: str) -> bool:
        """Have `notice` read before the routine goes on."""
        self._notice = notice
        view = self._views[0]
        return isinstance(view, NoticeView) and view.warn(notice)

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        """Go on from `elapsed`."""
        self._notice = self._notice if paused else ""
        self._position, self._since = elapsed, None if paused else self._clock.boot()
        self._views[0].sync(elapsed, paused)

    def close(self, finished: bool) -> None:
        """End."""
        self._routine = None
        self._views[0].close(finished)
