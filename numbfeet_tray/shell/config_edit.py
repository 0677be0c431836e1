"""Changes the text of a configuration and leaves the person's comments, order and blanks as they are.

Talks to: tomlkit, which knows how a TOML text is laid out.
Thread: any; the daemon does not use it.
Blocks: never.
Fails with: KeyError when there is no such place; tomlkit's ParseError, a ValueError, when the text is no TOML.
Missing when: never.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT

from numbfeet_tray.config.migration import migrate
from numbfeet_tray.config.problem import Path

Tables = Sequence[Mapping[str, object]]


def with_value(text: str, path: Path, value: object, lists: Mapping[str, Tables] | None = None) -> str:
    """Return `text` with `value` at `path`.

    Args:
        text: TOML.
        path: to one key; an index has to be that of a table that is there.
        value: text, number, true or false, or a list of these.
        lists: tables that are in force where the text has none of that name, such as the default reminders: when
            one of them is changed, all of them are written down, because given ones replace the default ones.

    Raises:
        KeyError: an index is too great.
        ValueError: `text` is no TOML.
    """
    document = tomlkit.parse(text)
    first = str(path[0])
    if len(path) > 1 and isinstance(path[1], int) and first not in document:
        document[first] = _tables((lists or {}).get(first, ()))
    table: Any = document
    for part in path[:-1]:
        if isinstance(part, int):
            if not 0 <= part < len(table):
                raise KeyError(part)
        elif part not in table:
            table[part] = tomlkit.table()
        table = table[part]
    table[path[-1]] = value
    return tomlkit.dumps(document)


def _tables(tables: Tables) -> AoT:
    found = tomlkit.aot()
    for table in tables:
        item = tomlkit.table()
        item.update(table)
        found.append(item)
    return found


def migrated(text: str) -> str:
    """Return `text` in the form of the newest version; `text` itself when it is in that form.

    Raises:
        ValueError: it is no TOML.
    """
    document = tomlkit.parse(text)
    migrate(document)
    return tomlkit.dumps(document)
