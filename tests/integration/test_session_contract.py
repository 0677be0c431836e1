"""The session contract on every source: logind, each desktop's screen saver, all together; and macOS' stand-in."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, HeaderFields, Message, message_bus, new_signal

from numbfeet_tray.core.events import Event, Locked, SleepBegan, Unlocked, Woke
from numbfeet_tray.ports import AdapterUnavailable, SessionSource
from numbfeet_tray.shell.dbus import FAILED, Bus, DBusCallError
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.session import NullSession, choose_session
from numbfeet_tray.shell.session.logind import LogindSession
from numbfeet_tray.shell.session.macos import MacSession
from numbfeet_tray.shell.session.screensaver import SAVERS, ScreenSaverSession
from numbfeet_tray.shell.session.windows import WindowsSession, meaning
from tests.contract.session_contract import SessionContract, World
from tests.integration.desktop import Session, run_until, start_bus
from tests.integration.logind import ScriptedLogind
from tests.integration.waiting import refuse, run_for, wait_until


class BusWorld:
    """A computer whose session is told of by buses; the tellers are scripted, on connections of their own."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.loop = loop
        self.source: SessionSource = NullSession()
        self.events: list[Event] = []
        self.buses: list[Bus] = []
        self._answers: list[object] = []

    def sleep(self, *, begins: bool) -> None:
        """Say nothing: nobody here knows."""

    def open(self, kind: Any) -> Bus:
        self.buses.append(Bus.open(kind, self.loop))
        return self.buses[-1]

    def settle(self) -> None:
        for bus in self.buses * 6:  # finding the session takes a few calls, one after the other
            if not bus.is_lost:
                self._answers.clear()
                bus.call(message_bus.GetId(), self._answers.append)
                run_until(self.loop, lambda: self._answers)

    def close(self) -> None:
        self.source.close()
        for bus in self.buses:
            bus.close()


class LogindWorld(BusWorld, World):
    """A desktop that keeps logind's hint."""

    sleeps = True

    def __init__(self, loop: SelectorLoop) -> None:
        super().__init__(loop)
        self.logind = ScriptedLogind(loop)
        self.buses.append(self.logind.bus)
        self.logind.add_session("c1")
        self.logind.own = "c1"
        self.settle()

    def listen(self) -> None:
        self.own = self.open("system")
        self.source = LogindSession(self.own, self.loop, self.events.append, uid=os.getuid())

    def lock(self) -> None:
        self.logind.hint("c1", locked=True)

    def unlock(self) -> None:
        self.logind.hint("c1", locked=False)

    def vanish(self) -> None:
        self.own._wire._socket.shutdown(socket.SHUT_RDWR)

    def sleep(self, *, begins: bool) -> None:
        self.logind.sleep(begins=begins)


class SwitchingWorld(LogindWorld):
    """A user who is switched away from, and back to."""

    def lock(self) -> None:
        self.logind.switch("c1", is_active=False)

    def unlock(self) -> None:
        self.logind.switch("c1", is_active=True)


class ScriptedSaver:
    """A screen saver under one of the names."""

    def __init__(self, bus: Bus, name: str, path: str) -> None:
        self.bus, self.name, self._path = bus, name, path
        self._interface = "org.freedesktop.ScreenSaver" if name == "org.kde.screensaver" else name
        self.is_active = self.fails = False
        self.asked = 0
        bus.export(path, self._interface, self._answer, "")
        bus.call(message_bus.RequestName(name), lambda _reply: None)

    def set(self, *, is_active: bool) -> None:
        self.is_active = is_active
        self.say("b", (is_active,))

    def say(self, signature: str, body: tuple[object, ...]) -> None:
        self.bus.send(new_signal(DBusAddress(self._path, interface=self._interface), "ActiveChanged", signature, body))

    def vanish(self) -> None:
        self.bus.call(message_bus.ReleaseName(self.name), lambda _reply: None)

    def _answer(self, call: Message) -> tuple[str, tuple[bool]]:
        assert call.header.fields[HeaderFields.member] == "GetActive"
        self.asked += 1
        if self.fails:
            raise DBusCallError(FAILED, "no")
        return "b", (self.is_active,)


