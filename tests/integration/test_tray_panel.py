"""The tray icon in a real panel: xfce4-panel under a window manager, seen as pixels and clicked with a pointer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

import numbfeet_tray
from numbfeet_tray.ports import MenuEntry, TrayState
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.tray import choose_tray
from numbfeet_tray.shell.tray.sni import SniTray
from tests.integration.desktop import (
    Session,
    require,
    run_for,
    run_until,
    start_openbox,
    start_xfce4_panel,
    wait_until,
)

TEAL, ORANGE = (0x12, 0x89, 0x7B), (0xD9, 0x48, 0x0F)
TRAY = (0, 0, 200, 32)
"""Left, top, right, bottom of the panel's tray on the screen."""

SLEEPER = """
import sys
from numbfeet_tray.ports import MenuEntry, TrayState
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.tray import choose_tray

loop = SelectorLoop(SystemClock())
tray, _ = choose_tray(Bus.open("session", loop), loop, lambda: [MenuEntry("Quit", "quit")], print,
                      on_host_changed=lambda there: print("host" if there else "none", flush=True))
tray.update(TrayState.SEATED, "seated 41 min", False, 0.5)
loop.run(lambda: None)
"""


class Screen:
    """The private display, as pixels and as a pointer."""

    def __init__(self, session: Session, loop: SelectorLoop) -> None:
        self._session = session
        self._loop = loop

    def shot(self) -> Image.Image:
        """Return what is on the screen."""
        done = subprocess.run(
            ["import", "-window", "root", "png:-"], env=self._session.env, capture_output=True, check=True, timeout=20
        )
        return Image.open(BytesIO(done.stdout)).convert("RGB")

    def shows(self, colour: tuple[int, int, int], box: tuple[int, int, int, int] = TRAY) -> bool:
        """Tell whether a good part of an icon has `colour`."""
        data = self.shot().crop(box).tobytes()
        return sum(data[at : at + 3] == bytes(colour) for at in range(0, len(data), 3)) > 20

    def centre_of(self, colour: tuple[int, int, int]) -> tuple[int, int]:
        """Return the middle of what has `colour` in the tray."""
        left, top, right, bottom = TRAY
        image = self.shot().crop(TRAY)
        found = [(x, y) for x in range(right - left) for y in range(bottom - top) if image.getpixel((x, y)) == colour]
        assert found
        return sum(x for x, _ in found) // len(found), sum(y for _, y in found) // len(found)

    def pointer(self, *words: str | int) -> None:
        """Move and click like a person; the loop runs meanwhile, because the panel asks the tray."""
        process = self._session.spawn("xdotool", *map(str, words))
        run_until(self._loop, lambda: process.poll() is not None, what="xdotool's end")
        assert process.returncode == 0

    def until(self, colour: tuple[int, int, int]) -> None:
        """Run the loop until the tray shows `colour`."""
        run_until(self._loop, lambda: self.shows(colour), 20.0, f"the icon in {colour}")


class Scene:
    """A tray in this process, and the panel beside it."""

    def __init__(self, session: Session, loop: SelectorLoop) -> None:
        self.session = session
        self.loop = loop
        self.screen = Screen(session, loop)
        self.bus = Bus.open("session", loop)
        self.minutes = 41
        self.opened = 0
        self.heard: list[bool] = []
        self.choices: list[str] = []
        self.tray, reasons = choose_tray(
            self.bus, loop, self.menu, self.choices.append, on_host_changed=self.heard.append
        )
        assert reasons == []

    def menu(self) -> list[MenuEntry]:
        self.opened += 1
        return [
            MenuEntry(f"seated {self.minutes} min", enabled=False),
            MenuEntry("Start a routine", "start", default=True),
            MenuEntry("Snooze", children=(MenuEntry("5 minutes", "snooze-5"), MenuEntry("10 minutes", "snooze-10"))),
            MenuEntry(),
            MenuEntry("Standing", "standing", checked=True),
            MenuEntry("my_own_routine", "own"),
            MenuEntry(),
            MenuEntry("Quit", "quit"),
        ]

    def show(self, state: TrayState = TrayState.SEATED, *, attention: bool = False) -> None:
        self.tray.update(state, "seated 41 min; next in 19 min", attention, 0.6)

    def open_menu(self) -> tuple[Image.Image, tuple[int, int, int, int]]:
        """Right-click the icon; return the screen with the menu and where the menu is."""
        # Until xfce4-panel has read the menu of an icon that it shows already, a right click opens the panel's own.
        assert isinstance(self.tray, SniTray)
        menu = self.tray._icon._menu_server
        assert menu is not None
        run_until(self.loop, lambda: menu._is_fetched, what="the panel's reading of the menu")
        run_for(self.loop, 0.3)
        before = self.screen.shot()
        x, y = self.screen.centre_of(TEAL)
        self.screen.pointer("mousemove", x, y, "click", 3)
        images = [before]

        def is_settled() -> bool:
            images.append(self.screen.shot())
            appeared = ImageChops.difference(before, images[-1]).crop((0, 40, 1280, 800)).getbbox()
            return appeared is not None and ImageChops.difference(images[-2], images[-1]).getbbox() is None

        run_until(self.loop, is_settled, what="the menu")
        box = ImageChops.difference(before, images[-1]).crop((0, 40, 1280, 800)).getbbox()
        assert box is not None
        return images[-1], (box[0], 33, box[2], box[3] + 40)


@pytest.fixture
def scene(desktop: Session, loop: SelectorLoop) -> Iterator[Scene]:
    require("import", "xdotool")
    start_openbox(desktop)
    scene = Scene(desktop, loop)
    yield scene
    scene.tray.close()
    scene.bus.close()


