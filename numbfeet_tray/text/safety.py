"""The notice before the first routine, and before each one that was not tried yet."""

from __future__ import annotations

from collections.abc import Sequence

from numbfeet_tray.core.routine import Routine, Step
from numbfeet_tray.text.catalog import _


def first_run() -> str:
    """Return the notice before the very first routine."""
    return _(
        "numbfeet reminds you to move, and shows simple movements of feet, ankles and hips. It is general wellness "
        "information and no medical device; it finds no illness and is no remedy for one. "
        "Plan your routine with your doctor and your physical therapist before you begin or try anything new. "
        "Ask first if your feet feel little, if you have diabetes, had an operation or an injury lately, "
        "or ever had a blood clot."
    )


def not_tried_yet(routine: Routine, new: Sequence[Step], *, is_own: bool) -> str:
    """Return the notice before a routine with something in it that was not tried yet.

    Args:
        routine: what is about to begin.
        new: its steps that were not tried yet; may be empty.
        is_own: the person's own files have a part in it.
    """
    if is_own:
        head = _(
            "“{routine}” is your own and new here. Is it what your doctor or physical therapist gave you? "
            "If not, ask them before you try it."
        )
    else:
        head = _("You have not tried “{routine}” yet. If you are unsure about it, ask your doctor or therapist first.")
    lines = [head.format(routine=_(routine.name))]
    lines += [
        _("{exercise}: {caution}").format(exercise=_(step.name), caution=_(step.caution))
        for step in {step.exercise: step for step in new}.values()
        if step.caution
    ]
    return "\n".join([*lines, stop_line()])


def stop_line() -> str:
    """Return the line that stands under every guide."""
    return _("Stop if it hurts, tingles more, or you feel unwell.")


def understood() -> str:
    """Return the label of the button that goes on."""
    return _("I understand")


def see_signs() -> str:
    """Return the label of the button that opens the warning signs."""
    return _("Warning signs")
