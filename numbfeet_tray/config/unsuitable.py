"""What can make an exercise unsuitable for a person. They tick it; nobody asks why, and nothing is concluded."""

from __future__ import annotations

from enum import StrEnum


class Unsuitable(StrEnum):
    """Words of `unsuitable_for` in the catalogue."""

    REDUCED_FEELING = "reduced-feeling"
    """Little feeling in the feet, diabetes, or a wound on a foot."""
    HIP_REPLACEMENT = "hip-replacement"
    """A replaced hip, or rules from a surgeon about the hip."""
    BALANCE = "balance"
    """Unsure on the feet: seated versions only."""
    SCIATICA = "sciatica"
    """Sciatica now."""
    BACK_OPERATION = "back-operation"
    """A recent operation of the back."""
    OSTEOPOROSIS = "osteoporosis"
    """Brittle bones, or a fracture of the spine."""
    PREGNANCY = "pregnancy"
    BLOOD_THINNERS = "blood-thinners"
    """Bruises easily."""
    LEG_INJURY = "leg-injury"
    """A recent injury or operation of ankle, foot or calf; ticked for one side."""


RIGHT_LEG, LEFT_LEG = "right-leg-injury", "left-leg-injury"
"""Ticks for `leg-injury`: only that side is left out."""

TICKS: tuple[str, ...] = (
    *(word.value for word in Unsuitable if word is not Unsuitable.LEG_INJURY),
    RIGHT_LEG,
    LEFT_LEG,
)
"""What may stand in `hidden_exercises` beside ids of exercises."""
