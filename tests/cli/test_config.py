"""`numbfeet config`: look, check, change, with comments kept and nothing written that is wrong."""

from __future__ import annotations

import errno
import json
import stat
import tomllib
from pathlib import Path

import pytest

from numbfeet_tray.app.catalogue import built_in_routines
from numbfeet_tray.cli import Exit
from numbfeet_tray.config import migration
from numbfeet_tray.config import parse as parsing
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import parse
from numbfeet_tray.shell.resources import example_config
from tests.cli.conftest import Run

COMMENTED = """\
# My settings, since 2024

[prompt]
polite_idle = "4s"   # slow typist
# levels are as they were

[[reminder]]  # the one I need
name = "feet"
clock = "feet"
every = "25m"  # tried 30
offer = "toe-20"
"""


@pytest.fixture
def place(home: Path) -> Path:
    """Where the config belongs."""
    return home / "config" / "numbfeet" / "config.toml"


@pytest.fixture
def commented(place: Path) -> Path:
    place.parent.mkdir(parents=True)
    place.write_text(COMMENTED, encoding="utf-8")
    return place


def test_the_path_is_told_whether_or_not_it_is_there(run: Run, place: Path) -> None:
    assert run("config", "path").out == f"{place}\n"


@pytest.mark.parametrize("variable", ["NUMBFEET_CONFIG", "NUMBFEET_PORTABLE"])
def test_the_environment_moves_it(variable: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "mine"))
    expected = tmp_path / "mine" if variable == "NUMBFEET_CONFIG" else tmp_path / "mine" / "config.toml"
    assert run("config", "path").out == f"{expected}\n"


def test_portable_on_the_command_line_comes_before_the_environment(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBFEET_CONFIG", "/elsewhere.toml")
    assert run("--portable", str(tmp_path), "config", "path").out == f"{tmp_path}/config.toml\n"
    assert run("--portable", str(tmp_path), "--profile", "two", "config", "path").out == f"{tmp_path}/two/config.toml\n"


def test_init_writes_the_example_and_its_schema_once(run: Run, place: Path) -> None:
    assert run("config", "init").code == Exit.OK
    assert place.read_text(encoding="utf-8") == Path(example_config()).read_text(encoding="utf-8")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert place.read_text(encoding="utf-8").startswith("#:schema ./config.schema.json\n")
    assert json.loads((place.parent / "config.schema.json").read_text(encoding="utf-8"))["properties"]["prompt"]
    place.write_text("# mine\n")
    said = run("config", "init")
    assert said.code == Exit.REFUSED
    assert "left as it is" in said.err or "left as it was" in said.err
    assert place.read_text() == "# mine\n"


def test_check_says_that_it_is_right_or_missing(run: Run, commented: Path) -> None:
    assert run("config", "check").out == f"{commented} is right.\n"
    commented.unlink()
    assert run("config", "check").out == f"There is no {commented}: the defaults are in force.\n"


def test_check_tells_everything_that_is_wrong(run: Run, commented: Path) -> None:
    commented.write_text('[prompt]\npolite_idle = "4"\nshort_offer = "toes"\n')
    said = run("config", "check")
    assert said.code == Exit.BAD_INPUT
    first, second, count = said.err.splitlines()
    assert first.startswith(f'{commented}:2: prompt.polite_idle = "4": must be a duration')
    assert second.startswith(f'{commented}:3: prompt.short_offer = "toes": there is no such routine')
    assert count == "2 problems."


def test_check_for_scripts(run: Run, commented: Path) -> None:
    commented.write_text("[prompt]\npolite_idle = 4\n")
    said = run("config", "check", "--json")
    plain = json.loads(said.out)
    assert said.code == Exit.BAD_INPUT
    assert (plain["ok"], plain["file"]) == (False, str(commented))
    (problem,) = plain["problems"]
    assert (problem["line"], problem["key"], problem["kind"], problem["suggestion"]) == (
        2,
        "prompt.polite_idle",
        "not-a-duration",
        '"4s"',
    )


def test_another_file_can_be_checked(run: Run, tmp_path: Path) -> None:
    assert run("config", "check", example_config()).code == Exit.OK
    assert run("config", "check", str(tmp_path / "none.toml")).code == Exit.BAD_INPUT
    assert run("config", "check", str(tmp_path)).err.startswith(f"{tmp_path}: this is a folder")


def test_show_tells_each_value_with_its_origin(run: Run, commented: Path) -> None:
    lines = {line.split(" = ")[0]: line for line in run("config", "show").out.splitlines()}
    assert lines["prompt.polite_idle"].split() == ["prompt.polite_idle", "=", '"4s"', "#", "config.toml:4"]
    assert lines["prompt.polite_wait"].split() == ["prompt.polite_wait", "=", '"2m"', "#", "default"]
    assert lines["reminder[1].every"].endswith("# config.toml:10")
    assert "reminder[2].every" not in lines


def test_show_for_scripts(run: Run, commented: Path) -> None:
    settings = {one["key"]: one for one in json.loads(run("config", "show", "--json").out)}
    assert settings["prompt.polite_idle"] == {
        "key": "prompt.polite_idle",
        "value": "4s",
        "origin": "file",
        "file": str(commented),
        "line": 4,
    }
    assert settings["quiet.camera"] == {"key": "quiet.camera", "value": True, "origin": "default", "line": None}


def test_what_show_prints_is_a_config(run: Run) -> None:
    told = run("config", "show").out
    plain = {line.split(" = ")[0] for line in told.splitlines() if "[" not in line.split(" = ")[0]}
    text = "\n".join(line for line in told.splitlines() if line.split(" = ")[0] in plain)
    assert parse(text) == Config()


@pytest.mark.parametrize("command", ["show", "get"])
def test_a_wrong_config_is_not_shown(command: str, run: Run, commented: Path) -> None:
    commented.write_text("prompt = 1\n")
    said = run("config", command, *(["prompt"] if command == "get" else []))
    assert (said.code, said.out) == (Exit.BAD_INPUT, "")
    assert "must be a table" in said.err


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("prompt.polite_idle", "4s"),
        ("prompt.levels", '["0s", "5m", "10m"]'),
        ("prompt.snoozes_before_short", "2"),
        ("quiet.camera", "true"),
        ("reminder[1].every", "25m"),
        ("reminder.1.every", "25m"),
        ("snooze", 'snooze.lengths = ["5m", "10m", "15m"]'),
    ],
)
def test_get_prints_one_value(key: str, told: str, run: Run, commented: Path) -> None:
    assert run("config", "get", key).out == f"{told}\n"


