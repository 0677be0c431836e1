"""Asks the window manager not to give a new window the keyboard.

Talks to: the X server, over a connection of its own, once.
Thread: any.
Blocks: for a few round trips to the X server.
Fails with: nothing; without it the window manager does as it likes.
Missing when: the display is not X11, or python-xlib is missing.
"""

from __future__ import annotations

import tkinter as tk


def take_no_focus(root: tk.Tk) -> None:
    """Mark `root`, which is not on the screen yet, as opened without the person's doing.

    `_NET_WM_USER_TIME` of 0 means so (Extended Window Manager Hints, "_NET_WM_USER_TIME"); tkinter cannot set it. It
    belongs on the window that tkinter wraps around its own, and that it makes no later than for the first attribute.
    """
    if root.tk.call("tk", "windowingsystem") != "x11":
        return
    try:
        from Xlib import Xatom, display  # noqa: PLC0415 - only on X11
        from Xlib.error import DisplayError, XError  # noqa: PLC0415
    except ImportError:
        return
    root.attributes("-type", "normal")
    root.update_idletasks()
    try:
        connection = display.Display()
    except (DisplayError, OSError):
        return
    try:
        wrapper = connection.create_resource_object("window", root.winfo_id()).query_tree().parent
        atom = connection.intern_atom("_NET_WM_USER_TIME")
        wrapper.change_property(atom, Xatom.CARDINAL, 32, [0])
        connection.sync()
    except (XError, OSError):
        pass  # a nicety; the guide works without it
    finally:
        connection.close()
