"""The real program without a desktop, in a home of its own, and everything that can be checked about what it wrote."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.control.client import ControlProblem, ask
from numbfeet_tray.shell.control.codec import Response
from numbfeet_tray.shell.store.schema import APPEND_ONLY
from tests.integration.desktop import Session, wait_until
from tests.project.build import ROOT

START_S = 15.0
ANSWER_S = 1.0
"""`numbfeet status` answers within this, whatever is broken."""
SCATTER_MS = 100
"""Two runs may disagree by this about when a boot-time instant was: 4 ms were seen on a busy machine."""
CONFIG = """
[[reminder]]
name = "feet"
clock = "feet"
every = "5s"
offer = "toe-20"

[prompt]
polite_idle = "0s"
polite_wait = "1s"
levels = ["0s", "1s", "2s"]

[absence]
grace = "0s"
"""
"""Limits of seconds: something is due, shown and repeated all the time."""
RUN = ("-m", "numbfeet_tray", "run")

Dump: TypeAlias = dict[str, list[tuple[Any, ...]]]
"""Every row of every append-only table, in the order they were written."""


class Running:
    """One `numbfeet run --config FILE` after another in one session."""

    def __init__(self, session: Session, config: str = CONFIG) -> None:
        self.session = session
        session.set("PYTHONPATH", str(ROOT))
        self.config = session.root / "reliability.toml"
        self.config.write_text(config)
        self.data = Path(session.env["XDG_DATA_HOME"], "numbfeet")
        self.history = self.data / "history.sqlite3"
        self.socket = Path(session.env["XDG_RUNTIME_DIR"], "numbfeet", "control.sock")
        self.process: subprocess.Popen[bytes] | None = None

    def spawn(self, program: Sequence[str] = RUN) -> subprocess.Popen[bytes]:
        """Start one more program, whether or not one runs."""
        return self.session.spawn(sys.executable, *program, "--config", str(self.config))

    def start(self, program: Sequence[str] = RUN) -> None:
        """Start the program and wait until it answers."""
        self.process = self.spawn(program)
        self.until_it_answers()

    def until_it_answers(self) -> None:
        """Wait for the answer of whoever runs."""
        wait_until(self.answers, START_S, "the program's start")

    def answers(self) -> bool:
        """Tell whether the program answers; it must not have ended by itself."""
        assert self.process is None or self.process.poll() is None, f"it ended by itself:\n{self.log()}"
        try:
            return self.ask("status").ok
        except ControlProblem:
            return False

    def ask(self, command: str, **args: object) -> Response:
        """Ask as the command line does."""
        return ask(self.socket, command, args, timeout=Seconds(5.0))

    def status(self) -> dict[str, Any]:
        """Return the status, which has to come at once."""
        began = time.monotonic()
        response = self.ask("status")
        assert response.ok, response.message
        assert time.monotonic() - began < ANSWER_S
        return dict(response.data)

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command line to its end."""
        command = (sys.executable, "-m", "numbfeet_tray", *words)
        return subprocess.run(
            command,
            env=self.session.env,
            cwd=self.session.root,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    def kill(self) -> None:
        """Kill it outright, the program alone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(5)

    def end(self) -> None:
        """Tell it to end; it has to do so cleanly."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) == 0, self.log()

    def log(self) -> str:
        """Return the output of every program that ran, oldest first."""
        return "".join(log.read_text(errors="replace") for log in sorted(self.session.logs.glob("*python*")))

    def longest_answer(self, seconds: float, until: Callable[[], object] = lambda: False) -> float:
        """Ask for the status all the time, for so long or until something is true; return the longest wait, in s."""
        longest, end = 0.0, time.monotonic() + seconds
        while (began := time.monotonic()) < end and not until():
            self.status()
            longest = max(longest, time.monotonic() - began)
            time.sleep(0.05)
        return longest

    def longest_block(self) -> float:
        """Return the longest time in seconds that the loop was in one round, as the program measured it itself."""
        return float(self.ask("doctor").data["diagnosis"]["loop"]["longest_block"])

    # -- what it wrote

    def dump(self) -> Dump:
        """Return every row, of a database that is sound."""
        with contextlib.closing(sqlite3.connect(f"file:{self.history}?mode=ro", uri=True)) as history:
            assert history.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            # One snapshot: the program may go on writing.
            history.execute("BEGIN")
            return {table: history.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall() for table in APPEND_ONLY}

    def saved(self) -> dict[str, Any]:
        """Return the saved state."""
        with contextlib.closing(sqlite3.connect(f"file:{self.history}?mode=ro", uri=True)) as history:
            state: dict[str, Any] = json.loads(history.execute("SELECT json FROM state").fetchone()[0])
        return state

    def is_locked(self) -> bool:
        """Tell whether a program holds the lock of the one program."""
        with self.socket.with_name("lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def programs(self) -> list[int]:
        """Return the processes of this home that run the program."""
        home, found = f"HOME={self.session.env['HOME']}".encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if str(self.config).encode() in words and home in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        return [pid for pid in found if pid != os.getpid()]


def check_rows_only_grew(before: Dump, after: Dump) -> None:
    """Check that every row of `before` stands in `after`, at its place and unchanged."""
    for table, rows in before.items():
        assert after[table][: len(rows)] == rows, f"{table} lost or changed a row"


def check_spans(dump: Dump) -> None:
    """Check that the spans of one run touch, and that no two spans overlap, but for the scatter between runs."""
    spans = [(row[0], row[2], row[3]) for row in dump["span"]]
    for (run, _, end), (next_run, start, _) in pairwise(spans):
        if run == next_run:
            assert start == end, f"a gap or an overlap within run {run}"
        else:
            # Each run measures for itself how far the wall clock is from the boot-time clock.
            assert start >= end - SCATTER_MS, f"runs {run} and {next_run} overlap by {end - start} ms"
