"""xfce4-notifyd for tests: it has no window class of its own that tells more than its name."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.integration.desktop import NOTIFICATIONS, Session, refuse, wait_until
from tests.integration.waiting import xfconfd

WINDOW = "xfce4-notifyd"
"""Held by the WM_CLASS of its windows."""

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-notifyd" version="1.0">
  <property name="initial-opacity" type="double" value="1.0"/>
  <property name="notify-location" type="uint" value="2"/>
  <property name="do-fadeout" type="bool" value="false"/>
</channel>
"""


def start_xfce4_notifyd(session: Session) -> subprocess.Popen[bytes]:
    """Start it and wait until it serves."""
    program = next(Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd"), None)
    if program is None:
        refuse("needs xfce4-notifyd: apt-get install xfce4-notifyd")
    settings = Path(session.env["XDG_CONFIG_HOME"], "xfce4/xfconf/xfce-perchannel-xml/xfce4-notifyd.xml")
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS)
    if not session.has_name("org.xfce.Xfconf"):
        session.spawn(str(xfconfd()))
        wait_until(lambda: session.has_name("org.xfce.Xfconf"), what="xfconfd's start")
    server = session.spawn(str(program))
    wait_until(lambda: session.has_name(NOTIFICATIONS), what="xfce4-notifyd's start")
    return server
