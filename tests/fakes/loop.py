"""A loop whose waits take no time: it moves a `ManualClock` on to whatever comes next."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Loop
from numbfeet_tray.shell.loop import Timer, TimeSource
from tests.fakes.clock import ManualClock

ROUNDS_AT_ONE_INSTANT = 1000


class FakeLoop(Loop):
    """`ports.Loop` on a `ManualClock`; file descriptors are ready when a test says so."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.readers: dict[int, Callable[[], None]] = {}
        self.writers: dict[int, Callable[[], None]] = {}
        self.wakes = 0
        """How often time had to be waited for: a real process would have woken as often."""
        self._soon: deque[Callable[[], None]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()

    def add_reader(self, fd: int, ready: Callable[[], None]) -> None:
        self.readers[fd] = ready

    def remove_reader(self, fd: int) -> None:
        self.readers.pop(fd, None)

    def add_writer(self, fd: int, ready: Callable[[], None]) -> None:
        self.writers[fd] = ready

    def remove_writer(self, fd: int) -> None:
        self.writers.pop(fd, None)

    def call_soon(self, call: Callable[[], None]) -> None:
        self._soon.append(call)

    def call_later(self, wait: Seconds, call: Callable[[], None]) -> Timer:
        timer = Timer(self.clock.boot() + wait, call)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def settle(self, time_source: TimeSource = lambda: None) -> float | None:
        """Run everything that is due now; return the seconds until the next thing is, or None for never."""
        for _ in range(ROUNDS_AT_ONE_INSTANT):
            wait = self._round(time_source)
            if wait is None or wait > 0:
                return wait
        raise AssertionError("the loop does not come to rest")

    def run_for(self, seconds: float, time_source: TimeSource = lambda: None) -> None:
        """Let `seconds` pass, running everything at its instant, what falls due at the end included."""
        end = self.clock.boot() + seconds
        while (wait := self.settle(time_source)) is not None and self.clock.boot() + wait <= end:
            self.clock.advance_to(self.clock.boot() + wait)
            self.wakes += 1
        self.clock.advance_to(end)
        self.settle(time_source)

    def _round(self, time_source: TimeSource) -> float | None:
        wait = time_source()
        due = []
        while self._timers and (self._timers[0][0] <= self.clock.boot() or self._timers[0][2].call is None):
            due.append(heapq.heappop(self._timers)[2])
        has_run = bool(self._soon)
        for timer in due:
            if (call := timer.call) is not None:
                timer.call = None
                call()
                has_run = True
        for _ in range(len(self._soon)):
            self._soon.popleft()()
        if has_run or self._soon:
            return 0.0
        waits = [wait] if wait is not None else []
        if self._timers:
            waits.append(self._timers[0][0] - self.clock.boot())
        return max(0.0, min(waits)) if waits else None
