"""The installed program, from outside: its process, its command line, its files, and what it leaves behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.integration.desktop import Session, wait_until

END_S = 2.0
"""The program has to be gone this long after it was told to end."""
START_S = 15.0


class Terminal:
    """A pseudo-terminal, and what runs in it in the foreground; what is written to it goes to a log of the session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.log = session.logs / "terminal.log"
        self.log.touch()
        self._master, self._slave = pty.openpty()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._is_open = True
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def spawn(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a program in the foreground."""
        process = subprocess.Popen(
            ["setsid", "--ctty", *words],
            env=self.session.env,
            cwd=self.session.root,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
        )
        self._processes.append(process)
        return process

    def _read(self) -> None:
        with self.log.open("ab", buffering=0) as log:
            while self._is_open:
                if select.select([self._master], [], [], 0.05)[0]:
                    log.write(os.read(self._master, 4096))

    def type(self, text: str) -> None:
        """Type `text`, such as Ctrl-C."""
        os.write(self._master, text.encode())

    def hang_up(self) -> None:
        """Close it under what runs in it; harmless the second time."""
        if self._is_open:
            self._is_open = False
            self._reader.join(5)
            os.close(self._slave)
            os.close(self._master)

    def close(self) -> None:
        """End what still runs in it, and release it."""
        for process in self._processes:
            process.kill()
            process.wait(5)
        self.hang_up()


class Program:
    """One `numbfeet run`; without a terminal its output goes to a file."""

    def __init__(self, session: Session, programs: Path, *options: str, terminal: Terminal | None = None) -> None:
        self.may_warn: list[str] = []
        """Parts of the warnings that belong to where and how it runs; every other one is a failure."""
        self._session = session
        self._programs = programs
        profile = "demo" if "--demo" in options else ""
        name = f"numbfeet-{profile}" if profile else "numbfeet"
        self._command = [str(programs / "numbfeet"), *(("--profile", profile) if profile else ())]
        self.socket = Path(session.env["XDG_RUNTIME_DIR"], name, "control.sock")
        self._data = Path(session.env["XDG_DATA_HOME"], name)
        for variable in ("PYTHONPATH", "COVERAGE_PROCESS_START", "COVERAGE_FILE"):
            session.env.pop(variable, None)  # nothing of the checkout reaches the installed program
        before = set(session.logs.iterdir())
        words = [str(programs / "numbfeet"), "run", *options]
        self.process = terminal.spawn(*words) if terminal else session.spawn(*words)
        self._log = terminal.log if terminal else (set(session.logs.iterdir()) - before).pop()

    # -- asking

    def log(self) -> str:
        """Return what it has written to its output so far."""
        return self._log.read_text(errors="replace")

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command line of the program to its end."""
        return subprocess.run(
            [*self._command, *words],
            env=self._session.env,
            cwd=self._session.root,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )

    def say(self, *words: str) -> str:
        """Run a command line that has to succeed without complaint, and return what it printed."""
        done = self.call(*words)
        assert (done.returncode, done.stderr) == (0, ""), f"{words}: exit {done.returncode}\n{done.stderr}"
        return done.stdout

    def type(self, line: str) -> str:
        """Run what the program told the person to type, and return what it printed; it has to succeed."""
        env = self._session.env | {"PATH": f"{self._programs}:{self._session.env['PATH']}"}
        return subprocess.run(
            ["/bin/sh", "-c", line], env=env, capture_output=True, text=True, timeout=10, check=True
        ).stdout

    def status(self) -> dict[str, Any]:
        """Return `status --json`."""
        status: dict[str, Any] = json.loads(self.say("status", "--json"))
        return status

    def until_it_answers(self) -> None:
        """Wait until the command line reaches it."""

        def answers() -> bool:
            assert self.process.poll() is None, f"it ended by itself:\n{self.log()}"
            return self.socket.exists() and self.call("why").returncode == 0

        wait_until(answers, START_S, "the program's start")

    # -- what it wrote down

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return every row of a table of the history, in the order they were written."""
        with contextlib.closing(sqlite3.connect(f"file:{self._data}/history.sqlite3?mode=ro", uri=True)) as history:
            history.row_factory = sqlite3.Row
            return [dict(row) for row in history.execute(f"SELECT * FROM {table} ORDER BY rowid")]

    def outcomes(self) -> list[str]:
        """Return what became of the prompts, in order."""
        return [row["outcome"] for row in self.rows("prompt")]

    # -- ending

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to end, and check that it does so cleanly."""
        self.process.send_signal(how)
        self.check_it_ended()

    def check_it_ended(self) -> None:
        """Check that it ends in time and with exit status 0, and leaves nothing behind."""
        try:
            status = self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it still runs after {END_S:g} s:\n{self.log()}") from None
        assert status == 0, f"exit {status}:\n{self.log()}"
        wait_until(lambda: not list(self.processes()), 1.0, "the end of every process of it")
        assert {path.name for path in self.socket.parent.iterdir()} == {"lock"}
        assert not self.is_locked()
        assert {path.name for path in self._data.iterdir()} == {"history.sqlite3"}
        assert self.complaints() == []
        assert [end["run"] for end in self.rows("run_end")][-1] == self.rows("run")[-1]["id"]

    def complaints(self) -> list[str]:
        """Return the lines of the log that tell of trouble which does not belong there."""
        trouble = re.compile(r"Traceback|WARNING|ERROR|CRITICAL|Exception|Error\b")
        lines = [line for line in self.log().splitlines() if trouble.search(line)]
        return [line for line in lines if not any(part in line for part in self.may_warn)]

    def is_locked(self) -> bool:
        """Tell whether anybody holds the lock of the one program."""
        with self.socket.with_name("lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def processes(self) -> Iterator[int]:
        """Yield the ids of the session's processes that run the installed program, its guide among them."""
        home = f"HOME={self._session.env['HOME']}\0".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
                if str(self._programs) in words and home in (entry / "environ").read_bytes():
                    yield int(entry.name)
