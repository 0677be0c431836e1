"""A scheduler on a clock and a loop that take no time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.timer import LocalZone, LoopScheduler
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop


class ClockZone(LocalZone):
    """The zone that a `ManualClock` is in."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._known = clock.zone

    def refresh(self) -> bool:
        before, self._known = self._known, self._clock.zone
        return before != self._known

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return self._known.utcoffset(dt)

    def fromutc(self, dt: datetime) -> datetime:
        return self._known.fromutc(dt.replace(tzinfo=self._known)).replace(tzinfo=self)


class Scene:
    """A scheduler on a clock and a loop; `log` says what ran at which wall time."""

    def __init__(self, wall: str = "2026-11-23T08:00:00", zone: str = "Europe/Berlin") -> None:
        self.clock = ManualClock(wall=wall, zone=zone)
        self.loop = FakeLoop(self.clock)
        self.log: list[str] = []
        self.scheduler = LoopScheduler(self.clock, self.call("tick"), ClockZone(self.clock))

    def call(self, name: str) -> Callable[[], None]:
        return lambda: self.log.append(f"{name} {self.clock.wall():%d %H:%M}")

    def cron(self, line: str, name: str = "job") -> None:
        self.scheduler.add_cron(name, line, self.call(name))

    def run_for(self, seconds: float) -> list[str]:
        """Let time pass, and return what ran meanwhile."""
        self.log.clear()
        self.loop.run_for(seconds, self.scheduler.run_due)
        return list(self.log)

    def wake_in(self, seconds: float) -> None:
        self.scheduler.wake_at(Instant(self.clock.boot() + seconds))
