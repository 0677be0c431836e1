"""The config and the person's own routines as the program would read them now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from numbfeet_tray.app.catalogue import names, whole_catalogue
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import Problems, parse
from numbfeet_tray.config.problem import Problem
from numbfeet_tray.config.routine_tables import CatalogueProblem
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.shell.config_file import read_text
from numbfeet_tray.shell.own_files import folder_of


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a config may name, and what is wrong with the files beside it."""

    routines: tuple[Routine, ...]
    """With the person's own, unless there are problems with those."""
    exercises: tuple[str, ...]
    problems: tuple[CatalogueProblem, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the routines."""
        return tuple(routine.id for routine in self.routines)

    def parse(self, text: str) -> Config | Problems:
        """Return what `text` means here, or what is wrong with it."""
        return parse(text, self.ids, self.exercises)

    def read(self, path: Path) -> tuple[str, Config | Problems]:
        """Return the text of the config at `path` (empty when there is none), and what it means or what is wrong."""
        text = read_text(path)
        return ("", (text,)) if isinstance(text, Problem) else (text, self.parse(text))


def surroundings_of(config: Path) -> Surroundings:
    """Return what a config at `config` finds beside it."""
    catalogue, problems = whole_catalogue(folder_of(config))
    return Surroundings(catalogue.routines, names(catalogue)[1], problems)
