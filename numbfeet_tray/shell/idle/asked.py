"""When input stopped and came back, where the system can only be asked how long there has been none.

Talks to: the system, through the reader it is given; see `windows` and `macos`.
Thread: the loop's.
Blocks: never longer than the reader.
Fails with: nothing; a reader that does not know is asked again.
Missing when: the system tells of input by itself.

It is asked when the threshold could next be crossed: a minute after the last input that is known of, so about once a
minute while the person works. The return of input can only be looked for: every `RETURN_LOOK`, while the person is
idle or their next input is waited for.
"""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.core.events import Active, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Cancellable, Clock, Loop, Post

RETURN_LOOK = Seconds(5.0)
"""How late a return may be seen; half of the time after "I am away" in which input is the person leaving."""
_ASK_AGAIN = Seconds(60.0)
"""After the system did not know."""
_ROUNDING = Seconds(0.02)
"""Windows counts in steps of 16 ms."""

Reader = Callable[[], Seconds | None]
"""Returns the seconds since the last input; None when the system does not tell."""


class AskedIdleSource:
    """`ports.IdleSource` over a reader."""

    def __init__(
        self, name: str, read: Reader, loop: Loop, clock: Clock, post: Post, return_look: Seconds = RETURN_LOOK
    ) -> None:
        self.name = name
        self._read = read
        self._loop = loop
        self._clock = clock
        self._post = post
        self._return_look = return_look
        self._threshold: Seconds | None = None
        self._is_open = True
        self._owes_idle = False
        self._expected_since: Instant | None = self._last_input()
        """Input after this instant is to be told of; None for no input."""
        self._timer: Cancellable | None = None
        self._look_later(self._return_look)

    def arm(self, threshold: Seconds) -> None:
        """Post `Idle` once there has been no input for `threshold` (>= 1 s)."""
        self._threshold = threshold
        self._owes_idle = True
        self._look_later(Seconds(0.0))

    def expect_input(self) -> None:
        """Post `Active` at the next input, even if input is believed to go on."""
        if self._expected_since is None:
            self._expected_since = self._last_input()
            self._look_later(self._return_look)

    def idle_time(self) -> Seconds | None:
        """Return the seconds since the last input, read now; None when the system does not tell."""
        return self._read() if self._is_open else None

    def close(self) -> None:
        """Ask no more; nothing is posted afterwards."""
        self._is_open = False
        self._stop()

    def _last_input(self) -> Instant:
        """Return when the last input was; now, where that is not known."""
        return Instant(self._clock.boot() - (self._read() or 0.0))

    def _look_later(self, wait: Seconds) -> None:
        self._stop()
        if self._is_open:
            self._timer = self._loop.call_later(wait, self._look)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        idle = self._read()
        if idle is None:
            self._look_later(_ASK_AGAIN)
            return
        events = self._news(idle)
        self._plan(idle)
        for event in events:
            self._post(event)

    def _news(self, idle: Seconds) -> list[Active | Idle]:
        last = Instant(self._clock.boot() - idle)
        events: list[Active | Idle] = []
        if self._expected_since is not None and last > self._expected_since + _ROUNDING:
            self._expected_since = None
            self._owes_idle = self._threshold is not None
            events.append(Active())
        if self._owes_idle and self._threshold is not None and idle >= self._threshold - _ROUNDING:
            self._owes_idle = False
            self._expected_since = last
            events.append(Idle(last))
        return events

    def _plan(self, idle: Seconds) -> None:
        """Wait until there could be something to tell."""
        waits = [] if self._expected_since is None else [self._return_look]
        if self._owes_idle and self._threshold is not None:
            waits.append(Seconds(max(self._threshold - idle, 0.0)))
        if waits:
            self._look_later(min(waits))
