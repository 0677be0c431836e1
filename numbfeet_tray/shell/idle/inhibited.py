"""Whether a compositor that tells nothing is silenced by an idle inhibitor, such as a video.

Talks to: nothing; the compositor is asked through what it is given.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never.

Version 1 of ext-idle-notify-v1 and KDE's older protocol tell nothing while an inhibitor is there: a person typing and
a video in an empty room sound the same. A new probe tells them apart, because under an inhibitor it stays silent. So
one is tried when nothing was told for `DOUBT`, and what it finds is passive presence: `InhibitorChanged`, and no
input that is known of.
"""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.core.events import InhibitorChanged
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop, Post
from numbfeet_tray.text.catalog import _

DOUBT = Seconds(600.0)
"""After so long without a word the compositor is asked why: seldom, for it wakes us."""
PATIENCE = Seconds(5.0)
"""A probe that has told nothing by then is silenced: nobody moves a mouse for so long without a pause of a moment."""


class Doubt:
    """Asks now and then why nothing is told."""

    def __init__(self, loop: Loop, post: Post, probe: Callable[[], None], is_silenced: Callable[[], bool]) -> None:
        """Wait to be told something.

        Args:
            loop: where time passes.
            post: hears `InhibitorChanged`.
            probe: has the compositor begin a probe, unless one stands.
            is_silenced: is asked when the probe has had its time; takes in that there is silence, if it is true.
        """
        self._loop = loop
        self._post = post
        self._probe = probe
        self._is_silenced = is_silenced
        self._timer: Cancellable | None = None
        self._is_inhibited = False

    def probed(self) -> None:
        """A probe has begun by itself: give it its time."""
        self._wait(PATIENCE, self._judge)

    def told(self, *, is_silent: bool) -> None:
        """Something was told: that there is silence, or that there is input."""
        self._set_inhibited(is_inhibited=False)
        if is_silent:
            self.stop()
        else:
            self._wait(DOUBT, self._ask_why)

    def stop(self) -> None:
        """Ask no more, until something is told."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """Ask no more; an inhibitor that was told of is one no longer."""
        self.stop()
        self._set_inhibited(is_inhibited=False)

    def _ask_why(self) -> None:
        self._probe()
        self.probed()

    def _judge(self) -> None:
        self._timer = None
        if self._is_silenced():
            self._set_inhibited(is_inhibited=True)

    def _set_inhibited(self, *, is_inhibited: bool) -> None:
        if is_inhibited != self._is_inhibited:
            self._is_inhibited = is_inhibited
            self._post(InhibitorChanged(_("video"), on=is_inhibited))

    def _wait(self, wait: Seconds, then: Callable[[], None]) -> None:
        self.stop()
        self._timer = self._loop.call_later(wait, then)
