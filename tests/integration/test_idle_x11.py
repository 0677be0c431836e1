"""The X idle source on a real X server, with input made by its XTEST extension."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from Xlib import XK, X, display

from numbfeet_tray.core.events import Active, Event, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.idle import NullIdleSource, choose_idle
from numbfeet_tray.shell.idle.x11 import X11IdleSource
from numbfeet_tray.shell.loop import SelectorLoop
from tests.contract.idle_contract import A_MOMENT, SHORT, IdleContract, World
from tests.integration.desktop import Session, run_for, run_until, start_display, wait_until

ROOT = Path(__file__).parents[2]
CLOCK = SystemClock()


class Person:
    """Somebody with a mouse and a keyboard, over a connection of their own."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        self._key = self._display.keysym_to_keycode(XK.XK_a)
        self._x = 0

    def move(self) -> None:
        """Move the mouse; it is done when this returns."""
        self._x = 100 - self._x
        self._display.xtest_fake_input(X.MotionNotify, x=self._x, y=10)
        self._display.sync()

    def type(self) -> None:
        """Press a key and let it go."""
        self._display.xtest_fake_input(X.KeyPress, self._key)
        self._display.xtest_fake_input(X.KeyRelease, self._key)
        self._display.sync()

    def leave(self) -> None:
        self._display.display.socket.close()


class XWorld(World):
    """A person at an X session."""

    def __init__(self, loop: SelectorLoop, name: str) -> None:
        self.loop = loop
        self.events: list[Event] = []
        self.lost: list[str] = []
        self.person = Person(name)
        self.x11 = X11IdleSource(loop, CLOCK, self.events.append, {"DISPLAY": name}, self.lost.append)
        self.source = self.x11

    def now(self) -> Instant:
        return CLOCK.boot()

    def input(self) -> None:
        self.person.move()

    def wait(self, seconds: float) -> None:
        run_for(self.loop, seconds)

    def wait_for(self, condition: Callable[[], object]) -> None:
        run_until(self.loop, condition, what="what was waited for")


@pytest.fixture
def screen(session: Session) -> subprocess.Popen[bytes]:
    """The session's X server."""
    return start_display(session)


@pytest.fixture
def world(screen: subprocess.Popen[bytes], session: Session, loop: SelectorLoop) -> Iterator[XWorld]:
    world = XWorld(loop, session.env["DISPLAY"])
    yield world
    world.source.close()
    world.person.leave()


class TestX11Idle(IdleContract):
    @pytest.fixture
    def world(self, screen: subprocess.Popen[bytes], session: Session, loop: SelectorLoop) -> Iterator[World]:
        # The server counts from its own start: let it be idle a little, as a session is when the program starts.
        time.sleep(0.05)
        world = XWorld(loop, session.env["DISPLAY"])
        yield world
        world.source.close()
        world.person.leave()


# ------------------------------------------------------------------------------------------- what X does oddly


def test_typing_is_input_too(world: XWorld) -> None:
    world.source.arm(SHORT)
    world.person.type()
    world.wait_for(lambda: world.events)
    assert world.events == [Active()]


def test_input_expected_in_the_same_millisecond_as_the_last_is_not_missed(world: XWorld) -> None:
    for count in range(1, 201):
        world.input()
        world.source.expect_input()  # the counter may stand at zero now
        world.wait(0.003)
        world.input()
        world.wait_for(lambda count=count: len(world.events) >= count)  # type: ignore[misc]


def test_a_storm_of_input_while_thresholds_change_ends_in_the_right_state(world: XWorld) -> None:
    stop = threading.Event()

    def storm() -> None:
        other = Person(os.environ["DISPLAY"])
        while not stop.is_set():
            other.move()
            time.sleep(0.001)
        other.leave()

    thread = threading.Thread(target=storm)
    thread.start()
    for number in range(100):
        world.source.arm(Seconds(1.0 + number % 3))
        world.source.idle_time()
        if number % 5 == 0:
            world.source.expect_input()
        world.wait(0.005)
    world.source.arm(SHORT)
    stop.set()
    thread.join()
    stopped = world.now()
    world.wait_for(lambda: isinstance(world.events[-1], Idle))
    assert world.now() == pytest.approx(stopped + SHORT, abs=0.3)
    world.input()
    world.wait_for(lambda: world.events[-1] == Active())