@pytest.fixture
def keep_shot(request: pytest.FixtureRequest) -> Callable[[Image.Image, str], None]:
    """Write a picture for people to look at when NUMBFEET_SHOTS names a folder."""

    def keep(image: Image.Image, name: str) -> None:
        if folder := os.environ.get("NUMBFEET_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            image.save(Path(folder) / f"{name}.png")

    return keep


def test_the_icon_appears_changes_with_the_state_and_goes(
    scene: Scene, keep_shot: Callable[[Image.Image, str], None]
) -> None:
    start_xfce4_panel(scene.session)
    assert not scene.screen.shows(TEAL)
    scene.show()
    run_until(scene.loop, lambda: scene.tray.is_visible)
    scene.screen.until(TEAL)
    keep_shot(scene.screen.shot().crop((0, 0, 300, 40)), "tray-seated")
    scene.show(TrayState.DUE, attention=True)
    scene.screen.until(ORANGE)
    keep_shot(scene.screen.shot().crop((0, 0, 300, 40)), "tray-due")
    scene.show()
    scene.screen.until(TEAL)
    assert not scene.screen.shows(ORANGE)
    scene.tray.close()
    run_until(scene.loop, lambda: not scene.screen.shows(TEAL), what="the icon's going")
    assert scene.heard == [True]


def test_a_left_click_is_the_default_entry(scene: Scene) -> None:
    start_xfce4_panel(scene.session)
    scene.show()
    scene.screen.until(TEAL)
    scene.screen.pointer("mousemove", *scene.screen.centre_of(TEAL), "click", 1)
    run_until(scene.loop, lambda: scene.choices == ["start"])


def test_a_right_click_opens_the_menu_and_a_click_in_it_reaches_the_program(
    scene: Scene, keep_shot: Callable[[Image.Image, str], None]
) -> None:
    start_xfce4_panel(scene.session)
    scene.show()
    scene.screen.until(TEAL)
    image, (left, _, right, bottom) = scene.open_menu()
    keep_shot(image.crop((0, 0, 420, 260)), "tray-menu")
    scene.screen.pointer("mousemove", (left + right) // 2, bottom - 14, "click", 1)
    run_until(scene.loop, lambda: scene.choices == ["quit"])


def test_an_entry_of_a_submenu_is_reached_by_the_keyboard(scene: Scene) -> None:
    start_xfce4_panel(scene.session)
    scene.show()
    scene.screen.until(TEAL)
    scene.open_menu()
    # The disabled first line is stepped over: Start, Snooze, into the submenu, its second line.
    for key in ("Down", "Down", "Right", "Down", "Return"):
        scene.screen.pointer("key", key)
        run_for(scene.loop, 0.2)
    run_until(scene.loop, lambda: scene.choices == ["snooze-10"])


def test_the_texts_are_those_of_the_moment_the_menu_opens(scene: Scene) -> None:
    start_xfce4_panel(scene.session)
    scene.show()
    scene.screen.until(TEAL)
    first, box = scene.open_menu()
    scene.screen.pointer("key", "Escape")
    run_for(scene.loop, 0.3)
    opened = scene.opened
    run_for(scene.loop, 0.5)
    assert scene.opened == opened
    again, _ = scene.open_menu()
    assert ImageChops.difference(first.crop(box), again.crop(box)).getbbox() is None
    scene.screen.pointer("key", "Escape")
    run_for(scene.loop, 0.3)
    scene.minutes = 58
    later, _ = scene.open_menu()
    assert scene.opened > opened
    changed = ImageChops.difference(first.crop(box), later.crop(box)).getbbox()
    assert changed is not None
    assert changed[3] < 30, "only the first line has another text"


def test_a_panel_that_comes_after_the_icon_shows_it(scene: Scene) -> None:
    scene.show()
    run_until(scene.loop, lambda: scene.heard == [False])
    start_xfce4_panel(scene.session)
    run_until(scene.loop, lambda: scene.heard == [False, True])
    scene.screen.until(TEAL)


def test_a_panel_that_is_killed_and_started_again_shows_the_icon_again(scene: Scene) -> None:
    panel = start_xfce4_panel(scene.session)
    scene.show()
    scene.screen.until(TEAL)
    scene.session.end(panel, signal.SIGKILL)
    run_until(scene.loop, lambda: scene.heard == [True, False])
    scene.show(TrayState.DUE)
    start_xfce4_panel(scene.session)
    scene.screen.until(ORANGE)
    assert scene.heard == [True, False, True]


def test_an_icon_at_rest_does_not_wake_the_processor(desktop: Session) -> None:
    start_openbox(desktop)
    start_xfce4_panel(desktop)
    desktop.set("PYTHONPATH", str(Path(numbfeet_tray.__file__).parents[1]))
    process = desktop.spawn(sys.executable, "-c", SLEEPER)
    log = next(desktop.logs.glob(f"*-{Path(sys.executable).name}.log"))
    wait_until(lambda: "host" in log.read_text(), what="the icon")

    def switches() -> int:
        status = Path(f"/proc/{process.pid}/status").read_text()
        return sum(int(line.split()[1]) for line in status.splitlines() if "ctxt_switches" in line)

    def is_quiet() -> bool:
        before = switches()
        time.sleep(1.0)
        return switches() == before

    wait_until(is_quiet, 20.0, "quiet after the start")
    before = switches()
    time.sleep(3.0)  # real time: what is measured is that nothing happens in it
    assert switches() == before
    assert len(list(Path(f"/proc/{process.pid}/task").iterdir())) == 1
