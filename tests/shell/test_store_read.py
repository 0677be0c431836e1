"""What a day held, as the tray's Today line and the command line ask for it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from numbfeet_tray.core.effects import Outcome, RecordPrompt, RecordRoutine, RecordUndo, RoutineEnd, SpanKind
from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import Row
from numbfeet_tray.shell.store.problem import CorruptStore, StoreProblem
from numbfeet_tray.shell.store.read import Totals, open_reader, rows, totals
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.contract.history_contract import PROMPT
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import span, sql

NINE = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
HOUR = 3600.0


def recorded(path: Path, *found: tuple[Row, float]) -> None:
    """Store rows whose instants are seconds since nine o'clock."""
    with closing(SqliteHistory(path, ManualClock(boot=0.0))) as history:
        for row, at in found:
            history.append(row, Instant(at))


def between(path: Path, since: float, until: float) -> Totals:
    with closing(open_reader(path)) as reader:
        return totals(reader, NINE + timedelta(seconds=since), NINE + timedelta(seconds=until))


@pytest.fixture
def path(home: Path) -> Path:
    return home / "history.sqlite3"


def test_a_history_without_rows_has_no_totals(path: Path) -> None:
    recorded(path)

    assert between(path, 0, HOUR) == Totals()


def test_seated_spans_are_cut_to_the_time_asked_for(path: Path) -> None:
    recorded(
        path,
        (span(-600.0, 600.0), 600.0),
        (span(600.0, 900.0, SpanKind.AWAY), 900.0),
        (span(900.0, 1000.0, SpanKind.STANDING), 1000.0),
        (span(1000.0, 5000.0), 5000.0),
    )

    assert between(path, 0, HOUR).seated == 600.0 + 2600.0
    assert between(path, 650, 950).seated == 0.0
    assert between(path, -HOUR, 2 * HOUR).seated == 5200.0


def test_an_absence_that_was_taken_back_counts_as_seated(path: Path) -> None:
    undo = RecordUndo(Instant(600.0), Instant(900.0))
    recorded(path, (span(0.0, 600.0), 600.0), (span(600.0, 900.0, SpanKind.AWAY), 900.0), (undo, 1000.0))

    assert between(path, 0, HOUR).seated == 900.0


def test_a_prompt_counts_once_for_each_outcome_whatever_its_levels(path: Path) -> None:
    def prompted(number: int, level: int, outcome: Outcome) -> tuple[Row, float]:
        return RecordPrompt(replace(PROMPT, id=number, level=level), outcome), 10.0 * number + level

    recorded(
        path,
        prompted(1, 1, Outcome.SHOWN),
        prompted(1, 2, Outcome.SHOWN),
        prompted(1, 2, Outcome.STARTED),
        prompted(2, 1, Outcome.SHOWN),
        prompted(2, 1, Outcome.SKIPPED),
    )
    recorded(path, prompted(1, 1, Outcome.SHOWN))  # another run of the program counts its prompts anew

    assert between(path, 0, HOUR).prompts == {"shown": 3, "started": 1, "skipped": 1}
    assert between(path, 20, HOUR).prompts == {"shown": 1, "skipped": 1}


def test_only_finished_routines_count(path: Path) -> None:
    def ended(at: float, end: RoutineEnd) -> tuple[Row, float]:
        return RecordRoutine("toe-20", Instant(at - 20), Instant(at), end, 1, 0, 2, None), at

    recorded(
        path, ended(100.0, RoutineEnd.FINISHED), ended(200.0, RoutineEnd.STOPPED), ended(5000.0, RoutineEnd.FINISHED)
    )

    assert between(path, 0, HOUR).routines == 1
    assert between(path, 0, 2 * HOUR).routines == 2


def test_totals_add_up() -> None:
    first, second = Totals(prompts={"shown": 1, "held": 2}), Totals(routines=3, prompts={"shown": 4})

    assert first + second == Totals(routines=3, prompts={"shown": 5, "held": 2})


def test_rows_come_oldest_first_with_the_names_of_their_columns(path: Path) -> None:
    recorded(path, (span(0.0, 10.0), 10.0), (span(10.0, 20.0, SpanKind.AWAY), 20.0), (span(20.0, 30.0), 30.0))

    with closing(open_reader(path)) as reader:
        found = list(rows(reader, "span", NINE + timedelta(seconds=10), NINE + timedelta(seconds=30)))

    assert [row["kind"] for row in found] == ["away", "seated"]
    assert list(found[0]) == ["run", "kind", "start_utc", "end_utc", "utc_offset"]


def test_the_history_can_be_read_while_the_program_writes_to_it(path: Path) -> None:
    with closing(SqliteHistory(path, ManualClock(boot=0.0))) as history:
        history.append(span(0.0, 10.0), Instant(10.0))
        assert between(path, 0, HOUR).seated == 10.0
        history.append(span(10.0, 20.0), Instant(20.0))
        assert between(path, 0, HOUR).seated == 20.0


def test_a_reader_cannot_write(path: Path) -> None:
    recorded(path)

    with closing(open_reader(path)) as reader, pytest.raises(Exception, match="readonly"):
        reader.execute("DELETE FROM run")


def test_what_cannot_be_read_is_told(path: Path) -> None:
    with pytest.raises(StoreProblem, match="There is no history yet"):
        open_reader(path)
    assert not path.exists()

    path.write_bytes(b"?" * 4096)
    with pytest.raises(CorruptStore, match="is damaged"):
        open_reader(path)

    path.unlink()
    recorded(path)
    sql(path, "PRAGMA user_version = 99")
    with pytest.raises(StoreProblem, match="newer numbfeet-tray"):
        open_reader(path)
