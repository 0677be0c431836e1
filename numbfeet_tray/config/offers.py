"""What a reminder may offer: one routine, or several that take turns.

    offer = "desk-minute"
    offer = ["desk-minute", "circulation-3", "full-5 14:00-16:00"]
    offer = ["in-seat"]

Each entry names a routine or a place ("in-seat", "standing", "any": every routine there), and may end with the time of
day at which it comes. Whose turn it is, `core.offering` decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from numbfeet_tray.config import checks
from numbfeet_tray.config.checks import shape_of, shaped
from numbfeet_tray.config.hours import range_text
from numbfeet_tray.config.problem import ProblemKind
from numbfeet_tray.core.settings import Choice, Place

MOST = 20
"""Entries."""
_PLACES = tuple(place.value for place in Place)


@dataclass(frozen=True, slots=True)
class Offer:
    """What stands at `offer`."""

    routine: str
    """The one routine, or the first one named."""
    choices: tuple[Choice, ...] = ()
    """Empty for one routine and nothing else."""


def offer(routines: Collection[str] | None, usual: str) -> checks.Check[Offer]:
    """Make the check for an offer of `routines` (None takes any id); `usual` comes when no place has anything."""
    one = checks.reference(routines, ProblemKind.UNKNOWN_ROUTINE)
    several = checks.list_of(_choice(routines), 1, MOST)

    def check(value: object) -> Offer | checks.Flawed:
        if not isinstance(value, list):
            answer = one(value)
            return answer if isinstance(answer, checks.Flawed) else Offer(answer)
        choices = several(value)
        if isinstance(choices, checks.Flawed):
            return choices
        named = [choice.routine for choice in choices if choice.routine]
        return Offer(named[0] if named else usual, choices)

    return shaped({"anyOf": [shape_of(one), shape_of(several)]}, check)


def _choice(routines: Collection[str] | None) -> checks.Check[Choice]:
    known = None if routines is None else (*routines, *_PLACES)
    what = checks.reference(known, ProblemKind.UNKNOWN_ROUTINE)

    def check(value: object) -> Choice | checks.Flawed:
        word, _blank, hours = value.partition(" ") if isinstance(value, str) else (value, "", "")
        found = what(word)
        if isinstance(found, checks.Flawed):
            return found
        between = checks.time_range(hours.strip()) if hours else None
        if isinstance(between, checks.Flawed):
            return between
        return Choice("", Place(found), between) if found in _PLACES else Choice(found, between=between)

    return shaped({"type": "string"}, check)


def written(routine: str, choices: tuple[Choice, ...]) -> str | list[str]:
    """Return an offer as it stands in the file."""
    if not choices:
        return routine
    return [
        " ".join([one.routine or one.place.value, *([range_text(one.between)] if one.between else [])])
        for one in choices
    ]
