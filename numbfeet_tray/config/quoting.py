"""Texts and keys as TOML writes them."""

from __future__ import annotations

import re

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def quoted(text: str) -> str:
    """Return `text` as a TOML string in one line."""
    return '"' + "".join(_escaped(char) for char in text) + '"'


def key(text: str) -> str:
    """Return `text` as a TOML key: bare where it can be."""
    return text if _BARE.fullmatch(text) else quoted(text)


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
