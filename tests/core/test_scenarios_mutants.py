"""Small things that a mutant once got away with."""

from __future__ import annotations

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.settings import Settings
from tests.core.scene import Story


def typing_until(t: float) -> Story:
    """Return a person typing from 0 to `t`, with no pause of three seconds near the end."""
    return Story(Settings()).inputs(0.0, t - 160.0, 30.0).inputs(t - 160.0, t, 2.0)


def test_a_start_ends_the_row_of_snoozes_even_if_the_routine_is_stopped_at_once() -> None:
    """Snoozed, started, stopped, snoozed: that is one in a row, and the offer is not the short one."""
    story = typing_until(1800.0).run(1803.0)
    story.at(1804.0, ev.Snoozed()).at(1805.0, ev.StartAsked()).at(1806.0, ev.GuideKeyPressed(ev.GuideKey.STOP))
    story.at(1807.0, ev.Active()).run(2107.0)
    assert story.shown[-1].offer == "desk-minute"
    story.at(2108.0, ev.Snoozed()).run(2409.0)
    assert len(story.shown) == 3
    assert story.shown[-1].offer == "desk-minute"


def test_what_is_held_already_waits_for_no_pause_in_typing() -> None:
    """The idle source is not asked for three seconds when nothing would come of it."""
    story = typing_until(1790.0).at(1795.0, ev.HoldChanged(ev.HoldKind.CAMERA, on=True)).at(1799.0, ev.Input())
    story.run(1801.0)
    assert story.engine.idle_threshold() == 3.0
    story.run(1803.0)
    assert story.engine.idle_threshold() == 60.0
