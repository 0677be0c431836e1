"""What the menu says of today: read only when the menu opens.

Talks to: SQLite.
Thread: the connection's.
Blocks: on the disk.
Fails with: sqlite3.Error.
Missing when: never.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Stretch: TypeAlias = tuple[int, int]
"""Begin and end, in milliseconds of Unix time."""

_SEATED = """SELECT max(start_utc, :since), min(end_utc, :until) FROM (
    SELECT start_utc, end_utc FROM span WHERE kind = 'seated' AND end_utc > :since AND start_utc < :until
    UNION ALL
    SELECT start_utc, end_utc FROM undo WHERE end_utc > :since AND start_utc < :until)"""
_FINISHED = "SELECT count(*) FROM routine WHERE how = 'finished' AND end_utc >= :since AND end_utc < :until"
_LAST = "SELECT routine, end_utc FROM routine ORDER BY end_utc DESC, rowid DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Day:
    """One day, as far as it is recorded."""

    seated: tuple[Stretch, ...] = ()
    """Cut to the day, in no order."""
    routines: int = 0
    """Routines finished."""
    last_routine: tuple[str, int] = ("", 0)
    """Id of the routine that was started last, on whatever day, and when it ended; "" for none."""

    def __add__(self, other: Day) -> Day:
        """Return both together."""
        last = max(self.last_routine, other.last_routine, key=lambda one: one[1])
        return Day(self.seated + other.seated, self.routines + other.routines, last)


def read_day(connection: sqlite3.Connection, since: datetime, until: datetime) -> Day:
    """Return what is recorded from `since` up to, not including, `until`, both aware."""
    bounds = {"since": milliseconds(since), "until": milliseconds(until)}
    seated = tuple((int(start), int(end)) for start, end in connection.execute(_SEATED, bounds))
    routines = int(connection.execute(_FINISHED, bounds).fetchone()[0])
    last = connection.execute(_LAST).fetchone()
    return Day(seated, routines, (str(last[0]), int(last[1])) if last else ("", 0))


def milliseconds(moment: datetime) -> int:
    """Return `moment` (aware) as the history writes it."""
    return round(moment.timestamp() * 1000)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches in order, with those that touch or overlap made one."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found