class SaverWorld(BusWorld, World):
    """A desktop with a screen saver."""

    def __init__(self, loop: SelectorLoop, name: str, path: str) -> None:
        super().__init__(loop)
        self.saver = ScriptedSaver(self.open("session"), name, path)
        self.settle()

    def listen(self) -> None:
        self.own = self.open("session")
        self.source = ScreenSaverSession(self.own, self.events.append)

    def lock(self) -> None:
        self.saver.set(is_active=True)

    def unlock(self) -> None:
        self.saver.set(is_active=False)

    def vanish(self) -> None:
        self.saver.vanish()


class WholeWorld(LogindWorld):
    """A desktop that tells logind, and has a screen saver that tells it too."""

    def __init__(self, loop: SelectorLoop) -> None:
        super().__init__(loop)
        self.saver = ScriptedSaver(self.open("session"), *SAVERS[0])
        self.settle()

    def listen(self) -> None:
        self.own, session_bus = self.open("system"), self.open("session")
        self.source, reasons = choose_session(self.own, self.loop, self.events.append, session_bus)
        assert (self.source.name, reasons) == ("logind + screen saver", [])

    def lock(self) -> None:
        super().lock()
        self.saver.set(is_active=True)
        self.settle()  # a desktop takes longer to lock than buses to tell of it

    def unlock(self) -> None:
        super().unlock()
        self.saver.set(is_active=False)
        self.settle()

    def vanish(self) -> None:
        super().vanish()
        self.saver.vanish()


@pytest.fixture
def buses(session: Session) -> Session:
    start_bus(session, "system")
    return session


def ended(world: Any) -> Iterator[Any]:
    yield world
    world.close()


class TestLogind(SessionContract):
    @pytest.fixture
    def world(self, buses: Session, loop: SelectorLoop) -> Iterator[World]:
        yield from ended(LogindWorld(loop))


class TestSwitchedUsers(SessionContract):
    @pytest.fixture
    def world(self, buses: Session, loop: SelectorLoop) -> Iterator[World]:
        yield from ended(SwitchingWorld(loop))


class TestScreenSavers(SessionContract):
    @pytest.fixture(params=SAVERS, ids=[name for name, _path in SAVERS])
    def world(self, request: pytest.FixtureRequest, session: Session, loop: SelectorLoop) -> Iterator[World]:
        yield from ended(SaverWorld(loop, *request.param))


class TestAllTogether(SessionContract):
    @pytest.fixture
    def world(self, buses: Session, loop: SelectorLoop) -> Iterator[World]:
        yield from ended(WholeWorld(loop))


# ------------------------------------------------------------------------------------------- what they add up to


@pytest.fixture
def whole(buses: Session, loop: SelectorLoop) -> Iterator[WholeWorld]:
    world = WholeWorld(loop)
    world.listen()
    world.settle()
    yield world
    world.close()


def test_the_screen_stays_locked_until_all_say_otherwise(whole: WholeWorld) -> None:
    whole.logind.hint("c1", locked=True)
    whole.settle()
    whole.saver.set(is_active=True)
    whole.logind.switch("c1", is_active=False)
    whole.settle()
    whole.logind.hint("c1", locked=False)
    whole.saver.set(is_active=False)
    whole.settle()
    assert whole.events == [Locked()]
    whole.logind.switch("c1", is_active=True)
    whole.settle()
    assert whole.events == [Locked(), Unlocked()]


def test_a_screen_saver_that_crashes_holds_nothing_up(whole: WholeWorld) -> None:
    whole.saver.set(is_active=True)
    whole.settle()
    whole.saver.vanish()
    whole.settle()
    assert whole.events == [Locked(), Unlocked()]


def test_without_a_session_bus_logind_serves_alone(buses: Session, loop: SelectorLoop) -> None:
    bus = Bus.open("system", loop)
    source, reasons = choose_session(bus, loop, lambda _event: None)
    assert (source.name, reasons) == ("logind", [])
    source.close()
    bus.close()


