"""What each idle source costs on its real desktop: no wake-up while the person works, none while they are away."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.compositors import Mouse, MutterMouse, WaylandMouse, start_kwin, start_mutter, start_sway
from tests.integration.session import Session
from tests.integration.waiting import wait_until

ROOT = Path(__file__).parents[2]
WATCH = """
import os, sys
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.loop import SelectorLoop
clock = SystemClock()
loop = SelectorLoop(clock)
bus = Bus.open("session", loop)
source, reasons = choose_idle(loop, clock, lambda event: print(event, flush=True), os.environ, print, bus)
source.arm(Seconds(float(sys.argv[1])))
print(source.name, flush=True)
loop.run(lambda: None)
"""
DESKTOPS: dict[str, tuple[Callable[[Session], object], type[WaylandMouse | MutterMouse], str]] = {
    "sway": (start_sway, WaylandMouse, "kde-idle"),
    "kwin": (start_kwin, WaylandMouse, "ext-idle-notify 1"),
    "mutter": (start_mutter, MutterMouse, "gnome"),
}


class Desk:
    """A desktop, somebody at its mouse, and processes that watch them."""

    def __init__(self, session: Session, mouse: Mouse, name: str) -> None:
        self.mouse = mouse
        self.name = name
        self._session = session
        self._processes: list[subprocess.Popen[str]] = []

    def watch(self, threshold: float) -> subprocess.Popen[str]:
        """Start a process with the idle source that is chosen here."""
        argv = [sys.executable, "-c", WATCH, str(threshold)]
        environ = self._session.env | {"PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, text=True)
        self._processes.append(process)
        assert line_of(process) == self.name
        return process

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.communicate()
        self.mouse.leave()


@pytest.fixture(params=DESKTOPS)
def desk(request: pytest.FixtureRequest, session: Session) -> Iterator[Desk]:
    start, mouse, name = DESKTOPS[request.param]
    start(session)
    desk = Desk(session, mouse(session), name)
    yield desk
    desk.close()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def switches(process: subprocess.Popen[str]) -> int:
    """Return how often `process` went to sleep, and so how often it was woken."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])


def is_asleep(process: subprocess.Popen[str]) -> bool:
    before = switches(process)
    time.sleep(0.1)
    return switches(process) == before


@pytest.mark.only_on("linux")
def test_neither_work_nor_absence_wakes_the_program(desk: Desk) -> None:
    working, away = desk.watch(60.0), desk.watch(1.0)
    wait_until(lambda: is_asleep(working))
    desk.mouse.move()
    assert line_of(working) == "Active()"
    wait_until(lambda: is_asleep(working))
    before = switches(working)
    for _ in range(8):
        desk.mouse.move()
        time.sleep(0.25)
    assert switches(working) == before

    while not line_of(away).startswith("Idle"):
        pass
    wait_until(lambda: is_asleep(away))
    before = switches(away)
    time.sleep(1.5)
    assert switches(away) == before
