"""`text.durations`: figures are rounded down, units are those of the person's language."""

from __future__ import annotations

import gettext
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.text import catalog
from numbfeet_tray.text.durations import clock_time, spoken


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (0.9, "0 s"),
        (1, "1 s"),
        (45.99, "45 s"),
        (59.999, "59 s"),
        (60, "1 min"),
        (119.9, "1 min"),
        (41 * 60 + 59, "41 min"),
        (3599.9, "59 min"),
        (3600, "1 h"),
        (3659, "1 h"),
        (3660, "1 h 1 min"),
        (72 * 60, "1 h 12 min"),
        (7200, "2 h"),
        (26 * 3600 + 60, "26 h 1 min"),
    ],
)
def test_a_duration_is_spoken_in_its_two_greatest_units_rounded_down(seconds: float, text: str) -> None:
    assert spoken(Seconds(seconds)) == text


@given(st.floats(0, 10**6))
def test_no_figure_is_told_before_it_is_reached(seconds: float) -> None:
    unit = {"h": 3600, "min": 60, "s": 1}
    words = spoken(Seconds(seconds)).split()
    told = sum(int(count) * unit[name] for count, name in zip(words[::2], words[1::2], strict=True))
    assert told <= seconds < told + (1 if told < 60 else 60)


def test_other_languages_have_their_own_units_and_order(monkeypatch: pytest.MonkeyPatch) -> None:
    class Backwards(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"{hours} {minutes}": "{minutes} nach {hours}", "%H:%M": "%H.%M"}.get(message, message)

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return {"{count} h": "{count} Stunde" if n == 1 else "{count} Stunden"}.get(msgid1, msgid1)

    monkeypatch.setattr(catalog, "_translations", Backwards())
    assert spoken(Seconds(3660)) == "1 min nach 1 Stunde"
    assert spoken(Seconds(7200)) == "2 Stunden"
    assert clock_time(datetime(2026, 11, 23, 9, 5, tzinfo=UTC)) == "09.05"


def test_the_time_of_day_is_that_of_the_moments_own_zone() -> None:
    moment = datetime(2026, 11, 23, 9, 5, 59, tzinfo=UTC)
    assert clock_time(moment) == "09:05"
    assert clock_time(moment.astimezone(timezone(timedelta(hours=5, minutes=45)))) == "14:50"
