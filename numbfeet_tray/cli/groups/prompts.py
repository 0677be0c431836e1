"""Answer a prompt, or hold all of them."""

from __future__ import annotations

import argparse

from numbfeet_tray.cli.grammar import Commands, command, late, length
from numbfeet_tray.config.hours import DAY, parse_time
from numbfeet_tray.text.catalog import _


def add(commands: Commands) -> None:
    """Add snooze, skip, pause and resume."""
    snooze = command(commands, "snooze", late("ask", "snooze"), _("put the prompt off"))
    snooze.add_argument("length", nargs="?", type=length, metavar=_("LENGTH"), help=_("such as 10m; 5m without one"))
    command(commands, "skip", late("ask", "send", command="skip"), _("skip the prompt; the seated time goes on"))
    pause = command(commands, "pause", late("ask", "pause"), _("hold all prompts; the seated time goes on"))
    how_long = pause.add_mutually_exclusive_group()
    how_long.add_argument(
        "--for", dest="length", type=length, metavar=_("LENGTH"), help=_("such as 1h; 30m without one")
    )
    how_long.add_argument(
        "--until", type=until, metavar=_("TIME"), help=_("a time such as 14:30, or tomorrow: the start of the next day")
    )
    how_long.add_argument(
        "--until-tomorrow", dest="until", action="store_const", const="tomorrow", help=argparse.SUPPRESS
    )
    how_long.add_argument("--open-ended", action="store_true", help=_("until you resume"))
    command(commands, "resume", late("ask", "send", command="resume"), _("end the pause"))


def until(text: str) -> str:
    """Read when a pause is to end.

    Raises:
        argparse.ArgumentTypeError: it is neither a time of day nor "tomorrow".
    """
    if text != "tomorrow" and parse_time(text) in {None, DAY}:
        raise argparse.ArgumentTypeError(
            _("{text} is no time; write it like 14:30, or tomorrow").format(text=repr(text))
        )
    return text
