"""The idle source for systems that can only be asked, over a made-up reader: the contract, and how often it asks.

Neither Windows nor macOS is here; what reads from them is tried with a stand-in for their libraries.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from numbfeet_tray.core.events import Active, Event, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.idle import macos, windows
from numbfeet_tray.shell.idle.asked import RETURN_LOOK, AskedIdleSource
from tests.contract.idle_contract import IdleContract, World
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop


class AskedWorld(World):
    """A person at a computer that can only be asked."""

    def __init__(self, return_look: Seconds = RETURN_LOOK) -> None:
        self.events: list[Event] = []
        self.clock = ManualClock()
        self.loop = FakeLoop(self.clock)
        self.last = Instant(self.clock.boot() - 600)
        self.asked = 0
        self.is_mute = False
        self.asking = AskedIdleSource("fake", self._read, self.loop, self.clock, self.events.append, return_look)
        self.source = self.asking

    def _read(self) -> Seconds | None:
        self.asked += 1
        return None if self.is_mute else Seconds(self.clock.boot() - self.last)

    def now(self) -> Instant:
        return self.clock.boot()

    def input(self) -> None:
        self.last = self.clock.boot()

    def wait(self, seconds: float) -> None:
        self.loop.run_for(seconds)

    def wait_for(self, condition: Callable[[], object]) -> None:
        for _ in range(10_000):
            if condition():
                return
            self.loop.run_for(0.01)
        pytest.fail(f"it did not come true; posted: {self.events}")


class TestAskedIdle(IdleContract):
    """Asked every 10 ms, it does what those sources do that are told."""

    @pytest.fixture
    def world(self) -> World:
        return AskedWorld(Seconds(0.01))


def test_while_the_person_works_it_is_asked_once_a_minute() -> None:
    world = AskedWorld()
    world.source.arm(Seconds(60.0))
    world.input()
    world.wait(RETURN_LOOK)
    assert world.events[-1] == Active()
    before = world.asked
    for _ in range(600):
        world.wait(1.0)
        world.input()
    assert world.events[-1] == Active()
    assert world.asked - before <= 11


def test_the_end_of_input_is_told_of_to_the_moment() -> None:
    world = AskedWorld()
    world.source.arm(Seconds(60.0))
    world.wait(RETURN_LOOK)
    world.input()
    stopped = world.now()
    world.wait(59.5 + RETURN_LOOK)
    world.wait_for(lambda: world.events[-1] == Idle(stopped))
    assert world.now() == pytest.approx(max(stopped + 60.0, stopped + 59.5 + RETURN_LOOK), abs=0.05)


def test_a_return_is_seen_at_the_next_look() -> None:
    world = AskedWorld()
    world.source.arm(Seconds(60.0))
    world.wait(300.0)
    world.events.clear()
    world.input()
    world.wait(RETURN_LOOK)
    assert world.events == [Active()]


def test_a_system_that_does_not_know_is_asked_again_and_nothing_is_claimed() -> None:
    world = AskedWorld()
    world.is_mute = True
    world.source.arm(Seconds(60.0))
    world.wait(600.0)
    assert world.events == []
    assert world.asked <= 12
    world.is_mute = False
    world.wait(60.0)
    assert world.events == [Idle(world.last)]


def test_a_closed_source_asks_no_more() -> None:
    world = AskedWorld()
    world.source.arm(Seconds(60.0))
    world.source.close()
    before = world.asked
    world.wait(600.0)
    assert world.asked == before
    assert world.source.idle_time() is None


# ------------------------------------------------------------------------------------- Windows, by a stand-in


def fake_windll(last_ms: int, now_ms: int, *, refuses: bool = False) -> Any:
    def get_last_input_info(pointer: Any) -> int:
        info = ctypes.cast(pointer, ctypes.POINTER(windows.LastInputInfo)).contents
        assert info.cbSize == 8
        info.dwTime = last_ms
        return 0 if refuses else 1

    def get_tick_count() -> int:
        return now_ms

    return SimpleNamespace(
        user32=SimpleNamespace(GetLastInputInfo=get_last_input_info),
        kernel32=SimpleNamespace(GetTickCount=get_tick_count),
    )


@pytest.mark.parametrize(
    ("last_ms", "now_ms", "seconds"),
    [(1000, 1000, 0.0), (1000, 61_250, 60.25), (2**32 - 500, 1500, 2.0), (0, 2**32 - 1, 4294967.295)],
)
def test_windows_counts_of_milliseconds_are_compared_around_their_end(
    last_ms: int, now_ms: int, seconds: float
) -> None:
    assert windows.last_input_reader(fake_windll(last_ms, now_ms))() == pytest.approx(seconds)


def test_windows_may_refuse() -> None:
    assert windows.last_input_reader(fake_windll(0, 1, refuses=True))() is None


@pytest.mark.only_on("linux")
def test_windows_and_macos_are_not_here() -> None:
    with pytest.raises(AdapterUnavailable, match="Windows"):
        windows.last_input_reader()
    with pytest.raises(AdapterUnavailable, match="macOS"):
        macos.last_input_reader()


# --------------------------------------------------------------------------------------- macOS, by a stand-in


@pytest.mark.parametrize(("answer", "seconds"), [(0.0, 0.0), (61.5, 61.5), (-1.0, None), (float("nan"), None)])
def test_macos_is_asked_for_any_input_of_the_hardware(answer: float, seconds: float | None) -> None:
    class Ask:
        restype: Any = None
        argtypes: Any = None

        def __call__(self, state: int, kind: int) -> float:
            assert (state, kind) == (1, 0xFFFFFFFF)
            assert self.restype is ctypes.c_double
            return answer

    assert (
        macos.last_input_reader(lambda _path: SimpleNamespace(CGEventSourceSecondsSinceLastEventType=Ask()))()
        == seconds
    )
