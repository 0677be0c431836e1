"""The watch on the wall clock: its sums on a clock that a test sets, its timer on the real one.

With NUMBFEET_SET_CLOCK=1, and as root, the machine's clock is really set: to the time it shows, so it loses a few
microseconds. Nobody else should have their clock set by a test, however little.
"""

from __future__ import annotations

import errno
import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell import clock_watch
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.clock_watch import ClockWatch
from numbfeet_tray.shell.loop import SelectorLoop
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop


class Scene:
    """A watch whose timer is a pipe; `log` says what it told."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.loop = FakeLoop(self.clock)
        self.log: list[str] = []
        self.read, self.write = os.pipe()
        os.set_blocking(self.read, False)
        self.watch = ClockWatch(self.loop, self.clock, self._set, self._woke, open_timer=lambda: self.read)

    def _set(self, by: float) -> None:
        self.log.append(f"set {round(by, 6):g}")

    def _woke(self, slept: Seconds) -> None:
        self.log.append(f"woke {slept:g}")

    def tell(self) -> list[str]:
        """Let the kernel tell that a clock was set, and return what the watch made of it."""
        self.log.clear()
        os.write(self.write, b"\0" * 8)
        self.loop.readers[self.read]()
        return list(self.log)


@pytest.fixture
def scene() -> Iterator[Scene]:
    scene = Scene()
    yield scene
    scene.watch.close()
    os.close(scene.write)


@pytest.mark.parametrize("by", [-86_400.0, -3600.0, -0.25, 0.25, 3600.0, 86_400.0])
def test_a_setting_is_told_with_its_amount(scene: Scene, by: float) -> None:
    scene.clock.advance(100.0)
    scene.clock.set_wall(by)
    assert scene.tell() == [f"set {by:g}"]
    assert scene.tell() == []


def test_settings_are_told_one_by_one(scene: Scene) -> None:
    scene.clock.set_wall(60.0)
    first = scene.tell()
    scene.clock.set_wall(-90.0)
    assert first + scene.tell() == ["set 60", "set -90"]


def test_two_settings_that_are_noticed_together_are_one(scene: Scene) -> None:
    scene.clock.set_wall(60.0)
    scene.clock.set_wall(-90.0)
    assert scene.tell() == ["set -30"]


def test_small_settings_are_told_when_they_have_added_up(scene: Scene) -> None:
    told = []
    for _ in range(6):
        scene.clock.set_wall(0.02)
        told += scene.tell()
    assert told == ["set 0.06", "set 0.06"]


def test_waking_is_told_with_the_length_of_the_sleep_and_is_no_setting(scene: Scene) -> None:
    scene.clock.advance(10.0)
    scene.clock.sleep(7200.0)
    assert scene.tell() == ["woke 7200"]
    assert scene.tell() == []


def test_a_clock_that_was_set_during_sleep_is_told_after_the_waking(scene: Scene) -> None:
    scene.clock.sleep(7200.0)
    scene.clock.set_wall(-30.0)
    assert scene.tell() == ["woke 7200", "set -30"]


def test_another_time_zone_is_no_setting(scene: Scene) -> None:
    scene.clock.set_zone("Asia/Tokyo")
    assert scene.tell() == []


def test_waking_needs_nobody_who_hears_it() -> None:
    clock = ManualClock()
    loop = FakeLoop(clock)
    read, write = os.pipe()
    watch = ClockWatch(loop, clock, lambda by: pytest.fail("it was not set"), open_timer=lambda: read)
    clock.sleep(100.0)
    os.write(write, b"x")
    loop.readers[read]()
    watch.close()
    os.close(write)


def test_being_called_for_nothing_is_harmless(scene: Scene) -> None:
    scene.clock.set_wall(60.0)
    scene.loop.readers[scene.read]()
    assert scene.log == []


def test_a_timer_that_breaks_is_given_up(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(fd: int, length: int) -> bytes:
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", fail)
        scene.loop.readers[scene.read]()
    assert scene.loop.readers == {}
    assert "broken" in caplog.text


def test_a_closed_watch_is_not_called(scene: Scene) -> None:
    scene.watch.close()
    scene.watch.close()
    assert scene.loop.readers == {}


def test_a_system_that_does_not_tell_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    clock = ManualClock()
    with pytest.raises(AdapterUnavailable, match="Only Linux"):
        ClockWatch(FakeLoop(clock), clock, print)


# --------------------------------------------------------------------------------------------- the real timer


@pytest.mark.only_on("linux")
@pytest.mark.parametrize("way", ["_open_timer", "_open_timer_by_hand"])
def test_the_real_timer_is_armed_and_silent(way: str) -> None:
    fd = getattr(clock_watch, way)()
    try:
        assert not os.get_blocking(fd)
        assert not os.get_inheritable(fd)
        assert not select.select([fd], [], [], 0.05)[0]
        state = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{fd}").read_text().splitlines())
        assert int(state["clockid"]) == time.CLOCK_REALTIME
        assert state["settime flags"].split() == ["03"]  # absolute, cancelled when the clock is set
        assert int(state["it_value"].strip(" ()").split(",")[0]) > 86_400
    finally:
        os.close(fd)


@pytest.mark.only_on("linux")
def test_the_real_watch_wakes_nobody_while_nothing_is_set() -> None:
    loop = SelectorLoop(SystemClock())
    watch = ClockWatch(loop, SystemClock(), lambda by: pytest.fail(f"set by {by}"))
    rounds = []
    loop.call_later(Seconds(0.1), loop.stop)
    loop.run(lambda: rounds.append(1))
    assert len(rounds) <= 3
    watch.close()
    loop.close()


if os.environ.get("NUMBFEET_SET_CLOCK") == "1":

    @pytest.mark.parametrize("way", ["_open_timer", "_open_timer_by_hand"])
    def test_setting_the_real_clock_is_noticed_each_time(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock_watch, "_LEAST_SETTING_S", 0.0)
        told: list[float] = []
        loop = SelectorLoop(SystemClock())
        watch = ClockWatch(loop, SystemClock(), told.append, open_timer=getattr(clock_watch, way))
        for count in range(1, 4):
            time.clock_settime_ns(time.CLOCK_REALTIME, time.clock_gettime_ns(time.CLOCK_REALTIME))
            timer = loop.call_later(Seconds(5.0), lambda: pytest.fail("it was not noticed"))
            loop.run(lambda count=count: loop.stop() if len(told) == count else None)  # type: ignore[misc]
            timer.cancel()
        assert all(abs(by) < 0.01 for by in told)
        watch.close()
        loop.close()