def test_a_process_that_stood_still_catches_up(world: XWorld) -> None:
    world.source.arm(SHORT)
    world.input()
    stopped = world.now()
    time.sleep(SHORT + 0.2)  # the loop does not run: the alarm goes off unheard
    world.input()
    world.wait_for(lambda: world.events[-2:] and world.events[-1] == Active() and len(world.events) >= 3)
    first, idle, last = world.events
    assert (first, last) == (Active(), Active())
    assert isinstance(idle, Idle)
    assert idle.since == pytest.approx(stopped, abs=0.4)


def test_a_threshold_of_years_is_no_error(world: XWorld) -> None:
    world.source.arm(Seconds(1e9))
    world.input()
    world.wait_for(lambda: world.events)
    world.wait(A_MOMENT)
    assert world.events == [Active()]


def test_ten_thousand_changes_leave_nothing_behind_in_the_server(world: XWorld, session: Session) -> None:
    for number in range(10_000):
        world.source.arm(Seconds(100.0 + number % 7))
    world.wait(A_MOMENT)
    assert len(world.x11._counter._alarms) == 2
    assert not world.x11._counter.has_events
    assert world.source.idle_time() is not None


# --------------------------------------------------------------------------------------------- the server goes


def test_a_killed_server_is_told_of_once_and_closes_the_source(
    world: XWorld, screen: subprocess.Popen[bytes], session: Session
) -> None:
    world.source.arm(SHORT)
    session.end(screen, signal.SIGKILL)
    world.wait_for(lambda: world.lost)
    assert len(world.lost) == 1
    assert "X server" in world.lost[0]
    world.source.arm(SHORT)
    world.source.expect_input()
    assert world.source.idle_time() is None
    world.wait(A_MOMENT)
    assert len(world.lost) == 1
    assert world.events == []


def test_a_server_that_is_found_gone_while_it_is_asked_is_told_of_once(
    world: XWorld, screen: subprocess.Popen[bytes], session: Session
) -> None:
    session.end(screen, signal.SIGKILL)
    assert world.source.idle_time() is None
    assert world.lost == []  # not in the middle of the caller's work
    world.wait_for(lambda: world.lost)
    world.wait(A_MOMENT)
    assert len(world.lost) == 1


def test_a_server_that_is_stuck_does_not_stop_the_program(world: XWorld, screen: subprocess.Popen[bytes]) -> None:
    os.kill(screen.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        world.source.arm(SHORT)
        assert world.source.idle_time() is None
        assert time.monotonic() - begun < 3.0
        with pytest.raises(AdapterUnavailable, match=r"does not answer|cannot be opened"):
            X11IdleSource(world.loop, CLOCK, world.events.append, {"DISPLAY": os.environ["DISPLAY"]}, print)
        assert time.monotonic() - begun < 5.0
    finally:
        os.kill(screen.pid, signal.SIGCONT)
    world.wait_for(lambda: world.events)
    assert world.source.idle_time() is not None
    assert world.lost == []


# --------------------------------------------------------------------------------------------------- choosing


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, "DISPLAY is not set"),
        ({"DISPLAY": ""}, "DISPLAY is not set"),
        ({"DISPLAY": ":4711"}, ":4711"),
        ({"DISPLAY": ":99999999"}, ":99999999"),
        ({"DISPLAY": "what is this"}, "what is this"),
        ({"DISPLAY": "unix/:4711"}, "4711"),
    ],
)
def test_where_x_cannot_tell_nothing_does_and_the_reason_is_said(
    loop: SelectorLoop, environ: dict[str, str], reason: str
) -> None:
    source, reasons = choose_idle(loop, CLOCK, lambda event: None, environ, print)
    assert isinstance(source, NullIdleSource)
    assert len(reasons) == 1
    assert reason in reasons[0]
    source.arm(SHORT)
    source.expect_input()
    assert source.idle_time() is None
    source.close()


