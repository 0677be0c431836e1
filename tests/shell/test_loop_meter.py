"""How often the loop woke, and how long it was busy at a time."""

from __future__ import annotations

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.loop import LoopMeter, SelectorLoop
from tests.fakes.clock import ManualClock


def test_wake_ups_of_the_last_hour_are_counted_by_the_minute() -> None:
    meter = LoopMeter()
    for minute in range(120):
        for _ in range(3):
            meter.woke(minute * 60.0 + 1.0)
    assert meter.wakes_last_hour(119 * 60.0 + 5.0) == 180
    assert meter.wakes_last_hour(119 * 60.0 + 1800.0) == 90
    assert meter.wakes_last_hour(1e6) == 0


def test_only_an_hour_is_remembered() -> None:
    meter = LoopMeter()
    for minute in range(10_000):
        meter.woke(minute * 60.0)
    assert len(meter._by_minute) == 60


def test_the_longest_time_between_waking_and_waiting_is_kept() -> None:
    meter = LoopMeter()
    for woke, waits in ((10.0, 10.5), (20.0, 22.0), (30.0, 30.1)):
        meter.woke(woke)
        meter.waits(waits)
    assert meter.longest_block == 2.0


def test_the_start_is_left_out() -> None:
    meter = LoopMeter()
    meter.woke(10.0)
    meter.begin()
    meter.waits(15.0)
    assert meter.longest_block == 0.0


def test_the_loop_measures_what_it_runs() -> None:
    """A call that takes 3 s on the loop's clock is seen; waiting is not."""
    clock = ManualClock()
    loop = SelectorLoop(clock)
    loop.call_soon(lambda: None)
    loop.call_soon(lambda: clock.advance(3.0))
    loop.call_later(Seconds(2.0), loop.stop)
    loop.run(lambda: None)
    loop.close()
    assert loop.meter.longest_block == 3.0
    assert loop.meter.wakes_last_hour(clock.boot()) >= 2
