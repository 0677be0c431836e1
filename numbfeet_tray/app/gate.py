"""Keeps a routine waiting at its start until the person has read what there is to read before it."""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.app.notices import PATIENCE, Notices
from numbfeet_tray.core.events import GuideKey, GuideKeyPressed
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop, NoticeView, Notification, Post, RoutineView
from numbfeet_tray.text import safety
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.prompts import SIGNS

UNDERSTOOD = "understood"
"""Action id of the button on a notice."""

Notice = Callable[[Notification], None]


class OpenGate:
    """A gate that keeps nobody: for the demo, and for tests of other things."""

    def opened(self, routine: Routine, view: RoutineView, notice: Notice) -> None:
        """A routine has begun in `view`; `notice` shows a notification."""

    def synced(self, *, paused: bool) -> None:
        """It was steered."""

    def closed(self) -> None:
        """It ended."""


class Gate(OpenGate):
    """Pauses a routine that needs a notice; going on means "I understand", which is kept."""

    def __init__(self, notices: Notices, loop: Loop, post: Post) -> None:
        self._notices = notices
        self._loop = loop
        self._post = post
        self._waiting: Routine | None = None
        self._timer: Cancellable | None = None

    def opened(self, routine: Routine, view: RoutineView, notice: Notice) -> None:
        """Pause it and have the notice read, in the guide or else in a notification with buttons."""
        self.closed()
        text = self._notices.needs_notice(routine)
        if text is None:
            return
        self._waiting = routine
        self._post(GuideKeyPressed(GuideKey.PAUSE))
        self._timer = self._loop.call_later(PATIENCE, lambda: self._post(GuideKeyPressed(GuideKey.STOP)))
        if not (isinstance(view, NoticeView) and view.warn(text)):
            actions = ((UNDERSTOOD, safety.understood()), (SIGNS, safety.see_signs()))
            notice(Notification(_("Before you begin"), text, actions, timeout=Seconds(0.0)))

    def synced(self, *, paused: bool) -> None:
        """Take going on for having understood."""
        if self._waiting is not None and not paused:
            self._notices.acknowledge(self._waiting)
            self.closed()

    def closed(self) -> None:
        """Wait for nothing any more."""
        self._waiting = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
