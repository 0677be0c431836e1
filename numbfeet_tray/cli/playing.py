"""`routines play`: has the running program start a routine, or guides it right here when none is running."""

from __future__ import annotations

import argparse
import sys

from numbfeet_tray.app.notices import Notices
from numbfeet_tray.cli.ask import asked
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.own import catalogue_of
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.config.routines import Catalogue
from numbfeet_tray.config.suited import suited
from numbfeet_tray.core.events import GuideKey
from numbfeet_tray.core.player import Player
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Seconds, between
from numbfeet_tray.ports import Cancellable
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.config_file import ConfigFile
from numbfeet_tray.shell.guide.terminal import TerminalGuide
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.store.notes import Notes
from numbfeet_tray.text.catalog import _


def play(options: argparse.Namespace) -> int:
    """Play the routine."""
    if paths_of(options).socket.exists():
        return asked(options, "start", {"routine": options.routine}, lambda response: print(response.message))
    catalogue = catalogue_of(options)
    hidden = ConfigFile(paths_of(options).config).reload().config.safety.hidden_exercises
    routine = next((one for one in suited(catalogue, hidden) if one.id == options.routine), None)
    if routine is None:
        text = _("There is no routine {name}; numbfeet routines list names them all.")
        print(text.format(name=options.routine), file=sys.stderr)
        return Exit.REFUSED
    print(_("No program is running: the routine is guided here and not written to the history."), file=sys.stderr)
    if not _understood(routine, catalogue, options):
        return Exit.REFUSED
    return Exit.OK if Playing(routine).run() else Exit.REFUSED


def _understood(routine: Routine, catalogue: Catalogue, options: argparse.Namespace) -> bool:
    """Have the person read what there is to read; without a terminal to answer in, it is only written."""
    paths = paths_of(options)
    paths.make_data()
    notices = Notices(Notes(paths.history), SystemClock().wall, lambda: catalogue)
    text = notices.needs_notice(routine)
    if text is None:
        return True
    print(f"{text}\n" + _("When to stop and get help: numbfeet warning-signs"))
    if not sys.stdin.isatty():
        return True
    try:
        input(_("I understand: Enter. Not now: Ctrl-C. "))
    except EOFError:
        return False
    notices.acknowledge(routine)
    return True


class Playing:
    """One routine in this terminal."""

    def __init__(self, routine: Routine) -> None:
        self._clock = SystemClock()
        self._loop = SelectorLoop(self._clock)
        keys = 0 if sys.stdin.isatty() else None
        self._view = TerminalGuide(self._loop, self._clock, self._pressed, sys.stdout, keys)
        self._player = Player.begin(routine, self._clock.boot())
        self._timer: Cancellable | None = None
        self._is_stopped = False

    def run(self) -> bool:
        """Play to the end; return whether that was reached."""
        self._view.open(self._player.routine)
        self._wait()
        try:
            self._loop.run(lambda: None)
        finally:
            self._view.close(finished=not self._is_stopped and self._player.is_over(self._clock.boot()))
            self._loop.close()
        return not self._is_stopped

    def _pressed(self, key: GuideKey) -> None:
        now = self._clock.boot()
        if key is GuideKey.STOP:
            self._is_stopped = True
            self._loop.stop()
            return
        move = {
            GuideKey.PAUSE: self._player.pause,
            GuideKey.RESUME: self._player.resume,
            GuideKey.NEXT: self._player.next,
            GuideKey.BACK: self._player.back,
        }[key]
        self._player = move(now)
        self._view.sync(self._player.elapsed(now), self._player.is_paused)
        self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if (end := self._player.ends_at()) is not None:
            wait = Seconds(max(0.0, between(self._clock.boot(), end)))
            self._timer = self._loop.call_later(wait, self._loop.stop)
