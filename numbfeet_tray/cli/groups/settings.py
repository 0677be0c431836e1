"""Look at the config and change it."""

from __future__ import annotations

from numbfeet_tray.cli.grammar import Commands


def add(commands: Commands) -> None:
    """Add config."""
    del commands
