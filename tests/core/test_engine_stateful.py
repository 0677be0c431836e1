"""A random walk over every kind of event: engine and naive model must agree after each step."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.errors import TimeWentBackError, UnknownRoutineError
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import CATALOGUE, SMALL
from tests.core.walk import Pair, told, twin

AROUND = st.sampled_from([-2, -1, 0, 0, 0, 1, 2])
"""In grid cells: just before, at and just after a threshold."""
HOLDS = st.sampled_from([kind for kind in ev.HoldKind if kind is not ev.HoldKind.PAUSE])
CUTS = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.75, 0.9, 1.0]), max_size=4).map(tuple)


class Walk(RuleBasedStateMachine):
    """Settings on a small scale, so that a walk of a minute passes every threshold."""

    SETTINGS: ClassVar[Settings] = SMALL
    GRID: ClassVar[float] = 0.5

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair(self.SETTINGS, self.GRID)

    @initialize(reminder=st.none() | st.integers(0, 1), off=AROUND, standing=st.booleans())
    def somebody_has_been_there(self, reminder: int | None, off: int, standing: bool) -> None:
        """Begin about where a prompt falls due: a walk from nothing seldom comes so far."""
        if reminder is not None:
            self.pair.do(ev.Input())
            if standing:
                self.pair.do(ev.Said(ev.Saying.STANDING))
            self.type_on(self.SETTINGS.reminders[reminder].every + off * self.GRID)

    def type_on(self, seconds: float) -> None:
        """Let `seconds` pass with an input now and then, so often that no absence opens."""
        end = self.now + seconds
        self.pair.do(ev.Input())
        while self.now < end:
            self.pair.wait(min(end, self.now + self.SETTINGS.absences.short - self.GRID))
            self.pair.do(ev.Input())

    @property
    def now(self) -> float:
        return self.pair.now

    # ----------------------------------------------------------------------------------------------- time

    @rule(off=st.sampled_from([-60, -1, 0, 0, 0, 1, 2]), cuts=CUTS)
    def wait_about_the_deadline(self, off: int, cuts: tuple[float, ...]) -> None:
        deadline = self.pair.engine.next_deadline()
        if deadline is not None:
            self.pair.wait(max(self.now, (deadline // self.GRID + off) * self.GRID), cuts)

    @rule(threshold=st.sampled_from(["short", "real", "grace", "undo", "leaving"]), off=AROUND, cuts=CUTS)
    def wait_about_an_absence(self, threshold: str, off: int, cuts: tuple[float, ...]) -> None:
        self.pair.wait(self.now + getattr(self.SETTINGS.absences, threshold) + off * self.GRID, cuts)

    @rule(cells=st.integers(1, 12), cuts=CUTS)
    def wait_a_little(self, cells: int, cuts: tuple[float, ...]) -> None:
        self.pair.wait(self.now + cells * self.GRID, cuts)

    @rule(number=st.integers(0, 1), off=AROUND)
    def type_on_for_about_a_reminder(self, number: int, off: int) -> None:
        self.type_on(self.SETTINGS.reminders[number].every + off * self.GRID)

    @rule(cells=st.integers(1, 30))
    def type_on_for_a_while(self, cells: int) -> None:
        self.type_on(cells * self.GRID)

    @rule(threshold=st.sampled_from(["short", "real"]), off=AROUND)
    def come_back_after_about(self, threshold: str, off: int) -> None:
        self.pair.wait(self.now + getattr(self.SETTINGS.absences, threshold) + off * self.GRID)
        self.pair.do(ev.Unlocked())
        self.pair.do(ev.Woke())
        self.pair.do(ev.Input())

    # ------------------------------------------------------------------------------------------- presence

    @rule()
    def input(self) -> None:
        self.pair.do(ev.Input())

    @rule()
    def active(self) -> None:
        self.pair.do(ev.Active())

    @precondition(lambda self: self.pair.model.may_go_idle())
    @rule(cells=st.sampled_from([0, 1, 2, 4, 7, 8, 9, 16, 40]))
    def idle(self, cells: int) -> None:
        if self.pair.model.inhibitors:  # an `Idle` so late that an inhibitor began in between is taken for presence
            cells = min(cells, int(self.SETTINGS.absences.short / self.GRID) - 1)
        self.pair.do(ev.Idle(Instant(max(self.pair.start, self.now - cells * self.GRID))))

    @rule()
    def lock(self) -> None:
        self.pair.do(ev.Locked())

    @rule()
    def unlock(self) -> None:
        self.pair.do(ev.Unlocked())

    @rule()
    def unlock_and_input(self) -> None:
        self.pair.do(ev.Unlocked())
        self.pair.do(ev.Input())

    @rule()
    def sleep(self) -> None:
        self.pair.do(ev.SleepBegan())

    @rule()
    def wake(self) -> None:
        self.pair.do(ev.Woke())

    @rule(cells=st.sampled_from([1, 4, 8, 19, 20, 21, 60]))
    def wake_without_a_word_of_sleep(self, cells: int) -> None:
        self.pair.wait_then_do(self.now + cells * self.GRID, ev.Woke(Seconds(cells * self.GRID)))

    @rule(what=st.sampled_from(["video", "call"]), on=st.booleans())
    def inhibit(self, what: str, on: bool) -> None:
        self.pair.do(ev.InhibitorChanged(what, on))

    @rule(what=st.sampled_from(ev.Saying))
    def say(self, what: ev.Saying) -> None:
        self.pair.do(ev.Said(what))

    # -------------------------------------------------------------------------------------------- prompts

    @rule(kind=HOLDS, on=st.booleans())
    def hold(self, kind: ev.HoldKind, on: bool) -> None:
        self.pair.do(ev.HoldChanged(kind, on))

    @rule(kind=HOLDS, cells=st.integers(0, 30))
    def hold_for_a_while(self, kind: ev.HoldKind, cells: int) -> None:
        self.pair.do(ev.HoldChanged(kind, True))
        self.pair.wait(self.now + cells * self.GRID)
        self.pair.do(ev.HoldChanged(kind, False))

    @rule(cells=st.none() | st.sampled_from([0, 1, 6, 30, 100]), wall=st.booleans())
    def pause(self, cells: int | None, wall: bool) -> None:
        until = None if cells is None else Instant(self.now + cells * self.GRID)
        self.pair.do(ev.PauseBegan(until, wall))

    @rule()
    def resume(self) -> None:
        self.pair.do(ev.PauseEnded())

    @rule(cells=st.sampled_from([-20, -2, 2, 20]))
    def set_the_wall_clock(self, cells: int) -> None:
        self.pair.do(ev.WallClockSet(cells * self.GRID))

    @rule(length=st.none() | st.sampled_from([Seconds(3.0), Seconds(12.0)]))
    def snooze(self, length: Seconds | None) -> None:
        self.pair.do(ev.Snoozed(length))

    @rule()
    def skip(self) -> None:
        self.pair.do(ev.Skipped())

    @rule(event=st.sampled_from([ev.PromptClosed(), ev.PromptExpired(), ev.PromptFailed()]))
    def hear_of_the_notification(self, event: ev.Event) -> None:
        self.pair.do(event)

    @precondition(lambda self: not self.pair.model.fired)
    @rule(routine=st.sampled_from(["desk-minute", "mixed"]))
    def fire_a_schedule(self, routine: str) -> None:
        self.pair.do(ev.ScheduleFired("lunch", routine))

    # ------------------------------------------------------------------------------------------- routines

    @rule(routine=st.none() | st.sampled_from([routine.id for routine in CATALOGUE]))
    def start(self, routine: str | None) -> None:
        self.pair.do(ev.StartAsked(routine))

    @precondition(lambda self: self.pair.model.player is not None)
    @rule(key=st.sampled_from(ev.GuideKey))
    def steer(self, key: ev.GuideKey) -> None:
        self.pair.do(ev.GuideKeyPressed(key))

    # -------------------------------------------------------------------------------------------- restart

    @rule(cells=st.sampled_from([0, 1, 10, 20, 50, 120]))
    def restart(self, cells: int) -> None:
        self.pair.restart(self.now + cells * self.GRID)

    # ----------------------------------------------------------------------------------------- invariants

    @invariant()
    def the_deadline_lies_ahead(self) -> None:
        deadline = self.pair.engine.next_deadline()
        assert deadline is None or deadline > self.now, self.pair.story(f"a deadline {deadline} that is not ahead")

    @invariant()
    def an_extra_tick_changes_nothing(self) -> None:
        other = twin(self.pair.engine)
        assert other.step(ev.Tick(), Instant(self.now)) == ()
        assert told(other, self.now) == told(self.pair.engine, self.now)

    @invariant()
    def the_past_is_refused_and_changes_nothing(self) -> None:
        engine = self.pair.engine
        before = told(engine, self.now)
        with pytest.raises(TimeWentBackError):
            engine.step(ev.Input(), Instant(self.now - 0.001))
        assert told(engine, self.now) == before

    @invariant()
    def an_unknown_routine_is_refused_and_changes_nothing(self) -> None:
        engine = self.pair.engine
        if self.pair.model.player is None:
            before = told(engine, self.now)
            with pytest.raises(UnknownRoutineError):
                engine.step(ev.StartAsked("nobody-knows"), Instant(self.now + 100.0))
            assert told(engine, self.now) == before

    @invariant()
    def clocks_are_never_negative(self) -> None:
        snap = self.pair.engine.snapshot(Instant(self.now))
        assert min(snap.feet, snap.seat, snap.stance) >= 0.0

    @invariant()
    def nothing_is_shown_to_nobody_or_against_a_hold(self) -> None:
        snap = self.pair.engine.snapshot(Instant(self.now))
        if snap.presence.name in {"AWAY", "ASLEEP"} or snap.holds:
            assert snap.shown is None, self.pair.story("a prompt that nobody should see")

    @invariant()
    def the_whole_past_is_the_same(self) -> None:
        self.pair.compare_spans()


TestWalk = Walk.TestCase
TestWalk.settings = hypothesis_settings(stateful_step_count=40)


class WalkWithTheDefaults(Walk):
    """The settings as they are shipped, on a grid of a second."""

    SETTINGS = Settings()
    GRID = 1.0


TestWalkWithTheDefaults = WalkWithTheDefaults.TestCase
# Fewer of these: a walk passes hours, and the model looks at each second of them.
TestWalkWithTheDefaults.settings = hypothesis_settings(
    max_examples=max(5, hypothesis_settings().max_examples // 4), stateful_step_count=25
)
