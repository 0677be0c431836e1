"""The config and the catalogue that are in force, as one value that a reload replaces."""

from __future__ import annotations

from dataclasses import dataclass

from numbfeet_tray.config.model import Config
from numbfeet_tray.core.routine import Routine


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force now."""

    config: Config
    catalogue: tuple[Routine, ...]

    def routine(self, ident: str) -> Routine | None:
        """Return the routine of that id, or None."""
        return next((one for one in self.catalogue if one.id == ident), None)
