"""Input as the daemon hears of it: that it began, and after a while that it has stopped."""

from __future__ import annotations

import math
from collections.abc import Sequence

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.units import Instant
from tests.core.scene import Story

Happening = tuple[float, ev.Event]


def as_points(story: Story, happenings: Sequence[Happening], end: float) -> Story:
    """Tell every input as a point, as a trace does."""
    for t, event in happenings:
        story.at(t, event)
    return story.run(end)


class IdleSource:
    """Behaves like `ports.IdleSource` on a desktop: idle once after the threshold, active at the next input."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._last = -math.inf
        self._is_active = False

    def run(self, to: float) -> None:
        """Let time pass up to `to`; after each step the threshold is armed anew, as the app does."""
        while True:
            idle, deadline = self._idle_at(), self._story.engine.next_deadline() or math.inf
            if min(idle, deadline) > to:
                return
            if idle <= deadline:
                self._is_active = False
                self._story.at(idle, ev.Idle(Instant(self._last)))
            else:
                self._story.at(deadline, ev.Tick())

    def take(self, t: float, event: ev.Event) -> None:
        """Take what happens at `t`."""
        self.run(t)
        if not isinstance(event, ev.Input):
            if self._last >= 0.0 and isinstance(event, ev.Locked | ev.SleepBegan):
                self._story.at(t, ev.Idle(Instant(self._last)))  # the app asks since when before it tells of these
            self._story.at(t, event)
        else:
            self._last = t
            if not self._is_active or self._story.engine.wants_input():
                self._is_active = True
                self._story.at(t, ev.Active())
        self.run(t)

    def _idle_at(self) -> float:
        if not self._is_active:
            return math.inf
        return max(self._story.now, self._last + self._story.engine.idle_threshold())


def as_daemon(story: Story, happenings: Sequence[Happening], end: float) -> Story:
    """Tell only that input began and that it stopped, as the daemon does."""
    source = IdleSource(story)
    for t, event in happenings:
        source.take(t, event)
    source.run(end)
    return story.at(end, ev.Tick())