def test_without_a_system_bus_the_screen_saver_serves_alone(session: Session, loop: SelectorLoop) -> None:
    bus = Bus.open("session", loop)
    source, reasons = choose_session(None, loop, lambda _event: None, bus)
    assert (source.name, reasons) == ("screen saver", ["logind: there is no system bus"])
    source.close()
    bus.close()


def test_a_session_bus_that_is_lost_cannot_be_listened_to(session: Session, loop: SelectorLoop) -> None:
    bus = Bus.open("session", loop)
    bus.close()
    with pytest.raises(AdapterUnavailable, match="session bus"):
        ScreenSaverSession(bus, lambda _event: None)
    run_for(loop, 0.01)


def test_gnomes_screen_saver_as_dbusmock_has_it(session: Session, loop: SelectorLoop) -> None:
    python = "/usr/bin/python3"
    if not Path(python).exists() or subprocess.run([python, "-c", "import dbusmock"], check=False).returncode:
        refuse("needs dbusmock: apt-get install python3-dbusmock")
    session.spawn(python, "-m", "dbusmock", "--session", "--template", "gnome_screensaver")
    name, path = SAVERS[0]
    wait_until(lambda: session.has_name(name), what="dbusmock's start")
    bus, events = Bus.open("session", loop), list[Event]()
    source = ScreenSaverSession(bus, events.append)
    run_for(loop, 0.05)
    for is_active in (True, False):
        session.call(DBusAddress(path, name, name), "SetActive", "b", (is_active,))
    run_until(loop, lambda: len(events) == 2)
    assert events == [Locked(), Unlocked()]
    source.close()
    bus.close()


# ----------------------------------------------------------------------------------------- odd screen savers


@pytest.fixture
def saver(session: Session, loop: SelectorLoop) -> Iterator[SaverWorld]:
    yield from ended(SaverWorld(loop, *SAVERS[0]))


def test_none_is_started_by_listening(session: Session, loop: SelectorLoop) -> None:
    world = BusWorld(loop)
    mark = session.root / "started"
    session.offer_service("org.gnome.ScreenSaver", "/usr/bin/touch", str(mark))
    bus = world.open("session")
    bus.call(message_bus.ListActivatableNames(), lambda _reply: None)
    world.source = ScreenSaverSession(bus, world.events.append)
    world.settle()
    run_for(loop, 0.3)
    assert not mark.exists()
    world.close()


def test_one_that_starts_later_is_heard(saver: SaverWorld) -> None:
    saver.saver.vanish()
    saver.settle()
    saver.listen()
    saver.settle()
    saver.saver.is_active = True
    saver.saver.bus.call(message_bus.RequestName(saver.saver.name), lambda _reply: None)
    saver.settle()
    assert saver.events == [Locked()]
    assert saver.saver.asked == 1


def test_one_that_cannot_answer_is_heard_when_it_speaks(saver: SaverWorld) -> None:
    saver.saver.fails = True
    saver.listen()
    saver.settle()
    saver.saver.say("s", ("true",))
    saver.settle()
    assert saver.events == []
    saver.lock()
    saver.settle()
    assert saver.events == [Locked()]


def test_a_lost_session_bus_ends_a_lock(saver: SaverWorld) -> None:
    saver.listen()
    saver.lock()
    saver.settle()
    saver.own._wire._socket.shutdown(socket.SHUT_RDWR)
    saver.settle()
    run_until(saver.loop, lambda: len(saver.events) == 2)
    assert saver.events == [Locked(), Unlocked()]


# ------------------------------------------------------------------------------------------- users and places


def test_a_remote_session_is_known_to_be_one(buses: Session, loop: SelectorLoop) -> None:
    world = LogindWorld(loop)
    world.logind.sessions["c1"]["Remote"] = ("b", True)
    world.listen()
    world.settle()
    assert isinstance(world.source, LogindSession)
    assert world.source.is_remote
    assert world.events == []
    world.close()


