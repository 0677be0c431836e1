"""Plays a routine in the window: computes where it stands from its own clock and draws that.

Talks to: tkinter, the clock, and the daemon through what it is given.
Thread: the child's only one.
Blocks: in tkinter's main loop.
Fails with: nothing; it ends the process when the daemon is gone.
Missing when: tkinter or Pillow is missing.
"""

from __future__ import annotations

import math
import os
import tkinter as tk
from collections.abc import Callable

from numbfeet_tray.core.routine import Frame, Routine, Side
from numbfeet_tray.core.units import Instant, Seconds, between
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.guide import feet
from numbfeet_tray.shell.guide.bar import draw_bar
from numbfeet_tray.shell.guide.curl import CURL_SHARE
from numbfeet_tray.shell.guide.layout import Layout
from numbfeet_tray.shell.guide.quiet import take_no_focus
from numbfeet_tray.shell.guide.sketch import MARGIN
from numbfeet_tray.shell.guide.stage import draw_end, draw_stage, seen_from_above
from numbfeet_tray.shell.guide.theme import palette
from numbfeet_tray.shell.guide.wire import Lines, Message, routine_from_json
from numbfeet_tray.shell.resources import icon_png
from numbfeet_tray.text import guide as words

_FRAME_MS = 33
_END_MS = 3000
"""How long the end stays before the window goes."""


