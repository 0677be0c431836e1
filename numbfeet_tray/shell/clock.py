"""The clocks of this machine. The only file that reads one.

Talks to: the operating system's clocks.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: a boot-time clock is missing (Windows, macOS count sleep in `time.monotonic` differently; see below).
"""

from __future__ import annotations

import sys
import time
from datetime import datetime

from numbfeet_tray.core.units import Instant, Seconds

if sys.platform == "linux":

    def _boot_seconds() -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

elif sys.platform == "darwin":

    def _boot_seconds() -> float:
        # macOS: CLOCK_MONOTONIC goes on during sleep, CLOCK_UPTIME_RAW (time.monotonic) does not.
        return time.clock_gettime(time.CLOCK_MONOTONIC)

else:

    def _boot_seconds() -> float:
        # Windows: GetTickCount64, behind time.monotonic, includes sleep; there is no gap to see.
        return time.monotonic()


class SystemClock:
    """`ports.Clock` of the running machine."""

    def boot(self) -> Instant:
        """Return seconds since boot, system sleep included."""
        return Instant(_boot_seconds())

    def slept(self) -> Seconds:
        """Return how long the machine has slept since boot; 0 where that cannot be told."""
        return Seconds(max(0.0, _boot_seconds() - time.monotonic()))

    def wall(self) -> datetime:
        """Return the wall clock as an aware datetime in the local time zone."""
        return datetime.now().astimezone()
