"""What the person answers: start, snooze, skip; and what routines do to the clocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.errors import TimeWentBackError, UnknownRoutineError
from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.settings import ClockName, Reminder, Settings
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import CATALOGUE, Story

FEET_DUE, SEAT_DUE = 1800.0, 3600.0
ONLY_FEET = Settings(reminders=(Reminder("feet", ClockName.FEET, Seconds(1800.0), "desk-minute"),))

ONLY_SEAT = Settings(reminders=(Reminder("seat", ClockName.SEAT, Seconds(3600.0), "just-walk"),))


def seated_until(t: float, settings: Settings | None = None) -> Story:
    """Return a person who types once in twenty seconds from 0 to `t`; prompts are shown as soon as they are due."""
    return Story(settings or Settings()).inputs(0.0, t, 20.0)


def press(key: GuideKey) -> ev.GuideKeyPressed:
    return ev.GuideKeyPressed(key)


# ---------------------------------------------------------------------------------------- routines and the clocks


@pytest.mark.parametrize(
    ("routine", "steps", "feet", "seat", "end"),
    [
        # A list of keys with the seconds before each; then the routine runs on to its end.
        ("desk-minute", [], 0.0, None, "finished"),
        ("just-walk", [], 0.0, 0.0, "finished"),
        ("mixed", [], 0.0, 0.0, "finished"),
        ("desk-minute", [(3.875, GuideKey.STOP)], None, None, "stopped"),
        ("desk-minute", [(4.0, GuideKey.STOP)], 0.0, None, "stopped"),
        ("just-walk", [(7.875, GuideKey.STOP)], None, None, "stopped"),
        ("mixed", [(3.0, GuideKey.STOP)], None, None, "stopped"),  # that step moves no foot
        ("mixed", [(7.0, GuideKey.STOP)], 0.0, None, "stopped"),
        ("mixed", [(7.0, GuideKey.NEXT)], 0.0, None, "finished"),  # the standing step was not done
        ("mixed", [(0.0, GuideKey.NEXT)], 0.0, 0.0, "finished"),
        ("mixed", [(0.0, GuideKey.NEXT)] * 3, None, None, "stopped"),  # nothing was done
        ("mixed", [(3.0, GuideKey.NEXT), (0.0, GuideKey.NEXT)], None, None, "finished"),  # no foot moved
        ("desk-minute", [(1.0, GuideKey.PAUSE), (50.0, GuideKey.RESUME)], 0.0, None, "finished"),
        ("desk-minute", [(1.0, GuideKey.PAUSE), (50.0, GuideKey.STOP)], None, None, "stopped"),
        ("desk-minute", [(5.0, GuideKey.BACK), (1.0, GuideKey.STOP)], 0.0, None, "stopped"),
    ],
)
def test_a_routine_zeroes_what_was_moved(
    routine: str, steps: list[tuple[float, GuideKey]], feet: float | None, seat: float | None, end: str
) -> None:
    """`feet`: a routine finished, or stopped after at least one foot step; `seat`: one with standing or walking."""
    story = seated_until(1000.0).at(1000.0, ev.StartAsked(routine))
    for wait, key in steps:
        story.at(story.now + wait, press(key))
    while not story.routines:
        story.at(story.now + 0.5, ev.Input())
    record = story.routines[0]
    seconds = record.ended
    assert record.end == end
    assert (record.routine, record.started, record.steps, record.by_prompt) == (
        routine,
        1000.0,
        len(next(r for r in CATALOGUE if r.id == routine).steps),
        None,
    )
    assert story.clocks == (
        seconds if feet is None else story.now - record.ended,
        seconds if seat is None else story.now - record.ended,
    )


def test_a_routine_ends_by_itself_even_when_nobody_is_there_any_more() -> None:
    story = seated_until(1000.0).at(1000.0, ev.StartAsked("desk-minute")).at(1001.0, ev.Locked()).run(1010.0)
    assert [effect for t, effect in story.said if isinstance(effect, fx.CloseGuide)] == [
        fx.CloseGuide(fx.RoutineEnd.FINISHED)
    ]
    assert story.clocks == (0.0, 1000.0)
    story.at(1100.0, ev.Unlocked(), ev.Input())
    assert story.clocks == (0.0, 1000.0)


def test_routines_and_their_keys_are_no_presence() -> None:
    story = seated_until(1000.0).at(1010.0, ev.StartAsked("desk-minute"), press(GuideKey.PAUSE))
    story.at(1050.0, press(GuideKey.RESUME)).run(1060.0)
    assert story.engine.snapshot(Instant(1060.0)).away_since == 1000.0


def test_the_guide_is_opened_kept_in_step_and_closed() -> None:
    story = seated_until(100.0).at(100.0, ev.StartAsked("desk-minute")).at(101.0, press(GuideKey.PAUSE))
    story.at(110.0, press(GuideKey.RESUME)).at(111.0, press(GuideKey.NEXT)).at(112.0, press(GuideKey.BACK))
    story.run(130.0)
    guide = [(t, e) for t, e in story.said if isinstance(e, fx.OpenGuide | fx.SyncGuide | fx.CloseGuide)]
    assert guide == [
        (100.0, fx.OpenGuide(CATALOGUE[0])),
        (101.0, fx.SyncGuide(Seconds(1.0), paused=True)),
        (110.0, fx.SyncGuide(Seconds(1.0), paused=False)),
        (111.0, fx.SyncGuide(Seconds(4.0), paused=False)),
        (112.0, fx.SyncGuide(Seconds(0.0), paused=False)),
        (122.0, fx.CloseGuide(fx.RoutineEnd.FINISHED)),
    ]
    assert (story.routines[0].steps_done, story.routines[0].steps_skipped) == (2, 0)


@pytest.mark.parametrize("key", list(GuideKey))
def test_a_key_without_a_routine_changes_nothing(key: GuideKey) -> None:
    story = seated_until(100.0).at(100.0, press(key))
    assert story.said == []


def test_the_snapshot_tells_where_the_routine_stands() -> None:
    story = seated_until(100.0).at(100.0, ev.StartAsked("desk-minute")).at(105.0, press(GuideKey.PAUSE)).run(107.0)
    view = story.engine.snapshot(Instant(107.0)).routine
    assert view is not None
    assert (view.routine.id, view.elapsed, view.is_paused, view.frame.step) == ("desk-minute", 5.0, True, 1)
    assert story.engine.snapshot(Instant(107.0)).why.kind.value == "routine"


# --------------------------------------------------------------------------------------------------------- start


def test_start_closes_the_prompt_and_begins_what_it_offers() -> None:
    """Actions on the notification: *Start* …"""
    story = seated_until(FEET_DUE).at(FEET_DUE + 5.0, ev.StartAsked()).run(FEET_DUE + 15.0)
    assert story.withdrawals == [(FEET_DUE + 5.0, "started")]
    assert story.outcomes[-1] == (FEET_DUE + 5.0, 1, "started", "")
    assert (story.routines[0].routine, story.routines[0].by_prompt) == ("desk-minute", 1)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param(lambda: seated_until(100.0), "desk-minute", id="nothing due: what the first reminder offers"),
        pytest.param(
            lambda: seated_until(SEAT_DUE - 20.0, ONLY_SEAT).inputs(SEAT_DUE - 20.0, SEAT_DUE + 1.0, 1.0),
            "just-walk",
            id="due, and not shown yet",
        ),
        pytest.param(
            lambda: seated_until(SEAT_DUE - 20.0).inputs(SEAT_DUE - 20.0, SEAT_DUE + 1.0, 1.0),
            "desk-minute",
            id="another is due, but this one is before the person",
        ),
        pytest.param(lambda: seated_until(SEAT_DUE), "just-walk", id="shown"),
        pytest.param(
            lambda: seated_until(SEAT_DUE).at(SEAT_DUE, ev.Snoozed(), ev.Snoozed()), "toe-20", id="snoozed twice"
        ),
        pytest.param(lambda: Story(Settings(reminders=())), "desk-minute", id="no reminder at all"),
    ],
)
def test_start_without_a_name_begins_what_is_offered(story: Callable[[], Story], expected: str) -> None:
    told = story()
    assert told.engine.snapshot(Instant(told.now)).offer == expected
    told.at(told.now, ev.StartAsked())
    assert [e.routine.id for _, e in told.said if isinstance(e, fx.OpenGuide)] == [expected]


def test_a_start_while_a_routine_runs_is_refused() -> None:
    story = seated_until(100.0).at(100.0, ev.StartAsked("desk-minute")).at(104.0, ev.StartAsked("mixed")).run(110.0)
    assert [record.routine for record in story.routines] == ["desk-minute"]


def test_an_unknown_routine_is_refused_and_changes_nothing() -> None:
    story = seated_until(FEET_DUE)
    before = story.engine.save(Instant(story.now)), story.engine.snapshot(Instant(story.now))
    with pytest.raises(UnknownRoutineError, match="somersault"):
        story.engine.step(ev.StartAsked("somersault"), Instant(story.now + 1000.0))
    assert (story.engine.save(Instant(story.now)), story.engine.snapshot(Instant(story.now))) == before


def test_the_past_is_refused_and_changes_nothing() -> None:
    story = seated_until(FEET_DUE)
    before = story.engine.save(Instant(story.now)), story.engine.snapshot(Instant(story.now))
    with pytest.raises(TimeWentBackError):
        story.engine.step(ev.Input(), Instant(story.now - 0.001))
    with pytest.raises(TimeWentBackError):
        story.engine.snapshot(Instant(story.now - 0.001))
    assert (story.engine.save(Instant(story.now)), story.engine.snapshot(Instant(story.now))) == before


def test_nothing_is_shown_while_a_routine_runs() -> None:
    story = seated_until(FEET_DUE - 10.0).at(FEET_DUE - 5.0, ev.StartAsked("desk-minute")).run(FEET_DUE + 4.0)
    assert story.prompts == []


def test_a_routine_stopped_before_anything_moved_brings_the_prompt_back_after_the_time_between_two_levels() -> None:
    story = seated_until(FEET_DUE).at(FEET_DUE + 5.0, ev.StartAsked()).at(FEET_DUE + 7.0, press(GuideKey.STOP))
    story.inputs(FEET_DUE + 7.0, FEET_DUE + 320.0, 20.0)
    assert story.prompts == [(FEET_DUE, "feet", 1), (FEET_DUE + 307.0, "feet", 1)]


def test_a_routine_that_was_done_but_not_what_was_due_brings_the_prompt_back_after_that_time_too() -> None:
    story = seated_until(SEAT_DUE).at(SEAT_DUE + 5.0, ev.StartAsked("toe-20")).inputs(SEAT_DUE + 7.0, SEAT_DUE + 330.0)
    assert story.prompts[-1] == (SEAT_DUE + 307.0, "seat", 1)


def test_what_falls_due_while_a_routine_runs_comes_in_its_own_time() -> None:
    settings = Settings(reminders=(replace(ONLY_FEET.reminders[0], every=Seconds(3500.0)), Settings().reminders[1]))
    story = seated_until(3590.0, settings).at(3595.0, ev.StartAsked("desk-minute")).run(3610.0)
    assert story.prompts[-1] == (3605.0, "seat", 1)


# -------------------------------------------------------------------------------------------------------- snooze


@pytest.mark.parametrize("length", [300.0, 600.0, 900.0])
def test_a_snoozed_prompt_comes_again_at_level_1_when_the_snooze_is_over(length: float) -> None:
    """*Snooze* (5/10/15 min)."""
    story = seated_until(FEET_DUE).at(FEET_DUE + 5.0, ev.Snoozed(Seconds(length)))
    assert story.withdrawals == [(FEET_DUE + 5.0, "snoozed")]
    assert story.outcomes[-1] == (FEET_DUE + 5.0, 1, "snoozed", f"{length:g}")
    assert story.engine.snapshot(Instant(story.now)).snoozed_until == FEET_DUE + 5.0 + length
    story.inputs(FEET_DUE + 15.0, FEET_DUE + length, 20.0).run(FEET_DUE + length + 5.0)
    assert story.prompts == [(FEET_DUE, "feet", 1), (FEET_DUE + 5.0 + length, "feet", 1)]
    assert story.engine.snapshot(Instant(story.now)).snoozed_until is None


def test_a_snooze_without_a_length_takes_the_first_configured_one() -> None:
    settings = replace(Settings(), snooze_lengths=(Seconds(120.0), Seconds(240.0)))
    story = seated_until(FEET_DUE, settings).at(FEET_DUE, ev.Snoozed())
    assert story.engine.snapshot(Instant(FEET_DUE)).snoozed_until == FEET_DUE + 120.0


def test_with_nothing_due_there_is_nothing_to_snooze_or_skip() -> None:
    story = seated_until(1000.0).at(1000.0, ev.Snoozed(), ev.Skipped())
    assert story.said == []
    assert story.engine.snapshot(Instant(1000.0)) == seated_until(1000.0).engine.snapshot(Instant(1000.0))


def test_what_is_due_and_not_shown_yet_can_be_snoozed_and_skipped() -> None:
    story = seated_until(FEET_DUE - 20.0).inputs(FEET_DUE - 20.0, FEET_DUE + 10.0, 1.0)
    story.at(story.now, ev.Snoozed())
    assert [outcome for _, _, outcome, _ in story.outcomes] == ["snoozed"]
    story.at(story.now, ev.Skipped())
    assert story.engine.snapshot(Instant(story.now)).due == ()
    assert story.withdrawals == [], "nothing was shown"


def test_after_two_snoozes_in_a_row_the_offer_is_the_20_second_version() -> None:
    """After two snoozes in a row the offer is the 20-second version."""
    story = seated_until(FEET_DUE, ONLY_FEET)
    for _ in range(2):
        story.at(story.now, ev.Snoozed())
        story.inputs(story.now + 10.0, story.now + 320.0, 20.0)
    assert [prompt.offer for prompt in story.shown] == ["desk-minute", "desk-minute", "toe-20"]
    story.at(story.now, ev.StartAsked())
    assert [e.routine.id for _, e in story.said if isinstance(e, fx.OpenGuide)] == ["toe-20"]


@pytest.mark.parametrize("how", ["start", "skip", "real break", "routine", "standing"])
def test_the_snoozes_in_a_row_begin_anew(how: str) -> None:
    """Start, skip, a real break, or moving so that nothing is due any more."""
    seat = Settings(reminders=(Reminder("seat", ClockName.SEAT, Seconds(1800.0), "just-walk"),))
    story = seated_until(1800.0, seat).at(1800.0, ev.Snoozed(), ev.Snoozed())
    match how:
        case "start":
            story.at(1805.0, ev.StartAsked(), press(GuideKey.STOP))
        case "skip":
            story.at(1805.0, ev.Skipped())
        case "real break":
            story.at(2105.0, ev.Input())
        case "routine":
            story.at(1805.0, ev.StartAsked("just-walk")).run(1813.0)
        case "standing":
            story.at(1805.0, ev.Said(ev.Saying.STANDING)).inputs(1805.0, 2200.0, 20.0)
            story.at(2200.0, ev.Said(ev.Saying.SITTING))
    before = len(story.shown)
    story.inputs(story.now + 5.0, story.now + 4000.0, 20.0)
    assert story.shown[before].offer == "just-walk"


def test_a_clock_that_goes_back_takes_no_snooze_away() -> None:
    """The reminder is due again soon, and the person has said that they do not want it now."""
    story = seated_until(FEET_DUE - 20.0).at(FEET_DUE + 10.0, ev.Snoozed()).at(FEET_DUE + 15.0, ev.Locked())
    story.at(FEET_DUE + 20.0, ev.Unlocked(), ev.Input()).inputs(FEET_DUE + 20.0, FEET_DUE + 300.0, 20.0)
    assert story.prompts == [(FEET_DUE, "feet", 1)]
    assert story.inputs(FEET_DUE + 301.0, FEET_DUE + 330.0).prompts[1:] == [(FEET_DUE + 310.0, "feet", 1)]


# ---------------------------------------------------------------------------------------------------------- skip


def test_skip_never_moves_a_clock_and_the_prompt_comes_after_another_full_interval() -> None:
    """Skip never moves a clock: it comes again after another full interval, and the seated figure stays true."""
    story = seated_until(FEET_DUE, ONLY_FEET).at(FEET_DUE + 10.0, ev.Skipped())
    assert story.clocks == (FEET_DUE + 10.0, FEET_DUE + 10.0)
    assert story.withdrawals == [(FEET_DUE + 10.0, "skipped")]
    assert story.outcomes[-1] == (FEET_DUE + 10.0, 1, "skipped", "")
    story.inputs(FEET_DUE + 20.0, 2 * FEET_DUE + 20.0, 20.0)
    assert story.prompts == [(FEET_DUE, "feet", 1), (2 * FEET_DUE + 10.0, "feet", 1)]
    assert story.shown[-1].seated == 2 * FEET_DUE + 10.0


def test_skip_is_about_everything_that_is_due() -> None:
    story = seated_until(SEAT_DUE).at(SEAT_DUE + 10.0, ev.Skipped())
    assert story.engine.snapshot(Instant(story.now)).due == ()
    story.inputs(SEAT_DUE + 20.0, SEAT_DUE + 3620.0, 20.0)
    skipped = SEAT_DUE + 10.0
    assert [entry for entry in story.prompts if entry[0] > skipped and entry[2] == 1] == [
        (skipped + 1800.0, "feet", 1),
        (skipped + 3600.0, "seat", 1),
    ]


def test_a_skip_is_forgotten_when_the_clock_is_zeroed() -> None:
    story = seated_until(FEET_DUE, ONLY_FEET).at(FEET_DUE + 10.0, ev.Skipped()).at(FEET_DUE + 20.0, ev.StartAsked())
    story.inputs(FEET_DUE + 20.0, FEET_DUE + 1840.0, 10.0)
    assert story.prompts[-1] == (FEET_DUE + 1830.0, "feet", 1)


def test_a_skip_in_time_that_is_taken_back_counts_from_the_clock_that_is_left() -> None:
    """Skipped while the absence was not yet noticed: the full interval counts from where the clock went back to."""
    story = seated_until(FEET_DUE, ONLY_FEET).at(FEET_DUE + 50.0, ev.Skipped()).at(FEET_DUE + 100.0, ev.Input())
    assert story.clocks == (FEET_DUE, FEET_DUE)
    story.inputs(FEET_DUE + 100.0, 2 * FEET_DUE + 120.0, 20.0)
    assert story.prompts[-1] == (2 * FEET_DUE + 100.0, "feet", 1)


def test_shown_seen_started_finished_stopped_snoozed_skipped_expired_and_held_are_kept_apart() -> None:
    """Shown, seen, started, finished, stopped, snoozed, skipped, expired and held are kept apart everywhere."""
    assert {outcome.value for outcome in fx.Outcome} >= {
        "shown",
        "seen",
        "started",
        "snoozed",
        "skipped",
        "expired",
        "held",
    }
    assert {end.value for end in fx.RoutineEnd} == {"finished", "stopped"}
    story = seated_until(FEET_DUE, ONLY_FEET).at(FEET_DUE + 1.0, ev.PromptClosed()).at(FEET_DUE + 2.0, ev.Snoozed())
    story.inputs(FEET_DUE + 10.0, FEET_DUE + 320.0, 20.0).at(FEET_DUE + 320.0, ev.PromptExpired(), ev.StartAsked())
    story.at(FEET_DUE + 321.0, press(GuideKey.STOP))
    assert [outcome for _, _, outcome, _ in story.outcomes] == [
        "shown",
        "seen",
        "snoozed",
        "shown",
        "expired",
        "started",
    ]
    assert [record.end.value for record in story.routines] == ["stopped"]
