"""What `ports.IdleSource` promises, out of what a compositor tells: that a while without input passed, that one ended.

Talks to: nothing.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never.

A compositor is given watches, each with a length; it tells when there was no input for that long, counted from the
watch's beginning, and then when there is input again. It cannot be asked since when there is none. So what a watch
tells is kept: once a silence is known, its beginning is, and a longer threshold is only a matter of time.
"""

from __future__ import annotations

from numbfeet_tray.core.events import Active, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Cancellable, Clock, Loop, Post

_NOW = 0.0005
"""Seconds that are not worth waiting for: what is computed of instants is not exact."""


class Silence:
    """Whether there is input, as far as it is known, and what was told of that.

    Starts out not knowing, and owing `Active` at the first input.
    """

    def __init__(self, loop: Loop, clock: Clock, post: Post) -> None:
        self._loop = loop
        self._clock = clock
        self._post: Post | None = post
        self._threshold: Seconds | None = None
        self._timer: Cancellable | None = None
        self._owes_idle = False
        self._owes_active = True
        self.since: Instant | None = None
        """When the last input was; None while input goes on or nothing is known."""

    def set_threshold(self, threshold: Seconds) -> None:
        """Owe `Idle` once `threshold` is known to have passed: now, when it is."""
        self._threshold = threshold
        self._owes_idle = True
        self._weigh()

    def owe_active(self) -> None:
        """Owe `Active` at the next input."""
        self._owes_active = True

    def began(self, since: Instant) -> None:
        """There has been no input since `since` at the latest."""
        self.since = since if self.since is None else min(self.since, since)
        self._weigh()

    def ended(self) -> None:
        """There is input, now."""
        self.forget()
        if self._owes_active:
            self._owes_active = False
            self._tell(Active())

    def forget(self) -> None:
        """Nobody can tell any more whether it goes on."""
        self.since = None
        self._stop_timer()
        self._owes_idle = self._threshold is not None

    def length(self) -> Seconds | None:
        """Return the seconds since the last input; None while it is not known."""
        return None if self.since is None else Seconds(max(0.0, self._clock.boot() - self.since))

    def close(self) -> None:
        """Tell nothing from now on, and know nothing."""
        self._post = None
        self.since = None
        self._stop_timer()

    def _weigh(self) -> None:
        self._stop_timer()
        if self.since is None or self._threshold is None or not self._owes_idle:
            return
        left = self.since + self._threshold - self._clock.boot()
        if left > _NOW:
            self._timer = self._loop.call_later(Seconds(left), self._weigh)
            return
        self._owes_idle = False
        self._owes_active = True
        self._tell(Idle(self.since))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tell(self, event: Active | Idle) -> None:
        if self._post is not None:
            self._post(event)
