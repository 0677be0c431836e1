"""Start and stop routines, and look at them."""

from __future__ import annotations

from numbfeet_tray.cli.grammar import Commands, add_json, command, late, subcommands
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add start, stop and routines."""
    start = command(commands, "start", late("ask", "start"), _("start a routine"))
    start.add_argument(
        "routine", nargs="?", metavar=_("ROUTINE"), help=_("its id; without one, what the prompt offers")
    )
    command(commands, "stop", late("ask", "send", command="stop"), _("stop the running routine"))
    routines = subcommands(command(commands, "routines", None, _("look at the routines")))
    add_json(command(routines, "list", late("routines", "list_all"), _("list every routine with its id and length")))
    show = command(routines, "show", late("routines", "show"), _("show the steps of a routine"))
    show.add_argument("routine", metavar=_("ROUTINE"), help=_("its id"))
    add_json(show)
