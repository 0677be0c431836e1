"""Wayland compositors without a screen, for tests: sway, KWin and Mutter, each with somebody at its mouse."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from numbfeet_tray.shell.idle.wayland_wire import WaylandWire
from tests.fakes.clock import ManualClock
from tests.fakes.loop import FakeLoop
from tests.integration.session import Session
from tests.integration.waiting import DEADLINE_S, require, wait_until

NOBODY = 65534
_MONITOR = DBusAddress(
    "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "org.gnome.Mutter.IdleMonitor"
)
_REMOTE = "org.gnome.Mutter.RemoteDesktop"


class Mouse(Protocol):
    """A mouse that somebody moves."""

    def move(self) -> None:
        """Move it; the compositor has heard of it when this returns."""

    def leave(self) -> None:
        """Unplug it."""


def start_sway(session: Session, runtime: Path | None = None) -> subprocess.Popen[bytes]:
    """Start sway and put the session into it. Sway refuses root: then it runs as nobody, in a folder of their own."""
    require("sway", "setpriv")
    folder = runtime or Path(tempfile.mkdtemp(prefix="numbfeet-sway-"))
    config = folder / "config"
    config.write_text("xwayland disable\n")
    as_nobody: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, NOBODY, NOBODY)
        as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    session.on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    session.set("XDG_RUNTIME_DIR", str(folder))
    settings = ["WLR_BACKENDS=headless", "WLR_LIBINPUT_NO_DEVICES=1", "WLR_RENDERER=pixman", f"HOME={folder}"]
    return _start(session, ["env", *settings, *as_nobody, "sway", "-c", str(config)])


def start_kwin(session: Session) -> subprocess.Popen[bytes]:
    """Start KWin and put the session into it. A copy: the original has file capabilities, which containers refuse."""
    require("kwin_wayland")
    copy = session.root / "kwin_wayland"  # KWin looks at its own name
    shutil.copyfile(shutil.which("kwin_wayland") or "", copy)
    copy.chmod(0o700)
    settings = ["KWIN_WAYLAND_NO_PERMISSION_CHECKS=1", "KWIN_COMPOSE=Q", "QT_QPA_PLATFORM=offscreen"]
    return _start(session, ["env", *settings, str(copy), "--virtual", "--no-lockscreen", "--no-global-shortcuts"])


def start_mutter(session: Session) -> subprocess.Popen[bytes]:
    """Start Mutter on the session's bus."""
    require("mutter")
    screen = ["--headless", "--wayland", "--no-x11", "--virtual-monitor", "1024x768"]
    process = _start(session, ["env", "LIBGL_ALWAYS_SOFTWARE=1", "mutter", *screen])
    wait_until(lambda: session.has_name(_MONITOR.bus_name or ""), what="Mutter's idle monitor")
    return process


def _start(session: Session, argv: list[str]) -> subprocess.Popen[bytes]:
    folder = Path(session.env["XDG_RUNTIME_DIR"])
    for old in folder.glob("wayland-*"):
        old.unlink()
    process = session.spawn(*argv)

    def listening() -> str:
        assert process.poll() is None, f"{argv} ended with {process.returncode}"
        return next((path.name for path in folder.glob("wayland-*") if path.suffix != ".lock" and _answers(path)), "")

    session.set("WAYLAND_DISPLAY", wait_until(listening, what="the compositor's socket"))
    session.set("XDG_SESSION_TYPE", "wayland")
    return process


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


class WaylandMouse:
    """A mouse made by a protocol of the compositor: wlroots' virtual pointer, or KDE's fake input."""

    def __init__(self, session: Session) -> None:
        self._wire = WaylandWire.connect(FakeLoop(ManualClock()), session.env)
        self._step = 5
        if "zwlr_virtual_pointer_manager_v1" in self._wire.globals:
            manager = self._wire.bind("zwlr_virtual_pointer_manager_v1", 1)
            self._pointer = self._wire.new_id()
            self._wire.send(manager, 0, struct.pack("=II", 0, self._pointer))
            self._move: Callable[[], None] = self._move_virtual
        else:
            self._pointer = self._wire.bind("org_kde_kwin_fake_input", 1)
            word = struct.pack("=I8s", 5, b"test\0")
            self._wire.send(self._pointer, 0, word + word)
            self._move = self._move_fake
        self._round_trip()

    def move(self) -> None:
        self._step = -self._step
        self._move()
        self._round_trip()

    def leave(self) -> None:
        self._wire.close()

    def _move_virtual(self) -> None:
        self._wire.send(self._pointer, 0, struct.pack("=Iii", 0, self._step * 256, 0))
        self._wire.send(self._pointer, 4)  # that was all of it

    def _move_fake(self) -> None:
        self._wire.send(self._pointer, 1, struct.pack("=ii", self._step * 256, 0))

    def _round_trip(self) -> None:
        done = self._wire.new_id()
        self._wire.send(1, 0, struct.pack("=I", done))
        wait_until(lambda: any(target == done for target, _opcode, _arguments in self._wire.messages()))


class MutterMouse:
    """A mouse of a remote desktop session."""

    def __init__(self, session: Session) -> None:
        self._bus = open_dbus_connection(session.env["DBUS_SESSION_BUS_ADDRESS"])
        self._step = 5.0
        (path,) = self._call(DBusAddress("/org/gnome/Mutter/RemoteDesktop", _REMOTE, _REMOTE), "CreateSession")
        self._remote = DBusAddress(path, _REMOTE, f"{_REMOTE}.Session")
        self._call(self._remote, "Start")

    def move(self) -> None:
        self._step = -self._step
        self._call(self._remote, "NotifyPointerMotionRelative", "dd", (self._step, 0.0))

    def leave(self) -> None:
        self._bus.close()

    def _call(
        self, address: DBusAddress, member: str, signature: str | None = None, body: tuple[float, ...] = ()
    ) -> tuple[str, ...]:
        message = new_method_call(address, member, signature, body)
        return tuple(self._bus.send_and_get_reply(message, timeout=DEADLINE_S).body)
