"""The catalogue without what a person hid: filtered, with substitutes, never empty."""

from __future__ import annotations

from pathlib import Path

import pytest

import numbfeet_tray
from numbfeet_tray.config.routines import Catalogue, extend_catalogue, parse_catalogue
from numbfeet_tray.config.suited import FALLBACK, resolved, suited
from numbfeet_tray.config.unsuitable import TICKS
from numbfeet_tray.core.routine import Position, Routine, Side
from numbfeet_tray.core.settings import Settings

DATA = Path(numbfeet_tray.__file__).parent / "data"
SHIPPED = parse_catalogue(*((DATA / f"{name}.toml").read_text(encoding="utf-8") for name in ("exercises", "routines")))


def kept(*hidden: str, catalogue: Catalogue = SHIPPED) -> dict[str, Routine]:
    return {one.id: one for one in suited(catalogue, hidden)}


def exercises(*hidden: str) -> set[str]:
    return {step.exercise for one in kept(*hidden).values() for step in one.steps}


def test_who_hid_nothing_gets_everything() -> None:
    assert suited(SHIPPED, ()) is SHIPPED.routines


def test_no_routine_of_the_program_holds_an_opt_in_exercise() -> None:
    opt_in = {one.id for one in SHIPPED.exercises if one.is_opt_in}
    assert opt_in == {"nerve-glide"}
    assert not opt_in & exercises()


def test_reduced_feeling_hides_what_could_hurt_unnoticed() -> None:
    assert "shoes-off-5" not in kept("reduced-feeling")
    assert not {"marble-pickup", "foot-roll", "towel-scrunch"} & exercises("reduced-feeling")


def test_a_hip_replacement_hides_crossed_legs_and_twists() -> None:
    assert not {"figure4", "knee-hug", "big-toe-stretch", "twist"} & exercises("hip-replacement")
    assert [step.exercise for step in kept("hip-replacement")["full-5"].steps].count("pelvic-tilt") == 2


def test_unsure_balance_means_seated_versions_only() -> None:
    left = kept("balance")
    assert "on-your-feet-5" not in left
    assert all(
        step.position is not Position.STANDING or step.exercise == "stand-up"
        for one in left.values()
        for step in one.steps
    )


def test_sciatica_hides_the_high_straight_leg() -> None:
    assert "point-flex" not in exercises("sciatica")
    assert "ankle-pumps" in exercises("sciatica")


def test_one_hurt_leg_is_spared_and_the_other_one_moves() -> None:
    sides = {
        phase.side for step in kept("right-leg-injury")["desk-minute"].steps for phase in step.phases if phase.side
    }
    circles = kept("right-leg-injury")["desk-minute"].steps[-1]
    assert circles.exercise == "ankle-circles"
    assert {phase.side for phase in circles.phases} == {Side.LEFT}
    assert Side.RIGHT not in sides
    assert "toe-20" not in kept("left-leg-injury")
    stretch = next(s for s in kept("left-leg-injury")["on-your-feet-5"].steps if s.exercise == "calf-stretch-standing")
    assert [phase.side for phase in stretch.phases] == [Side.RIGHT, Side.BOTH, Side.BOTH]


def test_an_exercise_hidden_by_its_id_is_replaced_or_left_out() -> None:
    assert [step.exercise for step in kept("figure4")["full-5"].steps][6] == "pelvic-tilt"
    assert [step.exercise for step in kept("toe-curls")["desk-minute"].steps] == ["reset", "ankle-circles"]
    assert "heel-lifts" not in exercises("heel-raises", "heel-lifts", "balance")


def test_a_routine_with_nothing_left_to_do_is_gone() -> None:
    assert "toe-20" not in kept("toe-curls")
    assert "just-walk" not in kept("walk")


@pytest.mark.parametrize("tick", TICKS)
def test_every_tick_hides_something_and_leaves_something_to_do(tick: str) -> None:
    assert suited(SHIPPED, [tick]) != SHIPPED.routines or tick == "blood-thinners"
    assert any(step.moves_feet for one in kept(tick).values() for step in one.steps)


def test_who_hides_everything_is_still_offered_to_sit_well() -> None:
    left = kept(*(one.id for one in SHIPPED.exercises))
    assert list(left) == [FALLBACK]


def test_substitutes_that_lead_in_a_circle_end_with_nothing() -> None:
    text = "".join(
        f'[[exercise]]\nid = "{one}"\nname = "N"\ntext = "T."\npositions = ["seated"]\nmoves_feet = true\n'
        f'instead = "{other}"\ndose = {{ seconds = 2 }}\n'
        for one, other in (("a", "b"), ("b", "a"))
    )
    routine = '[[routine]]\nid = "round"\nname = "R"\n[[routine.step]]\nexercise = "a"\n'
    catalogue = extend_catalogue(SHIPPED, [("own.toml", text + routine)])
    assert "round" not in kept("a", "b", catalogue=catalogue)


def test_offers_of_hidden_routines_are_replaced_by_others() -> None:
    left = suited(SHIPPED, ["toe-curls", "ankle-circles", "walk"])
    ids = {one.id for one in left}
    settings = resolved(Settings(), left)
    prompting = settings.prompting
    offers = {one.offer for one in settings.reminders}
    offers |= {prompting.short_offer, prompting.standing_offer, prompting.discreet_offer}
    assert offers <= ids
    assert resolved(Settings(), SHIPPED.routines) == Settings()
