"""`config init|set|edit|migrate`: change the config. What would be wrong is not written."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from numbfeet_tray.app.config_check import Surroundings, surroundings_of
from numbfeet_tray.cli.config_show import tell_problems, tell_unknown, written
from numbfeet_tray.cli.exits import Exit
from numbfeet_tray.cli.places import paths_of
from numbfeet_tray.config.model import VERSION, Config
from numbfeet_tray.config.origin import path_of, settings_of
from numbfeet_tray.config.problem import Problem
from numbfeet_tray.config.show import to_toml
from numbfeet_tray.shell.config_edit import migrated, with_value
from numbfeet_tray.shell.config_file import read_text
from numbfeet_tray.shell.config_write import SCHEMA_NAME, begin_config, write_schema, write_whole
from numbfeet_tray.text.catalog import _

_HEAD = f"#:schema ./{SCHEMA_NAME}\n\n"
"""What a new file begins with; editors that know TOML schemas read it."""
_EDITORS = ("editor", "nano", "vi") if os.name == "posix" else ("notepad",)


def init(options: argparse.Namespace) -> int:
    """Write the commented example where the config belongs, unless there is one."""
    path = paths_of(options).config
    try:
        begin_config(path, surroundings_of(path).ids)
    except FileExistsError:
        print(_("{path} is there already; it was left as it is.").format(path=path), file=sys.stderr)
        return Exit.REFUSED
    except OSError as error:
        return _not_written(path, error)
    print(_("Wrote {path}: every setting with its default, and what it means.").format(path=path))
    return Exit.OK


def set_value(options: argparse.Namespace) -> int:
    """Change one setting in the file; comments stay."""
    path = paths_of(options).config
    text = read_text(path)
    if isinstance(text, Problem):
        return tell_problems((text,), str(path))
    key, surroundings = path_of(options.key), surroundings_of(path)
    known = {setting.path: setting.value for setting in settings_of(*_in_force(text, surroundings))}
    is_new_file = not path.exists()
    try:
        value = value_of(options.value, known.get(key))
        changed = with_value(_HEAD if is_new_file else migrated(text), key, value, _default_lists())
    except (KeyError, TypeError):
        return tell_unknown(options.key)
    except ValueError:
        found = surroundings.parse(text)
        return tell_problems(found if not isinstance(found, Config) else (), str(path))
    found = surroundings.parse(changed)
    if not isinstance(found, Config):
        code = tell_problems(found, path.name)
        print(_("Nothing was changed."), file=sys.stderr)
        return code
    try:
        write_whole(path, changed)
        if is_new_file:
            write_schema(path, surroundings.ids)
    except OSError as error:
        return _not_written(path, error)
    print(f"{options.key} = {written(value)}")
    return Exit.OK


def _in_force(text: str, surroundings: Surroundings) -> tuple[Config, str]:
    """Return what `text` means with the text it comes from; the defaults while it is wrong."""
    found = surroundings.parse(text)
    return (found, text) if isinstance(found, Config) else (Config(), "")


def _default_lists() -> dict[str, list[dict[str, object]]]:
    values = tomllib.loads(to_toml(Config()))
    return {"reminder": values["reminder"]}


def value_of(text: str, present: object) -> object:
    """Return the value that a person typed as `text` for a key that holds `present`, or None when that is not known.

    Text needs no quotation marks where text stands now; a list of texts no brackets: `5m,10m,15m`.
    """
    if isinstance(present, str) and not text.startswith(('"', "'")):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"] if "\n" not in text else text
    except ValueError:  # no TOML, so it is meant as it stands
        pass
    if isinstance(present, list):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def edit(options: argparse.Namespace) -> int:
    """Open the config in the person's editor, and check it afterwards."""
    path = paths_of(options).config
    command = _editor()
    if command is None:
        print(_("No editor was found: set EDITOR. The config is {path}.").format(path=path), file=sys.stderr)
        return Exit.FAILED
    try:
        if not path.exists():
            begin_config(path, surroundings_of(path).ids)
        done = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        return _not_written(path, error)
    if done.returncode != 0:
        print(_("The editor ended with an error ({code}).").format(code=done.returncode), file=sys.stderr)
        return Exit.FAILED
    found = surroundings_of(path).read(path)[1]
    if isinstance(found, Config):
        print(_("{path} is right.").format(path=path))
        return Exit.OK
    code = tell_problems(found, str(path))
    print(_("Until that is put right, the last good settings stay in force: numbfeet config edit"), file=sys.stderr)
    return code


def _editor() -> list[str] | None:
    for variable in ("VISUAL", "EDITOR"):
        try:
            command = shlex.split(os.environ.get(variable, ""))
        except ValueError:  # a quotation mark without its other half
            continue
        if command:
            return command
    found = next(filter(None, map(shutil.which, _EDITORS)), None)
    return None if found is None else [found]


def migrate(options: argparse.Namespace) -> int:
    """Bring the file into the form of this version; comments stay, and the old file is kept beside it."""
    path = paths_of(options).config
    text, found = surroundings_of(path).read(path)
    if not isinstance(found, Config):
        return tell_problems(found, str(path))
    changed = migrated(text)
    if changed == text:
        print(_("{path} needs no change for version {version}.").format(path=path, version=VERSION))
        return Exit.OK
    kept = path.with_name(f"{path.name}.{tomllib.loads(text)['config_version']}.old")
    try:
        write_whole(kept, text)
        write_whole(path, changed)
    except OSError as error:
        return _not_written(path, error)
    print(
        _("{path} is in the form of version {version} now; what it was is in {kept}.").format(
            path=path, version=VERSION, kept=kept.name
        )
    )
    return Exit.OK


def _not_written(path: Path, error: OSError) -> int:
    text = _("{path} cannot be written: {reason}.")
    print(text.format(path=path, reason=error.strerror or error), file=sys.stderr)
    return Exit.FAILED
