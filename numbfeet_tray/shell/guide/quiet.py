"""Asks the window manager not to give a new window the keyboard.

Talks to: the X server, over a connection of its own, once.
Thread: any.
Blocks: for a few round trips to the X server.
Fails with: nothing; without it the window manager does as it likes.
Missing when: the display is not X11, or python-xlib is missing.
"""

from __future__ import annotations

import sys


def take_no_focus(window: int) -> None:
    """Mark the top-level `window`, which is not on the screen yet, as opened without the person's doing.

    `_NET_WM_USER_TIME` of 0 means so (Extended Window Manager Hints, "_NET_WM_USER_TIME"); tkinter cannot set it.
    """
    if sys.platform in ("darwin", "win32"):
        return
    try:
        from Xlib import Xatom, display  # noqa: PLC0415 - only here and only on X11
        from Xlib.error import DisplayError, XError  # noqa: PLC0415
    except ImportError:
        return
    try:
        connection = display.Display()
    except (DisplayError, OSError):
        return
    try:
        atom = connection.intern_atom("_NET_WM_USER_TIME")
        connection.create_resource_object("window", window).change_property(atom, Xatom.CARDINAL, 32, [0])
        connection.sync()
    except (XError, OSError):
        pass  # a nicety; the guide works without it
    finally:
        connection.close()
