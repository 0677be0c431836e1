"""What the person sees: icon, tooltip, menu and prompt for each state."""

from __future__ import annotations

import pytest

from numbfeet_tray.app.doors import menu_arguments
from numbfeet_tray.app.front import tray_state
from numbfeet_tray.app.opening import ACTIONS
from numbfeet_tray.config.model import Config, QuietRules
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.settings import ClockName
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import MenuEntry, TrayState, Urgency
from numbfeet_tray.text.menu import Today, menu_entries, today_line
from numbfeet_tray.text.nudges import nudge
from tests.app.desk import ROUTINES, Desk, labels

CAMERA = ev.HoldChanged(ev.HoldKind.CAMERA, on=True)


def menu(desk: Desk) -> tuple[MenuEntry, ...]:
    """Return the menu as it would open now."""
    lengths = desk.config.engine.snooze_lengths
    return menu_entries(desk.runtime.snapshot(), desk.runtime.wall, ROUTINES, lengths)


def flat(entries: tuple[MenuEntry, ...]) -> list[MenuEntry]:
    """Return every entry, those of submenus too."""
    return [one for entry in entries for one in (entry, *flat(entry.children))]


def desk_in(state: str) -> Desk:
    """Return a desk in the state that an icon is named after."""
    desk = Desk()
    if state == "away":
        desk.post(ev.Tick())
        return desk
    desk.sit(1921.0 if state in {"due", "snoozed"} else 600.0)
    match state:
        case "snoozed":
            desk.ask("snooze")
        case "held":
            desk.post(CAMERA)
        case "paused":
            desk.ask("pause")
        case "standing":
            desk.ask("say", what="standing")
        case "routine":
            desk.ask("start")
        case _:
            pass
    return desk


@pytest.mark.parametrize("state", [state for state in TrayState if state is not TrayState.NO_SOURCE])
def test_the_icon_tells_each_state_and_the_tooltip_says_why(state: TrayState) -> None:
    """One icon for each, and the same line as `numbfeet why`."""
    desk = desk_in(state.value)
    desk.post(ev.Tick())
    shown, tooltip, attention, _ = desk.icon.shown[-1]
    assert shown is state
    assert tooltip == desk.ask("why").message
    assert attention is (state is TrayState.DUE)


def test_without_an_idle_source_a_seated_person_has_an_icon_of_their_own() -> None:
    """Unknown is never shown as known."""
    desk = Desk(has_idle_source=False)
    desk.sit(10.0)
    assert tray_state(desk.runtime.snapshot(), has_idle_source=False) is TrayState.NO_SOURCE


def test_the_ring_fills_towards_the_next_prompt() -> None:
    """Progress of the clock that is nearest to its limit."""
    desk = Desk()
    desk.sit(900.0)
    desk.post(ev.Tick())
    assert desk.icon.shown[-1][3] == pytest.approx(0.5)


def test_the_menu_of_a_quiet_hour() -> None:
    """Short, in the order people use it; what cannot be done says why."""
    desk = Desk()
    desk.sit(600.0)
    routines = labels(menu(desk)[3].children)
    assert routines[0] == "Seated"
    assert labels(menu(desk)) == [
        "Seated 10 min; next prompt about 09:30.",
        "",
        "Start Desk minute",
        "Start another routine",
        *[f"  {label}" for label in routines],
        "My foot is asleep",
        "Snooze (nothing is due)",
        "Skip (nothing is due)",
        "Pause prompts",
        "  For 30 min",
        "  For 1 h",
        "  Until tomorrow",
        "  Until I resume",
        "",
        "Sitting",
        "Standing",
        "I am away",
        "",
        "Today: seated 0 s, up 0 times, 0 routines",
        "Report (comes with a later version)",
        "",
        "Warning signs",
        "Settings",
        "Doctor",
        "Help",
        "About numb feet",
        "",
        "Quit",
    ]


def test_routines_stand_by_place_and_length_with_the_last_one_on_top() -> None:
    """A heading for each place; the last one is found without looking for it."""
    desk = Desk()
    entries = menu_entries(desk.runtime.snapshot(), desk.runtime.wall, ROUTINES, (), Today(last_routine="just-walk"))[
        3
    ].children
    headings = [entry.label for entry in entries if entry.label and not entry.action]
    assert headings == ["Last time", "Seated", "On your feet"]
    assert entries[1].action == "start:just-walk"
    by_id = {one.id: one for one in ROUTINES}
    blocks: list[list[str]] = [[]]
    for entry in entries:
        if not entry.label:
            blocks.append([])
        elif entry.action:
            blocks[-1].append(entry.action.removeprefix("start:"))
    _, seated, up = blocks
    assert sorted(seated + up) == sorted(by_id)
    assert not any(by_id[one].gets_up for one in seated)
    assert all(by_id[one].gets_up for one in up)
    for block in (seated, up):
        lengths = [by_id[one].seconds for one in block]
        assert lengths == sorted(lengths)


