"""Absences: how long, how begun, in which posture, and what both clocks show afterwards.

The person types until `LAST`, is gone for some seconds in one way or another, and comes back with one input.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.snapshot import Presence
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import Story

LAST = 600.0
"""The last input, and what both clocks show then."""
COUNTED, NOT_COUNTED, ZEROED = "counted as seated", "not counted", "a real break"

Way = Callable[[Story, float], None]
"""Be gone in some way from `LAST` on; the second argument is the instant of the return."""


def typed_until_last() -> Story:
    return Story().inputs(0.0, LAST, 30.0)


def only_still(story: Story, back: float) -> None:
    """Do nothing."""


def locked_and_unlocked_at_once(story: Story, back: float) -> None:
    story.at(LAST, ev.Locked(), ev.Unlocked())


def locked_until_the_return(story: Story, back: float) -> None:
    story.at(LAST, ev.Locked()).at(back, ev.Unlocked())


def locked_late(story: Story, back: float) -> None:
    story.at((LAST + back) / 2, ev.Locked()).at(back, ev.Unlocked())


def machine_slept(story: Story, back: float) -> None:
    story.at(LAST, ev.SleepBegan()).at(back, ev.Woke())


def machine_slept_in_the_middle(story: Story, back: float) -> None:
    third = (back - LAST) / 3
    story.at(LAST + third, ev.SleepBegan()).at(LAST + 2 * third, ev.Woke())


def clock_gap_told_of_sleep(story: Story, back: float) -> None:
    story.at(back, ev.Woke(Seconds((back - LAST) / 2)))


def said_away(story: Story, back: float) -> None:
    story.at(LAST, ev.Said(ev.Saying.AWAY))


def inhibitor_of_the_past(story: Story, back: float) -> None:
    story.at(LAST, ev.InhibitorChanged("video", True), ev.InhibitorChanged("video", False))


def with_holds_on(story: Story, back: float) -> None:
    story.at(LAST, ev.HoldChanged(ev.HoldKind.CAMERA, True), ev.PauseBegan(None))


def in_a_routine(story: Story, back: float) -> None:
    story.at(LAST, ev.StartAsked("desk-minute"), ev.GuideKeyPressed(ev.GuideKey.PAUSE))


@pytest.mark.parametrize(
    ("way", "length", "expected"),
    [
        (only_still, 0.125, COUNTED),
        (only_still, 59.875, COUNTED),
        (only_still, 60.0, NOT_COUNTED),
        (only_still, 60.125, NOT_COUNTED),
        (only_still, 299.875, NOT_COUNTED),
        (only_still, 300.0, ZEROED),
        (only_still, 300.125, ZEROED),
        (only_still, 86400.0, ZEROED),
        # A lock or sleep says that the person left, however short it was.
        (locked_and_unlocked_at_once, 0.125, NOT_COUNTED),
        (locked_and_unlocked_at_once, 59.875, NOT_COUNTED),
        (locked_and_unlocked_at_once, 299.875, NOT_COUNTED),
        (locked_and_unlocked_at_once, 300.0, ZEROED),
        (locked_until_the_return, 0.125, NOT_COUNTED),
        (locked_until_the_return, 60.0, NOT_COUNTED),
        (locked_until_the_return, 299.875, NOT_COUNTED),
        (locked_until_the_return, 300.0, ZEROED),
        (locked_late, 59.875, NOT_COUNTED),
        (locked_late, 299.875, NOT_COUNTED),
        (locked_late, 300.0, ZEROED),
        (machine_slept, 0.125, NOT_COUNTED),
        (machine_slept, 299.875, NOT_COUNTED),
        (machine_slept, 300.0, ZEROED),
        (machine_slept, 8 * 3600.0, ZEROED),
        (machine_slept_in_the_middle, 30.0, NOT_COUNTED),
        (machine_slept_in_the_middle, 299.625, NOT_COUNTED),
        (machine_slept_in_the_middle, 300.0, ZEROED),
        (clock_gap_told_of_sleep, 30.0, NOT_COUNTED),
        (clock_gap_told_of_sleep, 299.875, NOT_COUNTED),
        (clock_gap_told_of_sleep, 300.0, ZEROED),
        # Input in the first ten seconds after saying so is still the person leaving.
        (said_away, 10.0, NOT_COUNTED),
        (said_away, 59.875, NOT_COUNTED),
        (said_away, 300.0, ZEROED),
        # What is no presence changes nothing.
        (inhibitor_of_the_past, 59.875, COUNTED),
        (inhibitor_of_the_past, 60.0, NOT_COUNTED),
        (inhibitor_of_the_past, 300.0, ZEROED),
        (with_holds_on, 59.875, COUNTED),
        (with_holds_on, 60.0, NOT_COUNTED),
        (with_holds_on, 300.0, ZEROED),
        (in_a_routine, 59.875, COUNTED),
        (in_a_routine, 60.0, NOT_COUNTED),
        (in_a_routine, 300.0, ZEROED),
    ],
)
def test_an_absence_is_judged_by_its_length_and_by_how_it_came_about(way: Way, length: float, expected: str) -> None:
    """An absence begins at the last presence, not when it is noticed, and is judged when it ends, by its length L."""
    story, back = typed_until_last(), LAST + length
    way(story, back)
    story.at(back, ev.Input())
    clock = {COUNTED: LAST + length, NOT_COUNTED: LAST, ZEROED: 0.0}[expected]
    assert story.clocks == (clock, clock)
    story.end(back)
    away = [(start, end) for kind, start, end in story.spans if kind != "seated"]
    if expected == COUNTED:
        assert away == []
        assert story.spans == [("seated", 0.0, back)]
    else:
        assert (away[0][0], away[-1][1]) == (LAST, back), "away from the last presence to the return"


@pytest.mark.parametrize(
    ("length", "feet", "seat", "posture"),
    [
        (59.875, LAST, LAST, "standing"),
        (60.0, LAST, LAST, "standing"),
        (299.875, LAST, LAST, "standing"),
        (300.0, 0.0, 0.0, "sitting"),
    ],
)
def test_an_absence_while_standing_ends_the_standing_only_when_it_is_a_real_break(
    length: float, feet: float, seat: float, posture: str
) -> None:
    """It ends when the person says so, or with an absence of `real_break` or longer, after which sitting is assumed."""
    story = typed_until_last().at(LAST, ev.Said(ev.Saying.STANDING)).at(LAST + length, ev.Input())
    assert story.clocks == (feet, seat)
    assert story.engine.snapshot(Instant(story.now)).posture.value == posture


@pytest.mark.parametrize(
    ("stood", "absent", "seat"),
    [
        (299.875, 59.875, 0.0),  # the short absence counts as standing, so more than five minutes were stood
        (200.0, 99.0, LAST),
        (299.875, 60.0, LAST),  # not counted: still short of five minutes by an eighth of a second
        (300.0, 60.0, 0.0),
        (300.0, 299.875, 0.0),
    ],
)
def test_short_absences_count_as_standing_and_longer_ones_do_not(stood: float, absent: float, seat: float) -> None:
    story = typed_until_last().at(LAST, ev.Said(ev.Saying.STANDING)).inputs(LAST, LAST + stood - 0.875, 2.0)
    story.at(LAST + stood, ev.Input()).at(LAST + stood + absent, ev.Input())
    assert story.clocks == (LAST, seat)


# ------------------------------------------------------------------------------------------------ inhibitors


@pytest.mark.parametrize(
    ("length", "clock", "meaning"),
    [
        (1800.0, LAST + 1800.0, "half a film counts"),
        (3600.0, LAST + 3600.0, "an hour counts"),
        (3659.875, LAST + 3659.875, "the hour, and a short absence after it"),
        (3660.0, LAST + 3600.0, "the hour, and then away"),
        (3899.875, LAST + 3600.0, "not yet a real break after the hour"),
        (3900.0, 0.0, "a real break after the hour"),
    ],
)
def test_an_inhibitor_is_presence_for_an_hour_after_the_last_input(length: float, clock: float, meaning: str) -> None:
    """While an idle inhibitor or a call is on, it also moves on with time, to at most `passive_presence`."""
    story = typed_until_last().at(LAST, ev.InhibitorChanged("video", True)).at(LAST + length, ev.Input())
    assert story.clocks == (clock, clock), meaning


@pytest.mark.parametrize(
    ("length", "clock"),
    [(159.875, LAST + 159.875), (160.0, LAST + 100.0), (399.875, LAST + 100.0), (400.0, 0.0)],
)
def test_the_last_presence_stays_where_it_was_when_the_inhibitor_ends(length: float, clock: float) -> None:
    story = typed_until_last().at(LAST, ev.InhibitorChanged("video", True))
    story.at(LAST + 100.0, ev.InhibitorChanged("video", False)).at(LAST + length, ev.Input())
    assert story.clocks == (clock, clock)


@pytest.mark.parametrize(
    ("begins", "away"),
    [(0.0, False), (30.0, False), (59.875, False), (60.0, True), (200.0, True)],
)
def test_an_inhibitor_brings_nobody_back(begins: float, away: bool) -> None:
    """An inhibitor that begins when the person is already away brings nobody back."""
    story = typed_until_last().at(LAST + begins, ev.InhibitorChanged("call", True)).run(LAST + 240.0)
    assert (story.engine.snapshot(Instant(story.now)).presence is Presence.AWAY) is away
    assert story.clocks == ((LAST, LAST) if away else (LAST + 240.0, LAST + 240.0))


def test_with_two_inhibitors_the_last_one_to_end_counts() -> None:
    story = typed_until_last().at(LAST, ev.InhibitorChanged("video", True), ev.InhibitorChanged("call", True))
    story.at(LAST + 100.0, ev.InhibitorChanged("video", False)).at(LAST + 200.0, ev.InhibitorChanged("call", False))
    story.at(LAST + 259.875, ev.Input())
    assert story.clocks == (LAST + 259.875, LAST + 259.875)


def test_an_inhibitor_that_ends_twice_or_was_never_on_changes_nothing() -> None:
    story = typed_until_last().at(LAST + 30.0, ev.InhibitorChanged("video", False)).run(LAST + 59.875)
    assert story.clocks == (LAST + 59.875, LAST + 59.875)
    assert story.run(LAST + 60.0).clocks == (LAST, LAST)


@pytest.mark.parametrize("event", [ev.Locked(), ev.SleepBegan()])
def test_an_inhibitor_is_no_presence_behind_a_lock_or_in_sleep(event: ev.Event) -> None:
    """While an inhibitor or a call is on, the screen is not locked and the machine awake."""
    story = typed_until_last().at(LAST, ev.InhibitorChanged("video", True)).at(LAST + 100.0, event).run(LAST + 500.0)
    assert story.clocks == (LAST + 100.0, LAST + 100.0)
    assert story.engine.snapshot(Instant(story.now)).away_since == LAST + 100.0


def test_an_inhibitor_that_is_still_on_at_the_return_counts_again() -> None:
    story = typed_until_last().at(LAST, ev.InhibitorChanged("video", True), ev.Locked())
    story.at(LAST + 200.0, ev.Unlocked(), ev.Input()).run(LAST + 1200.0)
    assert story.clocks == (LAST + 1000.0, LAST + 1000.0)


# ------------------------------------------------------------------------------------- noticing, going back


@pytest.mark.parametrize(
    ("at", "clock", "presence"),
    [(1.0, LAST + 1.0, Presence.SEATED), (59.875, LAST + 59.875, Presence.SEATED), (60.0, LAST, Presence.AWAY)],
)
def test_the_clocks_run_on_provisionally_and_go_back_when_the_absence_is_noticed(
    at: float, clock: float, presence: Presence
) -> None:
    """While an absence is open and shorter than `short_absence`, the clocks run on provisionally; …"""
    story = typed_until_last().run(LAST + at)
    assert story.clocks == (clock, clock)
    assert story.engine.snapshot(Instant(story.now)).presence is presence


@pytest.mark.parametrize(
    ("event", "presence"),
    [(ev.Locked(), Presence.AWAY), (ev.SleepBegan(), Presence.ASLEEP), (ev.Woke(Seconds(20.0)), Presence.AWAY)],
)
def test_a_lock_or_sleep_puts_the_clocks_back_at_once(event: ev.Event, presence: Presence) -> None:
    """… or the screen is locked, or the machine sleeps, they go back to their value at the last presence."""
    story = typed_until_last().at(LAST + 30.0, event)
    assert story.clocks == (LAST, LAST)
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.presence, snapshot.away_since) == (presence, LAST)


def test_saying_away_begins_the_absence_when_it_is_said() -> None:
    story = typed_until_last().at(LAST + 30.0, ev.Said(ev.Saying.AWAY))
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.presence, snapshot.away_since) == (Presence.AWAY, LAST + 30.0)
    assert story.clocks == (LAST + 30.0, LAST + 30.0)


@pytest.mark.parametrize("what", [ev.Saying.SITTING, ev.Saying.STANDING])
def test_saying_how_one_is_placed_is_presence_but_no_input(what: ev.Saying) -> None:
    story = typed_until_last().at(LAST + 50.0, ev.Said(what))
    assert story.run(LAST + 109.875).engine.snapshot(Instant(story.now)).presence is not Presence.AWAY
    assert story.run(LAST + 110.0).engine.snapshot(Instant(story.now)).away_since == LAST + 50.0


@pytest.mark.parametrize("what", [ev.Saying.SITTING, ev.Saying.STANDING])
def test_saying_how_one_is_placed_while_away_ends_no_absence(what: ev.Saying) -> None:
    story = typed_until_last().at(LAST + 100.0, ev.Said(what))
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.presence, snapshot.away_since) == (Presence.AWAY, LAST)


# --------------------------------------------------------------------------------------- what ends an absence


@pytest.mark.parametrize(
    ("events", "back"),
    [
        ((ev.Locked(), ev.Input()), False),
        ((ev.Locked(), ev.Active()), False),
        ((ev.Locked(), ev.Unlocked()), False),
        ((ev.Locked(), ev.Unlocked(), ev.Input()), True),
        ((ev.Locked(), ev.Unlocked(), ev.Active()), True),
        ((ev.SleepBegan(), ev.Input()), False),
        ((ev.SleepBegan(), ev.Woke()), False),
        ((ev.SleepBegan(), ev.Woke(), ev.Input()), True),
        ((ev.Locked(), ev.SleepBegan(), ev.Woke(), ev.Input()), False),
        ((ev.Locked(), ev.SleepBegan(), ev.Unlocked(), ev.Input()), False),
        ((ev.Locked(), ev.SleepBegan(), ev.Woke(), ev.Unlocked(), ev.Input()), True),
        ((ev.Woke(Seconds(5.0)), ev.Input()), True),
        ((ev.Woke(), ev.Tick()), True),
        ((ev.Said(ev.Saying.AWAY), ev.Input()), False),
        ((ev.Said(ev.Saying.AWAY), ev.Said(ev.Saying.SITTING), ev.Input()), True),
    ],
)
def test_an_absence_ends_at_the_next_input_with_the_screen_unlocked_and_the_machine_awake(
    events: tuple[ev.Event, ...], back: bool
) -> None:
    """An absence ends at the next input with the screen unlocked and the machine awake."""
    story = typed_until_last().at(LAST + 10.0, *events)
    assert (story.engine.snapshot(Instant(story.now)).presence is Presence.SEATED) is back


@pytest.mark.parametrize(("wait", "back"), [(0.0, False), (9.875, False), (10.0, True), (10.125, True)])
def test_input_in_the_seconds_after_saying_away_is_still_the_person_leaving(wait: float, back: bool) -> None:
    story = typed_until_last().at(LAST, ev.Said(ev.Saying.AWAY)).at(LAST + wait, ev.Input())
    assert (story.engine.snapshot(Instant(story.now)).presence is Presence.SEATED) is back


@pytest.mark.parametrize("before", [ev.Locked(), ev.Said(ev.Saying.AWAY)])
def test_saying_away_while_away_is_heard(before: ev.Event) -> None:
    """However the person came to be away: input in the ten seconds after saying so is still them leaving."""
    story = typed_until_last().at(LAST, before, ev.Unlocked()).at(LAST + 8.0, ev.Said(ev.Saying.AWAY))
    story.at(LAST + 17.875, ev.Input())
    snapshot = story.engine.snapshot(Instant(story.now))
    assert (snapshot.presence, snapshot.away_since) == (Presence.AWAY, LAST)
    story.at(LAST + 18.0, ev.Input())
    assert story.engine.snapshot(Instant(story.now)).presence is Presence.SEATED


def test_the_engine_tells_when_input_would_end_the_absence() -> None:
    """The daemon asks, because it hears of input that goes on only once."""
    story = Story()
    assert story.engine.wants_input()
    story.at(0.0, ev.Input())
    assert not story.engine.wants_input()
    assert not story.at(1.0, ev.Locked()).engine.wants_input()
    assert story.at(2.0, ev.Unlocked()).engine.wants_input()
    assert not story.at(3.0, ev.SleepBegan()).engine.wants_input()
    assert story.at(4.0, ev.Woke()).engine.wants_input()
    story.at(5.0, ev.Said(ev.Saying.AWAY))
    assert not story.engine.wants_input()
    assert story.run(15.0).engine.wants_input()


# ------------------------------------------------------------------------------------ before the first input


@pytest.mark.parametrize("wait", [0.0, 59.875, 60.0, 300.0, 5000.0])
def test_before_the_first_input_the_person_is_away(wait: float) -> None:
    """Before the first input the person is away."""
    story = Story().run(wait)
    assert story.engine.snapshot(Instant(wait)).presence is Presence.AWAY
    story.at(wait, ev.Input()).run(wait + 30.0)
    assert story.clocks == (30.0, 30.0)
    assert story.engine.snapshot(Instant(story.now)).can_undo_until is None, "nothing was reset"
    story.end(wait + 30.0)
    away = [("away", 0.0, wait)] if wait else []
    assert story.spans == [*away, ("seated", wait, wait + 30.0)]


# ----------------------------------------------------------------------------------------------------- spans


def test_the_seated_span_ends_at_the_last_presence() -> None:
    """Both zero; the seated span ends at the last presence."""
    story = typed_until_last().inputs(LAST + 400.0, LAST + 500.0).end(LAST + 520.0)
    assert story.spans == [
        ("seated", 0.0, LAST),
        ("away", LAST, LAST + 400.0),
        ("seated", LAST + 400.0, LAST + 520.0),
    ]


def test_sleep_has_a_span_of_its_own_within_the_absence() -> None:
    story = typed_until_last().at(LAST + 30.0, ev.SleepBegan()).at(LAST + 1000.0, ev.Woke())
    story.at(LAST + 1010.0, ev.Input()).end(LAST + 1020.0)
    assert story.spans == [
        ("seated", 0.0, LAST),
        ("away", LAST, LAST + 30.0),
        ("asleep", LAST + 30.0, LAST + 1000.0),
        ("away", LAST + 1000.0, LAST + 1010.0),
        ("seated", LAST + 1010.0, LAST + 1020.0),
    ]


@pytest.mark.parametrize(
    ("slept", "asleep_from"),
    [(100.0, LAST + 100.0), (200.0, LAST), (900.0, LAST)],
)
def test_sleep_that_only_the_clocks_told_reaches_back_to_the_last_presence_at_most(
    slept: float, asleep_from: float
) -> None:
    """Sleep is read from the operating system's boot-time clock minus its monotonic clock and from the sleep signal."""
    story = typed_until_last().at(LAST + 200.0, ev.Woke(Seconds(slept)), ev.Input()).end(LAST + 210.0)
    away = [("away", LAST, asleep_from)] if asleep_from > LAST else []
    assert story.spans == [
        ("seated", 0.0, LAST),
        *away,
        ("asleep", asleep_from, LAST + 200.0),
        ("seated", LAST + 200.0, LAST + 210.0),
    ]


