"""`kill -9` at random instants of the whole program, under load.

20 times in every run of the tests; NUMBFEET_KILLS=200, as `make soak` sets it, for more.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from numbfeet_tray.app import autosave
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.core.units import MINUTE
from numbfeet_tray.shell.control.client import ControlProblem, NoProgramRunning
from tests.integration.desktop import Session, wait_until
from tests.reliability.running import Dump, Running, check_rows_only_grew, check_spans

ROUNDS = int(os.environ.get("NUMBFEET_KILLS", "20"))
RIVALS_EVERY = 5
"""In each of so many rounds two programs are started at once."""
SLACK_S = 0.05
ASKS = ("status", "why", "doctor")
PROGRAM = """
import sys
from numbfeet_tray.app import autosave
autosave.EVERY = {every}
from numbfeet_tray.cli import main
sys.argv[0] = "numbfeet"
sys.exit(main(["run", *sys.argv[1:]]))
"""


@pytest.fixture
def running() -> Iterator[Running]:
    with Session() as session:
        yield Running(session)


class Load:
    """Somebody who starts and stops routines, comes and goes, and two who ask all the time.

    What was answered was acknowledged: it has to be in the history whatever happens next.
    """

    def __init__(self, running: Running, chance: random.Random) -> None:
        self._running = running
        self._chance = chance
        self._goes_on = True
        self.stopped = 0
        """Routines whose stopping was acknowledged."""
        self.feet = 0.0
        """What the clock showed before the last acknowledged command: that much was saved with it."""
        self.seen: Dump = {}
        """The last rows that somebody else could read."""
        self._threads = [threading.Thread(target=self._until_it_dies, args=(do,)) for do in (self._live, self._look)]
        for thread in self._threads:
            thread.start()

    def _until_it_dies(self, do: Callable[[], None]) -> None:
        with contextlib.suppress(ControlProblem):
            while self._goes_on:
                do()

    def _live(self) -> None:
        feet = float(self._running.ask("status").data["feet"])
        what = self._chance.choice(("routine", "routine", "away", "pause", "skip"))
        if what == "routine":
            self._running.ask("start", routine="toe-20")
            self.stopped += self._running.ask("stop").ok
        elif what == "away":
            self._running.ask("say", what="away")
            self._running.ask("say", what="sitting")
        elif what == "pause":
            self._running.ask("pause")
            self._running.ask("resume")
        else:
            self._running.ask("skip")
            return  # refused when nothing is due: nothing is saved then
        self.feet = feet

    def _look(self) -> None:
        self._running.ask(self._chance.choice(ASKS))
        self.seen = self._running.dump()

    def end(self) -> None:
        """Wait for everybody, after the program was killed."""
        self._goes_on = False
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()


def test_whenever_it_is_killed_nothing_is_lost_and_nothing_is_in_the_way(running: Running) -> None:
    chance = random.Random(2026)
    running.start()
    before, stopped = running.dump(), 0
    for number in range(ROUNDS):
        load = Load(running, chance)
        time.sleep(chance.uniform(0.0, 0.8))
        running.kill()
        load.end()
        with pytest.raises(NoProgramRunning):
            running.ask("status")
        after = running.dump()
        check_rows_only_grew(before, after)
        check_rows_only_grew(load.seen, after)
        check_spans(after)
        routines = len(after["routine"]) - len(before["routine"])
        assert load.stopped <= routines <= load.stopped + 1, "at most one was on its way when it was killed"
        stopped += routines
        restart(running, rivals=number % RIVALS_EVERY == 0)
        assert running.status()["feet"] >= load.feet - SLACK_S, "the clock was saved with each command"
        before = running.dump()
        check_rows_only_grew(after, before)
        assert len(running.programs()) == 1
    running.end()
    assert {path.name for path in running.data.iterdir()} == {"history.sqlite3"}
    assert {path.name for path in running.socket.parent.iterdir()} == {"lock"}
    end = running.dump()
    check_spans(end)
    assert len(end["run"]) == ROUNDS + 1
    assert [row[0] for row in end["run_end"]] == [ROUNDS + 1], "only the last run came to its end"
    assert stopped > 0


def restart(running: Running, *, rivals: bool) -> None:
    """Start it again over what the kill left; with `rivals` twice at once, of which one stays."""
    started = [running.spawn() for _ in range(1 + rivals)]
    running.process = None
    if rivals:
        (first,) = wait_until(lambda: [one for one in started if one.poll() is not None], what="the end of one of two")
        assert first.returncode == 0, "it had the first one show itself"
        started.remove(first)
    (running.process,) = started
    running.until_it_answers()
    assert running.is_locked()


def test_a_kill_costs_no_more_of_a_clock_than_the_time_between_two_savings(running: Running) -> None:
    every = 1.0
    assert autosave.EVERY < 5 * MINUTE, "what is lost at most where it is not shortened, as here"
    # Nobody asks for anything: the autosave is all that saves.
    running.config.write_text('[[reminder]]\nname = "feet"\nclock = "feet"\nevery = "1h"\noffer = "toe-20"\n')
    script = ("-c", PROGRAM.format(every=every))
    shown = []
    running.start(script)
    for _ in range(3):
        time.sleep(1.7)
        shown.append(float(running.status()["feet"]))
        running.kill()
        running.start(script)
        assert shown[-1] - every - 0.3 <= running.status()["feet"] <= shown[-1] + 0.3
    assert shown[-1] > shown[0] + 2 * (1.7 - every - 0.3), "it goes on where it was, and not from zero"


def test_a_program_that_hangs_is_no_second_instance_and_no_dead_socket(running: Running) -> None:
    running.start()
    assert running.process is not None
    running.process.send_signal(signal.SIGSTOP)
    try:
        second = subprocess.run(
            [sys.executable, "-m", "numbfeet_tray", "run", "--config", str(running.config)],
            env=running.session.env,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert (second.returncode, second.stderr) == (Exit.FAILED, "The running program does not answer.\n")
    finally:
        running.process.send_signal(signal.SIGCONT)
    assert running.status()["feet"] > 0
    running.end()
