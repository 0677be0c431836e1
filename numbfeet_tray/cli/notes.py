"""`notes add|list|export|delete`: what the person writes after a routine. No running program is needed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.paths import PathsProblem
from numbfeet_tray.shell.store.notes import Feeling, Note, Notes
from numbfeet_tray.shell.store.problem import StoreProblem
from numbfeet_tray.shell.store.read import last_routine, open_reader
from numbfeet_tray.text.catalog import _, ngettext


def add(options: argparse.Namespace) -> int:
    """Keep a note."""
    text = options.text.strip()
    if options.feeling is None and not text:
        print(_("Say better, same or worse, or write something with --text."), file=sys.stderr)
        return Exit.USAGE

    def do(notes: Notes, path: Path) -> int:
        routine = options.routine if options.routine is not None else _last(path)
        number = notes.add(SystemClock().wall(), routine, Feeling(options.feeling or ""), text)
        print(_("Noted as number {number}. It stays on this computer.").format(number=number))
        return Exit.OK

    return _with_notes(options, do)


def list_all(options: argparse.Namespace) -> int:
    """Print every note."""

    def do(notes: Notes, _path: Path) -> int:
        found = notes.all()
        if options.json:
            print(json.dumps([_plain(note) for note in found], ensure_ascii=False, indent=2))
        elif not found:
            print(_("There are no notes."))
        else:
            print("\n".join(_line(note) for note in found))
        return Exit.OK

    return _with_notes(options, do)


def export(options: argparse.Namespace) -> int:
    """Write every note to a file that only the person can read."""

    def do(notes: Notes, _path: Path) -> int:
        lines = "".join(f"{json.dumps(_plain(note), ensure_ascii=False)}\n" for note in notes.all())
        if str(options.file) == "-":
            print(lines, end="")
            return Exit.OK
        try:
            descriptor = os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(lines)
        except OSError as error:
            text = _("{path} could not be written: {problem}")
            print(text.format(path=options.file, problem=error.strerror), file=sys.stderr)
            return Exit.BAD_INPUT
        print(_("Written to {path}.").format(path=options.file))
        return Exit.OK

    return _with_notes(options, do)


def delete(options: argparse.Namespace) -> int:
    """Delete notes for good."""
    if options.all == bool(options.number):
        print(_("Say which notes by their numbers, or --all."), file=sys.stderr)
        return Exit.USAGE

    def do(notes: Notes, _path: Path) -> int:
        count = notes.delete(None if options.all else options.number)
        print(ngettext("{count} note deleted.", "{count} notes deleted.", count).format(count=count))
        return Exit.OK if count or options.all else Exit.REFUSED

    return _with_notes(options, do)


def _with_notes(options: argparse.Namespace, do: Callable[[Notes, Path], int]) -> int:
    try:
        path = paths_of(options).history
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return int(do(Notes(path), path))
    except (StoreProblem, PathsProblem, OSError) as error:
        print(error, file=sys.stderr)
        return Exit.FAILED


def _last(path: Path) -> str:
    if not path.exists():
        return ""
    with closing(open_reader(path)) as connection:
        return last_routine(connection)


def _plain(note: Note) -> dict[str, object]:
    return {
        "number": note.id,
        "at": note.at.isoformat(timespec="seconds"),
        "routine": note.routine,
        "feeling": note.feeling.value,
        "text": note.text,
    }


def _line(note: Note) -> str:
    parts = [f"{note.id:>4}", note.at.strftime("%Y-%m-%d %H:%M"), note.routine, note.feeling.value, note.text]
    return "  ".join(part for part in parts if part)
