"""No tray icon.

Talks to: nothing.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from numbfeet_tray.ports import TrayState


class NullTray:
    """`ports.Tray` that shows nothing: everything in the menu can also be said on the command line."""

    name = "none"
    is_visible = False

    def update(self, state: TrayState, tooltip: str, attention: bool, progress: float = 0.0) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Have nothing to remove."""
