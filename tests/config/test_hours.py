"""`config.hours`: open or not, by the wall clock, and the next change, right over clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.config.hours import (
    DAY,
    WEEK,
    MinuteRange,
    WorkingHours,
    overlap,
    parse_time,
    parse_time_range,
    range_text,
    time_text,
    week_span,
)

BERLIN = ZoneInfo("Europe/Berlin")


def hours(**days: str) -> WorkingHours:
    """`hours(mon="09:00-12:00 13:00-17:00")`."""
    ranges = {
        day: tuple(span for text in given.split() if (span := parse_time_range(text))) for day, given in days.items()
    }
    return WorkingHours(tuple(ranges.get(day, ()) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")))


@pytest.mark.parametrize(
    ("text", "minute"), [("00:00", 0), ("9:00", 540), ("09:05", 545), ("23:59", 1439), ("24:00", 1440), (" 7:30 ", 450)]
)
def test_a_time_is_hours_and_minutes(text: str, minute: int) -> None:
    assert parse_time(text) == minute


@pytest.mark.parametrize(
    "text", ["", "9", "9:0", "9:60", "24:01", "25:00", "099:00", "9.00", "9:00 am", "-1:00", "٠٩:٠٠"]
)
def test_anything_else_is_no_time(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize("text", ["", "09:00", "09:00-", "-12:00", "24:00-01:00", "9-17", "09:00-12:00-13:00"])
def test_a_range_needs_a_start_before_midnight_and_an_end(text: str) -> None:
    assert parse_time_range(text) is None


def test_a_range_is_written_as_it_is_read() -> None:
    assert parse_time_range("9:00 - 24:00") == (540, 1440)
    assert range_text((540, 1440)) == "09:00-24:00"
    assert time_text(5) == "00:05"


def test_without_hours_it_is_always_open_and_nothing_changes() -> None:
    always = WorkingHours()
    assert always.is_open(datetime(2026, 3, 1, 3, 0, tzinfo=UTC))
    assert always.boundaries() == ()
    assert always.next_change(datetime(2026, 3, 1, 3, 0, tzinfo=BERLIN)) is None


def test_the_start_is_inside_and_the_end_is_not() -> None:
    office = hours(mon="09:00-12:30 13:00-17:30")
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    times = ["08:59:59", "09:00:00", "12:29:59", "12:30:00", "12:59:00", "13:00:00", "17:30:00"]
    found = [office.is_open(datetime.fromisoformat(f"2026-11-23T{text}Z")) for text in times]
    assert found == [False, True, True, False, False, True, False]
    assert not office.is_open(monday + timedelta(days=1, hours=10))
    assert office.boundaries() == ((0, 540), (0, 750), (0, 780), (0, 1050))


def test_a_range_across_midnight_belongs_to_the_day_it_begins_on() -> None:
    late = hours(sun="22:00-02:00")
    assert late.is_open(datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    assert late.is_open(datetime(2026, 11, 23, 1, 59, tzinfo=UTC))
    assert not late.is_open(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    assert not late.is_open(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    assert late.boundaries() == ((0, 120), (6, 1320))


def test_ranges_that_touch_are_one() -> None:
    assert hours(mon="09:00-12:00 12:00-13:00").boundaries() == ((0, 540), (0, 780))
    assert hours(mon="09:00-24:00", tue="00:00-01:00").boundaries() == ((0, 540), (1, 60))
    whole = hours(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"))
    assert whole.boundaries() == ()
    assert whole.is_open(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert whole.next_change(datetime(2026, 11, 22, tzinfo=BERLIN)) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, (540, 600)), (0, (599, 660)), True),
        ((0, (540, 600)), (0, (600, 660)), False),
        ((0, (540, 600)), (1, (540, 600)), False),
        ((0, (1320, 120)), (1, (60, 300)), True),
        ((6, (1320, 120)), (0, (60, 300)), True),
        ((6, (1320, 120)), (0, (120, 300)), False),
        ((6, (1320, 1440)), (0, (0, 300)), False),
    ],
)
def test_ranges_of_neighbouring_days_can_overlap(
    one: tuple[int, MinuteRange], other: tuple[int, MinuteRange], expected: bool
) -> None:
    assert overlap(week_span(*one), week_span(*other)) is expected
    assert overlap(week_span(*other), week_span(*one)) is expected


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_hours", "now", "change"),
    [
        # 2026-03-29 01:00 UTC: 02:00 becomes 03:00. 2026-10-25 01:00 UTC: 03:00 becomes 02:00.
        (hours(mon="09:00-17:00"), "2026-03-27T18:00", "2026-03-30T07:00"),
        (hours(mon="09:00-17:00"), "2026-10-24T18:00", "2026-10-26T08:00"),
        (hours(mon="09:00-17:00"), "2026-03-30T07:00", "2026-03-30T15:00"),
        (hours(sat="22:00-05:00"), "2026-03-28T22:00", "2026-03-29T03:00"),
        (hours(sat="22:00-05:00"), "2026-10-24T22:00", "2026-10-25T04:00"),
        # Hours that begin in the skipped hour begin at the change; hours wholly inside it wait a week.
        (hours(sun="02:30-05:00"), "2026-03-29T00:00", "2026-03-29T01:00"),
        (hours(sun="02:10-02:40"), "2026-03-29T00:00", "2026-04-05T00:10"),
        (hours(sun="01:00-02:30"), "2026-03-29T00:30", "2026-03-29T01:00"),
        # Hours in the repeated hour come twice.
        (hours(sun="02:10-02:40"), "2026-10-25T00:00", "2026-10-25T00:10"),
        (hours(sun="02:10-02:40"), "2026-10-25T00:10", "2026-10-25T00:40"),
        (hours(sun="02:10-02:40"), "2026-10-25T00:40", "2026-10-25T01:10"),
        (hours(sun="01:00-02:30"), "2026-10-25T00:30", "2026-10-25T01:00"),
        (hours(sun="01:00-02:30"), "2026-10-25T01:00", "2026-10-25T01:30"),
    ],
)
def test_the_next_change_is_right_over_clock_changes(given_hours: WorkingHours, now: str, change: str) -> None:
    found = given_hours.next_change(utc(now).astimezone(BERLIN))
    assert found is not None
    assert found.astimezone(UTC) == utc(change)
    assert found.tzinfo is BERLIN


def test_under_a_fixed_offset_the_next_change_follows_that_offset() -> None:
    found = hours(mon="09:00-17:00").next_change(datetime(2026, 3, 27, tzinfo=timezone(timedelta(hours=1))))
    assert found is not None
    assert found.isoformat() == "2026-03-30T09:00:00+01:00"


class WeeklySummerTime(tzinfo):
    """An hour more from Sunday 02:00 to Wednesday 03:00, every week: nobody ever sees Sunday 02:30."""

    def fromutc(self, dt: datetime) -> datetime:
        into_week = dt.weekday() * DAY + dt.hour * 60
        return dt + timedelta(hours=into_week >= 6 * DAY + 120 or into_week < 2 * DAY + 120)

    def utcoffset(self, dt: datetime | None) -> timedelta:
        assert dt is not None
        into_week = dt.weekday() * DAY + dt.hour * 60
        return timedelta(hours=into_week >= 6 * DAY + 180 or into_week < 2 * DAY + 180)

    def dst(self, dt: datetime | None) -> timedelta:
        return self.utcoffset(dt)

    def tzname(self, dt: datetime | None) -> str:
        return "weekly"


def test_hours_that_no_clock_ever_shows_never_come() -> None:
    assert hours(sun="02:10-02:40").next_change(utc("2026-11-26T12:00").astimezone(WeeklySummerTime())) is None


@st.composite
def some_hours(draw: st.DrawFn) -> WorkingHours:
    """Hours with any ranges, overlapping ones too."""
    span = st.tuples(st.integers(0, DAY - 1), st.integers(0, DAY)).filter(lambda pair: pair[0] != pair[1])
    return WorkingHours(tuple(tuple(draw(st.lists(span, max_size=2))) for _ in range(7)))


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca"]
)


@given(some_hours(), ZONES, st.integers(0, 800 * DAY * 60), st.data())
def test_nothing_changes_before_the_next_change(
    some: WorkingHours, zone: str, second: int, data: st.DataObject
) -> None:
    now = (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).astimezone(ZoneInfo(zone))
    change = some.next_change(now)
    end = (change or now + timedelta(days=14)).astimezone(UTC)
    assert end > now
    if change is not None:
        assert some.is_open(change) != some.is_open(now)
    passed = (end - now.astimezone(UTC)) // timedelta(seconds=1)
    for waited in data.draw(st.lists(st.integers(0, passed - 1), min_size=20, max_size=20)):
        between = (now.astimezone(UTC) + timedelta(seconds=waited)).astimezone(now.tzinfo)
        assert some.is_open(between) == some.is_open(now)
    if change is not None:
        just_before = (end - timedelta(seconds=1)).astimezone(now.tzinfo)
        assert just_before < now or some.is_open(just_before) == some.is_open(now)


@given(some_hours())
def test_the_boundaries_are_the_minutes_at_which_it_opens_or_closes(some: WorkingHours) -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    is_open = [some.is_open(monday + timedelta(minutes=minute)) for minute in range(WEEK)]
    flips = [divmod(minute, DAY) for minute in range(WEEK) if is_open[minute] != is_open[minute - 1]]
    assert list(some.boundaries()) == flips
