"""What the tests of the store share: opening, and reading rows back as the effects they came from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
from numbfeet_tray.ports import Clock, Row
from numbfeet_tray.shell.store.read import open_reader, rows

EVER = (datetime(1970, 1, 2, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


def span(start: float, end: float, kind: SpanKind = SpanKind.SEATED) -> RecordSpan:
    return RecordSpan(kind, Instant(start), Instant(end))


def table(path: Path, name: str) -> list[dict[str, Any]]:
    """Return all rows of one table."""
    with closing(open_reader(path)) as reader:
        return list(rows(reader, name, *EVER))


def rows_of(path: Path, clock: Clock) -> list[tuple[Row, Instant]]:
    """Return every row as the effect and instant it came from, by the clock's present distance from UTC."""

    def instant(utc: int) -> Instant:
        return Instant(round(utc / 1000 - clock.wall().timestamp() + clock.boot(), 3))

    found: list[tuple[Row, Instant]] = []
    for row in table(path, "span"):
        start, end = instant(row["start_utc"]), instant(row["end_utc"])
        found.append((RecordSpan(SpanKind(row["kind"]), start, end), end))
    found += [
        (RecordUndo(instant(row["start_utc"]), instant(row["end_utc"])), instant(row["at_utc"]))
        for row in table(path, "undo")
    ]
    for row in table(path, "prompt"):
        seated, is_discreet = Seconds(row["seated_s"]), bool(row["discreet"])
        prompt = Prompt(
            row["prompt_id"], row["reminder"], row["level"], seated, row["held"], row["offer"], discreet=is_discreet
        )
        found.append((RecordPrompt(prompt, Outcome(row["outcome"]), row["detail"]), instant(row["at_utc"])))
    for row in table(path, "routine"):
        start, end = instant(row["start_utc"]), instant(row["end_utc"])
        steps = (row["steps_done"], row["steps_skipped"], row["steps"])
        found.append((RecordRoutine(row["routine"], start, end, RoutineEnd(row["how"]), *steps, row["by_prompt"]), end))
    return found


def sql(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements as some other program would; return the rows of the last."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        found: list[tuple[Any, ...]] = []
        for statement in statements:
            found = connection.execute(statement).fetchall()
        return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the history's write lock, as another program in the middle of a transaction does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
