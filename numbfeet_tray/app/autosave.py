"""Saves while a clock runs; away, nothing changes and the process sleeps."""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.core.snapshot import Presence, Snapshot
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop

EVERY = Seconds(290.0)
"""So that a kill loses less than 5 minutes of a clock."""


class Autosave:
    """One timer, set only while the person is there."""

    def __init__(self, loop: Loop, save: Callable[[], None]) -> None:
        self._loop = loop
        self._save = save
        self._timer: Cancellable | None = None

    def follow(self, snapshot: Snapshot) -> None:
        """Begin or end saving, as `snapshot` tells whether a clock runs."""
        runs = snapshot.presence in {Presence.SEATED, Presence.STANDING}
        if runs and self._timer is None:
            self._timer = self._loop.call_later(EVERY, self._due)
        elif not runs and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._save()
