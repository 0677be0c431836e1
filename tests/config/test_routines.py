"""The catalogue: what ships, what its format can say, and that every mistake is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbfeet_tray
from numbfeet_tray.config.problem import ProblemKind
from numbfeet_tray.config.routine_tables import CatalogueError
from numbfeet_tray.config.routines import Catalogue, Exercise, extend_catalogue, parse_catalogue, parse_routines
from numbfeet_tray.config.unsuitable import Unsuitable
from numbfeet_tray.core.routine import Direction, Phase, Position, Routine, Side
from numbfeet_tray.core.units import Seconds

DATA = Path(numbfeet_tray.__file__).parent / "data"
EXERCISES = (DATA / "exercises.toml").read_text(encoding="utf-8")
ROUTINES = (DATA / "routines.toml").read_text(encoding="utf-8")

SOURCE = """\
[[source]]
id = "book"
title = "Book"
where = "shelf"
"""
EXERCISE = """\
[[exercise]]
id = "march"
name = "March"
text = "March."
positions = ["seated", "standing"]
moves_feet = true
sources = ["book"]
dose = { repetitions = 2, seconds = 3 }
"""
ROUTINE = """\
[[routine]]
id = "one"
name = "One"
[[routine.step]]
exercise = "march"
"""


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    """Return the catalogue that ships."""
    return parse_catalogue(EXERCISES, ROUTINES)


def routine(shipped: Catalogue, wanted: str) -> Routine:
    return next(entry for entry in shipped.routines if entry.id == wanted)


def one_routine(step: str, exercise: str = EXERCISE) -> Routine:
    (only,) = parse_routines(SOURCE + exercise, ROUTINE + step)
    return only


def one_exercise(text: str) -> Exercise:
    (only,) = parse_catalogue(SOURCE + text, "").exercises
    return only


def problems(exercises: str, routines: str = "") -> list[tuple[str, int | None, str, ProblemKind]]:
    with pytest.raises(CatalogueError) as caught:
        parse_catalogue(exercises, routines)
    return [(it.file, it.problem.line, it.problem.key, it.problem.kind) for it in caught.value.problems]


def test_desk_minute_is_five_seconds_of_reset_five_toe_curls_and_twenty_small_circles(shipped: Catalogue) -> None:
    minute = routine(shipped, "desk-minute")
    assert minute.seconds == 60.0
    assert [step.exercise for step in minute.steps] == ["reset", "toe-curls", "ankle-circles"]
    ten = Seconds(10.0)
    assert [step.phases for step in minute.steps] == [
        (Phase(Seconds(5.0)),),
        (Phase(Seconds(15.0), repetitions=5),),
        (
            Phase(ten, Side.RIGHT, Direction.CLOCKWISE, 5),
            Phase(ten, Side.RIGHT, Direction.COUNTER_CLOCKWISE, 5),
            Phase(ten, Side.LEFT, Direction.CLOCKWISE, 5),
            Phase(ten, Side.LEFT, Direction.COUNTER_CLOCKWISE, 5),
        ),
    ]
    assert [step.moves_feet for step in minute.steps] == [False, True, True]
    assert not minute.gets_up


def test_the_short_one_is_twenty_seconds_in_the_seat(shipped: Catalogue) -> None:
    short = routine(shipped, "toe-20")
    assert short.seconds == 20.0
    assert not short.gets_up
    assert all(step.moves_feet for step in short.steps)


def test_just_walk_stands_up_only_after_the_reset(shipped: Catalogue) -> None:
    walk = routine(shipped, "just-walk")
    assert walk.seconds == 120.0
    assert [step.position for step in walk.steps] == [Position.SEATED, Position.STANDING, Position.WALKING]
    assert "feel" in walk.steps[1].text


def test_every_shipped_step_says_what_to_do_in_at_most_two_short_sentences(shipped: Catalogue) -> None:
    for exercise in shipped.exercises:
        sentences = [part for part in exercise.text.replace("!", ".").split(".") if part.strip()]
        assert 1 <= len(sentences) <= 2, exercise.id
        assert all(len(sentence.split()) <= 24 for sentence in sentences), exercise.id


def test_every_shipped_exercise_is_cautious_and_promises_nothing(shipped: Catalogue) -> None:
    for exercise in shipped.exercises:
        assert exercise.caution.count(".") == 1, exercise.id
        words = f"{exercise.name} {exercise.text} {exercise.caution}".lower()
        assert not any(word in words for word in ("treat", "reliev", "prevent", "cure", "heal")), exercise.id


def test_every_shipped_source_is_used_and_tells_where_it_is(shipped: Catalogue) -> None:
    used = {source for exercise in shipped.exercises for source in exercise.sources}
    assert used == {source.id for source in shipped.sources}


def test_a_step_without_a_dose_takes_the_exercises() -> None:
    assert one_routine("").steps[0].phases == (Phase(Seconds(6.0), repetitions=2),)


def test_holding_and_letting_go_make_up_a_repetition() -> None:
    assert one_routine("hold = 3\nrest = 1.5\n").steps[0].seconds == 9.0


def test_seconds_of_a_step_replace_the_exercises_hold() -> None:
    held = EXERCISE.replace("seconds = 3", "hold = 4, rest = 1")
    assert one_routine("", held).steps[0].seconds == 10.0
    assert one_routine("seconds = 2\n", held).steps[0].seconds == 4.0


def test_each_side_goes_right_first_with_time_to_change_over() -> None:
    step = one_routine('sides = "each"\nrepetitions = 1\nseconds = 25\nchange = 5\n').steps[0]
    assert step.phases == (
        Phase(Seconds(25.0), Side.RIGHT),
        Phase(Seconds(5.0)),
        Phase(Seconds(25.0), Side.LEFT),
        Phase(Seconds(5.0)),
    )


def test_alternating_sides_count_repetitions_per_side() -> None:
    step = one_routine('sides = "alternate"\nrepetitions = 10\nseconds = 1.5\n').steps[0]
    assert step.phases == (Phase(Seconds(30.0), Side.BOTH, None, 20),)


def test_rounds_repeat_all_of_it() -> None:
    step = one_routine('sides = "each"\nrounds = 2\n').steps[0]
    assert [phase.side for phase in step.phases] == [Side.RIGHT, Side.LEFT, Side.RIGHT, Side.LEFT]


def test_a_step_can_choose_another_position_and_other_words() -> None:
    step = one_routine('position = "standing"\ntext = "Up."\n').steps[0]
    assert (step.position, step.text) == (Position.STANDING, "Up.")


def test_equipment_shoes_and_ranges_are_kept() -> None:
    exercise = one_exercise(
        EXERCISE
        + 'equipment = ["towel", "bowl"]\nshoes = "off"\ndiscreet = "partly"\nrange = { repetitions = [1, 9] }\n'
    )
    assert exercise.equipment == ("towel", "bowl")
    assert (exercise.shoes.value, exercise.discreet.value) == ("off", "partly")
    assert exercise.ranges == {"repetitions": (1.0, 9.0)}


@pytest.mark.parametrize(
    ("line", "key", "kind"),
    [
        ("repetitions = 0", "repetitions", ProblemKind.NUMBER_OUT_OF_RANGE),
        ("repetitions = 1.5", "repetitions", ProblemKind.NOT_A_NUMBER),
        ("repetitions = true", "repetitions", ProblemKind.NOT_A_NUMBER),
        ("seconds = 0", "seconds", ProblemKind.NUMBER_OUT_OF_RANGE),
        ("seconds = 4000", "seconds", ProblemKind.NUMBER_OUT_OF_RANGE),
        ("seconds = nan", "seconds", ProblemKind.NUMBER_OUT_OF_RANGE),
        ('seconds = "3"', "seconds", ProblemKind.NOT_A_NUMBER),
        ("hold = 0\nrest = 0", "seconds", ProblemKind.MISSING_KEY),
        ('sides = "sometimes"', "sides", ProblemKind.NOT_A_CHOICE),
        ('directions = ["up"]', "directions", ProblemKind.NOT_A_CHOICE),
        ('directions = "clockwise"', "directions", ProblemKind.NOT_A_LIST),
        ('position = "walking"', "position", ProblemKind.NOT_A_CHOICE),
        ("text = 3", "text", ProblemKind.NOT_TEXT),
        ("pace = 3", "pace", ProblemKind.UNKNOWN_KEY),
    ],
)
def test_one_mistake_in_a_step_is_one_problem_in_its_line(line: str, key: str, kind: ProblemKind) -> None:
    place = 4 if "\n" in line else 6
    found = problems(SOURCE + EXERCISE, ROUTINE + line + "\n")
    assert found == [("routines.toml", place, f"routine[1].step[1].{key}", kind)]


@pytest.mark.parametrize(
    ("old", "new", "key", "kind"),
    [
        ('id = "march"', 'id = "March"', "id", ProblemKind.BAD_NAME),
        ('name = "March"', 'name = " "', "name", ProblemKind.NOT_TEXT),
        ('positions = ["seated", "standing"]', "positions = []", "positions", ProblemKind.MISSING_KEY),
        ("moves_feet = true", "moves_feet = 1", "moves_feet", ProblemKind.NOT_A_SWITCH),
        ('sources = ["book"]', 'sources = ["film"]', "sources", ProblemKind.NOT_A_CHOICE),
        ('sources = ["book"]', 'sources = "book"', "sources", ProblemKind.NOT_A_LIST),
        ("seconds = 3 }", "seconds = 3, hold = 4 }", "dose.seconds", ProblemKind.NOT_LONGER),
        (
            "seconds = 3 }",
            "seconds = 3 }\nrange = { seconds = [4, 5] }",
            "range.seconds",
            ProblemKind.NUMBER_OUT_OF_RANGE,
        ),
        ("seconds = 3 }", "seconds = 3 }\nrange = { seconds = [5, 2] }", "range.seconds", ProblemKind.NOT_RISING),
        ("seconds = 3 }", "seconds = 3 }\nrange = { seconds = 3 }", "range.seconds", ProblemKind.NOT_A_LIST),
        ("dose = { repetitions = 2, seconds = 3 }", "dose = 3", "dose", ProblemKind.NOT_A_TABLE),
    ],
)
def test_a_mistake_in_an_exercise_is_told_with_its_key(old: str, new: str, key: str, kind: ProblemKind) -> None:
    found = problems(SOURCE + EXERCISE.replace(old, new))
    line = next(
        number
        for number, text in enumerate((SOURCE + EXERCISE.replace(old, new)).splitlines(), 1)
        if text.startswith(key.split(".", maxsplit=1)[0]) and number > 5
    )
    assert ("exercises.toml", line, f"exercise[1].{key}", kind) in found


def test_every_mistake_of_both_files_is_told_at_once() -> None:
    bad_step = ROUTINE.replace("march", "swim") + 'sides = "x"\n'
    assert problems(SOURCE + EXERCISE + "colour = 1\n", ROUTINE + '[[routine]]\nname = "Two"\n' + bad_step) == [
        ("exercises.toml", 13, "exercise[1].colour", ProblemKind.UNKNOWN_KEY),
        ("routines.toml", 6, "routine[2].id", ProblemKind.MISSING_KEY),
        ("routines.toml", 6, "routine[2].step", ProblemKind.MISSING_KEY),
        ("routines.toml", 12, "routine[3].step[1].exercise", ProblemKind.UNKNOWN_EXERCISE),
        ("routines.toml", 13, "routine[3].step[1].sides", ProblemKind.NOT_A_CHOICE),
        ("routines.toml", 9, "routine[3].id", ProblemKind.NAME_TAKEN),
    ]


@pytest.mark.parametrize("text", ['[[routine]\nid = "x"', "routine = 3", "[routine]\nid = 1"])
def test_text_that_is_no_list_of_routines_is_a_problem(text: str) -> None:
    assert problems(SOURCE + EXERCISE, text)[0][3] in {ProblemKind.SYNTAX, ProblemKind.NOT_TABLES}


def test_a_syntax_error_tells_line_and_column() -> None:
    with pytest.raises(CatalogueError) as caught:
        parse_catalogue("", "[[routine]]\nid = \n")
    (found,) = caught.value.problems
    assert (found.problem.line, found.problem.column) == (2, 6)
    assert "routines.toml:2" in str(caught.value)


def test_a_routine_cannot_be_called_like_another() -> None:
    assert problems(SOURCE + EXERCISE, ROUTINE + ROUTINE)[0][3] == ProblemKind.NAME_TAKEN


# ---------------------------------------------------------------------------------------------- the person's own

OWN_EXERCISE = EXERCISE.replace('sources = ["book"]\n', "")


def own_problems(*files: tuple[str, str]) -> list[tuple[str, int | None, str, ProblemKind]]:
    with pytest.raises(CatalogueError) as caught:
        extend_catalogue(parse_catalogue(SOURCE + EXERCISE, ROUTINE), files)
    return [(it.file, it.problem.line, it.problem.key, it.problem.kind) for it in caught.value.problems]


def test_ones_own_routine_may_use_built_in_and_own_exercises(shipped: Catalogue) -> None:
    own = OWN_EXERCISE + ROUTINE + '[[routine.step]]\nexercise = "toe-curls"\n'
    extended = extend_catalogue(shipped, [("own.toml", own)])
    assert [step.exercise for step in extended.routines[-1].steps] == ["march", "toe-curls"]
    assert extended.own == {"one"}
    assert extended.facts["one"].file == "own.toml"
    assert extended.facts["desk-minute"].file == "routines.toml"


def test_an_exercise_of_ones_own_takes_a_built_ins_place_in_the_built_in_routines(shipped: Catalogue) -> None:
    mine = OWN_EXERCISE.replace('"march"', '"toe-curls"').replace("March.", "As my therapist said.")
    extended = extend_catalogue(shipped, [("own.toml", mine)])
    before, after = routine(shipped, "desk-minute"), routine(extended, "desk-minute")
    assert after.steps[1].text == "As my therapist said."
    assert [step.phases for step in after.steps] == [step.phases for step in before.steps]
    assert "desk-minute" in extended.own
    assert "just-walk" not in extended.own


def test_two_files_of_ones_own_must_not_say_the_same_thing_twice() -> None:
    found = own_problems(("a.toml", ROUTINE.replace("one", "two")), ("b.toml", ROUTINE.replace("one", "two")))
    assert found == [("b.toml", 2, "routine[1].id", ProblemKind.NAME_TAKEN)]


def test_problems_of_ones_own_carry_their_file() -> None:
    wrong = OWN_EXERCISE.replace("[[exercise]]", '[[exercise]]\ninstead = "swim"\nunsuitable_for = ["knees"]')
    assert own_problems(("a.toml", wrong), ("b.toml", "[[routine]]\nid = \n")) == [
        ("a.toml", 3, "exercise[1].unsuitable_for", ProblemKind.NOT_A_CHOICE),
        ("a.toml", 2, "exercise[1].instead", ProblemKind.UNKNOWN_EXERCISE),
        ("b.toml", 2, "", ProblemKind.SYNTAX),
    ]


def test_a_shipped_exercise_has_sources() -> None:
    assert ("exercises.toml", 5, "exercise[1].sources", ProblemKind.MISSING_KEY) in problems(SOURCE + OWN_EXERCISE)


# ------------------------------------------------------------------------------------------------- what ships


def test_the_catalogue_is_whole(shipped: Catalogue) -> None:
    assert len(shipped.exercises) == 34, "the 33 of the evidence, and standing up"
    seconds = {one.id: one.seconds for one in shipped.routines}
    assert seconds == {
        "desk-minute": 60.0,
        "circulation-3": 180.0,
        "full-5": 300.0,
        "on-your-feet-5": 300.0,
        "piriformis-back-5": 300.0,
        "gentle-3": 180.0,
        "shoes-off-5": 300.0,
        "toe-20": 20.0,
        "just-walk": 120.0,
    }
    assert {one.id for one in shipped.routines if one.once_a_day} == {"full-5", "shoes-off-5"}
    assert {one.id for one in shipped.routines if one.opt_in} == {"piriformis-back-5"}


def test_every_shipped_exercise_that_is_hidden_for_someone_says_so_with_a_substitute_that_is_there(
    shipped: Catalogue,
) -> None:
    ids = {one.id for one in shipped.exercises}
    assert {one.instead for one in shipped.exercises} - {""} <= ids
    hidden = {one.id for one in shipped.exercises if Unsuitable.HIP_REPLACEMENT in one.unsuitable_for}
    assert hidden == {"figure4", "knee-hug", "big-toe-stretch", "twist"}


def test_a_foot_asleep_is_woken_before_anybody_stands(shipped: Catalogue) -> None:
    gentle = routine(shipped, "gentle-3")
    assert gentle.steps[0].exercise == "wake-foot"
    assert not gentle.gets_up


def test_doses_of_shipped_steps_stay_within_what_the_sources_give(shipped: Catalogue) -> None:
    ranges = {one.id: one.ranges for one in shipped.exercises}
    for one in shipped.routines:
        for step in one.steps:
            low, high = ranges[step.exercise].get("repetitions", (1, 60))
            sided = any(phase.side is not Side.BOTH for phase in step.phases)
            alternates = step.exercise.startswith("march")
            counts = {phase.repetitions for phase in step.phases if phase.side is not Side.BOTH or not sided}
            assert all(low <= count / (2 if alternates else 1) <= high for count in counts), (one.id, step.exercise)
