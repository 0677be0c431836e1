"""What has to be read before a routine: at the very first, and before each one that was not tried yet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from numbfeet_tray.app.catalogue import built_in_catalogue
from numbfeet_tray.app.front import NOTICE
from numbfeet_tray.app.gate import Gate
from numbfeet_tray.app.notices import PATIENCE, Notices
from numbfeet_tray.config.routines import extend_catalogue
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.shell.store.notes import Notes
from tests.app.desk import ROUTINES, Desk, Guide

CATALOGUE = built_in_catalogue()
BY_ID = {one.id: one for one in ROUTINES}
OWN = """\
[[routine]]
id = "mine"
name = "From my therapist"
[[routine.step]]
exercise = "nerve-glide"
"""


class ReadingGuide(Guide):
    """A guide that can have a notice read."""

    can_answer = True

    def warn(self, notice: str) -> bool:
        self.log.append(("warn", notice))
        return self.can_answer


@pytest.fixture
def notices(tmp_path: Path) -> Notices:
    return Notices(Notes(tmp_path / "history.sqlite3"), Desk().clock.wall, lambda: CATALOGUE)


@pytest.fixture
def desk(notices: Notices) -> Desk:
    """Return a program on which nothing was acknowledged yet."""
    desk = Desk()
    desk.guide = ReadingGuide()
    desk.front.view = desk.guide
    desk.front.gate = Gate(notices, desk.loop, desk.runtime.post)
    desk.sit()
    return desk


def position(desk: Desk) -> tuple[float, bool]:
    view = desk.runtime.snapshot().routine
    assert view is not None
    return round(view.elapsed, 2), view.is_paused


def test_the_first_routine_waits_until_the_notice_was_read(desk: Desk) -> None:
    desk.ask("start", routine="desk-minute")
    desk.wait(20.0)

    warned = [entry[1] for entry in desk.guide.log if entry[0] == "warn"]
    assert "physical therapist before you begin or try anything new" in warned[0]
    assert position(desk) == (0.0, True)


def test_going_on_is_understanding_and_is_kept(desk: Desk, tmp_path: Path) -> None:
    from numbfeet_tray.core.events import GuideKey, GuideKeyPressed

    desk.ask("start", routine="desk-minute")
    desk.post(GuideKeyPressed(GuideKey.RESUME))
    desk.wait(70.0)
    desk.ask("start", routine="desk-minute")

    assert position(desk) == (0.0, False)
    assert {"first-run", "routine:desk-minute", "exercise:toe-curls"} <= Notes(
        tmp_path / "history.sqlite3"
    ).acknowledged()


def test_stopping_is_no_understanding(desk: Desk) -> None:
    for _ in range(2):
        desk.ask("start", routine="desk-minute")
        assert position(desk) == (0.0, True)
        desk.ask("stop")


def test_a_notice_that_nobody_answers_ends_the_routine(desk: Desk) -> None:
    desk.ask("start", routine="desk-minute")
    desk.wait(PATIENCE + 1.0)

    assert desk.runtime.snapshot().routine is None


def test_where_no_guide_can_have_it_read_a_notification_with_buttons_does(desk: Desk) -> None:
    assert isinstance(desk.guide, ReadingGuide)
    desk.guide.can_answer = False
    opened: list[str] = []
    desk.front.open_signs = lambda: opened.append("signs")
    desk.ask("start", routine="desk-minute")

    assert [label for _, label in desk.notes.slots[NOTICE].actions] == ["I understand", "Warning signs"]
    desk.front.action_chosen(NOTICE, "warning-signs")
    assert (opened, position(desk)) == (["signs"], (0.0, True))
    desk.front.action_chosen(NOTICE, "understood")
    desk.loop.settle(desk.scheduler.run_due)
    assert position(desk) == (0.0, False)


def test_the_prompt_leads_to_the_warning_signs_and_stays_due(desk: Desk) -> None:
    opened: list[str] = []
    desk.front.open_signs = lambda: opened.append("signs")
    desk.front.action_chosen("prompt", "warning-signs")

    assert opened == ["signs"]
    assert desk.runtime.snapshot().routine is None


def test_each_routine_is_noticed_once_with_the_cautions_of_what_is_new(notices: Notices) -> None:
    notices.acknowledge(BY_ID["desk-minute"])

    assert notices.needs_notice(BY_ID["desk-minute"]) is None
    text = notices.needs_notice(BY_ID["full-5"])
    assert text is not None
    assert "Figure-four" in text
    assert "Toe curls" not in text
    notices.acknowledge(BY_ID["full-5"])
    assert notices.needs_notice(BY_ID["full-5"]) is None


def test_ones_own_is_noticed_anew_when_it_changed_and_an_opt_in_exercise_each_time(tmp_path: Path) -> None:
    catalogue = extend_catalogue(CATALOGUE, [("mine.toml", OWN)])
    notices = Notices(Notes(tmp_path / "history.sqlite3"), Desk().clock.wall, lambda: catalogue)
    mine = next(one for one in catalogue.routines if one.id == "mine")
    notices.acknowledge(mine)

    again = notices.needs_notice(mine)
    assert again is not None
    assert "Ask a physical therapist first" in again
    harmless = replace(mine, steps=BY_ID["toe-20"].steps)
    notices.acknowledge(harmless)
    assert notices.needs_notice(harmless) is None
    changed = replace(harmless, steps=harmless.steps * 2)
    assert "is your own and new here" in (notices.needs_notice(changed) or "")


def test_a_store_that_cannot_be_used_means_asking_again(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"?" * 4096)
    notices = Notices(Notes(tmp_path / "history.sqlite3"), Desk().clock.wall, lambda: CATALOGUE)
    minute: Routine = BY_ID["desk-minute"]

    assert notices.needs_notice(minute) is not None
    notices.acknowledge(minute)
    assert notices.needs_notice(minute) is None


def test_what_was_read_can_be_said_on_the_command_line(desk: Desk) -> None:
    assert desk.ask("understood").error == "no-notice"
    desk.ask("start", routine="desk-minute")
    assert desk.ask("understood").message == "Desk minute goes on."
    assert position(desk) == (0.0, False)
    assert desk.ask("understood").error == "no-notice"
