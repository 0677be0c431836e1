"""The exercises and routines: those that come with the program, and the person's own."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.config.routine_tables import CatalogueError, CatalogueProblem
from numbfeet_tray.config.routines import Catalogue, extend_catalogue, parse_catalogue
from numbfeet_tray.config.unsuitable import TICKS
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.shell.own_files import read_own

_DATA = Path(__file__).resolve().parent.parent / "data"


def built_in_catalogue() -> Catalogue:
    """Return everything that comes with the program."""
    return parse_catalogue(*built_in_texts())


def built_in_texts() -> tuple[str, str]:
    """Return the texts of the two files that come with the program: exercises, routines."""
    exercises, routines = ((_DATA / name).read_text(encoding="utf-8") for name in ("exercises.toml", "routines.toml"))
    return exercises, routines


def built_in_routines() -> tuple[Routine, ...]:
    """Return every routine that comes with the program."""
    return built_in_catalogue().routines


def whole_catalogue(folder: Path, base: Catalogue | None = None) -> tuple[Catalogue, tuple[CatalogueProblem, ...]]:
    """Return the catalogue with the person's own files in `folder`, or without them when there are problems."""
    built_in = base or built_in_catalogue()
    files, unreadable = read_own(folder)
    try:
        extended = extend_catalogue(built_in, files) if files else built_in
    except CatalogueError as error:
        return built_in, (*unreadable, *error.problems)
    return (built_in, tuple(unreadable)) if unreadable else (extended, ())


def names(catalogue: Catalogue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a config may name: the ids of routines, and what may be hidden."""
    return tuple(one.id for one in catalogue.routines), (*(one.id for one in catalogue.exercises), *TICKS)
