"""The config in force: read at the start, watched, read again on save; the last good one stays in force."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from pathlib import Path

from numbfeet_tray.app.demo import demo_config
from numbfeet_tray.app.in_force import InForce
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.problem import Problem
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Loop, Notification, Urgency
from numbfeet_tray.shell.config_file import ConfigFile
from numbfeet_tray.shell.file_watch import FileWatch
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.problems import explain

log = logging.getLogger(__name__)

Notice = Callable[[Notification], None]
SHOWN_PROBLEMS, LOGGED_PROBLEMS = 3, 50
"""How many problems a notification and the log spell out; `numbfeet config check` tells all of them."""


class Configuring:
    """Owns the config file."""

    def __init__(self, path: Path, *, is_demo: bool) -> None:
        self._path = path
        self._file = ConfigFile(path)
        self._is_demo = is_demo
        self._problems: tuple[Problem, ...] = tuple(self._file.reload().problems)

    @property
    def config(self) -> Config:
        """The config in force."""
        return demo_config(self._file.config) if self._is_demo else self._file.config

    def in_force(self, catalogue: tuple[Routine, ...]) -> InForce:
        """Return config and catalogue as one value."""
        return InForce(self.config, catalogue)

    def check_names(self, routines: Collection[str], exercises: Collection[str]) -> None:
        """From now on, the config may name only these; check those of the start too."""
        self._file.know_routines(routines, exercises)
        self._problems = tuple(self._file.reload().problems)

    def reload(self, notice: Notice) -> bool:
        """Read the file again; return whether another config is in force now. Problems are told."""
        before = self.config
        had_problems = bool(self._problems)
        self._problems = tuple(self._file.reload().problems)
        if self._problems:
            self.tell_problems(notice)
            return False
        if had_problems or self.config != before:
            notice(
                Notification(_("numbfeet"), _("The changed settings are in force."), timeout=Seconds(5.0), silent=True)
            )
        return self.config != before

    def tell_problems(self, notice: Notice) -> None:
        """Say what is wrong with the file, if anything is."""
        if not self._problems:
            return
        lines = [explain(problem, self._path.name) for problem in self._problems[:LOGGED_PROBLEMS]]
        for line in lines:
            log.error("%s", line)
        count = len(self._problems)
        if count > len(lines):
            log.error("%d more; see: numbfeet config check", count - len(lines))
        title = ngettext(
            "{count} problem in the settings; the last good ones stay in force",
            "{count} problems in the settings; the last good ones stay in force",
            count,
        ).format(count=count)
        notice(Notification(title, "\n".join(lines[:SHOWN_PROBLEMS]), urgency=Urgency.NORMAL, timeout=Seconds(0.0)))

    def watch(self, loop: Loop, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each save; return what ends that."""
        try:
            return FileWatch(self._path, loop, changed).close
        except AdapterUnavailable as error:
            log.warning("settings are read at the start only: %s", error)
            return lambda: None
