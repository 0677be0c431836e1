"""Rows of the history as the columns of their tables, with instants turned into UTC.

Talks to: the clock it is given.
Thread: the engine's.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numbfeet_tray.core.effects import RecordPrompt, RecordRoutine, RecordSpan, RecordUndo
from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import Clock, Row

Column = str | int | float | None
SLACK_MS = 1000.0
"""How far the wall clock may drift from the kept offset before it counts as set."""

INSERTS = {
    "run": "INSERT INTO run (started_utc, utc_offset, version, boot_id)"
    " VALUES (:started_utc, :utc_offset, :version, :boot_id)",
    "run_end": "INSERT INTO run_end VALUES (:run, :ended_utc, :utc_offset)",
    "span": "INSERT INTO span VALUES (:run, :kind, :start_utc, :end_utc, :utc_offset)",
    "prompt": "INSERT INTO prompt VALUES (:run, :prompt_id, :reminder, :level, :outcome, :detail, :seated_s, :held,"
    " :offer, :discreet, :at_utc, :utc_offset)",
    "routine": "INSERT INTO routine VALUES (:run, :routine, :start_utc, :end_utc, :utc_offset, :how, :steps_done,"
    " :steps_skipped, :steps, :by_prompt, :input_while_up)",
    "undo": "INSERT INTO undo VALUES (:run, :start_utc, :end_utc, :at_utc, :utc_offset)",
}
"""One statement per table; `:run` is filled in by the file's owner."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row, ready to be inserted but for the id of its run."""

    table: str
    """A key of `INSERTS`."""
    columns: dict[str, Column]


class UtcScale:
    """Turns instants into UTC by the distance of the wall clock from the boot-time clock.

    The distance is kept until it is off by more than `SLACK_MS`, so that a span ends on the very millisecond on
    which the next begins although the wall clock is slewed all the time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._distance_ms = self._measure()

    def _measure(self) -> float:
        wall = self._clock.wall()
        self._utc_offset = round((wall.utcoffset() or wall - wall).total_seconds() / 60)
        return (wall.timestamp() - self._clock.boot()) * 1000

    def look(self) -> None:
        """Read the clocks again, before the next instants are turned."""
        measured = self._measure()
        if abs(measured - self._distance_ms) > SLACK_MS:
            self._distance_ms = measured

    @property
    def utc_offset(self) -> int:
        """Minutes that local time was east of UTC at the last look."""
        return self._utc_offset

    def utc(self, instant: Instant) -> int:
        """Return `instant` in milliseconds since 1970 UTC."""
        return round(instant * 1000 + self._distance_ms)

    def now(self) -> int:
        """Return the present in milliseconds since 1970 UTC."""
        return self.utc(self._clock.boot())

    def records(self, rows: Sequence[Row], at: Instant) -> list[Record]:
        """Return the records of `rows`, which come from the step at `at`."""
        self.look()
        return [self._record(row, at) for row in rows]

    def _record(self, row: Row, at: Instant) -> Record:
        columns: dict[str, Column] = {"utc_offset": self._utc_offset}
        match row:
            case RecordSpan(kind, start, end):
                columns |= {"kind": kind.value, "start_utc": self.utc(start), "end_utc": self.utc(end)}
                return Record("span", columns)
            case RecordPrompt(prompt, outcome, detail):
                columns |= {"prompt_id": prompt.id, "reminder": prompt.reminder, "level": prompt.level}
                columns |= {"outcome": outcome.value, "detail": detail, "seated_s": float(prompt.seated)}
                columns |= {"held": prompt.held, "offer": prompt.offer, "discreet": int(prompt.discreet)}
                return Record("prompt", columns | {"at_utc": self.utc(at)})
            case RecordRoutine():
                columns |= {"routine": row.routine, "how": row.end.value, "by_prompt": row.by_prompt}
                columns |= {"start_utc": self.utc(row.started), "end_utc": self.utc(row.ended)}
                columns |= {"steps_done": row.steps_done, "steps_skipped": row.steps_skipped, "steps": row.steps}
                columns |= {"input_while_up": int(row.input_while_up)}
                return Record("routine", columns)
            case RecordUndo(start, end):
                columns |= {"start_utc": self.utc(start), "end_utc": self.utc(end), "at_utc": self.utc(at)}
                return Record("undo", columns)
