"""Takes the pictures of the README from a real run: `python -m tests.e2e.pictures FOLDER`; needs xfce4-notifyd.

The history of a morning is made by the real engine on a clock of its own; program, panel, notification server and
display are real.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from Xlib.display import Display

from numbfeet_tray.core import events as ev
from numbfeet_tray.shell.store import open_history
from tests.app.desk import Desk
from tests.e2e.screen import Screen
from tests.fakes.clock import ManualClock
from tests.integration.desktop import (
    Session,
    require,
    start_bus,
    start_display,
    start_openbox,
    start_xfce4_panel,
    wait_until,
)
from tests.integration.xfce4_notifyd import WINDOW, start_xfce4_notifyd

WIDTH, HEIGHT = 900, 640
ORANGE = (0xD9, 0x48, 0x0F)
SEATED_S = 1795.0
"""The reminder falls due five seconds after the program starts."""


def seat_somebody(session: Session) -> None:
    """Write the history of a morning that ends now: two stretches, a routine, and half an hour at the desk."""
    ago = datetime.now(UTC) - timedelta(seconds=3000 + 900 + SEATED_S)
    clock = ManualClock(wall=ago.replace(tzinfo=None).isoformat(), zone="UTC")
    desk = Desk(clock=clock)
    place = Path(session.env["XDG_DATA_HOME"], "numbfeet", "history.sqlite3")
    place.parent.mkdir(parents=True, mode=0o700)
    history, _ = open_history(place, clock)
    desk.runtime._history = history
    desk.sit(1500.0)
    desk.ask("start", routine="desk-minute")
    desk.wait(1500.0)
    desk.post(ev.Locked())
    desk.wait(900.0)
    desk.post(ev.Unlocked(), ev.Active())
    desk.wait(SEATED_S)
    desk.runtime._save()
    history.close()


def paint_ground(session: Session) -> Display:
    """Put a quiet gradient behind everything, for as long as the returned connection lives."""
    image = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    top, bottom = Image.new("RGB", image.size, "#4f7f92"), Image.new("RGB", image.size, "#a7c5bd")
    display = Display(session.env["DISPLAY"])
    root = display.screen().root
    pixmap = root.create_pixmap(WIDTH, HEIGHT, 24)
    pixmap.put_pil_image(pixmap.create_gc(), 0, 0, Image.composite(bottom, top, image))
    root.change_attributes(background_pixmap=pixmap)
    root.clear_area()
    display.sync()
    return display


def main(folder: Path) -> None:
    """Write prompt.png and menu.png into `folder`."""
    require("xfce4-panel", "openbox")
    with Session() as session:
        session.set("GTK_THEME", "Adwaita:dark")
        session.set("LANG", "C.UTF-8")
        session.env.pop("LC_ALL", None)
        session.set("PYTHONPATH", str(Path(__file__).parents[2]))
        start_bus(session)
        start_display(session, f"{WIDTH}x{HEIGHT}x24")
        ground = paint_ground(session)
        start_openbox(session)
        start_xfce4_notifyd(session)
        start_xfce4_panel(session)
        seat_somebody(session)
        config = Path(session.env["XDG_CONFIG_HOME"], "numbfeet", "config.toml")
        config.parent.mkdir(parents=True)
        config.write_text('[prompt]\npolite_idle = "0s"\n')
        screen = Screen(session.env["DISPLAY"])
        session.spawn(sys.executable, "-m", "numbfeet_tray", "run")

        def is_prompted() -> bool:
            screen.touch()
            return screen.shows(ORANGE)

        wait_until(is_prompted, 30.0, "the prompt")
        wait_until(lambda: screen.window(WINDOW), what="the notification")
        time.sleep(1.5)  # fading in
        screen.shot().crop((0, 0, WIDTH, 220)).save(folder / "prompt.png", optimize=True)
        screen.click(screen.centre(ORANGE), 3)
        wait_until(lambda: screen.popups("wrapper"), what="the menu")
        time.sleep(0.5)
        screen.press("Down", "Down", "Right")
        time.sleep(0.5)
        screen.shot().crop((0, 0, 780, 520)).save(folder / "menu.png", optimize=True)
        screen.close()
        ground.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
