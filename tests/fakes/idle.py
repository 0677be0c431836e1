"""An idle source whose inputs a test makes."""

from __future__ import annotations

from numbfeet_tray.core.events import Active, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Cancellable, Clock, IdleSource, Loop, Post


class FakeIdle(IdleSource):
    """`ports.IdleSource` that behaves as the real ones do; `idle_for` seconds had passed when it was built."""

    name = "fake"

    def __init__(self, loop: Loop, clock: Clock, post: Post, idle_for: float = 600.0) -> None:
        self.threshold: Seconds | None = None
        self.is_closed = False
        self._loop = loop
        self._clock = clock
        self._post = post
        self._last = Instant(clock.boot() - idle_for)
        self._is_input_expected = True
        self._timer: Cancellable | None = None

    def input(self) -> None:
        """Press a key."""
        self._last = self._clock.boot()
        if self._is_input_expected and not self.is_closed:
            self._is_input_expected = False
            if self._timer is None:
                self._wait()
            self._post(Active())

    def arm(self, threshold: Seconds) -> None:
        self.threshold = threshold
        self._wait()

    def expect_input(self) -> None:
        self._is_input_expected = True

    def idle_time(self) -> Seconds | None:
        return None if self.is_closed else Seconds(self._clock.boot() - self._last)

    def close(self) -> None:
        self.is_closed = True
        if self._timer:
            self._timer.cancel()

    def _wait(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self.threshold is not None and not self.is_closed:
            left = self.threshold - (self._clock.boot() - self._last)
            self._timer = self._loop.call_later(Seconds(max(0.0, left)), self._check)

    def _check(self) -> None:
        self._timer = None
        if self.threshold is not None and self._clock.boot() - self._last >= self.threshold - 1e-6:
            self._is_input_expected = True
            self._post(Idle(self._last))
        else:
            self._wait()
