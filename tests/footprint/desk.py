"""A private desktop to measure a program on: display, bus, window manager, notifications, panel, and a person."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from tests.footprint.meter import Meter, family_of
from tests.footprint.pixels import Rows
from tests.integration.desktop import Session, start_bus, start_dunst, start_openbox, start_xfce4_panel
from tests.integration.waiting import require, wait_until

PANEL_ROWS = 32
"""How high `start_xfce4_panel` makes its panel."""
SCREEN = "1280x800x24"
LOOK_S = 0.002
STILL_S = 1.5
"""A panel that has not changed for this long is done with drawing."""
SHIFT = 0xFFE1


class Desk:
    """The desktop. The person at it does nothing until told to."""

    def __init__(self) -> None:
        self.session = Session()
        self.session.set("GSETTINGS_BACKEND", "keyfile")  # so that `prepare` can set something there
        try:
            self.bus = start_bus(self.session)
            self.display = self._start_display()
            start_openbox(self.session)
            start_dunst(self.session)
            self.panel = start_xfce4_panel(self.session)
            self._rows = Rows(self.session.root, PANEL_ROWS)
            self._hand: Any = Display(self.session.env["DISPLAY"])
        except BaseException:
            self.session.close()
            raise
        self._shift = self._hand.keysym_to_keycode(SHIFT)
        self._touches = 0
        self.empty_panel = self.still_panel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hand.close()
        self._rows.close()
        for log in self.session.logs.iterdir():
            log.unlink()  # the session prints what is left
        self.session.close()

    def _start_display(self) -> subprocess.Popen[bytes]:
        require("Xvfb")
        read, write = os.pipe()
        command = ("Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-fbdir", str(self.session.root))
        # Without -noreset it would start over when its last client leaves; -s 0: no screen saver in long windows.
        server = self.session.spawn(*command, "-nolisten", "tcp", "-ac", "-noreset", "-s", "0", pass_fds=[write])
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as printed:
            self.session.set("DISPLAY", f":{printed.readline().strip()}")
        return server

    def prepare(self, line: str) -> None:
        """Run a line of shell in the session, such as one that sets up a program."""
        self.session.run("/bin/sh", "-c", line)

    def touch(self) -> None:
        """Give one input: by turns a moved pointer and a key that does nothing."""
        self._touches += 1
        if self._touches % 2:
            xtest.fake_input(self._hand, X.MotionNotify, x=400 + self._touches % 16, y=400)
        else:
            xtest.fake_input(self._hand, X.KeyPress, self._shift)
            xtest.fake_input(self._hand, X.KeyRelease, self._shift)
        self._hand.sync()

    def panel_pixels(self) -> bytes:
        """Return the panel as it looks now."""
        return self._rows.read()

    def still_panel(self) -> bytes:
        """Wait until the panel does not change any more, and return how it looks then."""
        seen, since = self.panel_pixels(), time.monotonic()
        while time.monotonic() - since < STILL_S:
            time.sleep(0.05)
            if (now := self.panel_pixels()) != seen:
                seen, since = now, time.monotonic()
        return seen

    def others(self) -> dict[str, Meter]:
        """Return meters of what a program makes the desktop spend."""
        parts = {"panel": self.panel.pid, "bus": self.bus.pid, "X server": self.display.pid}
        return {name: Meter(partial(family_of, b"", pid)) for name, pid in parts.items()}


class Program:
    """One program on the desk, with everything that it starts."""

    def __init__(self, desk: Desk, words: Sequence[str]) -> None:
        self._desk = desk
        self._mark = f"NUMBFEET_FOOTPRINT={secrets.token_hex(8)}"
        name, _, value = self._mark.partition("=")
        with (desk.session.logs / f"program-{value}.log").open("wb") as log:
            self.began = time.monotonic()
            self._process = subprocess.Popen(
                words,
                env={**desk.session.env, name: value},
                cwd=desk.session.env["HOME"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.log = Path(log.name)
        self.meter = Meter(self.pids)

    def pids(self) -> list[int]:
        """Return its processes."""
        return family_of(self._mark.encode(), self._process.pid)

    def until_icon(self, limit_s: float) -> float | None:
        """Return after how many seconds the panel looked different; None when it did not within `limit_s`."""
        while (now := time.monotonic()) < self.began + limit_s:
            if self._desk.panel_pixels() != self._desk.empty_panel:
                return now - self.began
            time.sleep(LOOK_S)
        return None

    def has_ended(self) -> bool:
        """Tell whether none of its processes is left."""
        return self._process.poll() is not None and not self.pids()

    def end(self) -> None:
        """End it and everything it started, and wait until the panel is empty again."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.pids():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5.0)
                break
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        wait_until(lambda: self._desk.panel_pixels() == self._desk.empty_panel, what="the icon's end")
