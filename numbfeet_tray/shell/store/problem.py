"""What can be wrong with the history file.

Talks to: nothing; it sorts SQLite's errors.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.text.catalog import _

# The primary result codes of https://www.sqlite.org/rescode.html; Python names them from 3.11 on only in part.
_BUSY = frozenset({5, 6})
_CORRUPT = frozenset({11, 26})
_FULL = 13


class StoreProblem(NumbfeetError):
    """The history cannot be read or written now. The message is one line for the person."""


class CorruptStore(StoreProblem):
    """The history file is damaged or is no database."""


def problem_of(error: sqlite3.Error, path: Path) -> StoreProblem:
    """Return what `error` means for the history at `path`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte of an extended code is the primary one
    if code in _CORRUPT:
        return CorruptStore(_("The history {path} is damaged: {reason}.").format(path=path, reason=error))
    if code in _BUSY:
        return StoreProblem(_("Another program is using the history {path}.").format(path=path))
    if code == _FULL:
        return StoreProblem(_("The disk is full: the history {path} cannot be written.").format(path=path))
    return StoreProblem(_("The history {path} cannot be used: {reason}.").format(path=path, reason=error))
