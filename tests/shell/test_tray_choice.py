"""Which tray is taken, what importing pystray brings along, and the trays that cannot be seen here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from numbfeet_tray.ports import MenuEntry, Tray, TrayState
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.tray import choose_tray, native
from numbfeet_tray.shell.tray.null import NullTray
from numbfeet_tray.shell.tray.sni import SniTray
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop
from tests.fakes.tray import RecordingTray
from tests.integration.desktop import Session, start_bus

IMPORTS = """
import json, os, sys, threading
import numbfeet_tray.shell.tray.{module}
print(json.dumps([sorted(sys.modules), dict(os.environ), threading.active_count()]))
"""


@pytest.fixture
def loop() -> FakeLoop:
    return FakeLoop(ManualClock())


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    loop = SelectorLoop(SystemClock())
    with Session(monkeypatch) as session:
        start_bus(session)
        bus = Bus.open("session", loop)
        yield bus
        bus.close()
    loop.close()


def nothing() -> list[MenuEntry]:
    return []


def ignore(_: str) -> None:
    pass


def imported_by(module: str, **environment: str) -> tuple[set[str], dict[str, str], int]:
    """Import a module of the tray in a process of its own: what is loaded, the environment, the threads."""
    env = {key: value for key, value in os.environ.items() if key != "PYSTRAY_BACKEND"} | environment
    code = IMPORTS.format(module=module)
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    modules, after, threads = json.loads(done.stdout)
    return set(modules), after, threads


@pytest.mark.parametrize("wanted", ["auto", "sni"])
def test_a_session_bus_is_all_that_the_icon_needs(bus: Bus, loop: FakeLoop, wanted: str) -> None:
    tray, reasons = choose_tray(bus, loop, nothing, ignore, wanted)
    assert isinstance(tray, SniTray)
    assert reasons == []
    tray.close()


def test_without_a_bus_there_is_no_icon_and_a_reason(loop: FakeLoop) -> None:
    tray, reasons = choose_tray(None, loop, nothing, ignore)
    assert isinstance(tray, NullTray)
    assert reasons == ["The tray icon needs the session bus, and there is none."]


def test_who_wants_no_icon_gets_none_and_no_reason(bus: Bus, loop: FakeLoop) -> None:
    tray, reasons = choose_tray(bus, loop, nothing, ignore, "none")
    assert isinstance(tray, NullTray)
    assert reasons == []


def test_the_native_icon_is_refused_here(bus: Bus, loop: FakeLoop) -> None:
    tray, reasons = choose_tray(bus, loop, nothing, ignore, "native")
    assert isinstance(tray, NullTray)
    assert reasons == ["The native tray icon exists on Windows and macOS only."]


@pytest.mark.parametrize(("platform", "expected"), [("win32", "native"), ("darwin", "native"), ("linux", "sni")])
def test_the_system_says_what_auto_means(
    loop: FakeLoop, monkeypatch: pytest.MonkeyPatch, platform: str, expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    _, reasons = choose_tray(None, loop, nothing, ignore)
    assert ("Windows and macOS" in reasons[0]) == (expected == "native")


def test_the_tray_that_is_none_takes_everything_and_shows_nothing() -> None:
    tray: Tray = NullTray()
    tray.update(TrayState.DUE, "", attention=True, progress=1.0)
    tray.close()
    assert (tray.name, tray.is_visible) == ("none", False)


def test_importing_the_icon_loads_no_toolkit_no_imaging_and_starts_no_thread() -> None:
    modules, _, threads = imported_by("icon", DISPLAY=":99")
    assert "pystray" in modules
    unwanted = {"PIL", "gi", "Xlib", "tkinter", "asyncio", "ctypes", "subprocess", "multiprocessing"}
    assert not {name.split(".")[0] for name in modules} & unwanted
    assert threads == 1


@pytest.mark.parametrize("before", [{}, {"PYSTRAY_BACKEND": "gtk"}])
def test_importing_pystray_leaves_the_environment_as_it_was(before: dict[str, str]) -> None:
    modules, after, _ = imported_by("toolkit", **before)
    assert "pystray._dummy" in modules
    assert {key: value for key, value in after.items() if key == "PYSTRAY_BACKEND"} == before


def test_choosing_imports_nothing_of_pystray_before_it_is_needed() -> None:
    modules, _, _ = imported_by("null")
    assert not [name for name in modules if name.split(".")[0] in ("pystray", "jeepney", "six")]


class StandInIcon:
    """What `NativeTray` uses of `pystray.Icon`, with the main loop played by the test."""

    def __init__(self, name: str, icon: Image.Image, title: str, menu: Any) -> None:
        self.name, self.icon, self.title, self.menu = name, icon, title, menu
        self.visible = False
        self.is_stopped = False

    def run(self, setup: Callable[[Any], None]) -> None:
        setup(self)

    def stop(self) -> None:
        self.is_stopped = True


class NativeScene:
    """A `NativeTray` on a stand-in for pystray's back end."""

    def __init__(self, loop: FakeLoop) -> None:
        self.loop = loop
        self.choices: list[str] = []
        self.entries = [MenuEntry("Start", "start", default=True), MenuEntry(), MenuEntry("Quit", "quit")]
        self.tray = native.NativeTray(loop, lambda: self.entries, self.choices.append)
        self.icon: StandInIcon = self.tray._icon


