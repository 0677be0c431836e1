"""What the naive model keeps and gives: showings, withdrawals, absences, breaks that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """One showing of a prompt."""

    t: float
    reminder: str
    level: int
    seated: float
    held: int
    offer: str


@dataclass(frozen=True)
class Withdrawn:
    """One withdrawal."""

    t: float
    reminder: str
    why: str


@dataclass
class Absence:
    """An open absence that made the person away."""

    since: float
    hard: bool
    presumed: bool = False
    """It began while input was believed to go on: `Idle` may still put its beginning back."""
    resets: bool = True
    """Whether it can be a real break; not so before the first input."""


@dataclass
class Reset:
    """A real break that can be taken back."""

    since: float
    until: float
    marks: dict[str, float]
    """Per clock not zeroed since: when it had been zeroed before the break."""