class Show:
    """The window, from "open" to "close"."""

    def __init__(self, root: tk.Tk, messages: list[Message], lines: Lines, say: Callable[[Message], None]) -> None:
        """Build the window; `messages` begins with "open" and may already hold more."""
        self._root = root
        self._lines = lines
        self._say = say
        self._clock = SystemClock()
        root.withdraw()
        first, *rest = messages
        self._routine: Routine = routine_from_json(first["routine"])
        self._palette = palette(first["theme"], os.environ)
        self._stand(first)
        self._layout = Layout(root, self._palette, root.winfo_fpixels("1i") / 96)
        self._is_over = False
        self._notice = ""
        """What the person has to read before the routine goes on; it is paused meanwhile."""
        self._timer: str | None = None
        self._build(on_top=first["on_top"], signs=first["signs"])
        for message in rest:
            self._hear(message)

    def _build(self, *, on_top: bool, signs: bool) -> None:
        self._root.title(words.window_title(self._routine))
        self._root.attributes("-topmost", on_top)
        self._root.protocol("WM_DELETE_WINDOW", lambda: self._press("stop"))
        try:
            self._root.iconphoto(True, tk.PhotoImage(file=str(icon_png("numbfeet", 64)), master=self._root))
        except (OSError, tk.TclError):
            pass  # an incomplete installation; the window works without an icon
        for name, label in (
            ("back", words.button_back()),
            ("pause", words.button_pause()),
            ("next", words.button_next()),
            ("stop", words.button_stop()),
        ):
            self._layout.add_button(name, label, lambda name=name: self._press(name))  # type: ignore[misc]
        if signs:
            self._layout.add_button("signs", words.button_signs(), lambda: self._say({"say": "signs"}), quiet=True)
        self._layout.keep_room()
        for event, name in (("<Left>", "back"), ("<Right>", "next"), ("<Escape>", "stop"), ("<space>", "pause")):
            self._root.bind(event, lambda event, name=name: self._typed(event, name))  # type: ignore[misc]

    def run(self) -> None:
        """Show it and stay until the daemon says otherwise."""
        take_no_focus(self._root)
        self._root.createfilehandler(0, tk.READABLE, lambda _file, _mask: self._readable())
        self._root.deiconify()
        self._root.update()
        self._draw()
        self._root.update()
        self._say({"say": "ready"})
        self._layout.stage.bind("<Configure>", lambda _event: self._draw_again())
        self._tick()
        self._root.mainloop()

    # -- what the daemon says

    def _readable(self) -> None:
        data = os.read(0, 65536)
        if not data:
            os._exit(0)  # the daemon is gone
        for message in self._lines.feed(data):
            self._hear(message)

    def _hear(self, message: Message) -> None:
        match message["do"]:
            case "sync":
                self._stand(message)
                self._notice = self._notice if self._is_paused else ""
                self._draw_again()
            case "warn":
                self._notice = message["text"]
                self._draw_again()
            case "close" if message["finished"]:
                self._end()
            case _:
                os._exit(0)

    def _stand(self, message: Message) -> None:
        self._position = Seconds(message["elapsed"])
        self._since = Instant(message["at"])
        self._is_paused = bool(message["paused"])

    # -- what the person does

    def _press(self, key: str) -> None:
        if self._is_over:
            os._exit(0)
        if key == "pause" and self._is_paused:
            key = "resume"
        self._say({"say": "key", "key": key})

    def _typed(self, event: tk.Event[tk.Misc], key: str) -> None:
        if key == "pause" and isinstance(event.widget, tk.Button):
            return  # the space bar presses the button that has the focus
        self._press(key)

    # -- drawing

    def _elapsed(self) -> Seconds:
        played = 0.0 if self._is_paused else max(0.0, between(self._since, self._clock.boot()))
        return Seconds(min(self._routine.seconds, self._position + played))

    def _tick(self) -> None:
        """Draw, and go on drawing while anything moves."""
        self._timer = None
        if self._is_over:
            return
        self._draw()
        if not self._is_paused and self._elapsed() < self._routine.seconds:
            self._timer = self._root.after(_FRAME_MS, self._tick)

    def _draw_again(self) -> None:
        if self._timer is None:
            self._timer = self._root.after_idle(self._tick)

    def _draw(self) -> None:
        elapsed = self._elapsed()
        frame = self._routine.frame(elapsed)
        self._layout.show(draw_stage(self._routine, elapsed, self._palette, self._layout.pixels()))
        self._write(frame)
        draw_bar(self._layout.bar, self._palette, self._routine, elapsed)

    def _write(self, frame: Frame) -> None:
        step = self._routine.steps[frame.step]
        phase = step.phases[frame.phase]
        about_feet = step.moves_feet and (phase.repetitions > 1 or phase.side is not Side.BOTH)
        cue = words.curl_cue(frame.fraction < CURL_SHARE) if step.exercise == "toe-curls" else ""
        self._layout.put(
            {
                "place": words.place(self._routine, frame),
                "name": words.translated(step.name),
                "feet": words.feet(phase) if about_feet else "",
                "count": words.count(frame),
                "cue": words.paused() if self._is_paused else cue,
                "text": words.translated(step.text),
                "caution": words.caution(step),
                "next": words.coming(self._routine, frame),
                "left": words.total_left(math.ceil(frame.total_left)),
            }
        )
        self._layout.name_button("pause", words.button_resume() if self._is_paused else words.button_pause())
        if self._notice:
            self._layout.put({"name": words.before_you_begin(), "feet": "", "count": "", "cue": ""})
            self._layout.put({"text": self._notice, "caution": ""})
            self._layout.name_button("pause", words.button_understood())
        self._write_on_stage(frame)

    def _write_on_stage(self, frame: Frame) -> None:
        step = self._routine.steps[frame.step]
        moving = step.phases[frame.phase].side
        for side in (Side.LEFT, Side.RIGHT):
            x, y = feet.LABEL[side]
            colour = self._palette.on_cloth if moving in (side, Side.BOTH) else self._palette.on_cloth_resting
            text = words.side_name(side) if seen_from_above(step) else ""
            self._layout.write_on_stage(side.value, text, (x / MARGIN, y / MARGIN), colour)
        left = words.seconds_left(math.ceil(frame.step_left))
        self._layout.write_on_stage("time", left, (-1.0, 1.0), self._palette.accent)

    def _end(self) -> None:
        self._is_over = True
        headline, text = words.done(any(step.moves_feet for step in self._routine.steps))
        self._layout.show(draw_end(self._palette, self._layout.pixels()))
        self._layout.put({"place": words.translated(self._routine.name), "name": headline, "feet": "", "count": ""})
        self._layout.put({"cue": "", "text": text, "caution": "", "next": "", "left": ""})
        for name in ("left", "right", "time"):
            self._layout.write_on_stage(name, "", (0.0, 0.0), self._palette.accent)
        draw_bar(self._layout.bar, self._palette, self._routine, self._routine.seconds)
        self._layout.remove_buttons()
        self._root.after(_END_MS, lambda: os._exit(0))
