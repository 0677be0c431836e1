"""The history that goes on without its file: nothing raises, rows wait, and are written when they can be."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.store import KeepingHistory, open_history
from numbfeet_tray.shell.store.keeping import PATIENCE, REMEMBERED
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import locked, span, sql, table

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(home: Path) -> Path:
    return home / "history.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def filled(path: Path, clock: ManualClock) -> bytes:
    history, messages = open_history(path, clock)
    assert messages == []
    history.append_many([span(1.0, 2.0)], Instant(2.0), {"old": 1})
    history.close()
    return path.read_bytes()


def starts(path: Path) -> list[int]:
    """Return the start of every stored span, in boot-time seconds of a clock that was never set."""
    base = ManualClock().wall().timestamp() - ManualClock().boot()
    return [round(row["start_utc"] / 1000 - base) for row in table(path, "span")]


# --------------------------------------------------------------------------------------------- a file in trouble


@pytest.mark.parametrize("damage", ["header", "half", "rubbish in the middle"])
def test_a_damaged_history_is_moved_aside_and_a_new_one_begun(path: Path, clock: ManualClock, damage: str) -> None:
    whole = filled(path, clock)
    broken = {
        "header": b"?" * 100 + whole[100:],
        "half": whole[: len(whole) // 2],
        "rubbish in the middle": whole[:8192] + b"\xa5" * 4096 + whole[12288:],
    }[damage]
    path.write_bytes(broken)

    history, messages = open_history(path, clock)
    history.append(span(5.0, 6.0), Instant(6.0))
    history.close()

    aside = path.with_name("history-damaged-20261123T080000Z.sqlite3")
    assert aside.read_bytes() == broken
    (message,) = messages
    assert "is damaged" in message
    assert f"It was moved to {aside}, and a new history begun." in message
    assert starts(path) == [5]


def test_the_log_of_a_damaged_history_goes_with_it(path: Path, clock: ManualClock) -> None:
    filled(path, clock)
    path.write_bytes(b"?" * 4096)
    Path(f"{path}-wal").write_bytes(b"log")
    Path(f"{path}-shm").write_bytes(b"index")

    open_history(path, clock)[0].close()

    aside = path.with_name("history-damaged-20261123T080000Z.sqlite3")
    assert aside.read_bytes() == b"?" * 4096
    # SQLite has looked at the log before it gave up; what it did to it is its own affair.
    assert Path(f"{aside}-wal").exists()
    assert starts(path) == []


def test_a_second_damaged_history_does_not_replace_the_first(path: Path, clock: ManualClock) -> None:
    for text in (b"1", b"2", b"3"):
        path.write_bytes(text * 4096)
        open_history(path, clock)[0].close()

    names = sorted(file.name for file in path.parent.glob("history-damaged-*"))
    assert names == [f"history-damaged-20261123T080000Z{count}.sqlite3" for count in ("-2", "-3", "")]


def test_a_damaged_history_that_cannot_be_moved_stays_and_the_program_goes_on(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: str) -> None:
        raise PermissionError(13, "Permission denied")

    path.write_bytes(b"?" * 4096)
    monkeypatch.setattr(Path, "rename", refuse)

    history, messages = open_history(path, clock)
    history.append(span(1.0, 2.0), Instant(2.0))
    history.close()

    assert messages == [f"The damaged history {path} cannot be moved aside: Permission denied."]
    assert path.read_bytes() == b"?" * 4096


def test_a_newer_history_is_left_alone_and_the_program_goes_on(path: Path, clock: ManualClock) -> None:
    filled(path, clock)
    sql(path, "PRAGMA user_version = 99")
    before = path.read_bytes()

    history, messages = open_history(path, clock)
    history.append_many([span(5.0, 6.0)], Instant(6.0), {"new": 1})
    assert history.load_state() == {"new": 1}
    assert history.waiting == 1
    history.close()

    assert "newer numbfeet-tray" in messages[0]
    assert path.read_bytes() == before


def test_rubbish_in_the_saved_state_is_told_and_the_rest_kept(path: Path, clock: ManualClock) -> None:
    filled(path, clock)
    sql(path, "UPDATE state SET json = '[1'")

    history, messages = open_history(path, clock)
    with closing(history):
        assert history.load_state() is None
        assert history.problem == ""

    assert messages == [f"The saved state in {path} cannot be read; the clocks begin anew."]
    assert starts(path) == [1]


# ------------------------------------------------------------------------------------------------ rows that wait


def test_rows_wait_while_the_file_is_in_use_and_are_written_in_order(path: Path, clock: ManualClock) -> None:
    history, _ = open_history(path, clock)
    with closing(history):
        with locked(path):
            for start in (1.0, 2.0, 3.0):
                history.append(span(start, start + 1), Instant(start + 1))
            history.save_state({"a": 1})
            assert "Another program is using the history" in history.problem
            assert history.waiting == 3
        assert not starts(path)
        assert history.retry()
        assert history.problem == ""
        history.append(span(4.0, 5.0), Instant(5.0))

        assert starts(path) == [1, 2, 3, 4]
    assert len(table(path, "run")) == 1
    assert sql(path, "SELECT json FROM state") == [('{"a":1}',)]


def test_the_file_is_tried_again_by_itself_but_not_at_every_row(path: Path, clock: ManualClock) -> None:
    history, _ = open_history(path, clock)
    with closing(history):
        with locked(path):
            history.append(span(1.0, 2.0), Instant(2.0))
        clock.advance(PATIENCE - 1)
        history.append(span(2.0, 3.0), Instant(3.0))
        assert history.waiting == 2

        clock.advance(1)
        history.append(span(3.0, 4.0), Instant(4.0))

        assert history.waiting == 0
        assert starts(path) == [1, 2, 3]


def test_rows_that_waited_keep_the_time_at_which_they_came(path: Path, clock: ManualClock) -> None:
    path.mkdir()
    history, messages = open_history(path, clock)
    history.append(span(1000.0, 1001.0), Instant(1001.0))
    clock.set_wall(7200)
    path.rmdir()
    history.close()

    assert "Is a directory" in messages[0]
    assert starts(path) == [1000]
    assert table(path, "run")[0]["started_utc"] == round(ManualClock().wall().timestamp() * 1000)


def test_rows_that_can_never_be_written_are_counted_at_the_end(
    path: Path, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    path.mkdir()
    history, _ = open_history(path, clock)
    history.append(span(1.0, 2.0), Instant(2.0))
    caplog.clear()

    history.close()
    history.close()

    assert caplog.record_tuples[-1][1:] == (
        logging.WARNING,
        f"1 rows of the history are lost: The history {path} cannot be opened: Is a directory.",
    )
    assert len(caplog.records) == 1


def test_damage_that_shows_while_running_costs_the_old_rows_only(path: Path, clock: ManualClock) -> None:
    history, _ = open_history(path, clock)
    history.append_many([span(1.0, 2.0)], Instant(2.0), {"a": 1})
    with locked(path):
        history.append(span(2.0, 3.0), Instant(3.0))
    path.write_bytes(b"?" * 8192)

    history.append(span(3.0, 4.0), Instant(4.0))
    assert history.retry()
    history.close()

    assert starts(path) == [2, 3]
    assert sql(path, "SELECT json FROM state") == [('{"a":1}',)]
    assert "a new history begun" in history.messages[-1]


def test_the_same_trouble_is_told_once_and_old_trouble_is_forgotten(path: Path, clock: ManualClock) -> None:
    path.mkdir()
    history = KeepingHistory(path, clock)
    for _ in range(3):
        assert not history.retry()
    assert len(history.messages) == 1

    for _ in range(REMEMBERED):
        path.rmdir()
        assert history.retry()
        with locked(path):
            history.append(span(1.0, 2.0), Instant(2.0))
        path.rename(path.with_name("elsewhere"))
        path.mkdir()
        assert not history.retry()

    assert len(history.messages) == REMEMBERED
    history.close()


def test_totals_hold_what_is_on_disk_and_what_waits(path: Path, clock: ManualClock) -> None:
    begin = clock.wall()
    history, _ = open_history(path, clock)
    with closing(history):
        history.append(span(1000.0, 1060.0), Instant(1060.0))
        with locked(path):
            history.append(span(1060.0, 1090.0), Instant(1090.0))
            assert history.totals(begin, begin + timedelta(days=1)).seated == 30.0
        assert history.retry()
        assert history.totals(begin, begin + timedelta(days=1)).seated == 90.0
        with locked(path):
            history.append(span(1090.0, 1100.0), Instant(1100.0))


def test_totals_of_a_file_that_went_bad_are_what_is_left(path: Path, clock: ManualClock) -> None:
    history, _ = open_history(path, clock)
    assert history._disk is not None
    history._disk.abandon()

    begin = clock.wall()
    assert history.totals(begin, begin + timedelta(days=1)).seated == 0.0

    assert history.problem
    assert history.retry()
    history.close()


# --------------------------------------------------------------------------------------------------- a full disk

FULL = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from numbfeet_tray.core.effects import RecordSpan, SpanKind
    from numbfeet_tray.shell.store import open_history
    from tests.fakes.clock import ManualClock
    from tests.shell.test_store_keeping import starts

    def fill(folder):
        # To the last byte: the ballast grows until nothing more goes in.
        with (folder / "ballast").open("wb", buffering=0) as ballast:
            for size in (4096, 1):
                try:
                    while True:
                        ballast.write(bytes(size))
                except OSError:
                    pass

    folder, way = Path(sys.argv[1]), sys.argv[2]
    path = folder / "history.sqlite3"
    history, messages = open_history(path, ManualClock())
    assert not messages, messages
    history.append(RecordSpan(SpanKind.SEATED, 0, 1), 1)
    if way == "tmpfs":
        fill(folder)
    else:
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    number = 1
    while not history.problem:
        history.append(RecordSpan(SpanKind.SEATED, number, number + 1), number + 1)
        number += 1
        assert number < 100_000
    print(number, history.problem)
    for number in range(number, number + 5):
        history.append(RecordSpan(SpanKind.SEATED, number, number + 1), number + 1)
    assert not history.retry()
    assert history.waiting == 6, history.waiting
    if way == "tmpfs":
        (folder / "ballast").unlink()
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert history.retry(), history.problem
    history.close()
    assert starts(path) == list(range(number + 1)), starts(path)
    if way == "tmpfs":
        path.unlink()
        fill(folder)
        history, messages = open_history(path, ManualClock())
        print(messages)
        history.append(RecordSpan(SpanKind.SEATED, 0, 1), 1)
        assert history.waiting == 1
        (folder / "ballast").unlink()
        history.close()
        assert starts(path) == [0]
    """
)


def run_full(folder: Path, way: str) -> str:
    command = [sys.executable, "-c", FULL, str(folder), way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_rows_wait_while_the_file_may_not_grow(home: Path) -> None:
    assert "cannot be" in run_full(home, "limit")


if sys.platform == "linux" and os.getuid() == 0:  # only root can mount; the limit above shows the same to others

    def test_rows_wait_while_the_disk_is_full(home: Path) -> None:
        folder = home / "small"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], check=True)
        try:
            assert "The disk is full" in run_full(folder, "tmpfs")
        finally:
            subprocess.run(["umount", str(folder)], check=True)
