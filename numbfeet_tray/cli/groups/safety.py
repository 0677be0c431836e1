"""When to stop and get help, what this is about, and the person's notes."""

from __future__ import annotations

from pathlib import Path

from numbfeet_tray.cli.grammar import Commands, add_json, command, count, late, subcommands
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add warning-signs, about and notes."""
    for name, text in (
        ("warning-signs", _("when to stop and get help; works without a network and a running program")),
        ("about", _("what numbness is, and what is known of moving the feet")),
    ):
        page = command(commands, name, late("pages", "show_page", page=name), text)
        page.add_argument("--window", action="store_true", help=_("in a window instead of here"))
    notes = subcommands(command(commands, "notes", None, _("your private notes after routines")))
    note = command(notes, "add", late("notes", "add"), _("write a note about the last routine"))
    note.add_argument("feeling", nargs="?", choices=("better", "same", "worse"), help=_("how you feel, in a word"))
    note.add_argument("--text", default="", metavar=_("TEXT"), help=_("your own words"))
    note.add_argument("--routine", metavar=_("ROUTINE"), help=_("its id; the last one without it"))
    add_json(command(notes, "list", late("notes", "list_all"), _("list your notes, newest last")))
    export = command(notes, "export", late("notes", "export"), _("write all notes to a file, as JSON Lines"))
    export.add_argument("file", type=Path, metavar=_("FILE"), help=_("- for here"))
    delete = command(notes, "delete", late("notes", "delete"), _("delete notes for good"))
    delete.add_argument("number", nargs="*", type=count, metavar=_("NUMBER"), help=_("their numbers in the list"))
    delete.add_argument("--all", action="store_true", help=_("all of them"))
