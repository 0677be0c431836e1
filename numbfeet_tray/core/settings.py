"""What the engine is told to do: thresholds and rules, as values. `config.model` holds one `Settings`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.core.units import MINUTE, Seconds


class ClockName(StrEnum):
    """The clocks a reminder can watch."""

    FEET = "feet"
    """Seated seconds since the feet last moved."""
    SEAT = "seat"
    """Seated seconds since the person was last up."""
    STANCE = "stance"
    """Standing seconds since the person last moved; only the built-in standing reminder watches it."""


class InCalls(StrEnum):
    """What a camera or microphone in use does to prompts."""

    HOLD = "hold"
    """Prompts are held until the call ends."""
    DISCREET = "discreet"
    """The silent, in-seat prompt is still shown."""


@dataclass(frozen=True, slots=True)
class Absences:
    """How stretches without the person are judged; `short < real`."""

    short: Seconds = MINUTE
    """Below this an absence counts as seated (reading, thinking)."""
    real: Seconds = Seconds(5 * MINUTE)
    """From this on an absence is a real break and zeroes the clocks."""
    passive: Seconds = Seconds(60 * MINUTE)
    """How long after the last input an idle inhibitor or a call still counts as presence."""
    grace: Seconds = Seconds(30.0)
    """Quiet time after coming back with a prompt due."""
    undo: Seconds = Seconds(10 * MINUTE)
    """How long after a real break "I was still sitting" can take it back."""
    leaving: Seconds = Seconds(10.0)
    """Input within this time after "I am away" was said is still the person leaving."""


class Place(StrEnum):
    """Where a routine is done."""

    ANY = "any"
    IN_SEAT = "in-seat"
    """Without getting up."""
    STANDING = "standing"
    """With a standing or walking step."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things that a reminder may offer; see `core.offering`."""

    routine: str = ""
    """Id of a routine; empty: every routine at `place`."""
    place: Place = Place.ANY
    between: tuple[int, int] | None = None
    """Minutes of the day from which and up to which it may come; past midnight when the second is less."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One `[[reminder]]`: watch a clock, offer a routine."""

    name: str
    """Unique among reminders and schedules."""
    clock: ClockName
    every: Seconds
    """Seated seconds on `clock` at which a prompt falls due; > 0."""
    offer: str
    """Id of the routine that *Start* begins; with `choices`, when none of them suits."""
    choices: tuple[Choice, ...] = ()
    """What to choose from; empty: always `offer`."""


STANDING_REMINDER = "standing"
"""Name of the built-in reminder that comes after `standing_limit` of standing."""


@dataclass(frozen=True, slots=True)
class Prompting:
    """When and how strongly prompts are shown."""

    polite_idle: Seconds = Seconds(3.0)
    """A due prompt is shown at the first instant with no input for this long …"""
    polite_wait: Seconds = Seconds(2 * MINUTE)
    """… or this long after it fell due."""
    levels: tuple[Seconds, Seconds, Seconds] = (Seconds(0.0), Seconds(5 * MINUTE), Seconds(10 * MINUTE))
    """When levels 1, 2 and 3 are shown, counted from the first showing; rising."""
    after_hold: Seconds = Seconds(5.0)
    """Quiet time after the last hold ended with a prompt held."""
    short_offer: str = "toe-20"
    """Id of the routine offered after `snoozes_before_short` snoozes in a row."""
    snoozes_before_short: int = 2
    standing_limit: Seconds = Seconds(30 * MINUTE)
    """Standing seconds after which a prompt to move comes."""
    standing_offer: str = "just-walk"
    in_calls: InCalls = InCalls.HOLD
    discreet_offer: str = "desk-minute"
    """Id of the in-seat routine offered in a call under `in_calls = "discreet"`."""


DEFAULT_REMINDERS = (
    Reminder("feet", ClockName.FEET, Seconds(30 * MINUTE), "desk-minute"),
    Reminder("seat", ClockName.SEAT, Seconds(60 * MINUTE), "just-walk"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the engine needs to know, besides time and events."""

    absences: Absences = Absences()
    reminders: tuple[Reminder, ...] = DEFAULT_REMINDERS
    prompting: Prompting = Prompting()
    snooze_lengths: tuple[Seconds, ...] = (Seconds(5 * MINUTE), Seconds(10 * MINUTE), Seconds(15 * MINUTE))
    """Offered snooze lengths, rising; the first is the default."""
