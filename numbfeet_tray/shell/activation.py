"""The right to bring a window to the front, as the desktop hands it out with a click: passed on to the next child.

Talks to: the environment of this process, which children inherit.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never; without a token a window opens as the window manager likes.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop

VARIABLES = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Where toolkits look for it: xdg-activation on Wayland, startup notification on X11."""

LIFETIME = Seconds(5.0)
"""A window that opens later was not opened by that click."""
_LONGEST = 1024


class Activation:
    """Keeps the last token for `LIFETIME` where children find it."""

    def __init__(self, loop: Loop, environ: MutableMapping[str, str] = os.environ) -> None:
        self._loop = loop
        self._environ = environ
        self._end: Cancellable | None = None

    def give(self, token: str) -> None:
        """Take a token that came with a click; one that can be no token is left out."""
        if not (0 < len(token) <= _LONGEST and token.isprintable()):
            return
        for name in VARIABLES:
            self._environ[name] = token
        if self._end is not None:
            self._end.cancel()
        self._end = self._loop.call_later(LIFETIME, self.clear)

    def clear(self) -> None:
        """Forget it."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
        for name in VARIABLES:
            self._environ.pop(name, None)
