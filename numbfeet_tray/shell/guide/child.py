"""The process of the guide's window: `python -m numbfeet_tray.shell.guide.child`. `wire` tells what it hears and says.

Talks to: the daemon, over standard input and output, and the display.
Thread: one.
Blocks: until it is told to open, then in tkinter's main loop.
Fails with: nothing; it says "failed" and ends with status 3.
Missing when: tkinter, Pillow or a display is missing.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from numbfeet_tray.shell.guide.wire import Lines, Message, encode
from numbfeet_tray.text import guide as words

_CANNOT_SHOW = 3
"""Exit status when nothing can be shown."""


def say(message: Message) -> None:
    """Tell the daemon; when it is gone there is nobody to work for."""
    try:
        os.write(1, encode(message))
    except BrokenPipeError:
        leave(0)


def leave(status: int) -> NoReturn:
    """End at once: there is nothing to save, and tkinter's own way out takes longer."""
    os._exit(status)


def main() -> None:
    """Wait for "open", then show the guide until told to close."""
    lines = Lines()
    waiting: list[Message] = []
    while not waiting:
        data = os.read(0, 65536)
        if not data:
            return
        waiting.extend(lines.feed(data))
    try:
        import tkinter as tk  # noqa: PLC0415 - its absence is an answer, not a crash
    except ImportError:
        fail(words.no_tkinter())
    try:
        from numbfeet_tray.shell.guide.show import Show  # noqa: PLC0415
    except ImportError:
        fail(words.no_pillow())
    try:
        root = tk.Tk(className="numbfeet")
    except tk.TclError:
        fail(words.no_display())
    Show(root, waiting, lines, say).run()


def fail(why: str) -> NoReturn:
    """Report and end."""
    say({"say": "failed", "why": why})
    leave(_CANNOT_SHOW)


if __name__ == "__main__":
    main()
    sys.exit()
