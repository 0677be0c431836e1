"""Pages to read, such as the warning signs: in a window of their own process, else in the browser. No network.

Talks to: the operating system, for the child process; the child to tkinter or to the desktop's opener.
Thread: the loop's.
Blocks: for the start of a process, some milliseconds.
Fails with: AdapterUnavailable when there is nothing here that could show a page.
Missing when: there is no display.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numbfeet_tray
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.text.catalog import _

PAGES = ("warning-signs", "about", "help")
"""What can be shown."""


def open_page(page: str, number: str, environ: Mapping[str, str]) -> None:
    """Show `page` in a process of its own, which lives on until the person closes it.

    Args:
        page: one of `PAGES`.
        number: the emergency number that the person chose; empty for none.
        environ: the environment.

    Raises:
        AdapterUnavailable: there is no display, or the process cannot be started.
    """
    if not can_show(environ):
        raise AdapterUnavailable(_("There is no display; in a terminal: numbfeet {page}").format(page=page))
    root = str(Path(numbfeet_tray.__file__).resolve().parent.parent)
    paths = [root, *filter(None, [environ.get("PYTHONPATH")])]
    command = [sys.executable, "-P", "-m", "numbfeet_tray.shell.page.child", page, number]
    # Through a shell that ends at once: the page lives on without being a child that somebody has to reap.
    line = ["sh", "-c", '"$@" >/dev/null 2>&1 </dev/null &', "sh", *command]
    try:
        pid = os.posix_spawn("/bin/sh", line, {**environ, "PYTHONPATH": os.pathsep.join(paths)})
        os.waitpid(pid, 0)
    except (OSError, AttributeError) as error:
        raise AdapterUnavailable(_("The page could not be opened: {problem}").format(problem=error)) from error


def can_show(environ: Mapping[str, str]) -> bool:
    """Return whether there is a display, and something that could put a page on it."""
    if sys.platform in {"win32", "darwin"}:
        return True
    has_display = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    return has_display and (find_spec("tkinter") is not None or shutil.which("xdg-open") is not None)
