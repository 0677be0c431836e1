"""Which routine a reminder offers, when the config leaves a choice: by rules that can be read, without chance.

The rules, in their order:

1. What does not suit is left out: another time of day, another place, once a day and begun today, opt-in and never
   begun. What the person hid is not in the catalogue at all.
2. Of the rest, the one whose last turn is longest ago; before it, those that never had a turn, in their order.

Being offered and being begun both count as a turn, so with two routines or more nothing comes twice in a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Choice, Place
from numbfeet_tray.core.units import Instant

MOST_TURNS = 60
"""Turns that are remembered, one for each routine."""
_DAY = 86400
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """The last time that a routine had its turn."""

    routine: str
    begun: bool = False
    """Whether it was ever begun."""
    day: int | None = None
    """Number of the day on which it was begun last; None: never, or the day was not known."""


Turns = tuple[Turn, ...]
"""At most one for each routine, the latest last."""


@dataclass(frozen=True, slots=True)
class LocalClock:
    """What the wall clock shows, as far as it was told."""

    ahead: float
    """Local seconds since 1970 minus the boot-time clock."""
    day_start: int
    """Minute at which a new day begins."""

    def minute(self, now: Instant) -> int:
        """Return the minute of the day, 0 to 1439."""
        return int((now + self.ahead) // _MINUTE % (24 * 60))

    def day(self, now: Instant) -> int:
        """Return the number of the day; it changes at `day_start`."""
        return int((now + self.ahead - self.day_start * _MINUTE) // _DAY)


def choose(
    choices: Sequence[Choice],
    catalogue: Mapping[str, Routine],
    turns: Turns,
    minute: int | None,
    day: int | None,
) -> str | None:
    """Return the id of the routine whose turn it is, or None when nothing suits.

    Args:
        choices: what the config names, in its order.
        catalogue: every routine that may be offered, by id.
        turns: what had its turn before.
        minute: of the day; None: not known, then choices with a time of day are left out.
        day: number of the day; None: not known.
    """
    last = {turn.routine: turn for turn in turns}
    ages = {turn.routine: age for age, turn in enumerate(turns)}
    suited = [
        routine.id
        for choice in choices
        if _is_time(choice, minute)
        for routine in _named(choice, catalogue)
        if _may_come(routine, last.get(routine.id), day, is_named=choice.routine != "")
    ]
    return min(suited, key=lambda ident: ages.get(ident, -1), default=None)


def _is_time(choice: Choice, minute: int | None) -> bool:
    if choice.between is None:
        return True
    begin, end = choice.between
    if minute is None:
        return False
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def _named(choice: Choice, catalogue: Mapping[str, Routine]) -> list[Routine]:
    if choice.routine:
        return [catalogue[choice.routine]] if choice.routine in catalogue else []
    wanted = {Place.IN_SEAT: (False,), Place.STANDING: (True,), Place.ANY: (False, True)}[choice.place]
    return [routine for routine in catalogue.values() if routine.gets_up in wanted]


def _may_come(routine: Routine, turn: Turn | None, day: int | None, *, is_named: bool) -> bool:
    if turn is None or not turn.begun:
        return is_named or not routine.opt_in  # who names it in the config has opted in
    return not (routine.once_a_day and turn.day == day)


def offered(turns: Turns, routine: str) -> Turns:
    """Return the turns after `routine` was offered."""
    return _moved(turns, routine)


def begun(turns: Turns, routine: str, day: int | None) -> Turns:
    """Return the turns after `routine` was begun on `day`."""
    moved = _moved(turns, routine)
    return (*moved[:-1], replace(moved[-1], begun=True, day=day))


def _moved(turns: Turns, routine: str) -> Turns:
    known = next((turn for turn in turns if turn.routine == routine), Turn(routine))
    others = tuple(turn for turn in turns if turn.routine != routine)
    return (*others, known)[-MOST_TURNS:]
