"""`history`, `routines`, `replay`: what was recorded, and what is there to do."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from numbfeet_tray.cli import Exit
from numbfeet_tray.core.effects import Outcome, RecordPrompt, RecordRoutine, RecordUndo, RoutineEnd, SpanKind
from numbfeet_tray.core.events import SettingsChanged
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.trace import Header, Timed, plain_line
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.shell.store.sqlite import SqliteHistory
from tests.app.desk import ROUTINES
from tests.cli.conftest import Run
from tests.contract.history_contract import PROMPT
from tests.fakes.clock import ManualClock
from tests.shell.store_scene import span


@pytest.fixture
def history(home: Path) -> Path:
    """A morning: half an hour seated, a prompt, a routine, a break that was taken back."""
    paths = Paths.of(os.environ)
    paths.make_data()
    with closing(SqliteHistory(paths.history, ManualClock(boot=0.0))) as history:
        history.append(span(0.0, 1803.0), Instant(1803.0))
        history.append(RecordPrompt(PROMPT, Outcome.SHOWN), Instant(1810.0))
        routine = RecordRoutine("toe-20", Instant(1830.0), Instant(1850.0), RoutineEnd.FINISHED, 2, 0, 2, None)
        history.append(routine, Instant(1850.0))
        history.append(span(1860.0, 2400.0, SpanKind.AWAY), Instant(2400.0))
        history.append(RecordUndo(Instant(1860.0), Instant(2400.0)), Instant(2450.0))
    return paths.history


def test_the_latest_rows_in_words(run: Run, history: Path) -> None:
    said = run("history")
    assert said.code == Exit.OK
    first, prompt, routine, away, undo = said.out.splitlines()
    assert first == "2026-11-23 09:00:00 to 09:30:03  seated 30 min"
    assert prompt.startswith(f"2026-11-23 09:30:10  prompt {PROMPT.reminder}, level {PROMPT.level}, after")
    assert routine == "2026-11-23 09:30:50  routine toe-20: finished, 2 of 2 steps done"
    assert away == "2026-11-23 09:31:00 to 09:40:00  away 9 min"
    assert undo == "2026-11-23 09:40:50  a break of 9 min was taken back"


def test_the_latest_rows_for_scripts(run: Run, history: Path) -> None:
    lines = [json.loads(line) for line in run("history", "--json", "--limit", "2").out.splitlines()]
    assert [line["table"] for line in lines] == ["span", "undo"]
    assert lines[0]["start"] == "2026-11-23T09:31:00+01:00"
    assert lines[0]["kind"] == "away"


def test_without_a_history_that_is_said(run: Run, home: Path) -> None:
    said = run("history")
    assert (said.code, said.out) == (Exit.NO_HISTORY, "")
    assert said.err.startswith("There is no history yet: ")
    paths = Paths.of(os.environ)
    paths.make_data()
    SqliteHistory(paths.history, ManualClock()).close()
    assert run("history").out == "The history is empty.\n"
    paths.history.write_bytes(b"no database at all, but long enough to be looked at")
    assert run("history").code == Exit.BAD_INPUT


def test_the_routines_are_listed_with_what_start_takes(run: Run) -> None:
    listed = dict(line.split(maxsplit=1) for line in run("routines", "list").out.splitlines())
    plain = json.loads(run("routines", "list", "--json").out)
    assert list(listed) == [routine["id"] for routine in plain]
    assert listed["desk-minute"].startswith("Desk minute (")
    assert all(routine["seconds"] == sum(step["seconds"] for step in routine["steps"]) for routine in plain)


def test_a_routine_is_shown_step_by_step(run: Run) -> None:
    (plain,) = [one for one in json.loads(run("routines", "list", "--json").out) if one["id"] == "toe-20"]
    told = run("routines", "show", "toe-20").out
    for number, step in enumerate(plain["steps"], start=1):
        assert f"\n{number}. {step['name']} (" in told
    assert "This is no medical advice." in told.splitlines()[-1]
    assert json.loads(run("routines", "show", "toe-20", "--json").out) == plain
    said = run("routines", "show", "none")
    assert (said.code, said.out) == (Exit.REFUSED, "")
    assert "routines list" in said.err


def test_a_trace_written_by_hand_is_for_simulate(run: Run, tmp_path: Path) -> None:
    trace = tmp_path / "day.jsonl"
    trace.write_text('{"trace": 1, "start": "2026-11-23T09:00:00+01:00", "zone": "Europe/Berlin"}\n')
    said = run("replay", str(trace))
    assert (said.code, said.out) == (Exit.BAD_INPUT, "")
    assert "numbfeet simulate --trace" in said.err
    assert run("simulate", "--trace", str(trace)).code == Exit.OK


@pytest.mark.parametrize("content", [b"", b"no trace", b"\xff\xfe", None])
def test_what_is_no_trace_is_told(content: bytes | None, run: Run, tmp_path: Path) -> None:
    trace = tmp_path / "day.jsonl"
    if content is not None:
        trace.write_bytes(content)
    said = run("replay", str(trace))
    assert (said.code, said.out) == (Exit.BAD_INPUT, "")
    assert said.err.startswith(str(trace))


def test_a_trace_with_a_state_that_cannot_be_read_is_told(run: Run, tmp_path: Path) -> None:
    header = {"trace": 1, "start": "2026-11-23T09:00:00+01:00", "zone": "UTC", "state": {"version": 1}}
    trace = tmp_path / "day.jsonl"
    settings = _settings_line()
    trace.write_text(f"{json.dumps(header)}\n{settings}\n")
    said = run("replay", str(trace))
    assert said.code == Exit.BAD_INPUT
    assert "the saved state in it cannot be read" in said.err


def _settings_line() -> str:

    what = SettingsChanged(Settings(), ROUTINES)
    return json.dumps(plain_line(Timed(Seconds(0.0), what), Header(datetime(2026, 11, 23, tzinfo=UTC), "UTC")))
