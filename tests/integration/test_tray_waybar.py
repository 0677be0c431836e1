"""The program in a wlroots bar: waybar under a headless sway, seen by grim and clicked by sway's own cursor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress
from PIL import Image, ImageChops

import numbfeet_tray
from tests.e2e.screen import Box, lines_of_text
from tests.integration.compositors import WaylandMouse, start_sway
from tests.integration.desktop import Session, require, wait_until

BAR = {
    "layer": "top",
    "height": 32,
    "modules-left": ["tray"],
    "tray": {"icon-size": 24, "show-passive-items": True},
}
WATCHER = "org.kde.StatusNotifierWatcher"
ICON = (12, 16)
"""Where the only icon of the bar is."""
CONFIG = """
[[reminder]]
name = "feet"
clock = "feet"
every = "5s"
offer = "desk-minute"

[prompt]
polite_idle = "0s"

[notification]
backend = "terminal"

[guide]
view = "none"
"""


class Scene:
    """Sway, waybar, and the program."""

    def __init__(self, session: Session) -> None:
        require("sway", "waybar", "grim", "swaymsg")
        self.session = session
        start_sway(session)
        folder = Path(session.env["XDG_RUNTIME_DIR"])
        session.set("SWAYSOCK", str(next(folder.glob("sway-ipc*"))))
        session.set("XDG_CURRENT_DESKTOP", "sway")
        session.set("NUMBFEET_RUNTIME_DIR", str(session.root / "numbfeet"))
        session.set("PYTHONPATH", str(Path(numbfeet_tray.__file__).parents[1]))
        self.mouse = WaylandMouse(session)  # without one the seat has no pointer
        (session.root / "bar.json").write_text(json.dumps(BAR))
        (session.root / "bar.css").write_text("window { background: #2b303b }")
        self.bar = self.start_bar()
        config = Path(session.env["XDG_CONFIG_HOME"], "numbfeet", "config.toml")
        config.parent.mkdir(parents=True)
        config.write_text(CONFIG)
        self.program = session.spawn(sys.executable, "-m", "numbfeet_tray", "run")
        wait_until(self.has_icon, 15.0, "the icon")
        wait_until((session.root / "numbfeet" / "control.sock").exists, 15.0, "the program")

    def start_bar(self) -> subprocess.Popen[bytes]:
        files = ("-c", str(self.session.root / "bar.json"), "-s", str(self.session.root / "bar.css"))
        bar = self.session.spawn("waybar", *files)
        wait_until(lambda: self.session.has_name(WATCHER), 15.0, "waybar's start")
        return bar

    def shot(self) -> Image.Image:
        """Return what is on the screen."""
        file = self.session.root / "shot.png"
        self.session.run("grim", str(file))
        with Image.open(file) as image:
            return image.convert("RGB")

    def keep(self, name: str) -> None:
        """Write a picture for people to look at when NUMBFEET_SHOTS names a folder."""
        if folder := os.environ.get("NUMBFEET_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.shot().save(Path(folder) / f"{name}.png")

    def has_icon(self) -> bool:
        """Tell whether there is more in the bar's corner than the bar."""
        corner = self.shot().crop((0, 0, 40, 32)).convert("RGB")
        return len(set(corner.tobytes())) > 20

    def click(self, place: tuple[int, int], button: int) -> None:
        """Move the pointer there and click."""
        for words in (("set", *map(str, place)), ("press", f"button{button}"), ("release", f"button{button}")):
            self.session.run("swaymsg", "seat", "*", "cursor", *words)

    def open_menu(self) -> tuple[Box, list[tuple[int, int]]]:
        """Right-click the icon; return where the menu is, and where its lines are."""
        before = self.shot()
        images = [before, before]
        clicked = 0.0

        def is_open() -> bool:
            nonlocal clicked
            images.append(self.shot())
            area = ImageChops.difference(before, images[-1]).getbbox()
            is_there = area is not None and area[3] - area[1] > 300
            if not is_there and time.monotonic() > clicked + 2.0:
                self.click(ICON, 3)  # the first click of all only has a new waybar fetch the menu
                clicked = time.monotonic()
            return is_there and ImageChops.difference(images[-2], images[-1]).getbbox() is None

        wait_until(is_open, 15.0, "the menu")
        box = ImageChops.difference(before, images[-1]).crop((0, 33, 1280, 720)).getbbox()
        assert box is not None
        place = (box[0] + 4, 33, box[2] - 4, box[3] + 29)
        return place, lines_of_text(images[-1], place)

    def choose(self, label: str, shot: str = "") -> None:
        """Open the menu and click on the line that begins with `label`."""
        _, lines = self.open_menu()
        if shot:
            self.keep(shot)
        labels = self.labels()
        assert len(lines) == len(labels)
        self.click(lines[next(at for at, text in enumerate(labels) if text.startswith(label))], 1)

    def labels(self) -> list[str]:
        """Return the lines of the menu as the program offers them, separators left out."""
        watcher = DBusAddress("/StatusNotifierWatcher", WATCHER, "org.freedesktop.DBus.Properties")
        ((_, (service,)),) = self.session.call(watcher, "Get", "ss", (WATCHER, "RegisteredStatusNotifierItems"))
        menu = DBusAddress("/StatusNotifierItem/Menu", service.partition("/")[0], "com.canonical.dbusmenu")
        _, root = self.session.call(menu, "GetLayout", "iias", (0, 1, ["label", "type"]))
        return [child[1]["label"][1] for _, child in root[2] if "label" in child[1]]

    def status(self) -> dict[str, Any]:
        """Return `status --json`."""
        found: dict[str, Any] = json.loads(
            self.session.run(sys.executable, "-m", "numbfeet_tray", "status", "--json", limit_s=20.0)
        )
        return found


@pytest.fixture
def scene(session: Session) -> Iterator[Scene]:
    scene = Scene(session)
    yield scene
    scene.mouse.leave()


def test_clicks_in_the_menu_of_a_bar_that_was_killed_and_started_again_reach_the_program(scene: Scene) -> None:
    # Killed before its first menu: after one, sway 1.7 gives no new client the pointer.
    scene.session.end(scene.bar, signal.SIGKILL)
    wait_until(lambda: not scene.session.has_name(WATCHER))
    scene.bar = scene.start_bar()
    began = time.monotonic()
    wait_until(scene.has_icon, 5.0, "the icon in the new bar")
    assert time.monotonic() - began < 3.0, "with the time that grim and the bar's own drawing take"

    def is_due() -> bool:
        scene.mouse.move()
        return bool(scene.status()["due"])

    wait_until(is_due, 20.0, "a prompt")
    scene.choose("Skip", "waybar-menu")
    wait_until(lambda: not scene.status()["due"], what="Skip")
    scene.choose("Start ")
    wait_until(lambda: scene.status()["routine"], what="Start")
    scene.choose("Stop routine")
    wait_until(lambda: scene.status()["routine"] is None, what="Stop routine")
    assert scene.program.poll() is None
