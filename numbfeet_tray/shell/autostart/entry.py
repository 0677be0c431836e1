"""What every way to start at login has in common: the command, and what was found.

Talks to: the file system.
Thread: any.
Blocks: on the disk.
Fails with: AutostartProblem.
Missing when: never.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numbfeet_tray
from numbfeet_tray.core.errors import NumbfeetError

Command = tuple[str, ...]
"""Program and arguments."""


class AutostartProblem(NumbfeetError):
    """It cannot be done. The message is one line for the person."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that starts the program at login."""

    method: str
    """Name of its `Method`."""
    place: str
    """File or registry key."""
    command: Command
    """Empty when it cannot be read."""

    @property
    def can_run(self) -> bool:
        """Whether its program is there."""
        return bool(self.command) and shutil.which(self.command[0]) is not None


class Method(Protocol):
    """One way to start at login."""

    name: str
    """A word for the command line: "xdg", "systemd", "launchd" or "registry"."""

    def find(self) -> Found | None:
        """Return the entry that is in force, or None."""

    def write(self, command: Command) -> None:
        """Make the entry, in place of one that is there.

        Raises:
            AutostartProblem: it cannot be written.
        """

    def remove(self) -> None:
        """Remove the entry; harmless when there is none.

        Raises:
            AutostartProblem: it cannot be removed.
        """


def own_command(profile: str = "") -> Command:
    """Return how the very program that runs now is started at login."""
    script = Path(sys.executable).with_name("numbfeet.exe" if os.name == "nt" else "numbfeet")
    program = (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "numbfeet_tray")
    return (*program, *(("--profile", profile) if profile else ()), "run")


def is_checkout() -> bool:
    """Return whether this program runs from a clone of its repository, and not as it is installed."""
    return (Path(numbfeet_tray.__file__).resolve().parent.parent / "pyproject.toml").is_file()


def write_file(path: Path, text: str) -> None:
    """Write `path` whole or not at all.

    Raises:
        AutostartProblem: it cannot be written.
    """
    draft = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise AutostartProblem(f"{path}: {error.strerror}") from error


def remove_file(path: Path) -> None:
    """Remove `path`; harmless when it is not there.

    Raises:
        AutostartProblem: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise AutostartProblem(f"{path}: {error.strerror}") from error


def read_file(path: Path) -> str | None:
    """Return the text of `path`; None when there is none that can be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
