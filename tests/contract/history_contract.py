"""What every `ports.History` keeps to, the fake as well as the real ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from numbfeet_tray.core.effects import (
    Outcome,
    Prompt,
    RecordPrompt,
    RecordRoutine,
    RecordSpan,
    RecordUndo,
    RoutineEnd,
    SpanKind,
)
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import History, Row

PROMPT = Prompt(3, "feet", 2, Seconds(1803.25), 1, "desk-minute", discreet=True)
ROWS: list[tuple[Row, Instant]] = [
    (RecordSpan(SpanKind.SEATED, Instant(100.0), Instant(400.5)), Instant(400.5)),
    (RecordSpan(SpanKind.AWAY, Instant(400.5), Instant(800.125)), Instant(800.125)),
    (RecordUndo(Instant(400.5), Instant(800.125)), Instant(805.0)),
    (RecordPrompt(PROMPT, Outcome.SHOWN), Instant(806.0)),
    (RecordPrompt(PROMPT, Outcome.SNOOZED, "300"), Instant(810.0)),
    (
        RecordRoutine("desk-minute", Instant(820.0), Instant(880.0), RoutineEnd.FINISHED, 4, 1, 5, PROMPT.id),
        Instant(880.0),
    ),
    (RecordRoutine("toe-20", Instant(890.0), Instant(895.0), RoutineEnd.STOPPED, 0, 0, 2, None), Instant(895.0)),
]


class HistoryContract:
    """Subclasses give `opened`, which opens the same history each time, and `rows_of`, which reads it."""

    @contextmanager
    def opened(self) -> Iterator[History]:
        raise NotImplementedError

    def rows_of(self) -> list[tuple[Row, Instant]]:
        """Return (row, instant of the step) of everything stored; a span and a routine give their end."""
        raise NotImplementedError

    def test_a_new_history_is_empty(self) -> None:
        with self.opened() as history:
            assert history.load_state() is None
        assert self.rows_of() == []

    def test_rows_are_read_back_as_they_were_appended(self) -> None:
        with self.opened() as history:
            for row, at in ROWS:
                history.append(row, at)

        assert self.by_kind(self.rows_of()) == self.by_kind(ROWS)

    def test_rows_of_one_step_are_stored_together_with_the_state(self) -> None:
        undone: list[Row] = [row for row, at in ROWS if isinstance(row, RecordPrompt)]
        with self.opened() as history:
            history.append_many(undone, Instant(806.0), {"clock": 1})
            history.append_many((), Instant(807.0))
            assert history.load_state() == {"clock": 1}

        assert self.rows_of() == [(row, Instant(806.0)) for row in undone]

    def test_appending_goes_on_after_reopening(self) -> None:
        for row, at in ROWS:
            with self.opened() as history:
                history.append(row, at)

        assert self.by_kind(self.rows_of()) == self.by_kind(ROWS)

    def test_the_last_saved_state_is_the_one_that_is_loaded(self) -> None:
        state = {"clocks": {"feet": 12.5, "seat": None}, "words": ["Füße", "\u0000"], "on": True}
        with self.opened() as history:
            history.save_state({"old": 1})
            history.save_state(state)
            assert history.load_state() == state
        with self.opened() as history:
            assert history.load_state() == state

    def test_what_is_loaded_is_the_callers_own(self) -> None:
        state: dict[str, Any] = {"list": [1]}
        with self.opened() as history:
            history.save_state(state)
            state["list"].append(2)
            loaded = history.load_state()
            assert loaded == {"list": [1]}
            loaded["list"].append(3)
            assert history.load_state() == {"list": [1]}

    def test_a_state_that_json_cannot_hold_is_refused_and_the_saved_one_stays(self) -> None:
        with self.opened() as history:
            history.save_state({"good": 1})
            for bad in ({"a": object()}, {"a": math.nan}):
                with pytest.raises((TypeError, ValueError)):
                    history.save_state(bad)
            assert history.load_state() == {"good": 1}

    def test_closing_twice_is_harmless(self) -> None:
        with self.opened() as history:
            history.close()

    @staticmethod
    def by_kind(rows: list[tuple[Row, Instant]]) -> list[tuple[Row, Instant]]:
        """Order rows by their kind; each kind keeps its order."""
        return sorted(rows, key=lambda pair: type(pair[0]).__name__)
