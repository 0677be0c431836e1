"""The history in its SQLite file: strict, every trouble is a StoreProblem.

Talks to: SQLite.
Thread: the one that built it.
Blocks: on the disk, and up to `BUSY` seconds for another program's lock.
Fails with: StoreProblem; CorruptStore when the file is damaged.
Missing when: never; sqlite3 is part of Python.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from numbfeet_tray import __version__
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Clock, Row
from numbfeet_tray.shell.store.boot import boot_id
from numbfeet_tray.shell.store.day import Day, read_day
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem, problem_of
from numbfeet_tray.shell.store.read import Totals, totals
from numbfeet_tray.shell.store.record import INSERTS, Record, UtcScale
from numbfeet_tray.shell.store.schema import migrate, refuse_foreign
from numbfeet_tray.text.catalog import _

BUSY = Seconds(0.25)
STATE_KEY = "program"
_STATE_INSERT = "INSERT OR REPLACE INTO state VALUES (:key, :json)"
SIDE_FILES = ("-wal", "-shm")
"""What SQLite puts beside the file in WAL mode."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # the log is synced at each commit: what was acknowledged survives a power cut
    "PRAGMA fullfsync = ON",  # macOS: fsync alone leaves data in the drive's cache
    "PRAGMA cache_size = -256",  # KiB; the default is 2 MB
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 64",  # pages: keeps the log, and its index in memory, small
    "PRAGMA trusted_schema = OFF",
)


class SqliteHistory:
    """`ports.History` on one file, closed to others."""

    def __init__(self, path: Path, clock: Clock, begun: int | None = None, run: int | None = None) -> None:
        """Open or create the file, bring it to the newest version, and note that the program runs.

        Args:
            path: the file; its folder must exist.
            clock: for UTC and for the time of the run.
            begun: when the program began, in milliseconds since 1970 UTC; None for now.
            run: id that this run of the program already has in the file, when it is opened again.

        Raises:
            CorruptStore: the file is damaged.
            StoreProblem: it is newer, not ours, locked, or cannot be written.
        """
        self._path = path
        self._scale = UtcScale(clock)
        _make_private(path)
        with _sorted_out(path):
            self._connection = _connect(path)
        try:
            with _sorted_out(path), self._transaction():
                self.run = self._begin_run(self._scale.now() if begun is None else begun, run)
        except StoreProblem:
            self.abandon()
            raise

    def _begin_run(self, begun: int, known: int | None) -> int:
        # The id alone proves nothing: the file may be a new one since.
        query = "SELECT id FROM run WHERE id = ? AND started_utc = ?"
        if self._connection.execute(query, (known, begun)).fetchone():
            return int(known or 0)
        run = {"started_utc": begun, "utc_offset": self._scale.utc_offset, "version": __version__, "boot_id": boot_id()}
        return int(self._connection.execute(INSERTS["run"], run).lastrowid or 0)

    def append(self, row: Row, at: Instant) -> None:
        """Append one row."""
        self.append_many((row,), at)

    def append_many(self, rows: Sequence[Row], at: Instant, state: Mapping[str, Any] | None = None) -> None:
        """Append rows and replace the state in one transaction."""
        self.write(self._scale.records(rows, at), None if state is None else encoded(state))

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Replace the saved state."""
        self.write((), encoded(state))

    def write(self, records: Sequence[Record], state: str | None) -> None:
        """Insert records, and the state as JSON text unless it is None, in one transaction.

        Raises:
            StoreProblem: nothing was written.
        """
        with _sorted_out(self._path), self._transaction():
            for record in records:
                self._connection.execute(INSERTS[record.table], {**record.columns, "run": self.run})
            if state is not None:
                self._connection.execute(_STATE_INSERT, {"key": STATE_KEY, "json": state})

    def load_state(self) -> dict[str, Any] | None:
        """Return the saved state, or None when there is none.

        Raises:
            StoreProblem: it cannot be read, or is no JSON object.
        """
        with _sorted_out(self._path):
            found = self._connection.execute("SELECT json FROM state WHERE key = ?", (STATE_KEY,)).fetchone()
        if found is None:
            return None
        if (state := decoded(found[0])) is None:
            raise StoreProblem(
                _("The saved state in {path} cannot be read; the clocks begin anew.").format(path=self._path)
            )
        return state

    def totals(self, since: datetime, until: datetime) -> Totals:
        """Return what happened from `since` to `until`, both aware."""
        with _sorted_out(self._path):
            return totals(self._connection, since, until)

    def day(self, since: datetime, until: datetime) -> Day:
        """Return what the menu says of the day from `since` to `until`, both aware."""
        with _sorted_out(self._path):
            return read_day(self._connection, since, until)

    def close(self) -> None:
        """Note the end of the run and close the file; a note that cannot be written is left out."""
        self._scale.look()
        end = {"ended_utc": self._scale.now(), "utc_offset": self._scale.utc_offset}
        try:
            self.write((Record("run_end", {**end}),), None)
        except StoreProblem:
            pass  # a run without an end says that it was cut off, and that is what happened
        self.abandon()

    def abandon(self) -> None:
        """Close the file without a note."""
        try:
            self._connection.close()
        except sqlite3.Error:
            pass  # closing tidies the log away; the next opening will

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # SQLite may have rolled back by itself, as it does when the disk is full.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def encoded(state: Mapping[str, Any]) -> str:
    """Return the state as JSON text.

    Raises:
        TypeError, ValueError: the caller gave something that JSON cannot hold.
    """
    return json.dumps(dict(state), allow_nan=False, separators=(",", ":"))


def decoded(text: str) -> dict[str, Any] | None:
    """Return the state that `text` holds; None when it is no JSON object."""
    try:
        state = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return state if isinstance(state, dict) else None


@contextmanager
def _sorted_out(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise problem_of(error, path) from error


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if sys.platform != "win32":
            # SQLite gives the files beside it the mode of this one.
            for file in (path, *(Path(f"{path}{side}") for side in SIDE_FILES)):
                if file.exists() and file.stat().st_mode & 0o077:
                    file.chmod(0o600)
    except OSError as error:
        raise StoreProblem(
            _("The history {path} cannot be opened: {reason}.").format(path=path, reason=error.strerror)
        ) from error


def _connect(path: Path) -> sqlite3.Connection:
    # Looked at first through a connection that cannot write: even closing another would tidy the log away.
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY)) as reader:
        refuse_foreign(reader, path)
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, cached_statements=16)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
        _check_whole(connection, path)
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise CorruptStore(_("The history {path} is damaged: {reason}.").format(path=path, reason=verdict))
