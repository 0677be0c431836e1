"""What the running program says of itself, by way of its control socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.control.client import ControlProblem, NoProgramRunning, ask
from numbfeet_tray.text.catalog import _, ngettext

LONGEST_BLOCK = Seconds(0.25)
"""A loop that was busy for longer than this at a time is told: the person may notice that."""
MANY_WAKE_UPS = 1200
"""In an hour, while somebody types. More is told as a fault."""


@dataclass(frozen=True, slots=True)
class Running:
    """The running program, as far as it answers."""

    finding: Finding
    parts: Mapping[str, str] = field(default_factory=dict)
    """Part → adapter in use; empty when no program answers."""
    reasons: Mapping[str, list[str]] = field(default_factory=dict)
    """Part → why each adapter before it cannot be used."""


def ask_running(socket: Path) -> Running:
    """Ask the program that listens on `socket`."""
    title = _("Program")
    try:
        response = ask(socket, "doctor")
    except NoProgramRunning:
        says = _("It is not running; every part was tried anew.")
        return Running(Finding("program", title, State.OFF, says, hint=_("Start it with: numbfeet run")))
    except ControlProblem as error:
        hint = _("End it and start it anew: numbfeet quit, then numbfeet run")
        return Running(Finding("program", title, State.BROKEN, str(error), hint=hint))
    if not response.ok:
        hint = _("Start it anew: numbfeet quit, then numbfeet run")
        return Running(Finding("program", title, State.LIMITED, response.message, hint=hint))
    data = response.data
    diagnosis = _table(data.get("diagnosis"))
    reasons = {part: list(lines) for part, lines in _table(diagnosis.get("reasons")).items()}
    parts = {part: str(name) for part, name in _table(data.get("parts")).items()}
    return Running(_loop(title, str(data.get("version", "?")), _table(diagnosis.get("loop"))), parts, reasons)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _loop(title: str, version: str, loop: Mapping[str, Any]) -> Finding:
    """Judge how often the loop woke and how long it was busy at a time."""
    wakes, block = loop.get("wakes_last_hour"), loop.get("longest_block")
    if not isinstance(wakes, int) or not isinstance(block, int | float):
        says = _("Version {version} runs.").format(version=version)
        return Finding("program", title, State.WORKS, says)
    text = ngettext(
        "Version {version} runs; it woke {count} time in the last hour, and was never busy for more than {block} ms.",
        "Version {version} runs; it woke {count} times in the last hour, and was never busy for more than {block} ms.",
        wakes,
    )
    says = text.format(version=version, count=wakes, block=round(block * 1000))
    is_well = wakes <= MANY_WAKE_UPS and block <= LONGEST_BLOCK
    hint = "" if is_well else _("That is more than it should be: please report it with numbfeet doctor --report.")
    return Finding("program", title, State.WORKS if is_well else State.LIMITED, says, hint=hint)
