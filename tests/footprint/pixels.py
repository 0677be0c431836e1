"""The pixels of a private X server, read from the file it draws into: looking costs it nothing."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

_WORDS = struct.Struct(">25I")
"""The header of XWDFile.h: 25 words, the most significant byte first."""
_HEADER_SIZE, _BYTES_PER_LINE, _COLOURS = 0, 12, 19
_COLOUR_SIZE = 12


class Rows:
    """The topmost rows of the screen."""

    def __init__(self, folder: Path, count: int) -> None:
        """Look at the first `count` rows of the server that was started with `-fbdir folder`."""
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        words = _WORDS.unpack_from(self._map)
        self._begin = words[_HEADER_SIZE] + words[_COLOURS] * _COLOUR_SIZE
        self._end = self._begin + count * words[_BYTES_PER_LINE]

    def read(self) -> bytes:
        """Return them as they are now."""
        return self._map[self._begin : self._end]

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
