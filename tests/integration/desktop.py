"""A private desktop for tests: its own home, bus, display and daemons, none of them the developer's.

    with Session() as session:
        start_bus(session)
        start_display(session)
        dunst = start_dunst(session)
        session.run("notify-send", "hello")
        wait_until(lambda: dunst.count() == 1)

Every process runs in its own process group and is ended with the session, also when the test fails. The logs of
the daemons are printed then; pytest shows them for failed tests only.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, Literal

from jeepney import DBusAddress, Properties
from jeepney.io.blocking import open_dbus_connection

from tests.integration.session import Session
from tests.integration.waiting import DEADLINE_S, refuse, require, run_for, run_until, wait_until, xfconfd

__all__ = [
    "DEADLINE_S",
    "Dunst",
    "Session",
    "refuse",
    "require",
    "run_for",
    "run_until",
    "start_bus",
    "start_display",
    "start_dunst",
    "start_openbox",
    "start_xfce4_panel",
    "wait_until",
]

_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>{kind}</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""


def start_bus(session: Session, kind: Literal["session", "system"] = "session") -> subprocess.Popen[bytes]:
    """Start a message bus of its own, and make it the session's."""
    require("dbus-daemon")
    config, socket = session.root / f"{kind}.conf", session.root / f"{kind}-bus"
    services = session.root / "services"
    services.mkdir(exist_ok=True)
    config.write_text(_BUS_CONFIG.format(kind=kind, socket=socket, services=services))
    read, write = os.pipe()
    daemon = session.spawn(
        "dbus-daemon",
        f"--config-file={config}",
        "--nofork",
        "--nopidfile",
        f"--print-address={write}",
        pass_fds=[write],
    )
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as printed:
        address = printed.readline().strip()
    assert address, "dbus-daemon did not start"
    session.set(f"DBUS_{kind.upper()}_BUS_ADDRESS", address)
    return daemon


def start_display(session: Session, size: str = "1280x800x24") -> subprocess.Popen[bytes]:
    """Start an X server without a screen, on a display number that it chooses itself."""
    require("Xvfb")
    read, write = os.pipe()
    server = session.spawn(
        *("Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-ac", "-noreset"),
        pass_fds=[write],
    )
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as printed:
        number = printed.readline().strip()
    assert number, "Xvfb did not start"
    session.set("DISPLAY", f":{number}")
    return server


def start_openbox(session: Session) -> subprocess.Popen[bytes]:
    """Start a window manager and wait until it manages the display."""
    from Xlib.display import Display
    from Xlib.Xatom import WINDOW

    require("openbox")
    manager = session.spawn("openbox", "--sm-disable")
    display = Display(session.env["DISPLAY"])
    try:
        atom = display.intern_atom("_NET_SUPPORTING_WM_CHECK")
        wait_until(lambda: display.screen().root.get_full_property(atom, WINDOW), what="openbox's start")
    finally:
        display.close()
    return manager


_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
"""


def start_xfce4_panel(session: Session) -> subprocess.Popen[bytes]:
    """Start a panel along the top with only the system tray in it, and wait until it hosts tray items."""
    require("xfce4-panel", "xfconfd")
    settings = Path(session.env["XDG_CONFIG_HOME"], "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml")
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_PANEL)
    if not session.has_name("org.xfce.Xfconf"):
        session.spawn(str(xfconfd()))
        wait_until(lambda: session.has_name("org.xfce.Xfconf"), what="xfconfd's start")
    panel = session.spawn("xfce4-panel", "--disable-wm-check")
    wait_until(lambda: session.has_name("org.kde.StatusNotifierWatcher"), 30.0, "the panel's tray host")
    return panel


NOTIFICATIONS = "org.freedesktop.Notifications"


class Dunst:
    """A dunst, asked over its own D-Bus interface."""

    _CMD = DBusAddress("/org/freedesktop/Notifications", NOTIFICATIONS, "org.dunstproject.cmd0")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._config = session.root / "dunstrc"
        self._process: subprocess.Popen[bytes] | None = None

    def configure(self, settings: str, menu: str) -> None:
        """Write its config: `settings` are lines for the [global] section."""
        self._config.write_text(f"[global]\nfont = Sans 10\nidle_threshold = 0\ndmenu = {menu}\n{settings}\n")

    def command(self) -> tuple[str, ...]:
        """Return the command line that runs it."""
        return (shutil.which("dunst") or "dunst", "-config", str(self._config), "-verbosity", "info")

    def start(self) -> None:
        """Start it and wait until it serves."""
        self._process = self._session.spawn(*self.command())
        wait_until(lambda: self._session.has_name(NOTIFICATIONS), what="dunst's start")

    def restart(self) -> None:
        """Kill it, wait until the bus has noticed, and start it again."""
        self.kill()
        self.start()

    def kill(self) -> None:
        """Kill it and wait until the bus has noticed."""
        assert self._process, "it was not started here"
        self._session.end(self._process, signal.SIGKILL)
        wait_until(lambda: not self._session.has_name(NOTIFICATIONS), what="dunst's end")

    def count(self, which: Literal["displayed", "waiting", "history"] = "displayed") -> int:
        """Return how many notifications there are."""
        get = Properties(self._CMD).get(f"{which}Length")
        with open_dbus_connection(self._session.env["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            return int(connection.send_and_get_reply(get, timeout=DEADLINE_S).body[0][1])

    def history(self) -> list[dict[str, Any]]:
        """Return the closed notifications, newest first: "summary", "body", "appname", "urgency", "timeout" …"""
        rows = self._session.call(self._CMD, "NotificationListHistory")[0]
        return [{key: value for key, (_, value) in row.items()} for row in rows]

    def action(self, position: int = 0) -> None:
        """Choose the default action of the notification at `position`, as a click on it does."""
        self._session.call(self._CMD, "NotificationAction", "u", (position,))

    def context(self) -> None:
        """Open the menu of actions: the `menu` that it was started with chooses."""
        self._session.call(self._CMD, "ContextMenuCall")

    def close_last(self) -> None:
        """Close the topmost notification, as the person does."""
        self._session.call(self._CMD, "NotificationCloseLast")


def start_dunst(session: Session, settings: str = "", menu: str = "/bin/true") -> Dunst:
    """Start dunst and wait until it serves.

    `settings` are lines for the [global] section; `menu` is the program that chooses in the menu of actions.
    """
    require("dunst")
    dunst = Dunst(session)
    dunst.configure(settings, menu)
    dunst.start()
    return dunst
