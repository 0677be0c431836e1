"""The warning signs: when to stop and get help. Information that is the same for everybody; nothing is asked or scored.

Two tiers. What the article names is marked as such, and the page says that the article calls for help for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.text.catalog import N_, _
from numbfeet_tray.text.pages import Page, Section


class Tier(StrEnum):
    """How soon help is needed."""

    RED = "red"
    """Now: call."""
    TODAY = "today"
    """Amber, today."""
    AMBER = "amber"
    """Amber: ask a doctor."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the page."""

    tier: Tier
    text: str
    article: tuple[str, ...] = ()
    """Ids of the article's statements that it carries; empty: it comes from other sources."""


SIGNS: tuple[Sign, ...] = (
    Sign(
        Tier.RED,
        N_("Weakness, or a part of the body that cannot be moved, together with numbness or tingling."),
        ("S40",),
    ),
    Sign(Tier.RED, N_("Numbness or tingling after an injury to the head, the neck or the back."), ("S41",)),
    Sign(Tier.RED, N_("You cannot control the movement of an arm or a leg."), ("S42",)),
    Sign(Tier.RED, N_("You have lost control of bladder or bowels."), ("S42",)),
    Sign(Tier.RED, N_("You are confused, or were unconscious, even briefly."), ("S43",)),
    Sign(
        Tier.RED,
        N_(
            "Slurred speech, a change in vision, weakness, or difficulty walking "
            "that is more than a foot waking up or does not pass within minutes."
        ),
        ("S44",),
    ),
    Sign(
        Tier.RED,
        N_(
            "Numbness that came suddenly, or takes a whole arm, a whole leg or one side; "
            "a sudden severe headache or dizziness."
        ),
    ),
    Sign(Tier.RED, N_("One side of the face droops, an arm cannot be raised, or speaking is hard.")),
    Sign(Tier.RED, N_("Numbness in the face or the trunk, trouble breathing, or numbness that spreads fast.")),
    Sign(
        Tier.RED,
        N_(
            "Numbness where a saddle would touch (inner thighs, genitals, buttocks), trouble passing or feeling urine, "
            "or a changed feeling when wiping."
        ),
    ),
    Sign(Tier.RED, N_("Sciatica in both legs, or weakness in both legs that is severe or grows.")),
    Sign(Tier.RED, N_("A foot or leg that is suddenly cold, pale or blue, painful and numb, or cannot be moved.")),
    Sign(
        Tier.RED, N_("A swollen, painful leg together with breathlessness, chest pain, coughing up blood or collapse.")
    ),
    Sign(
        Tier.RED,
        N_(
            "Tingling that began in the feet and climbs, or is in hands and feet; "
            "weakness that spreads, or trouble swallowing."
        ),
    ),
    Sign(Tier.RED, N_("Chest pain, severe breathlessness or severe dizziness while you exercise.")),
    Sign(Tier.RED, N_("You suddenly cannot lift the front of a foot.")),
    Sign(
        Tier.TODAY,
        N_("One calf or thigh is swollen, painful, warm, red or darker. Do no calf exercise; get help the same day."),
    ),
    Sign(
        Tier.TODAY,
        N_(
            "With diabetes or feet that feel little: a wound, a blister, a foot that is hot, red or swollen, "
            "or redness that spreads."
        ),
    ),
    Sign(
        Tier.AMBER,
        N_("The numbness or tingling has no obvious cause. (A foot that fell asleep because you sat on it has one.)"),
        ("S45",),
    ),
    Sign(Tier.AMBER, N_("With the numbness there is pain in the neck, a forearm or the fingers."), ("S46",)),
    Sign(Tier.AMBER, N_("The front of a foot has become hard to lift: soon.")),
    Sign(
        Tier.AMBER,
        N_("Pins and needles on most days, that last, keep coming back, come at night, or are worse when you walk."),
    ),
    Sign(Tier.AMBER, N_("Back pain together with a fever, or with weight lost for no known reason.")),
)
"""Every sign, in the order of the page."""

NUMBER_UNKNOWN = N_("your local emergency number")


@dataclass(frozen=True, slots=True)
class Emergency:
    """Whom to call."""

    number: str = ""
    """As the person chose it; empty: not chosen."""
    suggestion: str = ""
    """What may be right where the computer seems to be; never shown as if it were chosen."""
    urgent: str = ""
    """The number for advice that cannot wait and is no emergency, where one is known."""


def sign_lines(tier: Tier) -> tuple[str, ...]:
    """Return the signs of `tier`; those of the article are marked."""
    return tuple(
        _("{sign} (named in the article)").format(sign=_(sign.text)) if sign.article else _(sign.text)
        for sign in SIGNS
        if sign.tier is tier
    )


def warning_signs(emergency: Emergency) -> Page:
    """Return the whole page."""
    number = emergency.number or _(NUMBER_UNKNOWN)
    urgent = Section(
        _("Stop the exercises and call {number} now").format(number=number),
        paragraphs=_number_lines(emergency),
        items=sign_lines(Tier.RED),
        after=(_("Or anything else that is sudden, or that frightens you."),),
        is_urgent=True,
    )
    today = Section(_("Stop, and get medical help today"), items=sign_lines(Tier.TODAY), after=_urgent_lines(emergency))
    call = _(
        "Call {number} instead if it came suddenly, is spreading, or comes with anything from the first list."
    ).format(number=number)
    ask = Section(_("Stop, and ask a doctor"), paragraphs=(call,), items=sign_lines(Tier.AMBER))
    return Page(_("When to stop and get help"), (urgent, today, ask, _about_the_lists()))


def _about_the_lists() -> Section:
    return Section(
        _("About these lists"),
        paragraphs=(
            _(
                "The article that this program follows tells you to call 9-1-1 immediately for everything "
                "that is marked here as named in it. If you are unsure, call."
            ),
            _(
                "A foot that has fallen asleep usually wakes within a few minutes of moving. If it has not "
                "within the hour, or if this keeps happening, speak to a doctor."
            ),
            _("This page is general information, the same for everybody. It cannot tell what is the matter with you."),
        ),
    )


def _number_lines(emergency: Emergency) -> tuple[str, ...]:
    if emergency.number:
        return (_("Emergency number: {number}. You chose it in the settings.").format(number=emergency.number),)
    choose = _(
        "No emergency number is chosen. Numbers differ from country to country (for example 112, 911 or 999); "
        "choose yours with: numbfeet config set safety.emergency_number NUMBER"
    )
    if not emergency.suggestion:
        return (choose,)
    return (
        choose,
        _("Where this computer seems to be, it may be {number}. Please check.").format(number=emergency.suggestion),
    )


def _urgent_lines(emergency: Emergency) -> tuple[str, ...]:
    if not emergency.urgent:
        return ()
    return (_("Where this computer seems to be, {number} gives urgent advice.").format(number=emergency.urgent),)


def signs_in_short(emergency: Emergency) -> str:
    """Return what fits in a notification, for a desktop on which no page can be opened."""
    return _(
        "Stop and call {number} for weakness or paralysis, loss of control over bladder or bowels, confusion, "
        "slurred speech, a change in vision, or numbness that is sudden, one-sided or follows an injury. "
        "The whole list: numbfeet warning-signs"
    ).format(number=emergency.number or _(NUMBER_UNKNOWN))
