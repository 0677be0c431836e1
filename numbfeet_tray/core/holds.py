"""Holds: reasons that keep prompts back without touching the clocks, and the person's pause among them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numbfeet_tray.core.events import HoldKind
from numbfeet_tray.core.settings import InCalls
from numbfeet_tray.core.units import Instant

CALL_KINDS = frozenset({HoldKind.CAMERA, HoldKind.MICROPHONE})
"""What a call looks like from outside."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The person's own hold."""

    since: Instant
    until: Instant | None
    """None: until resumed."""
    wall: bool = False
    """`until` stands for a wall-clock time and moves when that clock is set."""


@dataclass(frozen=True, slots=True)
class Holds:
    """Every hold that is on, oldest first, and the pause."""

    active: tuple[tuple[HoldKind, Instant], ...] = ()
    """(kind, since when)."""
    pause: Pause | None = None

    def change(self, kind: HoldKind, now: Instant, *, on: bool) -> Holds:
        """Return the holds with `kind` on or off; a hold that is on keeps its start."""
        if on == any(kind is known for known, _ in self.active):
            return self
        if on:
            return replace(self, active=(*self.active, (kind, now)))
        return replace(self, active=tuple(hold for hold in self.active if hold[0] is not kind))

    def expire(self, now: Instant) -> Holds:
        """Return the holds with a pause that is over removed."""
        if self.pause is not None and self.pause.until is not None and self.pause.until <= now:
            return replace(self, pause=None)
        return self

    def shift_wall(self, by: float) -> Holds:
        """Return the holds after the wall clock was set by `by` seconds."""
        pause = self.pause
        if pause is None or pause.until is None or not pause.wall:
            return self
        return replace(self, pause=replace(pause, until=Instant(pause.until - by)))

    def all(self) -> tuple[tuple[HoldKind, Instant], ...]:
        """Return every hold with its start, the pause first because it precedes the others."""
        paused = () if self.pause is None else ((HoldKind.PAUSE, self.pause.since),)
        return paused + self.active

    def is_discreet(self, in_calls: InCalls) -> bool:
        """Return whether a call is all that holds, and the discreet prompt is allowed in it."""
        return (
            in_calls is InCalls.DISCREET
            and self.pause is None
            and bool(self.active)
            and all(kind in CALL_KINDS for kind, _ in self.active)
        )

    def is_blocking(self, in_calls: InCalls) -> bool:
        """Return whether prompts are kept back."""
        return bool(self.all()) and not self.is_discreet(in_calls)
