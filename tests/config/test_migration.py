"""An older config goes on working, its problems keep their lines, and nothing but what moved is touched."""

from __future__ import annotations

from typing import Any

import pytest

from numbfeet_tray.config import migration
from numbfeet_tray.config import parse as parsing
from numbfeet_tray.config.migration import Move, migrate, version_of
from numbfeet_tray.config.model import Config
from numbfeet_tray.config.origin import settings_of
from numbfeet_tray.config.parse import parse
from numbfeet_tray.core.units import Seconds

STEPS = {
    1: (
        Move((), ("quiet_typing",), ("prompt", "polite_idle")),
        Move(("reminder",), ("after",), ("every",)),
        Move((), ("old", "sound"), ()),
    ),
    2: (
        Move(("prompt",), ("polite_idle",), ("wait", "idle"), lambda value: [value]),
        Move(("nowhere", "deep"), ("a",), ("b",)),
    ),
}


def test_values_go_through_every_step_to_the_newest_version() -> None:
    values: dict[str, Any] = {
        "config_version": 1,
        "quiet_typing": "5s",
        "reminder": [{"name": "feet", "after": "30m"}, {"name": "seat", "every": "1h"}],
        "old": {"sound": True, "kept": 1},
    }
    moved = migrate(values, 3, STEPS)
    assert values == {
        "config_version": 3,
        "prompt": {"wait": {"idle": ["5s"]}},
        "reminder": [{"name": "feet", "every": "30m"}, {"name": "seat", "every": "1h"}],
        "old": {"kept": 1},
    }
    assert moved == {("prompt", "wait", "idle"): ("quiet_typing",), ("reminder", 0, "every"): ("reminder", 0, "after")}


def test_a_later_version_takes_only_the_steps_that_are_left() -> None:
    values: dict[str, Any] = {"config_version": 2, "quiet_typing": "5s", "prompt": {"polite_idle": "3s"}}
    migrate(values, 3, STEPS)
    assert values == {"config_version": 3, "quiet_typing": "5s", "prompt": {"wait": {"idle": ["3s"]}}}


def test_a_key_in_its_new_place_comes_before_one_in_its_old_place() -> None:
    values: dict[str, Any] = {"config_version": 1, "quiet_typing": "5s", "prompt": {"polite_idle": "3s"}}
    assert migrate(values, 2, STEPS) == {}
    assert values["prompt"] == {"polite_idle": "3s"}


def test_what_is_not_as_expected_is_left_for_the_reader_to_complain_about() -> None:
    values: dict[str, Any] = {"config_version": 1, "reminder": "none", "old": 5}
    migrate(values, 3, STEPS)
    assert values == {"config_version": 3, "reminder": "none", "old": 5}


@pytest.mark.parametrize("version", [None, True, "1", 0, -1, 4, 1.0])
def test_a_version_that_makes_no_sense_counts_as_the_newest(version: object) -> None:
    values: dict[str, Any] = {"quiet_typing": "5s"} | ({} if version is None else {"config_version": version})
    before = dict(values)
    assert version_of(values, 3) == 3
    assert migrate(values, 3, STEPS) == {}
    assert values == before


def test_a_step_without_moves_only_counts() -> None:
    values: dict[str, Any] = {"config_version": 1}
    migrate(values, 3, {})
    assert values == {"config_version": 3}


@pytest.fixture
def second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this program read version 2 of the config, in which two keys have other places than in version 1."""
    steps = {1: (Move((), ("quiet_typing",), ("prompt", "polite_idle")), Move(("reminder",), ("after",), ("every",)))}
    monkeypatch.setattr(migration, "STEPS", steps)
    monkeypatch.setattr(migration, "VERSION", 2)
    monkeypatch.setattr(parsing, "VERSION", 2)
    monkeypatch.setattr(migration.migrate, "__defaults__", (2, None))
    monkeypatch.setattr(version_of, "__defaults__", (2,))


OLD = """\
# mine
config_version = 1
quiet_typing = "5s"

[[reminder]]
name = "feet"
clock = "feet"
after = "25m"
offer = "toe-20"
"""


@pytest.mark.usefixtures("second_version")
def test_an_old_file_means_what_it_meant() -> None:
    config = parse(OLD)
    assert isinstance(config, Config)
    assert config.engine.prompting.polite_idle == 5.0
    assert config.engine.reminders[0].every == Seconds(25 * 60.0)


@pytest.mark.usefixtures("second_version")
def test_a_problem_with_a_moved_key_names_the_line_that_the_file_has() -> None:
    problems = parse(OLD.replace('"5s"', '"5"').replace('"25m"', "25"))
    assert isinstance(problems, tuple)
    assert [(problem.line, problem.key) for problem in problems] == [
        (3, "prompt.polite_idle"),
        (8, "reminder[1].every"),
    ]


@pytest.mark.usefixtures("second_version")
def test_the_origin_of_a_moved_key_is_the_line_that_the_file_has() -> None:
    config = parse(OLD)
    assert isinstance(config, Config)
    lines = {setting.key: setting.line for setting in settings_of(config, OLD)}
    assert (lines["prompt.polite_idle"], lines["reminder[1].every"], lines["prompt.polite_wait"]) == (3, 8, None)
