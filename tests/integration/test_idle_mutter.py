"""The GNOME idle source on a real Mutter without a screen."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator

import pytest
from jeepney import DBusAddress, HeaderFields, Message, message_bus, new_signal

from numbfeet_tray.core.events import Active, Event, Idle
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import FAILED, Bus, DBusCallError
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.idle.mutter import MutterIdleSource
from numbfeet_tray.shell.loop import SelectorLoop
from tests.contract.idle_contract import A_MOMENT, SHORT, IdleContract, World
from tests.integration.compositors import MutterMouse, start_mutter, start_sway
from tests.integration.session import Session
from tests.integration.waiting import run_for, run_until

CLOCK = SystemClock()
_NAME = "org.gnome.Mutter.IdleMonitor"
_PATH = "/org/gnome/Mutter/IdleMonitor/Core"


class MutterWorld(World):
    """A person at a GNOME session."""

    can_be_asked = False

    def __init__(self, session: Session, loop: SelectorLoop) -> None:
        self.loop = loop
        self.events: list[Event] = []
        self.lost: list[str] = []
        self.mouse = MutterMouse(session)
        self.bus = Bus.open("session", loop)
        self.mutter = MutterIdleSource(self.bus, loop, CLOCK, self.events.append, self.lost.append)
        self.source = self.mutter
        self.wait(0.05)  # let the watches be set up: a person is slower

    def now(self) -> Instant:
        return CLOCK.boot()

    def input(self) -> None:
        self.mouse.move()

    def wait(self, seconds: float) -> None:
        run_for(self.loop, seconds)

    def wait_for(self, condition: Callable[[], object]) -> None:
        run_until(self.loop, condition, what="what was waited for")

    def close(self) -> None:
        self.source.close()
        self.bus.close()
        self.mouse.leave()


@pytest.fixture
def mutter(session: Session) -> subprocess.Popen[bytes]:
    return start_mutter(session)


class TestMutterIdle(IdleContract):
    @pytest.fixture
    def world(self, mutter: subprocess.Popen[bytes], session: Session, loop: SelectorLoop) -> Iterator[World]:
        world = MutterWorld(session, loop)
        yield world
        world.close()


# --------------------------------------------------------------------------------------- Mutter goes and comes


def test_a_restarted_mutter_gets_the_watches_anew(
    mutter: subprocess.Popen[bytes], session: Session, loop: SelectorLoop
) -> None:
    world = MutterWorld(session, loop)
    world.source.arm(SHORT)
    world.input()
    world.wait_for(lambda: len(world.events) == 2)
    world.mouse.leave()
    session.end(mutter)
    world.wait(A_MOMENT)
    assert world.source.idle_time() is None
    start_mutter(session)
    world.events.clear()
    world.mouse = MutterMouse(session)
    world.wait(A_MOMENT)
    world.input()
    world.wait_for(lambda: Active() in world.events)
    world.wait_for(lambda: isinstance(world.events[-1], Idle))
    assert world.lost == []
    world.close()


def test_a_lost_bus_is_told_of_once(session: Session, loop: SelectorLoop) -> None:
    scripted = ScriptedMonitor(loop)
    scene = Scene(loop, scripted)
    scene.source.arm(SHORT)
    scene.settle()
    scene.bus._wire._socket.shutdown(socket.SHUT_RDWR)
    run_until(loop, lambda: scene.lost)
    run_for(loop, A_MOMENT)
    assert len(scene.lost) == 1
    scene.source.arm(SHORT)
    scene.source.expect_input()
    assert scene.source.idle_time() is None
    assert scene.events == []
    scene.close()
    scripted.bus.close()


# ---------------------------------------------------------------------------------- a monitor that is scripted


class ScriptedMonitor:
    """An idle monitor whose watches go off when a test says so."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.bus = Bus.open("session", loop)
        self.idle_ms = 0
        self.watches: dict[int, int | None] = {}
        """Number → milliseconds; None for an active watch."""
        self.fails = False
        self._added = 0
        self._names: list[object] = []
        self.bus.export(_PATH, _NAME, self._answer, "")
        self.bus.call(message_bus.RequestName(_NAME), self._names.append)
        run_until(loop, lambda: self._names)

    def number(self, length: int | None) -> int:
        return next(number for number, each in self.watches.items() if each == length)

    def fire(self, number: int) -> None:
        self.bus.send(new_signal(DBusAddress(_PATH, interface=_NAME), "WatchFired", "u", (number,)))
        if self.watches.get(number, 0) is None:
            del self.watches[number]

    def _answer(self, call: Message) -> tuple[str, tuple[int, ...]]:
        member = call.header.fields[HeaderFields.member]
        if self.fails:
            raise DBusCallError(FAILED, "no")
        if member == "GetIdletime":
            return "t", (self.idle_ms,)
        if member == "RemoveWatch":
            del self.watches[call.body[0]]
            return "", ()
        self._added += 1
        self.watches[self._added] = call.body[0] if member == "AddIdleWatch" else None
        return "u", (self._added,)


