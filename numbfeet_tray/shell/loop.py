"""The one loop: waits on file descriptors and on the nearest deadline, and runs what became ready.

Talks to: the operating system's selector.
Thread: one; only `call_soon` may be used from others.
Blocks: in `run`, until something happens.
Fails with: OSError when the selector itself fails.
Missing when: never.
"""

from __future__ import annotations

import heapq
import itertools
import selectors
import socket
from collections import deque
from collections.abc import Callable

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Clock

TimeSource = Callable[[], float | None]
"""Runs what is due and returns the seconds until it wants to be called again, or None for never."""

_LONGEST_WAIT_S = 20 * 86_400.0  # epoll counts milliseconds in a C int, which ends at 24.8 days
_FEW_TIMERS = 64
"""Up to so many are kept, cancelled or not."""


class Timer:
    """One `call_later` that has not run yet."""

    __slots__ = ("call", "due")

    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due = due
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """Take the call back."""
        self.call = None


class Timers:
    """The calls of `call_later`, in the order they fall due, and then in the order they were asked for."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._tidy_at = _FEW_TIMERS

    def add(self, due: float, call: Callable[[], None]) -> Timer:
        """Run `call` at `due`, an instant of the clock that `run_due` is asked with."""
        timer = Timer(due, call)
        heapq.heappush(self._heap, (due, next(self._order), timer))
        if len(self._heap) > self._tidy_at:
            self._tidy()
        return timer

    def _tidy(self) -> None:
        """Let go of what was cancelled: answered questions leave timers behind that are due in minutes."""
        self._heap = [entry for entry in self._heap if entry[2].call is not None]
        heapq.heapify(self._heap)
        self._tidy_at = max(_FEW_TIMERS, 2 * len(self._heap))

    def run_due(self, now: float) -> bool:
        """Run what is due, and tell whether anything was. What falls due by that waits for the next time."""
        due: list[Timer] = []
        while self._heap and (self._heap[0][0] <= now or self._heap[0][2].call is None):
            due.append(heapq.heappop(self._heap)[2])
        has_run = False
        for timer in due:
            if (call := timer.call) is not None:
                timer.call = None
                call()
                has_run = True
        return has_run

    def next_due(self) -> float | None:
        """Return when the next call falls due, or None when there is none."""
        return self._heap[0][0] if self._heap else None


class LoopMeter:
    """How often the loop woke, and how long it was busy at a time. All times are boot-time seconds."""

    def __init__(self) -> None:
        self.longest_block = 0.0
        """Seconds; the longest time between waking and waiting again."""
        self._woke_at: float | None = None
        self._by_minute: dict[int, int] = {}
        """Minute of boot time → how often the loop woke in it; of the last hour only."""

    def begin(self) -> None:
        """Start over, and leave the present round out: the start of the program is long, and nobody waits for it."""
        self.longest_block, self._woke_at = 0.0, None

    def woke(self, now: float) -> None:
        """Note that the waiting ended."""
        self._woke_at = now
        minute = int(now // 60)
        if minute not in self._by_minute:
            self._by_minute = {at: count for at, count in self._by_minute.items() if at > minute - 60}
        self._by_minute[minute] = self._by_minute.get(minute, 0) + 1

    def waits(self, now: float) -> None:
        """Note that the waiting begins."""
        if self._woke_at is not None:
            self.longest_block = max(self.longest_block, now - self._woke_at)

    def wakes_last_hour(self, now: float) -> int:
        """Return how often the loop woke in this minute and the 59 before it."""
        return sum(count for at, count in self._by_minute.items() if at > now // 60 - 60)


class SelectorLoop:
    """`ports.Loop` on `selectors`; a socket to itself lets other threads and signals in.

    It waits on the operating system's monotonic clock, which stands still while the machine sleeps: what is due on
    the boot-time clock runs in the first round after waking, and something has to begin that round (`ClockWatch`,
    the sleep signal).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._selector = selectors.DefaultSelector()
        self._readers: dict[int, Callable[[], None]] = {}
        self._writers: dict[int, Callable[[], None]] = {}
        self._soon: deque[Callable[[], None]] = deque()
        self._timers = Timers()
        self._is_stopped = False
        self.meter = LoopMeter()
        self._wake_read, self._wake_write = socket.socketpair()  # Windows selects on nothing but sockets
        for end in (self._wake_read, self._wake_write):
            end.setblocking(False)
        self.add_reader(self._wake_read.fileno(), self._drain)

    @property
    def wake_fd(self) -> int:
        """Write end of the socket to itself, for `signal.set_wakeup_fd`."""
        return self._wake_write.fileno()

    def add_reader(self, fd: int, ready: Callable[[], None]) -> None:
        """Call `ready` whenever `fd` can be read."""
        self._readers[fd] = ready
        self._watch(fd)

    def remove_reader(self, fd: int) -> None:
        """Stop watching `fd` for reading."""
        if self._readers.pop(fd, None):
            self._watch(fd)

    def add_writer(self, fd: int, ready: Callable[[], None]) -> None:
        """Call `ready` whenever `fd` can be written."""
        self._writers[fd] = ready
        self._watch(fd)

    def remove_writer(self, fd: int) -> None:
        """Stop watching `fd` for writing."""
        if self._writers.pop(fd, None):
            self._watch(fd)

    def _watch(self, fd: int) -> None:
        mask = (selectors.EVENT_READ if fd in self._readers else 0) | (
            selectors.EVENT_WRITE if fd in self._writers else 0
        )
        known = fd in self._selector.get_map()
        if mask and known:
            self._selector.modify(fd, mask)
        elif mask:
            self._selector.register(fd, mask)
        elif known:
            self._selector.unregister(fd)

    def call_soon(self, call: Callable[[], None]) -> None:
        """Run `call` in the next round; safe from any thread."""
        self._soon.append(call)
        try:
            self._wake_write.send(b"\0")
        except BlockingIOError:
            pass  # it is full of wake-ups already

    def call_later(self, wait: Seconds, call: Callable[[], None]) -> Timer:
        """Run `call` after `wait` seconds of boot time."""
        return self._timers.add(self._clock.boot() + wait, call)

    def stop(self) -> None:
        """Let `run` return after the current round; at once, when it has not begun yet."""
        self._is_stopped = True
        self.call_soon(lambda: None)

    def run(self, time_source: TimeSource) -> None:
        """Wait and run until `stop`; `time_source` is called once per round."""
        while not self._is_stopped:
            self._round(time_source)
        self._is_stopped = False

    def _round(self, time_source: TimeSource) -> None:
        wait = time_source()
        if self._timers.run_due(self._clock.boot()):
            wait = 0.0  # they may have moved what the time source waits for
        wait = self._shortest(wait)
        self.meter.waits(self._clock.boot())
        ready_now = self._selector.select(wait)
        self.meter.woke(self._clock.boot())
        for key, mask in ready_now:
            if mask & selectors.EVENT_READ and (ready := self._readers.get(key.fd)):
                ready()
            if mask & selectors.EVENT_WRITE and (ready := self._writers.get(key.fd)):
                ready()
        for _ in range(len(self._soon)):
            self._soon.popleft()()

    def _shortest(self, wait: float | None) -> float | None:
        """Return how long to wait at most: for the time source's `wait`, the next timer, or what is to run soon."""
        if self._soon:
            return 0.0
        waits = [] if wait is None else [wait]
        if (due := self._timers.next_due()) is not None:
            waits.append(due - self._clock.boot())
        return min(max(0.0, min(waits)), _LONGEST_WAIT_S) if waits else None

    def _drain(self) -> None:
        try:
            while self._wake_read.recv(4096):
                pass
        except BlockingIOError:
            pass

    def close(self) -> None:
        """Release the selector and the socket."""
        self._selector.close()
        self._wake_read.close()
        self._wake_write.close()
