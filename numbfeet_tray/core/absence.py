"""Absences: the one that is open, and the last real break while it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from numbfeet_tray.core.units import Instant


@dataclass(frozen=True, slots=True)
class Away:
    """An open absence that has been noticed."""

    since: Instant
    """The last presence."""
    is_first: bool = False
    """Nobody was seen yet since the program first started: there is nothing to judge."""
    leaving_until: Instant | None = None
    """The person said they leave: input up to here is still them leaving."""
    sleeps: tuple[tuple[Instant, Instant], ...] = ()
    """Stretches of system sleep, in order."""
    certain: Instant | None = None
    """When `since` rests on input that was only believed to go on: the last presence before that is certain."""
    inhibited_until: Instant | None = None
    """With `certain`: up to when an idle inhibitor was on before the absence."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The last real break, while it can be taken back."""

    start: Instant
    end: Instant
    until: Instant
    """Last instant of the window."""
    feet: float | None
    """What taking it back adds to the clock; None once that clock was zeroed for another reason."""
    seat: float | None
