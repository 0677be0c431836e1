"""The session bus as a door: every command, for the desktop's shortcuts and launchers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numbfeet_tray.app.commands import Commands
from numbfeet_tray.app.first_icon import FirstIcon


def serve(icon: FirstIcon, profile: str, commands: Commands) -> Callable[[], None]:
    """Answer on the bus that the icon is on; return what ends that."""
    if icon.bus is None:
        return lambda: None
    from numbfeet_tray.shell.service import Service  # noqa: PLC0415 - needs jeepney: Linux only

    def ask(command: str, args: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
        answer = commands.run(command, args)
        return answer.error, answer.message, answer.data

    return Service(icon.bus, profile, ask, icon.activation.give).close
