"""When a prompt is shown, raised and withdrawn, in the words of the design."""

from __future__ import annotations

from dataclasses import replace

import pytest

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.settings import STANDING_REMINDER, ClockName, Reminder, Settings
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


# --------------------------------------------------------------------------------------------- the first showing


def test_a_due_prompt_is_shown_at_the_first_instant_with_no_input_for_three_seconds() -> None:
    """Due and present: shown at the first instant with no input for 3 s …"""
    story = typing_until(FEET_DUE + 40.0).run(FEET_DUE + 42.875)
    assert story.prompts == []
    assert story.run(FEET_DUE + 43.0).prompts == [(FEET_DUE + 43.0, "feet", 1)]


def test_a_prompt_that_finds_no_pause_in_typing_is_shown_two_minutes_after_it_fell_due() -> None:
    """… or `polite_wait` (2 min) after it fell due."""
    story = typing_until(FEET_DUE).inputs(FEET_DUE, FEET_DUE + 118.0, 2.0).run(FEET_DUE + 119.875)
    assert story.prompts == []
    assert story.inputs(FEET_DUE + 119.875, FEET_DUE + 120.0, 0.125).prompts == [(FEET_DUE + 120.0, "feet", 1)]


def test_a_pause_in_typing_that_is_on_when_the_reminder_falls_due_counts() -> None:
    story = typing_until(FEET_DUE - 30.0).run(FEET_DUE)
    assert story.prompts == [(FEET_DUE, "feet", 1)]


def test_a_prompt_waits_for_the_pause_although_an_inhibitor_is_on() -> None:
    story = typing_until(FEET_DUE - 30.0).at(FEET_DUE - 30.0, ev.InhibitorChanged("video", True)).run(FEET_DUE)
    assert story.prompts == [(FEET_DUE, "feet", 1)], "a film is no typing"


@pytest.mark.parametrize(
    ("settings", "at", "expected"),
    [
        (Settings(), FEET_DUE + 3.0, [(FEET_DUE + 3.0, "feet", 1)]),
        (ONLY_SEAT, FEET_DUE + 3.0, []),
        (ONLY_SEAT, SEAT_DUE + 3.0, [(SEAT_DUE + 3.0, "seat", 1)]),
        (Settings(reminders=()), SEAT_DUE * 2, []),
    ],
)
def test_each_reminder_watches_one_clock(settings: Settings, at: float, expected: list[tuple[float, str, int]]) -> None:
    """Several `[[reminder]]` tables each watch one clock."""
    assert typing_until(at - 3.0, settings).run(at).prompts == expected


def test_by_default_the_feet_are_offered_a_seated_minute_and_the_seat_standing_and_walking() -> None:
    """By default `feet` after 30 min offers a seated minute, and `seat` after 60 min offers standing and walking."""
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0)
    assert (story.shown[-1].reminder, story.shown[-1].offer, story.shown[-1].seated) == ("feet", "desk-minute", 1803.0)
    story = typing_until(SEAT_DUE, ONLY_SEAT).run(SEAT_DUE + 3.0)
    assert (story.shown[-1].reminder, story.shown[-1].offer, story.shown[-1].seated) == ("seat", "just-walk", 3603.0)


@pytest.mark.parametrize("turned", [False, True])
def test_due_together_the_seat_prompt_is_shown(turned: bool) -> None:
    """Due together, one prompt is shown, the `seat` one."""
    reminders = (
        Reminder("feet", ClockName.FEET, Seconds(1800.0), "desk-minute"),
        Reminder("seat", ClockName.SEAT, Seconds(1800.0), "just-walk"),
    )
    story = typing_until(FEET_DUE, Settings(reminders=reminders[::-1] if turned else reminders)).run(FEET_DUE + 200.0)
    assert story.prompts == [(FEET_DUE + 3.0, "seat", 1)]
    assert story.engine.snapshot(Instant(story.now)).due == ("seat", "feet")


