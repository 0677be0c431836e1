"""The guide as a window, in a child process: the daemon never loads tkinter or Pillow. `wire` tells what they say.

Talks to: `numbfeet_tray.shell.guide.child`, over two pipes.
Thread: the loop's.
Blocks: for the start of a process, some milliseconds.
Fails with: nothing; what goes wrong later is told to `on_failed`, once per `open`.
Missing when: there is no display that tkinter could use, or the operating system is Windows.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import numbfeet_tray
from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Cancellable, Clock, Loop
from numbfeet_tray.shell.guide import Listener, Look
from numbfeet_tray.shell.guide.process import Child
from numbfeet_tray.shell.guide.wire import Lines, Message, encode, routine_to_json
from numbfeet_tray.text import guide as words

COMMAND = (sys.executable, "-P", "-m", "numbfeet_tray.shell.guide.child")
"""`-P`: the folder that the daemon was started in must not be searched for modules."""

APPEARS_WITHIN = Seconds(10.0)
"""A window that is not on the screen by then is given up."""
LINGERS = Seconds(6.0)
"""How long a finished guide may show its end before it is killed; the child itself takes less."""

_KEYS = {key.value: key for key in GuideKey}

_log = logging.getLogger(__name__)


class WindowGuide:
    """`ports.RoutineView` in a window of a child process."""

    name = "window"

    def __init__(
        self, loop: Loop, clock: Clock, listener: Listener, look: Look | None = None, command: tuple[str, ...] = COMMAND
    ) -> None:
        """Start nothing yet.

        Args:
            loop: runs everything here.
            clock: must be the machine's; the child reads the same one.
            listener: hears of the window.
            look: how it looks.
            command: program and arguments of the child.

        Raises:
            AdapterUnavailable: no window can be shown here.
        """
        if (why := _why_not()) is not None:
            raise AdapterUnavailable(words.cannot_show(why))
        self._loop = loop
        self._clock = clock
        self._listener = listener
        self._look = look or Look()
        self._command = command
        self._run: _Run | None = None

    def open(self, routine: Routine) -> None:
        """Show `routine` from its start, now, in place of any before."""
        self.close(finished=False)
        message: Message = {
            "do": "open",
            "routine": routine_to_json(routine),
            "theme": self._look.theme,
            "on_top": self._look.on_top,
            "signs": self._listener.on_signs is not None,
            **self._position(Seconds(0.0), paused=False),
        }
        run = _Run(self)
        self._run = run
        run.start(self._loop, self._command, message)

    def warn(self, notice: str) -> bool:
        """Have `notice` read before the routine that was just opened goes on."""
        if self._run is None:
            return False
        self._run.send({"do": "warn", "text": notice})
        return True

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        """Tell the window where the routine stands."""
        if self._run is not None:
            self._run.send({"do": "sync", **self._position(elapsed, paused=paused)})

    def _position(self, elapsed: Seconds, *, paused: bool) -> Message:
        return {"elapsed": elapsed, "paused": paused, "at": self._clock.boot()}

    def close(self, finished: bool) -> None:
        """Close the window: after a short look at the end when `finished`, else at once."""
        run, self._run = self._run, None
        if run is not None:
            run.close(self._loop, finished=finished)

    def pid(self) -> int | None:
        """Return the process of the open window, for tests and diagnosis."""
        return self._run.child.pid if self._run is not None and self._run.child is not None else None

    # What a run reports; one that is no longer the current one is not listened to.

    def heard(self, run: _Run, message: Message) -> None:
        """Act on what the child of `run` said."""
        if run is not self._run:
            return
        match message:
            case {"say": "ready"}:
                run.appeared()
            case {"say": "failed", "why": str(why)}:
                self.failed(run, why)
            case {"say": "key", "key": str(key)} if key in _KEYS:
                self._listener.on_key(_KEYS[key])
            case {"say": "signs"} if (on_signs := self._listener.on_signs) is not None:
                on_signs()
            case _:
                _log.warning("the guide said something unknown: %s", sorted(message))

    def ended(self, run: _Run, status: int) -> None:
        """The child of `run` is gone."""
        if run is not self._run:
            return
        if not run.is_visible:
            self.failed(run, words.child_died(str(status)))
            return
        _log.warning("the guide's window ended with status %d", status)
        self._run = None
        self._listener.on_key(GuideKey.STOP)

    def failed(self, run: _Run, why: str) -> None:
        """`run` cannot show anything."""
        if run is self._run:
            self.close(finished=False)
            self._listener.on_failed(words.cannot_show(why))


class _Run:
    """One child, from its start to its end."""

    def __init__(self, guide: WindowGuide) -> None:
        self._guide = guide
        self._lines = Lines()
        self._timer: Cancellable | None = None
        self.child: Child | None = None
        self.is_visible = False

    def start(self, loop: Loop, command: tuple[str, ...], first: Message) -> None:
        try:
            self.child = Child(loop, command, _environment(), self._data, self._end)
        except OSError as error:
            why = str(error)
            loop.call_soon(lambda: self._guide.failed(self, why))
            return
        self.child.send(encode(first))
        self._timer = loop.call_later(APPEARS_WITHIN, lambda: self._guide.failed(self, words.child_too_slow()))

    def send(self, message: Message) -> None:
        if self.child is not None:
            self.child.send(encode(message))

    def appeared(self) -> None:
        self.is_visible = True
        self._cancel_timer()

    def close(self, loop: Loop, *, finished: bool) -> None:
        self._cancel_timer()
        if self.child is None:
            return
        if finished and self.is_visible:
            self.send({"do": "close", "finished": True})
            self._timer = loop.call_later(LINGERS, self.child.kill)
        else:
            self.child.kill()

    def _data(self, data: bytes) -> None:
        try:
            for message in self._lines.feed(data):
                self._guide.heard(self, message)
        except ValueError:
            _log.warning("the guide's window said something that is no message")

    def _end(self, status: int) -> None:
        self._cancel_timer()
        self._guide.ended(self, status)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _why_not() -> str | None:
    if not hasattr(os, "posix_spawn"):
        return words.no_window_on_this_system()
    if sys.platform != "darwin" and not os.environ.get("DISPLAY"):
        return words.no_display()
    return None


def _environment() -> dict[str, str]:
    """Return the environment of the child: it must find this very package."""
    root = str(Path(numbfeet_tray.__file__).resolve().parent.parent)
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{others}" if others else root}
