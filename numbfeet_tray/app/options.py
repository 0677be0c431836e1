"""How the program was started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """How the daemon was started."""

    config: Path | None = None
    record: Path | None = None
    is_demo: bool = False
    profile: str = ""

    @property
    def program(self) -> str:
        """How the person calls this program from a terminal: another profile is another program."""
        return f"numbfeet --profile {self.profile}" if self.profile else "numbfeet"
