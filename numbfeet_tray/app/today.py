"""What the menu says of today: settled history, and the span that goes on. Computed when the menu is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from numbfeet_tray.app.runtime import Runtime
from numbfeet_tray.core.effects import SpanKind
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.store.day import Day, Stretch, joined, milliseconds
from numbfeet_tray.text.menu import Today


class DayReader(Protocol):
    """The part of the history that is asked."""

    def day(self, since: datetime, until: datetime) -> Day:
        """Return what is recorded of the time from `since` to `until`, both aware."""


class TodayReader:
    """Reads the day's figures; between two changes of the history the file is read once."""

    def __init__(self, runtime: Runtime, history: DayReader, day_start: Callable[[], int]) -> None:
        """Read nothing yet; `day_start` tells the minute of the day at which a day begins."""
        self._runtime = runtime
        self._history = history
        self._day_start = day_start
        self._read: tuple[datetime, int, Day] | None = None

    def today(self, now: datetime, real_break: Seconds) -> Today:
        """Return the figures of the day that `now` (aware) is in; a gap of `real_break` is counted as up."""
        begin = start_of_day(now, self._day_start())
        day = self._day(begin)
        seated = joined((*day.seated, *self._unsettled(begin)))
        return Today(
            seated=Seconds(sum(end - start for start, end in seated) / 1000),
            up=times_up(seated, real_break),
            routines=day.routines,
            last_routine=day.last_routine[0],
        )

    def _day(self, begin: datetime) -> Day:
        written = self._runtime.rows_written
        if self._read is None or self._read[:2] != (begin, written):
            self._read = (begin, written, self._history.day(begin, begin + timedelta(days=1)))
        return self._read[2]

    def _unsettled(self, begin: datetime) -> list[Stretch]:
        first, wall = milliseconds(begin), self._runtime.wall
        unsettled = self._runtime.engine.unsettled(self._runtime.snapshot().at)
        spans = [span for span in unsettled if span.kind is SpanKind.SEATED]
        return [(max(first, milliseconds(wall(span.start))), milliseconds(wall(span.end))) for span in spans]


def start_of_day(now: datetime, minute: int) -> datetime:
    """Return when the day that `now` is in began: the last time that the clock showed `minute` of the day."""
    begin = now.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    return begin if begin <= now else begin - timedelta(days=1)


def times_up(seated: Sequence[Stretch], real_break: Seconds) -> int:
    """Return how often at least `real_break` lay between two seated stretches, which are in order."""
    return sum(following[0] - before[1] >= real_break * 1000 for before, following in pairwise(seated))
