"""What the groups of commands are built with."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from typing import TypeAlias

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.text.catalog import _

Call = Callable[[argparse.Namespace], int]
"""Runs a command and returns its exit code, one of `cli.exits.Exit`."""
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001
"""argparse has no public name for it."""


class HelpFormatter(argparse.HelpFormatter):
    """argparse's, which asks shutil for the width at each argument; shutil brings three compressors along."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """Return what `shutil.get_terminal_size` would: COLUMNS, or the terminal's width, or 80."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80


def command(commands: Commands, name: str, call: Call | None, text: str) -> argparse.ArgumentParser:
    """Add the command `name`, described by `text` in one line; None for one that has commands of its own."""
    parser = commands.add_parser(name, help=text, description=text, formatter_class=HelpFormatter)
    if call is not None:
        parser.set_defaults(call=call)
    return parser


def subcommands(parser: argparse.ArgumentParser) -> Commands:
    """Return where the commands of the command `parser` are added; one of them has to be given."""
    return parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), required=True)


def late(module: str, function: str, **fixed: object) -> Call:
    """Return the call of `numbfeet_tray.cli.<module>.<function>`, imported only when the command is given.

    So that one command does not pay for what another one imports. `fixed` is handed over as keywords.
    """

    def call(options: argparse.Namespace) -> int:
        target = getattr(importlib.import_module(f"numbfeet_tray.cli.{module}"), function)
        return int(target(options, **fixed))

    call.target = (module, function)  # type: ignore[attr-defined] # for the test that each of them exists
    return call


def add_json(parser: argparse.ArgumentParser, text: str = "") -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help=text or _("print JSON for scripts"))


def length(text: str) -> Seconds:
    """Read a length of time such as 10m.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    from numbfeet_tray.config.durations import parse_duration  # noqa: PLC0415 - only where a length is given

    parsed = parse_duration(text)
    if parsed is None or parsed <= 0:
        raise argparse.ArgumentTypeError(
            _("{text} is no length; write it like 45m, 1h30m or 90s").format(text=repr(text))
        )
    return parsed


def count(text: str) -> int:
    """Read a whole number of at least 1.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit() and 0 < int(text[:10]) < 10**9):
        raise argparse.ArgumentTypeError(_("{text} is no whole number of at least 1").format(text=repr(text)))
    return int(text)
