"""The measurements: starts, memory, and windows of time with and without a person."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.footprint.desk import Desk, Program
from tests.footprint.meter import Memory, Used, memory_of, threads_of

ICON_LIMIT_S = 25.0
TOUCH_EVERY_S = 2.0
LOOK_EVERY_S = 10.0
"""So often the processes are looked at in a window: what a child that lives shorter uses, its parent reports."""


@dataclass(frozen=True)
class Start:
    """One start."""

    icon_s: float | None
    """From the start of the process to the first changed pixel of the panel; None: none changed."""
    cpu_s: float
    """Used until then."""


@dataclass(frozen=True)
class Size:
    """What is there when a program has settled."""

    memory: Memory
    threads: int
    processes: int


@dataclass(frozen=True)
class Window:
    """A stretch of time."""

    seconds: float
    own: Used
    others: dict[str, Used]
    """What panel, bus and X server used in the same time."""

    def per_hour(self, count: float) -> float:
        """Return `count` of this window as it would be in an hour."""
        return count * 3600 / self.seconds


@dataclass
class Result:
    """All that was measured of one program."""

    name: str
    starts: list[Start] = field(default_factory=list)
    sizes: list[Size] = field(default_factory=list)
    active: list[Window] = field(default_factory=list)
    away: list[Window] = field(default_factory=list)


def start(desk: Desk, words: Sequence[str]) -> tuple[Program, Start]:
    """Start a program, and wait for its icon.

    Raises:
        RuntimeError: it ended instead; the message holds its output.
    """
    program = Program(desk, words)
    icon_s = program.until_icon(ICON_LIMIT_S)
    if program.has_ended():
        raise RuntimeError(f"{words} ended at once:\n{program.log.read_text(errors='replace')}")
    return program, Start(icon_s, program.meter.read().cpu_s)


def size_of(program: Program) -> Size:
    """Return what is there now."""
    pids = program.pids()
    return Size(memory_of(pids), threads_of(pids), len(pids))


def stay(desk: Desk, seconds: float, *, active: bool) -> None:
    """Let time pass, with an input every 2 s or with none."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if active:
            desk.touch()
        time.sleep(min(TOUCH_EVERY_S, left))


def window(desk: Desk, program: Program, seconds: float, *, active: bool) -> Window:
    """Return what `seconds` cost, with an input every 2 s or with none."""
    others = desk.others()
    began = time.monotonic()
    own_before, others_before = program.meter.read(), {name: meter.read() for name, meter in others.items()}
    while (left := began + seconds - time.monotonic()) > 0:
        stay(desk, min(LOOK_EVERY_S, left), active=active)
        program.meter.read()
    took = time.monotonic() - began
    own = program.meter.read() - own_before
    return Window(took, own, {name: meter.read() - others_before[name] for name, meter in others.items()})
