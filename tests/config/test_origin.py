"""Where each value in force comes from, and how people name it."""

from __future__ import annotations

import pytest

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.origin import path_of, settings_of
from numbfeet_tray.config.parse import parse
from numbfeet_tray.config.problem import Path


def test_without_a_file_everything_is_a_default() -> None:
    settings = settings_of(Config(), "")
    assert {setting.line for setting in settings} == {None}
    assert [setting.key for setting in settings][:3] == ["config_version", "day_start", "reminder[1].name"]


def test_each_line_is_the_one_that_gives_the_value() -> None:
    text = 'day_start = "05:00"\nprompt.levels = [\n  "0s", "1m", "2m",\n]\n[[schedule]]\nname = "tea"\n'
    text += 'cron = "0 16 * * *"\nroutine = "toe-20"\n'
    config = parse(text)
    assert isinstance(config, Config)
    lines = {setting.key: (setting.value, setting.line) for setting in settings_of(config, text) if setting.line}
    assert lines == {
        "day_start": ("05:00", 1),
        "prompt.levels": (["0s", "1m", "2m"], 2),
        "schedule[1].name": ("tea", 6),
        "schedule[1].cron": ("0 16 * * *", 7),
        "schedule[1].routine": ("toe-20", 8),
    }


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("day_start", ("day_start",)),
        ("prompt.levels", ("prompt", "levels")),
        ("reminder[2].every", ("reminder", 1, "every")),
        ("reminder.2.every", ("reminder", 1, "every")),
        ("2", ("2",)),
        ("a[b]", ("a[b]",)),
        ("", ("",)),
    ],
)
def test_a_key_as_people_write_it(key: str, path: Path) -> None:
    assert path_of(key) == path


def test_every_key_that_is_told_leads_back_to_its_value() -> None:
    for setting in settings_of(Config(), ""):
        assert path_of(setting.key) == setting.path
