"""The text for a bug report: what the doctor found, and nothing that says who or where the person is."""

from __future__ import annotations

import getpass
import platform
import re
import socket
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from numbfeet_tray import __version__
from numbfeet_tray.app.doctor.finding import Finding

LIBRARIES = ("apscheduler", "jeepney", "pillow", "platformdirs", "plyer", "pystray", "python-xlib", "tomlkit")


def report(findings: Sequence[Finding], environ: Mapping[str, str]) -> str:
    """Return the text, in Markdown. English only: the project reads it."""
    lines = [
        f"numbfeet-tray {__version__}, Python {platform.python_version()}, {sys.platform}, {_system()}",
        "Libraries: " + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        "",
    ]
    for finding in findings:
        chosen = f" [{finding.chosen}]" if finding.chosen else ""
        lines.append(f"- {finding.part}: {finding.state.value}{chosen}: {finding.says}")
        lines += [f"  - not: {other}" for other in finding.others]
    return Scrubber(environ).clean("\n".join(lines))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"


def _system() -> str:
    try:
        about = platform.freedesktop_os_release()
    except OSError:
        return platform.system()
    return about.get("PRETTY_NAME", platform.system())


class Scrubber:
    """Takes out of a text what tells who the person is: home, user, host, user id, other folders of theirs."""

    def __init__(self, environ: Mapping[str, str], user: str | None = None, host: str | None = None) -> None:
        """Look up what must not be told.

        Args:
            environ: where the home folder is, and names that a session sets.
            user: the user's name; None to ask the system.
            host: the machine's name; None to ask the system.
        """
        homes = {environ.get("HOME", ""), str(Path("~").expanduser())}
        users = {user or _user(), environ.get("USER", ""), environ.get("LOGNAME", "")}
        hosts = {host or socket.gethostname(), environ.get("HOSTNAME", "")}
        self._rules: list[tuple[str, str]] = [
            (re.escape(home), "~") for home in sorted(homes, key=len, reverse=True) if len(home) > 1
        ]
        self._rules += [(rf"\b{re.escape(name)}\b", "USER") for name in users if name]
        self._rules += [(rf"\b{re.escape(name)}\b", "HOST") for name in hosts if name]
        self._rules.append((r"/run/user/[0-9]+", "/run/user/UID"))

    def clean(self, text: str) -> str:
        """Return `text` without them."""
        for pattern, instead in self._rules:
            text = re.sub(pattern, instead, text)
        return re.sub(r"(?<![\w~.])/(?:[\w.@+-]+/)*[\w.@+-]+(?:/|\b)", _known_path, text)


_SYSTEM = ("/usr", "/run/user/UID", "/var/run/dbus", "/run/dbus", "/run/systemd", "/org/")


def _known_path(found: re.Match[str]) -> str:
    """Return a path as it is when every system has it, else a word for it: a folder's name may tell a lot."""
    return found[0] if found[0].startswith(_SYSTEM) else "PATH"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
