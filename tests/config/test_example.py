"""`config.example.toml` says what the defaults are, and names every key there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import parse
from numbfeet_tray.config.show import to_toml

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")
SWITCHED_ON = re.sub(r"(?m)^#(?=[a-z\[])", "", EXAMPLE)
"""The example with every setting that is switched off switched on."""


def test_the_example_is_exactly_the_default() -> None:
    assert parse(EXAMPLE) == Config()


def test_what_is_switched_off_in_the_example_works_when_it_is_switched_on() -> None:
    config = parse(SWITCHED_ON)
    assert isinstance(config, Config)
    assert config.schedules
    assert config.hours.boundaries()


def test_the_example_names_every_key_that_there_is() -> None:
    config = parse(SWITCHED_ON)
    assert isinstance(config, Config)
    assert keys_of(tomllib.loads(SWITCHED_ON)) == keys_of(tomllib.loads(to_toml(config)))


def keys_of(value: object, at: str = "") -> set[str]:
    if isinstance(value, dict):
        return {at}.union(*(keys_of(inner, f"{at}.{key}") for key, inner in value.items()))
    if isinstance(value, list):
        return {at}.union(*(keys_of(item, at) for item in value))
    return {at}


def test_every_key_of_the_example_is_explained_or_speaks_for_itself() -> None:
    plain = {
        "name",
        "clock",
        "every",
        "offer",
        "cron",
        "routine",
        "do_not_disturb",
        "full_screen",
        "camera",
        "microphone",
    }
    plain |= {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
    silent = re.findall(r"(?m)^#?([a-z_]+) = [^#\n]*$", EXAMPLE)
    assert set(silent) <= plain


def test_the_example_is_short_enough_to_read() -> None:
    lines = EXAMPLE.splitlines()
    assert len(lines) <= 120
    assert max(map(len, lines)) <= 120
