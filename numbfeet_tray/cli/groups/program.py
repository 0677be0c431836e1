"""Start and end the program; what a shell needs to know of the command line."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.cli.grammar import Commands, command, late
from numbfeet_tray.text.catalog import _

SHELLS = ("bash", "zsh", "fish")


def add(commands: Commands) -> None:
    """Add run, quit and completion."""
    run = command(commands, "run", late("daemon", "run"), _("start the program in the foreground"))
    run.add_argument("--demo", action="store_true", help=_("prompt within seconds, kept apart from the real history"))
    run.add_argument("--config", type=Path, metavar=_("FILE"), help=_("read this config instead of the usual one"))
    run.add_argument(
        "--record", type=Path, metavar=_("FILE"), help=_("write every event to a trace that can be replayed")
    )
    run.add_argument("--log-file", type=Path, metavar=_("FILE"), help=_("log there as well; kept to 4 MiB"))
    run.add_argument("--verbose", "-v", action="store_true", help=_("log every event and what came of it"))
    command(commands, "quit", late("ask", "send", command="quit"), _("end the running program"))
    completion = command(
        commands, "completion", late("completion", "completion"), _("print what completes this command in your shell")
    )
    completion.add_argument("shell", choices=SHELLS, help=_("the shell"))
