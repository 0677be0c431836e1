"""Commands that ask the running program."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

from numbfeet_tray.cli.colours import painted
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.control.client import ControlProblem, NoProgramRunning, ask
from numbfeet_tray.shell.control.codec import Fault, Response
from numbfeet_tray.shell.paths import PathsProblem
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.durations import spoken


def send(options: argparse.Namespace, command: str, **args: Any) -> int:
    """Send `command` and print the answer's sentence."""
    return _tell(options, command, args)


def start(options: argparse.Namespace) -> int:
    """Start a routine."""
    return _tell(options, "start", {} if options.routine is None else {"routine": options.routine})


def snooze(options: argparse.Namespace) -> int:
    """Put the prompt off."""
    return _tell(options, "snooze", {} if options.length is None else {"for": options.length})


def pause(options: argparse.Namespace) -> int:
    """Hold all prompts."""
    if options.open_ended:
        return _tell(options, "pause", {"open_ended": True})
    if options.until is not None:
        return _tell(options, "pause", {"until": options.until})
    return _tell(options, "pause", {} if options.length is None else {"for": options.length})


def why(options: argparse.Namespace) -> int:
    """Say in one line why."""

    def told(response: Response) -> None:
        data = {key: response.data[key] for key in ("why", "reason", "next")}
        print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else data["why"])

    return asked(options, "why", {}, told)


def status(options: argparse.Namespace) -> int:
    """Show the clocks."""

    def told(response: Response) -> None:
        if options.json:
            print(json.dumps(response.data, ensure_ascii=False, indent=2))
        else:
            first, *others = status_lines(response.data)
            print("\n".join((painted(first, "bold", sys.stdout), *others)))

    return asked(options, "status", {}, told)


def status_lines(data: dict[str, Any]) -> list[str]:
    """Return the status in words."""
    feet, seat = spoken(Seconds(data["feet"])), spoken(Seconds(data["seat"]))
    lines = [
        data["why"],
        _("Feet: {length} seated since they last moved.").format(length=feet),
        _("Seat: {length} seated since you were last up.").format(length=seat),
    ]
    if data.get("trouble"):
        lines.append(data["trouble"])
    if data["held"]:
        text = ngettext("{count} prompt is held.", "{count} prompts are held.", data["held"])
        lines.append(text.format(count=data["held"]))
    if data["undo_until"] is not None:
        lines.append(_("Still sitting all that time? numbfeet was-sitting"))
    lines.append(
        _("Tray: {tray}. Notifications: {notifier}. Idle time: {idle}. Session: {session}.").format(**data["parts"])
    )
    lines.append(_("Figures are presence at the computer, not sitting itself."))
    return lines


def _tell(options: argparse.Namespace, command: str, args: dict[str, Any]) -> int:
    return asked(options, command, args, lambda response: print(response.message))


def asked(options: argparse.Namespace, command: str, args: dict[str, Any], told: Callable[[Response], None]) -> int:
    """Ask the running program and have `told` print the answer; return the exit code."""
    try:
        response = ask(paths_of(options).socket, command, args)
    except (ControlProblem, PathsProblem) as error:
        print(error, file=sys.stderr)
        return _code_of(error)
    if response.error == Fault.UNKNOWN_COMMAND:
        print(_other_version(), file=sys.stderr)
        return Exit.MISMATCH
    if not response.ok:
        print(response.message, file=sys.stderr)
        return Exit.REFUSED
    try:
        told(response)
    except (KeyError, TypeError, ValueError):  # what it tells is not what this version expects
        print(_other_version(), file=sys.stderr)
        return Exit.MISMATCH
    return Exit.OK


def _code_of(error: ControlProblem | PathsProblem) -> Exit:
    if isinstance(error, PathsProblem):
        return Exit.FAILED
    return Exit.NOT_RUNNING if isinstance(error, NoProgramRunning) else Exit.MISMATCH


def _other_version() -> str:
    return _(
        "The running program is of another version and does not understand this. "
        "Start it anew: numbfeet quit, then numbfeet run"
    )