def test_of_two_reminders_on_one_clock_the_longer_one_is_shown_and_then_the_one_that_stands_first() -> None:
    def feet(name: str, every: float) -> Reminder:
        return Reminder(name, ClockName.FEET, Seconds(every), "toe-20")

    settings = Settings(reminders=(feet("often", 600.0), feet("first", 1200.0), feet("second", 1200.0)))
    story = Story(settings).inputs(0.0, 1300.0, 20.0)
    assert [name for _, name, level in story.prompts if level == 1] == ["often", "first"]
    assert story.engine.snapshot(Instant(story.now)).due == ("first", "second", "often")


def test_a_higher_prompt_that_falls_due_takes_the_place_of_the_shown_one() -> None:
    """One notification at a time, replaced in place."""
    story = Story().inputs(0.0, 3700.0, 20.0)
    assert story.prompts == [
        (1800.0, "feet", 1),
        (2100.0, "feet", 2),
        (2400.0, "feet", 3),
        (3600.0, "seat", 1),
    ]
    assert story.withdrawals == [], "the second replaces the first, which is not withdrawn"
    assert [prompt.id for prompt in story.shown] == [1, 1, 1, 2]


# ------------------------------------------------------------------------------------------------------- levels


def test_the_levels_are_shown_at_once_after_five_and_after_ten_minutes_and_then_the_tray_is_left() -> None:
    """At once a quiet notification; 5 min after, again; 10 min after, urgent and staying; then only the tray icon."""
    story = typing_until(FEET_DUE, ONLY_FEET).inputs(FEET_DUE + 10.0, FEET_DUE + 3000.0, 10.0)
    shown = FEET_DUE + 3.0
    assert story.prompts == [(shown, "feet", 1), (shown + 300.0, "feet", 2), (shown + 600.0, "feet", 3)]
    assert [prompt.id for prompt in story.shown] == [1, 1, 1], "all levels of one prompt have one id"
    assert [prompt.seated for prompt in story.shown] == [1803.0, 2103.0, 2403.0]


@pytest.mark.parametrize(
    ("event", "outcome"),
    [(ev.PromptClosed(), "seen"), (ev.PromptExpired(), "expired"), (ev.PromptFailed(), "failed")],
)
def test_what_became_of_the_notification_is_recorded_and_stops_no_level(event: ev.Event, outcome: str) -> None:
    """A closed notification is *seen*, an expired one *unseen*; neither is *done*."""
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0).at(FEET_DUE + 5.0, event)
    assert story.outcomes == [(FEET_DUE + 3.0, 1, "shown", ""), (FEET_DUE + 5.0, 1, outcome, "")]
    assert story.engine.snapshot(Instant(story.now)).due == ("feet",), "neither is done"
    story.inputs(FEET_DUE + 20.0, FEET_DUE + 620.0, 20.0)
    assert [level for _, _, level in story.prompts] == [1, 2, 3]


@pytest.mark.parametrize("event", [ev.PromptClosed(), ev.PromptExpired(), ev.PromptFailed()])
def test_news_of_a_notification_that_is_gone_changes_nothing(event: ev.Event) -> None:
    story = typing_until(FEET_DUE - 100.0).at(FEET_DUE - 100.0, event)
    assert story.said == []


@pytest.mark.parametrize(
    ("level_3_closed_after", "asked_after", "tray_only"),
    [(None, 299.875, False), (None, 300.0, True), (10.0, 9.875, False), (10.0, 10.0, True)],
)
def test_after_the_last_level_the_tray_alone_is_left(
    level_3_closed_after: float | None, asked_after: float, tray_only: bool
) -> None:
    """From then on only the tray icon."""
    story = typing_until(FEET_DUE).inputs(FEET_DUE + 10.0, FEET_DUE + 603.0, 10.0).run(FEET_DUE + 603.0)
    assert story.prompts[-1] == (FEET_DUE + 603.0, "feet", 3)
    at = story.now
    if level_3_closed_after is not None and asked_after >= level_3_closed_after:
        story.at(at + level_3_closed_after, ev.PromptClosed())
    story.inputs(max(story.now, at), at + asked_after - 0.125, 20.0).run(at + asked_after)
    assert story.engine.snapshot(Instant(story.now)).is_tray_only is tray_only


