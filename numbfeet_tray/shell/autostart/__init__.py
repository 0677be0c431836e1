"""Start at login: the ways that this system has, and the one that fits its desktop.

Talks to: the file system, the Windows registry, and systemd's user manager where there is one.
Thread: any; not the daemon's.
Blocks: on the disk, and for systemd some seconds at most.
Fails with: AutostartProblem.
Missing when: never.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from numbfeet_tray.shell.autostart.entry import AutostartProblem, Found, Method
from numbfeet_tray.shell.autostart.xdg import XdgEntry

__all__ = ["AutostartProblem", "Found", "Method", "methods"]

_WITHOUT_XDG = ("sway", "hyprland", "river", "niri", "labwc", "wayfire", "wlroots", "dwl", "i3")
"""Desktops that start no XDG autostart entries by themselves."""


def methods(environ: Mapping[str, str], profile: str = "", platform: str = sys.platform) -> tuple[Method, ...]:
    """Return every way to start at login, the one that fits this desktop first.

    Args:
        environ: the environment of the session.
        profile: "" for the usual program; another profile has an entry of its own.
        platform: as `sys.platform`.
    """
    name = f"numbfeet-{profile}" if profile else "numbfeet"
    if platform == "win32":
        from numbfeet_tray.shell.autostart.windows import RunKey  # noqa: PLC0415 - there only

        return (RunKey(name),)
    home = Path(environ.get("HOME") or Path.home())
    if platform == "darwin":
        from numbfeet_tray.shell.autostart.macos import LaunchAgent  # noqa: PLC0415 - there only

        return (LaunchAgent(home, name),)
    from numbfeet_tray.shell.autostart.systemd_unit import SystemdUnit  # noqa: PLC0415 - Linux only

    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    entry, unit = XdgEntry(config, name, _system_folders(environ)), SystemdUnit(config, name, environ)
    desktops = environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    is_bare = any(desktop in _WITHOUT_XDG for desktop in desktops)
    return (unit, entry) if is_bare and unit.can_work() else (entry, unit)


def _system_folders(environ: Mapping[str, str]) -> tuple[Path, ...]:
    folders = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    return tuple(Path(folder) for folder in folders if folder.startswith("/"))
