"""The program in lxqt-panel: a Qt host, which draws the menu by itself."""

from __future__ import annotations

import sys
from pathlib import Path

import numbfeet_tray
from tests.e2e.screen import Screen, lines_of_text
from tests.integration.desktop import Session, require, start_openbox, wait_until

PANEL = """panels=panel1
[panel1]
plugins=statusnotifier
position=Top
panelSize=32
width=100
width-percent=true
[statusnotifier]
type=statusnotifier
alignment=Left
"""
ICON = (14, 16)
"""Where the only icon of the panel is."""


def test_the_icon_is_in_the_panel_and_a_click_in_its_menu_reaches_the_program(desktop: Session) -> None:
    require("lxqt-panel")
    start_openbox(desktop)
    config = Path(desktop.env["XDG_CONFIG_HOME"], "lxqt", "panel.conf")
    config.parent.mkdir(parents=True)
    config.write_text(PANEL)
    desktop.set("XDG_CURRENT_DESKTOP", "LXQt")
    desktop.set("QT_QPA_PLATFORM", "xcb")
    desktop.set("PYTHONPATH", str(Path(numbfeet_tray.__file__).parents[1]))
    desktop.spawn("lxqt-panel")
    wait_until(lambda: desktop.has_name("org.kde.StatusNotifierWatcher"), 15.0, "the panel's start")
    program = desktop.spawn(sys.executable, "-m", "numbfeet_tray", "run")
    screen = Screen(desktop.env["DISPLAY"])
    ground = screen.shot().crop((0, 0, 40, 32)).tobytes()
    wait_until(lambda: screen.shot().crop((0, 0, 40, 32)).tobytes() != ground, 15.0, "the icon")
    socket = Path(desktop.env["XDG_RUNTIME_DIR"], "numbfeet", "control.sock")
    wait_until(socket.exists, 15.0, "the program")

    def menu() -> list[tuple[int, int]]:
        popups = screen.popups("lxqt-panel")
        if not popups:
            screen.click(ICON, 3)  # the first one only has the panel read the menu
            return []
        lines = lines_of_text(screen.shot(), popups[-1])
        return lines if len(lines) > 10 else []

    lines = wait_until(menu, 15.0, "the menu")
    assert lines
    screen.keep("lxqt-menu")
    screen.click(lines[-1])  # Quit
    assert program.wait(5) == 0
    screen.close()
