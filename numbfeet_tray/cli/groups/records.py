"""Look at what was: the history, and recorded days."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.cli.grammar import Commands, add_json, command, late
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add history, replay and simulate."""
    simulate = command(
        commands, "simulate", late("replaying", "simulate"), _("show what a config would make of a recorded day")
    )
    simulate.add_argument(
        "--config", type=Path, metavar=_("FILE"), help=_("the config to try; the usual one without it")
    )
    simulate.add_argument("--trace", type=Path, required=True, metavar=_("FILE"), help=_("the day, as JSON Lines"))
    add_json(simulate, _("print JSON Lines for scripts"))
