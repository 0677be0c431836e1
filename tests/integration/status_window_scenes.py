"""What is tried with the window: `python -m tests.integration.status_window_scenes NAME`, in a process of its own.

Tk keeps its connection to a display for as long as the process lives, and ends it when the display goes.
"""

from __future__ import annotations

import sys
import time
import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from numbfeet_tray.ports import MenuEntry
from numbfeet_tray.shell.status_window import StatusWindow

MENU = (
    MenuEntry("Seated 41 min.", enabled=False),
    MenuEntry(),
    MenuEntry("Start", "start", default=True),
    MenuEntry("Snooze", children=(MenuEntry("5 min", "snooze:300"), MenuEntry(), MenuEntry("10 min", "snooze:600"))),
    MenuEntry("Sitting", "say:sitting", checked=True, radio=True),
    MenuEntry("Skip (nothing is due)", "skip", enabled=False),
)


class Program:
    """What the window asks and tells."""

    def __init__(self) -> None:
        self.menu: Sequence[MenuEntry] | None = MENU
        self.chosen: list[str] = []

    def fetch(self) -> Sequence[MenuEntry] | None:
        return self.menu


def is_open(window: StatusWindow) -> bool:
    try:
        window.root.update()
        return bool(window.root.winfo_exists())
    except tk.TclError:
        return False


def widgets(window: StatusWindow) -> list[tk.Widget]:
    return [one for one in window._frame.winfo_children() if isinstance(one, tk.Widget)]


def reaches_every_line(window: StatusWindow, program: Program) -> None:
    status, line, start, snooze, sitting, skip = widgets(window)
    assert (status["text"], isinstance(line, ttk.Separator)) == ("Seated 41 min.", True)
    assert isinstance(start, ttk.Button)
    start.invoke()
    assert isinstance(snooze, ttk.Menubutton)
    window.root.nametowidget(snooze["menu"]).invoke(2)
    assert sitting["text"] == "✓ Sitting"
    assert isinstance(skip, ttk.Button)
    skip.invoke()
    assert program.chosen == ["start", "snooze:600"], "what is disabled does nothing"


def shows_what_became_of_a_choice_and_keeps_the_focus(window: StatusWindow, program: Program) -> None:
    start = widgets(window)[2]
    start.focus_force()
    window.root.update()
    program.menu = (MenuEntry("Running.", enabled=False), MenuEntry(), MenuEntry("Stop routine", "stop"))
    assert isinstance(start, ttk.Button)
    start.invoke()
    window.root.update()
    assert [one.winfo_class() for one in widgets(window)] == ["TLabel", "TSeparator", "TButton"]
    assert window.root.focus_get() is widgets(window)[2]


def goes_with_the_program(window: StatusWindow, program: Program) -> None:
    program.menu = None
    deadline = time.monotonic() + 5.0
    while is_open(window):
        assert time.monotonic() < deadline, "it stays"


def closes_by_escape(window: StatusWindow, _program: Program) -> None:
    window.come_forward()
    window.root.update()
    window.root.event_generate("<Escape>")
    assert not is_open(window)


SCENES: dict[str, Callable[[StatusWindow, Program], None]] = {
    scene.__name__: scene
    for scene in (
        reaches_every_line,
        shows_what_became_of_a_choice_and_keeps_the_focus,
        goes_with_the_program,
        closes_by_escape,
    )
}


def main(name: str) -> None:
    """Play one scene."""
    program = Program()
    window = StatusWindow(program.fetch, program.chosen.append, lambda: program.menu is not None)
    window.root.update()
    SCENES[name](window, program)


if __name__ == "__main__":
    main(sys.argv[1])