def test_the_line_of_today_tells_seated_time_breaks_and_routines() -> None:
    """In one line, with plurals that fit."""
    assert today_line(Today(Seconds(11400.0), 1, 2)) == "Today: seated 3 h 10 min, up 1 time, 2 routines"


def test_every_menu_entry_that_can_be_chosen_does_something() -> None:
    """No entry leads to an error, in any state."""
    for state in TrayState:
        if state is TrayState.NO_SOURCE:
            continue
        for entry in flat(menu(desk_in(state.value))):
            if not entry.action or not entry.enabled or entry.action in {*ACTIONS, "quit"}:
                continue
            desk = desk_in(state.value)
            command, _, argument = entry.action.partition(":")
            answer = desk.ask(command, **menu_arguments(command, argument))
            assert not answer.error, (state, entry.action, answer)


def test_a_left_click_starts_the_offered_routine_or_stops_the_running_one() -> None:
    """There is exactly one default entry."""
    for state, action in (("seated", "start"), ("routine", "stop")):
        defaults = [entry.action for entry in flat(menu(desk_in(state))) if entry.default]
        assert defaults == [action]


def test_taking_a_break_back_is_offered_as_long_as_it_can_be() -> None:
    """And not longer."""
    desk = Desk()
    desk.sit(600.0)
    desk.post(ev.Locked())
    desk.wait(400.0)
    desk.post(ev.Unlocked(), ev.Active())
    assert "I was still sitting" in labels(menu(desk))
    desk.wait(601.0)
    assert "I was still sitting" not in labels(menu(desk))


def test_the_prompt_rises_from_quiet_to_urgent_and_staying() -> None:
    """In one slot, replaced in place."""
    desk = Desk()
    desk.sit(1921.0)
    first = desk.notes.slots["prompt"]
    assert (first.urgency, first.silent, first.timeout) == (Urgency.NORMAL, True, 20.0)
    assert first.body == f"Seated 32 min.\n{nudge(ClockName.FEET, 1)}\nDesk minute takes 1 min."
    assert [label for _, label in first.actions] == [
        *("Start", "Snooze 5 min", "Skip", "Warning signs", "Snooze 10 min", "Snooze 15 min"),
    ]
    desk.wait(600.0)
    last = desk.notes.slots["prompt"]
    assert (last.urgency, last.silent, last.timeout) == (Urgency.NORMAL, False, 0.0)
    assert len(desk.notes.log) == 3


def test_only_the_last_level_may_break_through_do_not_disturb_and_only_where_the_person_allows_it() -> None:
    """Servers show what is critical whatever the person has silenced."""
    desk = Desk(Config(quiet=QuietRules(break_through=True)))
    desk.sit(1921.0)
    desk.wait(600.0)
    assert [shown.urgency for _, shown in desk.notes.log] == [Urgency.NORMAL, Urgency.NORMAL, Urgency.CRITICAL]


def test_after_a_call_the_one_prompt_says_how_many_were_held() -> None:
    """Seated 72 min, 2 prompts held."""
    desk = Desk()
    desk.sit(10.0)
    desk.post(CAMERA)
    desk.wait(4311.0)
    assert desk.ask("why").message == (
        "Quiet: camera in use since 09:00; seated 1 h 12 min; next when the call ends. 2 prompts held."
    )
    desk.post(ev.HoldChanged(ev.HoldKind.CAMERA, on=False))
    desk.wait(5.0)
    shown = desk.notes.slots["prompt"]
    assert shown.title == "Time to stand up and walk a little"
    assert shown.body.startswith("Seated 1 h 12 min, 2 prompts held.")


def test_a_standing_prompt_speaks_of_standing() -> None:
    """Its figure is standing time."""
    desk = desk_in("standing")
    desk.wait(1921.0)
    assert desk.notes.slots["prompt"].body.startswith("Standing for 32 min.")
    assert "standing for" in desk.ask("why").message


def test_a_scheduled_prompt_says_that_it_is_time_for_the_routine() -> None:
    """It watches no clock."""
    desk = Desk()
    desk.sit(10.0)
    desk.post(ev.ScheduleFired("lunch", "just-walk"))
    desk.wait(121.0)
    assert desk.notes.slots["prompt"].title == "Time for your routine"


def test_the_guide_follows_pause_and_next_and_closes_at_the_end() -> None:
    """Whoever presses the key."""
    desk = desk_in("routine")
    desk.wait(2.0)
    desk.post(ev.GuideKeyPressed(ev.GuideKey.PAUSE))
    desk.wait(30.0)
    desk.post(ev.GuideKeyPressed(ev.GuideKey.RESUME), ev.GuideKeyPressed(ev.GuideKey.NEXT))
    desk.wait(3600.0)
    assert desk.guide.log == [
        ("open", "desk-minute"),
        ("sync", Seconds(2.0), True),
        ("sync", Seconds(2.0), False),
        ("sync", Seconds(5.0), False),
        ("close", True),
    ]
