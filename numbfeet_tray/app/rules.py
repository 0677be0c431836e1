"""Config and routines in force together: what the engine is told of them, and what happens when either is saved."""

from __future__ import annotations

from collections.abc import Callable

from numbfeet_tray.app.calendar import CalendarJobs
from numbfeet_tray.app.catalogue import names
from numbfeet_tray.app.configuring import Configuring, Notice
from numbfeet_tray.app.in_force import InForce
from numbfeet_tray.app.routine_book import RoutineBook
from numbfeet_tray.config.suited import resolved
from numbfeet_tray.core.events import SettingsChanged
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.ports import Loop, Post


class Rules:
    """Holds both; a routine that is hidden or gone is never offered."""

    def __init__(self, configuring: Configuring, book: RoutineBook) -> None:
        """Have the config name only what the book holds."""
        self._configuring = configuring
        self._book = book
        configuring.check_names(*names(book.catalogue))

    @property
    def catalogue(self) -> tuple[Routine, ...]:
        """The routines that suit the person."""
        return self._book.routines(self._configuring.config.safety.hidden_exercises)

    @property
    def settings(self) -> Settings:
        """What the engine is told, with offers that there are."""
        return resolved(self._configuring.config.engine, self.catalogue)

    def in_force(self) -> InForce:
        """Return config and routines as one value."""
        return self._configuring.in_force(self.catalogue)

    def event(self) -> SettingsChanged:
        """Return the event that puts both in force."""
        return SettingsChanged(self.settings, self.catalogue)

    def tell_problems(self, notice: Notice) -> None:
        """Say what is wrong with the files, if anything is."""
        self._configuring.tell_problems(notice)
        self._book.tell_problems(notice)

    def watch(self, loop: Loop, post: Post, calendar: CalendarJobs, notice: Notice) -> list[Callable[[], None]]:
        """Put what is saved in force from now on; return what ends that."""

        def put_in_force() -> None:
            post(self.event())
            calendar.install(self._configuring.config)

        def config_saved() -> None:
            if self._configuring.reload(notice):
                put_in_force()

        def routines_saved() -> None:
            has_changed = self._book.reload()
            self._book.tell_problems(notice)
            if has_changed:
                self._configuring.check_names(*names(self._book.catalogue))
                put_in_force()
                self._book.tell_change(notice)

        return [self._configuring.watch(loop, config_saved), self._book.watch(loop, routines_saved)]
