"""Look at what was: the history, and recorded days."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.cli.grammar import Commands, add_json, command, count, late
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add history, replay and simulate."""
    history = command(commands, "history", late("history", "recent"), _("list what was recorded lately, newest last"))
    history.add_argument(
        "--limit", type=count, default=20, metavar=_("NUMBER"), help=_("how many rows at most; 20 without it")
    )
    add_json(history, _("print JSON Lines for scripts"))
    replay = command(
        commands, "replay", late("replaying", "replay"), _("show what the program did while it recorded a trace")
    )
    replay.add_argument("file", type=Path, metavar=_("FILE"), help=_("what numbfeet run --record wrote"))
    add_json(replay, _("print JSON Lines for scripts"))
    simulate = command(
        commands, "simulate", late("replaying", "simulate"), _("show what a config would make of a recorded day")
    )
    simulate.add_argument(
        "--config", type=Path, metavar=_("FILE"), help=_("the config to try; the usual one without it")
    )
    simulate.add_argument("--trace", type=Path, required=True, metavar=_("FILE"), help=_("the day, as JSON Lines"))
    add_json(simulate, _("print JSON Lines for scripts"))
