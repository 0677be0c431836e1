"""Every history keeps to the contract: the fake, the strict one, and the one that keeps, also while it waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import History, Row
from numbfeet_tray.shell.store import open_history
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.contract.history_contract import HistoryContract
from tests.fakes.clock import ManualClock
from tests.fakes.history import MemoryHistory
from tests.shell.store_scene import locked, rows_of


class TestMemoryHistory(HistoryContract):
    @pytest.fixture(autouse=True)
    def _begin(self) -> None:
        self.history = MemoryHistory()

    @contextmanager
    def opened(self) -> Iterator[History]:
        with closing(self.history):
            yield self.history
        assert self.history.is_closed

    def rows_of(self) -> list[tuple[Row, Instant]]:
        return self.history.rows


class TestSqliteHistory(HistoryContract):
    @pytest.fixture(autouse=True)
    def _begin(self, home: Path) -> None:
        self.path = home / "history.sqlite3"
        self.clock = ManualClock()
        SqliteHistory(self.path, self.clock).close()

    @contextmanager
    def opened(self) -> Iterator[History]:
        with closing(SqliteHistory(self.path, self.clock)) as history:
            yield history

    def rows_of(self) -> list[tuple[Row, Instant]]:
        return rows_of(self.path, self.clock)


class TestKeepingHistory(TestSqliteHistory):
    @contextmanager
    def opened(self) -> Iterator[History]:
        history, messages = open_history(self.path, self.clock)
        assert messages == []
        with closing(history):
            yield history


class TestKeepingHistoryWhoseFileIsLocked(TestSqliteHistory):
    """Whatever the contract does, it does while another program holds the file; only closing finds it free."""

    @contextmanager
    def opened(self) -> Iterator[History]:
        history, _messages = open_history(self.path, self.clock)
        with closing(history), locked(self.path):
            yield history
