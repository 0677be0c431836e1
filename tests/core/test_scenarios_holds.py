"""Holds and the pause: what keeps prompts back, and what comes when the last of it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.events import HoldKind
from numbfeet_tray.core.settings import InCalls, Prompting, Settings
from numbfeet_tray.core.snapshot import WhyKind
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import Story

FEET_DUE, SEAT_DUE = 1800.0, 3600.0
REASONS = [kind for kind in HoldKind if kind is not HoldKind.PAUSE]
DISCREET = Settings(prompting=Prompting(in_calls=InCalls.DISCREET))


def hold(kind: HoldKind) -> ev.HoldChanged:
    return ev.HoldChanged(kind, True)


def release(kind: HoldKind) -> ev.HoldChanged:
    return ev.HoldChanged(kind, False)


def seated_until(t: float, settings: Settings | None = None) -> Story:
    """Return a person who types once in twenty seconds from 0 to `t`."""
    return Story(settings or Settings()).inputs(0.0, t, 20.0)


@pytest.mark.parametrize("kind", REASONS)
def test_a_hold_keeps_prompts_back_and_the_clocks_go_on(kind: HoldKind) -> None:
    """Holds: do-not-disturb, a full-screen window, camera or microphone, outside working hours. The clocks go on."""
    story = seated_until(1000.0).at(1000.0, hold(kind)).inputs(1000.0, 4000.0, 20.0)
    assert story.prompts == []
    assert story.clocks == (4000.0, 4000.0)
    assert [(outcome, detail) for _, _, outcome, detail in story.outcomes] == [("held", kind.value)] * 2
    assert story.engine.snapshot(Instant(story.now)).held == 2


def test_a_pause_keeps_prompts_back_like_any_hold() -> None:
    """… a pause by the person."""
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(None)).inputs(1000.0, 2000.0, 20.0)
    assert (story.prompts, story.clocks) == ([], (2000.0, 2000.0))
    assert story.engine.snapshot(Instant(story.now)).is_paused


def test_five_seconds_after_the_last_hold_one_prompt_tells_how_many_were_held() -> None:
    """When the last hold ends: after 5 s, one prompt, "seated 72 min, 2 prompts held"."""
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA)).inputs(1000.0, 4315.0, 20.0)
    story.at(4315.0, release(HoldKind.CAMERA)).run(4319.875)
    assert story.prompts == []
    assert story.run(4320.0).prompts == [(4320.0, "seat", 1)]
    assert (story.shown[0].seated, story.shown[0].held) == (72 * 60.0, 2)
    story.inputs(4320.0, 4920.0, 20.0)
    assert story.prompts[1:] == [(4620.0, "seat", 2), (4920.0, "seat", 3)]
    assert [prompt.held for prompt in story.shown] == [2, 2, 2]
    assert story.engine.snapshot(Instant(story.now)).held == 0


def test_after_a_hold_the_prompt_waits_for_no_pause_in_typing() -> None:
    story = seated_until(1790.0).at(1790.0, hold(HoldKind.CAMERA)).inputs(1790.0, 2000.0, 1.0)
    story.at(2000.0, release(HoldKind.CAMERA)).inputs(2000.0, 2010.0, 1.0)
    assert story.prompts == [(2005.0, "feet", 1)]


def test_only_the_end_of_the_last_hold_counts() -> None:
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA), hold(HoldKind.MICROPHONE), ev.PauseBegan(None))
    story.inputs(1000.0, 2000.0, 20.0).at(2000.0, release(HoldKind.CAMERA)).inputs(2000.0, 2100.0, 20.0)
    story.at(2100.0, ev.PauseEnded()).inputs(2100.0, 2200.0, 20.0)
    assert story.prompts == []
    assert story.at(2200.0, release(HoldKind.MICROPHONE)).run(2205.0).prompts == [(2205.0, "feet", 1)]


def test_a_hold_that_ends_with_nothing_held_leaves_the_prompt_to_its_own_time() -> None:
    story = seated_until(1780.0).at(1780.0, hold(HoldKind.CAMERA)).at(1799.0, ev.Input(), release(HoldKind.CAMERA))
    assert story.run(1810.0).prompts == [(1802.0, "feet", 1)]
    assert story.shown[0].held == 0


def test_a_reminder_that_still_waited_for_a_pause_in_typing_was_not_held() -> None:
    story = seated_until(1780.0).inputs(1780.0, 1810.0, 1.0).at(1810.0, hold(HoldKind.CAMERA)).at(1812.0, ev.Input())
    assert story.at(1813.0, release(HoldKind.CAMERA)).outcomes == []
    assert story.run(1820.0).prompts == [(1815.0, "feet", 1)]


def test_a_shown_prompt_is_withdrawn_when_a_hold_begins_and_counts_as_held() -> None:
    """… withdrawn the moment it no longer applies."""
    story = seated_until(1800.0).at(1810.0, hold(HoldKind.FULL_SCREEN))
    assert story.withdrawals == [(1810.0, "hold")]
    assert story.outcomes[-1] == (1810.0, 1, "withdrawn", "full-screen")
    story.inputs(1820.0, 2000.0, 20.0).at(2000.0, release(HoldKind.FULL_SCREEN)).run(2005.0)
    assert story.prompts[-1] == (2005.0, "feet", 1), "from level 1 on"
    assert (story.shown[-1].held, story.shown[-1].id) == (1, 2)


def test_a_second_hold_while_one_is_on_withdraws_nothing_more() -> None:
    story = seated_until(1800.0).at(1810.0, hold(HoldKind.CAMERA), hold(HoldKind.CAMERA), hold(HoldKind.MICROPHONE))
    assert len(story.withdrawals) == 1
    assert story.engine.snapshot(Instant(1810.0)).holds == ((HoldKind.CAMERA, 1810.0), (HoldKind.MICROPHONE, 1810.0))


def test_a_hold_keeps_its_beginning() -> None:
    story = seated_until(100.0).at(100.0, hold(HoldKind.CAMERA)).at(110.0, hold(HoldKind.CAMERA))
    assert story.engine.snapshot(Instant(110.0)).holds == ((HoldKind.CAMERA, 100.0),)


def test_a_hold_that_begins_again_within_the_five_seconds_holds_on_and_counts_once() -> None:
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA)).inputs(1000.0, 2000.0, 20.0)
    story.at(2000.0, release(HoldKind.CAMERA)).at(2004.0, hold(HoldKind.CAMERA)).inputs(2004.0, 2100.0, 20.0)
    assert story.prompts == []
    assert story.at(2100.0, release(HoldKind.CAMERA)).run(2105.0).prompts == [(2105.0, "feet", 1)]
    assert story.shown[0].held == 1


def test_a_hold_that_ends_while_the_person_is_away_speaks_after_the_grace_of_the_return() -> None:
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA)).inputs(1000.0, 3700.0, 20.0)
    story.at(3710.0, ev.Locked()).at(3720.0, release(HoldKind.CAMERA)).at(3800.0, ev.Unlocked(), ev.Input())
    assert story.run(3840.0).prompts == [(3830.0, "seat", 1)]
    assert story.shown[0].held == 2, "still with the count"


def test_a_real_break_makes_up_for_what_was_held() -> None:
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA)).inputs(1000.0, 3700.0, 20.0)
    story.at(3720.0, release(HoldKind.CAMERA), ev.Locked()).at(4100.0, ev.Unlocked(), ev.Input())
    story.inputs(4100.0, 5800.0, 20.0)
    assert story.prompts == []
    assert story.engine.snapshot(Instant(story.now)).held == 0


def test_nothing_is_held_of_a_person_who_is_away() -> None:
    story = seated_until(1790.0).at(1795.0, hold(HoldKind.CAMERA)).at(1799.0, ev.Locked()).run(1900.0)
    assert [outcome for _, _, outcome, _ in story.outcomes] == []


def test_what_a_routine_made_up_for_is_not_held_any_more() -> None:
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA)).inputs(1000.0, 2000.0, 20.0)
    story.at(2000.0, ev.StartAsked("desk-minute")).run(2010.0).at(2012.0, release(HoldKind.CAMERA))
    story.inputs(2012.0, 2600.0, 20.0)
    assert story.prompts == []


# ----------------------------------------------------------------------------------------------------- the pause


def test_a_pause_ends_by_itself() -> None:
    """A pause ends by itself (30 min, 1 h, until tomorrow's start of day) …"""
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(Instant(2800.0))).inputs(1000.0, 2799.0, 20.0).run(2799.875)
    assert story.engine.snapshot(Instant(story.now)).is_paused
    assert story.engine.snapshot(Instant(story.now)).paused_until == 2800.0
    assert story.prompts == []
    story.run(2800.0)
    assert not story.engine.snapshot(Instant(2800.0)).is_paused
    assert story.run(2805.0).prompts == [(2805.0, "feet", 1)]