def test_sleep_that_only_the_clocks_told_is_no_presence_even_when_input_was_believed_to_go_on() -> None:
    story = typed_until_last().at(LAST, ev.Active()).at(LAST + 3600.0, ev.Woke(Seconds(3500.0)), ev.Active())
    story.end(LAST + 3610.0)
    assert story.spans == [
        ("seated", 0.0, LAST + 100.0),
        ("asleep", LAST + 100.0, LAST + 3600.0),
        ("seated", LAST + 3600.0, LAST + 3610.0),
    ]


def test_two_sleeps_in_one_absence_are_two_spans() -> None:
    story = typed_until_last().at(LAST, ev.SleepBegan()).at(LAST + 50.0, ev.Woke())
    story.at(LAST + 60.0, ev.SleepBegan(), ev.SleepBegan()).at(LAST + 90.0, ev.Woke()).end(LAST + 100.0)
    assert story.spans == [
        ("seated", 0.0, LAST),
        ("asleep", LAST, LAST + 50.0),
        ("away", LAST + 50.0, LAST + 60.0),
        ("asleep", LAST + 60.0, LAST + 90.0),
        ("away", LAST + 90.0, LAST + 100.0),
    ]


def test_a_trace_may_end_in_sleep() -> None:
    story = typed_until_last().at(LAST + 10.0, ev.SleepBegan()).end(LAST + 100.0)
    assert story.spans == [("seated", 0.0, LAST), ("away", LAST, LAST + 10.0), ("asleep", LAST + 10.0, LAST + 100.0)]


