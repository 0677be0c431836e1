"""A small window with the tray's menu as buttons, for desktops without a tray. Runs in a process of its own.

Talks to: tkinter; the running program through the two functions it is given.
Thread: one.
Blocks: until the window is closed.
Fails with: tkinter.TclError without a display.
Missing when: tkinter is missing.

tkinter tells screen readers nothing; for them there is the command line.
"""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from numbfeet_tray.ports import MenuEntry
from numbfeet_tray.shell.resources import icon_png
from numbfeet_tray.text.catalog import _

TITLE = "Numbfeet"
_FRESH_MS = 5000
"""How old what the window says may be."""
_LOOK_MS = 300
"""How soon the window goes when the program does."""
_WIDTH = 44
"""Characters of the status line before it is wrapped."""

Fetch = Callable[[], Sequence[MenuEntry] | None]
"""Returns the menu as of now; None when the program is gone."""
Choose = Callable[[str], None]


class StatusWindow:
    """The window, over and over drawn from the menu."""

    def __init__(self, fetch: Fetch, choose: Choose, is_there: Callable[[], bool]) -> None:
        """Build the window.

        Args:
            fetch: asks the program for its menu.
            choose: tells it what was chosen.
            is_there: looks, cheaply, whether the program still runs.
        """
        self.root = tk.Tk(className=TITLE)
        self.root.title(TITLE)
        self.root.resizable(width=False, height=False)
        ttk.Style(self.root).theme_use("clam")
        self._icon = tk.PhotoImage(master=self.root, file=str(icon_png("numbfeet", 64)))
        self.root.iconphoto(True, self._icon)
        self.root.bind("<Escape>", lambda _event: self.root.destroy())
        self._fetch, self._choose, self._is_there = fetch, choose, is_there
        self._entries: Sequence[MenuEntry] = ()
        self._frame = ttk.Frame(self.root, padding=12)
        self._frame.grid(sticky="nsew")
        self._keep_fresh()
        self._look()

    def run(self) -> None:
        """Show it until it is closed."""
        self.root.mainloop()

    def come_forward(self) -> None:
        """Put it on top, because the person asked for it again."""
        self.root.deiconify()
        self.root.lift()
        self.root.focus_force()

    def _look(self) -> None:
        if not self._is_there():
            self.root.destroy()
            return
        self.root.after(_LOOK_MS, self._look)

    def _keep_fresh(self) -> None:
        if self._refresh():
            self.root.after(_FRESH_MS, self._keep_fresh)

    def _refresh(self) -> bool:
        """Draw the menu anew if it changed; return whether the program is there."""
        entries = self._fetch()
        if entries is None:
            self.root.destroy()
            return False
        if entries != self._entries:
            self._entries = entries
            self._draw()
        return True

    def _draw(self) -> None:
        focus = self.root.focus_get()
        place = next((at for at, each in enumerate(self._frame.winfo_children()) if each is focus), None)
        for child in self._frame.winfo_children():
            child.destroy()
        for row, entry in enumerate(self._entries):
            self._add(row, entry)
        children = self._frame.winfo_children()
        if place is not None and place < len(children):
            children[place].focus_set()

    def _add(self, row: int, entry: MenuEntry) -> None:
        widget: ttk.Widget
        if not entry.label:
            widget = ttk.Separator(self._frame)
        elif entry.children:
            button = ttk.Menubutton(self._frame, text=entry.label)
            button["menu"] = self._menu(button, entry.children)
            widget = button
        elif not entry.enabled and not entry.action:
            widget = ttk.Label(self._frame, text=entry.label, wraplength=f"{_WIDTH * 2}m", justify="left")
        else:
            button_ = ttk.Button(self._frame, text=marked(entry), command=lambda: self._chosen(entry.action))
            button_.state(["!disabled" if entry.enabled else "disabled"])
            button_.bind("<Return>", lambda _event: button_.invoke())
            widget = button_
        widget.grid(row=row, sticky="ew", pady=2)

    def _menu(self, parent: tk.Misc, entries: Sequence[MenuEntry]) -> tk.Menu:
        menu = tk.Menu(parent, tearoff=False)
        for entry in entries:
            if not entry.label:
                menu.add_separator()
            else:
                state = "normal" if entry.enabled else "disabled"
                menu.add_command(
                    label=marked(entry),
                    state=state,  # type: ignore[arg-type]  # two of its literals
                    command=lambda action=entry.action: self._chosen(action),  # type: ignore[misc]
                )
        return menu

    def _chosen(self, action: str) -> None:
        self._choose(action)
        self._refresh()


def marked(entry: MenuEntry) -> str:
    """Return the label, with a sign before it when it is one of several and the one that is so."""
    return _("✓ {label}").format(label=entry.label) if entry.checked else entry.label
