"""What new settings do to prompts that are due or shown."""

from __future__ import annotations

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.settings import ClockName, Prompting, Reminder, Settings
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import Story

FEET_DUE, SEAT_DUE = 1800.0, 3600.0
ONLY_SEAT = Settings(reminders=(Reminder("seat", ClockName.SEAT, Seconds(3600.0), "just-walk"),))
ONLY_FEET = Settings(reminders=(Reminder("feet", ClockName.FEET, Seconds(1800.0), "desk-minute"),))


def typing_until(t: float, settings: Settings | None = None) -> Story:
    """Return a person typing from 0 to `t`, every two seconds near the end: no pause of three seconds there."""
    story = Story(settings or Settings())
    lazy = max(0.0, t - 160.0)
    return story.inputs(0.0, lazy, 30.0).inputs(lazy, t, 2.0)


def test_new_settings_withdraw_a_prompt_whose_reminder_is_no_more() -> None:
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0)
    story.at(FEET_DUE + 5.0, ev.SettingsChanged(ONLY_SEAT, story.catalogue))
    assert len(story.withdrawals) == 1
    assert story.engine.snapshot(Instant(story.now)).due == ()
    assert story.clocks == (FEET_DUE + 5.0, FEET_DUE + 5.0), "no clock is touched"


def test_new_settings_can_make_a_reminder_due_at_once() -> None:
    story = typing_until(700.0).run(703.0)
    sooner = Settings(reminders=(Reminder("feet", ClockName.FEET, Seconds(600.0), "desk-minute"),))
    story.at(710.0, ev.SettingsChanged(sooner, story.catalogue))
    assert story.prompts == [(710.0, "feet", 1)]


def test_new_settings_keep_what_is_shown_when_it_still_applies() -> None:
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0)
    longer = Settings(prompting=Prompting(levels=(Seconds(0.0), Seconds(60.0), Seconds(90.0))))
    story.at(FEET_DUE + 5.0, ev.SettingsChanged(longer, story.catalogue)).inputs(FEET_DUE + 5.0, FEET_DUE + 100.0, 5.0)
    assert story.withdrawals == []
    assert story.prompts == [
        (FEET_DUE + 3.0, "feet", 1),
        (FEET_DUE + 63.0, "feet", 2),
        (FEET_DUE + 93.0, "feet", 3),
    ]
