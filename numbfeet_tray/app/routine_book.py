"""The catalogue in force: read at the start, watched, read again on save; the last good one stays in force."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from numbfeet_tray.app.catalogue import built_in_catalogue, whole_catalogue
from numbfeet_tray.config.routine_tables import CatalogueProblem
from numbfeet_tray.config.suited import suited
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Loop, Notification
from numbfeet_tray.shell.file_watch import FileWatch
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.problems import explain

log = logging.getLogger(__name__)

SHOWN_PROBLEMS = 3
"""How many problems a notification spells out; all of them stand in the log."""


class RoutineBook:
    """Owns the person's own files and the catalogue that they are part of."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._base = built_in_catalogue()
        self.catalogue = self._base
        """Everything, also what is hidden."""
        self._problems: tuple[CatalogueProblem, ...] = ()
        self._suited: tuple[tuple[str, ...], tuple[Routine, ...]] | None = None
        self.reload()

    def reload(self) -> bool:
        """Read the files again; return whether another catalogue is in force now."""
        found, self._problems = whole_catalogue(self._folder, self._base)
        if self._problems or found == self.catalogue:
            return False
        self.catalogue = found
        self._suited = None
        return True

    def routines(self, hidden: tuple[str, ...]) -> tuple[Routine, ...]:
        """Return the routines that suit who hid `hidden`; the same object as long as nothing changed."""
        if self._suited is None or self._suited[0] != hidden:
            self._suited = hidden, suited(self.catalogue, hidden)
        return self._suited[1]

    def tell_problems(self, notice: Callable[[Notification], None]) -> None:
        """Say what is wrong with the files, if anything is."""
        if not self._problems:
            return
        lines = [explain(one.problem, one.file) for one in self._problems]
        for line in lines:
            log.error("%s", line)
        title = ngettext(
            "{count} problem in your routines; the last good ones stay in force",
            "{count} problems in your routines; the last good ones stay in force",
            len(lines),
        ).format(count=len(lines))
        notice(Notification(title, "\n".join(lines[:SHOWN_PROBLEMS]), timeout=Seconds(0.0)))

    def tell_change(self, notice: Callable[[Notification], None]) -> None:
        """Say that the changed files are in force."""
        notice(Notification(_("numbfeet"), _("Your changed routines are in force."), timeout=Seconds(5.0), silent=True))

    def watch(self, loop: Loop, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each save; return what ends that."""
        try:
            return FileWatch(self._folder, loop, changed).close
        except AdapterUnavailable as error:
            log.warning("routines are read at the start only: %s", error)
            return lambda: None
