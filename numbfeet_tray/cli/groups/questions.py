"""Ask how things stand."""

from __future__ import annotations

from numbfeet_tray.cli.grammar import Commands, add_json, command, late
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add status and why."""
    status = command(commands, "status", late("ask", "status"), _("show the clocks, and why it is quiet or not"))
    add_json(status)
    why = command(
        commands, "why", late("ask", "why"), _("say in one line why it is quiet, or when the next prompt comes")
    )
    add_json(why)
