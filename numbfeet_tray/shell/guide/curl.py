"""Toes that curl and open, from the side: heels on the floor, the other foot behind.

Talks to: Pillow, through the sketch.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: Pillow is missing.
"""

from __future__ import annotations

import math

from numbfeet_tray.shell.guide.palette import Palette
from numbfeet_tray.shell.guide.sketch import Point, Sketch, eased, on_circle

CURL_SHARE = 0.62
"""Share of a repetition spent curling and holding; after it the toes open."""
_CLOSING = 0.22
"""Share of a repetition that the toes take to curl, and to open."""
_FLOOR = 0.52

# A foot from its inner side, heel left, standing on y = 0; the toes are added at the ball.
_FOOT: tuple[Point, ...] = (
    (-0.53, -0.10), (-0.47, -0.015), (-0.36, 0.0), (-0.24, -0.035), (-0.06, -0.085), (0.12, -0.055), (0.26, 0.0),
    (0.37, -0.01), (0.42, -0.085), (0.38, -0.19), (0.24, -0.27), (0.06, -0.37), (-0.05, -0.50), (-0.09, -0.66),
    (-0.12, -0.86), (-0.42, -0.86), (-0.41, -0.62), (-0.425, -0.40), (-0.49, -0.26), (-0.535, -0.18),
)  # fmt: skip
_BALL: Point = (0.36, -0.098)
_TOE = 0.150
"""Width of the big toe."""
_BONES = (0.17, 0.15)
_CURLED = (math.radians(-40.0), math.radians(62.0))
"""How far each bone turns when curled; down is positive."""


def curled(fraction: float) -> float:
    """Return how far the toes are curled, 0 open to 1, `fraction` into a repetition."""
    if fraction < CURL_SHARE:
        return eased(fraction / _CLOSING)
    return 1.0 - eased((fraction - CURL_SHARE) / _CLOSING)


def toe_curls(sketch: Sketch, palette: Palette, fraction: float) -> None:
    """Draw both feet from the side, their toes `fraction` of the way through a repetition."""
    bend = curled(fraction)
    sketch.shape([(-1.2, _FLOOR), (1.2, _FLOOR), (1.2, 1.2), (-1.2, 1.2)], palette.outline)
    _side_foot(sketch, palette, (0.01, _FLOOR - 0.07), bend, near=False)
    _side_foot(sketch, palette, (-0.14, _FLOOR), bend, near=True)
    if fraction < CURL_SHARE:
        _bend_arrow(sketch, palette, closing=True)
    else:
        _bend_arrow(sketch, palette, closing=False)


def _side_foot(sketch: Sketch, palette: Palette, heel: Point, bend: float, *, near: bool) -> None:
    skin = palette.accent if near else palette.accent_shade
    for index in (3, 2, 1):  # the smaller toes lie behind the big one, a little shorter each
        shift = (heel[0] - 0.028 * index, heel[1] - 0.012 * index)
        _toe(sketch, palette.accent_shade, shift, bend, 1.0 - 0.09 * index)
    x, y = heel
    sketch.blob([(x + px, y + py) for px, py in _FOOT], skin)
    tip = _toe(sketch, skin, heel, bend, 1.0)
    if near:
        sketch.limb(tip, 0.035, palette.accent_light)
    cloth = palette.cloth if near else palette.far
    sketch.shape([(x - 0.47, y - 0.70), (x - 0.05, y - 0.70), (x + 0.02, y - 1.7), (x - 0.50, y - 1.7)], cloth)
    sketch.limb([(x - 0.43, y - 0.69), (x - 0.09, y - 0.69)], 0.12, cloth)


def _toe(sketch: Sketch, skin: str, heel: Point, bend: float, size: float) -> list[Point]:
    """Draw one toe and return the ends of its nail."""
    joint = (heel[0] + _BALL[0], heel[1] + _BALL[1])
    points = [joint]
    for bone, turn in zip(_BONES, _CURLED, strict=True):
        angle = turn * bend
        joint = (joint[0] + bone * size * math.cos(angle), joint[1] + bone * size * math.sin(angle))
        points.append(joint)
    width = _TOE * size
    sketch.limb(points[:2], width * 1.12, skin)
    sketch.limb(points[1:], width, skin)
    angle = _CURLED[1] * bend
    along, across = (math.cos(angle), math.sin(angle)), (math.sin(angle), -math.cos(angle))
    lifted = (joint[0] + across[0] * width * 0.36, joint[1] + across[1] * width * 0.36)
    return [lifted, (lifted[0] + along[0] * 0.045, lifted[1] + along[1] * 0.045)]


def _bend_arrow(sketch: Sketch, palette: Palette, *, closing: bool) -> None:
    """Draw the arrow over the toes: down towards the sole when they curl, up and out when they open."""
    centre, radius = (0.34, _FLOOR - 0.10), 0.39
    start, sweep = (0.10, 0.16) if closing else (0.27, -0.16)
    sketch.arc(centre, radius, 0.055, (start, sweep), palette.motion)
    way = math.copysign(1.0, sweep)
    end = start + sweep
    sketch.arrowhead(on_circle(centre, radius, end + way * 0.06), end + way * 0.275, 0.15, palette.motion)
