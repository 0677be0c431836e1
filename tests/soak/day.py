"""What the person does in a soak: one round after another, each a small day."""

from __future__ import annotations

import random
import time
from collections import Counter

from numbfeet_tray.shell.control.client import ControlProblem
from tests.soak.place import Place

ROUTINES = ("toe-20", "desk-minute", "just-walk")
LONGEST_TYPING_S = 5.0
SHORT_S, REAL_S = 1.3, 2.5
"""Without input: enough for an absence, and for a real break, by the config of the place."""
SAID_ABSENCES = 6
"""In each round somebody says that they leave, and is back at once."""
GUIDE_EVERY, LINE_EVERY, DUNST_EVERY, PANEL_EVERY, CONFIG_EVERY = 8, 5, 10, 14, 15
"""In each of so many rounds."""


class Day:
    """Plays rounds, and counts what was done."""

    def __init__(self, place: Place, chance: random.Random) -> None:
        self._place = place
        self._chance = chance
        self._round = 0
        self.done: Counter[str] = Counter()

    def play_round(self) -> None:
        """Sit, be prompted, answer, perhaps disturb the desktop, and go away for a moment."""
        self._round += 1
        for every, do in (
            (DUNST_EVERY, self._restart_dunst),
            (PANEL_EVERY, self._restart_panel),
            (CONFIG_EVERY, self._change_config),
            (LINE_EVERY, self._type_a_command),
        ):
            if self._round % every == 0:
                do()
        self._sit(self._chance.uniform(0.5, LONGEST_TYPING_S if self._round % 3 == 0 else 1.5))
        self._answer()
        self._leave_and_return()
        self.done["rounds"] += 1

    def rest(self) -> None:
        """Come to a state that can be compared: nothing shown, no routine, nobody there."""
        self._ask("stop")
        self._ask("say", what="away")
        time.sleep(1.0)

    def _sit(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._place.touch()
            self.done["inputs"] += 1
            time.sleep(0.05)

    def _leave_and_return(self) -> None:
        for _ in range(SAID_ABSENCES):
            self._ask("say", what="away")
            self._sit(0.1)
        time.sleep(REAL_S if self._round % 10 == 0 else SHORT_S)

    def _answer(self) -> None:
        what = self._chance.choice(("routine", "snooze", "skip", "pause", "dunst", "nothing"))
        if what == "routine" or self._round % GUIDE_EVERY == 0:
            self._ask("start", routine=self._chance.choice(ROUTINES))
            # Now and then long enough for the guide's window to open.
            self._sit(1.5 if self._round % GUIDE_EVERY == 0 else 0.1)
            self._ask("stop")
        elif what == "pause":
            self._ask("pause")
            self._ask("resume")
        elif what == "dunst" and self._place.dunst.count():
            self._place.dunst.close_last()
            self.done["closed by hand"] += 1
        elif what in {"snooze", "skip"}:
            self._ask(what)

    def _ask(self, command: str, **args: object) -> None:
        try:
            if self._place.running.ask(command, **args).ok:
                self.done[command] += 1
        except ControlProblem as problem:
            raise AssertionError(f"{command}: {problem}") from problem

    def _type_a_command(self) -> None:
        words = self._chance.choice((["status"], ["why", "--json"], ["doctor"], ["history"], ["routines", "list"]))
        done = self._place.running.call(*words)
        assert "Traceback" not in done.stderr, done.stderr
        self.done["command lines"] += 1

    def _restart_dunst(self) -> None:
        self._place.dunst.restart()
        self.done["dunst restarts"] += 1

    def _restart_panel(self) -> None:
        self._place.restart_panel()
        self.done["panel restarts"] += 1

    def _change_config(self) -> None:
        self._place.change_config(self._round)
        self.done["configs saved"] += 1