def test_an_x_session_is_watched_through_x(world: XWorld, session: Session) -> None:
    environ = {"DISPLAY": session.env["DISPLAY"], "XDG_SESSION_TYPE": "x11"}
    source, reasons = choose_idle(world.loop, CLOCK, world.events.append, environ, print)
    assert (source.name, reasons) == ("x11", [])
    source.close()


@pytest.mark.parametrize("sign", [{"XDG_SESSION_TYPE": "wayland"}, {"WAYLAND_DISPLAY": "wayland-0"}])
def test_a_wayland_session_is_refused_though_its_x_server_would_answer(
    world: XWorld, session: Session, sign: dict[str, str]
) -> None:
    with pytest.raises(AdapterUnavailable, match="Wayland"):
        X11IdleSource(world.loop, CLOCK, world.events.append, {"DISPLAY": session.env["DISPLAY"], **sign}, print)


def test_a_server_that_hangs_up_is_no_server(tmp_path: Path, loop: SelectorLoop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        if port < 6000:
            pytest.skip("no port above 6000 to be had")

        def hang_up() -> None:
            near, _ = server.accept()
            near.recv(1)
            near.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        source, reasons = choose_idle(loop, CLOCK, lambda event: None, {"DISPLAY": f"127.0.0.1:{port - 6000}"}, print)
        thread.join()
    assert source.name == "none"
    assert len(reasons) == 1


# ------------------------------------------------------------------------------------------------- the cost

WATCH = """
import os, sys
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.loop import SelectorLoop
clock = SystemClock()
loop = SelectorLoop(clock)
source, reasons = choose_idle(loop, clock, lambda event: print(event, flush=True), os.environ, print)
source.arm(Seconds(float(sys.argv[1])))
print(source.name, flush=True)
loop.run(lambda: None)
"""


def switches(process: subprocess.Popen[str]) -> int:
    """Return how often `process` went to sleep, and so how often it was woken."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])


@pytest.fixture
def watch(session: Session, screen: subprocess.Popen[bytes]) -> Iterator[Callable[[float], subprocess.Popen[str]]]:
    """Return a call that starts a process with an idle source and a threshold in seconds."""
    processes = []

    def start(threshold: float) -> subprocess.Popen[str]:
        argv = [sys.executable, "-c", WATCH, str(threshold)]
        environ = session.env | {"PYTHONPATH": str(ROOT)}
        processes.append(subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def person(screen: subprocess.Popen[bytes], session: Session) -> Iterator[Person]:
    person = Person(session.env["DISPLAY"])
    yield person
    person.leave()


@pytest.mark.only_on("linux")
def test_a_person_at_work_wakes_nobody(person: Person, watch: Callable[[float], subprocess.Popen[str]]) -> None:
    process = watch(60.0)
    assert line_of(process) == "x11"
    person.move()
    person.type()  # the server tells every client once that this keyboard is used now
    assert line_of(process) == "Active()"
    wait_until(lambda: _is_asleep(process))
    before = switches(process)
    for _ in range(16):
        person.move()
        person.type()
        time.sleep(0.25)
    assert switches(process) - before == 0


@pytest.mark.only_on("linux")
def test_a_person_who_is_away_wakes_nobody(person: Person, watch: Callable[[float], subprocess.Popen[str]]) -> None:
    process = watch(1.0)
    assert line_of(process) == "x11"
    person.move()
    while not line_of(process).startswith("Idle"):
        pass
    wait_until(lambda: _is_asleep(process))
    before = switches(process)
    time.sleep(3.0)
    assert switches(process) - before == 0


def _is_asleep(process: subprocess.Popen[str]) -> bool:
    before = switches(process)
    time.sleep(0.1)
    return switches(process) == before
