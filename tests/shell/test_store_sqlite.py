"""The history file itself: private, append-only, carried forward, and left alone when it is not ours to change."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from numbfeet_tray import __version__
from numbfeet_tray.core.units import Instant
from numbfeet_tray.shell.store import schema
from numbfeet_tray.shell.store.boot import boot_id
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.contract.history_contract import ROWS
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import locked, span, sql, table


@pytest.fixture
def path(home: Path) -> Path:
    return home / "history.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def filled(path: Path, clock: ManualClock) -> bytes:
    """Make a history that holds something; return the file as it is once closed."""
    with closing(SqliteHistory(path, clock)) as history:
        for row, at in ROWS:
            history.append(row, at)
        history.save_state({"clock": 1})
    return path.read_bytes()


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


# ------------------------------------------------------------------------------------------------ what is stored


def test_instants_are_stored_as_utc_milliseconds_with_the_local_offset(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock)) as history:
        clock.advance(600)
        history.append(span(1000.0, 1300.25), Instant(1600.0))

    assert table(path, "span") == [
        {
            "run": 1,
            "kind": "seated",
            "start_utc": ms("2026-11-23T09:00:00+01:00"),
            "end_utc": ms("2026-11-23T09:05:00.250+01:00"),
            "utc_offset": 60,
        }
    ]


def test_spans_touch_although_the_wall_clock_is_slewed_between_the_appends(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock)) as history:
        for start in range(0, 1000, 10):
            clock.advance(10)
            clock.set_wall(0.009)
            history.append(span(1000 + start, 1010 + start), Instant(1010.0 + start))
    spans = table(path, "span")

    assert all(first["end_utc"] == then["start_utc"] for first, then in pairwise(spans))
    assert {row["end_utc"] - row["start_utc"] for row in spans} == {10_000}


def test_a_wall_clock_that_is_set_moves_what_is_stored_from_then_on(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock)) as history:
        clock.advance(10)
        clock.set_wall(-3600)
        clock.set_zone("America/New_York")
        history.append(span(1000.0, 1010.0), Instant(1010.0))

    (row,) = table(path, "span")
    assert row["end_utc"] == ms("2026-11-23T08:00:10+01:00")
    assert row["utc_offset"] == -300


def test_a_run_is_noted_when_it_starts_and_when_it_ends(path: Path, clock: ManualClock) -> None:
    for _ in range(2):
        with closing(SqliteHistory(path, clock)):
            clock.advance(3600)
    SqliteHistory(path, clock).abandon()

    runs, ends = table(path, "run"), table(path, "run_end")
    assert [(run["id"], run["version"], run["boot_id"]) for run in runs] == [
        (n, __version__, boot_id()) for n in (1, 2, 3)
    ]
    assert [(end["run"], end["ended_utc"]) for end in ends] == [
        (1, ms("2026-11-23T10:00:00+01:00")),
        (2, ms("2026-11-23T11:00:00+01:00")),
    ]


def test_rows_name_the_run_they_come_from(path: Path, clock: ManualClock) -> None:
    for _ in range(2):
        with closing(SqliteHistory(path, clock)) as history:
            history.append(span(1.0, 2.0), Instant(2.0))

    assert [row["run"] for row in table(path, "span")] == [1, 2]


def test_a_step_is_stored_whole_or_not_at_all(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock)) as history:
        history.save_state({"before": 1})
        with pytest.raises(StoreProblem, match="CHECK"):
            history.append_many([span(1.0, 2.0), span(9.0, 3.0)], Instant(9.0), {"after": 1})
        assert history.load_state() == {"before": 1}
        history.append(span(1.0, 2.0), Instant(2.0))

    assert len(table(path, "span")) == 1


@pytest.mark.parametrize("name", schema.APPEND_ONLY)
def test_rows_cannot_be_changed_by_anybody(path: Path, clock: ManualClock, name: str) -> None:
    filled(path, clock)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sql(path, f"UPDATE {name} SET utc_offset = 0")


# ------------------------------------------------------------------------------------------------- who may read


def test_the_files_are_closed_to_others_from_the_start(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock)):
        files = [path, Path(f"{path}-wal"), Path(f"{path}-shm")]
        assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3


def test_files_that_were_open_to_others_are_closed(path: Path, clock: ManualClock) -> None:
    filled(path, clock)
    path.chmod(0o644)
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM run").fetchall()
        assert stat.S_IMODE(Path(f"{path}-wal").stat().st_mode) == 0o644
        with closing(SqliteHistory(path, clock)):
            files = [path, Path(f"{path}-wal"), Path(f"{path}-shm")]
            assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3


# ---------------------------------------------------------------------------------------------------- migrations


def test_the_file_says_whose_it_is_and_of_which_version(path: Path, clock: ManualClock) -> None:
    filled(path, clock)

    assert sql(path, "PRAGMA user_version") == [(len(schema.MIGRATIONS),)]
    assert sql(path, "PRAGMA application_id") == [(schema.APPLICATION_ID,)]
    assert sql(path, "PRAGMA journal_mode") == [("wal",)]


def test_an_older_file_is_carried_forward_one_version_at_a_time(path: Path) -> None:
    older = (*schema.MIGRATIONS,)
    newer = (
        *older,
        ("ALTER TABLE span ADD COLUMN note TEXT",),
        ("UPDATE state SET json = '{}'", "CREATE TABLE extra (a)"),
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, ())
        assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []
        schema.migrate(connection, older)
        connection.execute("INSERT INTO state VALUES ('program', '{\"a\": 1}')")
        connection.execute("INSERT INTO span VALUES (1, 'seated', 1, 2, 0)")

        schema.migrate(connection, newer)
        schema.migrate(connection, newer)

        assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
        assert connection.execute("SELECT * FROM span").fetchall() == [(1, "seated", 1, 2, 0, None)]
        assert connection.execute("SELECT * FROM state").fetchall() == [("program", "{}")]


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection)
        before = connection.execute("SELECT sql FROM sqlite_master").fetchall()

        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, (*schema.MIGRATIONS, ("CREATE TABLE extra (a)", "NONSENSE")))

        assert connection.execute("SELECT sql FROM sqlite_master").fetchall() == before
        assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
        assert not connection.in_transaction


def test_an_empty_file_becomes_a_history(path: Path, clock: ManualClock) -> None:
    path.touch()

    filled(path, clock)

    assert len(table(path, "span")) == 2


def test_a_file_of_a_newer_version_is_refused_and_not_a_byte_of_it_touched(path: Path, clock: ManualClock) -> None:
    filled(path, clock)
    # The newer version stands in the log only, as it does when that program was killed.
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute("PRAGMA wal_autocheckpoint = 0")
        newer.execute("PRAGMA user_version = 99")
        log = Path(f"{path}-wal")
        before = (path.read_bytes(), log.read_bytes())

        with pytest.raises(StoreProblem, match=r"newer numbfeet-tray \(format 99, this one knows \d+\)") as problem:
            SqliteHistory(path, clock)

        assert not isinstance(problem.value, CorruptStore)
        assert (path.read_bytes(), log.read_bytes()) == before


def test_somebody_elses_database_is_refused_and_left_as_it_is(path: Path, clock: ManualClock) -> None:
    sql(path, "CREATE TABLE addresses (name)", "INSERT INTO addresses VALUES ('Ada')")
    before = path.read_bytes()

    with pytest.raises(StoreProblem, match="is not a numbfeet history"):
        SqliteHistory(path, clock)

    assert path.read_bytes() == before


# ------------------------------------------------------------------------------------------------------- trouble


def test_a_damaged_header_is_told(path: Path, clock: ManualClock) -> None:
    path.write_bytes(b"not a data" + filled(path, clock)[10:])

    with pytest.raises(CorruptStore, match="is damaged: file is not a database"):
        SqliteHistory(path, clock)


def test_a_truncated_file_is_told(path: Path, clock: ManualClock) -> None:
    whole = filled(path, clock)
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CorruptStore, match="is damaged"):
        SqliteHistory(path, clock)


def test_a_page_of_rubbish_is_told(path: Path, clock: ManualClock) -> None:
    whole = filled(path, clock)
    path.write_bytes(whole[:8192] + b"\xa5" * 4096 + whole[12288:])

    with pytest.raises(CorruptStore, match="is damaged"):
        SqliteHistory(path, clock)


def test_a_file_that_another_program_holds_is_told_after_a_bounded_wait(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock)) as history:
        with locked(path):
            with pytest.raises(StoreProblem, match="Another program is using the history"):
                history.append(span(1.0, 2.0), Instant(2.0))
            with pytest.raises(StoreProblem, match="Another program is using the history"):
                SqliteHistory(path, clock)
        history.append(span(1.0, 2.0), Instant(2.0))

    assert len(table(path, "span")) == 1


def test_a_folder_in_the_way_is_told(path: Path, clock: ManualClock) -> None:
    path.mkdir()

    with pytest.raises(StoreProblem, match="cannot be opened: Is a directory"):
        SqliteHistory(path, clock)


def test_a_folder_that_is_missing_is_told(path: Path, clock: ManualClock) -> None:
    with pytest.raises(StoreProblem, match="cannot be opened: No such file"):
        SqliteHistory(path / "deeper", clock)


@pytest.mark.parametrize("rubbish", ["", "{", "[1]", "null", "[" * 100_000])
def test_a_saved_state_that_is_rubbish_is_told(path: Path, clock: ManualClock, rubbish: str) -> None:
    filled(path, clock)
    sql(path, f"UPDATE state SET json = '{rubbish}'")

    with closing(SqliteHistory(path, clock)) as history:
        with pytest.raises(StoreProblem, match="clocks begin anew"):
            history.load_state()
        history.save_state({"new": 1})
        assert history.load_state() == {"new": 1}


def test_a_run_that_is_opened_again_goes_on_unless_the_file_is_another(path: Path, clock: ManualClock) -> None:
    with closing(SqliteHistory(path, clock, begun=5)) as first:
        run = first.run
    with closing(SqliteHistory(path, clock, begun=5, run=run)) as again:
        assert again.run == run
    with closing(SqliteHistory(path, clock, begun=6, run=run)) as other:
        assert other.run == run + 1


def test_closing_in_the_wrong_thread_is_harmless(path: Path, clock: ManualClock) -> None:
    history = SqliteHistory(path, clock)
    thread = threading.Thread(target=history.close)
    thread.start()
    thread.join()  # an exception in the thread would fail the test

    history.close()
    assert len(table(path, "run_end")) == 1
