"""`simulate`, `replay`: what a config would make of a recorded day, and what the program made of it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.core.errors import UnknownRoutineError
from numbfeet_tray.core.trace import Trace
from numbfeet_tray.core.trace_fields import TraceError
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.text.catalog import N_, _, ngettext
from numbfeet_tray.text.durations import spoken

_SPANS = {
    "seated": N_("{begin} to {end}  seated {length}"),
    "away": N_("{begin} to {end}  away {length}"),
    "standing": N_("{begin} to {end}  standing {length}"),
    "asleep": N_("{begin} to {end}  the computer slept {length}"),
}


def simulate(options: argparse.Namespace) -> int:
    """Print what became of the trace: JSON Lines, or a timeline to read."""
    from numbfeet_tray.app import simulation  # noqa: PLC0415 - a status must not pay for it
    from numbfeet_tray.app.catalogue import whole_catalogue  # noqa: PLC0415
    from numbfeet_tray.shell.config_file import ConfigFile  # noqa: PLC0415
    from numbfeet_tray.shell.own_files import folder_of  # noqa: PLC0415

    path = options.config or paths_of(options).config
    problems = []
    config_file = ConfigFile(path)
    result = config_file.reload()
    problems = list(result.problems)
    if options.config is not None and not options.config.exists():
        return _fail([_("There is no config {path}.").format(path=options.config)])
    if problems:
        from numbfeet_tray.text.problems import explain  # noqa: PLC0415

        return _fail(explain(problem, str(path)) for problem in problems)
    catalogue, _problems = whole_catalogue(folder_of(path))
    return _run(options.trace, options.json, partial(simulation.simulate, result.config, catalogue=catalogue))


def replay(options: argparse.Namespace) -> int:
    """Print what the program did while it recorded the trace."""
    from numbfeet_tray.app import simulation  # noqa: PLC0415 - a status must not pay for it

    return _run(options.file, options.json, simulation.replay)


def _run(path: Path, as_json: bool, run: Callable[[Trace], Iterator[dict[str, object]]]) -> int:
    from numbfeet_tray.app.simulation import load_trace  # noqa: PLC0415 - a status must not pay for it

    try:
        for line in run(load_trace(path)):
            print(json.dumps(line, ensure_ascii=False) if as_json else _told(line))
    except TraceError as error:
        return _fail([_("{path}: {problem}").format(path=path, problem=error)])
    except UnknownRoutineError as error:
        return _fail([_("{path}: there is no routine {name}.").format(path=path, name=str(error))])
    except (OSError, UnicodeDecodeError) as error:
        return _fail([_("{path} cannot be read: {problem}").format(path=path, problem=error)])
    return Exit.OK


def _told(line: dict[str, object]) -> str:
    """Return one output line in words."""
    match line:
        case {"what": "prompt", "t": t, "reminder": reminder, "level": level, "seated": seated, "held": held}:
            text = ngettext(
                "{at}  prompt {reminder}, level {level}, after {seated}; {held} held",
                "{at}  prompt {reminder}, level {level}, after {seated}; {held} held",
                int(str(held)),
            )
            return text.format(at=_at(t), reminder=reminder, level=level, seated=_length(seated), held=held)
        case {"what": "withdraw", "t": t, "why": why}:
            return _("{at}  withdrawn ({why})").format(at=_at(t), why=why)
        case {"what": "span", "from": begin, "to": end, "kind": kind}:
            length = _length(float(str(end)) - float(str(begin)))
            return _(_SPANS[str(kind)]).format(begin=_at(begin), end=_at(end), length=length)
        case _:
            return _("In all: seated {seated}; {prompts} prompts shown, {routines} routines finished.").format(
                seated=_length(line["seated"]), prompts=line["prompts"], routines=line["routines"]
            )


def _at(t: object) -> str:
    hours, rest = divmod(int(float(str(t))), 3600)
    return f"{hours:3d}:{rest // 60:02d}:{rest % 60:02d}"


def _length(seconds: object) -> str:
    return spoken(Seconds(float(str(seconds))))


def _fail(lines: Iterable[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return Exit.BAD_INPUT
