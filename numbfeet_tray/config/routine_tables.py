"""Reading the tables of the catalogue: takes value by value and notes every problem with its line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from numbfeet_tray.config.problem import Allowed, Choice, NumberRange, Path, Problem, ProblemKind, dotted
from numbfeet_tray.core.errors import NumbfeetError

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADER = re.compile(r"\s*\[\[?\s*([a-z_.-]+)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")

_Option = TypeVar("_Option", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """A problem and the file that it is in."""

    file: str
    problem: Problem

    def __str__(self) -> str:
        place = self.file if self.problem.line is None else f"{self.file}:{self.problem.line}"
        return f"{place}: {self.problem.key}: {self.problem.kind} {self.problem.value!r}"


class CatalogueError(NumbfeetError, ValueError):
    """The catalogue cannot be used."""

    def __init__(self, problems: tuple[CatalogueProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Document:
    """One TOML text, with the problems found in it so far."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.problems: list[CatalogueProblem] = []
        self._lines = _lines(text)
        values: dict[str, Any] = {}
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _SYNTAX_PLACE.search(str(error))
            line, column = (int(place[1]), int(place[2])) if place else (None, None)
            problem = Problem(line, "", str(error), ProblemKind.SYNTAX, column=column)
            self.problems.append(CatalogueProblem(file, problem))
        self.root = Table(self, (), values)

    def note(self, path: Path, value: object, kind: ProblemKind, allowed: Allowed = None) -> None:
        """Note a problem at `path`, in the line of the nearest part of it that the text spells out."""
        places = (self._lines.get(path[:length]) for length in range(len(path), 0, -1))
        line = next((place for place in places if place is not None), None)
        self.problems.append(CatalogueProblem(self.file, Problem(line, dotted(path), value, kind, allowed)))


def _lines(text: str) -> dict[Path, int]:
    """Return the 1-based line of every header and of every key at the start of a line."""
    lines: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            here = ()
            for part in header[1].split("."):
                count = sum(1 for path in lines if path[:-1] == (*here, part) and isinstance(path[-1], int))
                last = part == header[1].rsplit(".", 1)[-1]
                here = (*here, part, count if last else max(0, count - 1))
            lines[here] = number
        elif key := _KEY.match(line):
            lines[*here, key[1]] = number
    return lines


class Table:
    """One table; each method takes one key, notes what is wrong with it and returns a value that can be used."""

    def __init__(self, document: Document, path: Path, values: dict[str, Any]) -> None:
        self._document = document
        self._path = path
        self._left = dict(values)
        self._known: list[str] = []
        self.noted: set[str] = set()
        """Keys with a problem, so that no second one is made of the first."""

    def note(self, key: str, value: object, kind: ProblemKind, allowed: Allowed = None) -> None:
        """Note a problem with `key`."""
        self.noted.add(key)
        self._document.note((*self._path, key), value, kind, allowed)

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str) -> Any:
        """Return the raw value of `key`, None when it is not there."""
        self._known.append(key)
        return self._left.pop(key, None)

    def finish(self) -> None:
        """Note every key that nobody took."""
        for key, value in self._left.items():
            self.note(key, value, ProblemKind.UNKNOWN_KEY, Choice(tuple(self._known)))

    def text(self, key: str, usual: str | None = None) -> str:
        """Return a text; required when there is no usual one."""
        value = self.take(key)
        if isinstance(value, str) and (value.strip() or usual is not None):
            return value
        if value is not None:
            self.note(key, value, ProblemKind.NOT_TEXT)
        elif usual is None:
            self.note(key, None, ProblemKind.MISSING_KEY)
        return usual or ""

    def number(self, key: str, least: int, most: int, usual: float | None, *, whole: bool = False) -> float | None:
        """Return a number from `least` to `most`."""
        value = self.take(key)
        if value is None:
            return usual
        allowed = NumberRange(least, most)
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            self.note(key, value, ProblemKind.NOT_A_NUMBER, allowed)
        elif not least <= value <= most:
            self.note(key, value, ProblemKind.NUMBER_OUT_OF_RANGE, allowed)
        else:
            return float(value)
        return usual

    def whole(self, key: str, least: int, most: int, usual: int) -> int:
        """Return a whole number from `least` to `most`."""
        return int(self.number(key, least, most, usual, whole=True) or usual)

    def flag(self, key: str, *, usual: bool | None = None) -> bool:
        """Return a switch; required when there is no usual one."""
        value = self.take(key)
        if value is None and usual is not None:
            return usual
        if not isinstance(value, bool):
            self.note(key, value, ProblemKind.MISSING_KEY if value is None else ProblemKind.NOT_A_SWITCH)
        return value is True

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when it is not there."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.note(key, value, ProblemKind.NOT_A_LIST)
            return ()
        return tuple(value)

    def choice(self, key: str, options: type[_Option], usual: _Option) -> _Option:
        """Return one of `options`."""
        return self._chosen(key, self.take(key), options) or usual

    def choices(self, key: str, options: type[_Option], usual: tuple[_Option, ...]) -> tuple[_Option, ...]:
        """Return a list of `options`."""
        if key not in self:
            self._known.append(key)
            return usual
        found = (self._chosen(key, value, options) for value in self.texts(key))
        return tuple(option for option in found if option is not None)

    def _chosen(self, key: str, value: object, options: type[_Option]) -> _Option | None:
        for option in options:
            if option.value == value:
                return option
        if value is not None:
            self.note(key, value, ProblemKind.NOT_A_CHOICE, Choice(tuple(options)))
        return None

    def table(self, key: str) -> Table:
        """Return the table at `key`, empty when it is not there."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            self.note(key, value, ProblemKind.NOT_A_TABLE)
        return Table(self._document, (*self._path, key), value if isinstance(value, dict) else {})

    def tables(self, key: str) -> Iterable[Table]:
        """Return the tables of the array at `key`."""
        value = self.take(key)
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            if value is not None:
                self.note(key, value, ProblemKind.NOT_TABLES)
            return []
        return [Table(self._document, (*self._path, key, index), entry) for index, entry in enumerate(value)]


def identifier(table: Table) -> str:
    """Return the `id` of `table`."""
    value = table.text("id")
    if value and not ID.fullmatch(value):
        table.note("id", value, ProblemKind.BAD_NAME, NumberRange(1, 64))
    return value


def rising_pair(table: Table, key: str) -> tuple[float, float] | None:
    """Return the two rising numbers at `key`, or None when they are not there."""
    value = table.take(key)
    if value is None:
        return None
    if not (isinstance(value, list) and len(value) == 2 and all(type(end) in (int, float) for end in value)):
        table.note(key, value, ProblemKind.NOT_A_LIST)
    elif value[0] > value[1]:
        table.note(key, value, ProblemKind.NOT_RISING)
    else:
        return float(value[0]), float(value[1])
    return None
