"""What every source of locking does. A test module gives a `world`, and inherits `SessionContract`."""

from __future__ import annotations

from typing import Protocol

import pytest

from numbfeet_tray.core.events import Event, Locked, SleepBegan, Unlocked, Woke
from numbfeet_tray.ports import SessionSource


class World(Protocol):
    """A computer with a screen that locks, and one source that listens. It was not locked before."""

    source: SessionSource
    events: list[Event]
    """What the source posted, oldest first."""
    sleeps: bool = False
    """Whether the source tells of sleep, too."""

    def listen(self) -> None:
        """Make `source`; called once, first of all or after something has happened."""

    def lock(self) -> None:
        """Lock the screen."""

    def unlock(self) -> None:
        """Unlock it."""

    def vanish(self) -> None:
        """Whoever tells of locking goes away, for good."""

    def sleep(self, *, begins: bool) -> None:
        """Fall asleep, or wake."""

    def settle(self) -> None:
        """Let everything that happened so far reach the source."""


class SessionContract:
    """The promises of `ports.SessionSource`."""

    @pytest.fixture
    def world(self) -> World:
        raise NotImplementedError

    def test_a_screen_that_is_not_locked_is_not_told_of(self, world: World) -> None:
        world.listen()
        world.settle()
        assert world.events == []

    def test_locking_and_unlocking_are_told(self, world: World) -> None:
        world.listen()
        world.settle()
        for _ in range(3):
            world.lock()
            world.settle()
            assert world.events == [Locked()]
            world.unlock()
            world.settle()
            assert world.events == [Locked(), Unlocked()]
            world.events.clear()

    def test_what_is_said_twice_is_told_once(self, world: World) -> None:
        world.listen()
        world.settle()
        for change in (world.lock, world.lock, world.unlock, world.unlock):
            change()
        world.settle()
        assert world.events == [Locked(), Unlocked()]

    def test_a_screen_locked_before_we_came_is_told(self, world: World) -> None:
        world.lock()
        world.settle()
        world.listen()
        world.settle()
        assert world.events == [Locked()]

    def test_a_screen_unlocked_right_after_we_came_is_not_left_locked(self, world: World) -> None:
        world.lock()
        world.settle()
        world.listen()
        world.unlock()
        world.settle()
        assert world.events in ([], [Locked(), Unlocked()])

    def test_a_lock_whose_end_nobody_would_tell_ends(self, world: World) -> None:
        world.listen()
        world.lock()
        world.settle()
        world.vanish()
        world.settle()
        assert world.events == [Locked(), Unlocked()]

    def test_sleeping_and_waking_are_told_once_if_at_all(self, world: World) -> None:
        world.listen()
        world.settle()
        for begins in (True, True, False, False):
            world.sleep(begins=begins)
        world.settle()
        assert world.events == ([SleepBegan(), Woke()] if world.sleeps else [])

    def test_a_closed_source_posts_nothing(self, world: World) -> None:
        world.listen()
        world.lock()
        world.settle()
        world.events.clear()
        world.source.close()
        world.unlock()
        world.lock()
        world.sleep(begins=True)
        world.settle()
        world.vanish()
        world.settle()
        assert world.events == []