def test_switched_away_from_a_locked_screen_is_one_lock(buses: Session, loop: SelectorLoop) -> None:
    world = SwitchingWorld(loop)
    world.listen()
    world.settle()
    world.logind.hint("c1", locked=True)
    world.lock()
    world.unlock()
    world.settle()
    assert world.events == [Locked()]
    world.logind.hint("c1", locked=False)
    world.settle()
    assert world.events == [Locked(), Unlocked()]
    world.close()


# ---------------------------------------------------------------------------- other systems, by what stands in


@pytest.mark.parametrize(
    ("message", "what", "expected"),
    [
        (0x02B1, 7, Locked()),
        (0x02B1, 8, Unlocked()),
        (0x02B1, 2, Locked()),
        (0x02B1, 1, None),
        (0x0218, 4, SleepBegan()),
        (0x0218, 0x12, Woke()),
        (0x0218, 0xA, None),
        (0x0010, 7, None),
    ],
)
def test_what_windows_messages_mean(message: int, what: int, expected: Event | None) -> None:
    assert meaning(message, what) == expected


class FakeCore:
    """A CoreFoundation whose notifications a test posts."""

    def __init__(self) -> None:
        self.observers: dict[int, tuple[Any, bytes]] = {}
        self._stopped = threading.Event()
        for name in (
            *(
                "CFNotificationCenterGetDistributedCenter",
                "CFStringCreateWithCString",
                "CFNotificationCenterAddObserver",
            ),
            *("CFNotificationCenterRemoveEveryObserver", "CFRunLoopGetCurrent", "CFRunLoopRun", "CFRunLoopStop"),
        ):
            setattr(self, name, _Function(getattr(self, f"_{name}")))

    def post(self, name: bytes) -> None:
        for observer, (callback, each) in list(self.observers.items()):
            if each == name:
                callback(1, observer, None, None, None)

    def _CFNotificationCenterGetDistributedCenter(self) -> int:  # noqa: N802 - Apple's name
        return 1

    def _CFStringCreateWithCString(self, _allocator: None, text: bytes, _encoding: int) -> bytes:  # noqa: N802
        return text

    def _CFNotificationCenterAddObserver(self, *call: Any) -> None:  # noqa: N802
        _center, observer, callback, name, _object, _behaviour = call
        self.observers[observer] = (callback, name)

    def _CFNotificationCenterRemoveEveryObserver(self, _center: int, observer: int) -> None:  # noqa: N802
        del self.observers[observer]

    def _CFRunLoopGetCurrent(self) -> int:  # noqa: N802
        return 7

    def _CFRunLoopRun(self) -> None:  # noqa: N802
        self._stopped.wait(10.0)

    def _CFRunLoopStop(self, run_loop: int) -> None:  # noqa: N802
        assert run_loop == 7
        self._stopped.set()


class _Function:
    """A function of a C library, which takes the types of its arguments."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self.restype: Any = None
        self.argtypes: Any = None

    def __call__(self, *arguments: Any) -> Any:
        return self._call(*arguments)


def test_macos_notifications_reach_the_loop_and_end_with_the_source(loop: SelectorLoop) -> None:
    core, events = FakeCore(), list[Event]()
    source: SessionSource = MacSession(loop, events.append, lambda _path: core)
    core.post(b"com.apple.screenIsLocked")
    core.post(b"com.apple.screenIsUnlocked")
    run_until(loop, lambda: len(events) == 2)
    assert events == [Locked(), Unlocked()]
    core.post(b"com.apple.screenIsLocked")
    source.close()
    run_for(loop, 0.05)
    assert len(events) == 2
    assert core.observers == {}


@pytest.mark.only_on("linux")
def test_windows_and_macos_are_not_here(loop: SelectorLoop) -> None:
    with pytest.raises(AdapterUnavailable, match="Windows"):
        WindowsSession(loop, lambda _event: None)
    with pytest.raises(AdapterUnavailable, match="macOS"):
        MacSession(loop, lambda _event: None)
