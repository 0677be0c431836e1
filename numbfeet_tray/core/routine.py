"""A routine as data and its timeline: at elapsed second t, which step, side, direction and repetition.

The timeline is pure: `Routine.frame(elapsed)` depends on nothing but its arguments, so the daemon, the
window in its child process and the terminal all see the same frame at the same second.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from numbfeet_tray.core.units import Seconds


class Position(StrEnum):
    """How the person is placed during a step."""

    SEATED = "seated"
    STANDING = "standing"
    WALKING = "walking"


class Side(StrEnum):
    """Which foot moves."""

    BOTH = "both"
    RIGHT = "right"
    LEFT = "left"


class Direction(StrEnum):
    """Which way a circle turns, as the person sees it from above."""

    CLOCKWISE = "clockwise"
    COUNTER_CLOCKWISE = "counter-clockwise"


def _bounds(lengths: Iterable[Seconds]) -> list[float]:
    """Return where each part begins, and at last the end; every sum of the timeline is made here, so all agree."""
    return list(accumulate(lengths, initial=0.0))


def _part_at(bounds: list[float], elapsed: float) -> int:
    """Return the index of the part that holds `elapsed`; the last part holds the end."""
    last = len(bounds) - 2
    return next((index for index in range(last, 0, -1) if bounds[index] <= elapsed), 0)


@dataclass(frozen=True, slots=True)
class Phase:
    """One uniform part of a step: `repetitions` equal movements on one side in one direction."""

    seconds: Seconds
    """Length of the whole phase; > 0."""
    side: Side = Side.BOTH
    direction: Direction | None = None
    repetitions: int = 1
    """>= 1; each takes `seconds / repetitions`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One exercise with its dose."""

    exercise: str
    """Id of the exercise, for the picture and the history."""
    name: str
    text: str
    """At most two short sentences that say what to do."""
    caution: str
    """One sentence, or empty."""
    position: Position
    moves_feet: bool
    """Doing this step counts as having moved the feet."""
    phases: tuple[Phase, ...]
    """Not empty."""

    @property
    def seconds(self) -> Seconds:
        """Length of the step."""
        return Seconds(_bounds(phase.seconds for phase in self.phases)[-1])


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a routine stands at one instant."""

    step: int
    """Index of the current step, 0-based."""
    phase: int
    """Index of the current phase in the step, 0-based."""
    repetition: int
    """1-based, <= `repetitions`."""
    repetitions: int
    fraction: float
    """How far the current repetition is, 0 <= fraction < 1 (1.0 only at the very end of the routine)."""
    phase_left: Seconds
    step_left: Seconds
    total_left: Seconds


@dataclass(frozen=True, slots=True)
class Routine:
    """A guided sequence of exercises."""

    id: str
    name: str
    steps: tuple[Step, ...]
    """Not empty."""
    once_a_day: bool = False
    """A rule offers it at most once a day."""
    opt_in: bool = False
    """A rule offers it only after the person has started it once."""

    @property
    def seconds(self) -> Seconds:
        """Length of the routine."""
        return Seconds(_bounds(step.seconds for step in self.steps)[-1])

    @property
    def gets_up(self) -> bool:
        """Whether a step is done standing or walking, so that finishing it zeroes the seat clock."""
        return any(step.position is not Position.SEATED for step in self.steps)

    def step_start(self, index: int) -> Seconds:
        """Return the elapsed second at which step `index` begins; `len(steps)` gives the end."""
        return Seconds(_bounds(step.seconds for step in self.steps)[index])

    def frame(self, elapsed: Seconds) -> Frame:
        """Return the frame at `elapsed`, clamped to the routine.

        A boundary belongs to what begins there. At the end the frame is the last repetition at fraction 1.0.
        """
        starts = _bounds(step.seconds for step in self.steps)
        at = min(max(0.0, elapsed), starts[-1])
        index = _part_at(starts, at)
        step = self.steps[index]
        bounds = _bounds(phase.seconds for phase in step.phases)
        into_step = min(at - starts[index], bounds[-1])
        number = _part_at(bounds, into_step)
        phase = step.phases[number]
        repetition, fraction = _repetition(phase, into_step - bounds[number], at_end=at >= starts[-1])
        return Frame(
            step=index,
            phase=number,
            repetition=repetition,
            repetitions=phase.repetitions,
            fraction=fraction,
            phase_left=Seconds(max(0.0, bounds[number + 1] - into_step)),
            step_left=Seconds(bounds[-1] - into_step),
            total_left=Seconds(starts[-1] - at),
        )


_ALMOST_ONE = math.nextafter(1.0, 0.0)


def _repetition(phase: Phase, into: float, *, at_end: bool) -> tuple[int, float]:
    """Return the 1-based repetition and how far it is, `into` seconds after the phase began."""
    if at_end:
        return phase.repetitions, 1.0
    done = into * phase.repetitions / phase.seconds
    whole = min(int(done), phase.repetitions - 1)
    return whole + 1, min(done - whole, _ALMOST_ONE)
