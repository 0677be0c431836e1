"""Ask how things stand."""

from __future__ import annotations

from numbfeet_tray.cli.grammar import Commands, add_json, command, late
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add status, why and doctor."""
    status = command(commands, "status", late("ask", "status"), _("show the clocks, and why it is quiet or not"))
    add_json(status)
    why = command(
        commands, "why", late("ask", "why"), _("say in one line why it is quiet, or when the next prompt comes")
    )
    add_json(why)
    doctor = command(
        commands, "doctor", late("doctor", "doctor"), _("try everything here, and say what works and what would help")
    )
    how = doctor.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help=_("print JSON for scripts"))
    how.add_argument("--report", action="store_true", help=_("print a text for a bug report, without private data"))
    doctor.add_argument(
        "--notify", action="store_true", help=_("also show a real notification and wait for your answer, 20 s at most")
    )
