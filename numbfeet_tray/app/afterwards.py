"""After a routine, for who wants to be asked: better, the same or worse? One click, kept as a private note."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Notification
from numbfeet_tray.shell.store.notes import Feeling, Notes
from numbfeet_tray.shell.store.problem import StoreProblem
from numbfeet_tray.text.catalog import _

ANSWER = "notes--add--"
"""Begin of the action ids: what one types where there are no buttons."""

log = logging.getLogger(__name__)


class NoQuestion:
    """Asks nothing."""

    def opened(self, routine: Routine) -> None:
        """A routine has begun."""

    def ended(self, notice: Callable[[Notification], None], *, finished: bool) -> None:
        """It ended."""

    def chosen(self, action: str) -> bool:
        """Return whether `action` was an answer."""
        del action
        return False


class Question(NoQuestion):
    """Asks where `is_wanted`, and keeps the answer."""

    def __init__(self, notes: Notes, wall: Callable[[], datetime], is_wanted: Callable[[], bool]) -> None:
        self._notes = notes
        self._wall = wall
        self._is_wanted = is_wanted
        self._routine = ""

    def opened(self, routine: Routine) -> None:
        """Remember which routine it is."""
        self._routine = routine.id

    def ended(self, notice: Callable[[Notification], None], *, finished: bool) -> None:
        """Ask about a routine that was done to its end."""
        if not (finished and self._is_wanted()):
            return
        actions = (
            (f"{ANSWER}{Feeling.BETTER.value}", _("Better")),
            (f"{ANSWER}{Feeling.SAME.value}", _("The same")),
            (f"{ANSWER}{Feeling.WORSE.value}", _("Worse")),
        )
        text = _("A private note, if you like; nothing is counted. More words: numbfeet notes add")
        notice(Notification(_("How do you feel?"), text, actions, timeout=Seconds(30.0), silent=True))

    def chosen(self, action: str) -> bool:
        """Keep the answer."""
        word = action.removeprefix(ANSWER)
        if word == action or word not in {feeling.value for feeling in Feeling if feeling is not Feeling.UNSAID}:
            return False
        try:
            self._notes.add(self._wall(), self._routine, Feeling(word))
        except StoreProblem as error:
            log.warning("the note was not kept: %s", error)
        return True
