"""The progress over the whole routine: one bar per step, as long as the step.

Talks to: tkinter.
Thread: the child's only one.
Blocks: never.
Fails with: tkinter.TclError when the display goes away.
Missing when: tkinter is missing.
"""

from __future__ import annotations

import tkinter as tk

from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.guide.palette import Palette


def draw_bar(bar: tk.Canvas, palette: Palette, routine: Routine, elapsed: Seconds) -> None:
    """Draw on `bar` how far `routine` is at `elapsed`."""
    bar.delete("all")
    width, height = bar.winfo_width(), bar.winfo_height()
    gap = max(2, height // 3)
    room = width - gap * (len(routine.steps) - 1)
    for index in range(len(routine.steps)):
        start, end, played = (
            gap * index + room * seconds / routine.seconds
            for seconds in (routine.step_start(index), routine.step_start(index + 1), elapsed)
        )
        bar.create_rectangle(start, 0, end, height, fill=palette.outline, width=0)
        if played > start:
            bar.create_rectangle(start, 0, min(played, end), height, fill=palette.accent, width=0)
