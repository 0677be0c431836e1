"""Whose turn it is: rules that can be read, the same choice each time they are asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.offering import MOST_TURNS, LocalClock, Turn, Turns, begun, choose, offered
from numbfeet_tray.core.routine import Position, Routine
from numbfeet_tray.core.settings import Choice, ClockName, Place, Reminder, Settings
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import SMALL, step

SEATED = Routine("seated", "Seated", (step(2.0),))
OTHER = Routine("other", "Other", (step(2.0),))
DAILY = Routine("daily", "Daily", (step(2.0),), once_a_day=True)
SPECIAL = Routine("special", "Special", (step(2.0),), opt_in=True)
WALK = Routine("walk", "Walk", (step(2.0, position=Position.WALKING),))
CATALOGUE = {one.id: one for one in (SEATED, OTHER, DAILY, SPECIAL, WALK)}
BOTH = (Choice("seated"), Choice("other"))
NOON = 12 * 60


def pick(*choices: Choice, turns: Turns = (), minute: int | None = NOON, day: int | None = 1) -> str | None:
    return choose(choices, CATALOGUE, turns, minute, day)


def test_what_never_had_a_turn_comes_first_and_in_the_order_of_the_config() -> None:
    assert pick(*BOTH) == "seated"
    assert pick(*BOTH, turns=offered((), "seated")) == "other"


def test_then_the_one_whose_turn_is_longest_ago() -> None:
    turns = offered(offered((), "seated"), "other")
    assert pick(*BOTH, turns=turns) == "seated"
    assert pick(*BOTH, turns=begun(turns, "seated", 1)) == "other"


@given(st.integers(2, 4), st.integers(1, 30))
def test_nothing_comes_twice_in_a_row_and_all_have_their_turn(count: int, rounds: int) -> None:
    names = ["seated", "other", "walk", "daily"][:count]
    turns: Turns = ()
    seen: list[str] = []
    for _ in range(rounds * count):
        found = pick(*(Choice(name) for name in names), turns=turns)
        assert found is not None
        assert [found] != seen[-1:]
        seen.append(found)
        turns = offered(turns, found)
    assert {seen.count(name) for name in names} == {rounds}


def test_a_place_stands_for_every_routine_there() -> None:
    seated = {pick(Choice(place=Place.IN_SEAT), turns=tuple(map(Turn, names))) for names in (("seated",), ())}
    assert seated == {"other", "seated"}
    assert pick(Choice(place=Place.STANDING)) == "walk"
    assert pick(Choice(place=Place.ANY), turns=tuple(map(Turn, ("seated", "other", "daily")))) == "walk"


def test_once_a_day_is_once_a_day() -> None:
    today, yesterday = begun((), "daily", 7), begun((), "daily", 6)
    assert pick(Choice("daily"), turns=today, day=7) is None
    assert pick(Choice("daily"), turns=yesterday, day=7) == "daily"
    assert pick(Choice("daily"), turns=offered((), "daily"), day=7) == "daily"


def test_an_opt_in_routine_comes_by_its_place_only_after_it_was_begun_once() -> None:
    before = tuple(map(Turn, ("seated", "other", "daily")))
    assert pick(Choice(place=Place.IN_SEAT), turns=before) == "seated"
    assert pick(Choice(place=Place.IN_SEAT), turns=(Turn("special", begun=True), *before)) == "special"


def test_who_names_an_opt_in_routine_in_the_config_has_opted_in() -> None:
    assert pick(Choice("special")) == "special"


@pytest.mark.parametrize(
    ("between", "minute", "comes"),
    [
        ((540, 720), 540, True),
        ((540, 720), 719, True),
        ((540, 720), 720, False),
        ((1320, 120), 1439, True),
        ((1320, 120), 0, True),
        ((1320, 120), 120, False),
        ((540, 720), None, False),
        (None, None, True),
    ],
)
def test_a_time_of_day_is_kept(between: tuple[int, int] | None, minute: int | None, comes: bool) -> None:
    assert (pick(Choice("seated", between=between), minute=minute) == "seated") is comes


def test_what_is_hidden_is_not_in_the_catalogue_and_never_comes() -> None:
    assert pick(Choice("gone")) is None
    assert pick(Choice("gone"), Choice("walk")) == "walk"


def test_turns_are_few_and_each_routine_has_one() -> None:
    turns: Turns = ()
    for number in range(2 * MOST_TURNS):
        turns = offered(turns, f"routine-{number}")
    assert len(turns) == MOST_TURNS
    assert begun(begun((), "a", 1), "a", 2) == (Turn("a", begun=True, day=2),)
    assert offered(begun((), "a", 1), "a") == (Turn("a", begun=True, day=1),)


def test_a_day_begins_when_the_person_says() -> None:
    clock = LocalClock(ahead=1000.0, day_start=240)
    midnight = Instant(10 * 86400 - 1000.0)
    assert (clock.minute(midnight), clock.day(midnight)) == (0, 9)
    assert clock.day(Instant(midnight + 240 * 60)) == 10


# --------------------------------------------------------------------------------------------------- in the engine

RULE = Reminder("feet", ClockName.FEET, Seconds(20.0), "seated", BOTH)
SETTINGS = replace(SMALL, reminders=(RULE,))


def engine(settings: Settings = SETTINGS) -> Engine:
    return Engine(settings, tuple(CATALOGUE.values()), Instant(0.0))


def run(engine: Engine, start: float, end: float) -> list[fx.Prompt]:
    """Type from `start` to `end` and return the prompts that came."""
    said = [
        effect
        for second in range(int(start), int(end) + 1)
        for effect in engine.step(ev.Input(), Instant(float(second)))
    ]
    return [effect.prompt for effect in said if isinstance(effect, fx.ShowPrompt)]


def test_reminders_take_turns_and_every_level_of_one_prompt_offers_the_same() -> None:
    it = engine()
    first = run(it, 0, 40)
    assert [prompt.level for prompt in first] == [1, 2, 3]
    assert {prompt.offer for prompt in first} == {"seated"}
    it.step(ev.Skipped(), Instant(40.0))
    assert {prompt.offer for prompt in run(it, 41, 66)} == {"other"}


def test_what_was_begun_unasked_had_its_turn() -> None:
    it = engine()
    it.step(ev.StartAsked("seated"), Instant(0.0))
    it.step(ev.GuideKeyPressed(ev.GuideKey.STOP), Instant(0.5))
    assert run(it, 1, 30)[0].offer == "other"


def test_turns_outlive_a_restart() -> None:
    it = engine()
    run(it, 0, 30)
    again = Engine.restore(it.save(Instant(30.0)), SETTINGS, tuple(CATALOGUE.values()), Instant(5.0), Seconds(100.0))
    assert run(again, 6, 40)[0].offer == "other"


def test_a_state_from_before_there_were_turns_is_still_read() -> None:
    old = engine().save(Instant(0.0))
    del old["turns"]
    Engine.restore(old, SETTINGS, tuple(CATALOGUE.values()), Instant(0.0), Seconds(0.0))


def test_the_time_of_day_follows_the_wall_clock_also_when_it_is_set() -> None:
    rule = replace(RULE, choices=(Choice("other", between=(NOON, NOON + 60)),))
    it = engine(replace(SETTINGS, reminders=(rule,)))
    it.step(ev.WallClockSet(5.0), Instant(0.0))
    assert it.snapshot(Instant(0.0)).offer == "seated"
    it.step(ev.LocalTime(86400.0 * 20000 + NOON * 60 - 3600, 240), Instant(0.0))
    assert it.snapshot(Instant(0.0)).offer == "seated"
    it.step(ev.WallClockSet(3600.0), Instant(1.0))
    assert it.snapshot(Instant(1.0)).offer == "other"


def test_a_pick_that_new_settings_hide_is_made_anew() -> None:
    it = engine()
    run(it, 0, 30)
    it.step(ev.SettingsChanged(SETTINGS, (OTHER, WALK)), Instant(30.0))
    it.step(ev.Tick(), Instant(30.0))
    assert it.snapshot(Instant(30.0)).offer in {"other", "seated"}
    assert run(it, 31, 40)[-1].offer == "other"


def test_asking_ever_so_often_changes_no_choice() -> None:
    sparse, dense = engine(), engine()
    for it, every in ((sparse, 1.0), (dense, 0.25)):
        for number in range(int(60 / every)):
            it.step(ev.Input() if number * every % 1 == 0 else ev.Tick(), Instant(number * every))
    assert sparse.save(Instant(60.0))["turns"] == dense.save(Instant(60.0))["turns"]


# --------------------------------------------------------------------------------- input while the person is up

MIXED = Routine(
    "mixed", "Mixed", (step(10.0), step(10.0, position=Position.STANDING), step(20.0, position=Position.WALKING))
)


def up(*events: tuple[float, ev.Event], end: float = 40.0) -> bool:
    """Play MIXED from 0 with `events`, and return what was noted about input."""
    it = Engine(SMALL, (MIXED,), Instant(0.0))
    it.step(ev.StartAsked("mixed"), Instant(0.0))
    said = [effect for t, event in events for effect in it.step(event, Instant(t))]
    said += it.step(ev.Tick(), Instant(end))
    (row,) = [effect for effect in said if isinstance(effect, fx.RecordRoutine)]
    return row.input_while_up


@pytest.mark.parametrize("t", [12.0, 20.0, 39.0])
def test_input_during_a_standing_or_walking_step_is_noted(t: float) -> None:
    assert up((t, ev.Input()))


@pytest.mark.parametrize("t", [0.0, 9.5, 10.0, 11.5])
def test_input_while_seated_or_while_getting_up_is_not(t: float) -> None:
    assert not up((t, ev.Input()))


def test_input_that_is_told_late_is_noted_too() -> None:
    assert up((1.0, ev.Active()), (39.0, ev.Idle(Instant(25.0))))
    assert not up((1.0, ev.Active()), (39.0, ev.Idle(Instant(5.0))))


def test_input_that_goes_on_to_the_end_is_noted() -> None:
    assert up((1.0, ev.Active()))


def test_a_paused_routine_asks_nobody_to_be_up() -> None:
    key = ev.GuideKeyPressed
    assert not up(
        (15.0, key(ev.GuideKey.PAUSE)),
        (18.0, ev.Input()),
        (19.0, key(ev.GuideKey.RESUME)),
        (20.0, ev.Input()),
        end=60.0,
    )
    assert not up((30.0, key(ev.GuideKey.NEXT)), (30.0, ev.Input()), end=60.0)


def test_a_seated_routine_notes_nothing() -> None:
    it = Engine(SMALL, (SEATED,), Instant(0.0))
    it.step(ev.StartAsked("seated"), Instant(0.0))
    it.step(ev.Active(), Instant(1.0))
    (row,) = [one for one in it.step(ev.Tick(), Instant(2.0)) if isinstance(one, fx.RecordRoutine)]
    assert not row.input_while_up


def test_idleness_is_noticed_sooner_while_the_person_should_be_up() -> None:
    it = Engine(SMALL, (MIXED,), Instant(0.0))
    assert it.idle_threshold() == SMALL.absences.short
    it.step(ev.StartAsked("mixed"), Instant(0.0))
    assert it.idle_threshold() == SMALL.prompting.polite_idle
