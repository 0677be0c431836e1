"""A routine being played: where it stands, and which steps were done or skipped.

A `Player` is a value: every method returns another. Between two key presses it is one straight stretch of
time, anchored at the last key press; asking or advancing in between never moves the anchor, so nothing
depends on how often that happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from numbfeet_tray.core.routine import Frame, Position, Routine
from numbfeet_tray.core.units import Instant, Seconds, after, between

RESTART_WINDOW = Seconds(2.0)
"""`back` goes to the step before within this time of a step's start, and restarts the step later than that."""


@dataclass(frozen=True, slots=True)
class Player:
    """One run of `routine`. Once it is over, no key changes it."""

    routine: Routine
    position: Seconds
    """Where on the timeline the last key press left it."""
    since: Instant | None
    """When it began to play from `position`; None while paused."""
    steps_done: frozenset[int] = frozenset()
    """Indexes of the steps that were played to their end, as of the last `advance` or key press."""
    steps_skipped: frozenset[int] = frozenset()
    """Indexes of the steps left by `next` and not done before or since."""

    @classmethod
    def begin(cls, routine: Routine, now: Instant) -> Player:
        """Return `routine` at its start, playing."""
        return cls(routine, Seconds(0.0), now)

    @property
    def is_paused(self) -> bool:
        """Whether the timeline stands still."""
        return self.since is None

    @property
    def moved_feet(self) -> bool:
        """Whether a done step moved the feet."""
        return any(self.routine.steps[index].moves_feet for index in self.steps_done)

    @property
    def got_up(self) -> bool:
        """Whether a done step was standing or walking."""
        return any(self.routine.steps[index].position is not Position.SEATED for index in self.steps_done)

    def ends_at(self) -> Instant | None:
        """Return when the routine is over if no key is pressed; None while paused."""
        if self.since is None:
            return None
        return after(self.since, Seconds(self.routine.seconds - self.position))

    def elapsed(self, now: Instant) -> Seconds:
        """Return the position on the timeline, from 0 to the routine's length."""
        end = self.ends_at()
        if self.since is None or end is None:
            return self.position
        if now >= end:  # the sum below may fall short of the length by a rounding
            return self.routine.seconds
        return Seconds(min(self.routine.seconds, self.position + max(0.0, between(self.since, now))))

    def frame(self, now: Instant) -> Frame:
        """Return the routine's frame at `now`."""
        return self.routine.frame(self.elapsed(now))

    def is_over(self, now: Instant) -> bool:
        """Whether the end of the timeline was reached, by playing or by `next`."""
        return self.elapsed(now) >= self.routine.seconds

    def is_up(self, at: Instant, settling: Seconds) -> bool:
        """Return whether the person should have been up at `at`, since the last key press and for `settling` at least.

        The input of getting up, and of the click that began it, is no sign of anything.
        """
        if self.since is None or at < self.since:
            return False
        index = first = self.frame(at).step
        steps = self.routine.steps
        if steps[index].position is Position.SEATED:
            return False
        while first > 0 and steps[first - 1].position is not Position.SEATED:
            first -= 1
        began = max(self.routine.step_start(first), self.position)
        return self.elapsed(at) - began >= settling

    def advance(self, now: Instant) -> Player:
        """Return it with every step marked done whose end was reached by playing."""
        elapsed = self.elapsed(now)
        reached = {
            index
            for index in range(len(self.routine.steps))
            if self.position < self.routine.step_start(index + 1) <= elapsed
        }
        if reached <= self.steps_done:
            return self
        return replace(self, steps_done=self.steps_done | reached, steps_skipped=self.steps_skipped - reached)

    def pause(self, now: Instant) -> Player:
        """Return it standing still at `now`."""
        if self.is_paused or self.is_over(now):
            return self.advance(now)
        return replace(self.advance(now), position=self.elapsed(now), since=None)

    def resume(self, now: Instant) -> Player:
        """Return it playing on from where it was paused."""
        return replace(self, since=now) if self.is_paused else self.advance(now)

    def next(self, now: Instant) -> Player:
        """Return it at the next step's start, the current one skipped; from the last step it is over, paused or not."""
        player = self.advance(now)
        if player.is_over(now):
            return player
        current = player.frame(now).step
        if current not in player.steps_done:
            player = replace(player, steps_skipped=player.steps_skipped | {current})
        if current + 1 == len(self.routine.steps):
            return replace(player, position=self.routine.seconds, since=now)
        return _moved_to(player, current + 1, now)

    def back(self, now: Instant) -> Player:
        """Return it at the current step's start, or at the step before when within `RESTART_WINDOW` of it."""
        player = self.advance(now)
        if player.is_over(now):
            return player
        current = player.frame(now).step
        into = player.elapsed(now) - self.routine.step_start(current)
        return _moved_to(player, current if into > RESTART_WINDOW else max(0, current - 1), now)


def _moved_to(player: Player, step: int, now: Instant) -> Player:
    return replace(player, position=player.routine.step_start(step), since=None if player.is_paused else now)