def test_a_prompt_closed_at_level_1_is_not_yet_left_to_the_tray() -> None:
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0).at(FEET_DUE + 5.0, ev.PromptClosed())
    assert not story.engine.snapshot(Instant(story.now)).is_tray_only


# -------------------------------------------------------------------------------------------------------- away


@pytest.mark.parametrize(
    ("event", "why"),
    [(ev.Locked(), "away"), (ev.SleepBegan(), "away"), (ev.Said(ev.Saying.AWAY), "away")],
)
def test_a_shown_prompt_is_withdrawn_the_moment_nobody_is_there(event: ev.Event, why: str) -> None:
    """Nothing is shown while away, locked or asleep; a shown prompt is withdrawn."""
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0).at(FEET_DUE + 5.0, event).run(FEET_DUE + 4000.0)
    assert story.prompts == [(FEET_DUE + 3.0, "feet", 1)]
    assert story.withdrawals == [(FEET_DUE + 5.0, why)]
    assert story.outcomes[-1] == (FEET_DUE + 5.0, 1, "withdrawn", why)


def test_a_shown_prompt_is_withdrawn_when_an_absence_is_noticed() -> None:
    story = typing_until(FEET_DUE).run(FEET_DUE + 60.0)
    assert story.withdrawals == [(FEET_DUE + 60.0, "away")]
    assert story.clocks == (FEET_DUE, FEET_DUE)


def test_a_prompt_that_fell_due_only_provisionally_is_due_no_more_when_the_clock_goes_back() -> None:
    story = typing_until(FEET_DUE - 30.0).run(FEET_DUE + 20.0)
    assert story.engine.snapshot(Instant(story.now)).due == ("feet",)
    story.run(FEET_DUE + 30.0)
    assert story.engine.snapshot(Instant(story.now)).due == ()
    story.at(FEET_DUE + 70.0, ev.Input()).inputs(FEET_DUE + 70.0, FEET_DUE + 100.0, 2.0).run(FEET_DUE + 103.0)
    assert [t for t, *_ in story.prompts] == [FEET_DUE, FEET_DUE + 103.0], "it falls due again thirty seconds later"


@pytest.mark.parametrize(
    ("away", "shown_after"),
    [(60.0, 30.0), (299.875, 30.0), (300.0, None)],
)
def test_back_from_an_absence_that_reset_nothing_there_is_a_time_of_grace(
    away: float, shown_after: float | None
) -> None:
    """Back from an absence that reset nothing with a prompt due: 30 s of grace, then level 1."""
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0)
    back = FEET_DUE + away
    story.at(back, ev.Input()).run(back + 29.875)
    assert len(story.prompts) == 1
    story.run(back + 40.0)
    again = [] if shown_after is None else [(back + shown_after, "feet", 1)]
    assert story.prompts == [(FEET_DUE + 3.0, "feet", 1), *again]
    assert [prompt.id for prompt in story.shown] == [1, 2][: len(story.prompts)]


def test_a_short_absence_soon_after_a_real_break_resets_nothing_more() -> None:
    story = typing_until(1000.0).at(1300.0, ev.Input(), ev.ScheduleFired("lunch", "mixed"), ev.Snoozed())
    story.at(1310.0, ev.Locked(), ev.Unlocked()).at(1320.0, ev.Input())
    snapshot = story.engine.snapshot(Instant(1320.0))
    assert (snapshot.due, snapshot.snoozed_until) == (("lunch",), 1600.0)
    assert snapshot.can_undo_until == 1900.0


def test_after_the_grace_the_prompt_still_waits_for_a_pause_in_typing() -> None:
    story = typing_until(FEET_DUE).at(FEET_DUE, ev.Locked(), ev.Unlocked())
    story.inputs(FEET_DUE + 10.0, FEET_DUE + 60.0, 2.0).run(FEET_DUE + 63.0)
    assert story.prompts == [(FEET_DUE + 63.0, "feet", 1)]