def test_a_pause_without_end_lasts_until_the_person_resumes() -> None:
    """Open-ended only when asked for."""
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(None)).inputs(1000.0, 90000.0, 50.0)
    assert story.prompts == []
    assert story.engine.snapshot(Instant(story.now)).paused_until is None
    assert story.at(90000.0, ev.PauseEnded()).run(90005.0).prompts == [(90005.0, "seat", 1)]


def test_a_second_pause_takes_the_place_of_the_first() -> None:
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(None)).at(1010.0, ev.PauseBegan(Instant(1900.0)))
    story.inputs(1010.0, 1890.0, 20.0).run(1905.0)
    assert story.prompts == [(1905.0, "feet", 1)]


@pytest.mark.parametrize("until", [1000.0, 900.0])
def test_a_pause_that_is_over_when_it_begins_pauses_nothing(until: float) -> None:
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(Instant(until)))
    assert not story.engine.snapshot(Instant(1000.0)).is_paused
    assert story.inputs(1000.0, 1800.0, 20.0).prompts == [(1800.0, "feet", 1)]


@pytest.mark.parametrize(
    ("wall", "by", "ends"),
    [(True, 600.0, 2400.0), (True, -600.0, 3600.0), (False, 600.0, 3000.0), (False, -600.0, 3000.0)],
)
def test_a_pause_until_a_time_of_day_moves_with_the_wall_clock(wall: bool, by: float, ends: float) -> None:
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(Instant(3000.0), wall)).at(1100.0, ev.WallClockSet(by))
    assert story.engine.snapshot(Instant(1100.0)).paused_until == ends
    story.inputs(1100.0, ends - 1.0, 20.0).run(ends)
    assert not story.engine.snapshot(Instant(ends)).is_paused


