"""Notes and acknowledgements: kept beside the history, private, and gone when they are deleted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from numbfeet_tray.shell.store import schema
from numbfeet_tray.shell.store.notes import LONGEST_TEXT, Feeling, Note, Notes
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.fakes.clock import ManualClock

AT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a history may be."""
    return tmp_path / "history.sqlite3"


def test_a_note_comes_back_as_it_was_written(path: Path) -> None:
    notes = Notes(path)
    first = notes.add(AT, "desk-minute", Feeling.BETTER, "warm feet — ok")
    second = notes.add(AT + timedelta(minutes=1))

    assert notes.all() == [
        Note(first, AT, "desk-minute", Feeling.BETTER, "warm feet — ok"),
        Note(second, AT + timedelta(minutes=1), "", Feeling.UNSAID, ""),
    ]


def test_without_a_file_there_is_nothing_and_no_file_is_made(path: Path) -> None:
    notes = Notes(path)

    assert (notes.all(), notes.delete(None), notes.acknowledged()) == ([], 0, frozenset())
    assert not path.exists()


def test_a_file_made_for_a_note_is_private(path: Path) -> None:
    Notes(path).add(AT)

    assert path.stat().st_mode & 0o077 == 0


def test_a_very_long_note_is_cut(path: Path) -> None:
    notes = Notes(path)
    notes.add(AT, text="x" * (LONGEST_TEXT + 1))

    assert len(notes.all()[0].text) == LONGEST_TEXT


def test_deleting_one_leaves_the_others_and_its_id_is_never_given_again(path: Path) -> None:
    notes = Notes(path)
    first, second = notes.add(AT, text="one"), notes.add(AT, text="two")

    assert notes.delete([second, 99]) == 1
    assert [note.id for note in notes.all()] == [first]
    assert notes.add(AT) == second + 1


def test_a_deleted_note_is_nowhere_in_the_files_any_more(path: Path) -> None:
    notes = Notes(path)
    notes.add(AT, text="a very private sentence")

    assert notes.delete(None) == 1
    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"very private" not in left


def test_notes_can_be_kept_while_the_program_writes_its_history(path: Path) -> None:
    with closing(SqliteHistory(path, ManualClock())) as history:
        notes = Notes(path)
        notes.add(AT, text="meanwhile")
        history.save_state({"a": 1})

        assert [note.text for note in notes.all()] == ["meanwhile"]
        assert history.load_state() == {"a": 1}


def test_a_history_of_the_first_version_can_take_notes(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, schema.MIGRATIONS[:1])

    Notes(path).add(AT, text="kept")

    assert [note.text for note in Notes(path).all()] == ["kept"]


def test_what_was_acknowledged_stays_acknowledged(path: Path) -> None:
    notes = Notes(path)
    notes.acknowledge({"first-run"}, AT)
    notes.acknowledge({"first-run", "exercise:walk"}, AT.astimezone(UTC))

    assert notes.acknowledged() == {"first-run", "exercise:walk"}


def test_a_file_that_is_no_history_is_refused(path: Path) -> None:
    path.write_bytes(b"?" * 4096)

    with pytest.raises(CorruptStore):
        Notes(path).all()
    with pytest.raises(StoreProblem, match="cannot be opened"):
        Notes(path.parent / "nowhere" / "history.sqlite3").add(AT)
