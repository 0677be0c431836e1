"""What `offer` may be: one routine, several that take turns, places, times of day."""

from __future__ import annotations

import pytest

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.offers import MOST, written
from numbfeet_tray.config.parse import parse
from numbfeet_tray.config.problem import ProblemKind
from numbfeet_tray.config.show import to_toml
from numbfeet_tray.core.settings import Choice, Place, Reminder

ROUTINES = ("desk-minute", "full-5", "just-walk", "toe-20")
TABLE = '[[reminder]]\nname = "feet"\nclock = "feet"\nevery = "30m"\noffer = {}\n'


def reminder(offer: str) -> Reminder:
    config = parse(TABLE.format(offer), ROUTINES)
    assert isinstance(config, Config), config
    return config.engine.reminders[0]


def test_one_routine_leaves_no_choice() -> None:
    assert (reminder('"full-5"').offer, reminder('"full-5"').choices) == ("full-5", ())


def test_several_take_turns_and_may_have_a_time_of_day() -> None:
    found = reminder('["full-5 14:00-16:30", "desk-minute"]')
    assert found.offer == "full-5"
    assert found.choices == (Choice("full-5", between=(14 * 60, 16 * 60 + 30)), Choice("desk-minute"))


def test_a_place_stands_for_every_routine_there() -> None:
    found = reminder('["standing", "in-seat 22:00-02:00"]')
    assert found.choices == (Choice(place=Place.STANDING), Choice(place=Place.IN_SEAT, between=(22 * 60, 2 * 60)))
    assert found.offer == "desk-minute"


@pytest.mark.parametrize(
    ("offer", "key", "kind"),
    [
        ('"full"', "reminder[1].offer", ProblemKind.UNKNOWN_ROUTINE),
        ('"in-seat"', "reminder[1].offer", ProblemKind.UNKNOWN_ROUTINE),
        ('["full-5", "in-bed"]', "reminder[1].offer[2]", ProblemKind.UNKNOWN_ROUTINE),
        ('["full-5 at noon"]', "reminder[1].offer[1]", ProblemKind.NOT_A_TIME_RANGE),
        ("[5]", "reminder[1].offer[1]", ProblemKind.NOT_TEXT),
        ("5", "reminder[1].offer", ProblemKind.NOT_TEXT),
        ("[]", "reminder[1].offer", ProblemKind.WRONG_COUNT),
        (str(["full-5"] * (MOST + 1)), "reminder[1].offer", ProblemKind.WRONG_COUNT),
    ],
)
def test_what_is_wrong_is_told_with_its_place(offer: str, key: str, kind: ProblemKind) -> None:
    found = parse(TABLE.format(offer.replace("'", '"')), ROUTINES)
    assert not isinstance(found, Config)
    assert [(problem.line, problem.key, problem.kind) for problem in found] == [(5, key, kind)]


@pytest.mark.parametrize("offer", ['"full-5"', '["desk-minute", "full-5 14:00-16:00", "any"]'])
def test_an_offer_is_written_as_it_is_read(offer: str) -> None:
    found = reminder(offer)
    config = parse(TABLE.format(offer))
    assert isinstance(config, Config)
    assert parse(to_toml(config)) == config
    assert str(written(found.offer, found.choices)).replace("'", '"') == offer.strip('"')
