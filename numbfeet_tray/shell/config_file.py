"""The configuration file: its text, what it means, and the last good configuration while it is wrong.

Talks to: the file system; reads one file, never writes it.
Thread: any, one at a time.
Blocks: as long as reading at most 1 MiB takes.
Fails with: nothing; whatever is wrong with the file is a `Problem`.
Missing when: never; a missing file stands for the defaults.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.problem import Allowed, NumberRange, Problem, ProblemKind

if TYPE_CHECKING:
    from numbfeet_tray.config.parse import Problems

LARGEST = 64 * 1024
"""Bytes of a file that are still taken for a configuration: about ten times the example. Reading the worst of that
size takes half a second, in which the loop does nothing else."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What came of reading the file."""

    config: Config
    """What is in force: the file's, or the last good one when there are problems."""
    problems: Problems
    """What is wrong with the file; empty when it is good or missing."""
    changed: bool
    """Whether `config` differs from the one in force before."""


class ConfigFile:
    """Keeps the configuration in force: the defaults until `reload` finds a good file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = Config()
        """The configuration in force."""
        self._routines: Collection[str] | None = None
        self._exercises: Collection[str] | None = None

    def know_routines(self, routines: Collection[str], exercises: Collection[str] | None = None) -> None:
        """From the next `reload` on, take only these ids of routines, and of exercises where they are given."""
        self._routines = routines
        self._exercises = exercises

    def reload(self) -> LoadResult:
        """Read the file; a file with problems leaves the configuration in force as it is."""
        text = read_text(self.path)
        found = self._understood(text) if isinstance(text, str) else (text,)
        if not isinstance(found, Config):
            return LoadResult(self.config, found, changed=False)
        changed = found != self.config
        self.config = found
        return LoadResult(found, (), changed)

    def _understood(self, text: str) -> Config | Problems:
        if not text:
            return Config()  # as most people have it: they do not pay for what reads a config
        from numbfeet_tray.config.parse import parse  # noqa: PLC0415

        return parse(text, self._routines, self._exercises)


def read_text(path: Path) -> str | Problem:
    """Return the text of the file at `path`, or why there is none.

    A missing file, and the null device, are empty text; a byte order mark is left out.
    """
    content = _read(path)
    if isinstance(content, Problem):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(line, "", content[error.start], ProblemKind.NOT_UTF8)


def _read(path: Path) -> bytes | Problem:
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode) and str(path) != os.devnull:
                return _problem(ProblemKind.NOT_A_FILE)
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return b""
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return _problem(ProblemKind.IS_A_DIRECTORY if path.is_dir() else ProblemKind.UNREADABLE, reason)
    if len(content) > LARGEST:
        return _problem(ProblemKind.TOO_LARGE, len(content), NumberRange(0, LARGEST))
    return content


def _problem(kind: ProblemKind, value: object = None, allowed: Allowed = None) -> Problem:
    return Problem(None, "", value, kind, allowed)


def _open_without_waiting(path: str, flags: int) -> int:
    """Open `path` at once even when it is a pipe that nobody writes to."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
