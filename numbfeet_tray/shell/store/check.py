"""Whether the history is sound, and how much is in it.

Talks to: SQLite, reading only.
Thread: any.
Blocks: while the whole file is read.
Fails with: StoreProblem.
Missing when: never.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from numbfeet_tray.shell.store.problem import CorruptStore, problem_of
from numbfeet_tray.shell.store.read import open_reader
from numbfeet_tray.shell.store.schema import APPEND_ONLY
from numbfeet_tray.text.catalog import _


@dataclass(frozen=True, slots=True)
class Soundness:
    """A history that is sound."""

    rows: int
    """In all tables of the history."""
    size: int
    """Bytes of the file."""
    format: int
    """Number of the newest migration that was run on it."""


def check_history(path: Path) -> Soundness:
    """Check every page of the history at `path`.

    Raises:
        CorruptStore: it is damaged.
        StoreProblem: there is none, or it cannot be read by this version.
    """
    try:
        with closing(open_reader(path)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise CorruptStore(_("The history {path} is damaged: {reason}.").format(path=path, reason=found))
            counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in APPEND_ONLY)  # noqa: S608 - our names
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            return Soundness(sum(counts), path.stat().st_size, version)
    except sqlite3.Error as error:
        raise problem_of(error, path) from error
