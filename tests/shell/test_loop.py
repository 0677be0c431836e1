"""The loop with real file descriptors, on a clock that a test moves wherever no waiting has to be seen."""

from __future__ import annotations

import gc
import os
import resource
import selectors
import signal
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.loop import SelectorLoop, Timer, Timers
from tests.fakes.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def loop(clock: ManualClock) -> Iterator[SelectorLoop]:
    loop = SelectorLoop(clock)
    yield loop
    loop.close()


@pytest.fixture
def real_loop() -> Iterator[SelectorLoop]:
    loop = SelectorLoop(SystemClock())
    yield loop
    loop.close()


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    near.setblocking(False)
    yield near, far
    near.close()
    far.close()


def never() -> None:
    return None


def run_rounds(loop: SelectorLoop, rounds: int) -> None:
    """Run so many rounds without waiting in any."""
    left = rounds

    def count() -> float:
        nonlocal left
        left -= 1
        if left <= 0:
            loop.stop()
        return 0.0

    loop.run(count)


# ------------------------------------------------------------------------------------------ file descriptors


def test_a_reader_is_called_while_there_is_something_to_read(
    loop: SelectorLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    near, far = ends
    heard: list[bytes] = []

    def read() -> None:
        heard.append(near.recv(3))
        if len(heard) == 2:
            loop.stop()

    loop.add_reader(near.fileno(), read)
    far.send(b"onetwo")
    loop.run(never)
    assert heard == [b"one", b"two"]


def test_a_reader_is_called_when_the_other_side_hangs_up(
    loop: SelectorLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    near, far = ends
    loop.add_reader(near.fileno(), loop.stop)
    far.close()
    loop.run(never)
    assert near.recv(1) == b""


def test_a_reader_and_a_writer_share_one_descriptor(
    loop: SelectorLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    near, far = ends
    called: list[str] = []
    loop.add_reader(near.fileno(), lambda: called.append(f"read {near.recv(9).decode()}"))
    loop.add_writer(near.fileno(), lambda: called.append("write"))
    far.send(b"x")
    run_rounds(loop, 1)
    assert called == ["read x", "write"]
    loop.remove_reader(near.fileno())
    far.send(b"y")
    run_rounds(loop, 1)
    loop.remove_writer(near.fileno())
    run_rounds(loop, 3)
    assert called == ["read x", "write", "write"]


def test_a_reader_may_be_replaced_and_removed_twice(
    loop: SelectorLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    near, far = ends
    called: list[int] = []
    loop.add_reader(near.fileno(), lambda: called.append(1))
    loop.add_reader(near.fileno(), lambda: called.append(2))
    far.send(b"x")
    run_rounds(loop, 1)
    loop.remove_reader(near.fileno())
    loop.remove_reader(near.fileno())
    run_rounds(loop, 1)
    assert called == [2]


def test_a_reader_removed_by_another_in_the_same_round_is_not_called(loop: SelectorLoop) -> None:
    pairs = [socket.socketpair() for _ in range(2)]
    called: list[int] = []

    def only(index: int) -> None:
        called.append(index)
        loop.remove_reader(pairs[1 - index][0].fileno())

    for index, (near, far) in enumerate(pairs):
        loop.add_reader(near.fileno(), lambda index=index: only(index))  # type: ignore[misc]
        far.send(b"x")
    run_rounds(loop, 1)
    assert len(called) == 1
    for near, far in pairs:
        near.close()
        far.close()


def test_a_reader_of_a_closed_descriptor_can_be_removed(
    loop: SelectorLoop, ends: tuple[socket.socket, socket.socket]
) -> None:
    near, _ = ends
    fd = near.fileno()
    loop.add_reader(fd, lambda: None)
    near.close()
    loop.remove_reader(fd)
    run_rounds(loop, 1)


# --------------------------------------------------------------------------------------------------- timers


def test_timers_run_in_the_order_they_fall_due(loop: SelectorLoop, clock: ManualClock) -> None:
    ran: list[str] = []
    loop.call_later(Seconds(2.0), lambda: ran.append("two"))
    loop.call_later(Seconds(1.0), lambda: ran.append("one"))
    loop.call_later(Seconds(1.0), lambda: ran.append("one again"))
    run_rounds(loop, 2)
    assert ran == []
    clock.advance(5.0)
    run_rounds(loop, 1)
    assert ran == ["one", "one again", "two"]


def test_a_timer_runs_no_earlier_than_asked(loop: SelectorLoop, clock: ManualClock) -> None:
    ran: list[int] = []
    loop.call_later(Seconds(1.0), lambda: ran.append(1))
    clock.advance(0.999)
    run_rounds(loop, 2)
    assert not ran


def test_a_timer_counts_the_time_asleep(loop: SelectorLoop, clock: ManualClock) -> None:
    ran: list[int] = []
    loop.call_later(Seconds(3600.0), lambda: ran.append(1))
    clock.sleep(3600.0)
    run_rounds(loop, 1)
    assert ran


def test_a_cancelled_timer_does_not_run(loop: SelectorLoop, clock: ManualClock) -> None:
    timer = loop.call_later(Seconds(1.0), lambda: pytest.fail("it ran"))
    timer.cancel()
    timer.cancel()
    clock.advance(2.0)
    run_rounds(loop, 2)


def test_a_cancelled_timer_is_not_waited_for() -> None:
    timers = Timers()
    timers.add(5.0, lambda: pytest.fail("it ran")).cancel()
    later = timers.add(7.0, lambda: None)
    timers.run_due(0.0)
    assert timers.next_due() == 7.0
    later.cancel()
    timers.run_due(0.0)
    assert timers.next_due() is None


def test_cancelled_timers_are_let_go_of_long_before_they_are_due() -> None:
    timers, ran = Timers(), list[int]()
    for number in range(5000):
        timers.add(600.0, lambda: pytest.fail("it ran")).cancel()
        if number % 1000 == 0:
            timers.add(5.0 - number / 1000, lambda number=number: ran.append(number))  # type: ignore[misc]
    gc.collect()
    assert sum(isinstance(one, Timer) for one in gc.get_objects()) < 200
    assert timers.next_due() == 1.0
    timers.run_due(5.0)
    assert ran == [4000, 3000, 2000, 1000, 0], "what stays is run in order"


def test_a_timer_may_cancel_the_next_one(loop: SelectorLoop, clock: ManualClock) -> None:
    loop.call_later(Seconds(1.0), lambda: second.cancel())  # noqa: PLW0108 - there is no `second` yet
    second = loop.call_later(Seconds(1.0), lambda: pytest.fail("it ran"))
    clock.advance(2.0)
    run_rounds(loop, 2)


def test_a_timer_that_asks_for_another_at_once_does_not_hold_the_round(loop: SelectorLoop) -> None:
    ran: list[int] = []

    def again() -> None:
        ran.append(1)
        loop.call_later(Seconds(0.0), again)

    loop.call_later(Seconds(0.0), again)
    run_rounds(loop, 5)
    assert len(ran) == 5


@pytest.mark.parametrize("seconds", [30 * 86_400.0, 1e12])
def test_a_wait_longer_than_the_selector_can_count_is_no_error(
    loop: SelectorLoop, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    waits: list[float | None] = []
    select = selectors.DefaultSelector.select

    def note(selector: selectors.BaseSelector, wait: float | None = None) -> object:
        waits.append(wait)
        loop.stop()
        return select(selector, wait)  # type: ignore[arg-type]

    monkeypatch.setattr(selectors.DefaultSelector, "select", note)
    loop.call_later(Seconds(seconds), lambda: pytest.fail("it ran"))
    loop.call_soon(lambda: None)
    loop.run(lambda: seconds)
    assert waits == [0.0]
    # What would overflow: the wait itself, cut short only by something to read.
    loop._wake_write.send(b"x")
    loop.run(lambda: seconds)
    assert waits[1] is not None
    assert 86_400.0 < waits[1] < 2**31 / 1000


# -------------------------------------------------------------------------------------------- the time source


def test_the_time_source_is_asked_before_each_wait(real_loop: SelectorLoop) -> None:
    waits = iter([0.0, 0.01, 0.0])
    begun = time.monotonic()

    def source() -> float:
        wait = next(waits, None)
        if wait is None:
            real_loop.stop()
            return 0.0
        return wait

    real_loop.run(source)
    assert 0.01 <= time.monotonic() - begun < 5.0


def test_a_timer_that_the_time_source_asks_for_is_waited_for(real_loop: SelectorLoop) -> None:
    # The engine's tick runs in the time source; what it starts may time out while nothing else happens.
    asked = False

    def source() -> float:
        nonlocal asked
        if not asked:
            asked = True
            real_loop.call_later(Seconds(0.01), real_loop.stop)
        return 3600.0

    begun = time.monotonic()
    real_loop.run(source)
    assert time.monotonic() - begun < 5.0


def test_a_timer_that_moves_the_time_source_is_not_slept_over(real_loop: SelectorLoop) -> None:
    due = [3600.0]

    def move() -> None:
        due[0] = 0.01

    def source() -> float:
        if due[0] < 1.0:
            real_loop.stop()
        return due[0]

    real_loop.call_later(Seconds(0.0), move)
    begun = time.monotonic()
    real_loop.run(source)
    assert time.monotonic() - begun < 5.0


def test_a_wait_that_is_negative_is_none(loop: SelectorLoop) -> None:
    waits = iter([-5.0, -0.001])

    def source() -> float:
        wait = next(waits, None)
        if wait is None:
            loop.stop()
        return wait or 0.0

    loop.run(source)


# ------------------------------------------------------------------------------------- call_soon, stop, signals


def test_what_is_called_soon_runs_in_order_and_after_the_caller(loop: SelectorLoop) -> None:
    ran: list[str] = []

    def first() -> None:
        loop.call_soon(lambda: ran.append("third"))
        ran.append("first")

    loop.call_soon(first)
    loop.call_soon(lambda: ran.append("second"))
    run_rounds(loop, 1)
    assert ran == ["first", "second"]
    run_rounds(loop, 1)
    assert ran == ["first", "second", "third"]


def test_another_thread_can_wake_the_loop(real_loop: SelectorLoop) -> None:
    thread = threading.Thread(target=lambda: real_loop.call_soon(real_loop.stop))
    real_loop.call_later(Seconds(0.01), thread.start)
    real_loop.run(never)
    thread.join()


def test_a_hundred_thousand_calls_do_not_block_their_caller(loop: SelectorLoop) -> None:
    ran: list[int] = []
    for number in range(100_000):
        loop.call_soon(lambda number=number: ran.append(number))  # type: ignore[misc]
    run_rounds(loop, 1)
    assert ran == list(range(100_000))


def test_a_stop_before_the_run_is_kept(loop: SelectorLoop) -> None:
    # SIGTERM may come while the program is still starting.
    loop.stop()
    loop.run(lambda: pytest.fail("it ran"))


def test_a_stopped_loop_can_run_again(loop: SelectorLoop) -> None:
    run_rounds(loop, 1)
    run_rounds(loop, 1)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no SIGUSR1")
def test_a_signal_ends_the_wait(real_loop: SelectorLoop) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: real_loop.stop())
    wakeup = signal.set_wakeup_fd(real_loop.wake_fd)
    try:
        timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1))
        timer.start()
        real_loop.run(never)
        timer.join()
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGUSR1, before)


def test_a_wait_is_one_wake_up(real_loop: SelectorLoop) -> None:
    # No periodic tick: half a second of waiting for a timer costs as many wake-ups as a fifth.
    def switches(seconds: float) -> int:
        real_loop.call_later(Seconds(seconds), real_loop.stop)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
        real_loop.run(never)
        return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - before

    assert switches(0.5) <= switches(0.2) + 2
    assert switches(0.5) <= 5