class Scene:
    """The source over a scripted monitor."""

    def __init__(self, loop: SelectorLoop, monitor: ScriptedMonitor) -> None:
        self.loop = loop
        self.monitor = monitor
        self.events: list[Event] = []
        self.lost: list[str] = []
        self.bus = Bus.open("session", loop)
        # The monitor answers on this loop, so somebody else has to ask whether it is there.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("numbfeet_tray.shell.idle.mutter._has_owner", lambda _name: True)
            self.source = MutterIdleSource(self.bus, loop, CLOCK, self.events.append, self.lost.append)
        self.settle()

    def settle(self) -> None:
        run_for(self.loop, 0.05)

    def close(self) -> None:
        self.source.close()
        self.settle()
        self.bus.close()


@pytest.fixture
def scene(session: Session, loop: SelectorLoop) -> Iterator[Scene]:
    monitor = ScriptedMonitor(loop)
    scene = Scene(loop, monitor)
    yield scene
    scene.close()
    monitor.bus.close()


def test_while_the_person_works_one_watch_stands(scene: Scene) -> None:
    scene.source.arm(Seconds(60.0))
    scene.settle()
    assert sorted(scene.monitor.watches.values(), key=str) == [60_000, None]
    scene.monitor.fire(scene.monitor.number(None))
    scene.settle()
    assert scene.events == [Active()]
    assert list(scene.monitor.watches.values()) == [60_000]


def test_input_between_the_watch_and_the_reading_is_no_silence(scene: Scene) -> None:
    scene.source.arm(Seconds(60.0))
    scene.settle()
    scene.monitor.fire(scene.monitor.number(None))
    scene.monitor.idle_ms = 3
    scene.monitor.fire(scene.monitor.number(60_000))
    scene.settle()
    assert scene.events == [Active()]
    scene.monitor.idle_ms = 60_001
    scene.monitor.fire(scene.monitor.number(60_000))
    scene.settle()
    assert isinstance(scene.events[-1], Idle)
    assert scene.events[-1].since == pytest.approx(CLOCK.boot() - 60, abs=0.2)


def test_a_hundred_changes_of_mind_leave_two_watches(scene: Scene) -> None:
    for number in range(100):
        scene.source.arm(Seconds(3.0 if number % 2 else 60.0))
        scene.source.expect_input()
    run_until(scene.loop, lambda: len(scene.monitor.watches) == 2)
    scene.settle()
    assert sorted(scene.monitor.watches.values(), key=str) == [3000, None]


def test_a_closed_source_leaves_no_watch(scene: Scene) -> None:
    scene.source.arm(Seconds(60.0))
    scene.source.close()
    scene.source.close()
    run_until(scene.loop, lambda: not scene.monitor.watches)
    scene.settle()
    assert scene.monitor.watches == {}


def test_a_monitor_that_fails_claims_nothing(scene: Scene) -> None:
    scene.source.arm(Seconds(60.0))
    scene.settle()
    scene.monitor.fails = True
    scene.monitor.fire(scene.monitor.number(60_000))
    scene.source.arm(Seconds(3.0))
    scene.settle()
    assert scene.events == []
    assert scene.source.idle_time() is None


def test_other_signals_and_odd_ones_are_nothing(scene: Scene) -> None:
    scene.source.arm(Seconds(60.0))
    scene.settle()
    scene.monitor.fire(4711)
    scene.monitor.bus.send(new_signal(DBusAddress(_PATH, interface=_NAME), "WatchFired", "s", ("1",)))
    scene.settle()
    assert scene.events == []
    assert scene.lost == []


# --------------------------------------------------------------------------------------------------- choosing


def test_gnome_on_wayland_is_watched_through_mutter(
    mutter: subprocess.Popen[bytes], session: Session, loop: SelectorLoop
) -> None:
    bus = Bus.open("session", loop)
    for desktop in ("ubuntu:GNOME", "Something"):
        environ = session.env | {"XDG_CURRENT_DESKTOP": desktop}
        source, reasons = choose_idle(loop, CLOCK, lambda _event: None, environ, print, bus)
        assert source.name == "gnome"
        source.close()
    assert len(reasons) == 1
    assert "no protocol" in reasons[0]
    bus.close()


def test_a_desktop_that_only_says_to_be_gnome_is_watched_through_its_compositor(
    session: Session, loop: SelectorLoop
) -> None:
    start_sway(session)
    bus = Bus.open("session", loop)
    environ = session.env | {"XDG_CURRENT_DESKTOP": "GNOME"}
    source, reasons = choose_idle(loop, CLOCK, lambda _event: None, environ, print, bus)
    assert source.name == "kde-idle"
    assert len(reasons) == 1
    assert "GNOME" in reasons[0]
    source.close()
    bus.close()


def test_without_a_bus_there_is_no_idle_monitor(loop: SelectorLoop) -> None:
    with pytest.raises(AdapterUnavailable, match="session bus"):
        MutterIdleSource(None, loop, CLOCK, lambda _event: None, print)
