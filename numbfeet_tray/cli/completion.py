"""`completion SHELL`: the script that completes the command line, as it was generated from the grammar."""

from __future__ import annotations

import argparse

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.shell.resources import completion_script


def completion(options: argparse.Namespace) -> int:
    """Print the script."""
    print(completion_script(options.shell).read_text(encoding="utf-8"), end="")
    return Exit.OK
