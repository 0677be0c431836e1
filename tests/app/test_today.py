"""The day's figures as the menu tells them, on a whole program with a real history."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from numbfeet_tray.app.today import TodayReader, start_of_day, times_up
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.store import open_history
from numbfeet_tray.shell.store.day import Day, joined
from tests.app.desk import Desk

REAL = Seconds(300.0)


class CountingHistory:
    """Tells how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def day(self, since: datetime, until: datetime) -> Day:
        assert until - since == timedelta(days=1)
        self.asked += 1
        return Day()


def test_a_morning_with_a_break_and_a_routine(tmp_path: Path) -> None:
    desk = Desk()
    history, _ = open_history(tmp_path / "history.sqlite3", desk.clock)
    desk.runtime._history = history
    reader = TodayReader(desk.runtime, history, lambda: 240)

    def today() -> tuple[float, int, int, str]:
        found = reader.today(desk.clock.wall(), REAL)
        return round(found.seated), found.up, found.routines, found.last_routine

    assert today() == (0, 0, 0, "")
    desk.sit(600.0)
    assert today() == (600, 0, 0, ""), "the stretch that goes on counts"
    desk.ask("start", routine="desk-minute")
    desk.wait(120.0)
    assert today() == (720, 0, 1, "desk-minute")
    desk.post(ev.Locked())
    desk.wait(900.0)
    desk.post(ev.Unlocked(), ev.Active())
    desk.wait(60.0)
    assert today() == (780, 1, 1, "desk-minute"), "a real break is being up, and is not seated"
    desk.wait(3600.0)
    assert today()[0] == 780 + 3600
    desk.runtime.finish()
    assert today()[0] == 780 + 3600, "nothing counts twice when it is recorded"
    history.close()


def test_the_history_is_read_once_between_two_changes_of_it() -> None:
    desk = Desk()
    history = CountingHistory()
    reader = TodayReader(desk.runtime, history, lambda: 240)
    desk.sit(60.0)
    for _ in range(5):
        reader.today(desk.clock.wall(), REAL)
    assert history.asked == 1
    desk.runtime.finish()
    reader.today(desk.clock.wall(), REAL)
    assert history.asked == 2


@pytest.mark.parametrize(
    ("time", "begin"),
    [("2026-11-23T09:00", "2026-11-23T04:00"), ("2026-11-23T03:59", "2026-11-22T04:00")],
)
def test_a_day_begins_at_its_start_and_not_at_midnight(time: str, begin: str) -> None:
    zone = timezone(timedelta(hours=1))
    now, expected = (datetime.fromisoformat(one).replace(tzinfo=zone) for one in (time, begin))
    assert start_of_day(now, 240) == expected


def test_a_gap_is_being_up_from_a_real_break_on() -> None:
    minute = 60_000
    assert times_up([(0, minute), (6 * minute, 7 * minute), (11 * minute, 12 * minute)], REAL) == 1
    assert times_up([], REAL) == 0


def test_stretches_that_touch_are_one() -> None:
    assert joined([(5, 9), (0, 5), (8, 8), (20, 20), (8, 12)]) == [(0, 12)]
