"""Colours for a person at a terminal, and for nobody else."""

from __future__ import annotations

import os
from typing import TextIO

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}


def painted(text: str, colour: str, stream: TextIO) -> str:
    """Return `text` in `colour` for `stream`: plain unless that is a terminal, and under NO_COLOR.

    Args:
        text: what is printed.
        colour: bold, dim, red, green or yellow.
        stream: where it is printed.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return text
    return f"\x1b[{_CODES[colour]}m{text}\x1b[0m"