def test_get_for_scripts(run: Run, commented: Path) -> None:
    assert json.loads(run("config", "get", "prompt.polite_idle", "--json").out) == "4s"
    assert json.loads(run("config", "get", "snooze", "--json").out) == {"snooze.lengths": ["5m", "10m", "15m"]}


@pytest.mark.parametrize("key", ["working_hours", "working_hours.monday", "schedule[1].cron", "reminder[2].every"])
def test_get_tells_what_could_be_there_and_is_not(key: str, run: Run, commented: Path) -> None:
    said = run("config", "get", key)
    assert (said.code, said.out, said.err) == (Exit.REFUSED, "", f"{key} is not set.\n")


@pytest.mark.parametrize("key", ["prompt.nothing", "reminder[2].ever", "prompt[1]", "day_start.x", "x", ""])
def test_get_knows_no_such_key(key: str, run: Run, commented: Path) -> None:
    said = run("config", "get", key)
    assert said.code == Exit.BAD_INPUT
    assert "config show" in said.err


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("prompt.polite_idle", "5s", 'polite_idle = "5s"   # slow typist'),
        ("reminder[1].every", "45m", 'every = "45m"  # tried 30'),
        ("prompt.levels", "0s,3m,6m", 'levels = ["0s", "3m", "6m"]'),
        ("prompt.levels", '["0s", "3m", "6m"]', 'levels = ["0s", "3m", "6m"]'),
        ("prompt.snoozes_before_short", "3", "snoozes_before_short = 3"),
        ("quiet.camera", "false", "camera = false"),
        ("tray.backend", '"none"', 'backend = "none"'),
        ("safety.emergency_number", "112", 'emergency_number = "112"'),
        ("working_hours.monday", '["09:00-17:00"]', 'monday = ["09:00-17:00"]'),
        ("day_start", "05:00", 'day_start = "05:00"'),
    ],
)
def test_set_changes_one_value_and_nothing_else(key: str, value: str, line: str, run: Run, commented: Path) -> None:
    said = run("config", "set", key, value)
    assert (said.code, said.err) == (Exit.OK, "")
    text = commented.read_text(encoding="utf-8")
    assert line in text.splitlines()
    assert [part for part in COMMENTED.splitlines() if "#" in part and part.split(" = ")[0] not in line] == [
        part for part in text.splitlines() if "#" in part and part.split(" = ")[0] not in line
    ]
    assert isinstance(parse(text), Config)


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("prompt.polite_idle", "5", "must be a duration"),
        ("prompt.polite_idle", "5h", "must be from"),
        ("prompt.polite", "5s", "not known"),
        ("reminder[1].offer", "no-such", "no such routine"),
        ("reminder[3].every", "5m", "no setting"),
        ("reminder.every", "5m", "no setting"),
        ("prompt.polite_idle.x", "5m", "no setting"),
        ("working_hours.monday", "nine to five", "must be a list"),
        ("", "1", "not known"),
    ],
)
def test_set_writes_nothing_that_is_wrong(key: str, value: str, why: str, run: Run, commented: Path) -> None:
    said = run("config", "set", key, value)
    assert (said.code, said.out) == (Exit.BAD_INPUT, "")
    assert why in said.err
    assert commented.read_text(encoding="utf-8") == COMMENTED


