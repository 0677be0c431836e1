"""The lines that take turns in prompts."""

from __future__ import annotations

import pytest

from numbfeet_tray.core.settings import ClockName
from numbfeet_tray.text.nudges import nudge


@pytest.mark.parametrize("clock", [ClockName.FEET, ClockName.SEAT, None])
def test_twenty_prompts_in_a_row_say_twenty_different_things(clock: ClockName | None) -> None:
    lines = [nudge(clock, number) for number in range(1, 21)]
    assert len(set(lines)) == 20
    assert [nudge(clock, number) for number in range(21, 41)] == lines, "and then they begin again"


def test_lines_fit_what_a_notification_shows_of_one() -> None:
    for clock in ClockName:
        for number in range(1, 21):
            line = nudge(clock, number)
            assert line.endswith((".", "?"))
            assert len(line) <= 70
