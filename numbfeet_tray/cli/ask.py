"""Commands that ask the running program."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.control.client import ControlProblem, NoProgramRunning, ask
from numbfeet_tray.shell.control.codec import Response
from numbfeet_tray.shell.paths import Paths, PathsProblem
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.durations import spoken

Call = Callable[[argparse.Namespace], int]


def send(command: str, **args: Any) -> Call:
    """Return a call that sends `command` and prints the answer's sentence."""

    def call(options: argparse.Namespace) -> int:
        return _tell(options, command, args)

    return call


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
    if options.until_tomorrow:
        return _tell(options, "pause", {"until": "tomorrow"})
    return _tell(options, "pause", {} if options.length is None else {"for": options.length})


def why(options: argparse.Namespace) -> int:
    """Say in one line why."""
    return _ask(options, "why", {}, lambda response: print(response.data["why"]))


def status(options: argparse.Namespace) -> int:
    """Show the clocks."""

    def told(response: Response) -> None:
        if options.json:
            print(json.dumps(response.data, ensure_ascii=False, indent=2))
        else:
            print("\n".join(status_lines(response.data)))

    return _ask(options, "status", {}, told)


def status_lines(data: dict[str, Any]) -> list[str]:
    """Return the status in words."""
    feet, seat = spoken(Seconds(data["feet"])), spoken(Seconds(data["seat"]))
    lines = [
        data["why"],
        _("Feet: {length} seated since they last moved.").format(length=feet),
        _("Seat: {length} seated since you were last up.").format(length=seat),
    ]
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
    return _ask(options, command, args, lambda response: print(response.message))


def _ask(options: argparse.Namespace, command: str, args: dict[str, Any], told: Callable[[Response], None]) -> int:
    try:
        response = ask(Paths.of(os.environ, options.profile).socket, command, args)
    except (NoProgramRunning, PathsProblem) as error:
        print(error, file=sys.stderr)
        return Exit.NOT_RUNNING
    except ControlProblem as error:
        print(error, file=sys.stderr)
        return Exit.MISMATCH
    if not response.ok:
        print(response.message, file=sys.stderr)
        return Exit.REFUSED
    told(response)
    return Exit.OK
