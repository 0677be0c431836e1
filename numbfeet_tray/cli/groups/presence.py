"""Say what the computer cannot see."""

from __future__ import annotations

from numbfeet_tray.cli.grammar import Commands, command, late
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add sitting, standing, away and was-sitting."""
    texts = {
        "sitting": _("say that you are sitting"),
        "standing": _("say that you are standing"),
        "away": _("say that you are leaving"),
        "was-sitting": _("take the last break back: you were still sitting"),
    }
    for name, text in texts.items():
        command(commands, name, late("ask", "send", command="say", what=name), text)
