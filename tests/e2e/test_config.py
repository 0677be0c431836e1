"""The config is saved while the program runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.e2e.desk import Desk
from tests.e2e.program import Program

CONFIG = """\
[[reminder]]
name = "feet"
clock = "feet"
every = "{every}"
offer = "{offer}"
"""


def minutes_to_next(program: Program) -> float:
    wait = datetime.fromisoformat(program.status()["next"]) - datetime.now(UTC)
    return wait.total_seconds() / 60


def test_a_mistake_is_shown_and_the_old_config_stays_in_force_until_it_is_mended(desk: Desk) -> None:
    place = desk.configure(CONFIG.format(every="10m", offer="toe-20"))
    program = desk.run()
    program.may_warn += ["config.toml:4: ", "config.toml:5: "]
    desk.screen.touch()
    assert minutes_to_next(program) == pytest.approx(10, abs=0.3)

    desk.configure(CONFIG.format(every="20", offer="toe-2O"))
    told = desk.until_heard("2 problems in the settings; the last good ones stay in force")
    desk.keep_with_notification("config-1-problem")
    first, second = told.body.splitlines()
    assert first.startswith('config.toml:4: reminder[1].every = "20": must be a duration such as "45m"')
    assert first.endswith('Did you mean "20m"?')
    assert second.startswith('config.toml:5: reminder[1].offer = "toe-2O": there is no such routine')
    assert second.endswith('Did you mean "toe-20"?')
    assert told.timeout == "0", "it stays until it was read"
    assert minutes_to_next(program) == pytest.approx(10, abs=0.3)

    # In place this time, as some editors do.
    place.write_text(CONFIG.format(every="20m", offer="toe-20"))
    desk.until_heard("The changed settings are in force.")
    desk.keep_with_notification("config-2-mended")
    assert minutes_to_next(program) == pytest.approx(20, abs=0.3)
    assert program.say("quit") == "numbfeet ends.\n"
    program.check_it_ended()
    assert desk.dunst.count() == 0