def test_set_in_a_file_that_is_no_toml_says_what_is_wrong_with_it(run: Run, commented: Path) -> None:
    commented.write_text("[prompt\n")
    said = run("config", "set", "prompt.polite_idle", "5s")
    assert said.code == Exit.BAD_INPUT
    assert "this is not TOML" in said.err
    commented.unlink()
    commented.mkdir()
    assert "this is a folder" in run("config", "set", "prompt.polite_idle", "5s").err


def test_set_can_put_a_mistake_right(run: Run, commented: Path) -> None:
    commented.write_text('[prompt]\npolite_idle = "4"\n')
    assert run("config", "set", "prompt.polite_idle", "4s").code == Exit.OK


def test_set_without_a_file_begins_one(run: Run, place: Path) -> None:
    assert run("config", "set", "reminder[2].every", "50m").out == 'reminder[2].every = "50m"\n'
    values = tomllib.loads(place.read_text(encoding="utf-8"))
    assert [(one["name"], one["every"]) for one in values["reminder"]] == [("feet", "30m"), ("seat", "50m")]
    assert place.read_text(encoding="utf-8").startswith("#:schema ./config.schema.json\n")
    assert (place.parent / "config.schema.json").is_file()


def test_set_follows_a_link_and_leaves_the_mode(run: Run, place: Path, tmp_path: Path) -> None:
    dotfile = tmp_path / "dotfiles.toml"
    dotfile.write_text(COMMENTED)
    dotfile.chmod(0o640)
    place.parent.mkdir(parents=True)
    place.symlink_to(dotfile)
    assert run("config", "set", "prompt.polite_idle", "6s").code == Exit.OK
    assert place.is_symlink()
    assert '"6s"' in dotfile.read_text()
    assert stat.S_IMODE(dotfile.stat().st_mode) == 0o640
    assert [child.name for child in tmp_path.iterdir()] == ["dotfiles.toml"]


