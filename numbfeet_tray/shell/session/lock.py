"""Makes one answer, locked or not, out of what a desktop says and what it is asked to do.

Talks to: nothing.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop

HINT_LIMIT = Seconds(10.0)
"""A desktop that keeps the hint has set it this long after it was asked to lock."""


class LockState:
    """Whether the screen is locked.

    The *hint* is what the desktop says about its screen. A *request* to lock counts at once, but where the hint
    does not follow nobody will ever say that the screen was unlocked (screen lockers outside GNOME and KDE), so
    it stops counting after `HINT_LIMIT`; idleness tells the rest.
    """

    def __init__(self, loop: Loop, changed: Callable[[bool], None]) -> None:
        self._loop = loop
        self._changed = changed
        self._hint = self._is_locked = False
        self._doubt: Cancellable | None = None

    def hint(self, *, is_locked: bool) -> None:
        """The desktop says that its screen is locked, or not."""
        was_hinted, self._hint = self._hint, is_locked
        if is_locked or was_hinted or self._doubt is None:
            self._set(is_locked=is_locked)

    def ask_to_lock(self) -> None:
        """The desktop was asked to lock."""
        self._set(is_locked=True)
        if not self._hint:
            self._doubt = self._loop.call_later(HINT_LIMIT, self.release)

    def ask_to_unlock(self) -> None:
        """The desktop was asked to unlock; with the hint up, it says itself whether it obeyed."""
        if not self._hint:
            self.release()

    def release(self) -> None:
        """Nobody is there to say that the screen is still locked."""
        self._hint = False
        self._set(is_locked=False)

    def close(self) -> None:
        """Report nothing from now on."""
        self._changed = lambda _is_locked: None
        self.release()

    def _set(self, *, is_locked: bool) -> None:
        if self._doubt:
            self._doubt.cancel()
            self._doubt = None
        if is_locked != self._is_locked:
            self._is_locked = is_locked
            self._changed(is_locked)
