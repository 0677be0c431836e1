"""The JSON Schema agrees with the reader: what it takes is a config, and each key of the config is in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import parse
from numbfeet_tray.config.schema import document_schema, leaves
from numbfeet_tray.config.show import to_toml
from tests.config.test_example import EXAMPLE, SWITCHED_ON

SCHEMA = document_schema(EXAMPLE)


def faults(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:  # noqa: PLR0911 - one for each kind
    """Return where `value` breaks `schema`, as far as this project's schemas go."""
    if "anyOf" in schema:
        tries = [faults(value, one, at) for one in schema["anyOf"]]
        return [] if [] in tries else [at]
    if "enum" in schema:
        return [] if value in schema["enum"] else [at]
    kind = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [at]
    if isinstance(value, dict):
        known = schema["properties"]
        found = [f"{at}.{key}" for key in schema.get("required", ()) if key not in value]
        found += [f"{at}.{key}" for key in value if key not in known]
        return found + [
            fault for key, one in value.items() if key in known for fault in faults(one, known[key], f"{at}.{key}")
        ]
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 999):
            return [at]
        return [fault for index, one in enumerate(value) for fault in faults(one, schema["items"], f"{at}[{index}]")]
    if isinstance(value, str):
        fits = re.search(schema.get("pattern", ""), value) and len(value) <= schema.get("maxLength", 999)
        return [] if fits and len(value) >= schema.get("minLength", 0) else [at]
    return [] if schema.get("minimum", value) <= value <= schema.get("maximum", value) else [at]


@pytest.mark.parametrize(
    "text", [EXAMPLE, SWITCHED_ON, to_toml(Config()), ""], ids=["example", "all", "default", "none"]
)
def test_what_the_reader_takes_the_schema_takes(text: str) -> None:
    assert isinstance(parse(text), Config)
    assert not faults(tomllib.loads(text), SCHEMA)


def test_every_key_of_the_config_is_in_the_schema() -> None:
    named = {tuple(part for part in path if isinstance(part, str)) for path, _ in leaves(tomllib.loads(SWITCHED_ON))}
    assert named == set(keys_of(SCHEMA))


def keys_of(schema: dict[str, Any], at: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if "properties" in schema:
        return [key for name, one in schema["properties"].items() for key in keys_of(one, (*at, name))]
    if schema.get("items", {}).get("properties"):
        return keys_of(schema["items"], at)
    return [at]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('[prompt]\npolite_idle = "5"', ".prompt.polite_idle"),
        ("[prompt]\nsnoozes_before_short = 21", ".prompt.snoozes_before_short"),
        ('[prompt]\nlevels = ["0s", "1m"]', ".prompt.levels"),
        ('[prompt]\nlevels = ["0s", "1m", 2]', ".prompt.levels[2]"),
        ("[quiet]\ncamera = 1", ".quiet.camera"),
        ('[quiet]\nin_calls = "never"', ".quiet.in_calls"),
        ("[quiet]\nkamera = true", ".quiet.kamera"),
        ('day_start = "5"', ".day_start"),
        ('[working_hours]\nmonday = ["9-17"]', ".working_hours.monday[0]"),
        ('[[reminder]]\nname = "feet"', ".reminder[0].clock"),
        ('[[reminder]]\nname = ""\nclock = "feet"\nevery = "5m"\noffer = "x"', ".reminder[0].name"),
    ],
)
def test_what_is_wrong_the_schema_refuses_as_the_reader_does(text: str, at: str) -> None:
    assert not isinstance(parse(text), Config)
    assert at in faults(tomllib.loads(text), SCHEMA)


def test_known_routines_and_exercises_are_offered() -> None:
    schema = document_schema("", ["toe-20", "desk-minute"], ["calf-stretch"])
    properties = schema["properties"]
    assert properties["prompt"]["properties"]["short_offer"]["enum"] == ["desk-minute", "toe-20"]
    assert properties["safety"]["properties"]["hidden_exercises"]["items"] == {"enum": ["calf-stretch"]}


def test_keys_tell_their_default_and_what_the_example_says() -> None:
    about = SCHEMA["properties"]["absence"]["properties"]["short"]
    assert (about["default"], about["description"]) == (
        "1m",
        "away for less than this counts as seated: reading, thinking",
    )
    assert "default" not in SCHEMA["properties"]["reminder"]["items"]["properties"]["every"]


def test_the_example_names_the_schema_for_editors() -> None:
    first = EXAMPLE.splitlines()[0]
    assert first == "#:schema ./config.schema.json"
    assert (Path(__file__).parents[2] / "docs" / first.removeprefix("#:schema ./")).is_file()
