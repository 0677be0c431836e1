"""The catalogue in force: one's own files come in as they are saved, and a wrong one changes nothing."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.app.routine_book import RoutineBook
from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.loop import SelectorLoop

OWN = '[[routine]]\nid = "mine"\nname = "{}"\n[[routine.step]]\nexercise = "toe-curls"\n'
SWAP = '[[routine]]\nid = "toe-20"\nname = "Mine"\n[[routine.step]]\nexercise = "{}"\n'


def own(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "own.toml").write_text(text, encoding="utf-8")


def told(book: RoutineBook) -> list[Notification]:
    notices: list[Notification] = []
    book.tell_problems(notices.append)
    return notices


def test_ones_own_extend_the_built_in_ones_and_can_take_their_place(tmp_path: Path) -> None:
    folder = tmp_path / "routines.d"
    book = RoutineBook(folder)
    built_in = {one.id for one in book.routines(())}
    own(folder, OWN.format("Mine") + SWAP.format("alphabet"))

    assert book.reload()
    found = {one.id: one for one in book.routines(())}
    assert found.keys() == built_in | {"mine"}
    assert [step.exercise for step in found["toe-20"].steps] == ["alphabet"]
    assert book.catalogue.own == {"mine", "toe-20"}


def test_a_wrong_file_changes_nothing_and_is_told_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "routines.d"
    own(folder, OWN.format("Mine"))
    book = RoutineBook(folder)
    before = book.routines(())
    own(folder, OWN.format("Other") + "seconds = 0\n")

    assert not book.reload()
    assert book.routines(()) is before
    (notice,) = told(book)
    assert "own.toml:6: routine[1].step[1].seconds = 0" in notice.body
    own(folder, OWN.format("Other"))
    assert book.reload()
    assert told(book) == []


def test_saving_the_same_again_is_no_change(tmp_path: Path) -> None:
    folder = tmp_path / "routines.d"
    own(folder, OWN.format("Mine"))
    book = RoutineBook(folder)
    own(folder, OWN.format("Mine"))

    assert not book.reload()


def test_what_is_hidden_is_left_out_and_worked_out_once(tmp_path: Path) -> None:
    book = RoutineBook(tmp_path / "routines.d")
    hidden = book.routines(("reduced-feeling",))

    assert "shoes-off-5" not in {one.id for one in hidden}
    assert book.routines(("reduced-feeling",)) is hidden
    assert "shoes-off-5" in {one.id for one in book.routines(())}


def test_a_file_that_is_saved_is_noticed_even_when_there_was_no_folder_yet(tmp_path: Path) -> None:
    loop = SelectorLoop(SystemClock())
    book = RoutineBook(tmp_path / "routines.d")
    seen: list[bool] = []

    def changed() -> None:
        seen.append(book.reload())
        loop.stop()

    close = book.watch(loop, changed)
    loop.call_soon(lambda: own(tmp_path / "routines.d", OWN.format("Mine")))
    loop.run(lambda: 5.0 if not seen else None)
    close()
    loop.close()

    assert seen == [True]
