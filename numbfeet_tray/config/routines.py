"""The catalogue: from the TOML texts of exercises and routines to `Routine`s, or to every problem found.

The format is described at the head of `data/exercises.toml` and `data/routines.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from numbfeet_tray.config.dose import Discreet, Dose, Shoes, read_dose
from numbfeet_tray.config.problem import Choice, NumberRange, Other, ProblemKind
from numbfeet_tray.config.routine_tables import CatalogueError, Document, Table, identifier, rising_pair
from numbfeet_tray.config.unsuitable import Unsuitable
from numbfeet_tray.core.routine import Position, Routine, Step
from numbfeet_tray.core.units import Seconds


@dataclass(frozen=True, slots=True)
class Exercise:
    """One entry of the catalogue."""

    id: str
    name: str
    text: str
    caution: str
    positions: tuple[Position, ...]
    moves_feet: bool
    discreet: Discreet
    shoes: Shoes
    equipment: tuple[str, ...]
    difficulty: int
    sources: tuple[str, ...]
    dose: Dose
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Lowest and highest "repetitions" and "seconds" that the sources give."""
    covers: tuple[str, ...] = ()
    """Ids of the article's statements that it meets."""
    unsuitable_for: tuple[Unsuitable, ...] = ()
    instead: str = ""
    """Id of the exercise for who cannot do this one; empty: leave it out."""
    is_opt_in: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where something about an exercise was read."""

    id: str
    title: str
    where: str
    note: str


@dataclass(frozen=True, slots=True)
class RoutineFacts:
    """What is known of a routine beside its timeline."""

    difficulty: int
    """1 easy to 3 hard."""
    hint: str
    """Where it can be done, one short line."""
    unsuitable_for: tuple[Unsuitable, ...]
    file: str
    """Name of the file it stands in."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the files hold, in their order."""

    routines: tuple[Routine, ...]
    exercises: tuple[Exercise, ...]
    sources: tuple[Source, ...]
    facts: Mapping[str, RoutineFacts] = field(default_factory=dict)
    """By id of the routine."""
    own: frozenset[str] = frozenset()
    """Ids of the routines that the person wrote, or that use an exercise that they wrote."""


def parse_routines(exercises_text: str, routines_text: str) -> tuple[Routine, ...]:
    """Return the routines; see `parse_catalogue`."""
    return parse_catalogue(exercises_text, routines_text).routines


def parse_catalogue(exercises_text: str, routines_text: str) -> Catalogue:
    """Return the catalogue that the two TOML texts describe.

    Raises:
        CatalogueError: with every problem of both texts.
    """
    files = (("exercises.toml", exercises_text), ("routines.toml", routines_text))
    return _parse([Document(name, text) for name, text in files], Catalogue((), (), ()), is_own=False)


def extend_catalogue(base: Catalogue, files: Sequence[tuple[str, str]]) -> Catalogue:
    """Return `base` with what the person's own files (name, TOML text) add to it or put in place of it.

    Each file may hold sources, exercises and routines in the format of the built-in ones; an entry with the id of
    a built-in one takes its place, also in the built-in routines. Exercises need no sources.

    Raises:
        CatalogueError: with every problem of all files.
    """
    return _parse([Document(name, text) for name, text in files], base, is_own=True)


def _parse(documents: Sequence[Document], base: Catalogue, *, is_own: bool) -> Catalogue:
    sources = {one.id: one for one in base.sources} | _read_all(documents, "source", _source)
    read: list[tuple[Table, Exercise]] = []

    def read_exercise(table: Table, _file: str) -> Exercise:
        read.append((table, _exercise(table, sources, is_own=is_own)))
        return read[-1][1]

    own = _read_all(documents, "exercise", read_exercise)
    exercises = {one.id: one for one in base.exercises} | own
    for table, exercise in read:
        if exercise.instead and exercise.instead not in exercises:
            table.note("instead", exercise.instead, ProblemKind.UNKNOWN_EXERCISE, Choice(tuple(exercises)))
    facts: dict[str, RoutineFacts] = {}

    def read_routine(table: Table, file: str) -> Routine:
        routine, about = _routine(table, exercises, file)
        facts.setdefault(routine.id, about)
        return routine

    ours = _read_all(documents, "routine", read_routine)
    for document in documents:
        document.root.finish()
    if problems := [problem for document in documents for problem in document.problems]:
        raise CatalogueError(tuple(problems))
    theirs = {one.id: _with_exercises(one, own) for one in base.routines}
    marked = {ident for ident, one in (theirs | ours).items() if any(step.exercise in own for step in one.steps)}
    return Catalogue(
        tuple((theirs | ours).values()),
        tuple(exercises.values()),
        tuple(sources.values()),
        {**base.facts, **facts},
        frozenset(marked | ours.keys()) if is_own else frozenset(),
    )


def _with_exercises(routine: Routine, own: Mapping[str, Exercise]) -> Routine:
    """Return a built-in routine with the words of the person's own exercises; its doses stay."""
    steps = tuple(
        replace(step, name=mine.name, text=mine.text, caution=mine.caution, moves_feet=mine.moves_feet)
        if (mine := own.get(step.exercise)) is not None
        else step
        for step in routine.steps
    )
    return replace(routine, steps=steps)


