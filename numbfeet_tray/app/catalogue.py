"""The built-in routines, read from the package's data files."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.config.routines import parse_routines
from numbfeet_tray.core.routine import Routine

_DATA = Path(__file__).resolve().parent.parent / "data"


def built_in_routines() -> tuple[Routine, ...]:
    """Return every routine that comes with the program."""
    exercises = (_DATA / "exercises.toml").read_text(encoding="utf-8")
    routines = (_DATA / "routines.toml").read_text(encoding="utf-8")
    return parse_routines(exercises, routines)
