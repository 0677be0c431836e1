"""pystray without one of its own back ends: its icon base class, its menus and menu items.

Talks to: nothing.
Thread: any; the first import changes the environment for a moment and belongs in the main thread.
Blocks: never.
Fails with: ImportError when pystray is not installed.
Missing when: never.
"""

from __future__ import annotations

import os
import sys

_VARIABLE = "PYSTRAY_BACKEND"

# pystray picks its back end when it is imported, and on Linux that loads GTK or connects to the X server. The
# "dummy" back end loads nothing. On Windows and macOS the back end is the one that is used.
_before = os.environ.get(_VARIABLE)
if sys.platform not in ("win32", "darwin"):
    os.environ[_VARIABLE] = "dummy"
try:
    from pystray._base import Icon as BaseIcon
    from pystray._base import Menu, MenuItem
finally:
    if _before is not None:
        os.environ[_VARIABLE] = _before
    elif sys.platform not in ("win32", "darwin"):
        del os.environ[_VARIABLE]

__all__ = ["BaseIcon", "Menu", "MenuItem"]
