"""Which notifier is chosen, and what is said about the others."""

from __future__ import annotations

import io
import sys

import pytest

from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify import choose_notifier
from tests.fakes.notifier import RecordingListener
from tests.integration.desktop import Session, start_bus

NO_BUS = "desktop: there is no session bus"
NO_TERMINAL = "terminal: there is no terminal to write to"
NO_PLYER = "plyer: plyer cannot be imported: import of plyer halted; None in sys.modules"


@pytest.mark.parametrize(
    ("platform", "wanted", "has_terminal", "name", "reasons"),
    [
        ("linux", "auto", True, "terminal", [NO_BUS]),
        ("linux", "auto", False, "none", [NO_BUS, NO_TERMINAL]),
        ("linux", "desktop", True, "terminal", [NO_BUS]),
        ("linux", "terminal", True, "terminal", []),
        ("linux", "terminal", False, "none", [NO_TERMINAL, NO_BUS]),
        ("linux", "plyer", True, "plyer", []),
        ("win32", "auto", True, "plyer", []),
        ("darwin", "desktop", False, "plyer", [NO_BUS]),
        ("linux", "nonsense", True, "terminal", [NO_BUS]),
    ],
)
def test_without_a_bus_the_next_best_is_taken(
    monkeypatch: pytest.MonkeyPatch, platform: str, wanted: str, has_terminal: bool, name: str, reasons: list[str]
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    loop = SelectorLoop(SystemClock())
    stream = io.StringIO() if has_terminal else None
    notifier, why = choose_notifier(None, loop, RecordingListener(), wanted, stream)
    assert (notifier.name, why) == (name, reasons)
    loop.close()


def test_a_wanted_plyer_that_is_missing_is_replaced_by_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "plyer", None)
    loop = SelectorLoop(SystemClock())
    notifier, why = choose_notifier(None, loop, RecordingListener(), "plyer", io.StringIO())
    assert (notifier.name, why) == ("terminal", [NO_PLYER, NO_BUS])
    loop.close()


def test_with_a_bus_it_is_the_desktop_s_until_the_bus_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = SelectorLoop(SystemClock())
    with Session(monkeypatch) as session:
        start_bus(session)
        bus = Bus.open("session", loop)
        notifier, why = choose_notifier(bus, loop, RecordingListener(), "auto", io.StringIO())
        assert (notifier.name, why) == ("desktop", [])
        notifier.close()
        bus.close()
        notifier, why = choose_notifier(bus, loop, RecordingListener(), "auto", io.StringIO())
        assert notifier.name == "terminal"
        assert why == ["desktop: desktop notifications need the session bus, which is lost"]
    loop.close()
