"""The emergency number that is suggested: only what is known, and only where the computer certainly seems to be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import phonenumbers
import pytest

import numbfeet_tray
from numbfeet_tray.config.emergency import (
    EmergencyNumber,
    countries_of_zone,
    parse_numbers,
    region_of_locale,
    suggest,
)

TEXT = (Path(numbfeet_tray.__file__).parent / "data" / "emergency_numbers.toml").read_text(encoding="utf-8")
NUMBERS = parse_numbers(TEXT)
ZONE_TAB = """\
# comment\tX\tEurope/Vienna
AT\t+4813+01620\tEurope/Vienna
RU,UA\t+4457+03406\tEurope/Simferopol\tCrimea
NO\t+5955+01045\tEurope/Oslo
"""


def test_what_is_one_number_here_can_be_another_there() -> None:
    assert NUMBERS["NZ"] == EmergencyNumber("NZ", "111")
    assert NUMBERS["GB"] == EmergencyNumber("GB", "999", urgent="111")
    assert NUMBERS["NO"].number == "113"
    assert NUMBERS["US"].number == "911"


def test_a_country_on_which_sources_conflict_is_left_out() -> None:
    assert not {"AE", "SA", "AR", "VN", "NP", "PK", "LK", "ID", "IR", "PE", "NG", "GH", "UA", "RU"} & NUMBERS.keys()


def test_every_row_has_a_source_and_the_table_says_when_it_was_checked() -> None:
    table = tomllib.loads(TEXT)
    assert table.pop("checked_on")
    assert all("libphonenumber" in row["sources"] for row in table.values())


@pytest.mark.parametrize("country", NUMBERS)
def test_every_number_reaches_an_emergency_service_as_far_as_libphonenumber_knows(country: str) -> None:
    row = tomllib.loads(TEXT)[country]
    for number in (row["number"], *(row.get("also") or ())):
        assert phonenumbers.is_emergency_number(number, country), number


@pytest.mark.parametrize(
    ("zone", "countries"),
    [("Europe/Vienna", {"AT"}), ("Europe/Simferopol", {"RU", "UA"}), ("UTC", set()), ("", set())],
)
def test_a_zone_is_used_in_the_countries_that_zone_tab_names(zone: str, countries: set[str]) -> None:
    assert countries_of_zone(zone, ZONE_TAB) == countries


@pytest.mark.parametrize(
    ("locale", "region"),
    [("de_AT.UTF-8", "AT"), ("sr_RS@latin", "RS"), ("en_us", "US"), ("C.UTF-8", ""), ("eo", ""), ("es_419", "")],
)
def test_a_locale_names_a_region_or_none(locale: str, region: str) -> None:
    assert region_of_locale(locale) == region


def test_zone_and_region_format_that_agree_make_a_suggestion() -> None:
    assert suggest(frozenset({"AT"}), "AT", NUMBERS) == NUMBERS["AT"]


def test_without_a_region_format_the_zone_alone_makes_a_suggestion() -> None:
    assert suggest(frozenset({"NO"}), "", NUMBERS) == NUMBERS["NO"]


@pytest.mark.parametrize(
    ("zone", "region"),
    [({"AT"}, "US"), ({"RU", "UA"}, "UA"), (set(), "US"), ({"IR"}, "IR"), ({"AT"}, "?")],
)
def test_where_there_is_doubt_nothing_is_suggested(zone: set[str], region: str) -> None:
    assert suggest(frozenset(zone), region, NUMBERS) is None
