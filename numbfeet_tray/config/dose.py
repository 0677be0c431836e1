"""How much of an exercise: repetitions, seconds, sides and directions, as the catalogue writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from numbfeet_tray.config.problem import Other, ProblemKind
from numbfeet_tray.config.routine_tables import Table
from numbfeet_tray.core.routine import Direction, Phase, Side
from numbfeet_tray.core.units import Seconds

LONGEST = 3600
"""Longest repetition or pause that makes sense, in seconds."""
MOST = 200
"""Most repetitions or rounds that make sense."""


class Sides(StrEnum):
    """How a dose is shared between the feet."""

    BOTH = "both"
    EACH = "each"
    ALTERNATE = "alternate"


class Discreet(StrEnum):
    """Whether others notice."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Shoes(StrEnum):
    """What the exercise asks of shoes."""

    ANY = "any"
    ROOMY = "roomy"
    OFF_BEST = "off-best"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of an exercise."""

    repetitions: int = 1
    """Per side and direction."""
    seconds: Seconds | None = None
    """One repetition, everything included; None: `hold` + `rest`."""
    hold: Seconds = Seconds(0.0)
    rest: Seconds = Seconds(0.0)
    sides: Sides = Sides.BOTH
    directions: tuple[Direction, ...] = ()
    change: Seconds = Seconds(0.0)
    rounds: int = 1

    @property
    def repetition(self) -> Seconds:
        """Length of one repetition; 0 when the dose says none."""
        return self.seconds if self.seconds is not None else Seconds(self.hold + self.rest)

    def phases(self) -> tuple[Phase, ...]:
        """Return the phases of a step of this dose: right before left, directions in their order."""
        count = self.repetitions * (2 if self.sides is Sides.ALTERNATE else 1)
        feet = (Side.RIGHT, Side.LEFT) if self.sides is Sides.EACH else (Side.BOTH,)
        change = (Phase(self.change),) if self.change else ()
        once: list[Phase] = []
        for side in feet:
            turns = self.directions or (None,)
            once.extend(Phase(Seconds(count * self.repetition), side, direction, count) for direction in turns)
            once.extend(change)
        return tuple(once) * self.rounds


def read_dose(table: Table, usual: Dose) -> Dose:
    """Read a dose; keys that are not given are as in `usual`."""
    if "seconds" in table or "hold" in table or "rest" in table:
        usual = replace(usual, seconds=None, hold=Seconds(0.0), rest=Seconds(0.0))
    seconds = table.number("seconds", 1, LONGEST, usual.seconds)
    dose = Dose(
        repetitions=table.whole("repetitions", 1, MOST, usual.repetitions),
        seconds=None if seconds is None else Seconds(seconds),
        hold=Seconds(table.number("hold", 0, LONGEST, usual.hold) or 0.0),
        rest=Seconds(table.number("rest", 0, LONGEST, usual.rest) or 0.0),
        sides=table.choice("sides", Sides, usual.sides),
        directions=table.choices("directions", Direction, usual.directions),
        change=Seconds(table.number("change", 0, LONGEST, usual.change) or 0.0),
        rounds=table.whole("rounds", 1, MOST, usual.rounds),
    )
    if dose.repetition <= 0.0 and not table.noted & {"seconds", "hold", "rest"}:
        table.note("seconds", None, ProblemKind.MISSING_KEY)
    elif dose.hold + dose.rest > dose.repetition:
        table.note("seconds", seconds, ProblemKind.NOT_LONGER, Other("hold + rest", dose.hold + dose.rest))
    return dose
