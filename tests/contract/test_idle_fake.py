"""The fake idle source keeps the promises of the real ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from numbfeet_tray.core.events import Event
from numbfeet_tray.core.units import Instant
from tests.contract.idle_contract import IdleContract, World
from tests.fakes.clock import ManualClock
from tests.fakes.idle import FakeIdle
from tests.fakes.loop import FakeLoop


class FakeWorld(World):
    """A person on a clock that takes no time."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.clock = ManualClock()
        self.loop = FakeLoop(self.clock)
        self.fake = FakeIdle(self.loop, self.clock, self.events.append)
        self.source = self.fake

    def now(self) -> Instant:
        return self.clock.boot()

    def input(self) -> None:
        self.fake.input()

    def wait(self, seconds: float) -> None:
        self.loop.run_for(seconds)

    def wait_for(self, condition: Callable[[], object]) -> None:
        for _ in range(1000):
            if condition():
                return
            self.loop.run_for(0.01)
        pytest.fail(f"it did not come true; posted: {self.events}")


class TestFakeIdle(IdleContract):
    @pytest.fixture
    def world(self) -> World:
        return FakeWorld()
