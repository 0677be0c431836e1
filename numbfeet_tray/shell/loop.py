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
import os
import selectors
from collections import deque
from collections.abc import Callable

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Clock

TimeSource = Callable[[], float | None]
"""Runs what is due and returns the seconds until it wants to be called again, or None for never."""


class Timer:
    """One `call_later` that has not run yet."""

    __slots__ = ("call", "due")

    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due = due
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """Take the call back."""
        self.call = None


class SelectorLoop:
    """`ports.Loop` on `selectors`; a self-pipe lets other threads and signals in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._selector = selectors.DefaultSelector()
        self._readers: dict[int, Callable[[], None]] = {}
        self._writers: dict[int, Callable[[], None]] = {}
        self._soon: deque[Callable[[], None]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._running = False
        self._wake_read, self._wake_write = os.pipe()
        for fd in (self._wake_read, self._wake_write):
            os.set_blocking(fd, False)
        self.add_reader(self._wake_read, self._drain)

    @property
    def wake_fd(self) -> int:
        """Write end of the self-pipe, for `signal.set_wakeup_fd`."""
        return self._wake_write

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
        mask = (selectors.EVENT_READ if fd in self._readers else 0) | (selectors.EVENT_WRITE if fd in self._writers else 0)
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
            os.write(self._wake_write, b"\0")
        except BlockingIOError:
            pass  # the pipe is full of wake-ups already

    def call_later(self, wait: Seconds, call: Callable[[], None]) -> Timer:
        """Run `call` after `wait` seconds of boot time."""
        timer = Timer(self._clock.boot() + wait, call)
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        return timer

    def stop(self) -> None:
        """Let `run` return after the current round."""
        self._running = False
        self.call_soon(lambda: None)

    def run(self, time_source: TimeSource) -> None:
        """Wait and run until `stop`; `time_source` is called once per round."""
        self._running = True
        while self._running:
            self._round(time_source)

    def _round(self, time_source: TimeSource) -> None:
        wait = _nearest(self._run_timers(), time_source())
        if self._soon:
            wait = 0.0
        for key, mask in self._selector.select(wait):
            if mask & selectors.EVENT_READ and (ready := self._readers.get(key.fd)):
                ready()
            if mask & selectors.EVENT_WRITE and (ready := self._writers.get(key.fd)):
                ready()
        for _ in range(len(self._soon)):
            self._soon.popleft()()

    def _run_timers(self) -> float | None:
        now = self._clock.boot()
        while self._timers:
            due, _, timer = self._timers[0]
            if timer.call is not None and due > now:
                return due - now
            heapq.heappop(self._timers)
            if (call := timer.call) is not None:
                timer.call = None
                call()
        return None

    def _drain(self) -> None:
        try:
            while os.read(self._wake_read, 4096):
                pass
        except BlockingIOError:
            pass

    def close(self) -> None:
        """Release the selector and the pipe."""
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)


def _nearest(first: float | None, second: float | None) -> float | None:
    waits = [wait for wait in (first, second) if wait is not None]
    return max(0.0, min(waits)) if waits else None
