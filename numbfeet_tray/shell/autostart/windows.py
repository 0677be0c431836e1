"""The Run key of the Windows registry: what stands there starts when the person logs in.

Not run by its authors: the project's machines are Linux.

Talks to: the registry, HKEY_CURRENT_USER.
Thread: any.
Blocks: never for long.
Fails with: AutostartProblem.
Missing when: the system is not Windows.
"""

from __future__ import annotations

import importlib
import subprocess
from typing import Any

from numbfeet_tray.shell.autostart.entry import AutostartProblem, Command, Found

_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


class RunKey:
    """`Method` by a value of the Run key."""

    name = "registry"

    def __init__(self, name: str, winreg: Any = None) -> None:
        """Look at nothing yet; `winreg` is Python's module of that name."""
        self._value = name
        self._winreg = winreg or importlib.import_module("winreg")

    def find(self) -> Found | None:
        """Return the value, if there is one."""
        try:
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, _KEY) as key:
                line, _kind = self._winreg.QueryValueEx(key, self._value)
        except OSError:
            return None
        return Found(self.name, rf"HKEY_CURRENT_USER\{_KEY}\{self._value}", split_line(str(line)))

    def write(self, command: Command) -> None:
        """Set the value."""
        try:
            with self._winreg.CreateKey(self._winreg.HKEY_CURRENT_USER, _KEY) as key:
                line = subprocess.list2cmdline(command)
                self._winreg.SetValueEx(key, self._value, 0, self._winreg.REG_SZ, line)
        except OSError as error:
            raise AutostartProblem(f"{_KEY}: {error.strerror}") from error

    def remove(self) -> None:
        """Delete the value."""
        try:
            access = self._winreg.KEY_SET_VALUE
            with self._winreg.OpenKey(self._winreg.HKEY_CURRENT_USER, _KEY, 0, access) as key:
                self._winreg.DeleteValue(key, self._value)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise AutostartProblem(f"{_KEY}: {error.strerror}") from error


def split_line(line: str) -> Command:
    r"""Return the words of a command line that `list2cmdline` wrote: quotes around spaces, \" for a quote."""
    words: list[str] = []
    word, is_open, is_quoted = "", False, False
    at = 0
    while at < len(line):
        if line.startswith('\\"', at):
            word, is_open, at = word + '"', True, at + 1
        elif line[at] == '"':
            is_quoted, is_open = not is_quoted, True
        elif line[at] in " \t" and not is_quoted:
            if is_open:
                words.append(word)
            word, is_open = "", False
        else:
            word, is_open = word + line[at], True
        at += 1
    return tuple([*words, word] if is_open else words)
