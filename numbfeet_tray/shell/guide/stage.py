"""The moving picture of a step: its disc, the movement, the countdown ring and a dot for every repetition.

Talks to: Pillow, through the sketch.
Thread: any.
Blocks: a few milliseconds per picture.
Fails with: nothing.
Missing when: Pillow is missing.
"""

from __future__ import annotations

from PIL import Image

from numbfeet_tray.core.routine import Frame, Phase, Position, Routine, Step
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.guide import feet, person
from numbfeet_tray.shell.guide.curl import toe_curls
from numbfeet_tray.shell.guide.palette import Palette
from numbfeet_tray.shell.guide.sketch import FULL, Sketch

RING = 1.085
"""Radius of the countdown ring in units of the sketch."""
_RING_WIDTH = 0.06
_MOST_DOTS = 12
"""With more repetitions than this the dots would be too small to count."""
_DOTS_AT = {True: -0.86, False: 0.80}
"""Where the dots stand: above feet seen from above, in the floor of a view from the side."""


def draw_stage(routine: Routine, elapsed: Seconds, palette: Palette, pixels: int) -> Image.Image:
    """Return the square picture of `routine` at `elapsed`, `pixels` wide."""
    frame = routine.frame(elapsed)
    step = routine.steps[frame.step]
    sketch = Sketch(pixels, palette.window)
    sketch.disc((0.0, 0.0), 1.0, palette.stage)
    _draw_movement(sketch, palette, step, frame)
    _draw_dots(sketch, palette, frame, _DOTS_AT[seen_from_above(step)])
    sketch.round_off(palette.window)
    left = frame.step_left / step.seconds
    sketch.arc((0.0, 0.0), RING, _RING_WIDTH, FULL, palette.outline)
    if left > 0.0:
        sketch.arc((0.0, 0.0), RING, _RING_WIDTH, (1.0 - left, left), palette.accent)
    return sketch.image()


def draw_end(palette: Palette, pixels: int) -> Image.Image:
    """Return the picture of a finished routine: a full ring and a tick."""
    sketch = Sketch(pixels, palette.window)
    sketch.disc((0.0, 0.0), 1.0, palette.stage)
    sketch.arc((0.0, 0.0), RING, _RING_WIDTH, FULL, palette.accent)
    sketch.limb([(-0.38, 0.04), (-0.10, 0.32), (0.42, -0.30)], 0.16, palette.accent)
    return sketch.image()


def seen_from_above(step: Step) -> bool:
    """Whether the picture of `step` shows both feet from above, so that the sides can be named under them."""
    return step.exercise not in _SIDE_VIEWS and step.position is Position.SEATED


_SIDE_VIEWS = frozenset({"reset", "toe-curls", "stand-up", "walk"})


def _draw_movement(sketch: Sketch, palette: Palette, step: Step, frame: Frame) -> None:
    phase = step.phases[frame.phase]
    into = step.seconds - frame.step_left
    match step.exercise:
        case "ankle-circles":
            feet.ankle_circles(sketch, palette, phase.side, phase.direction, frame.fraction)
        case "toe-curls":
            toe_curls(sketch, palette, frame.fraction)
        case "reset":
            person.sit_flat(sketch, palette, into / step.seconds, into)
        case "stand-up":
            person.stand_up(sketch, palette, into / step.seconds, into)
        case _ if step.position is Position.WALKING:
            person.walk(sketch, palette, into)
        case _ if step.position is Position.STANDING:
            person.stand(sketch, palette, frame.fraction)
        case _:
            _draw_other(sketch, palette, phase, frame)


def _draw_other(sketch: Sketch, palette: Palette, phase: Phase, frame: Frame) -> None:
    """Draw which foot it is about, for an exercise that has no picture of its own."""
    side = phase.side
    if phase.direction is not None:
        feet.ankle_circles(sketch, palette, side, phase.direction, frame.fraction)
    else:
        feet.feet_flat(sketch, palette, side, frame.fraction)


def _draw_dots(sketch: Sketch, palette: Palette, frame: Frame, y: float) -> None:
    """Draw a row of dots: done, the current one larger, to come."""
    if not 1 < frame.repetitions <= _MOST_DOTS:
        return
    gap = min(0.115, 0.9 / frame.repetitions)
    for number in range(1, frame.repetitions + 1):
        centre = ((number - (frame.repetitions + 1) / 2) * gap, y)
        if number == frame.repetition:
            sketch.disc(centre, gap * 0.36, palette.motion)
        else:
            done = number < frame.repetition
            sketch.disc(centre, gap * (0.25 if done else 0.17), palette.accent if done else palette.muted)
