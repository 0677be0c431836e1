"""The JSON Schema of the configuration, for editors that check and complete TOML.

It is read off the very calls that read a configuration: each key is asked for through a check, and each check knows
what it takes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from numbfeet_tray.config.checks import Check, shape_of
from numbfeet_tray.config.locate import locate
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import read_document
from numbfeet_tray.config.problem import Path
from numbfeet_tray.config.reader import Report, Table
from numbfeet_tray.config.show import to_toml

T = TypeVar("T")
Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""What taplo and the language servers for TOML read."""


class _Outline(Table):
    """A table that holds nothing, and notes what it is asked for."""

    def __init__(self, path: Path, notes: _Notes) -> None:
        super().__init__(Report(""), path, {})
        self._notes = notes
        self._properties: dict[str, Schema] = {}
        self.schema: Schema = {"type": "object", "additionalProperties": False, "properties": self._properties}

    def read(self, key: str, check: Check[T], default: T, *, required: bool = False) -> T:
        self._properties[key] = {**shape_of(check), **self._notes.about((*self.path, key))}
        if required:
            self.schema.setdefault("required", []).append(key)
        return default

    def table(self, key: str) -> Table:
        inner = _Outline((*self.path, key), self._notes)
        self._properties[key] = inner.schema
        return inner

    def tables(self, key: str) -> list[Table] | None:
        item = _Outline((*self.path, key, 0), self._notes)
        self._properties[key] = {"type": "array", "items": item.schema}
        return [item]


class _Notes:
    """The defaults, and the comments beside the keys of the example."""

    def __init__(self, example: str) -> None:
        self._defaults = dict(leaves(tomllib.loads(to_toml(Config()))))
        switched_on = re.sub(r"(?m)^#(?=[a-z\[])", "", example)
        lines = switched_on.split("\n")
        self._comments = {
            path: comment[1].strip()
            for path, line in locate(switched_on).items()
            if (comment := re.search(r"#([^#]*)$", lines[line - 1]))
        }

    def about(self, path: Path) -> Schema:
        found: Schema = {}
        if path in self._comments:
            found["description"] = self._comments[path]
        if path in self._defaults and not any(isinstance(part, int) for part in path):
            found["default"] = self._defaults[path]
        return found


def leaves(values: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the path of every key that holds a value or a list of values, and what it holds."""
    for key, value in values.items():
        here = (*path, key)
        if isinstance(value, dict):
            yield from leaves(value, here)
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            for index, item in enumerate(value):
                yield from leaves(item, (*here, index))
        else:
            yield here, value


def document_schema(
    example: str = "", routines: Collection[str] | None = None, exercises: Collection[str] | None = None
) -> Schema:
    """Return the schema of a configuration file.

    Args:
        example: the commented example; what stands beside a key describes it.
        routines: ids that may be offered; None for any.
        exercises: what may be hidden; None for any.
    """
    top = _Outline((), _Notes(example))
    read_document(top, routines, exercises)
    return {"$schema": DRAFT, "title": "numbfeet-tray", **top.schema}
