"""What every idle source does. A test module gives a `world`, and inherits `IdleContract`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from numbfeet_tray.core.events import Active, Event, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import IdleSource

SHORT = Seconds(0.5)
LONGER = Seconds(1.0)
A_MOMENT = 0.2
"""Long enough for what should not come to come."""
SLACK = 0.15
"""How far a real source may be off, in seconds."""


class World(Protocol):
    """A person at a computer, with one source that watches them. They were idle when it was built."""

    source: IdleSource
    hindsight: bool = True
    """Whether the source can be asked since when there is no input; else it knows what it was told, and no more."""
    can_be_asked: bool = True
    """Whether `idle_time` can be read while input goes on."""
    early: float = 0.0
    """How much of a threshold may be missing when it is told of."""
    events: list[Event]
    """What the source posted, oldest first."""

    def now(self) -> Instant:
        """Return the present on the boot-time clock."""

    def input(self) -> None:
        """Press a key or move the mouse, now."""

    def wait(self, seconds: float) -> None:
        """Let time pass, and the source do its work."""

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Let time pass until `condition` is true; fail when it never is."""


class IdleContract:
    """The promises of `ports.IdleSource`."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError

    def test_nothing_is_posted_unasked(self, world: World) -> None:
        world.wait(A_MOMENT)
        assert world.events == []

    def test_the_first_input_is_posted_even_before_a_threshold_is_set(self, world: World) -> None:
        world.input()
        world.wait_for(lambda: world.events)
        assert world.events == [Active()]

    def test_input_that_goes_on_is_posted_once(self, world: World) -> None:
        world.source.arm(LONGER)
        world.wait(A_MOMENT)
        world.events.clear()
        for _ in range(8):
            world.input()
            world.wait(A_MOMENT)
        assert world.events == [Active()]

    def test_the_end_of_input_is_posted_after_the_threshold_with_its_instant(self, world: World) -> None:
        world.source.arm(SHORT)
        world.input()
        stopped = world.now()
        world.wait_for(lambda: has_idle_since(world, stopped))
        assert world.now() == pytest.approx(stopped + SHORT, abs=SLACK)
        assert world.now() >= stopped + SHORT * (1 - world.early) - 0.02

    def test_the_return_of_input_is_posted_at_once(self, world: World) -> None:
        go_idle(world)
        world.input()
        world.wait_for(lambda: len(world.events) == 2)
        assert world.events[1] == Active()

    def test_idle_and_active_alternate(self, world: World) -> None:
        for _ in range(3):
            go_idle(world)
            world.input()
            world.wait_for(lambda: len(world.events) == 2)
            assert [type(event) for event in world.events] == [Idle, Active]

    def test_one_threshold_serves_every_absence(self, world: World) -> None:
        world.source.arm(SHORT)
        for _ in range(2):
            world.events.clear()
            world.input()
            stopped = world.now()
            world.wait_for(lambda stopped=stopped: has_idle_since(world, stopped))  # type: ignore[misc]
            assert [type(event) for event in world.events] == [Active, Idle]

    def test_idle_is_posted_once(self, world: World) -> None:
        go_idle(world)
        world.wait(SHORT + A_MOMENT)
        assert len(world.events) == 1

    def test_a_threshold_that_has_passed_is_told_of_at_once(self, world: World) -> None:
        world.input()
        stopped = world.now()
        world.wait(SHORT + A_MOMENT)
        assert world.events == [Active()]
        armed = world.now()
        world.source.arm(SHORT)
        if world.hindsight:
            world.wait_for(lambda: has_idle_since(world, stopped))
            assert world.now() <= armed + SLACK
        else:  # it is told of late, and as having begun when the threshold was set; never as more than is known
            world.wait_for(lambda: has_idle_since(world, armed))
            assert world.now() <= armed + SHORT + SLACK

    def test_a_threshold_known_to_have_passed_is_told_of_at_once(self, world: World) -> None:
        go_idle(world)
        first = world.events[0]
        assert isinstance(first, Idle)
        world.source.arm(Seconds(3600.0))
        world.wait(A_MOMENT)
        armed = world.now()
        world.source.arm(SHORT)
        world.wait_for(lambda: len(world.events) == 2)
        assert world.now() <= armed + SLACK
        assert has_idle_since(world, first.since)

    def test_before_any_input_idle_is_told_with_an_instant_before_the_start(self, world: World) -> None:
        begun = world.now()
        world.source.arm(SHORT)
        world.wait_for(lambda: world.events)
        assert isinstance(world.events[0], Idle)
        assert world.events[0].since <= begun + SLACK
        world.input()
        world.wait_for(lambda: len(world.events) == 2)
        assert world.events[1] == Active()

    def test_a_smaller_threshold_takes_the_place_of_a_larger(self, world: World) -> None:
        world.source.arm(Seconds(3600.0))
        world.input()
        stopped = world.now()
        world.wait(A_MOMENT)
        armed = world.now()
        world.source.arm(SHORT)
        world.wait_for(lambda: has_idle_since(world, stopped if world.hindsight else armed))

    def test_a_larger_threshold_takes_the_place_of_a_smaller(self, world: World) -> None:
        world.source.arm(SHORT)
        world.input()
        stopped = world.now()
        world.wait(SHORT / 2)
        world.source.arm(LONGER)
        world.wait_for(lambda: has_idle_since(world, stopped))
        assert world.now() >= stopped + LONGER * (1 - world.early) - 0.02

    def test_a_larger_threshold_while_idle_is_told_of_when_it_passes(self, world: World) -> None:
        go_idle(world)
        world.source.arm(LONGER)
        world.wait_for(lambda: len(world.events) == 2)
        first, second = world.events
        assert isinstance(first, Idle)
        assert isinstance(second, Idle)
        assert second.since == pytest.approx(first.since, abs=0.05)
        world.input()
        world.wait_for(lambda: len(world.events) == 3)
        assert world.events[2] == Active()

    def test_input_after_a_new_threshold_while_idle_is_not_missed(self, world: World) -> None:
        go_idle(world)
        world.source.arm(Seconds(3600.0))
        world.input()
        world.wait_for(lambda: len(world.events) == 2)
        assert world.events[1] == Active()

    def test_input_right_before_and_after_arming_is_not_missed(self, world: World) -> None:
        go_idle(world)
        world.input()
        world.source.arm(SHORT)
        world.input()
        world.wait_for(lambda: len(world.events) == 3)
        assert [type(event) for event in world.events] == [Idle, Active, Idle]

    def test_expected_input_is_posted_once_though_input_goes_on(self, world: World) -> None:
        world.source.arm(Seconds(3600.0))
        world.input()
        world.wait_for(lambda: world.events)
        world.source.expect_input()
        world.source.expect_input()
        world.wait(A_MOMENT)
        assert world.events == [Active()]
        for _ in range(3):
            world.input()
            world.wait(A_MOMENT)
        assert world.events == [Active(), Active()]

    def test_input_can_be_expected_again_and_again(self, world: World) -> None:
        for count in range(1, 6):
            world.source.expect_input()
            world.wait(0.02)
            world.input()
            world.wait_for(lambda count=count: len(world.events) == count)  # type: ignore[misc]
        assert world.events == [Active()] * 5

    def test_idle_is_told_while_input_is_expected(self, world: World) -> None:
        world.source.arm(SHORT)
        world.input()
        stopped = world.now()
        world.wait(A_MOMENT)
        world.source.expect_input()
        world.wait_for(lambda: has_idle_since(world, stopped))
        world.events.clear()
        world.input()
        world.wait_for(lambda: world.events)
        assert world.events == [Active()]

    def test_the_time_without_input_can_be_read(self, world: World) -> None:
        world.input()
        world.wait(0.5)
        assert world.source.idle_time() == (pytest.approx(0.5, abs=SLACK) if world.can_be_asked else None)
        world.input()
        assert world.source.idle_time() == (pytest.approx(0.0, abs=SLACK) if world.can_be_asked else None)

    def test_the_time_without_input_is_known_once_it_was_told_of(self, world: World) -> None:
        go_idle(world)
        world.wait(A_MOMENT)
        assert world.source.idle_time() == pytest.approx(SHORT + A_MOMENT, abs=SLACK)

    def test_reading_it_loses_no_event(self, world: World) -> None:
        go_idle(world)
        world.input()
        for _ in range(5):
            world.source.idle_time()
        world.wait_for(lambda: len(world.events) == 2)
        assert world.events[1] == Active()

    def test_a_closed_source_posts_nothing(self, world: World) -> None:
        world.source.arm(SHORT)
        world.source.close()
        world.source.close()
        world.source.arm(SHORT)
        world.source.expect_input()
        world.input()
        world.wait(SHORT + A_MOMENT)
        assert world.events == []
        assert world.source.idle_time() is None


def go_idle(world: World) -> None:
    """Press a key, and wait until the source tells that nothing followed; leaves that as the only event."""
    world.source.arm(SHORT)
    world.input()
    stopped = world.now()
    world.wait_for(lambda: has_idle_since(world, stopped))
    del world.events[:-1]


def has_idle_since(world: World, stopped: Instant) -> bool:
    """Tell whether the last event is that there was no input since `stopped`."""
    last = world.events[-1] if world.events else None
    return isinstance(last, Idle) and last.since == pytest.approx(stopped, abs=SLACK)
