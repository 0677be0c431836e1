"""The catalogue: from the TOML texts of exercises and routines to `Routine`s, or to every problem found.

The format is described at the head of `data/exercises.toml` and `data/routines.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from numbfeet_tray.config.problem import Choice, NumberRange, Other, ProblemKind
from numbfeet_tray.config.routine_tables import CatalogueError, Document, Table, identifier, rising_pair
from numbfeet_tray.core.routine import Direction, Phase, Position, Routine, Side, Step
from numbfeet_tray.core.units import Seconds

LONGEST = 3600
"""Longest repetition or pause that makes sense, in seconds."""
MOST = 200
"""Most repetitions or rounds that make sense."""


class Sides(StrEnum):
    """How a dose is shared between the feet."""

    BOTH = "both"
    EACH = "each"
    ALTERNATE = "alternate"


class Discreet(StrEnum):
    """Whether others notice."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Shoes(StrEnum):
    """What the exercise asks of shoes."""

    ANY = "any"
    ROOMY = "roomy"
    OFF_BEST = "off-best"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of an exercise."""

    repetitions: int = 1
    """Per side and direction."""
    seconds: Seconds | None = None
    """One repetition, everything included; None: `hold` + `rest`."""
    hold: Seconds = Seconds(0.0)
    rest: Seconds = Seconds(0.0)
    sides: Sides = Sides.BOTH
    directions: tuple[Direction, ...] = ()
    change: Seconds = Seconds(0.0)
    rounds: int = 1

    @property
    def repetition(self) -> Seconds:
        """Length of one repetition; 0 when the dose says none."""
        return self.seconds if self.seconds is not None else Seconds(self.hold + self.rest)

    def phases(self) -> tuple[Phase, ...]:
        """Return the phases of a step of this dose: right before left, directions in their order."""
        count = self.repetitions * (2 if self.sides is Sides.ALTERNATE else 1)
        feet = (Side.RIGHT, Side.LEFT) if self.sides is Sides.EACH else (Side.BOTH,)
        change = (Phase(self.change),) if self.change else ()
        once: list[Phase] = []
        for side in feet:
            turns = self.directions or (None,)
            once.extend(Phase(Seconds(count * self.repetition), side, direction, count) for direction in turns)
            once.extend(change)
        return tuple(once) * self.rounds


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


@dataclass(frozen=True, slots=True)
class Source:
    """Where something about an exercise was read."""

    id: str
    title: str
    where: str
    note: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the two files hold, in their order."""

    routines: tuple[Routine, ...]
    exercises: tuple[Exercise, ...]
    sources: tuple[Source, ...]


def parse_routines(exercises_text: str, routines_text: str) -> tuple[Routine, ...]:
    """Return the routines; see `parse_catalogue`."""
    return parse_catalogue(exercises_text, routines_text).routines


def parse_catalogue(exercises_text: str, routines_text: str) -> Catalogue:
    """Return the catalogue that the two TOML texts describe.

    Raises:
        CatalogueError: with every problem of both texts.
    """
    first = Document("exercises.toml", exercises_text)
    sources = _by_id(first, "source", [_source(table) for table in first.root.tables("source")])
    exercises = _by_id(first, "exercise", [_exercise(table, sources) for table in first.root.tables("exercise")])
    first.root.finish()
    second = Document("routines.toml", routines_text)
    routines = _by_id(second, "routine", [_routine(table, exercises) for table in second.root.tables("routine")])
    second.root.finish()
    if problems := (*first.problems, *second.problems):
        raise CatalogueError(problems)
    return Catalogue(tuple(routines.values()), tuple(exercises.values()), tuple(sources.values()))


_Entry = TypeVar("_Entry", Source, Exercise, Routine)


def _by_id(document: Document, key: str, entries: Iterable[_Entry]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    places: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.id and places.setdefault(entry.id, index) != index:
            other = Other(f"{key}[{places[entry.id] + 1}].id", entry.id)
            document.note((key, index, "id"), entry.id, ProblemKind.NAME_TAKEN, other)
        found.setdefault(entry.id, entry)
    return found


def _source(table: Table) -> Source:
    source = Source(identifier(table), table.text("title"), table.text("where"), table.text("note", ""))
    table.finish()
    return source


def _exercise(table: Table, sources: Mapping[str, Source]) -> Exercise:
    dose_table = table.table("dose")
    dose = _dose(dose_table, Dose())
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
    )
    if not exercise.positions and "positions" not in table.noted:
        table.note("positions", None, ProblemKind.MISSING_KEY)
    if not exercise.sources and "sources" not in table.noted:
        table.note("sources", None, ProblemKind.MISSING_KEY)
    for source in exercise.sources:
        if source not in sources:
            table.note("sources", source, ProblemKind.NOT_A_CHOICE, Choice(tuple(sources)))
    dose_table.finish()
    table.finish()
    return exercise


def _dose(table: Table, usual: Dose) -> Dose:
    """Read a dose; keys that are not given are as in `usual`."""
    if "seconds" in table or "hold" in table or "rest" in table:
        usual = replace(usual, seconds=None, hold=Seconds(0.0), rest=Seconds(0.0))
    seconds = table.number("seconds", 1, LONGEST, usual.seconds)
    dose = Dose(
        repetitions=table.whole("repetitions", 1, MOST, usual.repetitions),
        seconds=None if seconds is None else Seconds(seconds),
        hold=Seconds(table.number("hold", 0, LONGEST, usual.hold) or 0.0),
        rest=Seconds(table.number("rest", 0, LONGEST, usual.rest) or 0.0),
        sides=table.choice("sides", Sides, usual.sides),
        directions=table.choices("directions", Direction, usual.directions),
        change=Seconds(table.number("change", 0, LONGEST, usual.change) or 0.0),
        rounds=table.whole("rounds", 1, MOST, usual.rounds),
    )
    if dose.repetition <= 0.0 and not table.noted & {"seconds", "hold", "rest"}:
        table.note("seconds", None, ProblemKind.MISSING_KEY)
    elif dose.hold + dose.rest > dose.repetition:
        table.note("seconds", seconds, ProblemKind.NOT_LONGER, Other("hold + rest", dose.hold + dose.rest))
    return dose


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


def _routine(table: Table, exercises: Mapping[str, Exercise]) -> Routine:
    steps = tuple(_step(step, exercises) for step in table.tables("step"))
    routine = Routine(identifier(table), table.text("name"), steps)
    table.whole("difficulty", 1, 3, 1)
    table.text("hint", "")
    if not steps:
        table.note("step", None, ProblemKind.MISSING_KEY)
    table.finish()
    return routine


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
        phases=_dose(table, exercise.dose).phases(),
    )
    table.finish()
    return step
