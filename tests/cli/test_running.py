"""The program for real, without a desktop: what it tells systemd, a signal, a log file and the doctor."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from numbfeet_tray.cli import Exit
from tests.cli.conftest import Run
from tests.integration.waiting import wait_until

ROOT = Path(__file__).parents[2]


class Program:
    """One `numbfeet run`."""

    def __init__(self, home: Path, *words: str, **environ: str) -> None:
        self.log = home / "stderr"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "numbfeet_tray", *words],
                env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=home,
            )

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        print(self.log.read_text())


@pytest.fixture
def manager(home: Path) -> Iterator[socket.socket]:
    """Systemd, as far as the program sees of it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(home / "notify"))
        manager.settimeout(10.0)
        yield manager


def readable(manager: socket.socket) -> bool:
    return bool(select.select([manager], [], [], 0.0)[0])


def test_a_whole_life_as_a_service(home: Path, run: Run, manager: socket.socket) -> None:
    """Ready, watched, asked by the doctor, asked by SIGUSR1, and told to end."""
    log = home / "numbfeet.log"
    program = Program(home, "run", "--log-file", str(log), NOTIFY_SOCKET=manager.getsockname(), WATCHDOG_USEC="400000")
    try:
        assert [manager.recv(100) for _ in range(4)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        found = {one["part"]: one for one in json.loads(run("doctor", "--json").out)["findings"]}
        wakes = re.search(r"it woke ([0-9]+) times", found["program"]["says"])
        assert wakes
        assert int(wakes[1]) < 50
        assert found["program"]["state"] == "works"
        assert found["tray"]["chosen"] == "none"
        assert found["tray"]["others"], "why there is no tray icon, from the program itself"
        program.process.send_signal(signal.SIGUSR1)
        wait_until(lambda: '"clocks": ' in log.read_text(), what="the state in the log")
        stacks = program.log.read_text()
        assert "Current thread" in stacks
        assert "in _round" in stacks
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        assert run("quit").out == "numbfeet ends.\n"
        assert program.process.wait(10.0) == 0
        *_feeding, last = iter(lambda: manager.recv(100, socket.MSG_DONTWAIT) if readable(manager) else b"", b"")
        assert last == b"STOPPING=1"
    finally:
        program.close()


def test_everything_portable_is_under_one_folder(home: Path, run: Run, tmp_path: Path) -> None:
    stick = home / "stick"
    program = Program(home, "--portable", str(stick), "run")
    try:
        wait_until(lambda: run("--portable", str(stick), "why").code == Exit.OK, what="the program")
        assert run("status").code == Exit.NOT_RUNNING
        assert run("--portable", str(stick), "config", "init").code == Exit.OK
        assert run("--portable", str(stick), "quit").code == Exit.OK
        assert program.process.wait(10.0) == 0
    finally:
        program.close()
    assert {path.name for path in stick.iterdir()} >= {"config.toml", "data", "run"}
    elsewhere = [path for name in ("config", "data", "state", "cache", "run") for path in (home / name).iterdir()]
    assert elsewhere == []


def test_a_log_that_cannot_be_written_is_told_at_the_start(home: Path, run: Run) -> None:
    said = run("run", "--log-file", str(home / "no" / "log"))
    assert (said.code, said.out) == (Exit.FAILED, "")
    assert "cannot be written: No such file or directory." in said.err


def test_a_log_file_is_kept_small(home: Path) -> None:
    """In a process of its own: logging is the process's."""
    script = (
        "import logging, pathlib, sys\n"
        "from numbfeet_tray.shell.logs import set_up_logging\n"
        "set_up_logging(file=pathlib.Path(sys.argv[1]), stream=open('/dev/null', 'w'))\n"
        "for _ in range(6000): logging.info('x' * 1000)\n"
    )
    log = home / "numbfeet.log"
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script, str(log)], env=environ, check=True, cwd=home)
    files = sorted(home.glob("numbfeet.log*"))
    assert len(files) == 4
    assert all(file.stat().st_size <= 2**20 for file in files)
