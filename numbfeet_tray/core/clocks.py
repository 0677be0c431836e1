"""The clocks: seconds that run with presence, and what zeroes them.

A `Clocks` value holds each clock as it stood at some anchor instant. A value below zero stands for a clock that was
zeroed after the anchor: it reaches zero at that instant, and going back to the anchor shows it as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from numbfeet_tray.core.settings import ClockName
from numbfeet_tray.core.units import Seconds


class Posture(StrEnum):
    """What the person does while present."""

    SITTING = "sitting"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks at one anchor, in seconds."""

    feet: float = 0.0
    """Seated seconds since the feet last moved."""
    seat: float = 0.0
    """Seated seconds since the person was last up."""
    stood: float = 0.0
    """Standing seconds since the person said so; from a real break's length on, `seat` is zero."""
    stance: float = 0.0
    """Standing seconds since the person said so or last finished a routine."""

    def run(self, seconds: float, posture: Posture, real: Seconds) -> Clocks:
        """Return the clocks after `seconds` (>= 0) of presence in `posture`; `real` is a real break's length."""
        if posture is Posture.SITTING:
            return Clocks(self.feet + seconds, self.seat + seconds, self.stood, self.stance)
        stood = self.stood + seconds
        return Clocks(self.feet, 0.0 if stood >= real else self.seat, stood, self.stance + seconds)

    def clamped(self) -> Clocks:
        """Return the clocks as they are shown: none below zero."""
        return Clocks(max(0.0, self.feet), max(0.0, self.seat), max(0.0, self.stood), max(0.0, self.stance))

    def value(self, clock: ClockName) -> Seconds:
        """Return one clock."""
        match clock:
            case ClockName.FEET:
                return Seconds(self.feet)
            case ClockName.SEAT:
                return Seconds(self.seat)
            case ClockName.STANCE:
                return Seconds(self.stance)
            case _:
                assert_never(clock)


def runs(clock: ClockName, posture: Posture) -> bool:
    """Return whether `clock` runs while the person is present in `posture`."""
    return (clock is ClockName.STANCE) == (posture is Posture.STANDING)
