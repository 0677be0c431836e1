"""`routines list|show|check|export`: the routines that can be started. No running program is needed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from numbfeet_tray.app.catalogue import built_in_catalogue, built_in_texts, whole_catalogue
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.own import catalogue_of, own_folder
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.config.blocks import block_of, template
from numbfeet_tray.config.problem import Problem, ProblemKind
from numbfeet_tray.config.routine_tables import ID, CatalogueError, CatalogueProblem
from numbfeet_tray.config.routines import Catalogue, extend_catalogue
from numbfeet_tray.config.suited import suited
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.shell.config_file import ConfigFile
from numbfeet_tray.shell.own_files import read_own
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.durations import spoken
from numbfeet_tray.text.problems import explain, sentence


def list_all(options: argparse.Namespace) -> int:
    """Print each routine that suits the person, with its id, name, length and place."""
    catalogue = catalogue_of(options)
    hidden = ConfigFile(paths_of(options).config).reload().config.safety.hidden_exercises
    shown = catalogue.routines if options.hidden else suited(catalogue, hidden)
    if options.json:
        print(json.dumps([_plain(routine, catalogue) for routine in shown], ensure_ascii=False, indent=2))
        return Exit.OK
    width = max(len(routine.id) for routine in shown)
    for routine in shown:
        facts = catalogue.facts.get(routine.id)
        parts = [f"{_(routine.name)} ({spoken(routine.seconds)})", _(facts.hint) if facts and facts.hint else ""]
        parts += [_("once a day")] * routine.once_a_day + [_("offered after you started it once")] * routine.opt_in
        parts += [_("your own")] * (routine.id in catalogue.own)
        print(f"{routine.id:<{width}}  {'; '.join(part for part in parts if part)}")
    return Exit.OK


def show(options: argparse.Namespace) -> int:
    """Print the steps of one routine."""
    catalogue = catalogue_of(options)
    routine = _found(catalogue, options.routine)
    if routine is None:
        return Exit.REFUSED
    if options.json:
        print(json.dumps(_plain(routine, catalogue), ensure_ascii=False, indent=2))
        return Exit.OK
    count = len(routine.steps)
    steps = ngettext("{name}: {length}, {count} step", "{name}: {length}, {count} steps", count)
    print(steps.format(name=_(routine.name), length=spoken(routine.seconds), count=count))
    for number, step in enumerate(routine.steps, start=1):
        print(f"\n{number}. {_(step.name)} ({spoken(step.seconds)})\n   {_(step.text)}")
        if step.caution:
            print(f"   {_(step.caution)}")
    print("\n" + _("Stop if it hurts. This is no medical advice. When to get help: numbfeet warning-signs"))
    return Exit.OK


def check(options: argparse.Namespace) -> int:
    """Say whether the person's own files are right, or everything that is wrong with them."""
    folder = own_folder(options)
    problems = whole_catalogue(folder)[1] if options.file is None else tuple(_problems_of_file(options.file))
    if options.json:
        plain = [
            {
                "file": one.file,
                "line": one.problem.line,
                "key": one.problem.key,
                "kind": one.problem.kind,
                "message": sentence(one.problem),
            }
            for one in problems
        ]
        print(json.dumps({"ok": not problems, "problems": plain}, ensure_ascii=False, indent=2))
    for one in problems if not options.json else ():
        print(explain(one.problem, one.file), file=sys.stderr)
    if not problems and not options.json:
        place = options.file or folder
        print(
            _("{path} is right.").format(path=place) if place.exists() else _("There is no {path}.").format(path=place)
        )
    return Exit.BAD_INPUT if problems else Exit.OK


def _problems_of_file(path: Path) -> Sequence[CatalogueProblem]:
    try:
        extend_catalogue(built_in_catalogue(), [(path.name, path.read_text(encoding="utf-8-sig"))])
    except CatalogueError as error:
        return error.problems
    except UnicodeDecodeError:
        return [CatalogueProblem(path.name, Problem(None, "", None, ProblemKind.NOT_UTF8))]
    except OSError as error:
        return [CatalogueProblem(path.name, Problem(None, "", error.strerror, ProblemKind.UNREADABLE))]
    return []


def new(options: argparse.Namespace) -> int:
    """Begin a routine of one's own: a template to fill in, or a copy of another routine."""
    if not ID.fullmatch(options.id):
        print(_("An id is made of lower-case letters, digits and hyphens, such as my-stretches."), file=sys.stderr)
        return Exit.USAGE
    text = template(options.id)
    if options.copy is not None:
        catalogue = catalogue_of(options)
        if (routine := _found(catalogue, options.copy)) is None:
            return Exit.REFUSED
        text = _text_of(routine, options).replace(f'id = "{options.copy}"', f'id = "{options.id}"', 1)
    path = own_folder(options) / f"{options.id}.toml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        print(_("{path} is there already; it was left as it is.").format(path=path), file=sys.stderr)
        return Exit.REFUSED
    except OSError as error:
        problem = _("{path} could not be written: {problem}").format(path=path, problem=error.strerror)
        print(problem, file=sys.stderr)
        return Exit.FAILED
    print(_("Written to {path}. Fill it in with your doctor or physical therapist.").format(path=path))
    return Exit.OK


def export(options: argparse.Namespace) -> int:
    """Print a routine as it stands in its file, with the exercises of one's own that it uses."""
    routine = _found(catalogue_of(options), options.routine)
    if routine is None:
        return Exit.REFUSED
    print(_text_of(routine, options), end="")
    return Exit.OK


def _text_of(routine: Routine, options: argparse.Namespace) -> str:
    texts = [text for _name, text in read_own(own_folder(options))[0]]
    everywhere = [*texts, *built_in_texts()]
    blocks = [next(filter(None, (block_of(text, "routine", routine.id) for text in everywhere)), "")]
    for ident in dict.fromkeys(step.exercise for step in routine.steps):
        blocks += [block for text in texts if (block := block_of(text, "exercise", ident)) is not None]
    return "\n".join(blocks)


def _found(catalogue: Catalogue, wanted: str) -> Routine | None:
    routine = next((one for one in catalogue.routines if one.id == wanted), None)
    if routine is None:
        text = _("There is no routine {name}; numbfeet routines list names them all.")
        print(text.format(name=wanted), file=sys.stderr)
    return routine


def _plain(routine: Routine, catalogue: Catalogue) -> dict[str, object]:
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
    return {
        "id": routine.id,
        "name": routine.name,
        "seconds": float(routine.seconds),
        "once_a_day": routine.once_a_day,
        "opt_in": routine.opt_in,
        "own": routine.id in catalogue.own,
        "steps": steps,
    }
