"""What a person has to read before a routine: once at the very first, and before each one that was not tried yet.

The routine begins paused; going on means "I understand". Nobody who does not answer is kept: after a while it ends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from zlib import crc32

from numbfeet_tray.config.routines import Catalogue
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.store.notes import Notes
from numbfeet_tray.shell.store.problem import StoreProblem
from numbfeet_tray.text import safety

log = logging.getLogger(__name__)

FIRST_RUN = "first-run"
PATIENCE = Seconds(300.0)
"""A routine whose notice nobody answers ends after this long, so that reminders go on."""


class Notices:
    """Knows what was read."""

    def __init__(self, notes: Notes, wall: Callable[[], datetime], catalogue: Callable[[], Catalogue]) -> None:
        self._notes = notes
        self._wall = wall
        self._catalogue = catalogue
        self._known: frozenset[str] | None = None

    def needs_notice(self, routine: Routine) -> str | None:
        """Return what has to be read before `routine` goes on, None when nothing has."""
        known = self._read()
        catalogue = self._catalogue()
        each_time = {one.id for one in catalogue.exercises if one.is_opt_in}
        new = [step for step in routine.steps if f"exercise:{step.exercise}" not in known or step.exercise in each_time]
        if FIRST_RUN not in known:
            return safety.first_run()
        if new or _key(routine, catalogue) not in known:
            return safety.not_tried_yet(routine, new, is_own=routine.id in catalogue.own)
        return None

    def acknowledge(self, routine: Routine) -> None:
        """Keep that the person read what there was to read before `routine`."""
        what = {FIRST_RUN, _key(routine, self._catalogue()), *(f"exercise:{step.exercise}" for step in routine.steps)}
        self._known = self._read() | what
        try:
            self._notes.acknowledge(what, self._wall())
        except StoreProblem as error:
            log.warning("the notice will be shown again after a restart: %s", error)

    def _read(self) -> frozenset[str]:
        if self._known is None:
            try:
                self._known = self._notes.acknowledged()
            except StoreProblem as error:
                log.warning("%s", error)
                self._known = frozenset()
        return self._known


def _key(routine: Routine, catalogue: Catalogue) -> str:
    """Return what is acknowledged; one's own routine has to be read anew when it changed."""
    if routine.id not in catalogue.own:
        return f"routine:{routine.id}"
    return f"routine:{routine.id}:{crc32(repr(routine).encode()):08x}"
