"""The About page: what numbness is, where it may come from, and what is known of moving the feet. Hedged throughout."""

from __future__ import annotations

from numbfeet_tray import __version__
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.pages import Page, Section


def about() -> Page:
    """Return the page."""
    return Page(
        _("About numbfeet {version}: numb feet and exercise").format(version=__version__),
        (_what_numbness_is(), _temporary(), _other_causes(), _back(), _moving(), _evidence(), _limits()),
    )


def _what_numbness_is() -> Section:
    return Section(
        _("What numbness is"),
        paragraphs=(
            _(
                "Numbness and tingling can occur anywhere in the body, most commonly in hands, feet, arms and legs. "
                "In the feet they are particularly annoying. Exercise for numb feet may bring some ease."
            ),
            _(
                "Other words: sensory loss, for feeling less; paresthesia (plural paresthesias), "
                "for tingling or pins and needles."
            ),
            _(
                "In simple terms, the feet and the central nervous system communicate poorly: "
                "signals of the nerves do not arrive as they should."
            ),
        ),
    )


def _temporary() -> Section:
    return Section(
        _("Temporary causes"),
        paragraphs=(
            _(
                "Sometimes it passes. Sitting cross-legged for too long presses on a nerve and on its blood supply: "
                "the foot falls asleep. Uncross your legs, and wait until you feel the whole sole before you stand."
            ),
            _(
                "Such temporary causes are usually relatively harmless. Legs that are crossed for hours, "
                "day after day, can still hurt a nerve."
            ),
            _(
                "An anesthetic numbs on purpose. Do not exercise a foot that is numb from one "
                "without advice from who gave it."
            ),
        ),
    )


def _other_causes() -> Section:
    return Section(
        _("Causes that are not temporary"),
        paragraphs=(
            _(
                "Some neurological disorders cause numbness and tingling in the feet. Diseases can damage nerves: "
                "Lyme disease is one. Diabetes is another; the damage is then called diabetic neuropathy, "
                "and the feet need care every day."
            ),
            _("Which of these it is, if any, only a doctor can find out."),
        ),
    )


def _back() -> Section:
    return Section(
        _("The back and the piriformis"),
        paragraphs=(
            _(
                "The main cause of numb feet may not be in the feet but in the back. Trouble of the sciatic nerve "
                "in the lower back can cause a painful numbness in the feet."
            ),
            _(
                "The piriformis is a muscle deep in the buttock, from the sacrum to the hip. The sciatic nerve runs "
                "alongside it, usually below it; in a minority of people it runs through it."
            ),
            _(
                "Sciatica exercises may help some people; some find that properly stretching the piriformis eases it. "
                "Yoga and other targeted stretching may ease tense muscles and may take some pressure off the nerve. "
                "The routine “Piriformis and back” has such movements."
            ),
            _(
                "Pelvis balance is about noticing how you sit or stand: you may carry more weight on one side, and can "
                "settle it on both. It is no test. Even trained examiners agree poorly on such things, "
                "and most people without any trouble are a little uneven."
            ),
            _(
                "It is wise to develop your routine with your doctor and your physical therapist "
                "before you begin or try anything new."
            ),
        ),
    )


def _moving() -> Section:
    return Section(
        _("Keep moving"),
        paragraphs=(
            _(
                "Move as much as you can, and work your toes and ankles in particular: small circles, five clockwise, "
                "then five counter-clockwise with each ankle, as you look down at it. "
                "Pain tends to be worse after sitting or lying for too long."
            ),
        ),
    )


def _evidence() -> Section:
    return Section(
        _("What is known, and what is not"),
        paragraphs=(
            _(
                "Small, short studies show that these movements increase the flow of blood in the legs: moving toes "
                "and ankles while seated raised the speed in a vein of the leg for a moment (20 people), and fidgeting "
                "with one leg for one minute in five kept its artery working over three hours (11 people)."
            ),
            _(
                "Nobody has shown that reminders, or these exercises at a desk, keep feet from going numb. "
                "How often and how long is not settled either: 30 minutes is a common choice, not a threshold; "
                "the World Health Organization names none."
            ),
            _(
                "A review of six trials found that extra breaks at work may make no difference to discomfort; "
                "the evidence was of low quality."
            ),
        ),
    )


def _limits() -> Section:
    return Section(
        _("What this program is not"),
        paragraphs=(
            _(
                "It is a general wellness reminder for healthy adults, and no medical device. It sees presence at a "
                "computer, not sitting, and knows nothing of your feet. Everything stays on this computer."
            ),
            _("No clinician has reviewed its exercises yet."),
        ),
    )
