"""`config.durations`: what is a duration, what is not, and what was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.config.durations import DAY_AT_MOST, canonical, guess, parse_duration
from numbfeet_tray.config.problem import DurationRange
from numbfeet_tray.core.units import HOUR, MINUTE, Seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("45m", 2700),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("90s", 90),
        ("2h", 7200),
        ("0s", 0),
        ("0h0m0s", 0),
        ("1h30s", 3630),
        ("1h 2m 3s", 3723),
        (" 5m ", 300),
        ("007m", 420),
        ("1h90m", 9000),
    ],
)
def test_hours_minutes_and_seconds_in_that_order_are_a_duration(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "45", "h", "m45", "-5m", "+5m", "1.5h", "1,5h", "5M", "5 m", "5min", "30m1h", "1h  30m"),
        *("1h30", "5m5m", "٣m", "5m\n", "\t5m", "1d", "9999999999s", "1h30m x", "½h"),
    ],
)
def test_anything_else_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (60, "1m"), (90, "1m30s"), (3600, "1h"), (5400, "1h30m"), (3601, "1h1s")],
)
def test_the_canonical_text_is_the_shortest(seconds: float, text: str) -> None:
    assert canonical(Seconds(seconds)) == text


@given(st.integers(0, 10**8))
def test_the_canonical_text_means_the_same_duration(seconds: int) -> None:
    assert parse_duration(canonical(Seconds(seconds))) == float(seconds)


@given(st.text())
def test_reading_a_duration_never_raises(text: str) -> None:
    seconds = parse_duration(text)
    assert seconds is None or seconds >= 0


UP_TO_AN_HOUR = DurationRange(Seconds(0.0), HOUR)
UP_TO_A_MINUTE = DurationRange(Seconds(0.0), MINUTE)
HOURS = DurationRange(Seconds(2 * HOUR), Seconds(24 * HOUR))


@pytest.mark.parametrize(
    ("value", "limits", "meant"),
    [
        ("45", UP_TO_AN_HOUR, "45m"),
        (45, UP_TO_AN_HOUR, "45m"),
        (45.0, UP_TO_AN_HOUR, "45m"),
        (45, UP_TO_A_MINUTE, "45s"),
        (8, HOURS, "8h"),
        (0, UP_TO_AN_HOUR, "0s"),
        ("45 min", UP_TO_AN_HOUR, "45m"),
        ("45 Minutes", UP_TO_AN_HOUR, "45m"),
        ("20 secs", UP_TO_AN_HOUR, "20s"),
        ("1.5h", DAY_AT_MOST, "1h30m"),
        ("1,5 h", DAY_AT_MOST, "1h30m"),
        ("0.5 hours", DAY_AT_MOST, "30m"),
        ("1 hour 30 minutes", DAY_AT_MOST, "1h30m"),
        ("30m1h", DAY_AT_MOST, "1h30m"),
        (1.5, UP_TO_AN_HOUR, "1m30s"),
    ],
)
def test_a_near_miss_is_understood(value: object, limits: DurationRange, meant: str) -> None:
    assert guess(value, limits) == meant


@pytest.mark.parametrize(
    "value",
    [
        True,
        None,
        [],
        {},
        "",
        "soon",
        "-5m",
        -5,
        10**9,
        pytest.param(10**5000, id="huge"),
        float("nan"),
        float("inf"),
        "0.0001s",
        "1:30",
    ],
)
def test_what_cannot_be_understood_is_not_guessed(value: object) -> None:
    assert guess(value, DAY_AT_MOST) is None


@given(st.one_of(st.text("0123456789.,hms ", max_size=12), st.floats(), st.integers()))
def test_every_guess_is_a_duration_within_the_limits(value: object) -> None:
    meant = guess(value, DAY_AT_MOST)
    if meant is not None:
        seconds = parse_duration(meant)
        assert seconds is not None
        assert DAY_AT_MOST.least <= seconds <= DAY_AT_MOST.most
