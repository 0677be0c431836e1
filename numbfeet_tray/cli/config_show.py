"""`config path|check|show|get|schema`: what the config says. Nothing is changed, no running program is needed."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from numbfeet_tray.app.config_check import surroundings_of
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.origin import Setting, path_of, settings_of
from numbfeet_tray.config.parse import Problems
from numbfeet_tray.config.problem import Path as KeyPath
from numbfeet_tray.config.problem import Problem
from numbfeet_tray.config.schema import document_schema
from numbfeet_tray.shell.own_files import folder_of
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.problems import explain, sentence


def tell_problems(problems: Problems, source: str) -> int:
    """Print what is wrong, each in one line, and return the exit code."""
    for problem in problems:
        print(explain(problem, source), file=sys.stderr)
    return Exit.BAD_INPUT


def show_path(options: argparse.Namespace) -> int:
    """Print where the config is, or would be."""
    print(paths_of(options).config)
    return Exit.OK


def check(options: argparse.Namespace) -> int:
    """Say whether the config is right, or everything that is wrong with it."""
    path: Path = options.file or paths_of(options).config
    if options.file is not None and not path.exists():
        print(_("There is no config {path}.").format(path=path), file=sys.stderr)
        return Exit.BAD_INPUT
    surroundings = surroundings_of(path)
    found = surroundings.read(path)[1]
    problems = [(str(path), problem) for problem in (() if isinstance(found, Config) else found)]
    problems += [(str(folder_of(path) / own.file), own.problem) for own in surroundings.problems]
    if options.json:
        plain = [{"file": file, **_plain(problem), "message": sentence(problem)} for file, problem in problems]
        print(json.dumps({"file": str(path), "ok": not problems, "problems": plain}, ensure_ascii=False, indent=2))
        return Exit.BAD_INPUT if problems else Exit.OK
    if problems:
        for file, problem in problems:
            print(explain(problem, file), file=sys.stderr)
        text = ngettext("{count} problem.", "{count} problems.", len(problems))
        print(text.format(count=len(problems)), file=sys.stderr)
        return Exit.BAD_INPUT
    if path.exists():
        print(_("{path} is right.").format(path=path))
    else:
        print(_("There is no {path}: the defaults are in force.").format(path=path))
    return Exit.OK


def _plain(problem: Problem) -> dict[str, object]:
    names = ("line", "column", "key", "kind", "suggestion")
    return {name: value for name, value in asdict(problem).items() if name in names}


def show(options: argparse.Namespace) -> int:
    """Print every setting with where it comes from."""
    path = paths_of(options).config
    text, found = surroundings_of(path).read(path)
    if not isinstance(found, Config):
        return tell_problems(found, str(path))
    settings = settings_of(found, text)
    if options.json:
        plain = [_plain_setting(setting, path) for setting in settings]
        print(json.dumps(plain, ensure_ascii=False, indent=2))
        return Exit.OK
    told = [f"{setting.key} = {written(setting.value)}" for setting in settings]
    width = min(max(map(len, told)), 60)
    for line, setting in zip(told, settings, strict=True):
        print(f"{line:<{width}}  # {_origin(setting, path)}")
    return Exit.OK


def _origin(setting: Setting, path: Path) -> str:
    if setting.line is None:
        return _("default")
    return f"{path.name}:{setting.line}"


def _plain_setting(setting: Setting, path: Path) -> dict[str, object]:
    origin = {"origin": "default"} if setting.line is None else {"origin": "file", "file": str(path)}
    return {"key": setting.key, "value": setting.value, **origin, "line": setting.line}


def written(value: object) -> str:
    """Return `value` as TOML writes it; for what stands in a config that is the same as in JSON."""
    return json.dumps(value, ensure_ascii=False)


def get(options: argparse.Namespace) -> int:
    """Print the value of one key, or of every key below a table."""
    path = paths_of(options).config
    text, found = surroundings_of(path).read(path)
    if not isinstance(found, Config):
        return tell_problems(found, str(path))
    wanted = path_of(options.key)
    settings = [one for one in settings_of(found, text) if one.path[: len(wanted)] == wanted]
    if not settings and _is_known(wanted):
        print(_("{key} is not set.").format(key=options.key), file=sys.stderr)
        return Exit.REFUSED
    if not settings:
        return tell_unknown(options.key)
    if settings[0].path == wanted:
        value = settings[0].value
        print(written(value) if options.json or not isinstance(value, str) else value)
    elif options.json:
        print(json.dumps({one.key: one.value for one in settings}, ensure_ascii=False, indent=2))
    else:
        for one in settings:
            print(f"{one.key} = {written(one.value)}")
    return Exit.OK


def _is_known(path: KeyPath) -> bool:
    """Return whether a config may have something at `path`."""
    schema = document_schema()
    for part in path:
        inside = schema.get("items") if isinstance(part, int) else schema.get("properties", {}).get(part)
        if inside is None:
            return False
        schema = inside
    return True


def tell_unknown(key: str) -> int:
    """Say that there is no such key, and return the exit code."""
    text = _("There is no setting {key}; numbfeet config show lists them all.")
    print(text.format(key=key), file=sys.stderr)
    return Exit.BAD_INPUT


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema."""
    from numbfeet_tray.shell.config_write import schema_text  # noqa: PLC0415 - only for this

    print(schema_text(surroundings_of(paths_of(options).config).ids), end="")
    return Exit.OK
