"""Entries taken out of a file word for word, and the template to fill in."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numbfeet_tray
from numbfeet_tray.config.blocks import block_of, template
from numbfeet_tray.config.routines import extend_catalogue, parse_catalogue

DATA = Path(numbfeet_tray.__file__).parent / "data"
EXERCISES, ROUTINES = ((DATA / f"{name}.toml").read_text(encoding="utf-8") for name in ("exercises", "routines"))


def test_every_shipped_routine_and_exercise_can_be_taken_out_whole() -> None:
    for kind, text in (("routine", ROUTINES), ("exercise", EXERCISES)):
        for entry in tomllib.loads(text)[kind]:
            block = block_of(text, kind, entry["id"])
            assert block is not None
            assert tomllib.loads(block)[kind] == [entry]


def test_what_is_not_there_is_none() -> None:
    assert block_of(ROUTINES, "routine", "swim") is None
    assert block_of(ROUTINES, "exercise", "desk-minute") is None


def test_the_template_is_a_right_file() -> None:
    catalogue = extend_catalogue(parse_catalogue(EXERCISES, ROUTINES), [("x.toml", template("knee-plan"))])
    mine = next(one for one in catalogue.routines if one.id == "knee-plan")
    assert (mine.name, mine.seconds) == ("Knee plan", 80.0)
    assert catalogue.facts["knee-plan"].file == "x.toml"
