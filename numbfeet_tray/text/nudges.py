"""What a prompt says beside its figures: short lines that take turns, so that none is read past out of habit.

Each is an invitation to a small movement. None says what a movement does to a body: that would be a claim.
"""

from __future__ import annotations

from numbfeet_tray.core.settings import ClockName
from numbfeet_tray.text.catalog import N_, _

_FEET = (
    N_("Both feet flat on the floor: how do they feel?"),
    N_("Your toes have been still for a while."),
    N_("Curl your toes, and let go."),
    N_("Uncross your legs first."),
    N_("Your ankles can draw a circle or two."),
    N_("Heels up, heels down: nobody will notice."),
    N_("A minute under the desk, and on you go."),
    N_("Spread your toes as wide as they go."),
    N_("Shoes off, if you like, and move."),
    N_("Finish your sentence; your feet can wait that long."),
    N_("Rock from your heels to your toes and back."),
    N_("Slide your feet forward and back."),
    N_("Pull your toes up towards your knees, and point them away."),
    N_("One foot writes the letter A in the air, the other one B."),
    N_("Press your toes down, then lift them, one foot after the other."),
    N_("You can read on while your feet move."),
    N_("Shift your weight, and find the floor with both feet."),
    N_("Small movements count."),
    N_("Tap your feet to the song in your head."),
    N_("A good moment to stretch out one leg, and then the other."),
)
_SEAT = (
    N_("A few steps are enough."),
    N_("Is your glass empty? The tap is a walk away."),
    N_("Up, once around the room, and back."),
    N_("Look out of a window that is not beside you."),
    N_("Take the next phone call on your feet."),
    N_("Whom could you ask in person?"),
    N_("Stand up first; the rest comes by itself."),
    N_("To the farthest door and back."),
    N_("Save your work, and leave it for a moment."),
    N_("Let your arms hang, and walk a little."),
    N_("Any stairs nearby?"),
    N_("A stretch at full height, and a few steps."),
    N_("Your chair will be there when you come back."),
    N_("Air the room, and walk there."),
    N_("Carry something back to where it belongs."),
    N_("Walk while you think about the next thing."),
    N_("Feel the whole sole before you stand up, then go."),
    N_("Two minutes on your feet, at your own pace."),
    N_("Somewhere there is a plant that wants water."),
    N_("Up and about: the screen keeps."),
)
_STANDING = (
    N_("Shift your weight from one foot to the other."),
    N_("A few steps on the spot."),
    N_("Rise onto your toes, and come down slowly."),
    N_("Bend your knees a little, and straighten them."),
    N_("Sit down for a while, if you like."),
)


def nudge(clock: ClockName | None, prompt: int) -> str:
    """Return the line for the `prompt`th prompt (>= 1) about `clock`; the same number has the same line.

    Prompts of one kind say something else each time until all of their lines have had their turn. A fixed time, which
    watches no clock, has the lines about feet.
    """
    lines = {ClockName.SEAT: _SEAT, ClockName.STANCE: _STANDING}.get(clock or ClockName.FEET, _FEET)
    return _(lines[(prompt - 1) % len(lines)])
