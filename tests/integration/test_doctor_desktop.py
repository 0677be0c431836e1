"""The doctor in a real session: panel, dunst, X server, and a logind of the test's own; and what hangs."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jeepney import HeaderFields, Message, message_bus

from numbfeet_tray.app.doctor import Finding, State, examine
from numbfeet_tray.app.doctor.try_notify import try_notification
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus, DBusCallError
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.paths import Paths
from tests.integration.desktop import (
    Dunst,
    Session,
    run_until,
    start_bus,
    start_display,
    start_dunst,
    start_xfce4_panel,
    wait_until,
)
from tests.integration.logind import ScriptedLogind


def found() -> dict[str, Finding]:
    return {finding.part: finding for finding in examine(Paths.of(os.environ), os.environ)}


@contextmanager
def in_a_thread(loop: SelectorLoop) -> Iterator[None]:
    """Run `loop` beside the test, which waits for answers from what is on it."""
    thread = threading.Thread(target=loop.run, args=(lambda: None,))
    thread.start()
    yield
    loop.call_soon(loop.stop)
    thread.join()


@pytest.fixture
def logind(session: Session) -> Iterator[ScriptedLogind]:
    """A logind with one session, which is locked."""
    start_bus(session, "system")
    loop = SelectorLoop(SystemClock())
    logind = ScriptedLogind(loop)
    logind.add_session("c1", locked=True)
    logind.own = "c1"
    with in_a_thread(loop):
        yield logind
    logind.bus.close()
    loop.close()


@contextmanager
def serving(name: str, path: str, interface: str, handler: Callable[[Message], tuple[str, Any]]) -> Iterator[None]:
    """Have `handler` answer for `name` on the session bus."""
    loop = SelectorLoop(SystemClock())
    bus = Bus.open("session", loop)
    bus.export(path, interface, handler, "")
    replies: list[object] = []
    bus.call(message_bus.RequestName(name), replies.append)
    run_until(loop, lambda: replies)
    with in_a_thread(loop):
        yield
    bus.close()
    loop.close()


@pytest.mark.usefixtures("logind")
def test_in_a_whole_desktop_everything_works(desktop: Session) -> None:
    start_dunst(desktop)
    start_xfce4_panel(desktop)
    parts = found()
    works = ("session", "tray", "notifier", "idle", "lock", "sleep")
    assert {part: parts[part].state for part in works} == dict.fromkeys(works, State.WORKS)
    assert parts["session"].says.startswith("X11, ")
    assert parts["tray"].says == "panel-1-systray shows tray icons."
    assert parts["notifier"].says.startswith("dunst ")
    assert parts["notifier"].says.endswith(" shows prompts with buttons.")
    assert parts["idle"].says.startswith("x11 works; the last input was ")
    assert parts["lock"].says == "logind tells of it; it is locked now."


@pytest.mark.usefixtures("logind")
def test_the_running_program_is_asked_what_it_chose(desktop: Session) -> None:
    start_dunst(desktop)
    desktop.set("PYTHONPATH", str(Path(__file__).parents[2]))
    program = desktop.spawn(sys.executable, "-P", "-m", "numbfeet_tray", "run")
    wait_until(lambda: found()["program"].state is State.WORKS, what="the program")
    parts = found()
    assert "it woke " in parts["program"].says
    chosen = {part: parts[part].chosen for part in ("tray", "notifier", "idle", "window")}
    assert chosen == {"tray": "sni", "notifier": "desktop", "idle": "x11", "window": "window"}
    assert "logind" in parts["lock"].chosen
    desktop.end(program)
    assert program.returncode == 0


def test_a_list_of_icons_that_no_panel_shows_is_told(session: Session) -> None:
    watcher = "org.kde.StatusNotifierWatcher"

    def no_host(_call: Message) -> tuple[str, Any]:
        return "v", (("b", False),)

    with serving(watcher, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties", no_host):
        finding = found()["tray"]
    assert finding.state is State.MISSING
    assert finding.says.endswith("keeps a list of tray icons, but no panel shows it.")


def test_a_notification_server_without_buttons_is_told(session: Session) -> None:
    name = "org.freedesktop.Notifications"

    def plain(call: Message) -> tuple[str, Any]:
        if call.header.fields[HeaderFields.member] == "GetCapabilities":
            return "as", (["body"],)
        raise DBusCallError("org.freedesktop.DBus.Error.Failed", "no idea who I am")

    with serving(name, "/org/freedesktop/Notifications", name, plain):
        finding = found()["notifier"]
    assert (finding.state, finding.says) == (State.LIMITED, "A notification server shows prompts, without buttons.")
    assert "tray menu or on the command line" in finding.hint


def test_the_session_is_the_one_that_the_environment_names(
    logind: ScriptedLogind, monkeypatch: pytest.MonkeyPatch
) -> None:
    logind.own = ""
    finding = found()["lock"]
    assert (finding.state, finding.says) == (State.LIMITED, "logind knows no session of yours.")
    assert finding.hint
    monkeypatch.setenv("XDG_SESSION_ID", "c1")
    assert found()["lock"].state is State.WORKS


@pytest.mark.parametrize(
    ("properties", "words"),
    [({}, "does not say when it did"), ({"Remote": ("b", True), "LockedHint": ("b", False)}, "remote session")],
)
def test_a_session_whose_lock_cannot_be_seen_is_told(
    properties: dict[str, Any], words: str, logind: ScriptedLogind
) -> None:
    logind.sessions["c1"] = properties
    finding = found()["lock"]
    assert finding.state is State.LIMITED
    assert words in finding.says


def test_without_panel_and_notification_server_it_says_what_to_install(
    desktop: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = found()
    assert (parts["tray"].state, parts["notifier"].state) == (State.MISSING, State.MISSING)
    assert "dunst" in parts["notifier"].hint
    for name, word in (("ubuntu:GNOME", "appindicator"), ("XFCE", "Status Tray"), ("i3", "Add a tray")):
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", name)
        assert word in found()["tray"].hint


def test_a_server_that_the_bus_can_start_is_not_started_for_asking(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.offer_service("org.freedesktop.Notifications", "/bin/false")
    start_bus(session)  # anew, so that it reads its services
    finding = found()["notifier"]
    assert (finding.state, finding.chosen) == (State.WORKS, "desktop")
    assert "the first prompt starts it" in finding.says
    assert not session.has_name("org.freedesktop.Notifications")


def test_a_notification_server_that_hangs_is_told_within_seconds(session: Session) -> None:
    dunst = _hung(session)
    begin = time.monotonic()
    finding = found()["notifier"]
    assert time.monotonic() - begin < 8.0
    assert (finding.state, finding.says) == (State.BROKEN, "The notification server does not answer.")
    assert dunst._process is not None
    os.killpg(dunst._process.pid, signal.SIGCONT)


def _hung(session: Session) -> Dunst:
    start_display(session)
    dunst = start_dunst(session)
    assert dunst._process is not None
    os.killpg(dunst._process.pid, signal.SIGSTOP)
    return dunst


def test_the_test_notification_is_shown_and_the_answer_comes_back(desktop: Session) -> None:
    dunst = start_dunst(desktop)

    def click() -> None:
        wait_until(lambda: dunst.count() == 1)
        dunst.action()

    person = threading.Thread(target=click)
    person.start()
    finding = try_notification("auto")
    person.join()
    assert (finding.state, finding.chosen) == (State.WORKS, "desktop")
    assert finding.says == "It was shown, and your answer came back."
    wait_until(lambda: dunst.count() == 0, what="the notification's end")
    assert dunst.history()[0]["summary"] == "Test of numbfeet"


def test_a_test_notification_that_nobody_answers_is_taken_away(desktop: Session) -> None:
    dunst = start_dunst(desktop)
    finding = try_notification("auto", Seconds(0.5))
    assert (finding.state, finding.says) == (State.LIMITED, "It was shown; no answer came within the time.")
    wait_until(lambda: dunst.count() == 0, what="the notification's end")


def test_one_that_cannot_be_shown_is_told(session: Session) -> None:
    finding = try_notification("desktop", Seconds(5.0))
    assert finding.state is State.BROKEN
    assert finding.says.startswith("It could not be shown: ")
