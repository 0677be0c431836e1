"""The boot-time clock dressed as datetimes, and where wall time lies on it.

Talks to: the clock it is given, and the C library's time zone.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import Clock
from numbfeet_tray.shell.timer.zone import LocalZone

_BOOT = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_S = 1e10
"""317 years: as good as never, and still a datetime."""
_STEADY = timedelta(milliseconds=5)
"""Wall minus boot time keeps to this as long as nobody sets the wall clock; slewing moves both alike."""
_TRIES = 3
"""The processor may be taken away between two readings; hardly three times in a row."""
_NEVER_EARLY = timedelta(milliseconds=10)
"""Added to wall times: more than `_STEADY`, so that a job at 09:00 never runs at 08:59:59.99."""


class Timeline:
    """APScheduler's time axis: boot time as datetimes in UTC, with second 0 in 1970.

    It goes on during sleep and never jumps. The wall clock enters in one place, the offset between the two.
    """

    def __init__(self, clock: Clock, zone: LocalZone) -> None:
        self._clock = clock
        self._zone = zone
        self._offset = self._measured()

    def now(self, _zone: object = None) -> datetime:
        """Return the boot-time clock's present, in whole microseconds, rounded down."""
        return _BOOT + timedelta(microseconds=math.floor(self._clock.boot() * 1e6))

    def at(self, instant: Instant) -> datetime:
        """Return `instant` in whole microseconds, rounded up: what is due then is not due before."""
        return _BOOT + timedelta(microseconds=math.ceil(min(instant, _LAST_S) * 1e6))

    def wall(self, moment: datetime) -> datetime:
        """Return the local wall time at `moment`."""
        return (moment + self._offset).astimezone(self._zone)

    def of_wall(self, wall: datetime) -> datetime:
        """Return the moment just after the wall clock shows `wall`, an aware time."""
        return wall.astimezone(UTC) - self._offset + _NEVER_EARLY

    def local(self, naive: datetime) -> datetime:
        """Return `naive` as a local time."""
        return naive.replace(tzinfo=self._zone)

    def has_jumped(self) -> bool:
        """Look at the clock and the zone; tell whether the wall clock was set or the zone changed since last time."""
        is_other_zone = self._zone.refresh()
        offset = self._measured()
        if abs(offset - self._offset) <= _STEADY:
            return is_other_zone
        self._offset = offset
        return True

    def _measured(self) -> timedelta:
        """Return wall minus boot time: never too great, and too small by what passed between the readings."""
        for _ in range(_TRIES):
            before, wall, after = self._clock.boot(), self._clock.wall(), self._clock.boot()
            if after - before < _STEADY.total_seconds() / 2:
                break
        return wall.astimezone(UTC) - self.at(after)