def test_level_1_comes_again_after_an_absence_even_when_the_tray_alone_was_left() -> None:
    story = typing_until(FEET_DUE).inputs(FEET_DUE + 10.0, FEET_DUE + 1000.0, 10.0)
    assert story.engine.snapshot(Instant(story.now)).is_tray_only
    story.at(FEET_DUE + 1000.0, ev.Locked()).at(FEET_DUE + 1100.0, ev.Unlocked(), ev.Input()).run(FEET_DUE + 1130.0)
    assert story.prompts[-1] == (FEET_DUE + 1130.0, "feet", 1)


def test_a_lock_after_a_stopped_routine_does_not_bring_the_prompt_back_sooner() -> None:
    """Both waits hold: the grace after the return, and the time between two levels after the stopped routine."""
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0).at(FEET_DUE + 5.0, ev.StartAsked())
    story.at(FEET_DUE + 7.0, ev.GuideKeyPressed(ev.GuideKey.STOP), ev.Input(), ev.Locked(), ev.Unlocked())
    story.inputs(FEET_DUE + 8.0, FEET_DUE + 308.0, 20.0).run(FEET_DUE + 320.0)
    assert story.prompts == [(FEET_DUE + 3.0, "feet", 1), (FEET_DUE + 307.0, "feet", 1)]


# ---------------------------------------------------------------------------------------------------- standing


def test_while_standing_neither_clock_runs_and_after_a_real_break_of_it_the_seat_clock_is_zero() -> None:
    """Standing: neither clock runs; after `real_break` of standing, `seat` is zero, and `feet` stays."""
    story = typing_until(1000.0).at(1000.0, ev.Said(ev.Saying.STANDING)).inputs(1001.0, 1299.0, 2.0).run(1299.875)
    assert story.clocks == (1000.0, 1000.0)
    assert story.run(1300.0).clocks == (1000.0, 0.0)
    story.at(1310.0, ev.Said(ev.Saying.SITTING)).run(1320.0)
    assert story.clocks == (1010.0, 10.0)


def test_each_standing_counts_for_itself() -> None:
    """Two times four minutes of standing are no real break from sitting."""
    story = typing_until(1000.0)
    for begin in (1000.0, 1300.0):
        story.at(begin, ev.Said(ev.Saying.STANDING)).inputs(begin, begin + 240.0, 20.0)
        story.at(begin + 240.0, ev.Said(ev.Saying.SITTING)).inputs(begin + 240.0, begin + 300.0, 20.0)
    assert story.clocks == (1120.0, 1120.0)
    story.at(1600.0, ev.Said(ev.Saying.STANDING)).inputs(1600.0, 1900.0, 20.0)
    story.at(1900.0, ev.Said(ev.Saying.SITTING)).inputs(1900.0, 2000.0, 20.0)
    assert story.clocks == (1220.0, 100.0)
    story.at(2000.0, ev.Said(ev.Saying.STANDING)).inputs(2000.0, 2100.0, 20.0)
    assert story.clocks == (1220.0, 100.0), "nor does an earlier real break zero what was sat since"
    assert story.engine.snapshot(Instant(2100.0)).stance == 100.0


def test_leaving_as_soon_as_one_stands_counts_no_standing() -> None:
    story = typing_until(1000.0).at(1000.0, ev.Said(ev.Saying.STANDING), ev.Locked()).at(1200.0, ev.Unlocked())
    story.inputs(1200.0, 1490.0, 10.0).run(1499.875)
    assert story.clocks == (1000.0, 1000.0)
    assert story.engine.snapshot(Instant(1499.875)).stance == 299.875
    assert story.run(1500.0).clocks == (1000.0, 0.0)


