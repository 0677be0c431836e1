"""Waiting for real things with a deadline, and skipping when they are not installed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from numbfeet_tray.shell.loop import SelectorLoop

T = TypeVar("T")
DEADLINE_S = 10.0
_PACKAGES = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus-daemon",
    "notify-send": "libnotify-bin",
    "convert": "imagemagick",
    "xfconfd": "xfconf",
    "kwin_wayland": "kwin-wayland",
    "setpriv": "util-linux",
}


def require(*programs: str) -> None:
    """Skip the test unless every program is installed; fail it when NUMBFEET_REQUIRE_REAL=1."""
    missing = [program for program in programs if not _found(program)]
    if not missing:
        return
    packages = " ".join(sorted({_PACKAGES.get(program, program) for program in missing}))
    refuse(f"needs {', '.join(missing)}: apt-get install {packages}")


def refuse(reason: str) -> None:
    """Skip the test for `reason`; fail it when NUMBFEET_REQUIRE_REAL=1."""
    if os.environ.get("NUMBFEET_REQUIRE_REAL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _found(program: str) -> bool:
    return bool(xfconfd() if program == "xfconfd" else shutil.which(program))


def wait_until(condition: Callable[[], T], deadline_s: float = DEADLINE_S, what: str = "the condition") -> T:
    """Poll `condition` until it is true and return its value; fail after `deadline_s`."""
    deadline = time.monotonic() + deadline_s
    while not (value := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not come true within {deadline_s:g} s")
        time.sleep(0.01)
    return value


def run_until(
    loop: SelectorLoop,
    condition: Callable[[], object],
    deadline_s: float = DEADLINE_S,
    what: str = "the condition",
) -> None:
    """Run `loop` until `condition` is true; fail after `deadline_s`."""
    deadline = time.monotonic() + deadline_s
    is_met = bool(condition())

    def check() -> float:
        nonlocal is_met
        is_met = is_met or bool(condition())
        if is_met or time.monotonic() > deadline:
            loop.stop()
        return 0.01

    if not is_met:
        loop.run(check)
    if not is_met:
        pytest.fail(f"{what} did not come true within {deadline_s:g} s")


def run_for(loop: SelectorLoop, seconds: float) -> None:
    """Run `loop` for `seconds`: only to show that something does *not* happen."""
    end = time.monotonic() + seconds
    run_until(loop, lambda: time.monotonic() >= end, seconds + DEADLINE_S)


def xfconfd() -> str | None:
    """Return the path of Xfce's settings daemon, which is on no PATH."""
    return next((str(path) for path in Path("/usr").glob("lib*/**/xfce4/xfconf/xfconfd")), None)
