"""Whether the history is sound, and its latest rows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from numbfeet_tray.core.effects import RecordUndo
from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.store.check import check_history
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem
from numbfeet_tray.shell.store.read import latest
from numbfeet_tray.shell.store.schema import MIGRATIONS
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import span


@pytest.fixture
def path(home: Path) -> Path:
    path = home / "history.sqlite3"
    with closing(SqliteHistory(path, ManualClock(boot=0.0))) as history:
        for minute in range(300):
            history.append(span(minute * 60.0, minute * 60.0 + 60.0), Instant(minute * 60.0 + 60.0))
        history.append(RecordUndo(Instant(5000.0), Instant(5600.0)), Instant(5700.0))
    return path


def test_a_sound_history_tells_its_rows_and_size(path: Path) -> None:
    found = check_history(path)
    assert found.rows == 301 + 2, "with the begin and the end of the run"
    assert found.size == path.stat().st_size
    assert found.format == len(MIGRATIONS)


def test_a_damaged_page_is_found(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = b"\xff" * 2000
    path.write_bytes(content)
    with pytest.raises(CorruptStore, match="damaged"):
        check_history(path)


def test_no_history_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem, match="no history yet"):
        check_history(tmp_path / "none")
    with pytest.raises(StoreProblem, match="no history yet"):
        latest(tmp_path / "none", 5)


def test_the_latest_rows_of_all_tables_come_newest_last(path: Path) -> None:
    rows = latest(path, 3)
    assert [row["table"] for row in rows] == ["span", "span", "span"]
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert [row["table"] for row in latest(path, 250)].count("undo") == 1
    assert len(latest(path, 10_000)) == 301
