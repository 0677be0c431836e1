"""Working hours: which minutes of a local week are open, and when that changes next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `datetime.weekday()`."""
DAY = 24 * 60
"""Minutes of a day."""
WEEK = 7 * DAY

MinuteRange = tuple[int, int]
"""(start, end) in minutes of the day, 0 <= start < 1440, 0 <= end <= 1440, start != end. The start is inside, the end
is not. An end before the start lies on the next day."""

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_LOOKAHEAD = 15
"""Days: a week, another one for hours that a clock change swallowed, and one more."""


def parse_time(text: str) -> int | None:
    """Return the minute of the day that "9:00" or "09:00" means, 1440 for "24:00", or None."""
    found = _TIME.fullmatch(text.strip(" "))
    if not found or int(found[2]) > 59:
        return None
    minute = int(found[1]) * 60 + int(found[2])
    return minute if minute <= DAY else None


def parse_time_range(text: str) -> MinuteRange | None:
    """Return the range that "09:00-12:30" means, or None. The ends may be equal; that is for the caller to refuse."""
    start, dash, end = text.partition("-")
    first, last = parse_time(start), parse_time(end)
    if not dash or first is None or last is None or first == DAY:
        return None
    return first, last


def time_text(minute: int) -> str:
    """Return minute `minute` (0 to 1440) of the day as "09:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def range_text(span: MinuteRange) -> str:
    """Return `span` as "09:00-12:30"."""
    return f"{time_text(span[0])}-{time_text(span[1])}"


def week_span(weekday: int, span: MinuteRange) -> tuple[int, int]:
    """Return `span` of `weekday` in minutes of the week; the end may lie past the week's end."""
    start, end = span
    return weekday * DAY + start, weekday * DAY + end + (DAY if end <= start else 0)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two results of `week_span` have a minute in common, the week seen as a ring."""
    return any(one[0] < other[1] + shift and other[0] + shift < one[1] for shift in (-WEEK, 0, WEEK))


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The hours in which prompts are wanted. Judged by the local wall clock alone."""

    days: tuple[tuple[MinuteRange, ...], ...] | None = None
    """One tuple of ranges for each day, Monday first; a range counts to the day it begins on. None: always open."""

    def is_open(self, local: datetime) -> bool:
        """Return whether prompts are wanted at the wall-clock time `local`."""
        return self._is_open(local.weekday() * DAY + local.hour * 60 + local.minute)

    def boundaries(self) -> tuple[tuple[int, int], ...]:
        """Return the (weekday, minute of the day) at which hours begin or end, in order; Monday is 0."""
        edges = {edge % WEEK for span in self._spans() for edge in span}
        return tuple(divmod(edge, DAY) for edge in sorted(edges) if self._is_open(edge) != self._is_open(edge - 1))

    def next_change(self, local: datetime) -> datetime | None:
        """Return the first instant after `local` at which `is_open` differs, or None when it never does.

        Args:
            local: aware. Clock changes are seen when its `tzinfo` knows them (a `ZoneInfo`); under a fixed offset
                the answer holds until the zone's next clock change.

        Returns:
            An aware datetime of the same zone. When a clock change skips the minute at which hours begin, they
            begin at the change; when it repeats one, they begin at both.
        """
        now = local.astimezone(UTC)
        edges = [weekday * DAY + minute for weekday, minute in self.boundaries()]
        if not edges:
            return None
        is_open = self.is_open(local)
        instants = (
            instant
            for start, end, offset in _stretches(local, now.replace(microsecond=0))
            for instant in (start, *_instants(edges, start, end, offset))
            if instant > now and self.is_open(instant.astimezone(local.tzinfo)) != is_open
        )
        change = next(instants, None)
        return None if change is None else change.astimezone(local.tzinfo)

    def _spans(self) -> Iterator[tuple[int, int]]:
        for weekday, ranges in enumerate(self.days or ()):
            for span in ranges:
                yield week_span(weekday, span)

    def _is_open(self, minute: int) -> bool:
        if self.days is None:
            return True
        return any((minute - start) % WEEK < end - start for start, end in self._spans())


def _stretches(local: datetime, now: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield (start, end, UTC offset) in UTC, so that the offset is the same throughout each."""

    def offset_at(instant: datetime) -> timedelta:
        return instant.astimezone(local.tzinfo).utcoffset() or timedelta()

    for _ in range(_LOOKAHEAD):
        end = now + timedelta(days=1)
        if offset_at(now) == offset_at(end):
            yield now, end, offset_at(now)
        else:
            change = _bisect(offset_at, now, end)
            yield now, change, offset_at(now)
            yield change, end, offset_at(end)
        now = end


def _bisect(offset_at: Callable[[datetime], timedelta], start: datetime, end: datetime) -> datetime:
    """Return the second between `start` and `end` at which the offset changes from the one to the other."""
    first = offset_at(start)
    while end - start > timedelta(seconds=1):
        middle = start + (end - start) // timedelta(seconds=2) * timedelta(seconds=1)
        start, end = (middle, end) if offset_at(middle) == first else (start, middle)
    return end


def _instants(edges: list[int], start: datetime, end: datetime, offset: timedelta) -> list[datetime]:
    """Return when the local week reaches `edges` from `start` to, not including, `end`."""
    wall = start + offset
    into_week = timedelta(days=wall.weekday(), hours=wall.hour, minutes=wall.minute, seconds=wall.second)
    waits = sorted((timedelta(minutes=edge) - into_week) % timedelta(minutes=WEEK) for edge in edges)
    return [start + wait for wait in waits if wait < end - start]
