"""Feet as the person sees their own from above: the left one on the left, toes away from them.

Talks to: Pillow, through the sketch.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: Pillow is missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from numbfeet_tray.core.routine import Direction, Side
from numbfeet_tray.shell.guide.palette import Palette
from numbfeet_tray.shell.guide.sketch import FULL, Point, Sketch, eased, on_circle

ANKLE: dict[Side, Point] = {Side.LEFT: (-0.41, 0.44), Side.RIGHT: (0.41, 0.44)}
"""Where the ankles stand."""
LABEL: dict[Side, Point] = {Side.LEFT: (-0.39, 0.70), Side.RIGHT: (0.39, 0.70)}
"""Where the names of the sides are written, on the trouser legs."""

# A right foot of length 1 with the ankle at (0, 0): big toe on the left, as the person sees it.
_SOLE: tuple[Point, ...] = (
    (0.0, 0.25), (0.10, 0.215), (0.135, 0.11), (0.130, -0.03), (0.150, -0.20), (0.186, -0.35), (0.193, -0.45),
    (0.165, -0.515), (0.09, -0.565), (0.0, -0.595), (-0.09, -0.61), (-0.165, -0.585), (-0.205, -0.50),
    (-0.195, -0.38), (-0.142, -0.23), (-0.107, -0.09), (-0.110, 0.05), (-0.120, 0.15), (-0.085, 0.225),
)  # fmt: skip
_TOES: tuple[tuple[Point, Point, float], ...] = (
    ((-0.138, -0.55), (-0.146, -0.685), 0.130),
    ((-0.030, -0.57), (-0.028, -0.713), 0.087),
    ((0.049, -0.56), (0.059, -0.685), 0.080),
    ((0.116, -0.525), (0.135, -0.630), 0.074),
    ((0.170, -0.465), (0.196, -0.552), 0.069),
)
"""Base, tip and width of each toe, from the big one."""
_SIZE = 1.12
_TOE_CENTRE = 0.63
"""How far the middle of the toes lies in front of the ankle, in foot lengths."""
_CIRCLE = 0.115
"""Radius of the circle that the toes draw: small, as the exercise says."""
_ARROW = 0.355
"""Radius of the arrow round the toes."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How one foot is held."""

    turned: float = 0.0
    """Radians, clockwise positive."""
    length: float = 1.0
    """Less than 1 when the toes point up or down, as seen from above."""


def draw_foot(sketch: Sketch, palette: Palette, side: Side, pose: Pose, *, moving: bool) -> None:
    """Draw the left or right foot with its trouser leg."""
    skin, nail = (palette.accent, palette.accent_light) if moving else (palette.resting, palette.resting_light)
    sketch.blob([_place(side, pose, point) for point in _SOLE], skin)
    for base, tip, width in _TOES:
        ends = [_place(side, pose, point) for point in (base, tip)]
        sketch.limb(ends, width * _SIZE, skin)
        nail_at = _place(side, pose, (tip[0], tip[1] - width * 0.16))
        sketch.disc(nail_at, width * _SIZE * 0.27, nail)
    x, y = ANKLE[side]
    cloth = palette.cloth if moving else palette.cloth_resting
    sketch.shape([(x - 0.18, y), (x + 0.18, y), (x * 0.96 + 0.225, 1.1), (x * 0.96 - 0.225, 1.1)], cloth)
    sketch.limb([(x - 0.14, y + 0.01), (x + 0.14, y + 0.01)], 0.11, cloth)


def _place(side: Side, pose: Pose, point: Point) -> Point:
    x, y = point
    if side is Side.LEFT:
        x = -x
    y = y * pose.length if y < 0 else y
    sine, cosine = math.sin(pose.turned), math.cos(pose.turned)
    ankle = ANKLE[side]
    return ankle[0] + (x * cosine - y * sine) * _SIZE, ankle[1] + (x * sine + y * cosine) * _SIZE


def ankle_circles(sketch: Sketch, palette: Palette, side: Side, direction: Direction | None, fraction: float) -> None:
    """Draw both feet; the one on `side` is `fraction` of the way round its circle."""
    way = -1.0 if direction is Direction.COUNTER_CLOCKWISE else 1.0
    pose = circling(way * fraction)
    for foot in (Side.LEFT, Side.RIGHT):
        moving = side in (foot, Side.BOTH)
        draw_foot(sketch, palette, foot, pose if moving else Pose(), moving=moving)
        if moving:
            _circle_arrow(sketch, palette, toe_centre(foot, Pose()), way, fraction)


def circling(turn: float) -> Pose:
    """Return the pose with the toes at `turn` of their circle (turns from the top, clockwise positive)."""
    x, y = on_circle((0.0, -_TOE_CENTRE), _CIRCLE, turn)
    return Pose(math.atan2(x, -y), math.hypot(x, y) / _TOE_CENTRE)


def toe_centre(side: Side, pose: Pose) -> Point:
    """Return where the middle of the toes is."""
    return _place(side, pose, (0.0, -_TOE_CENTRE))


def _circle_arrow(sketch: Sketch, palette: Palette, centre: Point, way: float, fraction: float) -> None:
    """Draw the arrow round the toes: its head goes where the toes go, its tail fades behind it."""
    sketch.arc(centre, _ARROW, 0.016, FULL, palette.motion)
    head = way * fraction
    sketch.arc(centre, _ARROW, 0.055, (head - way * 0.66, way * 0.66), palette.motion)
    tip = on_circle(centre, _ARROW, head + way * 0.062)
    sketch.arrowhead(tip, head + way * 0.275, 0.15, palette.motion)


def feet_flat(sketch: Sketch, palette: Palette, side: Side, fraction: float) -> None:
    """Draw both feet at rest on the floor, with a ripple going out from under those on `side`."""
    for foot in (Side.LEFT, Side.RIGHT):
        moving = side in (foot, Side.BOTH)
        if moving:
            swell = 1.0 + 0.10 * eased(2 * fraction if fraction < 0.5 else 2 - 2 * fraction)
            middle = _place(foot, Pose(), (0.0, -0.2))
            outline = [_place(foot, Pose(), point) for point in _SOLE]
            grown = [
                (middle[0] + (x - middle[0]) * swell * 1.12, middle[1] + (y - middle[1]) * swell) for x, y in outline
            ]
            sketch.blob(grown, palette.accent_light)
        draw_foot(sketch, palette, foot, Pose(), moving=moving)
