"""Tells in which line of a TOML text each key and list item stands, which `tomllib` does not.

A scanner over text that `tomllib` has accepted: it knows where tokens end and trusts that they are right. It keeps
its own stack, so that no nesting which `tomllib` endured is too deep for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from numbfeet_tray.config.problem import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_STRING = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\]|\\.)*+"'
    r"|'[^']*+'"
)
_ATOM = re.compile(rf"(?s:{_STRING})|[^,\]}}#\n]++")
_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\]|\\.)*+"|'[^']*+')"""
_KEY = re.compile(rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*+")
_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEY.pattern})[ \t]*\]\]?")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")


def locate(text: str) -> Mapping[Path, int]:
    """Return the 1-based line at which each table, key and list item of `text` begins.

    Args:
        text: a TOML document that `tomllib.loads` reads.

    Returns:
        A path for every value of the document, and for every table or list on the way to one: where it is first
        named. Example: `{("reminder",): 3, ("reminder", 0): 3, ("reminder", 0, "every"): 5}`.
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted_to = 0
        self._lines: dict[Path, int] = {}
        self._table: Path = ()
        self._counts: dict[Path, int] = {}
        """How many `[[path]]` there are so far, by resolved path."""

    def scan(self) -> dict[Path, int]:
        self._skip(_BLANK)
        while self._at < len(self._text):
            if header := _HEADER.match(self._text, self._at):
                self._open(_parts(header[2]), is_item=header[1] == "[[")
                self._at = header.end()
            else:
                self._value(self._key(self._table))
            self._skip(_BLANK)
        return self._lines

    def _open(self, parts: Path, *, is_item: bool) -> None:
        """Enter the table that a header names; below a list of tables it is in the last of them."""
        path: Path = ()
        for depth, part in enumerate(parts, start=1):
            path = (*path, part)
            self._mark(path)
            if is_item and depth == len(parts):
                self._counts[path] = self._counts.get(path, 0) + 1
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
                self._mark(path)
        self._table = path

    def _key(self, table: Path) -> Path:
        """Pass a key and its equals sign; mark and return its path below `table`."""
        path = table
        for part in _parts(self._skip(_KEY)):
            path = (*path, part)
            self._mark(path)
        self._skip(_EQUALS)
        return path

    def _value(self, path: Path) -> None:
        """Pass the value of `path`, marking what is in it."""
        open_values: list[tuple[str, Path, int]] = []
        """Closing bracket, path, and index of the current item of each list or table around the current place."""
        while True:
            opening = self._text[self._at]
            if opening in "[{":
                self._at += 1
                open_values.append(("]" if opening == "[" else "}", path, -1))
            else:
                self._skip(_ATOM)
            while open_values and self._at_end(open_values[-1][0]):
                open_values.pop()
            if not open_values:
                return
            closing, around, index = open_values[-1]
            open_values[-1] = (closing, around, index + 1)
            if closing == "]":
                path = (*around, index + 1)
                self._mark(path)
            else:
                path = self._key(around)

    def _at_end(self, closing: str) -> bool:
        """Pass what parts two items; return whether `closing` came instead of another item."""
        self._skip(_BLANK)
        if self._text[self._at] == ",":
            self._at += 1
            self._skip(_BLANK)
        if self._text[self._at] != closing:
            return False
        self._at += 1
        return True

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise ValueError(f"not TOML at {self._at}")
        self._at = found.end()
        return found[0]

    def _mark(self, path: Path) -> None:
        self._line += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        self._lines.setdefault(path, self._line)


def _parts(key: str) -> Path:
    """Return the parts of a dotted key, as `tomllib` itself reads them."""
    inner: object = tomllib.loads(f"{key} = 0")
    parts: list[str | int] = []
    while isinstance(inner, dict):
        ((part, inner),) = inner.items()
        parts.append(part)
    return tuple(parts)
