"""Brings the values of an older `config_version` into the form of the newest one.

The same changes serve twice: on what `tomllib` read, each time a file is read, so that an old file goes on working
and nobody's file is touched; and on the document of an editor that keeps comments, when the person asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from numbfeet_tray.config.model import VERSION
from numbfeet_tray.config.problem import Path

Values = MutableMapping[str, Any]


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Move:
    """One key that has another place, another name or another form from some version on, or is gone."""

    within: tuple[str, ...]
    """Keys of the table that holds both places; below a list of tables, each of its tables."""
    old: tuple[str, ...]
    """From there; not empty."""
    new: tuple[str, ...]
    """From there; empty for a key that is gone. Where the file has this key already, it stays as it is."""
    convert: Callable[[Any], Any] = _as_it_is
    """From the old value, which may be anything, to the new one; what it does not understand it hands on."""


STEPS: Mapping[int, tuple[Move, ...]] = {}
"""Version → what has to be moved to come to the next version."""


def version_of(values: Mapping[str, Any], newest: int = VERSION) -> int:
    """Return the version that `values` are in; the newest where that is not said, or not rightly."""
    version = values.get("config_version", newest)
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version <= newest:
        return newest
    return int(version)


def migrate(
    values: Values, newest: int = VERSION, steps: Mapping[int, tuple[Move, ...]] | None = None
) -> dict[Path, Path]:
    """Change `values` in place to the newest version.

    Returns:
        For each key that was moved, where it is now → where it stood.
    """
    moved: dict[Path, Path] = {}
    version = version_of(values, newest)
    if version == newest:
        return moved
    for step in range(version, newest):
        for move in (STEPS if steps is None else steps).get(step, ()):
            for path, table in _tables(values, move.within, ()):
                _apply(move, path, table, moved)
    values["config_version"] = newest
    return moved


def _tables(values: Any, keys: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Values]]:
    """Yield every table at `keys` below `values`, with its path."""
    if isinstance(values, list):
        for index, item in enumerate(values):
            yield from _tables(item, keys, (*path, index))
    elif isinstance(values, MutableMapping):
        if not keys:
            yield path, values
        elif keys[0] in values:
            yield from _tables(values[keys[0]], keys[1:], (*path, keys[0]))


def _apply(move: Move, path: Path, table: Values, moved: dict[Path, Path]) -> None:
    home = next((found for _, found in _tables(table, move.old[:-1], ())), None)
    if home is None or move.old[-1] not in home:
        return
    value = home.pop(move.old[-1])
    if not move.new:
        return
    target = table
    for key in move.new[:-1]:
        if key not in target:
            target[key] = {}
        target = target[key]
    if move.new[-1] not in target:
        target[move.new[-1]] = move.convert(value)
        was = (*path, *move.old)
        moved[(*path, *move.new)] = moved.pop(was, was)
