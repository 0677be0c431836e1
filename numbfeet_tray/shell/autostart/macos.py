"""A LaunchAgent: macOS starts it at login.

Not run by its authors: the project's machines are Linux. The file is what launchd.plist(5) describes.

Talks to: the file system.
Thread: any.
Blocks: on the disk.
Fails with: AutostartProblem.
Missing when: the system is not macOS.
"""

from __future__ import annotations

import plistlib
from pathlib import Path

from numbfeet_tray.shell.autostart.entry import Command, Found, read_file, remove_file, write_file


class LaunchAgent:
    """`Method` by a property list in ~/Library/LaunchAgents."""

    name = "launchd"

    def __init__(self, home: Path, name: str) -> None:
        self._label = f"org.{name}.tray"
        self._file = home / "Library" / "LaunchAgents" / f"{self._label}.plist"

    def find(self) -> Found | None:
        """Return the agent, if there is one that is not disabled."""
        text = read_file(self._file)
        if text is None:
            return None
        try:
            values = plistlib.loads(text.encode())
            words = tuple(str(word) for word in values.get("ProgramArguments", ()))
            is_off = values.get("Disabled", False)
        except (plistlib.InvalidFileException, ValueError, AttributeError, TypeError):
            words, is_off = (), False
        return None if is_off else Found(self.name, str(self._file), words)

    def write(self, command: Command) -> None:
        """Write the agent; launchd reads it at the next login."""
        values = {
            "Label": self._label,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "KeepAlive": {"Crashed": True},
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        write_file(self._file, plistlib.dumps(values).decode())

    def remove(self) -> None:
        """Remove the agent."""
        remove_file(self._file)