def test_where_nothing_can_be_written_it_says_so(run: Run, commented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root can write everywhere but where there is no room."""
    monkeypatch.setattr("os.fsync", _no_room)
    for words in (("set", "prompt.polite_idle", "5s"), ("init",)):
        if words == ("init",):
            commented.unlink()
        said = run("config", *words)
        assert (said.code, said.out) == (Exit.FAILED, "")
        assert said.err == f"{commented} cannot be written: No space left on device.\n"
        assert [child.name for child in commented.parent.iterdir()] == (["config.toml"] if words[0] == "set" else [])


def _no_room(_fd: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def editor(tmp_path: Path, script: str) -> str:
    program = tmp_path / "my editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return f"'{program}' --wait"


def test_edit_opens_the_editor_and_checks_afterwards(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'test "$1" = --wait && echo "day_start = 5" >"$2"'))
    said = run("config", "edit")
    assert said.code == Exit.BAD_INPUT
    assert f"{place}:1: day_start = 5: must be a time" in said.err
    assert "the last good settings stay in force" in said.err
    monkeypatch.setenv("VISUAL", editor(tmp_path, 'echo "day_start = \\"05:00\\"" >"$2"'))
    assert run("config", "edit").out == f"{place} is right.\n"


def test_edit_without_a_file_begins_with_the_example(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "exit 0"))
    assert run("config", "edit").code == Exit.OK
    assert parse(place.read_text(encoding="utf-8")) == Config()


def test_an_editor_that_fails_or_is_missing_is_told(
    run: Run, commented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "exit 3"))
    said = run("config", "edit")
    assert (said.code, said.err) == (Exit.FAILED, "The editor ended with an error (3).\n")
    monkeypatch.setenv("VISUAL", str(tmp_path / "none"))
    assert run("config", "edit").code == Exit.FAILED
    monkeypatch.setenv("VISUAL", "vim '")
    monkeypatch.setenv("EDITOR", editor(tmp_path, "exit 4"))
    assert run("config", "edit").err == "The editor ended with an error (4).\n"
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "set EDITOR" in run("config", "edit").err


def test_migrate_has_nothing_to_do_in_version_1(run: Run, commented: Path) -> None:
    assert "needs no change" in run("config", "migrate").out
    commented.write_text("prompt = 1\n")
    assert run("config", "migrate").code == Exit.BAD_INPUT


def test_migrate_keeps_comments_and_the_old_file(run: Run, commented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a program that knows version 2, in which one key has another name."""
    steps = {1: (migration.Move(("prompt",), ("politeness",), ("polite_idle",)),)}
    monkeypatch.setattr(migration, "STEPS", steps)
    monkeypatch.setattr(migration.migrate, "__defaults__", (2, None))
    monkeypatch.setattr(migration.version_of, "__defaults__", (2,))
    monkeypatch.setattr(parsing, "VERSION", 2)
    old = "config_version = 1  # old\n" + COMMENTED.replace("polite_idle", "politeness")
    commented.write_text(old)
    assert run("config", "get", "prompt.polite_idle").out == "4s\n"
    assert commented.read_text() == old, "reading changes nothing"
    said = run("config", "migrate")
    assert (said.code, said.err) == (Exit.OK, "")
    text = commented.read_text()
    assert tomllib.loads(text) == tomllib.loads(COMMENTED) | {"config_version": 2}
    comments = [line[line.index("#") :] for line in old.splitlines() if "#" in line]
    assert [comment for comment in comments if text.count(comment) != 1] == []
    assert (commented.parent / "config.toml.1.old").read_text() == old
    assert "needs no change" in run("config", "migrate").out


def test_the_schema_describes_the_config_of_this_version(run: Run) -> None:
    schema = json.loads(run("config", "schema").out)
    offers = schema["properties"]["prompt"]["properties"]["short_offer"]["enum"]
    assert set(offers) == {routine.id for routine in built_in_routines()}


def test_a_newer_config_is_refused_and_left_alone(run: Run, commented: Path) -> None:
    text = f"config_version = 99  # mine\n{COMMENTED}"
    commented.write_text(text)
    said = run("config", "set", "prompt.polite_idle", "5s")
    assert said.code == Exit.BAD_INPUT
    assert "newer numbfeet-tray" in said.err
    assert commented.read_text() == text
    assert list(commented.parent.iterdir()) == [commented]


def test_the_persons_own_routines_can_be_named_and_are_checked(run: Run, commented: Path) -> None:
    own = commented.parent / "routines.d" / "mine.toml"
    own.parent.mkdir()
    own.write_text('[[routine]]\nid = "my-own"\n')
    said = run("config", "check", "--json")
    problems = json.loads(said.out)["problems"]
    assert said.code == Exit.BAD_INPUT
    assert {problem["file"] for problem in problems} == {str(own)}
    assert f"{own}:1: " in run("config", "check").err
