"""`warning-signs` and `about`: pages as plain text. No network, no window toolkit and no running program are needed."""

from __future__ import annotations

import argparse
import os
import shutil
import sys

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.config_file import ConfigFile
from numbfeet_tray.shell.page import open_page
from numbfeet_tray.shell.paths import PathsProblem
from numbfeet_tray.shell.whereabouts import suggested_number
from numbfeet_tray.text.about import about
from numbfeet_tray.text.pages import plain
from numbfeet_tray.text.warning_signs import Emergency, warning_signs

WIDEST = 88
"""Characters of a line that is still easy to read."""


def show_page(options: argparse.Namespace, page: str) -> int:
    """Print the page, or open its window."""
    number = chosen_number(options)
    if options.window:
        try:
            open_page(page, number, os.environ)
        except AdapterUnavailable as error:
            print(error, file=sys.stderr)
            return Exit.FAILED
        return Exit.OK
    found = about() if page == "about" else warning_signs(_emergency(number))
    print(plain(found, min(WIDEST, shutil.get_terminal_size().columns)), end="")
    return Exit.OK


def chosen_number(options: argparse.Namespace) -> str:
    """Return the emergency number in the config; empty when there is none, or when the config cannot be read.

    A wrong config must not keep the warning signs from anybody.
    """
    try:
        return ConfigFile(paths_of(options).config).reload().config.safety.emergency_number
    except PathsProblem:
        return ""


def _emergency(number: str) -> Emergency:
    suggested = suggested_number(os.environ)
    return Emergency(number) if suggested is None else Emergency(number, suggested.number, suggested.urgent)
