"""The guide as text: one line per change, and on a terminal a live line with the countdown.

Talks to: a text stream, and a terminal for keys.
Thread: the loop's.
Blocks: while the stream takes nothing more (a stopped terminal).
Fails with: nothing; a stream that is gone is `GuideKey.STOP`.
Missing when: never; without a terminal there are no keys, and on Windows there are none at all.
"""

from __future__ import annotations

import math
import os
from typing import TextIO

from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.routine import Frame, Routine
from numbfeet_tray.core.units import Instant, Seconds, between
from numbfeet_tray.ports import Cancellable, Clock, Loop, OnGuideKey
from numbfeet_tray.shell.guide.keys import TerminalKeys
from numbfeet_tray.text import guide as words

_AFTER_CHANGE = 0.005
"""Seconds added to a wait, so that the change has surely come."""
_USUAL_WIDTH = 80
_BAR = 24
"""Width of the live line's bar, in characters."""


class TerminalGuide:
    """`ports.RoutineView` on a text stream."""

    name = "terminal"

    def __init__(self, loop: Loop, clock: Clock, on_key: OnGuideKey, out: TextIO, keys_fd: int | None = None) -> None:
        """Write nothing yet.

        Args:
            loop: calls at each change.
            clock: tells where the routine stands.
            on_key: hears the keys.
            out: where the text goes; a terminal gets the live line.
            keys_fd: file descriptor of a terminal to read single keys from, such as 0.
        """
        self._loop = loop
        self._clock = clock
        self._on_key = on_key
        self._out = out
        self._is_live = out.isatty()
        self._keys = TerminalKeys(loop, keys_fd, self._pressed) if keys_fd is not None else None
        self._routine: Routine | None = None
        self._position = Seconds(0.0)
        self._since: Instant | None = None
        self._timer: Cancellable | None = None
        self._shown: tuple[int, int, int] | None = None

    def open(self, routine: Routine) -> None:
        """Begin to write `routine` from its start, now."""
        self.close(finished=False)
        self._routine = routine
        self._position, self._since = Seconds(0.0), self._clock.boot()
        self._shown = None
        if self._keys is not None and self._keys.take():
            self._line(words.terminal_keys())
        self._show()

    def warn(self, notice: str) -> bool:
        """Write what is to be read before the routine goes on; without keys nobody could say that they have."""
        for line in (words.before_you_begin(), *notice.splitlines(), words.terminal_understood()):
            self._line(line)
        return self._keys is not None

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        """Go on from `elapsed`."""
        if self._routine is None:
            return
        self._position, self._since = elapsed, None if paused else self._clock.boot()
        if paused and not self._is_live:
            self._line(words.paused())
        elif not paused:
            self._shown = None
        self._show()

    def close(self, finished: bool) -> None:
        """Write the end and give the terminal back."""
        routine, self._routine = self._routine, None
        self._cancel_timer()
        if self._keys is not None:
            self._keys.give_back()
        if routine is not None:
            headline, text = words.done(any(step.moves_feet for step in routine.steps))
            self._line(f"{headline}. {text}" if finished else words.stopped())

    def _pressed(self, key: GuideKey) -> None:
        if self._routine is None:
            return
        if key is GuideKey.PAUSE and self._since is None:
            key = GuideKey.RESUME
        self._on_key(key)

    def _show(self) -> None:
        self._cancel_timer()
        if (routine := self._routine) is None:
            return
        played = between(self._since, self._clock.boot()) if self._since is not None else 0.0
        frame = routine.frame(Seconds(self._position + played))
        self._write_changes(routine, frame)
        if self._is_live:
            self._write(f"\r\x1b[K{_fitting(self._live_line(routine, frame), self._width())}")
        if self._since is not None and frame.total_left > 0.0 and self._routine is not None:
            wait = _until_change(routine, frame, live=self._is_live)
            self._timer = self._loop.call_later(Seconds(wait + _AFTER_CHANGE), self._show)

    def _write_changes(self, routine: Routine, frame: Frame) -> None:
        before, self._shown = self._shown, (frame.step, frame.phase, frame.repetition)
        if before == self._shown:
            return
        step = routine.steps[frame.step]
        if before is None or before[0] != frame.step:
            self._line(words.terminal_step(routine, frame))
            for text in (words.translated(step.text), words.caution(step)):
                if text:
                    self._line(f"  {text}")
        if not self._is_live and (len(step.phases) > 1 or frame.repetitions > 1):
            self._line(f"  {words.terminal_movement(step.phases[frame.phase], frame)}")

    def _live_line(self, routine: Routine, frame: Frame) -> str:
        step = routine.steps[frame.step]
        full = round(_BAR * (1.0 - frame.step_left / step.seconds))
        bar = "#" * full + "-" * (_BAR - full)
        movement = words.terminal_movement(step.phases[frame.phase], frame)
        paused = words.paused() if self._since is None else ""
        left = words.seconds_left(math.ceil(frame.step_left))
        return "  ".join(part for part in (f"[{bar}]", left, movement, paused) if part)

    def _line(self, text: str) -> None:
        self._write(f"\r\x1b[K{text}\n" if self._is_live else f"{text}\n")

    def _write(self, text: str) -> None:
        encoding = self._out.encoding or "utf-8"
        try:
            self._out.write(text.encode(encoding, "replace").decode(encoding))
            self._out.flush()
        except (OSError, ValueError):  # the terminal or the reader of the pipe is gone; a closed file is ValueError
            if self._routine is not None:
                self._routine = None
                self._cancel_timer()
                self._on_key(GuideKey.STOP)

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._out.fileno()).columns or _USUAL_WIDTH  # a serial line says 0
        except OSError:
            return _USUAL_WIDTH

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _fitting(text: str, columns: int) -> str:
    """Return `text` short enough to stay on one line, where it can be replaced in place."""
    return text if len(text) < columns else text[: max(0, columns - 1)]


def _until_change(routine: Routine, frame: Frame, *, live: bool) -> float:
    """Return the seconds until the text changes: the next repetition, and with a live line the next whole second."""
    phase = routine.steps[frame.step].phases[frame.phase]
    wait = (1.0 - frame.fraction) * phase.seconds / phase.repetitions
    return min(wait, frame.step_left % 1.0 or 1.0) if live else wait
