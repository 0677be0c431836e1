"""Saved and restored: what a restart keeps, and that the time in between is an absence like any other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.events import HoldKind, Saying
from numbfeet_tray.core.settings import ClockName, Reminder, Settings
from numbfeet_tray.core.snapshot import Presence
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import CATALOGUE, Story

LAST = 600.0


def typed_until_last() -> Story:
    return Story().inputs(0.0, LAST, 30.0)


def restarted(story: Story, gap: float, now: float | None = None) -> Story:
    """Return the story gone on `gap` seconds later in a new process, by default on the same boot clock."""
    saved = json.loads(json.dumps(story.engine.save(Instant(story.now))))
    at = story.now + gap if now is None else now
    later = Story(story.settings, start=at)
    later.engine = Engine.restore(saved, story.settings, CATALOGUE, Instant(at), Seconds(gap))
    return later.at(at, ev.Tick())


@pytest.mark.parametrize(
    ("gap", "clock"),
    [
        (0.0, LAST),  # however short: nobody knows what the person did meanwhile
        (10.0, LAST),
        (279.875, LAST),
        (280.0, 0.0),
        (100000.0, 0.0),
    ],
)
def test_the_time_without_the_program_is_an_absence_since_the_last_presence(gap: float, clock: float) -> None:
    story = restarted(typed_until_last().run(LAST + 20.0), gap)
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.presence, snapshot.away_since) == (Presence.AWAY, LAST)
    assert story.clocks == (LAST, LAST), "frozen until the absence is judged"
    story.at(story.now, ev.Input())
    assert story.clocks == (clock, clock)


def test_the_boot_clock_may_have_begun_anew() -> None:
    story = restarted(typed_until_last().run(LAST + 20.0), gap=100.0, now=7.0)
    assert story.engine.snapshot(Instant(7.0)).away_since == 7.0 - 120.0
    story.at(30.0, ev.Input()).inputs(30.0, 90.0, 20.0)
    assert story.clocks == (LAST + 60.0, LAST + 60.0)


def test_input_that_goes_on_while_saving_is_presence_up_to_then() -> None:
    story = restarted(Story().at(0.0, ev.Active()).run(900.0), 100.0)
    assert story.engine.snapshot(Instant(story.now)).away_since == 900.0
    assert story.clocks == (900.0, 900.0)


def test_late_news_of_idleness_is_kept() -> None:
    story = Story().at(0.0, ev.Active()).at(900.0, ev.Locked()).at(910.0, ev.Idle(Instant(880.0)))
    assert restarted(story, 10.0).engine.snapshot(Instant(920.0)).away_since == 880.0


def test_saving_changes_nothing() -> None:
    story, other = typed_until_last(), typed_until_last()
    for t in (LAST, LAST + 30.0, LAST + 59.0):
        story.engine.save(Instant(t))
    assert story.run(LAST + 59.0).engine.snapshot(Instant(LAST + 59.0)) == other.run(LAST + 59.0).engine.snapshot(
        Instant(LAST + 59.0)
    )
    assert story.clocks == (LAST + 59.0, LAST + 59.0)


def test_spans_go_on_where_they_were_recorded_to() -> None:
    story = typed_until_last().at(LAST + 400.0, ev.Input()).inputs(LAST + 400.0, LAST + 450.0, 10.0)
    before = [effect for _, effect in story.said if isinstance(effect, fx.RecordSpan)]
    later = restarted(story, 100.0).at(LAST + 560.0, ev.Input()).end(LAST + 580.0)
    after = [effect for _, effect in later.said if isinstance(effect, fx.RecordSpan)]
    assert [(span.kind.value, span.start, span.end) for span in before + after] == [
        ("seated", 0.0, LAST),
        ("away", LAST, LAST + 400.0),
        ("seated", LAST + 400.0, LAST + 450.0),
        ("away", LAST + 450.0, LAST + 560.0),
        ("seated", LAST + 560.0, LAST + 580.0),
    ]


def test_sleeps_of_the_open_absence_are_kept() -> None:
    story = typed_until_last().at(LAST + 10.0, ev.SleepBegan()).at(LAST + 100.0, ev.Woke())
    later = restarted(story, 50.0).end(LAST + 200.0)
    assert later.spans == [
        ("seated", 0.0, LAST),
        ("away", LAST, LAST + 10.0),
        ("asleep", LAST + 10.0, LAST + 100.0),
        ("away", LAST + 100.0, LAST + 200.0),
    ]


def test_before_the_first_input_a_restart_resets_nothing() -> None:
    story = restarted(Story().run(50.0), 1000.0).at(1100.0, ev.Input())
    assert story.clocks == (0.0, 0.0)
    assert story.engine.snapshot(Instant(story.now)).can_undo_until is None


@pytest.mark.parametrize(("gap", "accepted"), [(0.0, True), (500.0, True), (500.125, False)])
def test_a_real_break_can_still_be_taken_back_after_a_restart(gap: float, accepted: bool) -> None:
    story = restarted(typed_until_last().at(LAST + 400.0, ev.Input()).inputs(LAST + 400.0, LAST + 500.0, 20.0), gap)
    story.at(story.now, ev.Said(Saying.WAS_SITTING))
    assert story.clocks == ((LAST + 500.0, LAST + 500.0) if accepted else (100.0, 100.0))


@pytest.mark.parametrize(("stood", "seat"), [(299.0, LAST), (300.0, 0.0)])
def test_standing_is_kept(stood: float, seat: float) -> None:
    story = typed_until_last().at(LAST, ev.Said(Saying.STANDING)).inputs(LAST, LAST + stood, 1.0)
    story = restarted(story, 10.0).at(LAST + stood + 20.0, ev.Input())
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.posture.value, snapshot.stance) == ("standing", stood)
    assert story.clocks == (LAST, seat)


@pytest.mark.parametrize(
    ("until", "gap", "paused"),
    [
        (None, 5000.0, True),
        (Instant(2400.0), 1000.0, True),
        (Instant(2400.0), 1799.0, True),
        (Instant(2400.0), 1800.0, False),
    ],
)
def test_a_pause_survives_a_restart(until: Instant | None, gap: float, paused: bool) -> None:
    """… and survives a restart."""
    story = restarted(typed_until_last().at(LAST, ev.PauseBegan(until)), gap)
    snapshot = story.engine.snapshot(Instant(story.now))
    assert snapshot.is_paused is paused
    assert snapshot.paused_until == (until if paused else None)


def test_a_pause_until_a_time_of_day_still_moves_with_the_wall_clock_after_a_restart() -> None:
    story = restarted(typed_until_last().at(LAST, ev.PauseBegan(Instant(9000.0), wall=True)), 100.0)
    story.at(story.now, ev.WallClockSet(1000.0))
    assert story.engine.snapshot(Instant(story.now)).paused_until == 8000.0


@pytest.mark.parametrize(
    "event", [ev.HoldChanged(HoldKind.CAMERA, True), ev.InhibitorChanged("video", True), ev.Locked()]
)
def test_what_comes_from_outside_is_heard_anew(event: ev.Event) -> None:
    story = restarted(typed_until_last().at(LAST, event), 10.0).at(LAST + 20.0, ev.Input())
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.holds, snapshot.presence, snapshot.is_locked) == ((), Presence.SEATED, False)
    assert story.run(LAST + 80.0).engine.snapshot(Instant(story.now)).presence is Presence.AWAY


def test_a_running_routine_ends_with_the_program() -> None:
    story = restarted(typed_until_last().at(LAST, ev.StartAsked("desk-minute")), 1.0).run(LAST + 30.0)
    assert story.engine.snapshot(Instant(story.now)).routine is None
    assert story.routines == []


def test_finishing_stops_a_running_routine_and_records_it() -> None:
    story = typed_until_last().at(LAST, ev.StartAsked("desk-minute")).end(LAST + 5.0)
    assert [(record.end.value, record.steps_done) for record in story.routines] == [("stopped", 1)]


def test_a_skip_a_snooze_and_a_schedule_survive_a_restart() -> None:
    settings = Settings(
        reminders=(
            Reminder("feet", ClockName.FEET, Seconds(300.0), "desk-minute"),
            Reminder("seat", ClockName.SEAT, Seconds(650.0), "just-walk"),
        )
    )
    story = Story(settings).inputs(0.0, LAST, 20.0).at(LAST, ev.Skipped(), ev.ScheduleFired("lunch", "mixed"))
    story.at(LAST, ev.Snoozed(Seconds(200.0)), ev.Snoozed(Seconds(200.0)))
    story = restarted(story, 50.0)
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.due, snapshot.snoozed_until) == (("lunch",), LAST + 200.0)
    story.at(LAST + 60.0, ev.Input()).inputs(LAST + 70.0, LAST + 200.0, 10.0)
    assert story.prompts == [(LAST + 200.0, "lunch", 1)]
    assert story.shown[0].offer == "toe-20", "snoozed twice"
    assert story.shown[0].id == 2, "ids go on"
    assert story.engine.snapshot(Instant(story.now)).due == ("lunch", "seat"), "feet was skipped at 600"


def test_a_prompt_that_was_shown_comes_again_after_the_grace() -> None:
    story = Story().inputs(0.0, 1800.0, 20.0)
    assert story.prompts == [(1800.0, "feet", 1)]
    story = restarted(story, 5.0).at(1810.0, ev.Input()).run(1840.0)
    assert story.prompts == [(1840.0, "feet", 1)]
    assert story.shown[0].id == 2


@pytest.mark.parametrize(
    "spoil",
    [
        {"version": 99},
        {"clocks": None},
        {"clocks": [1.0]},
        {"clocks": ["x", 1.0, 1.0, 1.0]},
        {"clocks": [float("nan"), 1.0, 1.0, 1.0]},
        {"clocks": [1.0, float("inf"), 1.0, 1.0]},
        {"posture": "floating"},
        {"presence": "yesterday"},
        {"undo": [1.0]},
        {"pause": 5},
        {"schedules": [["lunch"]]},
        {"waiting": [["flying", 0.0, 1.0]]},
    ],
)
def test_what_no_engine_saved_is_refused(spoil: dict[str, Any]) -> None:
    saved = typed_until_last().engine.save(Instant(LAST)) | spoil
    with pytest.raises((KeyError, TypeError, ValueError)):
        Engine.restore(saved, Settings(), CATALOGUE, Instant(LAST), Seconds(0.0))


@pytest.mark.parametrize("key", ["version", "clocks", "presence", "open_from", "next_id"])
def test_what_lacks_a_part_is_refused(key: str) -> None:
    saved = typed_until_last().engine.save(Instant(LAST))
    del saved[key]
    with pytest.raises(KeyError):
        Engine.restore(saved, Settings(), CATALOGUE, Instant(LAST), Seconds(0.0))


def test_what_is_not_settled_yet_is_what_an_end_now_would_settle() -> None:
    for t in (0.0, LAST - 100.0, LAST + 30.0, LAST + 59.0, LAST + 300.0, LAST + 700.0):
        story = typed_until_last() if t >= LAST else Story().at(0.0, ev.Active())
        story.run(t)
        unsettled = story.engine.unsettled(Instant(t))
        assert unsettled == story.engine.unsettled(Instant(t)), "asking changes nothing"
        effects = story.engine.finish(Instant(t))
        assert unsettled == tuple(effect for effect in effects if isinstance(effect, fx.RecordSpan))
