"""Every door does the same: what commands do, and what they refuse."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from numbfeet_tray.app.commands import next_time
from numbfeet_tray.app.doors import menu_arguments
from numbfeet_tray.core import events as ev
from numbfeet_tray.ports import CloseReason
from tests.app.desk import Desk


def prompted() -> Desk:
    """Return a desk with the feet prompt shown."""
    desk = Desk()
    desk.sit(1921.0)
    assert "prompt" in desk.notes.slots
    return desk


def test_snooze_without_a_length_takes_the_first_configured_one() -> None:
    """5 minutes by default."""
    desk = prompted()
    answer = desk.ask("snooze")
    assert not answer.error
    assert "prompt" not in desk.notes.slots
    desk.wait(299.0)
    assert "prompt" not in desk.notes.slots
    desk.wait(2.0)
    assert "prompt" in desk.notes.slots


def test_a_snooze_from_the_notification_does_what_the_command_does() -> None:
    """The button carries its length."""
    desk = prompted()
    desk.front.action_chosen("prompt", "snooze-600")
    desk.loop.settle()
    assert desk.runtime.snapshot().snoozed_until == desk.clock.boot() + 600.0


@pytest.mark.parametrize("command", ["snooze", "skip"])
def test_with_nothing_due_there_is_nothing_to_put_off(command: str) -> None:
    """It says so and changes nothing."""
    desk = Desk()
    desk.sit(10.0)
    answer = desk.ask(command)
    assert answer.error == "nothing-due"
    assert "nothing to put off" in answer.message


@pytest.mark.parametrize("length", [0, -1, True, "10m", 8 * 86400, float("nan")])
def test_a_length_that_cannot_be_meant_is_refused(length: object) -> None:
    """Whatever came over the socket."""
    desk = prompted()
    assert desk.ask("snooze", **{"for": length}).error == "bad-argument"
    assert "prompt" in desk.notes.slots


def test_skip_leaves_the_seated_figure_true() -> None:
    """The prompt comes again after another full interval."""
    desk = prompted()
    desk.ask("skip")
    assert desk.runtime.snapshot().feet == pytest.approx(1921.0)
    assert desk.runtime.snapshot().due == ()


def test_start_plays_what_the_prompt_offers_and_a_second_start_is_refused() -> None:
    """One routine at a time."""
    desk = prompted()
    answer = desk.ask("start")
    assert answer.message == "Started Desk minute."
    assert desk.guide.log == [("open", "desk-minute")]
    assert desk.ask("start").error == "routine-running"
    desk.wait(60.0)
    assert desk.guide.log[-1] == ("close", True)
    assert desk.runtime.snapshot().feet == pytest.approx(0.0)


def test_stop_without_a_routine_is_refused() -> None:
    """It says so."""
    assert Desk().ask("stop").error == "no-routine"


def test_an_unknown_routine_is_refused_by_name() -> None:
    """Nothing starts."""
    desk = Desk()
    answer = desk.ask("start", routine="headstand")
    assert answer.error == "unknown-routine"
    assert "headstand" in answer.message
    assert desk.guide.log == []


def test_an_unknown_command_names_the_known_ones() -> None:
    """An old program and a new command line."""
    answer = Desk().ask("levitate")
    assert answer.error == "unknown-command"
    assert "snooze" in answer.message


def test_a_pause_until_tomorrow_ends_at_the_start_of_the_day_even_if_the_clock_is_set() -> None:
    """09:00 to 04:00 are 19 hours; setting the clock forward an hour takes one of them away."""
    desk = Desk()
    desk.sit(1.0)
    desk.ask("pause", until="tomorrow")
    until = desk.runtime.snapshot().paused_until
    assert until is not None
    assert until == pytest.approx(desk.clock.boot() + 19 * 3600.0 - 1.0)
    desk.post(ev.WallClockSet(3600.0))
    assert desk.runtime.snapshot().paused_until == pytest.approx(until - 3600.0)


def test_an_open_ended_pause_ends_when_the_person_resumes() -> None:
    """And not before."""
    desk = Desk()
    desk.sit(1.0)
    desk.ask("pause", open_ended=True)
    desk.wait(3 * 86400.0)
    assert desk.runtime.snapshot().is_paused
    assert not desk.ask("resume").error
    assert desk.ask("resume").error == "not-paused"


def test_i_was_still_sitting_is_refused_when_there_is_nothing_to_take_back() -> None:
    """And accepted within the window."""
    desk = Desk()
    desk.sit(600.0)
    assert desk.ask("say", what="was-sitting").error == "nothing-to-undo"
    desk.post(ev.Locked())
    desk.wait(400.0)
    desk.post(ev.Unlocked(), ev.Active())
    assert desk.runtime.snapshot().feet == 0.0
    assert not desk.ask("say", what="was-sitting").error
    assert desk.runtime.snapshot().feet == pytest.approx(1000.0)


def test_without_an_idle_source_the_person_is_back_when_they_say_so() -> None:
    """Nothing else can tell."""
    desk = Desk(has_idle_source=False)
    desk.sit(100.0)
    desk.ask("say", what="away")
    assert desk.ask("say", what="sitting").data["presence"] == "seated"


def test_quit_and_show_reach_the_program() -> None:
    """Through the same table."""
    desk = Desk()
    desk.ask("show")
    desk.ask("quit")
    assert desk.calls == ["show", "leave"]


def test_closing_the_notification_is_seen_and_its_expiry_is_not() -> None:
    """Neither is done; a vanished server is neither."""
    desk = prompted()
    desk.front.notification_closed("prompt", CloseReason.UNKNOWN)
    desk.front.notification_closed("prompt", CloseReason.EXPIRED)
    desk.front.notification_closed("prompt", CloseReason.DISMISSED)
    desk.front.notification_closed("notice", CloseReason.DISMISSED)
    desk.loop.settle()
    assert desk.outcomes() == ["shown", "expired", "seen"]
    assert desk.runtime.snapshot().feet > 1900.0


def test_a_prompt_that_no_server_shows_is_said_in_the_terminal() -> None:
    """And recorded as failed."""
    desk = prompted()
    desk.front.notification_failed("prompt", "no server")
    desk.loop.settle()
    assert desk.outcomes() == ["shown", "failed"]
    assert "Seated" in desk.last.slots["prompt"].body


def test_status_is_plain_data_with_the_why_line() -> None:
    """What scripts read."""
    desk = Desk()
    desk.sit(600.0)
    data = desk.ask("status").data
    assert data["presence"] == "seated"
    assert data["feet"] == pytest.approx(600.0)
    assert data["why"] == "Seated 10 min; next prompt about 09:30."
    assert data["next"] == "2026-11-23T09:30:00+01:00"


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("pause:tomorrow", {"until": "tomorrow"}),
        ("pause:open-ended", {"open_ended": True}),
        ("pause:1800", {"for": 1800.0}),
        ("snooze:300", {"for": 300.0}),
        ("start:toe-20", {"routine": "toe-20"}),
        ("say:standing", {"what": "standing"}),
        ("skip", {}),
    ],
)
def test_each_menu_action_stands_for_a_command_with_its_arguments(action: str, args: dict[str, object]) -> None:
    """The tray does what the command line does."""
    command, _, argument = action.partition(":")
    assert menu_arguments(command, argument) == args


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-11-23T09:00", 19.0),
        ("2026-11-23T03:59", 1 / 60),
        ("2026-11-23T04:00", 24.0),
        ("2026-03-28T09:00", 18.0),
        ("2026-10-24T09:00", 20.0),
    ],
)
def test_tomorrow_begins_at_the_start_of_the_next_day_in_real_hours(now: str, hours: float) -> None:
    """The nights in which clocks change are an hour shorter or longer."""
    local = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert next_time(local, 4 * 60) == pytest.approx(hours * 3600.0)
