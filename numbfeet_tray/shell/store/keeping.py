"""The history that goes on when its file does not: rows wait in memory until they can be written.

Talks to: the history file, through `SqliteHistory`.
Thread: the one that built it.
Blocks: on the disk, as `SqliteHistory` does.
Fails with: nothing; `problem` says what is wrong.
Missing when: never.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from numbfeet_tray.core.units import MINUTE, Instant, after
from numbfeet_tray.ports import Clock, Row
from numbfeet_tray.shell.store.day import Day, read_day
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem
from numbfeet_tray.shell.store.read import Totals, totals
from numbfeet_tray.shell.store.record import INSERTS, Record, UtcScale
from numbfeet_tray.shell.store.schema import migrate
from numbfeet_tray.shell.store.sqlite import SIDE_FILES, SqliteHistory, decoded, encoded
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)

PATIENCE = MINUTE
"""After a failure the file is left alone this long, unless `retry` asks: each try may wait for a lock."""
REMEMBERED = 10
_Found = TypeVar("_Found")


def open_history(path: Path, clock: Clock) -> tuple[KeepingHistory, list[str]]:
    """Open the history at `path`, whatever state it is in.

    Returns:
        The history, and one line for the person for each thing that is wrong. A damaged file was moved aside and
        a new one begun; with a file that cannot be used the rows wait in memory.
    """
    history = KeepingHistory(path, clock)
    return history, list(history.messages)


class KeepingHistory:
    """`ports.History` that never raises for trouble with the file."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._scale = UtcScale(clock)
        self._begun = self._scale.now()
        self._disk: SqliteHistory | None = None
        self._run: int | None = None
        self._kept: list[Record] = []
        self._state: str | None = None
        self._state_waits = False
        self._is_closed = False
        self._not_before: Instant = clock.boot()
        self.problem = ""
        """What keeps rows from the file now, in one line for the person; empty when nothing does."""
        self.messages: list[str] = []
        """What was wrong last, oldest first, up to `REMEMBERED` lines."""
        self.retry()
        self._load()

    @property
    def waiting(self) -> int:
        """How many rows wait in memory."""
        return len(self._kept)

    def append(self, row: Row, at: Instant) -> None:
        """Append one row."""
        self.append_many((row,), at)

    def append_many(self, rows: Sequence[Row], at: Instant, state: Mapping[str, Any] | None = None) -> None:
        """Append rows and replace the state, on disk if it can be, together with what waits."""
        if state is not None:
            self._state = encoded(state)
            self._state_waits = True
        self._kept += self._scale.records(rows, at)
        if not self.problem or self._clock.boot() >= self._not_before:
            self.retry()

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Replace the saved state."""
        self.append_many((), self._clock.boot(), state)

    def load_state(self) -> dict[str, Any] | None:
        """Return the last saved state; None when there is none or it could not be read."""
        return None if self._state is None else decoded(self._state)

    def totals(self, since: datetime, until: datetime) -> Totals:
        """Return what happened from `since` to `until`, both aware, with the rows that wait."""
        found = _from_memory(self._kept, lambda memory: totals(memory, since, until)) if self._kept else Totals()
        if self._disk is not None:
            try:
                found += self._disk.totals(since, until)
            except StoreProblem as problem:
                self._fail(problem)
        return found

    def day(self, since: datetime, until: datetime) -> Day:
        """Return what the menu says of the day from `since` to `until`, both aware, with the rows that wait."""
        found = _from_memory(self._kept, lambda memory: read_day(memory, since, until)) if self._kept else Day()
        if self._disk is not None:
            try:
                found += self._disk.day(since, until)
            except StoreProblem as problem:
                self._fail(problem)
        return found

    def retry(self) -> bool:
        """Write what waits, now; return whether all of it is on disk."""
        try:
            if self._disk is None:
                self._disk = self._open()
            if self._kept or self._state_waits:
                self._disk.write(self._kept, self._state if self._state_waits else None)
        except StoreProblem as problem:
            self._fail(problem)
            return False
        self._kept.clear()
        self._state_waits = False
        if self.problem:
            log.info("the history can be written again")
        self.problem = ""
        return True

    def close(self) -> None:
        """Write what waits if that can be done at last, and release the file."""
        if self._is_closed:
            return
        self._is_closed = True
        if not self.retry():
            log.warning("%d rows of the history are lost: %s", len(self._kept), self.problem)
        if self._disk is not None:
            self._disk.close()
            self._disk = None

    def _fail(self, problem: StoreProblem) -> None:
        self._not_before = after(self._clock.boot(), PATIENCE)
        # Opened anew next time: the file may have been moved, or is to be moved aside.
        if self._disk is not None:
            self._disk.abandon()
            self._disk = None
        if str(problem) != self.problem:
            self.problem = str(problem)
            self._tell(self.problem)

    def _tell(self, message: str) -> None:
        self.messages.append(message)
        del self.messages[:-REMEMBERED]
        log.warning("%s", message)

    def _open(self) -> SqliteHistory:
        try:
            disk = SqliteHistory(self._path, self._clock, self._begun, self._run)
        except CorruptStore as problem:
            aside = set_aside(self._path, self._clock.wall())
            self._tell(
                _("{problem} It was moved to {aside}, and a new history begun.").format(problem=problem, aside=aside)
            )
            disk = SqliteHistory(self._path, self._clock, self._begun)
            self._state_waits = self._state is not None
        self._run = disk.run
        return disk

    def _load(self) -> None:
        try:
            if self._disk is not None and (state := self._disk.load_state()) is not None:
                self._state = encoded(state)
        except StoreProblem as problem:
            self._tell(str(problem))


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged history and what SQLite keeps beside it, so that they can be looked into together.

    Raises:
        StoreProblem: it cannot be renamed.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.stem}-damaged-{stamp}-{count}{path.suffix}")
    try:
        # The log goes first: left behind, SQLite would play it into the new file.
        for side in (*SIDE_FILES, ""):
            if (file := Path(f"{path}{side}")).exists():
                file.rename(f"{aside}{side}")
    except OSError as error:
        raise StoreProblem(
            _("The damaged history {path} cannot be moved aside: {reason}.").format(path=path, reason=error.strerror)
        ) from error
    return aside


def _from_memory(records: Sequence[Record], read: Callable[[sqlite3.Connection], _Found]) -> _Found:
    """Return what `read` finds in a history that holds only `records`."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        migrate(memory)
        for record in records:
            memory.execute(INSERTS[record.table], {**record.columns, "run": 0})
        return read(memory)
