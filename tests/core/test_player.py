"""Playing a routine: keys, what counts as done, and that ticks in between change nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core.player import Player
from numbfeet_tray.core.routine import Phase, Position, Routine, Step
from numbfeet_tray.core.units import Instant, Seconds

START = Instant(1000.0)


def step(seconds: float, *, moves_feet: bool = True, position: Position = Position.SEATED) -> Step:
    """Return a step of one phase; its words do not matter here."""
    return Step("exercise", "Name", "Text.", "", position, moves_feet, (Phase(Seconds(seconds)),))


ROUTINE = Routine(
    "r",
    "R",
    (step(5.0, moves_feet=False), step(15.0), step(40.0, moves_feet=False, position=Position.STANDING)),
)


def at(seconds: float) -> Instant:
    """Return the instant `seconds` after the routine began."""
    return Instant(START + seconds)


@pytest.fixture
def player() -> Player:
    """Return a player that began at `START`."""
    return Player.begin(ROUTINE, START)


def test_it_plays_from_the_start_to_the_end(player: Player) -> None:
    assert player.elapsed(START) == 0.0
    assert player.elapsed(at(12.0)) == 12.0
    assert player.elapsed(at(99.0)) == 60.0
    assert player.ends_at() == at(60.0)
    assert not player.is_over(at(59.9))
    assert player.is_over(at(60.0))


def test_an_instant_before_it_began_is_its_start(player: Player) -> None:
    assert player.elapsed(at(-5.0)) == 0.0


def test_the_frame_is_the_routines(player: Player) -> None:
    assert player.frame(at(7.0)) == ROUTINE.frame(Seconds(7.0))


def test_a_step_played_to_its_end_is_done(player: Player) -> None:
    assert player.advance(at(4.9)).steps_done == frozenset()
    assert player.advance(at(5.0)).steps_done == {0}
    assert player.advance(at(60.0)).steps_done == {0, 1, 2}


def test_paused_it_stands_still_and_has_no_end(player: Player) -> None:
    paused = player.pause(at(7.0))
    assert paused.is_paused
    assert paused.elapsed(at(500.0)) == 7.0
    assert paused.ends_at() is None
    assert not paused.is_over(at(500.0))
    assert paused.steps_done == {0}


def test_resumed_it_goes_on_where_it_stood(player: Player) -> None:
    resumed = player.pause(at(7.0)).resume(at(100.0))
    assert not resumed.is_paused
    assert resumed.elapsed(at(101.0)) == 8.0
    assert resumed.ends_at() == at(153.0)


def test_pausing_twice_and_resuming_while_playing_change_nothing(player: Player) -> None:
    paused = player.pause(at(3.0))
    assert paused.pause(at(9.0)) == paused
    assert player.resume(at(3.0)) == player


def test_next_skips_the_current_step(player: Player) -> None:
    skipped = player.next(at(2.0))
    assert skipped.elapsed(at(2.0)) == 5.0
    assert skipped.steps_skipped == {0}
    assert skipped.steps_done == frozenset()
    assert skipped.ends_at() == at(57.0)


def test_next_at_the_very_end_of_a_step_skips_the_one_that_begins(player: Player) -> None:
    skipped = player.next(at(5.0))
    assert skipped.steps_done == {0}
    assert skipped.steps_skipped == {1}


def test_every_step_skipped_is_over_with_nothing_done(player: Player) -> None:
    over = player.next(at(1.0)).next(at(1.5)).next(at(2.0))
    assert over.is_over(at(2.0))
    assert over.ends_at() == at(2.0)
    assert over.advance(at(99.0)).steps_done == frozenset()
    assert over.steps_skipped == {0, 1, 2}
    assert not over.moved_feet
    assert not over.got_up


def test_next_from_the_last_step_is_over_even_when_paused(player: Player) -> None:
    over = player.pause(at(30.0)).next(at(40.0))
    assert over.is_over(at(40.0))
    assert not over.is_paused
    assert over.steps_done == {0, 1}
    assert over.steps_skipped == {2}


def test_back_restarts_a_step_that_is_more_than_two_seconds_old(player: Player) -> None:
    assert player.back(at(7.1)).elapsed(at(7.1)) == 5.0


@pytest.mark.parametrize("when", [5.0, 6.0, 7.0])
def test_back_near_a_steps_start_goes_to_the_step_before(player: Player, when: float) -> None:
    assert player.back(at(when)).elapsed(at(when)) == 0.0


def test_back_in_the_first_step_goes_to_the_start(player: Player) -> None:
    assert player.back(at(1.0)).elapsed(at(1.0)) == 0.0


def test_next_and_back_keep_a_pause(player: Player) -> None:
    paused = player.pause(at(7.0))
    for moved, place in ((paused.next(at(8.0)), 20.0), (paused.back(at(8.0)), 0.0)):
        assert moved.is_paused
        assert moved.elapsed(at(99.0)) == place


def test_a_skipped_step_that_is_played_later_is_done(player: Player) -> None:
    again = player.next(at(2.0)).back(at(3.0)).advance(at(8.0))
    assert again.steps_done == {0}
    assert again.steps_skipped == frozenset()


def test_a_done_step_that_is_left_by_next_later_stays_done(player: Player) -> None:
    again = player.back(at(6.0)).next(at(7.0))
    assert again.steps_done == {0}
    assert again.steps_skipped == frozenset()


def test_moving_the_feet_and_getting_up_are_told_by_the_done_steps(player: Player) -> None:
    assert not player.advance(at(5.0)).moved_feet
    assert player.advance(at(20.0)).moved_feet
    assert not player.advance(at(20.0)).got_up
    stood = player.next(at(0.0)).next(at(0.0)).advance(at(40.0))
    assert stood.got_up
    assert not stood.moved_feet


@pytest.mark.parametrize("key", [Player.pause, Player.resume, Player.next, Player.back])
def test_once_over_no_key_changes_it(player: Player, key: Callable[[Player, Instant], Player]) -> None:
    assert key(player, at(61.0)) == player.advance(at(61.0))


KEYS: dict[str, Callable[[Player, Instant], Player]] = {
    "pause": Player.pause,
    "resume": Player.resume,
    "next": Player.next,
    "back": Player.back,
}


@dataclass(frozen=True)
class Press:
    """A key, pressed `wait` seconds after the last one."""

    key: str
    wait: float


presses = st.lists(st.builds(Press, st.sampled_from(sorted(KEYS)), st.floats(0.0, 30.0)), max_size=12)
routines = st.builds(
    lambda lengths: Routine("r", "R", tuple(step(length) for length in lengths)),
    st.lists(st.floats(0.1, 60.0), min_size=1, max_size=6),
)


@given(routines, presses, st.lists(st.floats(0.0, 1.0), max_size=5))
def test_any_split_of_the_time_into_ticks_gives_the_same(
    routine: Routine, pressed: list[Press], ticks: list[float]
) -> None:
    bare = ticked = Player.begin(routine, START)
    now: float = START
    for press in pressed:
        for share in sorted(ticks):
            ticked = ticked.advance(Instant(now + share * press.wait))
        now += press.wait
        bare = KEYS[press.key](bare, Instant(now))
        ticked = KEYS[press.key](ticked.advance(Instant(now)), Instant(now))
        assert ticked == bare


@given(routines, presses)
def test_whatever_is_pressed_the_books_stay_straight(routine: Routine, pressed: list[Press]) -> None:
    player = Player.begin(routine, START)
    now = START
    for press in pressed:
        now = Instant(now + press.wait)
        player = KEYS[press.key](player, now)
        assert not player.steps_done & player.steps_skipped
        assert player.steps_done | player.steps_skipped <= set(range(len(routine.steps)))
        assert 0.0 <= player.elapsed(now) <= routine.seconds
        end = player.ends_at()
        assert (end is None) == player.is_paused
        if end is not None:
            assert player.is_over(end)
        if player.is_over(now):
            last = len(routine.steps) - 1
            assert last in player.steps_done | player.steps_skipped


@given(routines, st.floats(0.0, 1e6))
def test_left_alone_it_ends_when_it_says_with_every_step_done(routine: Routine, start: float) -> None:
    player = Player.begin(routine, Instant(start))
    end = player.ends_at()
    assert end is not None
    assert player.advance(end).steps_done == set(range(len(routine.steps)))
    assert player.steps_skipped == frozenset()
