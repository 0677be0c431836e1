"""Every value in force, and where it comes from: a line of the file, or the default."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from numbfeet_tray.config.locate import locate
from numbfeet_tray.config.migration import migrate
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.problem import Path, dotted
from numbfeet_tray.config.schema import leaves
from numbfeet_tray.config.show import to_toml

_INDEX = re.compile(r"^(.+)\[([0-9]{1,6})\]$")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value in force."""

    path: Path
    value: object
    """As TOML holds it: text, whole number, true or false, or a list of texts."""
    line: int | None
    """Where the file gives it, 1-based; None for a default."""

    @property
    def key(self) -> str:
        """The path as people write it, such as `reminder[1].every`."""
        return dotted(self.path)


def settings_of(config: Config, text: str) -> tuple[Setting, ...]:
    """Return every setting of `config`, which is what the file `text` means, in the order of the example.

    Args:
        config: what `parse(text)` returns.
        text: the file; empty when there is none.
    """
    moved = migrate(tomllib.loads(text))
    lines = locate(text)
    found = []
    for path, value in leaves(tomllib.loads(to_toml(config))):
        found.append(Setting(path, value, lines.get(moved.get(path, path))))
    return tuple(found)


def path_of(key: str) -> Path:
    """Return the path that a person writes as `prompt.levels`, `reminder[2].every` or `reminder.2.every`.

    Whether there is such a key is for the caller to see.
    """
    path: Path = ()
    for part in key.split("."):
        if found := _INDEX.match(part):
            path = (*path, found[1], int(found[2]) - 1)
        elif part.isascii() and part.isdigit() and path:
            path = (*path, int(part[:6]) - 1)
        else:
            path = (*path, part)
    return path
