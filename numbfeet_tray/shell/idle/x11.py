"""When input stopped and came back, from the X server's IDLETIME counter: alarms, no polling, no keys.

Talks to: the X server.
Thread: the loop's.
Blocks: in the constructor, `idle_time` and `expect_input`, at most 1 s for an answer of the server.
Fails with: AdapterUnavailable from the constructor; when the server goes away, `on_lost` runs and the source is closed.
Missing when: there is no X server, it lacks the counter, or the session is a Wayland session.

Two alarms stand in the server, and wake nobody before their time:

    IDLE  goes off when the counter is at least the threshold: at once when it already is.
    BACK  goes off when the counter is less than it was when there was no input last: input has set it to zero since.

Both are comparisons, not transitions, so it does not matter what happens between an event, or an answer, and the
setting of an alarm: input in that time has left its mark on the counter. While the person types, only IDLE waits, and
while they are away, only BACK does.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from numbfeet_tray.core.events import Active, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable, Clock, Loop, Post
from numbfeet_tray.shell.idle.xsync import (
    NEGATIVE_COMPARISON,
    NEGATIVE_TRANSITION,
    POSITIVE_COMPARISON,
    SyncCounter,
)
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)

_IDLE, _BACK = 1, 2
_NEVER_MS = -1
"""No counter is ever at most this. A transition would be told of at each input, a comparison is told of once."""
_LONGEST_MS = 20 * 86_400_000
"""The server counts waits in 32 bits."""


class X11IdleSource:
    """`ports.IdleSource` of an X session."""

    name = "x11"

    def __init__(
        self, loop: Loop, clock: Clock, post: Post, environ: Mapping[str, str], on_lost: Callable[[str], None]
    ) -> None:
        """Connect, and listen for the first input.

        Args:
            loop: where the connection is read.
            clock: for the instant that input stopped at.
            post: hears `Idle` and `Active`.
            environ: the session's environment.
            on_lost: hears, once, why the source was closed by itself; in a round of its own.

        Raises:
            AdapterUnavailable: this is no X session, or its server cannot tell.
        """
        self._loop = loop
        self._clock = clock
        self._post = post
        self._on_lost = on_lost
        self._is_open = True
        self._threshold_ms: int | None = None
        self._idle_at: int | None = None
        """What IDLE is set to, None while it is not waited for."""
        self._back_at: int | None = None
        """What BACK is set to, None while it is not waited for."""
        self._counter = SyncCounter.connect(_display_of(environ), "IDLETIME", environ)
        self._counter.on_error(lambda problem: log.warning("X protocol error: %s", problem))
        loop.add_reader(self._counter.fd, self._read)
        self.expect_input()

    def arm(self, threshold: Seconds) -> None:
        """Post `Idle` once there has been no input for `threshold` (>= 1 s): at once when that is already so."""
        self._threshold_ms = self._idle_at = min(round(threshold * 1000), _LONGEST_MS)
        self._set(_IDLE, POSITIVE_COMPARISON, self._idle_at)

    def expect_input(self) -> None:
        """Post `Active` at the next input, even if input is believed to go on."""
        if self._back_at is not None:
            return
        idle_ms = self._query() or 0
        if idle_ms > 0:
            self._wait_for_input_since(idle_ms)
        else:
            # There was input in this very millisecond; nothing is below zero, so wait for the counter to come back.
            self._back_at = 0
            self._set(_BACK, NEGATIVE_TRANSITION, 0)

    def idle_time(self) -> Seconds | None:
        """Return the seconds since the last input, read now; None when the server is gone or stuck."""
        idle_ms = self._query()
        return None if idle_ms is None else Seconds(idle_ms / 1000)

    def close(self) -> None:
        """Leave the X server; nothing is posted afterwards."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._counter.fd)
            self._counter.close()

    def _wait_for_input_since(self, idle_ms: int) -> None:
        self._back_at = idle_ms - 1
        self._set(_BACK, NEGATIVE_COMPARISON, self._back_at)

    def _query(self) -> int | None:
        if not self._is_open:
            return None
        try:
            idle_ms = self._counter.query()
        except TimeoutError as stuck:
            log.warning("the X server is stuck: %s", stuck)
            return None
        except OSError as gone:
            self._lose(gone)
            return None
        self._read_soon()
        return idle_ms

    def _set(self, alarm: int, test: int, value: int) -> None:
        if not self._is_open:
            return
        try:
            self._counter.set_alarm(alarm, test, value)
        except OSError as gone:
            self._lose(gone)
            return
        self._read_soon()

    def _read_soon(self) -> None:
        """See to events that came with an answer: their descriptor is not readable any more."""
        if self._counter.has_events:
            self._loop.call_soon(self._read)

    def _read(self) -> None:
        if not self._is_open:
            return
        try:
            for alarm, set_to, idle_ms in self._counter.events():
                self._hear(alarm, set_to, idle_ms)
                if not self._is_open:
                    return
        except OSError as gone:
            self._lose(gone)

    def _hear(self, alarm: int, set_to: int, idle_ms: int) -> None:
        """Take in that an alarm went off; not, when it was set to something else since, or has been heard."""
        if alarm == _IDLE and set_to == self._idle_at:
            self._idle_at = None
            self._wait_for_input_since(idle_ms)
            self._post(Idle(Instant(self._clock.boot() - idle_ms / 1000)))
        elif alarm == _BACK and set_to == self._back_at:
            self._back_at = None
            if set_to == 0:
                self._set(_BACK, NEGATIVE_COMPARISON, _NEVER_MS)
            if self._idle_at is None and self._threshold_ms is not None:
                self._idle_at = self._threshold_ms
                self._set(_IDLE, POSITIVE_COMPARISON, self._idle_at)
            self._post(Active())

    def _lose(self, why: object) -> None:
        """Close, and tell it in the next round, when whoever called has finished."""
        if self._is_open:
            self.close()
            reason = _("The X server is gone: {problem}").format(problem=why)
            self._loop.call_soon(lambda: self._on_lost(reason))


def _display_of(environ: Mapping[str, str]) -> str:
    """Return the X display of an X session.

    Raises:
        AdapterUnavailable: this is another session. XWayland has the counter too, but counts on while the person
            types in Wayland windows.
    """
    if environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland":
        raise AdapterUnavailable(_("This is a Wayland session; X does not see its input."))
    if display := environ.get("DISPLAY"):
        return display
    raise AdapterUnavailable(_("There is no X display: DISPLAY is not set."))
