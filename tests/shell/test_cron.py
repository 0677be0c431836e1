"""When a cron line comes round next, and the system's time zone that it is asked in."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.shell.timer import LocalZone, LoopScheduler, next_fire
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop

HOUR = 3600.0
DAY = 86_400.0

# ------------------------------------------------------------------------------------------ the pure question


@pytest.mark.parametrize(
    ("cron", "after", "fire"),
    [
        ("0 9 * * *", "2026-11-23T08:59:59.999999", "2026-11-23T09:00:00+01:00"),
        ("0 9 * * *", "2026-11-23T09:00:00", "2026-11-24T09:00:00+01:00"),
        ("0 9 * * mon", "2026-11-23T09:00:00.5", "2026-11-30T09:00:00+01:00"),
        ("0 0 29 2 *", "2026-11-23T09:00:00", "2028-02-29T00:00:00+01:00"),
        ("30 2 * * *", "2026-10-25T02:30:00", "2026-10-26T02:30:00+01:00"),
        ("30 2 * * *", "2026-03-29T01:00:00", "2026-03-29T03:30:00+02:00"),
        ("* * * * sat,sun", "2026-11-23T09:00:00", "2026-11-28T00:00:00+01:00"),
    ],
)
def test_the_next_time_of_a_line(cron: str, after: str, fire: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = next_fire(cron, datetime.fromisoformat(after).replace(tzinfo=berlin))
    assert found is not None
    assert found.isoformat() == fire
    assert found.tzinfo is berlin


def test_a_line_whose_day_never_comes_has_no_next_time() -> None:
    assert next_fire("0 9 30 2 *", datetime(2026, 1, 1, tzinfo=UTC)) is None


@given(st.integers(0, 2**31), st.integers(0, 23), st.integers(0, 59))
def test_the_next_time_is_later_and_no_later_than_a_day_and_two_hours(moment: int, hour: int, minute: int) -> None:
    after = datetime.fromtimestamp(moment, ZoneInfo("Europe/Berlin"))
    fire = next_fire(f"{minute} {hour} * * *", after)
    assert fire is not None
    assert 0 < fire.timestamp() - after.timestamp() <= 26 * HOUR


# ------------------------------------------------------------------------------------------- the real zone


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "EST5EDT4,M3.2.0,M11.1.0"]
)
def test_the_local_zone_agrees_with_the_system_on_every_hour_of_a_year(zone: Callable[[str], None], name: str) -> None:
    zone(name)
    local = LocalZone()
    for hour in range(366 * 24):
        moment = datetime(2026, 1, 1, 0, 15, tzinfo=UTC) + timedelta(hours=hour)
        shown = moment.astimezone(local)
        assert shown.timetuple()[:6] == time.localtime(moment.timestamp())[:6]
        assert shown.astimezone(UTC) == moment


@pytest.mark.parametrize(
    "name", ["Nonsense/Zone", "EST5EDT4,M3.2.0,M11.1.0", ":/etc/localtime", "", "<+0330>-3:30", "!"]
)
def test_a_strange_zone_stops_nothing(zone: Callable[[str], None], name: str) -> None:
    zone(name)
    clock = ManualClock()
    ran: list[str] = []
    scheduler = LoopScheduler(clock, lambda: None)
    scheduler.add_cron("a", "0 9 * * *", lambda: ran.append(f"{clock.wall().astimezone():%H:%M}"))
    FakeLoop(clock).run_for(DAY, scheduler.run_due)
    assert ran == ["09:00"]


@pytest.mark.usefixtures("zone")
def test_a_zone_that_is_changed_under_the_process_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    local = LocalZone()
    assert not local.refresh()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert local.refresh()
    assert not local.refresh()
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(local).hour == 9