def test_spans_are_recorded_as_soon_as_nothing_can_change_them() -> None:
    """Spans cover the whole trace without gap or overlap, and are recorded when they are settled."""
    story = typed_until_last().at(LAST + 100.0, ev.Input())
    assert story.spans == [("seated", 0.0, LAST), ("away", LAST, LAST + 100.0)]
    story.run(LAST + 160.0).at(LAST + 500.0, ev.Input())
    assert story.spans[1:] == [("away", LAST, LAST + 100.0)], "a real break may still be taken back"
    story.inputs(LAST + 502.0, LAST + 1100.0, 2.0)
    assert story.spans[1:] == [("away", LAST, LAST + 100.0)]
    story.run(LAST + 1100.125)
    assert story.spans[1:] == [("away", LAST, LAST + 500.0)]


# ------------------------------------------------------------------------------------------------ wall clock


@pytest.mark.parametrize("by", [-3600.0, 3600.0, 86400.0])
def test_setting_the_wall_clock_changes_no_clock(by: float) -> None:
    """Changing the wall clock or the time zone changes no clock."""
    story = typed_until_last().at(LAST, ev.WallClockSet(by)).run(LAST + 30.0)
    assert story.clocks == (LAST + 30.0, LAST + 30.0)
    story.end(LAST + 30.0)
    assert story.spans == [("seated", 0.0, LAST + 30.0)]
