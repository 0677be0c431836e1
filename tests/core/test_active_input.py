"""Input heard as "began" and "stopped" (the daemon) and input as points (traces) come to the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.events import HoldKind, Saying
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.snapshot import Presence
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.daemon import Happening, as_daemon, as_points
from tests.core.scene import SMALL, Story

GRID = 0.5
UNEVEN = replace(
    SMALL,
    prompting=replace(
        SMALL.prompting,
        polite_wait=Seconds(5.0 + 1 / 32),
        levels=(Seconds(0.0), Seconds(7.0 + 1 / 16), Seconds(15.0 + 1 / 64)),
        after_hold=Seconds(1.5 + 1 / 128),
    ),
)
"""No sum of these is another one, see `days`."""
EVENTS: st.SearchStrategy[ev.Event] = st.sampled_from(
    [
        ev.Locked(),
        ev.Unlocked(),
        ev.Unlocked(),
        ev.SleepBegan(),
        ev.Woke(),
        ev.Woke(),
        ev.InhibitorChanged("video", True),
        ev.InhibitorChanged("video", False),
        ev.Said(Saying.STANDING),
        ev.Said(Saying.SITTING),
        ev.Said(Saying.AWAY),
        ev.Said(Saying.WAS_SITTING),
        ev.HoldChanged(HoldKind.CAMERA, True),
        ev.HoldChanged(HoldKind.CAMERA, False),
        ev.Snoozed(),
        ev.Skipped(),
        ev.StartAsked("toe-20"),
        ev.StartAsked("just-walk"),
        ev.PauseBegan(None),
        ev.PauseEnded(),
    ]
)


@st.composite
def days(draw: st.DrawFn) -> list[Happening]:
    """Draw bursts of input, with other things between and within them.

    Each input lies off the grid by a fraction of its own, and so do the thresholds. Else two deadlines could fall on
    one instant, and the daemon hears of idleness just after what else is due then.
    """
    t, day = 0.0, list[Happening]()
    for _ in range(draw(st.integers(1, 10))):
        t += GRID * draw(st.integers(1, 30))
        for _ in range(draw(st.integers(0, 60))):
            day.append((t + (len(day) + 1) / 4096, ev.Input()))
            t += GRID * draw(st.sampled_from([1, 1, 1, 2, 3, 7]))
        if draw(st.booleans()):
            day.append((t + GRID, draw(EVENTS)))
            t += GRID * draw(st.integers(2, 12))
    return day


def told(story: Story) -> dict[str, object]:
    """Return everything in which the two must agree."""
    snapshot = story.engine.snapshot(Instant(story.now))
    return {
        "clocks": (snapshot.feet, snapshot.seat, snapshot.stance),
        "presence": (snapshot.presence, snapshot.away_since),
        "prompts": [(t, *entry) for (t, *entry), _ in zip(story.prompts, story.shown, strict=True)],
        "seated": [(prompt.seated, prompt.held, prompt.offer) for prompt in story.shown],
        "withdrawals": story.withdrawals,
        "routines": [(one.routine, one.ended, one.end, one.input_while_up) for one in story.routines],
        "spans": story.spans,
        "undo": snapshot.can_undo_until,
    }


@given(day=days())
def test_input_heard_as_began_and_stopped_comes_to_the_same_as_points(day: list[Happening]) -> None:
    end = day[-1][0] + 20.0 if day else 20.0
    points, daemon = as_points(Story(UNEVEN), day, end), as_daemon(Story(UNEVEN), day, end)
    assert told(daemon.end(end)) == told(points.end(end))


@pytest.mark.parametrize(
    "day",
    [
        pytest.param([(t * 2.0, ev.Input()) for t in range(1000)], id="typing past the feet's limit"),
        pytest.param([(t * 2.0, ev.Input()) for t in range(2200)], id="typing past the seat's limit"),
        pytest.param([(t * 50.0, ev.Input()) for t in range(100)], id="a key now and then"),
        pytest.param(
            [(t * 2.0, ev.Input()) for t in range(300)] + [(1200.0 + t * 2.0, ev.Input()) for t in range(1100)],
            id="a break of ten minutes",
        ),
        pytest.param(
            [
                *((t * 2.0, ev.Input()) for t in range(300)),
                (630.0, ev.Locked()),
                (640.0, ev.Unlocked()),
                (645.0, ev.Input()),
            ],
            id="locked half a minute after the last input",
        ),
        pytest.param(
            [
                *((t * 2.0, ev.Input()) for t in range(300)),
                (630.0, ev.SleepBegan()),
                (2000.0, ev.Woke()),
                (2005.0, ev.Input()),
            ],
            id="asleep half a minute after the last input",
        ),
        pytest.param(
            [(0.0, ev.Input()), (1.0, ev.InhibitorChanged("video", True)), (50.0, ev.InhibitorChanged("video", False))],
            id="an inhibitor that came and went within the first minute",
        ),
        pytest.param(
            [(0.0, ev.Input()), (1.0, ev.InhibitorChanged("video", True)), (5000.0, ev.Input())],
            id="a film",
        ),
        pytest.param(
            [
                *((t * 1.0, ev.Input()) for t in range(1806)),
                (1805.0, ev.Snoozed(Seconds(60.0))),
                *((1806.0 + t, ev.Input()) for t in range(75)),
            ],
            id="a pause in typing soon after a short snooze",
        ),
        pytest.param(
            [
                *((t * 1.0, ev.Input()) for t in range(1806)),
                (1805.0, ev.Locked()),
                (1808.0, ev.Unlocked()),
                *((1810.0 + t, ev.Input()) for t in range(41)),
            ],
            id="a pause in typing soon after the grace of a return",
        ),
    ],
)
def test_the_day_is_the_same_with_the_settings_as_shipped(day: list[Happening]) -> None:
    end = day[-1][0] + 1000.0
    assert told(as_daemon(Story(), day, end).end(end)) == told(as_points(Story(), day, end).end(end))


def test_while_input_goes_on_the_last_presence_is_now() -> None:
    story = Story().at(0.0, ev.Active()).run(1000.0)
    assert story.clocks == (1000.0, 1000.0)
    assert story.engine.snapshot(Instant(1000.0)).presence is Presence.SEATED


@pytest.mark.parametrize(
    ("since", "clock", "presence"),
    [
        (1000.0, 1000.0, Presence.SEATED),
        (970.0, 1000.0, Presence.SEATED),
        (940.125, 1000.0, Presence.SEATED),
        (940.0, 940.0, Presence.AWAY),
        (500.0, 500.0, Presence.AWAY),
        (100.0, 400.0, Presence.AWAY),  # not before what is certain
    ],
)
def test_idle_tells_since_when_and_the_clocks_go_back_to_there(since: float, clock: float, presence: Presence) -> None:
    story = Story().at(0.0, ev.Active()).at(400.0, ev.Active()).at(1000.0, ev.Idle(Instant(since)))
    assert story.clocks == (clock, clock)
    assert story.engine.snapshot(Instant(1000.0)).presence is presence


def test_idle_does_not_go_back_behind_what_the_person_said() -> None:
    story = Story().at(0.0, ev.Active()).at(50.0, ev.Said(Saying.STANDING)).at(60.0, ev.Idle(Instant(0.0)))
    assert story.run(109.875).engine.snapshot(Instant(story.now)).presence is Presence.STANDING
    assert story.run(110.0).engine.snapshot(Instant(story.now)).away_since == 50.0


@pytest.mark.parametrize("gone", [ev.Locked(), ev.SleepBegan()])
def test_idle_that_comes_after_the_person_left_still_tells_since_when(gone: ev.Event) -> None:
    story = Story().at(0.0, ev.Active()).at(130.0, gone).at(160.0, ev.Idle(Instant(100.0)))
    assert story.clocks == (100.0, 100.0)
    assert story.engine.snapshot(Instant(160.0)).away_since == 100.0


@pytest.mark.parametrize("since", [130.0, 140.0])
def test_idle_that_only_confirms_when_the_person_left_changes_nothing(since: float) -> None:
    story = Story().at(0.0, ev.Active()).at(130.0, ev.Locked()).at(160.0, ev.Idle(Instant(since)))
    assert story.clocks == (130.0, 130.0)
    assert story.engine.snapshot(Instant(160.0)).away_since == 130.0


def test_idle_that_comes_after_a_standing_person_left_shortens_the_standing() -> None:
    story = Story().at(0.0, ev.Active()).at(100.0, ev.Said(Saying.STANDING)).at(220.0, ev.Locked())
    story.at(250.0, ev.Idle(Instant(200.0)))
    snapshot = story.engine.snapshot(Instant(250.0))
    assert (snapshot.feet, snapshot.seat, snapshot.stance) == (100.0, 100.0, 100.0)
    story.end(260.0)
    assert story.spans == [("seated", 0.0, 100.0), ("standing", 100.0, 200.0), ("away", 200.0, 260.0)]


def test_idle_since_before_anything_was_closed_leaves_no_span_behind() -> None:
    story = Story().at(100.0, ev.Active()).at(130.0, ev.Locked()).at(140.0, ev.Idle(Instant(100.0))).end(150.0)
    assert story.spans == [("away", 0.0, 150.0)]
    assert story.clocks == (0.0, 0.0)


def test_idle_changes_nothing_about_the_instant_at_which_the_person_said_they_leave() -> None:
    story = Story().at(0.0, ev.Active()).at(130.0, ev.Said(Saying.AWAY)).at(160.0, ev.Idle(Instant(100.0)))
    assert story.engine.snapshot(Instant(160.0)).away_since == 130.0


def test_idle_without_activity_before_it_changes_nothing() -> None:
    story = Story().at(0.0, ev.Input()).at(30.0, ev.Idle(Instant(10.0))).run(60.0)
    assert story.engine.snapshot(Instant(60.0)).away_since == 0.0


# --------------------------------------------------------------------------------------- what the daemon asks for


def test_idleness_is_asked_for_after_a_minute_and_after_three_seconds_while_a_prompt_waits() -> None:
    story = Story().at(0.0, ev.Active()).run(1799.0)
    assert story.engine.idle_threshold() == 60.0
    assert story.run(1800.0).engine.idle_threshold() == 3.0
    assert story.prompts == []
    story.at(1803.0, ev.Idle(Instant(1800.0)))
    assert story.prompts == [(1803.0, "feet", 1)]
    assert story.engine.idle_threshold() == 60.0


@pytest.mark.parametrize(
    "event",
    [ev.Snoozed(), ev.StartAsked("desk-minute"), ev.Locked(), ev.Skipped()],
)
def test_a_prompt_that_may_not_come_now_waits_for_no_pause_in_typing(event: ev.Event) -> None:
    story = Story().at(0.0, ev.Active()).run(1810.0).at(1810.0, event)
    assert story.engine.idle_threshold() == 60.0


def test_in_the_grace_after_a_return_no_pause_in_typing_is_waited_for() -> None:
    story = Story().at(0.0, ev.Active()).run(1810.0).at(1810.0, ev.Locked(), ev.Unlocked(), ev.Active())
    assert story.engine.idle_threshold() == 60.0
    assert story.run(1840.0).engine.idle_threshold() == 3.0


def test_a_prompt_held_once_waits_for_no_pause_in_typing() -> None:
    story = Story().at(0.0, ev.Active()).run(1810.0).at(1810.0, ev.HoldChanged(HoldKind.CAMERA, True))
    assert story.engine.idle_threshold() == 3.0, "it would be held at the first pause"
    assert story.run(1920.0).engine.idle_threshold() == 60.0, "it is held"
    story.at(1930.0, ev.HoldChanged(HoldKind.CAMERA, False))
    assert story.engine.idle_threshold() == 60.0


def test_sleep_that_only_the_clocks_told_ends_activity() -> None:
    story = Story().at(0.0, ev.Active()).at(4000.0, ev.Woke(Seconds(3000.0)))
    assert story.engine.snapshot(Instant(4000.0)).away_since == 1000.0
    assert Settings().absences.real < 3000.0
    assert story.at(4000.0, ev.Active()).clocks == (0.0, 0.0)


@pytest.mark.parametrize(("ended", "since", "left"), [(None, 880.0, 900.0), (870.0, 850.0, 870.0)])
def test_idle_that_comes_after_a_lock_leaves_the_presence_of_an_inhibitor(
    ended: float | None, since: float, left: float
) -> None:
    story = Story().at(0.0, ev.Active()).at(100.0, ev.InhibitorChanged("video", True))
    if ended is not None:
        story.at(ended, ev.InhibitorChanged("video", False))
    story.at(900.0, ev.Locked()).at(910.0, ev.Idle(Instant(since)))
    assert story.engine.snapshot(Instant(910.0)).away_since == left
