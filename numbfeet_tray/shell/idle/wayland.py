"""When input stopped and came back, as a Wayland compositor tells it: ext-idle-notify-v1 or KDE's older protocol.

Talks to: the Wayland compositor.
Thread: the loop's.
Blocks: in the constructor, and when a compositor comes back, at most 1 s for each part of its answer.
Fails with: AdapterUnavailable from the constructor; when the compositor goes for good, `on_lost` runs once.
Missing when: this is no Wayland session, or its compositor has neither protocol (GNOME, Weston).

What the compositor is asked for are *watches*, see `silence`. There are two kinds:

    of a threshold   tells once per silence, after the threshold. While the person works, it is all that waits.
    the probe        of a millisecond: tells at once that there is silence, and so of the next input. It goes then.

A watch whose threshold was replaced stays until the next input: should it tell yet, it knows better than the new one
since when there is no input, because it has waited for longer.

Idle inhibitors (a video): version 2 of ext-idle-notify-v1 has watches that do not care, and they are used. Version 1
and KDE's protocol tell nothing while an inhibitor is there, and end a silence when one comes; `inhibited` finds that
out, and makes passive presence of it. Until the inhibitor goes no input is heard there, either.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable, Cancellable, Clock, Loop, Post
from numbfeet_tray.shell.idle.inhibited import Doubt
from numbfeet_tray.shell.idle.silence import Silence
from numbfeet_tray.shell.idle.wayland_wire import WaylandWire
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)

_EXT, _KDE, _SEAT = "ext_idle_notifier_v1", "org_kde_kwin_idle", "wl_seat"
_DESTROY, _IDLED, _RESUMED = 0, 0, 1
"""The same opcodes in both protocols."""
_PROBE = Seconds(0.001)
_LONGEST = Seconds(20 * 86_400.0)
"""Compositors count milliseconds in a C int, which ends at 24.8 days."""
_TRIES = (Seconds(0.5), Seconds(1.5), Seconds(3.0))
"""A crashed KWin is back in seconds, and its socket stays. Where nothing comes back, the session has ended."""


@dataclass(slots=True)
class _Watch:
    """One watch in the compositor."""

    length: Seconds
    has_told: bool = False
    """Whether it has told of a silence that goes on."""


class WaylandIdleSource:
    """`ports.IdleSource` of a Wayland session."""

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
            AdapterUnavailable: this is no Wayland session, or its compositor cannot tell.
        """
        self._loop = loop
        self._clock = clock
        self._environ = environ
        self._on_lost = on_lost
        self._silence = Silence(loop, clock, post)
        self._doubt = Doubt(loop, post, self._probe, self._is_silenced)
        self._probed_at = Instant(0.0)
        self._threshold: Seconds | None = None
        self._watches: dict[int, _Watch] = {}
        self._is_open = True
        self._retry: Cancellable | None = None
        self._tries_left = list(_TRIES)
        self._connect()

    def arm(self, threshold: Seconds) -> None:
        """Post `Idle` once there has been no input for `threshold` (>= 1 s): at once when that is known already."""
        self._read()  # the end of the silence may have been told, and not been heard
        self._threshold = min(threshold, _LONGEST)
        self._silence.set_threshold(self._threshold)
        self._watch_threshold()

    def expect_input(self) -> None:
        """Post `Active` at the next input, even if input is believed to go on."""
        self._read()
        self._silence.owe_active()
        if self._is_open and self._silence.since is None and self._retry is None:
            self._probe()

    def idle_time(self) -> Seconds | None:
        """Return the seconds since the last input, at least; None while input is believed to go on."""
        self._read()
        return self._silence.length()

    def close(self) -> None:
        """Leave the compositor; nothing is posted afterwards."""
        self._is_open = False
        self._silence.close()
        self._doubt.stop()
        self._wire.close()
        if self._retry is not None:
            self._retry.cancel()

    def _connect(self) -> None:
        wire = WaylandWire.connect(self._loop, self._environ)
        self._notifier = _EXT if _EXT in wire.globals else _KDE
        if not {self._notifier, _SEAT} <= wire.globals.keys():
            wire.close()
            raise AdapterUnavailable(_("The Wayland compositor has no protocol for idle time."))
        self._wire = wire
        self._version = min(wire.globals[self._notifier][1], 2 if self._notifier == _EXT else 1)
        self.name = "kde-idle" if self._notifier == _KDE else f"ext-idle-notify {self._version}"
        """The protocol; for the first, with its version: from 2 on, idle inhibitors do not matter."""
        self._seat_global = wire.globals[_SEAT]
        self._seat = wire.bind(_SEAT, 1)
        self._manager = wire.bind(self._notifier, self._version)
        wire.listen(self._read)
        self._probe()
        if self._version == 1:
            self._doubt.probed()

    def _probe(self) -> None:
        if all(watch.length != _PROBE for watch in self._watches.values()):
            self._probed_at = self._clock.boot()
            self._watch(_PROBE)

    def _is_silenced(self) -> bool:
        """Whether the probe was held silent: then no input is known of since it began."""
        if not any(watch.length == _PROBE and not watch.has_told for watch in self._watches.values()):
            return False
        self._silence.began(self._probed_at)
        return True

    def _watch_threshold(self) -> None:
        if self._retry is not None or self._threshold is None:
            return
        if all(watch.length != self._threshold for watch in self._watches.values()):
            self._watch(self._threshold)

    def _watch(self, length: Seconds) -> None:
        """Have the compositor watch; each length at most once, so there are never more than thresholds in use."""
        new, milliseconds = self._wire.new_id(), max(1, round(length * 1000))
        if self._notifier == _KDE:
            self._wire.send(self._manager, 0, struct.pack("=III", new, self._seat, milliseconds))
        else:
            self._wire.send(self._manager, self._version, struct.pack("=III", new, milliseconds, self._seat))
        self._watches[new] = _Watch(length)

    def _read(self) -> None:
        if not self._is_open or self._retry is not None:
            return
        try:
            for target, opcode, _arguments in self._wire.messages():
                self._hear(target, opcode)
                if not self._is_open:
                    return
            if self._wire.globals.get(_SEAT) != self._seat_global:
                raise ConnectionAbortedError(_("its seat is gone"))
        except (OSError, struct.error) as problem:
            self._lose(problem)

    def _hear(self, target: int, opcode: int) -> None:
        watch = self._watches.get(target)
        if watch is None:
            return  # taken back, while the compositor told
        if opcode == _IDLED:
            watch.has_told = True
            self._tries_left = list(_TRIES)
            self._silence.began(Instant(self._clock.boot() - watch.length))
        elif opcode == _RESUMED and watch.has_told:
            watch.has_told = False
            self._drop_stale()
            self._silence.ended()
        if self._version == 1:
            self._doubt.told(is_silent=opcode == _IDLED)

    def _drop_stale(self) -> None:
        """Take back what would tell of more than is asked for."""
        for number, watch in list(self._watches.items()):
            if watch.length != self._threshold:
                self._wire.send(number, _DESTROY)
                del self._watches[number]

    def _lose(self, problem: object) -> None:
        self._wire.close()
        self._watches.clear()
        self._silence.forget()
        self._doubt.close()
        if not self._tries_left:
            self.close()
            reason = _("The Wayland compositor is gone: {problem}").format(problem=problem)
            self._loop.call_soon(lambda: self._on_lost(reason))
            return
        log.warning("the Wayland compositor is gone: %s", problem)
        self._retry = self._loop.call_later(self._tries_left.pop(0), self._try_again)

    def _try_again(self) -> None:
        self._retry = None
        try:
            self._connect()
        except AdapterUnavailable as problem:
            self._lose(problem)
            return
        self._watch_threshold()
