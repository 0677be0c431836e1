"""A person from the side: seated on a chair, standing up, walking.

Talks to: Pillow, through the sketch.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: Pillow is missing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from numbfeet_tray.shell.guide.palette import Palette
from numbfeet_tray.shell.guide.sketch import Point, Sketch, eased

_FLOOR = 0.70
_THIGH, _SHIN, _FOOT = 0.355, 0.355, 0.155
_TRUNK, _ARM, _FOREARM = 0.44, 0.24, 0.22
_NECK, _HEAD = 0.245, 0.125
_LIMB, _BODY = 0.125, 0.185
_SOLE = 0.055
"""Height of the ankle over the floor when the foot is flat."""


@dataclass(frozen=True, slots=True)
class Leg:
    """Angles in degrees: 0 points down, forwards (right) is positive."""

    thigh: float
    shin: float
    foot: float = 90.0
    """90 is flat on the floor."""


@dataclass(frozen=True, slots=True)
class Body:
    """How a figure is held."""

    hip: Point
    lean: float
    """Degrees forwards."""
    near: Leg
    far: Leg
    near_arm: tuple[float, float]
    far_arm: tuple[float, float]


_SEATED_LEG = Leg(86.0, 0.0)
_SEATED_HIP: Point = (-0.24, _FLOOR - _SOLE - _SHIN - _THIGH * math.cos(math.radians(86.0)))


def _on(start: Point, length: float, degrees: float) -> Point:
    return (
        start[0] + length * math.sin(math.radians(degrees)),
        start[1] + length * math.cos(math.radians(degrees)),
    )


def _draw_leg(sketch: Sketch, palette: Palette, hip: Point, leg: Leg, *, near: bool) -> None:
    cloth, skin = (palette.cloth, palette.accent) if near else (palette.far, palette.accent_shade)
    knee = _on(hip, _THIGH, leg.thigh)
    ankle = _on(knee, _SHIN, leg.shin)
    heel = _on(ankle, 0.05, leg.foot - 180.0)
    sketch.limb([heel, _on(ankle, _FOOT, leg.foot)], 0.10, skin)
    sketch.limb([ankle, _on(ankle, -0.06, leg.shin)], 0.09, skin)
    sketch.limb([hip, knee, _on(knee, _SHIN - 0.08, leg.shin)], _LIMB, cloth)


def _draw_arm(sketch: Sketch, shoulder: Point, arm: tuple[float, float], fill: str) -> None:
    elbow = _on(shoulder, _ARM, arm[0])
    sketch.limb([shoulder, elbow, _on(elbow, _FOREARM, arm[1])], 0.088, fill)


def _draw_body(sketch: Sketch, palette: Palette, body: Body) -> None:
    shoulder = _on(body.hip, _TRUNK, 180.0 - body.lean)
    head = _on(shoulder, _NECK, 180.0 - body.lean * 0.6)
    _draw_arm(sketch, shoulder, body.far_arm, palette.far)
    _draw_leg(sketch, palette, body.hip, body.far, near=False)
    _draw_leg(sketch, palette, body.hip, body.near, near=True)
    sketch.limb([body.hip, shoulder], _BODY, palette.muted)
    sketch.disc(head, _HEAD, palette.muted)
    _draw_arm(sketch, shoulder, body.near_arm, palette.cloth)


def _draw_floor(sketch: Sketch, palette: Palette) -> None:
    sketch.shape([(-1.2, _FLOOR), (1.2, _FLOOR), (1.2, 1.2), (-1.2, 1.2)], palette.outline)


def _draw_chair(sketch: Sketch, palette: Palette) -> None:
    seat = _SEATED_HIP[1] + 0.115
    back = _SEATED_HIP[0] - 0.19
    sketch.limb([(back, seat), (_SEATED_HIP[0] + 0.22, seat)], 0.075, palette.far)
    sketch.limb([(back, seat), (back - 0.05, seat - 0.50)], 0.075, palette.far)
    middle = _SEATED_HIP[0] - 0.02
    sketch.limb([(middle, seat), (middle, _FLOOR - 0.06)], 0.05, palette.far)
    sketch.limb([(middle - 0.2, _FLOOR - 0.03), (middle + 0.2, _FLOOR - 0.03)], 0.05, palette.far)


def _press(sketch: Sketch, palette: Palette, seconds: float) -> None:
    """Draw the floor giving light under both soles, swelling once a second or so."""
    middle = _SEATED_HIP[0] + _THIGH + 0.065
    reach = 0.17 + 0.05 * math.sin(seconds * math.tau / 1.6)
    sketch.limb([(middle - reach, _FLOOR + 0.035), (middle + reach, _FLOOR + 0.035)], 0.05, palette.accent_light)


def sit_flat(sketch: Sketch, palette: Palette, fraction: float, seconds: float) -> None:
    """Draw someone who uncrosses the legs in the first part of the step and then sits with both feet flat."""
    crossed = 1.0 - eased((fraction - 0.10) / 0.30)
    _draw_floor(sketch, palette)
    _draw_chair(sketch, palette)
    near = Leg(86.0 + 20.0 * crossed, 42.0 * crossed, 90.0 + 22.0 * crossed)
    if crossed == 0.0:
        _press(sketch, palette, seconds)
    body = Body(_SEATED_HIP, 2.0, near, _SEATED_LEG, (18.0, 74.0), (24.0, 78.0))
    _draw_body(sketch, palette, body)


def stand_up(sketch: Sketch, palette: Palette, fraction: float, seconds: float) -> None:
    """Draw someone who presses both soles to the floor, leans forwards, stands up and stays."""
    _draw_floor(sketch, palette)
    _draw_chair(sketch, palette)
    if fraction < 0.35:
        _press(sketch, palette, seconds)
    rise = eased((fraction - 0.42) / 0.28)
    lean = 38.0 * math.sin(math.pi * min(1.0, max(0.0, (fraction - 0.30) / 0.40))) + 2.0 * (1.0 - rise)
    thigh = 86.0 * (1.0 - rise)
    shin = -12.0 * math.sin(math.pi * rise)
    ankle = (_SEATED_HIP[0] + _THIGH * math.sin(math.radians(86.0)), _FLOOR - _SOLE)
    knee = (ankle[0] - _SHIN * math.sin(math.radians(shin)), ankle[1] - _SHIN * math.cos(math.radians(shin)))
    hip = (knee[0] - _THIGH * math.sin(math.radians(thigh)), knee[1] - _THIGH * math.cos(math.radians(thigh)))
    arm = (18.0 * (1 - rise) + 6.0 * rise, 74.0 * (1 - rise) + 12.0 * rise)
    leg = Leg(thigh, shin)
    _draw_body(sketch, palette, Body(hip, lean, leg, leg, arm, arm))


# Angles of hip and knee over one stride from heel strike, in degrees; typical of easy level walking.
_HIP = (24.0, 20.0, 11.0, 1.0, -9.0, -6.0, 10.0, 23.0, 27.0, 25.0)
_KNEE = (4.0, 14.0, 14.0, 8.0, 6.0, 26.0, 55.0, 58.0, 30.0, 6.0)
_ROLL = (16.0, 2.0, 0.0, 0.0, -12.0, -45.0, -40.0, -14.0, 4.0, 14.0)
"""How far the toes point up, against flat on the floor."""
_STRIDE_SECONDS = 1.3


def _cycle(values: Sequence[float], share: float) -> float:
    """Return the value at `share` of a cycle, smoothly between the given ones."""
    place = (share % 1.0) * len(values)
    index = int(place) % len(values)
    return values[index] + (values[(index + 1) % len(values)] - values[index]) * eased(place - int(place))


def _stride(share: float) -> Leg:
    thigh = _cycle(_HIP, share)
    return Leg(thigh, thigh - _cycle(_KNEE, share), 90.0 + _cycle(_ROLL, share))


def _lowest(leg: Leg) -> float:
    """Return how far below the hip the lowest part of the foot is."""
    ankle = _on(_on((0.0, 0.0), _THIGH, leg.thigh), _SHIN, leg.shin)
    return max(_on(ankle, _FOOT, leg.foot)[1], _on(ankle, 0.05, leg.foot - 180.0)[1])


def walk(sketch: Sketch, palette: Palette, seconds: float) -> None:
    """Draw someone who walks at an easy pace; the floor goes by."""
    share = seconds / _STRIDE_SECONDS
    near, far = _stride(share), _stride(share + 0.5)
    hip = (0.0, _FLOOR - 0.05 - max(_lowest(near), _lowest(far)))
    _draw_floor(sketch, palette)
    for mark in range(-3, 4):
        x = (mark * 0.42 - share * 0.84) % 2.94 - 1.47
        sketch.limb([(x - 0.06, _FLOOR + 0.10), (x + 0.06, _FLOOR + 0.10)], 0.035, palette.stage)
    swing = 26.0 * math.cos(share * math.tau)
    arms = ((-swing, -swing + 22.0), (swing, swing + 22.0))
    _draw_body(sketch, palette, Body(hip, 4.0, near, far, *arms))


def stand(sketch: Sketch, palette: Palette, fraction: float) -> None:
    """Draw someone who stands and breathes."""
    _draw_floor(sketch, palette)
    breath = 0.008 * math.sin(fraction * math.tau)
    hip = (0.0, _FLOOR - _SOLE - _SHIN - _THIGH - breath)
    leg = Leg(0.0, 0.0)
    _draw_body(sketch, palette, Body(hip, 0.0, leg, leg, (6.0, 12.0), (-6.0, 2.0)))
