"""The command line's grammar: what stands before the command, and every group of commands."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from numbfeet_tray import __version__
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.grammar import HelpFormatter
from numbfeet_tray.cli.groups import GROUPS
from numbfeet_tray.text.catalog import _


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the options, with `call` set to what runs the command.

    Raises:
        SystemExit: help or version was asked for (0), or the command line is wrong (2).
    """
    words = sys.argv[1:] if argv is None else argv
    # At the start of a session the person waits for the icon, and thirty other commands take a quarter of that time.
    parser = build(("program",) if words[:1] == ["run"] else GROUPS)
    options = parser.parse_args(words)
    if getattr(options, "call", None) is None:
        parser.print_help()
        raise SystemExit(Exit.USAGE)
    return options


def build(groups: Sequence[str] = GROUPS) -> argparse.ArgumentParser:
    """Return the grammar of these groups of commands."""
    parser = argparse.ArgumentParser(
        prog="numbfeet",
        formatter_class=HelpFormatter,
        description=_("Counts seated time and encourages the feet to move. Start it with: numbfeet run"),
        epilog=_("It sees presence at a computer, not sitting, and gives no medical advice."),
    )
    parser.add_argument("--version", action="version", version=f"numbfeet {__version__}")
    parser.add_argument(
        "--profile",
        default="",
        metavar=_("NAME"),
        help=_("use a config, history and program of that name, kept apart from the usual ones"),
    )
    parser.add_argument(
        "--portable", type=Path, metavar=_("FOLDER"), help=_("keep config, history and everything else in this folder")
    )
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    for group in groups:
        importlib.import_module(f"numbfeet_tray.cli.groups.{group}").add(commands)
    return parser
