"""A window with a page: large text, light or dark, scrolled and closed by keys or pointer.

Talks to: tkinter.
Thread: the child's only one.
Blocks: until the window is closed.
Fails with: tkinter.TclError without a display.
Missing when: tkinter is missing.

tkinter tells screen readers nothing; for them `numbfeet warning-signs` writes the same words in a terminal.
"""

from __future__ import annotations

import tkinter as tk
from tkinter import font

from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.pages import Page, Section, plain

_GROUND, _INK, _URGENT = "#fdfcf8", "#1b1b1b", "#a51d2d"
"""Ink on ground has a contrast of 16.7:1, urgent on ground 7.4:1."""


def build(page: Page) -> tk.Tk:
    """Return the window, ready for its main loop."""
    root = tk.Tk()
    root.title(page.title)
    root.configure(background=_GROUND)
    root.geometry("760x720")
    root.minsize(320, 240)
    text = tk.Text(
        root,
        wrap="word",
        background=_GROUND,
        foreground=_INK,
        relief="flat",
        padx=24,
        pady=16,
        cursor="arrow",
        takefocus=True,
        spacing3=6,
    )
    bar = tk.Scrollbar(root, command=text.yview)
    text.configure(yscrollcommand=bar.set)
    _add_buttons(root, page)
    bar.pack(side="right", fill="y")
    text.pack(side="left", fill="both", expand=True)
    _add_fonts(text)
    _write(text, page)
    text.configure(state="disabled")
    root.bind("<Escape>", lambda _event: root.destroy())
    for key, command in (("<Next>", "page"), ("<space>", "page"), ("<Down>", "line")):
        root.bind(key, lambda _event, by=command: _scroll(text, 1, by))  # type: ignore[misc]
    for key, command in (("<Prior>", "page"), ("<Up>", "line")):
        root.bind(key, lambda _event, by=command: _scroll(text, -1, by))  # type: ignore[misc]
    return root


def _scroll(text: tk.Text, number: int, by: str) -> str:
    text.yview_scroll(number, "pages" if by == "page" else "units")
    return "break"


def _add_buttons(root: tk.Tk, page: Page) -> None:
    row = tk.Frame(root, background=_GROUND)
    row.pack(side="bottom", fill="x", padx=24, pady=12)
    tk.Button(row, text=_("Close (Esc)"), command=root.destroy).pack(side="right")
    tk.Button(row, text=_("Copy the text"), command=lambda: _copy(root, page)).pack(side="right", padx=8)


def _copy(root: tk.Tk, page: Page) -> None:
    root.clipboard_clear()
    root.clipboard_append(plain(page))


def _add_fonts(text: tk.Text) -> None:
    usual = font.nametofont("TkDefaultFont").actual()
    size = max(13, abs(int(usual["size"])) + 3)
    family = str(usual["family"])
    text.configure(font=(family, size))
    text.tag_configure("title", font=(family, size + 8, "bold"))
    text.tag_configure("heading", font=(family, size + 3, "bold"), spacing1=14)
    text.tag_configure("urgent", foreground=_URGENT)
    text.tag_configure("item", lmargin1=12, lmargin2=30)


def _write(text: tk.Text, page: Page) -> None:
    text.insert("end", f"{page.title}\n", "title")
    for section in page.sections:
        _write_section(text, section)


def _write_section(text: tk.Text, section: Section) -> None:
    tags = ("heading", "urgent") if section.is_urgent else ("heading",)
    if section.heading:
        text.insert("end", f"{section.heading}\n", tags)
    for paragraph in section.paragraphs:
        text.insert("end", f"{paragraph}\n")
    for item in section.items:
        text.insert("end", f"•  {item}\n", "item")
    for paragraph in section.after:
        text.insert("end", f"{paragraph}\n")


def show(page: Page) -> None:
    """Show the window until it is closed."""
    build(page).mainloop()
