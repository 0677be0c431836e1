"""The real clock, which a test can push ahead: for time-outs of adapters that talk to real daemons."""

from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.clock import SystemClock


class ShiftedClock(SystemClock):
    """`ports.Clock` of the running machine, `ahead` seconds early."""

    ahead = 0.0

    def boot(self) -> Instant:
        return Instant(super().boot() + self.ahead)
