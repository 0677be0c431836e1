"""What the running program tells of itself when it is asked by `doctor`, or by SIGUSR1."""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import Loop
from numbfeet_tray.shell.loop import LoopMeter

log = logging.getLogger(__name__)


def diagnosis(meter: LoopMeter, now: Instant, reasons: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return what only the program itself can know. Seconds and counts.

    Args:
        meter: the loop's.
        now: the boot-time clock.
        reasons: part → why each adapter before the chosen one cannot be used.
    """
    loop = {"wakes_last_hour": meter.wakes_last_hour(now), "longest_block": round(meter.longest_block, 4)}
    return {"pid": os.getpid(), "loop": loop, "reasons": {part: list(lines) for part, lines in reasons.items()}}


def tell_on_usr1(loop: Loop, state: Callable[[], Mapping[str, Any]]) -> None:
    """On SIGUSR1, write the stack of every thread to stderr at once, and `state` to the log in the next round.

    The stacks are written by the signal handler itself, so also when the loop hangs.
    """
    number = getattr(signal, "SIGUSR1", None)
    if number is None:  # Windows
        return
    signal.signal(number, lambda _number, _frame: loop.call_soon(lambda: log.info("state: %s", json.dumps(state()))))
    try:
        faulthandler.register(number, file=sys.stderr, all_threads=True, chain=True)
    except (AttributeError, OSError, ValueError):  # stderr is closed or no file
        log.info("SIGUSR1 tells the state only: there is no stderr for the stacks")