def test_a_routine_in_between_lets_the_standing_prompt_wait_another_half_hour() -> None:
    """The standing prompt counts since the person moved; that they are up counts since they stood up."""
    story = typing_until(100.0).at(100.0, ev.Said(ev.Saying.STANDING)).inputs(100.0, 300.0, 20.0)
    story.at(300.0, ev.StartAsked("toe-20")).inputs(302.0, 420.0, 20.0)
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.stance, snapshot.seat) == (story.now - 302.0, 0.0)
    story.inputs(story.now + 10.0, 2130.0, 10.0)
    assert story.prompts == [(2102.0, STANDING_REMINDER, 1)]


def test_after_half_an_hour_of_standing_a_prompt_to_move_comes_anyway() -> None:
    """After 30 min of standing a prompt to move comes anyway."""
    story = typing_until(100.0).at(100.0, ev.Said(ev.Saying.STANDING)).inputs(100.0, 1900.0, 20.0)
    assert story.prompts == [(1900.0, STANDING_REMINDER, 1)]
    assert (story.shown[0].seated, story.shown[0].offer) == (1800.0, "just-walk")


def test_the_standing_prompt_does_not_come_to_a_person_who_sits() -> None:
    story = typing_until(100.0, replace(Settings(), reminders=())).inputs(100.0, 4000.0, 50.0)
    assert story.prompts == []


def test_sitting_down_withdraws_the_standing_prompt_and_standing_up_the_seated_one() -> None:
    story = typing_until(FEET_DUE).run(FEET_DUE + 3.0).at(FEET_DUE + 5.0, ev.Said(ev.Saying.STANDING))
    assert story.withdrawals == [(FEET_DUE + 5.0, "standing")]
    stood = FEET_DUE + 5.0
    story.inputs(stood, stood + 1800.0, 20.0).at(stood + 1805.0, ev.Said(ev.Saying.SITTING))
    assert story.prompts[1:] == [(stood + 1800.0, STANDING_REMINDER, 1), (stood + 1805.0, "feet", 1)]
    assert story.withdrawals[1:] == [(stood + 1805.0, "sitting")]


@pytest.mark.parametrize("what", [ev.Saying.SITTING, ev.Saying.STANDING])
def test_saying_what_already_is_changes_nothing(what: ev.Saying) -> None:
    story = typing_until(100.0).at(100.0, ev.Said(what)).inputs(100.0, 300.0, 20.0)
    again = typing_until(100.0).at(100.0, ev.Said(what)).inputs(100.0, 200.0, 20.0).at(200.0, ev.Said(what))
    again.inputs(200.0, 300.0, 20.0)
    assert story.engine.snapshot(Instant(300.0)) == again.engine.snapshot(Instant(300.0))


# --------------------------------------------------------------------------------------------------------- undo


