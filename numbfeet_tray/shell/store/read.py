"""Reading the history: what a stretch of time held. For the tray's Today line, the command line and tests.

Talks to: SQLite.
Thread: the connection's.
Blocks: on the disk.
Fails with: sqlite3.Error; `open_reader` with StoreProblem.
Missing when: never.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.store.problem import StoreProblem, problem_of
from numbfeet_tray.shell.store.schema import refuse_foreign
from numbfeet_tray.text.catalog import _


@dataclass(frozen=True, slots=True)
class Totals:
    """What happened in a stretch of time."""

    seated: Seconds = Seconds(0.0)
    """Settled seated time, with absences that the person took back; the present span is not in it yet."""
    routines: int = 0
    """Routines finished."""
    prompts: dict[str, int] = field(default_factory=dict)
    """How many prompts came to each `Outcome`; a prompt counts once per outcome, whatever its levels."""

    def __add__(self, other: Totals) -> Totals:
        """Return both together."""
        prompts = {
            outcome: self.prompts.get(outcome, 0) + other.prompts.get(outcome, 0)
            for outcome in {**self.prompts, **other.prompts}
        }
        return Totals(Seconds(self.seated + other.seated), self.routines + other.routines, prompts)


_SEATED = """SELECT coalesce(sum(min(end_utc, :until) - max(start_utc, :since)), 0) FROM (
    SELECT start_utc, end_utc FROM span WHERE kind = 'seated' AND end_utc > :since AND start_utc < :until
    UNION ALL
    SELECT start_utc, end_utc FROM undo WHERE end_utc > :since AND start_utc < :until)"""
_ROUTINES = "SELECT count(*) FROM routine WHERE how = 'finished' AND end_utc >= :since AND end_utc < :until"
_PROMPTS = """SELECT outcome, count(*) FROM (
    SELECT DISTINCT outcome, run, prompt_id FROM prompt WHERE at_utc >= :since AND at_utc < :until)
    GROUP BY outcome ORDER BY outcome"""

_BY_TIME = {
    "run": "SELECT * FROM run WHERE started_utc >= :since AND started_utc < :until ORDER BY id",
    "run_end": "SELECT * FROM run_end WHERE ended_utc >= :since AND ended_utc < :until ORDER BY rowid",
    "span": "SELECT * FROM span WHERE end_utc > :since AND start_utc < :until ORDER BY start_utc, rowid",
    "prompt": "SELECT * FROM prompt WHERE at_utc >= :since AND at_utc < :until ORDER BY at_utc, rowid",
    "routine": "SELECT * FROM routine WHERE end_utc > :since AND start_utc < :until ORDER BY start_utc, rowid",
    "undo": "SELECT * FROM undo WHERE end_utc > :since AND start_utc < :until ORDER BY start_utc, rowid",
}


def _bounds(since: datetime, until: datetime) -> dict[str, int]:
    return {"since": round(since.timestamp() * 1000), "until": round(until.timestamp() * 1000)}


def totals(connection: sqlite3.Connection, since: datetime, until: datetime) -> Totals:
    """Return the totals from `since` up to, not including, `until`, both aware; spans are cut to that."""
    bounds = _bounds(since, until)
    seated_ms = connection.execute(_SEATED, bounds).fetchone()[0]
    routines = connection.execute(_ROUTINES, bounds).fetchone()[0]
    return Totals(Seconds(seated_ms / 1000), routines, dict(connection.execute(_PROMPTS, bounds).fetchall()))


def rows(connection: sqlite3.Connection, table: str, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Yield the rows of `table` that touch `since` to `until`, oldest first, by column name.

    Args:
        connection: an open history.
        table: run, run_end, span, prompt, routine or undo.
        since: aware.
        until: aware; not included.
    """
    cursor = connection.execute(_BY_TIME[table], _bounds(since, until))
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def open_reader(path: Path) -> sqlite3.Connection:
    """Open the history for reading only; the program may be writing to it meanwhile.

    Raises:
        StoreProblem: there is none, or it cannot be read by this version.
    """
    if not path.exists():
        raise StoreProblem(_("There is no history yet: {path} does not exist.").format(path=path))
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            refuse_foreign(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise problem_of(error, path) from error
    return connection


def last_routine(connection: sqlite3.Connection) -> str:
    """Return the id of the routine that ended last; empty when there was none."""
    found = connection.execute("SELECT routine FROM routine ORDER BY end_utc DESC, rowid DESC LIMIT 1").fetchone()
    return str(found[0]) if found else ""


_LATEST = {
    table: f"SELECT *, {time} AS at FROM {table} ORDER BY {time} DESC, rowid DESC LIMIT :limit"  # noqa: S608 - our names
    for table, time in (("span", "end_utc"), ("prompt", "at_utc"), ("routine", "end_utc"), ("undo", "at_utc"))
}


def latest(path: Path, limit: int) -> list[dict[str, Any]]:
    """Return the `limit` latest rows of the history at `path`, the newest last, with "table" for what each is.

    Raises:
        StoreProblem: there is no history, or it cannot be read.
    """
    found: list[dict[str, Any]] = []
    try:
        with closing(open_reader(path)) as connection:
            for table, query in _LATEST.items():
                cursor = connection.execute(query, {"limit": limit})
                names = [column[0] for column in cursor.description]
                found += ({"table": table, **dict(zip(names, row, strict=True))} for row in cursor)
    except sqlite3.Error as error:
        raise problem_of(error, path) from error
    return sorted(found, key=lambda row: int(row["at"]))[-limit:]
