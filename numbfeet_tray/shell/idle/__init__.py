"""Presence from the desktop: which source of input times this session has.

Talks to: nothing itself; see `x11`.
Thread: the loop's.
Blocks: while a source connects.
Fails with: nothing; the last resort is a source that never tells anything.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Clock, IdleSource, Loop, Post

OnLost = Callable[[str], None]
"""Hears, once, why a source fell silent: one line for the person. The source is closed then."""


class NullIdleSource:
    """`ports.IdleSource` where nothing tells of input: presence is what the person says."""

    name = "none"

    def arm(self, threshold: Seconds) -> None:
        """Do nothing."""

    def expect_input(self) -> None:
        """Do nothing."""

    def idle_time(self) -> Seconds | None:
        """Return None: it cannot be read."""

    def close(self) -> None:
        """Do nothing."""


def choose_idle(
    loop: Loop, clock: Clock, post: Post, environ: Mapping[str, str], on_lost: OnLost
) -> tuple[IdleSource, list[str]]:
    """Return the source to use, and for each one that cannot be used a line that says why."""
    reasons: list[str] = []
    for build in (_x11,):
        try:
            return build(loop, clock, post, environ, on_lost), reasons
        except AdapterUnavailable as error:
            reasons.append(str(error))
    return NullIdleSource(), reasons


def _x11(loop: Loop, clock: Clock, post: Post, environ: Mapping[str, str], on_lost: OnLost) -> IdleSource:
    try:
        from numbfeet_tray.shell.idle.x11 import X11IdleSource  # noqa: PLC0415 - Xlib is for X sessions only
    except ImportError as error:
        raise AdapterUnavailable(str(error)) from error
    return X11IdleSource(loop, clock, post, environ, on_lost)
