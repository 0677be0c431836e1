"""After a routine, for who wants to be asked: one click, kept as a private note."""

from __future__ import annotations

from pathlib import Path

import pytest

from numbfeet_tray.app.afterwards import Question
from numbfeet_tray.app.front import NOTICE
from numbfeet_tray.shell.store.notes import Feeling, Notes
from tests.app.desk import Desk


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path / "history.sqlite3")


def asking(notes: Notes, *, is_wanted: bool = True) -> Desk:
    desk = Desk()
    desk.front.question = Question(notes, desk.clock.wall, lambda: is_wanted)
    desk.sit()
    return desk


def test_nobody_is_asked_who_did_not_ask_for_it(notes: Notes) -> None:
    desk = asking(notes, is_wanted=False)
    desk.ask("start", routine="toe-20")
    desk.wait(21.0)
    assert NOTICE not in desk.notes.slots


def test_one_click_keeps_a_note(notes: Notes) -> None:
    desk = asking(notes)
    desk.ask("start", routine="toe-20")
    desk.wait(21.0)
    assert [label for _, label in desk.notes.slots[NOTICE].actions] == ["Better", "The same", "Worse"]
    desk.front.action_chosen(NOTICE, "notes--add--same")
    assert [(note.routine, note.feeling) for note in notes.all()] == [("toe-20", Feeling.SAME)]


def test_a_stopped_routine_asks_nothing_and_other_buttons_note_nothing(notes: Notes) -> None:
    desk = asking(notes)
    desk.ask("start", routine="toe-20")
    desk.ask("stop")
    assert NOTICE not in desk.notes.slots
    for action in ("", "default", "understood", "better", "notes--add--", "notes--add--x"):
        desk.front.action_chosen(NOTICE, action)
    assert notes.all() == []


def test_a_note_that_cannot_be_kept_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"?" * 4096)
    desk = asking(Notes(tmp_path / "history.sqlite3"))
    desk.front.action_chosen(NOTICE, "notes--add--better")
