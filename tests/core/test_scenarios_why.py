"""At every moment one line says why it is quiet or not; and the other figures of the snapshot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.events import HoldKind, Saying
from numbfeet_tray.core.settings import ClockName, InCalls, Prompting, Reminder, Settings
from numbfeet_tray.core.snapshot import Why, WhyKind
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import Story


def seated(t: float, settings: Settings | None = None) -> Story:
    return Story(settings or Settings()).inputs(0.0, t, 20.0)


def at(t: float) -> Instant:
    return Instant(t)


SELDOM = Settings(reminders=(Reminder("one", ClockName.SEAT, Seconds(9000.0), "toe-20"),))
NOTHING = Settings(reminders=())
IN_CALLS = Settings(prompting=Prompting(in_calls=InCalls.DISCREET))


@pytest.mark.parametrize(
    ("story", "why"),
    [
        pytest.param(Story, Why(WhyKind.AWAY, since=at(0.0)), id="nobody yet"),
        pytest.param(lambda: seated(100.0), Why(WhyKind.COUNTING, until=at(1800.0)), id="counting"),
        pytest.param(lambda: seated(100.0, NOTHING), Why(WhyKind.NOTHING_WATCHED), id="nothing watched"),
        pytest.param(
            lambda: seated(3600.0).at(3600.0, ev.Locked(), ev.Unlocked()).at(3610.0, ev.Input()),
            Why(WhyKind.WAITING, since=at(3600.0), until=at(3640.0), reminder="seat"),
            id="in the grace of a return",
        ),
        pytest.param(
            lambda: seated(100.0).at(100.0, ev.Locked()), Why(WhyKind.AWAY, since=at(100.0)), id="behind a lock"
        ),
        pytest.param(
            lambda: seated(100.0).at(110.0, ev.SleepBegan()), Why(WhyKind.ASLEEP, since=at(110.0)), id="asleep"
        ),
        pytest.param(
            lambda: seated(100.0).at(100.0, ev.Said(Saying.STANDING)),
            Why(WhyKind.STANDING, until=at(1900.0)),
            id="standing",
        ),
        pytest.param(lambda: seated(1800.0), Why(WhyKind.SHOWN, since=at(1800.0), reminder="feet"), id="shown"),
        pytest.param(
            lambda: seated(1780.0).inputs(1780.0, 1802.0, 1.0),
            Why(WhyKind.WAITING, since=at(1800.0), until=at(1805.0), reminder="feet"),
            id="typed a moment ago",
        ),
        pytest.param(
            lambda: Story().at(0.0, ev.Active()).run(1802.0),
            Why(WhyKind.WAITING, since=at(1800.0), until=at(1920.0), reminder="feet"),
            id="typing",
        ),
        pytest.param(
            lambda: seated(2400.0).at(2400.0, ev.PromptClosed()),
            Why(WhyKind.TRAY_ONLY, since=at(1800.0), reminder="feet"),
            id="left to the tray",
        ),
        pytest.param(
            lambda: seated(1800.0).at(1800.0, ev.Snoozed()), Why(WhyKind.SNOOZED, until=at(2100.0)), id="snoozed"
        ),
        pytest.param(
            lambda: seated(100.0).at(100.0, ev.HoldChanged(HoldKind.CAMERA, True)),
            Why(WhyKind.HELD, since=at(100.0), hold=HoldKind.CAMERA),
            id="in a call",
        ),
        pytest.param(
            lambda: seated(100.0, IN_CALLS).at(100.0, ev.HoldChanged(HoldKind.CAMERA, True)),
            Why(WhyKind.COUNTING, until=at(1800.0)),
            id="in a call that allows the discreet prompt",
        ),
        pytest.param(
            lambda: seated(100.0).at(100.0, ev.PauseBegan(Instant(500.0))),
            Why(WhyKind.PAUSED, since=at(100.0), until=at(500.0), hold=HoldKind.PAUSE),
            id="paused",
        ),
        pytest.param(
            lambda: seated(100.0).at(100.0, ev.StartAsked("desk-minute")),
            Why(WhyKind.ROUTINE, since=at(100.0), until=at(110.0)),
            id="in a routine",
        ),
        pytest.param(
            lambda: seated(100.0).at(100.0, ev.StartAsked("desk-minute"), ev.GuideKeyPressed(ev.GuideKey.PAUSE)),
            Why(WhyKind.ROUTINE, since=at(100.0)),
            id="in a routine that stands still",
        ),
    ],
)
def test_at_every_moment_one_reason_is_told(story: Callable[[], Story], why: Why) -> None:
    """At every moment one line says *why*: "quiet: camera in use since 10:02; …"."""
    told = story()
    assert told.engine.snapshot(Instant(told.now)).why == why


def test_the_reason_with_the_highest_precedence_is_told() -> None:
    """Precedence: pause > hold > snooze > level; and nothing matters to a person who is not there."""
    story, kinds = seated(1800.0), []
    for event in (
        ev.Snoozed(),
        ev.HoldChanged(HoldKind.FULL_SCREEN, True),
        ev.PauseBegan(None),
        ev.Said(Saying.AWAY),
        ev.SleepBegan(),
        ev.StartAsked("desk-minute"),
    ):
        kinds.append(story.engine.snapshot(Instant(story.now)).why.kind)
        story.at(1800.0, event)
    kinds.append(story.engine.snapshot(Instant(story.now)).why.kind)
    assert kinds == [
        WhyKind.SHOWN,
        WhyKind.SNOOZED,
        WhyKind.HELD,
        WhyKind.PAUSED,
        WhyKind.AWAY,
        WhyKind.ASLEEP,
        WhyKind.ROUTINE,
    ]


@pytest.mark.parametrize(
    ("story", "next_due"),
    [
        pytest.param(lambda: seated(600.0), 1800.0, id="the feet's"),
        pytest.param(lambda: seated(1800.0), 3600.0, id="then the seat's"),
        pytest.param(lambda: seated(3600.0), None, id="both are due"),
        pytest.param(lambda: seated(1800.0).at(1800.0, ev.Skipped()), 3600.0, id="skipped"),
        pytest.param(lambda: seated(600.0).at(600.0, ev.Locked()), None, id="away"),
        pytest.param(lambda: seated(600.0).at(600.0, ev.Said(Saying.STANDING)), 2400.0, id="standing"),
        pytest.param(lambda: seated(600.0, NOTHING), None, id="nothing watched"),
    ],
)
def test_the_next_reminder_is_told_when_it_is_known(story: Callable[[], Story], next_due: float | None) -> None:
    told = story()
    assert told.engine.snapshot(Instant(told.now)).next_due == next_due


@pytest.mark.parametrize(
    ("story", "progress"),
    [
        pytest.param(Story, 0.0, id="nobody yet"),
        pytest.param(lambda: seated(900.0), 0.5, id="half way"),
        pytest.param(lambda: seated(1800.0), 1.0, id="due"),
        pytest.param(lambda: seated(2700.0), 1.0, id="long due"),
        pytest.param(lambda: seated(1800.0).at(1800.0, ev.Skipped()), 0.5, id="skipped, and the seat is half way"),
        pytest.param(lambda: seated(900.0, NOTHING), 0.0, id="nothing watched"),
        pytest.param(lambda: seated(900.0, SELDOM), 0.1, id="only one, and seldom"),
    ],
)
def test_the_progress_is_that_of_the_clock_nearest_to_its_prompt(story: Callable[[], Story], progress: float) -> None:
    told = story()
    assert told.engine.snapshot(Instant(told.now)).progress == pytest.approx(progress)


def test_a_snapshot_ahead_of_the_last_step_shows_what_will_be_and_changes_nothing() -> None:
    story = seated(1780.0)
    ahead = story.engine.snapshot(Instant(1800.0))
    assert ahead.shown is not None
    assert story.engine.snapshot(Instant(1780.0)).shown is None
    assert story.run(1800.0).engine.snapshot(Instant(1800.0)) == ahead


def test_the_snapshot_tells_when_the_person_will_count_as_away() -> None:
    assert seated(100.0).engine.snapshot(Instant(100.0)).away_at == 160.0
    assert Story().at(0.0, ev.Active()).engine.snapshot(Instant(50.0)).away_at is None
    film = seated(100.0).at(100.0, ev.InhibitorChanged("video", True))
    assert film.engine.snapshot(Instant(100.0)).away_at == 100.0 + 3600.0 + 60.0
    assert seated(100.0).at(100.0, ev.Locked()).engine.snapshot(Instant(100.0)).away_at is None


def test_the_engine_tells_its_settings() -> None:
    story = seated(100.0)
    assert story.engine.settings == Settings()
    story.at(100.0, ev.SettingsChanged(NOTHING, story.catalogue))
    assert story.engine.settings == NOTHING
