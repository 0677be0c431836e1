"""Notification servers and panels that are killed and started again ten times: nothing is lost, nothing doubled."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import MenuEntry, Notification, TrayState, Urgency
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify import choose_notifier
from numbfeet_tray.shell.tray.sni import SniTray
from tests.e2e.screen import Screen
from tests.fakes.notifier import RecordingListener
from tests.fakes.tray import ScriptedPanel
from tests.integration.desktop import Session, run_until, start_dunst, start_openbox
from tests.integration.xfce4_notifyd import WINDOW, start_xfce4_notifyd

TIMES = 10
STAYING = Notification(
    "Time to move your feet",
    "Seated 41 min.",
    (("default", "Start"), ("snooze-300", "Snooze 5 min"), ("skip", "Skip")),
    Urgency.NORMAL,
    Seconds(0.0),
)
YELLOW = (0xFF, 0xD4, 0x3B)
"""The ring of the program's icon."""


class Scene:
    """A notifier on a display of its own."""

    def __init__(self, loop: SelectorLoop) -> None:
        self.loop = loop
        self.bus = Bus.open("session", loop)
        self.listener = RecordingListener()
        self.notifier, _ = choose_notifier(self.bus, loop, self.listener, "desktop", None)

    def close(self) -> None:
        self.notifier.close()
        self.bus.close()


@pytest.fixture
def scene(desktop: Session, loop: SelectorLoop) -> Iterator[Scene]:
    start_openbox(desktop)
    scene = Scene(loop)
    yield scene
    scene.close()


def test_a_staying_prompt_outlives_ten_deaths_of_dunst(desktop: Session, scene: Scene) -> None:
    dunst = start_dunst(desktop)
    scene.notifier.show("prompt", STAYING)
    run_until(scene.loop, lambda: dunst.count() == 1)
    for _ in range(TIMES):
        dunst.restart()
        run_until(scene.loop, lambda: dunst.count() == 1, what="the prompt in the new server")
    assert scene.listener.heard == []
    dunst.action()
    run_until(scene.loop, lambda: scene.listener.heard)
    assert scene.listener.heard == [("action", "prompt", "default")]
    scene.notifier.withdraw("prompt")
    run_until(scene.loop, lambda: dunst.count() == 0)


def test_xfce4_notifyd_shows_our_icon_and_its_buttons_work_also_after_it_died(desktop: Session, scene: Scene) -> None:
    server = start_xfce4_notifyd(desktop)
    screen = Screen(desktop.env["DISPLAY"])

    def shows_it() -> bool:
        box = screen.window(WINDOW)
        return box is not None and len(screen.spots(YELLOW, box)) > 100

    scene.notifier.show("prompt", STAYING)
    run_until(scene.loop, shows_it, 20.0, "the notification with our icon")
    desktop.end(server, signal.SIGKILL)
    start_xfce4_notifyd(desktop)
    run_until(scene.loop, shows_it, 20.0, "the notification in the new server")
    screen.keep("xfce4-notifyd")
    box = screen.window(WINDOW)
    assert box is not None
    # The buttons stand in a row along the bottom; the last one is Skip.
    screen.click((box[2] - (box[2] - box[0]) // 6, box[3] - 22))
    run_until(scene.loop, lambda: scene.listener.heard, what="the button's action")
    assert scene.listener.heard == [("action", "prompt", "skip")]
    run_until(scene.loop, lambda: screen.window(WINDOW) is None, what="the notification's going")
    screen.close()


def test_ten_panels_one_after_the_other_have_the_icon_within_a_second_each(
    session: Session, loop: SelectorLoop
) -> None:
    bus = Bus.open("session", loop)
    heard: list[bool] = []
    tray = SniTray(bus, loop, lambda: [MenuEntry("Quit", "quit")], lambda _: None, heard.append)
    tray.update(TrayState.SEATED, "seated 41 min", attention=False)
    for _ in range(TIMES):
        panel = ScriptedPanel(loop)
        panel.appear()
        began = time.monotonic()
        run_until(loop, lambda: tray.is_visible, what="the icon")
        assert time.monotonic() - began < 1.0
        panel.bus.close()
        run_until(loop, lambda: not tray.is_visible, what="the panel's end")
    assert heard == [True, False] * TIMES or heard == [False, *[True, False] * TIMES]
    tray.close()
    bus.close()
