"""`routines list|show`: the routines that can be started. No running program is needed."""

from __future__ import annotations

import argparse
import json
import sys

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.durations import spoken


def list_all(options: argparse.Namespace) -> int:
    """Print each routine with its id, name and length."""
    routines = built_in_routines()
    if options.json:
        print(json.dumps([_plain(routine) for routine in routines], ensure_ascii=False, indent=2))
        return Exit.OK
    width = max(len(routine.id) for routine in routines)
    for routine in routines:
        print(f"{routine.id:<{width}}  {_(routine.name)} ({spoken(routine.seconds)})")
    return Exit.OK


def show(options: argparse.Namespace) -> int:
    """Print the steps of one routine."""
    routine = next((one for one in built_in_routines() if one.id == options.routine), None)
    if routine is None:
        text = _("There is no routine {name}; numbfeet routines list names them all.")
        print(text.format(name=options.routine), file=sys.stderr)
        return Exit.REFUSED
    if options.json:
        print(json.dumps(_plain(routine), ensure_ascii=False, indent=2))
        return Exit.OK
    count = len(routine.steps)
    steps = ngettext("{name}: {length}, {count} step", "{name}: {length}, {count} steps", count)
    print(steps.format(name=_(routine.name), length=spoken(routine.seconds), count=count))
    for number, step in enumerate(routine.steps, start=1):
        print(f"\n{number}. {_(step.name)} ({spoken(step.seconds)})\n   {_(step.text)}")
        if step.caution:
            print(f"   {_(step.caution)}")
    print("\n" + _("Stop if it hurts. This is no medical advice."))
    return Exit.OK


def _plain(routine: Routine) -> dict[str, object]:
    steps = [
        {
            "exercise": step.exercise,
            "name": step.name,
            "seconds": float(step.seconds),
            "position": step.position.value,
            "moves_feet": step.moves_feet,
        }
        for step in routine.steps
    ]
    return {"id": routine.id, "name": routine.name, "seconds": float(routine.seconds), "steps": steps}
