"""Every statement of the article has its place in the program, and the page that says so is up to date."""

from __future__ import annotations

import re

import pytest

from numbfeet_tray.app.catalogue import built_in_catalogue
from numbfeet_tray.text.about import about
from numbfeet_tray.text.pages import plain
from numbfeet_tray.text.safety import first_run
from numbfeet_tray.text.warning_signs import SIGNS, Emergency, Tier, sign_lines, warning_signs
from tests.project.coverage_table import ABOUT, ELSEWHERE, FILE, STATEMENTS, places, table

ABOUT_TEXT = " ".join(plain(about(), 10_000).split())
WORDS = {
    "S01": "numb feet and exercise",
    "S02": "anywhere in the body",
    "S03": "particularly annoying",
    "S04": "may bring some ease",
    "S05": "hands, feet, arms and legs",
    "S06": "sensory loss.*paresthesia",
    "S07": "central nervous system communicate poorly",
    "S08": "Temporary causes",
    "S09": "cross-legged for too long",
    "S10": "usually relatively harmless",
    "S11": "anesthetic",
    "S12": "neurological disorders",
    "S13": "Lyme disease",
    "S14": "diabetic neuropathy",
    "S15": "not be in the feet but in the back",
    "S16": "sciatic nerve in the lower back can cause a painful numbness",
    "S17": "Sciatica exercises may help",
    "S18": "Yoga",
    "S19": "targeted stretching may ease",
    "S20": "may take some pressure off the nerve",
    "S21": "your doctor and your physical therapist before you begin or try anything new",
    "S22": "piriformis is a muscle",
    "S23": "alongside it.*through it",
    "S24": "properly stretching the piriformis eases it",
    "S29": "more weight on one side.*no test",
    "S30": "Keep moving",
    "S36": "as much as you can",
    "S37": "worse after sitting or lying for too long",
}
"""What the About page says of each statement that is met there."""


def test_the_statements_are_those_of_the_article_from_first_to_last() -> None:
    assert list(STATEMENTS) == [f"S{number:02d}" for number in range(1, 47)]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_has_a_place(statement: str) -> None:
    assert places()[statement]


def test_the_page_is_what_the_data_makes_of_it() -> None:
    assert FILE.read_text(encoding="utf-8") == table(), "run: python -m tests.project.coverage_table"


def test_no_exercise_claims_a_statement_that_there_is_not() -> None:
    assert {covered for one in built_in_catalogue().exercises for covered in one.covers} <= set(STATEMENTS)


@pytest.mark.parametrize("statement", [key for key, where in ELSEWHERE.items() if ABOUT in where])
def test_what_the_about_page_is_said_to_say_stands_there(statement: str) -> None:
    assert re.search(WORDS[statement], ABOUT_TEXT), statement


def test_the_first_notice_names_doctor_and_therapist() -> None:
    assert "your doctor and your physical therapist before you begin or try anything new" in first_run()


def test_every_warning_of_the_article_is_on_the_page_and_marked_as_its() -> None:
    page = plain(warning_signs(Emergency("112")), 10_000)
    assert {statement for sign in SIGNS for statement in sign.article} == {f"S{number}" for number in range(40, 47)}
    assert page.count("(named in the article)") == sum(bool(sign.article) for sign in SIGNS) == 8
    assert "tells you to call 9-1-1 immediately for everything" in page
    assert all(sign.text.rstrip(".") in page for sign in SIGNS)


def test_the_first_six_lines_of_the_article_are_red_and_the_last_two_are_not() -> None:
    tiers = {statement: sign.tier for sign in SIGNS for statement in sign.article}
    assert {tiers[f"S{number}"] for number in range(40, 45)} == {Tier.RED}
    assert {tiers["S45"], tiers["S46"]} == {Tier.AMBER}
    assert len(sign_lines(Tier.TODAY)) == 2


def test_circles_are_small_and_five_each_way_on_each_ankle() -> None:
    circles = next(one for one in built_in_catalogue().exercises if one.id == "ankle-circles")
    assert "small" in circles.name.lower()
    assert "small" in circles.text
    assert (circles.dose.repetitions, circles.dose.sides.value) == (5, "each")
    assert [turn.value for turn in circles.dose.directions] == ["clockwise", "counter-clockwise"]
