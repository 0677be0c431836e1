"""The timeline of a routine: which step, side and repetition at which second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core.routine import Direction, Frame, Phase, Position, Routine, Side, Step
from numbfeet_tray.core.units import Seconds


def step(*phases: Phase, position: Position = Position.SEATED, moves_feet: bool = True) -> Step:
    """Return a step of `phases`; its words do not matter here."""
    return Step("exercise", "Name", "Text.", "", position, moves_feet, phases)


REST = Phase(Seconds(5.0))
CURLS = Phase(Seconds(15.0), repetitions=5)
CIRCLES = tuple(Phase(Seconds(10.0), side, direction, 5) for side in (Side.RIGHT, Side.LEFT) for direction in Direction)
MINUTE = Routine("minute", "A minute", (step(REST, moves_feet=False), step(CURLS), step(*CIRCLES)))

lengths = st.floats(0.1, 600.0).map(Seconds)
phases = st.builds(Phase, lengths, repetitions=st.integers(1, 40))
routines = st.builds(
    lambda parts: Routine("r", "R", tuple(step(*part) for part in parts)),
    st.lists(st.lists(phases, min_size=1, max_size=5), min_size=1, max_size=6),
)


def test_a_routine_begins_with_its_first_step_and_all_of_its_time_left() -> None:
    assert MINUTE.frame(Seconds(0.0)) == Frame(
        step=0,
        phase=0,
        repetition=1,
        repetitions=1,
        fraction=0.0,
        phase_left=Seconds(5.0),
        step_left=Seconds(5.0),
        total_left=Seconds(60.0),
    )


@pytest.mark.parametrize(
    ("elapsed", "step_index", "phase", "repetition", "fraction"),
    [
        (4.0, 0, 0, 1, 0.8),
        (5.0, 1, 0, 1, 0.0),
        (8.0, 1, 0, 2, 0.0),
        (9.5, 1, 0, 2, 0.5),
        (19.0, 1, 0, 5, 2 / 3),
        (20.0, 2, 0, 1, 0.0),
        (31.0, 2, 1, 1, 0.5),
        (40.0, 2, 2, 1, 0.0),
        (59.5, 2, 3, 5, 0.75),
    ],
)
def test_the_frame_tells_step_phase_and_repetition(
    elapsed: float, step_index: int, phase: int, repetition: int, fraction: float
) -> None:
    frame = MINUTE.frame(Seconds(elapsed))
    assert (frame.step, frame.phase, frame.repetition) == (step_index, phase, repetition)
    assert frame.fraction == pytest.approx(fraction)


def test_circles_go_right_before_left_and_clockwise_before_counter_clockwise() -> None:
    seen = [MINUTE.steps[2].phases[MINUTE.frame(Seconds(at)).phase] for at in (25.0, 35.0, 45.0, 55.0)]
    assert [(phase.side, phase.direction) for phase in seen] == [
        (Side.RIGHT, Direction.CLOCKWISE),
        (Side.RIGHT, Direction.COUNTER_CLOCKWISE),
        (Side.LEFT, Direction.CLOCKWISE),
        (Side.LEFT, Direction.COUNTER_CLOCKWISE),
    ]


def test_the_time_left_is_told_for_phase_step_and_whole() -> None:
    frame = MINUTE.frame(Seconds(24.0))
    assert (frame.phase_left, frame.step_left, frame.total_left) == (6.0, 36.0, 36.0)


@pytest.mark.parametrize("elapsed", [60.0, 60.1, 1e9])
def test_at_and_after_the_end_the_last_repetition_is_complete(elapsed: float) -> None:
    frame = MINUTE.frame(Seconds(elapsed))
    assert (frame.step, frame.phase, frame.repetition, frame.fraction) == (2, 3, 5, 1.0)
    assert (frame.phase_left, frame.step_left, frame.total_left) == (0.0, 0.0, 0.0)


def test_before_the_start_the_frame_is_the_first() -> None:
    assert MINUTE.frame(Seconds(-3.0)) == MINUTE.frame(Seconds(0.0))


def test_a_routine_of_seated_steps_does_not_get_up() -> None:
    assert not MINUTE.gets_up


@pytest.mark.parametrize("position", [Position.STANDING, Position.WALKING])
def test_one_standing_or_walking_step_gets_up(position: Position) -> None:
    assert Routine("r", "R", (step(REST), step(REST, position=position))).gets_up


@given(routines)
def test_every_step_starts_at_its_own_first_frame(routine: Routine) -> None:
    for index in range(len(routine.steps)):
        frame = routine.frame(routine.step_start(index))
        assert (frame.step, frame.phase, frame.repetition, frame.fraction) == (index, 0, 1, 0.0)
    assert routine.step_start(len(routine.steps)) == routine.seconds


@given(routines, st.floats(0.0, 1.0))
def test_every_frame_lies_within_its_routine(routine: Routine, share: float) -> None:
    elapsed = Seconds(share * routine.seconds)
    frame = routine.frame(elapsed)
    phase = routine.steps[frame.step].phases[frame.phase]
    assert 1 <= frame.repetition <= frame.repetitions == phase.repetitions
    assert 0.0 <= frame.fraction < 1.0 or elapsed >= routine.seconds
    assert 0.0 <= frame.phase_left <= phase.seconds + 1e-9
    assert frame.phase_left <= frame.step_left + 1e-9
    assert frame.step_left <= frame.total_left + 1e-9
    assert frame.total_left == routine.seconds - elapsed


@given(routines, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_frames_never_run_backwards(routine: Routine, first: float, second: float) -> None:
    early, late = (routine.frame(Seconds(share * routine.seconds)) for share in sorted((first, second)))
    assert (early.step, early.phase, early.repetition, early.fraction) <= (
        late.step,
        late.phase,
        late.repetition,
        late.fraction,
    )
