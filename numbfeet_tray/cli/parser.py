"""The command line's grammar and help texts."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from numbfeet_tray import __version__
from numbfeet_tray.cli import ask, daemon, replaying
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.config.durations import parse_duration
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.text.catalog import _

Call = Callable[[argparse.Namespace], int]


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the options, with `call` set to what runs the command.

    Raises:
        SystemExit: help or version was asked for (0), or the command line is wrong (2).
    """
    parser = build()
    options = parser.parse_args(argv)
    if getattr(options, "call", None) is None:
        parser.print_help()
        raise SystemExit(Exit.USAGE)
    return options


def build() -> argparse.ArgumentParser:
    """Return the whole grammar."""
    parser = argparse.ArgumentParser(
        prog="numbfeet",
        description=_("Counts seated time and encourages the feet to move. Start it with: numbfeet run"),
        epilog=_("It sees presence at a computer, not sitting, and gives no medical advice."),
    )
    parser.add_argument("--version", action="version", version=f"numbfeet {__version__}")
    parser.add_argument(
        "--profile",
        default="",
        metavar=_("NAME"),
        help=_("use a config, history and program of that name, kept apart from the usual ones"),
    )
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"))
    _add_run(commands)
    _add_questions(commands)
    _add_routines(commands)
    _add_prompts(commands)
    _add_presence(commands)
    _add_simulate(commands)
    _command(commands, "quit", ask.send("quit"), _("end the running program"))
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _command(commands: Commands, name: str, call: Call, text: str) -> argparse.ArgumentParser:  # type: ignore[type-arg]
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(call=call)
    return parser


def _add_run(commands: Commands) -> None:  # type: ignore[type-arg]
    run = _command(commands, "run", daemon.run, _("start the program in the foreground"))
    run.add_argument("--demo", action="store_true", help=_("prompt within seconds, kept apart from the real history"))
    run.add_argument("--config", type=Path, metavar=_("FILE"), help=_("read this config instead of the usual one"))
    run.add_argument(
        "--record", type=Path, metavar=_("FILE"), help=_("write every event to a trace that can be replayed")
    )
    run.add_argument("--verbose", "-v", action="store_true", help=_("log every event and what came of it"))


def _add_questions(commands: Commands) -> None:  # type: ignore[type-arg]
    status = _command(commands, "status", ask.status, _("show the clocks, and why it is quiet or not"))
    status.add_argument("--json", action="store_true", help=_("print JSON for scripts"))
    _command(commands, "why", ask.why, _("say in one line why it is quiet, or when the next prompt comes"))


def _add_routines(commands: Commands) -> None:  # type: ignore[type-arg]
    start = _command(commands, "start", ask.start, _("start a routine"))
    start.add_argument(
        "routine", nargs="?", metavar=_("ROUTINE"), help=_("its id; without one, what the prompt offers")
    )
    _command(commands, "stop", ask.send("stop"), _("stop the running routine"))


def _add_prompts(commands: Commands) -> None:  # type: ignore[type-arg]
    snooze = _command(commands, "snooze", ask.snooze, _("put the prompt off"))
    snooze.add_argument("length", nargs="?", type=_length, metavar=_("LENGTH"), help=_("such as 10m; 5m without one"))
    _command(commands, "skip", ask.send("skip"), _("skip the prompt; the seated time goes on"))
    pause = _command(commands, "pause", ask.pause, _("hold all prompts; the seated time goes on"))
    how_long = pause.add_mutually_exclusive_group()
    how_long.add_argument(
        "--for", dest="length", type=_length, metavar=_("LENGTH"), help=_("such as 1h; 30m without one")
    )
    how_long.add_argument("--until-tomorrow", action="store_true", help=_("until the start of tomorrow's day"))
    how_long.add_argument("--open-ended", action="store_true", help=_("until you resume"))
    _command(commands, "resume", ask.send("resume"), _("end the pause"))


def _add_presence(commands: Commands) -> None:  # type: ignore[type-arg]
    texts = {
        "sitting": _("say that you are sitting"),
        "standing": _("say that you are standing"),
        "away": _("say that you are leaving"),
        "was-sitting": _("take the last break back: you were still sitting"),
    }
    for name, text in texts.items():
        _command(commands, name, ask.send("say", what=name), text)


def _add_simulate(commands: Commands) -> None:  # type: ignore[type-arg]
    simulate = _command(commands, "simulate", replaying.simulate, _("show what a config would make of a recorded day"))
    simulate.add_argument(
        "--config", type=Path, metavar=_("FILE"), help=_("the config to try; the usual one without it")
    )
    simulate.add_argument("--trace", type=Path, required=True, metavar=_("FILE"), help=_("the day, as JSON Lines"))
    simulate.add_argument("--json", action="store_true", help=_("print JSON Lines for scripts"))


def _length(text: str) -> Seconds:
    parsed = parse_duration(text)
    if parsed is None or parsed <= 0:
        raise argparse.ArgumentTypeError(
            _("{text} is no length; write it like 45m, 1h30m or 90s").format(text=repr(text))
        )
    return parsed
