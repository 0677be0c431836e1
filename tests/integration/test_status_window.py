"""The window with the menu, on a display of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from numbfeet_tray.app.doors import plain_menu
from numbfeet_tray.cli.window import entries_of
from tests.integration.desktop import Session, start_openbox

try:
    from tests.integration.status_window_scenes import MENU, SCENES
except ImportError:
    pytest.skip("needs tkinter: apt-get install python3-tk", allow_module_level=True)


@pytest.mark.parametrize("scene", SCENES)
def test_the_window(desktop: Session, scene: str) -> None:
    start_openbox(desktop)
    desktop.set("PYTHONPATH", str(Path(__file__).parents[2]))
    desktop.run(sys.executable, "-m", "tests.integration.status_window_scenes", scene)


def test_the_menu_survives_the_way_through_the_socket() -> None:
    assert entries_of(plain_menu(MENU)) == MENU
