"""Locking and sleep, told by a scripted logind and by the one of python-dbusmock, over real buses."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jeepney import DBusAddress, message_bus

from numbfeet_tray.core.events import Event, Locked, SleepBegan, Unlocked, Woke
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.session import NullSession, choose_session
from numbfeet_tray.shell.session.lock import HINT_LIMIT
from numbfeet_tray.shell.session.logind import LogindSession
from tests.fakes.shifted_clock import ShiftedClock
from tests.integration.desktop import Session, refuse, run_until, start_bus, wait_until
from tests.integration.logind import NAME, ROOT, ScriptedLogind


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    with Session(monkeypatch) as session:
        start_bus(session, "system")
        yield session


@pytest.fixture
def logind(system: Session, loop: SelectorLoop) -> Iterator[ScriptedLogind]:
    logind = ScriptedLogind(loop)
    logind.add_session("c1")
    logind.own = "c1"
    yield logind
    logind.bus.close()


class Scene:
    """A `LogindSession` and what it posted."""

    def __init__(self, loop: SelectorLoop, session_id: str = "") -> None:
        self.loop = loop
        self.bus = Bus.open("system", loop)
        self.events: list[Event] = []
        self._answers: list[object] = []
        self.source = LogindSession(self.bus, loop, self.events.append, uid=os.getuid(), session_id=session_id)
        self.settle()

    def settle(self, logind: ScriptedLogind | None = None) -> None:
        """Let everything sent so far arrive; the search takes a few calls, one after the other."""
        for bus in [*([logind.bus] if logind else []), *[self.bus] * 8]:
            self._answers.clear()
            bus.call(message_bus.GetId(), self._answers.append)
            run_until(self.loop, lambda: self._answers)

    def expect(self, *events: Event) -> None:
        run_until(self.loop, lambda: len(self.events) >= len(events), what=f"{events}")
        self.settle()
        assert self.events == list(events)


@pytest.fixture
def watch(loop: SelectorLoop) -> Iterator[Callable[..., Scene]]:
    scenes: list[Scene] = []

    def watch(session_id: str = "") -> Scene:
        scenes.append(Scene(loop, session_id))
        return scenes[-1]

    yield watch
    for scene in scenes:
        scene.source.close()
        scene.bus.close()


Watch = Callable[..., Scene]


class TestLocking:
    def test_the_hint_alone_is_a_lock_and_an_unlock(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.hint("c1", locked=True)
        scene.expect(Locked())
        logind.hint("c1", locked=False)
        scene.expect(Locked(), Unlocked())

    def test_signal_and_hint_together_are_one_lock_and_one_unlock(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.ask("c1", "Lock")
        logind.ask("c1", "Lock")
        logind.hint("c1", locked=True)
        logind.hint("c1", locked=True)
        logind.ask("c1", "Unlock")
        logind.hint("c1", locked=False)
        logind.ask("c1", "Unlock")
        scene.expect(Locked(), Unlocked())

    def test_a_desktop_that_refuses_to_unlock_stays_locked(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.hint("c1", locked=True)
        logind.ask("c1", "Unlock")
        scene.settle(logind)
        scene.expect(Locked())

    def test_the_signals_alone_serve_a_desktop_without_hint(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.ask("c1", "Lock")
        scene.expect(Locked())
        logind.ask("c1", "Unlock")
        scene.expect(Locked(), Unlocked())

    def test_a_request_to_lock_that_no_hint_follows_ends_by_itself(
        self, logind: ScriptedLogind, watch: Watch, clock: ShiftedClock
    ) -> None:
        scene = watch()
        logind.ask("c1", "Lock")
        logind.hint("c1", locked=False)
        scene.settle(logind)
        scene.expect(Locked())
        clock.ahead += HINT_LIMIT + 0.1
        scene.expect(Locked(), Unlocked())

    def test_a_request_to_lock_that_the_hint_follows_lasts(
        self, logind: ScriptedLogind, watch: Watch, clock: ShiftedClock
    ) -> None:
        scene = watch()
        logind.ask("c1", "Lock")
        logind.hint("c1", locked=True)
        scene.settle(logind)
        clock.ahead += HINT_LIMIT + 0.1
        scene.settle()
        scene.expect(Locked())

    def test_a_screen_locked_before_we_came_is_told(self, logind: ScriptedLogind, watch: Watch) -> None:
        logind.add_session("c1", locked=True)
        watch().expect(Locked())

    def test_a_hint_announced_without_its_value_is_read(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.hint("c1", locked=True, invalidate=True)
        scene.expect(Locked())

    def test_other_sessions_and_other_properties_say_nothing(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.add_session("c2")
        logind.hint("c2", locked=True)
        logind.ask("c2", "Lock")
        properties = "org.freedesktop.DBus.Properties"
        bodies: list[tuple[object, ...]] = [
            (f"{NAME}.Session", {"IdleHint": ("b", True)}, ["Active"]),
            ("org.example.Other", {"LockedHint": ("b", True)}, []),
            (f"{NAME}.Session", {"LockedHint": ("s", "yes")}, []),
        ]
        for body in bodies:
            logind.emit("session/c1", properties, "PropertiesChanged", "sa{sv}as", body)
        logind.emit("session/c1", properties, "PropertiesChanged", "s", ("nonsense",))
        logind.emit("", f"{NAME}.Manager", "PrepareForSleep", "s", ("soon",))
        scene.settle(logind)
        assert not scene.events


class TestSleep:
    def test_sleep_and_waking_are_told_once_each(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        for begins in (False, True, True, False, False):
            logind.sleep(begins=begins)
        scene.expect(SleepBegan(), Woke())

    def test_sleep_is_heard_without_any_session(self, logind: ScriptedLogind, watch: Watch) -> None:
        logind.own = ""
        scene = watch()
        logind.sleep(begins=True)
        scene.expect(SleepBegan())
        assert "no session of ours" in scene.source.missing


class TestWhichSession:
    @pytest.mark.parametrize(
        ("own", "display", "session_id", "expected"),
        [
            ("x11", "", "", "x11"),
            ("x11", "wayland", "tty", "x11"),
            ("tty", "wayland", "", "wayland"),
            ("manager", "wayland", "", "wayland"),  # a service of the user's systemd >= 256
            ("greeter", "wayland", "", "wayland"),
            ("", "wayland", "tty", "wayland"),
            ("", "", "tty", "tty"),
            ("tty", "", "", "tty"),
            ("tty", "", "gone", "tty"),
            ("", "", "gone", ""),
            ("", "", "", ""),
        ],
    )
    def test_the_session_with_the_screen_is_found(
        self, logind: ScriptedLogind, watch: Watch, own: str, display: str, session_id: str, expected: str
    ) -> None:
        for kind in ("x11", "wayland", "tty"):
            logind.add_session(kind, kind)
        logind.add_session("manager", "unspecified", "manager")
        logind.add_session("greeter", "wayland", "greeter")
        logind.own, logind.display = own, display
        scene = watch(session_id)
        assert logind.asked[0] == "GetSessionByPID 0"
        for name in logind.sessions:
            logind.hint(name, locked=True)
            scene.settle(logind)
            assert scene.events == [Locked()] * (name == expected)
            scene.events.clear()
            logind.hint(name, locked=False)
            scene.settle(logind)
            scene.events.clear()

    def test_a_logind_that_does_not_know_the_user_is_asked_by_the_environment(
        self, logind: ScriptedLogind, watch: Watch
    ) -> None:
        logind.own, logind.knows_user = "", False
        scene = watch("c1")
        logind.ask("c1", "Lock")
        scene.expect(Locked())
        assert logind.asked == ["GetSessionByPID 0", f"GetUser {os.getuid()}", "GetSession c1"]


class TestComingAndGoing:
    def test_a_logind_that_restarts_is_asked_again(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.hint("c1", locked=True)
        scene.expect(Locked())
        logind.vanish()
        scene.settle(logind)
        logind.sessions["c1"]["LockedHint"] = ("b", False)
        scene.expect(Locked())
        logind.appear()
        scene.expect(Locked(), Unlocked())
        logind.ask("c1", "Lock")
        scene.expect(Locked(), Unlocked(), Locked())

    def test_a_session_that_replaced_ours_is_followed(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.vanish()
        scene.settle(logind)
        logind.add_session("c2")
        logind.own = "c2"
        logind.appear()
        scene.settle(logind)
        logind.ask("c1", "Lock")
        scene.settle(logind)
        assert not scene.events
        logind.hint("c2", locked=True)
        scene.expect(Locked())

    def test_a_logind_that_comes_later_is_heard(self, logind: ScriptedLogind, watch: Watch) -> None:
        logind.vanish()
        scene = watch()
        assert scene.source.missing
        logind.appear()
        scene.settle(logind)
        logind.ask("c1", "Lock")
        scene.expect(Locked())
        assert not scene.source.missing

    def test_with_the_bus_what_nobody_will_end_is_ended(
        self, loop: SelectorLoop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Session(monkeypatch) as session:
            daemon = start_bus(session, "system")
            logind = ScriptedLogind(loop)
            logind.add_session("c1", locked=True)
            logind.own = "c1"
            scene = Scene(loop)
            logind.sleep(begins=True)
            scene.expect(Locked(), SleepBegan())
            session.end(daemon)
            run_until(loop, lambda: len(scene.events) == 4)
            assert scene.events[2:] == [Unlocked(), Woke()]
            assert "bus is lost" in scene.source.missing
            scene.source.close()
            with pytest.raises(AdapterUnavailable, match="is lost"):
                LogindSession(scene.bus, loop, scene.events.append, uid=0)

    def test_after_closing_nothing_is_posted(self, logind: ScriptedLogind, watch: Watch) -> None:
        scene = watch()
        logind.ask("c1", "Lock")
        scene.expect(Locked())
        scene.source.close()
        scene.source.close()
        logind.ask("c1", "Unlock")
        logind.sleep(begins=True)
        scene.settle(logind)
        assert scene.events == [Locked()]

    def test_closing_during_the_search_ends_it(self, logind: ScriptedLogind, loop: SelectorLoop) -> None:
        bus, events = Bus.open("system", loop), list[Event]()
        logind.add_session("c1", locked=True)
        LogindSession(bus, loop, events.append, uid=0).close()
        scene = Scene(loop)
        scene.expect(Locked())
        assert not events
        for each in (bus, scene.bus):
            each.close()


class TestChoice:
    def test_without_a_bus_there_is_none_and_a_reason(self, loop: SelectorLoop) -> None:
        source, reasons = choose_session(None, loop, print)
        assert isinstance(source, NullSession)
        assert (source.name, reasons) == ("none", ["logind: there is no system bus"])
        source.close()

    def test_with_a_bus_it_is_logind(self, logind: ScriptedLogind, loop: SelectorLoop, system: Session) -> None:
        logind.own = ""
        system.set("XDG_SESSION_ID", "c1")
        bus, events = Bus.open("system", loop), list[Event]()
        source, reasons = choose_session(bus, loop, events.append)
        assert (source.name, reasons) == ("logind", [])
        run_until(loop, lambda: "GetSession c1" in logind.asked)
        source.close()
        bus.close()


class TestDbusmock:
    """The template of python-dbusmock, which others test against too; it runs in Debian's own Python."""

    SESSION = DBusAddress(f"{ROOT}/session/c1", NAME, f"{NAME}.Session")
    MOCK = DBusAddress(ROOT, NAME, "org.freedesktop.DBus.Mock")

    @pytest.fixture
    def mock(self, system: Session) -> subprocess.Popen[bytes]:
        python = "/usr/bin/python3"
        probe = [python, "-c", "import dbusmock"]
        if not Path(python).exists() or subprocess.run(probe, capture_output=True, check=False).returncode:
            refuse("needs dbusmock: apt-get install python3-dbusmock")
        process = system.spawn(python, "-m", "dbusmock", "--system", "--template", "logind")
        wait_until(lambda: system.has_name(NAME, "system"), what="dbusmock's start")
        system.call(self.MOCK, "AddSession", "ssusb", ("c1", "seat0", os.getuid(), "somebody", True), "system")
        return process

    def test_lock_unlock_and_sleep_arrive(self, mock: subprocess.Popen[bytes], system: Session, watch: Watch) -> None:
        scene = watch("c1")
        run_until(scene.loop, lambda: scene.source._path)
        scene.settle()
        system.call(self.SESSION, "Lock", kind="system")
        system.call(self.SESSION, "SetLockedHint", "b", (True,), "system")
        scene.expect(Locked())
        system.call(self.SESSION, "SetLockedHint", "b", (False,), "system")
        scene.expect(Locked(), Unlocked())
        for begins in (True, False):
            signal = (f"{NAME}.Manager", "PrepareForSleep", "b", [("b", begins)])
            system.call(self.MOCK, "EmitSignal", "sssav", signal, "system")
        scene.expect(Locked(), Unlocked(), SleepBegan(), Woke())

    def test_a_restarted_mock_is_found_again(
        self, mock: subprocess.Popen[bytes], system: Session, watch: Watch
    ) -> None:
        scene = watch("c1")
        system.end(mock)
        wait_until(lambda: not system.has_name(NAME, "system"))
        system.spawn("/usr/bin/python3", "-m", "dbusmock", "--system", "--template", "logind")
        wait_until(lambda: system.has_name(NAME, "system"))
        system.call(self.MOCK, "AddSession", "ssusb", ("c1", "seat0", os.getuid(), "somebody", True), "system")
        scene.settle()
        system.call(self.SESSION, "SetLockedHint", "b", (True,), "system")
        scene.expect(Locked())
