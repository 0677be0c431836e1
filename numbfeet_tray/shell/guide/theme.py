"""Whether the guide is drawn dark.

Talks to: the files in which GTK and KDE keep their settings.
Thread: any.
Blocks: for reading two small files.
Fails with: nothing; what cannot be read says nothing.
Missing when: never; without a word from anyone it is light.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from numbfeet_tray.shell.guide.palette import DARK, LIGHT, Palette

_GTK_DARK = re.compile(r"^\s*gtk-application-prefer-dark-theme\s*=\s*(1|true)\s*$", re.IGNORECASE | re.MULTILINE)
_GTK_NAME = re.compile(r"^\s*gtk-theme-name\s*=\s*\S*dark\s*$", re.IGNORECASE | re.MULTILINE)
_KDE_SCHEME = re.compile(r"^\s*(ColorScheme|LookAndFeelPackage)\s*=\s*\S*dark\S*\s*$", re.IGNORECASE | re.MULTILINE)


def palette(wanted: str, environment: Mapping[str, str]) -> Palette:
    """Return the colours for `wanted`: "light", "dark", or "auto".

    NUMBFEET_THEME in the environment stands above everything; "auto" follows GTK_THEME and the settings files.
    """
    for word in (environment.get("NUMBFEET_THEME", ""), wanted):
        if word in ("light", "dark"):
            return DARK if word == "dark" else LIGHT
    return DARK if _desktop_is_dark(environment) else LIGHT


def _desktop_is_dark(environment: Mapping[str, str]) -> bool:
    if theme := environment.get("GTK_THEME"):
        return theme.lower().endswith(("dark", ":dark"))
    folder = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "/")) / ".config")
    for version in ("gtk-4.0", "gtk-3.0"):
        settings = _text(folder / version / "settings.ini")
        if _GTK_DARK.search(settings) or _GTK_NAME.search(settings):
            return True
    return _KDE_SCHEME.search(_text(folder / "kdeglobals")) is not None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
