"""Keeps the idle source armed with what the engine wants to hear."""

from __future__ import annotations

from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.events import Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Clock, IdleSource


class IdleWatch:
    """The one place that talks to the idle source."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._source: IdleSource | None = None
        self._armed: Seconds | None = None
        self._wanted_input = False

    @property
    def has_source(self) -> bool:
        """Whether anything but the person tells of their presence."""
        return self._source is not None

    def use(self, source: IdleSource) -> None:
        """Listen to `source` from now on."""
        self._source = source
        self._armed = None
        self._wanted_input = False

    def arm(self, engine: Engine) -> None:
        """Ask the source for what `engine` wants to hear next."""
        if self._source is None:
            return
        wants_input, before = engine.wants_input(), self._wanted_input
        self._wanted_input = wants_input
        if wants_input and not before:
            self._source.expect_input()
        threshold = engine.idle_threshold()
        if threshold != self._armed:
            self._armed = threshold
            self._source.arm(threshold)

    def read(self) -> Idle | None:
        """Return since when there was no input, exactly, or None when that cannot be read."""
        idle = self._source.idle_time() if self._source is not None else None
        return None if idle is None else Idle(Instant(self._clock.boot() - idle))
