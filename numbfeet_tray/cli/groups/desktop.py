"""Start at login, the window with the menu, and the entry in the launcher."""

from __future__ import annotations

from numbfeet_tray.cli.grammar import Commands, add_json, command, late, subcommands
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add autostart, window and desktop."""
    autostart = subcommands(command(commands, "autostart", None, _("start at login, or not")))
    enable = command(autostart, "enable", late("at_login", "enable"), _("have it start at login"))
    enable.add_argument(
        "--method",
        choices=("xdg", "systemd", "launchd", "registry"),
        help=_("how; without it, what fits your desktop"),
    )
    command(autostart, "disable", late("at_login", "disable"), _("have it start at login no more"))
    add_json(command(autostart, "status", late("at_login", "status"), _("say what starts it at login")))
    command(commands, "window", late("window", "show"), _("show the menu as a window, for desktops without a tray"))
    desktop = subcommands(command(commands, "desktop", None, _("the entry in the launcher, with icons")))
    command(desktop, "install", late("at_login", "install"), _("put it where launchers look"))
    command(desktop, "remove", late("at_login", "remove"), _("take it away again"))