@pytest.mark.parametrize(
    ("after_the_return", "taken_back"),
    [(0.0, True), (300.0, True), (600.0, True), (600.125, False), (3600.0, False)],
)
def test_i_was_still_sitting_takes_the_reset_back_for_ten_minutes(after_the_return: float, taken_back: bool) -> None:
    """For 10 minutes after an absence that reset the clocks, the person can take the reset back."""
    story = typing_until(1000.0).inputs(1400.0, 1400.0 + after_the_return, 20.0).run(1400.0 + after_the_return)
    before = len(story.said)
    since = after_the_return
    story.at(story.now, ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == ((1400.0 + since, 1400.0 + since) if taken_back else (since, since))
    undone = [e for _, e in story.said[before:] if isinstance(e, fx.RecordUndo)]
    assert undone == ([fx.RecordUndo(Instant(1000.0), Instant(1400.0))] if taken_back else [])
    end = story.now
    story.end(end)
    away = [("seated", 0.0, end)] if taken_back else [("seated", 0.0, 1000.0), ("away", 1000.0, 1400.0)]
    assert story.spans[: len(away)] == away


def test_a_reset_can_be_taken_back_once() -> None:
    story = typing_until(1000.0).at(1400.0, ev.Input(), ev.Said(ev.Saying.WAS_SITTING), ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1400.0, 1400.0)
    assert story.engine.snapshot(Instant(story.now)).can_undo_until is None


@pytest.mark.parametrize(
    "returned_after",
    [59.875, 299.875],
)
def test_an_absence_that_reset_nothing_cannot_be_taken_back(returned_after: float) -> None:
    story = typing_until(1000.0).at(1000.0 + returned_after, ev.Input())
    before = story.clocks
    story.at(story.now, ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == before
    assert not [e for _, e in story.said if isinstance(e, fx.RecordUndo)]


def test_sleep_within_a_break_that_is_taken_back_counts_as_seated_too() -> None:
    story = typing_until(1000.0).at(1100.0, ev.SleepBegan()).at(1300.0, ev.Woke())
    story.at(1400.0, ev.Input(), ev.Said(ev.Saying.WAS_SITTING)).end(1410.0)
    assert story.spans == [("seated", 0.0, 1410.0)]


def test_a_break_from_standing_that_is_taken_back_counts_as_seated_and_sitting_is_kept() -> None:
    story = typing_until(1000.0).at(1000.0, ev.Said(ev.Saying.STANDING)).inputs(1000.0, 1100.0, 20.0)
    story.at(1500.0, ev.Input(), ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1400.0, 1400.0)
    assert story.engine.snapshot(Instant(story.now)).posture.value == "sitting"
    story.end(1510.0)
    assert story.spans == [("seated", 0.0, 1000.0), ("standing", 1000.0, 1100.0), ("seated", 1100.0, 1510.0)]


@pytest.mark.parametrize(
    ("routine", "feet", "seat"),
    [("desk-minute", 0.0, 1420.0), ("just-walk", 0.0, 0.0)],
)
def test_a_clock_that_a_routine_zeroed_since_the_return_is_not_given_back(
    routine: str, feet: float, seat: float
) -> None:
    story = typing_until(1000.0).at(1400.0, ev.Input()).at(1400.0, ev.StartAsked(routine))
    ended = 1410.0 if routine == "desk-minute" else 1408.0
    story.run(1420.0).at(1420.0, ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1420.0 - ended if feet == 0.0 else feet, seat or 1420.0 - ended)


@pytest.mark.parametrize("routine", ["desk-minute", "just-walk"])
def test_a_clock_that_a_routine_zeroed_within_the_absence_counts_from_there(routine: str) -> None:
    story = typing_until(1000.0).at(1000.0, ev.StartAsked(routine)).at(1000.0, ev.Locked())
    ended = 1010.0 if routine == "desk-minute" else 1008.0
    story.at(1400.0, ev.Unlocked(), ev.Input(), ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1400.0 - ended, 1400.0 if routine == "desk-minute" else 1400.0 - ended)


def test_the_seat_clock_that_standing_zeroed_since_the_return_is_not_given_back() -> None:
    story = typing_until(1000.0).at(1400.0, ev.Input(), ev.Said(ev.Saying.STANDING)).inputs(1400.0, 1700.0, 20.0)
    story.at(1701.0, ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1400.0, 0.0)
    story = typing_until(1000.0).at(1400.0, ev.Input(), ev.Said(ev.Saying.STANDING)).inputs(1400.0, 1700.0, 20.0)
    story.at(1701.0, ev.Said(ev.Saying.SITTING), ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1400.0, 0.0)


def test_only_the_last_real_break_can_be_taken_back() -> None:
    story = typing_until(1000.0).at(1300.0, ev.Input()).at(1600.0, ev.Input(), ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (300.0, 300.0)
    story.end(1610.0)
    assert story.spans == [("seated", 0.0, 1000.0), ("away", 1000.0, 1300.0), ("seated", 1300.0, 1610.0)]


def test_a_break_can_be_taken_back_while_away_again() -> None:
    story = typing_until(1000.0).at(1300.0, ev.Input()).inputs(1300.0, 1320.0, 10.0).at(1330.0, ev.Locked())
    story.at(1340.0, ev.Said(ev.Saying.WAS_SITTING))
    assert story.clocks == (1320.0, 1320.0)
    story.end(1350.0)
    assert story.spans == [("seated", 0.0, 1320.0), ("away", 1320.0, 1350.0)]


def test_a_break_next_to_another_absence_can_be_taken_back_alone() -> None:
    story = typing_until(1000.0).at(1300.0, ev.Input(), ev.Locked()).at(1320.0, ev.Unlocked(), ev.Input())
    story.at(1330.0, ev.Said(ev.Saying.WAS_SITTING)).end(1330.0)
    assert story.spans == [("seated", 0.0, 1300.0), ("away", 1300.0, 1320.0), ("seated", 1320.0, 1330.0)]


def test_a_reminder_that_taking_back_makes_due_falls_due_then() -> None:
    """Its two minutes of waiting for a pause begin when the reset is taken back."""
    story = typing_until(1700.0).at(2000.0, ev.Input()).inputs(2000.0, 2010.0, 2.0)
    story.at(2010.0, ev.Said(ev.Saying.WAS_SITTING)).inputs(2012.0, 2128.0, 2.0)
    assert story.prompts == []
    assert story.inputs(2129.0, 2131.0, 1.0).prompts == [(2130.0, "feet", 1)]


# ------------------------------------------------------------------------------------------------------- schedule


def test_a_schedule_that_came_round_is_due_before_any_reminder() -> None:
    story = typing_until(SEAT_DUE).run(SEAT_DUE + 3.0).at(SEAT_DUE + 10.0, ev.ScheduleFired("lunch", "mixed"))
    assert story.engine.snapshot(Instant(story.now)).due == ("lunch", "seat", "feet")
    assert story.prompts[-1] == (SEAT_DUE + 10.0, "lunch", 1)
    assert story.shown[-1].offer == "mixed"


@pytest.mark.parametrize(
    ("events", "still_due"),
    [
        ((ev.Skipped(),), False),
        ((ev.Snoozed(),), True),
        ((ev.PromptClosed(),), True),
        ((ev.Said(ev.Saying.STANDING),), True),
        ((ev.StartAsked("toe-20"), ev.GuideKeyPressed(ev.GuideKey.STOP)), True),
    ],
)
def test_a_schedule_is_due_until_it_is_answered(events: tuple[ev.Event, ...], still_due: bool) -> None:
    story = typing_until(100.0).run(110.0).at(110.0, ev.ScheduleFired("lunch", "mixed")).at(112.0, *events)
    assert ("lunch" in story.engine.snapshot(Instant(story.now)).due) is still_due


def test_a_finished_routine_or_a_real_break_answers_a_schedule() -> None:
    story = typing_until(100.0).run(110.0).at(110.0, ev.ScheduleFired("lunch", "mixed"), ev.StartAsked("toe-20"))
    assert story.run(112.0).engine.snapshot(Instant(story.now)).due == ()
    story = typing_until(100.0).run(110.0).at(110.0, ev.ScheduleFired("lunch", "mixed")).at(400.0, ev.Input())
    assert story.engine.snapshot(Instant(story.now)).due == ()


def test_a_schedule_that_comes_round_while_away_waits_for_the_return_and_its_grace() -> None:
    story = typing_until(100.0).at(200.0, ev.ScheduleFired("lunch", "mixed")).at(350.0, ev.Input()).run(380.0)
    assert story.prompts == [(380.0, "lunch", 1)]
    first = Story().at(50.0, ev.ScheduleFired("lunch", "mixed")).at(400.0, ev.Input()).run(430.0)
    assert first.prompts == [(430.0, "lunch", 1)], "the time before the first input resets nothing"


def test_a_schedule_that_comes_round_again_replaces_itself() -> None:
    story = typing_until(100.0).at(100.0, ev.ScheduleFired("lunch", "mixed"), ev.ScheduleFired("lunch", "toe-20"))
    assert story.engine.snapshot(Instant(story.now)).due == ("lunch",)
    assert story.run(103.0).shown[-1].offer == "toe-20"
