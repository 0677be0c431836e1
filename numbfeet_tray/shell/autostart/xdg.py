"""An entry in ~/.config/autostart, which desktops start at login (Desktop Application Autostart Specification).

Talks to: the file system.
Thread: any.
Blocks: on the disk.
Fails with: AutostartProblem.
Missing when: the desktop starts no such entries, as bare window managers and wlroots compositors.
"""

from __future__ import annotations

import re
from pathlib import Path

from numbfeet_tray.shell.autostart.entry import Command, Found, read_file, remove_file, write_file

_ENTRY = """[Desktop Entry]
Type=Application
Version=1.4
Name=Numbfeet
Comment=Encourages numb feet to move
Icon=numbfeet
Exec={command}
Terminal=false
Categories=Utility;
X-GNOME-Autostart-enabled=true
"""
_HIDDEN = """[Desktop Entry]
Type=Application
Name=Numbfeet
Hidden=true
"""
"""Stands before an entry of the whole system and switches it off for this person."""
_RESERVED = re.compile(r"""[\s"'\\><~|&;$*?#()`=]""")
"""Characters of an argument that need quoting; "=" because a word with it could be taken for an assignment."""


class XdgEntry:
    """`Method` by a desktop entry."""

    name = "xdg"

    def __init__(self, config: Path, name: str, system: tuple[Path, ...] = ()) -> None:
        """Look at nothing yet.

        Args:
            config: the person's XDG_CONFIG_HOME.
            name: of the entry, without ".desktop".
            system: the folders of XDG_CONFIG_DIRS: a package may have put an entry there for everybody.
        """
        self._file = config / "autostart" / f"{name}.desktop"
        self._system = [folder / "autostart" / f"{name}.desktop" for folder in system]

    def find(self) -> Found | None:
        """Return the entry that is in force: the person's, or else the system's."""
        for file in (self._file, *self._system):
            if (text := read_file(file)) is not None:
                entry = _main_group(text)
                if entry.get("Hidden") == "true" or entry.get("X-GNOME-Autostart-enabled") == "false":
                    return None
                return Found(self.name, str(file), split_exec(entry.get("Exec", "")))
        return None

    def write(self, command: Command) -> None:
        """Write the person's entry."""
        write_file(self._file, _ENTRY.format(command=exec_line(command)))

    def remove(self) -> None:
        """Remove the person's entry, or hide the system's."""
        if any(file.exists() for file in self._system):
            write_file(self._file, _HIDDEN)
        else:
            remove_file(self._file)


def exec_line(command: Command) -> str:
    """Return `command` as the value of Exec (Desktop Entry Specification, "The Exec key")."""
    return " ".join(_quoted(word) for word in command)


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if word and not _RESERVED.search(word):
        return word
    inner = re.sub(r'(["`$\\])', r"\\\1", word)
    # Twice: the value is a string, in which a backslash is written as two, before it is a command line.
    return '"' + inner.replace("\\", "\\\\") + '"'


def split_exec(line: str) -> Command:
    """Return the words of an Exec value; () when it is no command line."""
    line = line.replace("\\\\", "\\")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)', line)
    plain = (re.sub(r"\\(.)", r"\1", quoted) if quoted or not bare else bare for quoted, bare in words)
    return tuple(word.replace("%%", "%") for word in plain)


def _main_group(text: str) -> dict[str, str]:
    """Return the keys of the [Desktop Entry] group."""
    found: dict[str, str] = {}
    group = ""
    for line in text.splitlines():
        if line.startswith("["):
            group = line.strip()
        elif group == "[Desktop Entry]" and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key.strip(), value.strip())
    return found