def test_the_wall_clock_may_be_set_past_the_end_of_a_pause() -> None:
    story = seated_until(1000.0).at(1000.0, ev.PauseBegan(Instant(3000.0), wall=True))
    story.at(1100.0, ev.WallClockSet(5000.0))
    assert not story.engine.snapshot(Instant(1100.0)).is_paused


def test_resuming_without_a_pause_changes_nothing() -> None:
    story = seated_until(1000.0).at(1000.0, ev.PauseEnded(), ev.WallClockSet(10.0))
    assert story.said == []
    assert story.engine.snapshot(Instant(1000.0)) == seated_until(1000.0).engine.snapshot(Instant(1000.0))


def test_the_precedence_is_pause_then_hold_then_snooze_then_level() -> None:
    """Precedence: pause > hold > snooze > level."""
    story = seated_until(1800.0)
    kinds = [story.engine.snapshot(Instant(story.now)).why.kind]
    for event in (ev.Snoozed(), hold(HoldKind.CAMERA), ev.PauseBegan(None)):
        story.at(1805.0, event)
        kinds.append(story.engine.snapshot(Instant(1805.0)).why.kind)
    assert kinds == [WhyKind.SHOWN, WhyKind.SNOOZED, WhyKind.HELD, WhyKind.PAUSED]