_Entry = TypeVar("_Entry", Source, Exercise, Routine)


def _read_all(documents: Sequence[Document], key: str, read: Callable[[Table, str], _Entry]) -> dict[str, _Entry]:
    """Read the tables of `key` in every document; an id that was read before is a problem."""
    found: dict[str, _Entry] = {}
    places: dict[str, tuple[Document, int]] = {}
    for document in documents:
        for index, table in enumerate(document.root.tables(key)):
            entry = read(table, document.file)
            if entry.id and places.setdefault(entry.id, (document, index)) != (document, index):
                first, number = places[entry.id]
                place = f"{key}[{number + 1}].id"
                other = Other(place if first is document else f"{first.file}: {place}", entry.id)
                document.note((key, index, "id"), entry.id, ProblemKind.NAME_TAKEN, other)
            found.setdefault(entry.id, entry)
    return found


def _source(table: Table, _file: str) -> Source:
    source = Source(identifier(table), table.text("title"), table.text("where"), table.text("note", ""))
    table.finish()
    return source


def _exercise(table: Table, sources: Mapping[str, Source], *, is_own: bool) -> Exercise:
    dose_table = table.table("dose")
    dose = read_dose(dose_table, Dose())
    exercise = Exercise(
        id=identifier(table),
        name=table.text("name"),
        text=table.text("text"),
        caution=table.text("caution", ""),
        positions=table.choices("positions", Position, ()),
        moves_feet=table.flag("moves_feet"),
        discreet=table.choice("discreet", Discreet, Discreet.NO),
        shoes=table.choice("shoes", Shoes, Shoes.ANY),
        equipment=table.texts("equipment"),
        difficulty=table.whole("difficulty", 1, 3, 1),
        sources=table.texts("sources"),
        dose=dose,
        ranges=_ranges(table.table("range"), dose),
        covers=table.texts("covers"),
        unsuitable_for=table.choices("unsuitable_for", Unsuitable, ()),
        instead=table.text("instead", ""),
        is_opt_in=table.flag("opt_in", usual=False),
    )
    if not exercise.positions and "positions" not in table.noted:
        table.note("positions", None, ProblemKind.MISSING_KEY)
    if not is_own and not exercise.sources and "sources" not in table.noted:
        table.note("sources", None, ProblemKind.MISSING_KEY)
    for source in exercise.sources:
        if source not in sources:
            table.note("sources", source, ProblemKind.NOT_A_CHOICE, Choice(tuple(sources)))
    dose_table.finish()
    table.finish()
    return exercise


def _ranges(table: Table, dose: Dose) -> dict[str, tuple[float, float]]:
    ranges: dict[str, tuple[float, float]] = {}
    for key, usual in (("repetitions", dose.repetitions), ("seconds", dose.repetition)):
        if (pair := rising_pair(table, key)) is None:
            continue
        ranges[key] = pair
        if not pair[0] <= usual <= pair[1]:
            table.note(key, list(pair), ProblemKind.NUMBER_OUT_OF_RANGE, NumberRange(int(usual), int(usual)))
    table.finish()
    return ranges


def _routine(table: Table, exercises: Mapping[str, Exercise], file: str) -> tuple[Routine, RoutineFacts]:
    steps = tuple(_step(step, exercises) for step in table.tables("step"))
    routine = Routine(
        identifier(table),
        table.text("name"),
        steps,
        once_a_day=table.flag("once_a_day", usual=False),
        opt_in=table.flag("opt_in", usual=False),
    )
    facts = RoutineFacts(
        table.whole("difficulty", 1, 3, 1),
        table.text("hint", ""),
        table.choices("unsuitable_for", Unsuitable, ()),
        file,
    )
    if not steps:
        table.note("step", None, ProblemKind.MISSING_KEY)
    table.finish()
    return routine, facts


_UNKNOWN = Exercise(
    "", "", "", "", tuple(Position), False, Discreet.NO, Shoes.ANY, (), 1, (), Dose(seconds=Seconds(1.0))
)


def _step(table: Table, exercises: Mapping[str, Exercise]) -> Step:
    wanted = table.text("exercise")
    exercise = exercises.get(wanted, _UNKNOWN)
    if exercise is _UNKNOWN and wanted:
        table.note("exercise", wanted, ProblemKind.UNKNOWN_EXERCISE, Choice(tuple(exercises)))
    usual = exercise.positions[0] if exercise.positions else Position.SEATED
    position = table.choice("position", Position, usual)
    if exercise.positions and position not in exercise.positions:
        table.note("position", position.value, ProblemKind.NOT_A_CHOICE, Choice(exercise.positions))
    step = Step(
        exercise=exercise.id,
        name=exercise.name,
        text=table.text("text", exercise.text),
        caution=exercise.caution,
        position=position,
        moves_feet=exercise.moves_feet,
        phases=read_dose(table, exercise.dose).phases(),
    )
    table.finish()
    return step
