"""A clock that stands still until a test moves it."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Clock


class ManualClock(Clock):
    """`ports.Clock` with its boot-time, monotonic and wall clock moved apart on purpose.

    Boot time is kept in whole microseconds, so that a thousand small steps end where one big step does.
    """

    def __init__(self, boot: float = 1000.0, wall: str = "2026-11-23T09:00:00", zone: str = "Europe/Berlin") -> None:
        self.zone: tzinfo = ZoneInfo(zone)
        self._boot = timedelta(seconds=boot)
        self._slept = timedelta()
        self._at_boot = datetime.fromisoformat(wall).replace(tzinfo=self.zone).astimezone(UTC) - self._boot

    def boot(self) -> Instant:
        return Instant(self._boot.total_seconds())

    def slept(self) -> Seconds:
        return Seconds(self._slept.total_seconds())

    def wall(self) -> datetime:
        return (self._at_boot + self._boot).astimezone(self.zone)

    def advance(self, seconds: float) -> None:
        """Let time pass, awake."""
        self._boot += timedelta(seconds=seconds)

    def advance_to(self, instant: float) -> None:
        """Let time pass until `instant` of boot time, or the microsecond after it; never back."""
        self._boot = max(self._boot, timedelta(microseconds=math.ceil(round(instant * 1e6, 2))))

    def sleep(self, seconds: float) -> None:
        """Let time pass with the machine asleep."""
        self._boot += timedelta(seconds=seconds)
        self._slept += timedelta(seconds=seconds)

    def set_wall(self, by: float) -> None:
        """Set the wall clock forward, or back when `by` is negative."""
        self._at_boot += timedelta(seconds=by)

    def set_zone(self, zone: str) -> None:
        """Travel: the wall clock shows the same moment in another zone."""
        self.zone = ZoneInfo(zone)
