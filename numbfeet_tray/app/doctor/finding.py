"""What the doctor says about one part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a part is."""

    WORKS = "works"
    LIMITED = "limited"
    """It works in part; `Finding.says` tells what does not."""
    MISSING = "missing"
    """The program does without it."""
    OFF = "off"
    """The person's choice."""
    UNWATCHED = "unwatched"
    """This version does not watch it."""
    BROKEN = "broken"
    """Something has to be mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, tried here and now."""

    part: str
    """A word for scripts that never changes."""
    title: str
    state: State
    says: str
    """One line."""
    chosen: str = ""
    """The adapter that serves it; empty where there is none to choose."""
    others: tuple[str, ...] = ()
    """Why each adapter that was tried before cannot be used."""
    hint: str = ""
    """The package or setting that would help; empty when nothing is to be done."""

    def plain(self) -> dict[str, Any]:
        """Return this for scripts."""
        return {
            "part": self.part,
            "state": self.state.value,
            "chosen": self.chosen,
            "says": self.says,
            "others": list(self.others),
            "hint": self.hint,
        }
