"""Start and stop routines, and look at them."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.cli.grammar import Commands, add_json, command, late, subcommands
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add start, stop and routines."""
    start = command(commands, "start", late("ask", "start"), _("start a routine"))
    start.add_argument(
        "routine", nargs="?", metavar=_("ROUTINE"), help=_("its id; without one, what the prompt offers")
    )
    understood = _("say that you have read the notice before a routine")
    command(commands, "understood", late("ask", "send", command="understood"), understood)
    command(commands, "stop", late("ask", "send", command="stop"), _("stop the running routine"))
    routines = subcommands(command(commands, "routines", None, _("look at the routines, play them, make your own")))
    listing = command(routines, "list", late("routines", "list_all"), _("list every routine with its id and length"))
    listing.add_argument("--hidden", action="store_true", help=_("with those that your settings hide"))
    add_json(listing)
    show = command(routines, "show", late("routines", "show"), _("show the steps of a routine"))
    show.add_argument("routine", metavar=_("ROUTINE"), help=_("its id"))
    add_json(show)
    check = command(routines, "check", late("routines", "check"), _("say what is wrong with your own routines"))
    check.add_argument("file", nargs="?", type=Path, metavar=_("FILE"), help=_("one file instead of all of yours"))
    add_json(check)
    new = command(routines, "new", late("routines", "new"), _("begin a routine of your own from a template"))
    new.add_argument("id", metavar=_("ID"), help=_("its id, such as my-stretches"))
    new.add_argument("--copy", metavar=_("ROUTINE"), help=_("begin with a copy of this routine"))
    play = command(
        routines, "play", late("playing", "play"), _("start a routine, in this terminal when no program is running")
    )
    play.add_argument("routine", metavar=_("ROUTINE"), help=_("its id"))
    export = command(routines, "export", late("routines", "export"), _("print a routine as a file of your own"))
    export.add_argument("routine", metavar=_("ROUTINE"), help=_("its id"))
