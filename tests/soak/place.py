"""The desktop of a soak: bus, display, panel, notifications, a person with keyboard and pointer, and the program."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.app.notices import FIRST_RUN
from numbfeet_tray.shell.store.notes import Notes
from tests.footprint.meter import family_of, memory_of, threads_of
from tests.integration.desktop import (
    Session,
    start_bus,
    start_display,
    start_dunst,
    start_openbox,
    start_xfce4_panel,
    wait_until,
)
from tests.reliability.running import RUN, Running

CONFIG = """# The first line changes.
[[reminder]]
name = "feet"
clock = "feet"
every = "5s"
offer = "toe-20"

[prompt]
polite_idle = "0s"
polite_wait = "1s"
levels = ["0s", "1s", "2s"]
after_hold = "0s"

[absence]
short = "1s"
real = "2s"
grace = "0s"
undo = "10s"
leaving = "0s"

[snooze]
lengths = ["5s", "10s"]
"""
SHIFT = 0xFFE1


@dataclass(frozen=True)
class Sample:
    """What the program holds at one moment."""

    at: float
    """Seconds since the soak began."""
    pss: int
    uss: int
    """KiB."""
    descriptors: int
    threads: int
    children: int
    shown: int
    """Notifications on the screen."""


class Place:
    """Everything a soak needs. The panel and the notification server can be killed and started again."""

    def __init__(self) -> None:
        self.session = Session()
        try:
            start_bus(self.session)
            start_display(self.session)
            start_openbox(self.session)
            self.dunst = start_dunst(self.session)
            self._panel = start_xfce4_panel(self.session)
            self.running = Running(self.session, CONFIG)
            self._read_every_notice()
            self.running.start(RUN)
            assert self.running.process is not None
            self.pid = self.running.process.pid
            self._hand: Any = Display(self.session.env["DISPLAY"])
        except BaseException:
            self.session.close()
            raise
        self._shift = self._hand.keysym_to_keycode(SHIFT)
        self._touches = 0
        self.began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hand.close()
        for log in self.session.logs.iterdir():
            log.unlink()  # the session prints what is left
        self.session.close()

    def _read_every_notice(self) -> None:
        self.running.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        steps = {f"exercise:{step.exercise}" for routine in built_in_routines() for step in routine.steps}
        routines = {f"routine:{routine.id}" for routine in built_in_routines()}
        Notes(self.running.history).acknowledge({FIRST_RUN, *steps, *routines}, datetime.now().astimezone())

    def touch(self) -> None:
        """Give one input: by turns a moved pointer and a key that does nothing."""
        self._touches += 1
        if self._touches % 2:
            xtest.fake_input(self._hand, X.MotionNotify, x=400 + self._touches % 16, y=400)
        else:
            xtest.fake_input(self._hand, X.KeyPress, self._shift)
            xtest.fake_input(self._hand, X.KeyRelease, self._shift)
        self._hand.sync()

    def restart_panel(self) -> None:
        """Kill the panel and start another one."""
        self.session.end(self._panel)
        wait_until(lambda: not self.session.has_name("org.kde.StatusNotifierWatcher"), what="the panel's end")
        self._panel = start_xfce4_panel(self.session)

    def change_config(self, number: int) -> None:
        """Save the config as an editor does, with another comment in it."""
        draft = self.running.config.with_suffix(".new")
        draft.write_text(f"# {number}\n" + self.running.config.read_text().partition("\n")[2])
        draft.replace(self.running.config)

    def sample(self) -> Sample:
        """Look at the program now."""
        memory = memory_of([self.pid])
        return Sample(
            at=time.monotonic() - self.began,
            pss=memory.pss,
            uss=memory.uss,
            descriptors=len(list(Path(f"/proc/{self.pid}/fd").iterdir())),
            threads=threads_of([self.pid]),
            children=len(family_of(b"", self.pid)) - 1,
            shown=self.dunst.count(),
        )

    def log(self) -> str:
        """Return what the program has written."""
        return self.running.log()
