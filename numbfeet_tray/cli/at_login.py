"""`autostart` and `desktop`: what starts the program at login, and what shows it in the launcher."""

from __future__ import annotations

import argparse
import json
import os
import sys

from numbfeet_tray.app.at_login import AtLogin, look
from numbfeet_tray.app.at_login import disable as disable_all
from numbfeet_tray.app.at_login import enable as enable_first
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.shell import launcher
from numbfeet_tray.shell.autostart import AutostartProblem, Method, methods
from numbfeet_tray.shell.autostart.entry import is_checkout, own_command
from numbfeet_tray.shell.autostart.xdg import exec_line
from numbfeet_tray.text.catalog import _, ngettext


def enable(options: argparse.Namespace) -> int:
    """Have the program start at login."""
    known = methods(os.environ, options.profile)
    if options.method is not None:
        known = tuple(sorted(known, key=lambda one: one.name != options.method))
        if known[0].name != options.method:
            return _refuse(_("There is no {method} on this system.").format(method=options.method))
    try:
        return _tell(enable_first(known, own_command(options.profile), is_checkout=is_checkout()))
    except AutostartProblem as error:
        return _refuse(error)


def disable(options: argparse.Namespace) -> int:
    """Have it start at login no more."""
    try:
        return _tell(disable_all(_methods(options)))
    except AutostartProblem as error:
        return _refuse(error)


def status(options: argparse.Namespace) -> int:
    """Say what starts it at login."""
    state = look(_methods(options))
    if not options.json:
        return _tell(state)
    entries = [
        {"method": one.method, "place": one.place, "command": list(one.command), "can_run": one.can_run}
        for one in state.found
    ]
    print(json.dumps({"autostart": 1, "enabled": bool(entries), "entries": entries}, indent=2))
    return Exit.OK


def install(_options: argparse.Namespace) -> int:
    """Put the program into the launcher."""
    program = own_command()[:-1]
    try:
        written = launcher.install(launcher.data_home(os.environ), exec_line(program))
    except OSError as error:
        return _refuse(error)
    print(_("Launchers find it now: {file}").format(file=written[0]))
    return Exit.OK


def remove(_options: argparse.Namespace) -> int:
    """Take it out of the launcher."""
    try:
        removed = launcher.remove(launcher.data_home(os.environ))
    except OSError as error:
        return _refuse(error)
    text = ngettext("{count} file was removed.", "{count} files were removed.", len(removed))
    print(text.format(count=len(removed)))
    return Exit.OK


def _methods(options: argparse.Namespace) -> tuple[Method, ...]:
    return methods(os.environ, options.profile)


def _tell(state: AtLogin) -> int:
    print("\n".join(state.lines()))
    return Exit.OK


def _refuse(error: object) -> int:
    print(error, file=sys.stderr)
    return Exit.FAILED
