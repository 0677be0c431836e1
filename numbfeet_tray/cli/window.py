"""`window`: a small window with the menu of the running program, for desktops without a tray."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.ports import MenuEntry
from numbfeet_tray.shell.control.client import ControlProblem, ask
from numbfeet_tray.shell.paths import PathsProblem
from numbfeet_tray.text.catalog import _


def show(options: argparse.Namespace) -> int:
    """Show the window until it is closed; a second one brings the first to the front."""
    try:
        paths = paths_of(options)
        paths.make_runtime()
        ask(paths.socket, "why", {})
    except (ControlProblem, PathsProblem) as error:
        print(error, file=sys.stderr)
        return Exit.NOT_RUNNING
    lock = _take(paths.runtime / "window.lock")
    if lock is None:
        return Exit.OK
    try:
        from numbfeet_tray.shell.status_window import StatusWindow  # noqa: PLC0415 - tkinter may be missing

        window = StatusWindow(
            lambda: _menu(paths.socket), lambda action: _choose(paths.socket, action), paths.socket.exists
        )
    except Exception:  # noqa: BLE001 - no tkinter, no display, no fonts: the words reach the person some other way
        _choose(paths.socket, "hello")
        print(_("No window can be shown here."), file=sys.stderr)
        return Exit.FAILED
    else:
        if hasattr(signal, "SIGUSR1"):
            signal.signal(signal.SIGUSR1, lambda _number, _frame: window.come_forward())
        window.run()
        return Exit.OK
    finally:
        (paths.runtime / "window.lock").unlink(missing_ok=True)
        os.close(lock)


def _take(path: Path) -> int | None:
    """Return the lock's descriptor; None when another window has it, which was asked to come forward."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if sys.platform == "win32":
        return lock  # a second window there is the lesser evil
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(lock, 20)
        os.close(lock)
        if other.isdigit():  # it holds the lock, so the number is still its own
            os.kill(int(other), signal.SIGUSR1)
        return None
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def _menu(socket: Path) -> Sequence[MenuEntry] | None:
    try:
        return entries_of(ask(socket, "menu", {}).data["entries"])
    except (ControlProblem, KeyError, TypeError):
        return None


def _choose(socket: Path, action: str) -> None:
    try:
        ask(socket, "choose", {"action": action})
    except ControlProblem as error:
        print(error, file=sys.stderr)  # the window sees by itself that the program is gone


def entries_of(plain: Sequence[dict[str, Any]]) -> tuple[MenuEntry, ...]:
    """Return the menu that `app.doors.plain_menu` wrote."""
    return tuple(MenuEntry(**{**one, "children": entries_of(one.get("children", ()))}) for one in plain)