@pytest.fixture
def scene(loop: FakeLoop, monkeypatch: pytest.MonkeyPatch) -> NativeScene:
    from numbfeet_tray.shell.tray.toolkit import Menu

    monkeypatch.setattr(native, "_IS_NATIVE", True)
    stand_in = types.ModuleType("pystray")
    stand_in.__dict__.update(Icon=StandInIcon, Menu=Menu)
    monkeypatch.setitem(sys.modules, "pystray", stand_in)
    return NativeScene(loop)


def test_the_native_icon_is_seen_once_the_main_thread_serves_it(scene: NativeScene) -> None:
    assert not scene.tray.is_visible
    scene.tray.run_in_main_thread()
    assert scene.icon.visible
    scene.loop.settle()
    assert scene.tray.is_visible
    scene.tray.close()
    assert scene.icon.is_stopped
    assert not scene.tray.is_visible


def test_the_native_icon_shows_the_state_and_changes_only_with_it(scene: NativeScene) -> None:
    scene.tray.update(TrayState.SEATED, "x" * 500, attention=False, progress=0.3)
    first = scene.icon.icon
    assert first.size == (64, 64)
    assert len(scene.icon.title) == 127
    scene.tray.update(TrayState.SEATED, "seated", attention=False, progress=0.4)
    assert scene.icon.icon is first
    scene.tray.update(TrayState.DUE, "due", attention=True)
    assert scene.icon.icon is not first


def test_the_native_menu_is_replaced_only_when_it_says_something_else(scene: NativeScene) -> None:
    scene.tray.update(TrayState.SEATED, "", attention=False)
    first = scene.icon.menu
    assert [item.text for item in first if item is not first.SEPARATOR] == ["Start", "Quit"]
    scene.tray.update(TrayState.SEATED, "", attention=False)
    assert scene.icon.menu is first
    scene.entries[0] = MenuEntry("Stop", "stop", default=True)
    scene.tray.update(TrayState.SEATED, "", attention=False)
    assert next(iter(scene.icon.menu)).text == "Stop"


def test_a_choice_in_the_native_menu_is_heard_on_the_loop(scene: NativeScene) -> None:
    scene.tray.update(TrayState.SEATED, "", attention=False)
    scene.icon.menu(scene.icon)
    assert scene.choices == []
    scene.loop.settle()
    assert scene.choices == ["start"]


def test_the_native_icon_names_the_package_that_is_missing(
    scene: NativeScene, loop: FakeLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    tray, reasons = choose_tray(None, loop, nothing, ignore, "native")
    assert isinstance(tray, NullTray)
    assert reasons == ["The tray icon needs a missing package: PIL.Image."]
    assert scene.tray.name == "native"


def test_the_recording_tray_chooses_only_what_is_offered() -> None:
    choices: list[str] = []
    entries = [
        MenuEntry("Snooze", children=(MenuEntry("5 minutes", "snooze-5"),)),
        MenuEntry("No", "no", enabled=False),
    ]
    tray = RecordingTray(lambda: entries, choices.append)
    tray.update(TrayState.DUE, "time to move", attention=True)
    tray.choose("snooze-5")
    assert choices == ["snooze-5"]
    for action in ("no", "elsewhere"):
        with pytest.raises(AssertionError, match="no line offers"):
            tray.choose(action)
    tray.close()
    assert not tray.is_visible