def test_a_snooze_outlasts_the_hold_within_it() -> None:
    story = seated_until(1800.0).at(1810.0, ev.Snoozed(Seconds(300.0)), hold(HoldKind.CAMERA))
    story.at(1830.0, ev.Input(), release(HoldKind.CAMERA)).inputs(1850.0, 2100.0, 20.0).run(2110.0)
    assert story.prompts[1:] == [(2110.0, "feet", 1)]


def test_a_snooze_that_ends_within_a_hold_is_held() -> None:
    story = seated_until(1800.0).at(1810.0, ev.Snoozed(Seconds(60.0)), hold(HoldKind.CAMERA))
    story.inputs(1830.0, 2000.0, 20.0).at(2000.0, release(HoldKind.CAMERA)).run(2005.0)
    assert story.prompts[1:] == [(2005.0, "feet", 1)]
    assert story.shown[-1].held == 1


# --------------------------------------------------------------------------------------------- discreet in calls


@pytest.mark.parametrize("kind", [HoldKind.CAMERA, HoldKind.MICROPHONE])
def test_in_a_call_the_silent_in_seat_prompt_may_be_shown(kind: HoldKind) -> None:
    """`in_calls = "discreet"` allows the silent, in-seat prompt during a call."""
    story = seated_until(3000.0, replace(DISCREET, reminders=DISCREET.reminders[1:])).at(3000.0, hold(kind))
    story.inputs(3000.0, 5000.0, 20.0)
    assert story.prompts == [(3600.0, "seat", 1)], "it never rises above level 1"
    assert (story.shown[0].discreet, story.shown[0].offer) == (True, "desk-minute")


@pytest.mark.parametrize(
    "kinds",
    [
        (HoldKind.DO_NOT_DISTURB,),
        (HoldKind.CAMERA, HoldKind.FULL_SCREEN),
        (HoldKind.MICROPHONE, HoldKind.WORKING_HOURS),
    ],
)
def test_any_other_hold_keeps_the_discreet_prompt_back_too(kinds: tuple[HoldKind, ...]) -> None:
    story = seated_until(1000.0, DISCREET).at(1000.0, *(hold(kind) for kind in kinds)).inputs(1000.0, 2000.0, 20.0)
    assert story.prompts == []
    paused = seated_until(1000.0, DISCREET).at(1000.0, hold(HoldKind.CAMERA), ev.PauseBegan(None))
    assert paused.inputs(1000.0, 2000.0, 20.0).prompts == []


def test_a_call_under_hold_keeps_prompts_back() -> None:
    story = seated_until(1000.0).at(1000.0, hold(HoldKind.CAMERA)).inputs(1000.0, 2000.0, 20.0)
    assert story.prompts == []


def test_a_loud_prompt_gives_way_to_the_discreet_one_when_a_call_begins() -> None:
    story = seated_until(1800.0, DISCREET).at(1810.0, hold(HoldKind.MICROPHONE)).inputs(1820.0, 2500.0, 20.0)
    assert story.withdrawals == [(1810.0, "hold")]
    assert [(prompt.level, prompt.discreet) for prompt in story.shown] == [(1, False), (1, True)]


def test_after_the_call_the_levels_of_a_discreet_prompt_go_on_from_there() -> None:
    story = seated_until(1700.0, DISCREET).at(1700.0, hold(HoldKind.MICROPHONE)).inputs(1700.0, 3000.0, 20.0)
    story.at(3000.0, release(HoldKind.MICROPHONE)).inputs(3000.0, 3590.0, 20.0)
    assert story.prompts == [(1800.0, "feet", 1), (3300.0, "feet", 2)]
    assert [prompt.discreet for prompt in story.shown] == [True, False]
