"""Several sources of locking and sleep as one: each change is told once, whoever tells it and however often.

Talks to: nothing.
Thread: the loop's.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.core.events import Event, Locked, SleepBegan, Unlocked, Woke
from numbfeet_tray.ports import Post, SessionSource


class MergedSession:
    """`ports.SessionSource` over others.

    The screen is locked while any of them says so, and the machine asleep likewise: desktops lock without telling
    logind, and logind knows of a switched user whom no screen saver sees. A source that can no longer hear says so
    by `Unlocked` and `Woke`, so none can hold the others up.
    """

    def __init__(self, post: Post) -> None:
        self._post: Post | None = post
        self.name = "none"
        """The names of all."""
        self._sources: list[SessionSource] = []
        self._locked: set[int] = set()
        self._asleep: set[int] = set()

    @property
    def sources(self) -> tuple[SessionSource, ...]:
        """Return the sources that were added."""
        return tuple(self._sources)

    def add(self, build: Callable[[Post], SessionSource]) -> None:
        """Add what `build` makes of a `Post`.

        Raises:
            AdapterUnavailable: that cannot be built; nothing was added.
        """
        voice = len(self._sources)
        self._sources.append(build(lambda event: self._hear(voice, event)))
        self.name = " + ".join(source.name for source in self._sources)

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""
        self._post = None
        for source in self._sources:
            source.close()

    def _hear(self, voice: int, event: Event) -> None:
        if isinstance(event, Locked | Unlocked):
            self._count(self._locked, voice, event, begins=isinstance(event, Locked))
        elif isinstance(event, SleepBegan | Woke):
            self._count(self._asleep, voice, event, begins=isinstance(event, SleepBegan))

    def _count(self, voices: set[int], voice: int, event: Event, *, begins: bool) -> None:
        was_so = bool(voices)
        if begins:
            voices.add(voice)
        else:
            voices.discard(voice)
        if bool(voices) != was_so and self._post is not None:
            self._post(event)
