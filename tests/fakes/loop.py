"""A loop whose waits take no time: it moves a `ManualClock` on to whatever comes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Loop
from numbfeet_tray.shell.loop import Timer, Timers, TimeSource
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
        self._timers = Timers()

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
        return self._timers.add(self.clock.boot() + wait, call)

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
        # A fraction of the clock's smallest step is no wait.
        has_run = self._timers.run_due(self.clock.boot() + 1e-8) or bool(self._soon)
        for _ in range(len(self._soon)):
            self._soon.popleft()()
        if has_run or self._soon:
            return 0.0
        waits = [wait] if wait is not None else []
        if (due := self._timers.next_due()) is not None:
            waits.append(due - self.clock.boot())
        return max(0.0, min(waits)) if waits else None
