"""Reads the tables of a TOML document through checks, and gathers every problem on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from numbfeet_tray.config.checks import Check, Flaw, Flawed, closest
from numbfeet_tray.config.locate import locate
from numbfeet_tray.config.problem import Allowed, Choice, Path, Problem, ProblemKind, dotted

T = TypeVar("T")


class Report:
    """The problems of one document, as they are found."""

    def __init__(self, text: str, moved: Mapping[Path, Path] | None = None) -> None:
        """Begin.

        Args:
            text: the document.
            moved: for keys that an older version of the document has elsewhere: new path → path in `text`.
        """
        self._text = text
        self._moved = moved or {}
        self._found: list[tuple[Path, Flaw]] = []
        self._unsound: set[Path] = set()
        self._unknown: list[tuple[Path, object]] = []
        self._known: dict[Path, tuple[str, ...]] = {}

    def add(self, path: Path, flaw: Flaw) -> None:
        """Note that the value at `path` is wrong."""
        at = path + flaw.inside
        self._found.append((at, flaw))
        self._unsound.update(at[:length] for length in range(len(at) + 1))

    def is_sound(self, path: Path) -> bool:
        """Return whether nothing wrong was found at `path` or in it."""
        return path not in self._unsound

    def note_keys(self, table: Path, known: tuple[str, ...], values: Mapping[str, object]) -> None:
        """Note which keys `table` knows; those of `values` that it does not know are problems."""
        self._known[table] = known
        self._unknown += (((*table, key), value) for key, value in values.items() if key not in known)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything that was noted, by line."""
        unknown = [(path, self._about_unknown(path, value)) for path, value in self._unknown]
        misspelt = {(*path[:-1], flaw.suggestion) for path, flaw in unknown}
        found = unknown + [
            (path, flaw)
            for path, flaw in self._found
            if not (flaw.kind is ProblemKind.MISSING_KEY and path in misspelt)
        ]
        if not found:
            return ()
        lines = locate(self._text)
        problems = [
            Problem(
                _line(lines, self._in_text(path)), dotted(path), flaw.value, flaw.kind, flaw.allowed, flaw.suggestion
            )
            for path, flaw in found
        ]
        return tuple(sorted(problems, key=lambda problem: problem.line or 0))

    def _in_text(self, path: Path) -> Path:
        """Return where the text has what is now at `path`."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._moved:
                return self._moved[path[:length]] + path[length:]
        return path

    def _about_unknown(self, path: Path, value: object) -> Flaw:
        table, key = path[:-1], path[-1]
        known = self._known[table]
        homes = [
            home for home, keys in self._known.items() if key in keys and all(isinstance(part, str) for part in home)
        ]
        if len(homes) == 1 and not isinstance(value, dict):
            return Flaw(ProblemKind.MISPLACED_KEY, value, suggestion=dotted((*homes[0], key)))
        return Flaw(ProblemKind.UNKNOWN_KEY, value, Choice(known), closest(key, known))


def _line(lines: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of `path`, or of the nearest thing around it that stands in the text."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


class Table:
    """One table of the document. Ask for every key it may have, then `finish` it."""

    def __init__(self, report: Report, path: Path, values: Mapping[str, object]) -> None:
        self.path = path
        self._report = report
        self._values = values
        self._known: list[str] = []

    def has(self, key: str) -> bool:
        """Return whether the person gave `key`."""
        return key in self._values

    def read(self, key: str, check: Check[T], default: T, *, required: bool = False) -> T:
        """Return the value of `key`; the default when it is missing, or wrong, which is reported."""
        value = self._take(key)
        if value is None:
            if required:
                self.report(key, ProblemKind.MISSING_KEY)
            return default
        answer = check(value)
        if isinstance(answer, Flawed):
            for flaw in answer.flaws:
                self._report.add((*self.path, key), flaw)
            return default
        return answer

    def table(self, key: str) -> Table:
        """Return the table of `key`; an empty one when it is missing, or no table, which is reported."""
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            self.report(key, ProblemKind.NOT_A_TABLE, value)
        return Table(
            self._report, (*self.path, key), cast("dict[str, object]", value) if isinstance(value, dict) else {}
        )

    def tables(self, key: str) -> list[Table] | None:
        """Return the list of tables of `key`, None when it is missing; what is no table is reported."""
        value = self._take(key)
        if value is None:
            return None
        items = value if isinstance(value, list) else [value]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in items):
            self.report(key, ProblemKind.NOT_TABLES, value)
        path = (*self.path, key)
        return [Table(self._report, (*path, index), item) for index, item in enumerate(items) if isinstance(item, dict)]

    def report(
        self, key: str, kind: ProblemKind, value: object = None, allowed: Allowed = None, inside: Path = ()
    ) -> None:
        """Note that what `key` says is wrong."""
        self._report.add((*self.path, key), Flaw(kind, value, allowed, inside=inside))

    def is_sound(self, *keys: str) -> bool:
        """Return whether nothing wrong was found with `keys`."""
        return all(self._report.is_sound((*self.path, key)) for key in keys)

    def finish(self) -> None:
        """Report every key that was not asked for."""
        self._report.note_keys(self.path, tuple(self._known), self._values)

    def _take(self, key: str) -> object:
        self._known.append(key)
        return self._values.get(key)
