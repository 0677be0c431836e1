"""What the person writes after a routine, and which notices they have read. In the history's file, beside the history.

Talks to: SQLite, through a connection of its own for each call; the running program may write meanwhile.
Thread: any.
Blocks: on the disk, and up to `BUSY` seconds for another writer.
Fails with: StoreProblem.
Missing when: never; the file is made when something is written.

Notes are private: no figure is drawn from them, and a report holds them only when it is asked to. They can be deleted,
and what is deleted is overwritten in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.store.problem import StoreProblem, problem_of
from numbfeet_tray.shell.store.schema import migrate, refuse_foreign
from numbfeet_tray.text.catalog import _

BUSY = Seconds(2.0)
LONGEST_TEXT = 4000
"""Characters of a note that are kept."""


class Feeling(StrEnum):
    """How the person feels after a routine, in a word. Never a score."""

    UNSAID = ""
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    id: int
    at: datetime
    """Aware, in the time zone it was written in."""
    routine: str
    """Id of the routine it is about; empty for none."""
    feeling: Feeling
    text: str


class Notes:
    """The notes and acknowledgements in the history at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, at: datetime, routine: str = "", feeling: Feeling = Feeling.UNSAID, text: str = "") -> int:
        """Keep a note written at `at` (aware) and return its id."""
        offset = at.utcoffset() or timedelta()
        row = (_ms(at), round(offset.total_seconds() / 60), routine, feeling.value, text[:LONGEST_TEXT])
        with self._open() as connection, connection:
            cursor = connection.execute(
                "INSERT INTO note (at_utc, utc_offset, routine, feeling, text) VALUES (?, ?, ?, ?, ?)", row
            )
            return int(cursor.lastrowid or 0)

    def all(self) -> list[Note]:
        """Return every note, oldest first; none when there is no file."""
        if not self._path.exists():
            return []
        query = "SELECT id, at_utc, utc_offset, routine, feeling, text FROM note ORDER BY at_utc, id"
        with self._open() as connection:
            return [
                Note(ident, _at(ms, offset), routine, Feeling(feeling), text)
                for ident, ms, offset, routine, feeling, text in connection.execute(query)
            ]

    def delete(self, ids: Collection[int] | None) -> int:
        """Delete the notes of these ids, all of them when None; return how many there were."""
        if not self._path.exists():
            return 0
        with self._open() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with connection:
                if ids is None:
                    count = connection.execute("DELETE FROM note").rowcount
                else:
                    count = sum(connection.execute("DELETE FROM note WHERE id = ?", (one,)).rowcount for one in ids)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # the log holds the old pages, too
        return count

    def acknowledged(self) -> frozenset[str]:
        """Return what the person has acknowledged; nothing when there is no file."""
        if not self._path.exists():
            return frozenset()
        with self._open() as connection:
            return frozenset(what for (what,) in connection.execute("SELECT what FROM acknowledged"))

    def acknowledge(self, what: Collection[str], at: datetime) -> None:
        """Keep that the person acknowledged each of `what` at `at` (aware)."""
        with self._open() as connection, connection:
            connection.executemany(
                "INSERT OR IGNORE INTO acknowledged VALUES (?, ?)", [(one, _ms(at)) for one in sorted(what)]
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            if self._path.exists():
                uri = f"{self._path.absolute().as_uri()}?mode=ro"
                with closing(sqlite3.connect(uri, uri=True, timeout=BUSY)) as reader:
                    refuse_foreign(reader, self._path)
            else:
                self._path.touch(0o600)
            with closing(sqlite3.connect(self._path, timeout=BUSY, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = WAL").fetchall()
                migrate(connection)
                connection.isolation_level = "IMMEDIATE"
                yield connection
        except sqlite3.Error as error:
            raise problem_of(error, self._path) from error
        except OSError as error:
            message = _("The history {path} cannot be opened: {reason}.")
            raise StoreProblem(message.format(path=self._path, reason=error.strerror)) from error


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _at(ms: int, offset: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(timezone(timedelta(minutes=offset)))
