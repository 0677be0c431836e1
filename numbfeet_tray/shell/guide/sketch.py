"""A square to draw smooth shapes on, in units: the stage's disc has its centre at (0, 0) and radius 1, y points down.

Talks to: Pillow.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: Pillow is missing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

Point = tuple[float, float]

MARGIN = 1.16
"""Half the side of the square in units; the ring lies between 1 and this."""
_FINE = 640
"""Squares larger than this are drawn at twice their size and reduced, smaller ones at three times."""


FULL = (0.0, 1.0)
"""The span of a full circle."""


class Sketch:
    """One picture being drawn, larger than needed and reduced at the end, so that every edge is smooth."""

    def __init__(self, pixels: int, background: str) -> None:
        self._times = 2 if pixels > _FINE else 3
        self._middle = pixels * self._times / 2
        self._unit = self._middle / MARGIN
        side = pixels * self._times
        self._image = Image.new("RGB", (side, side), background)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, point: Point) -> Point:
        return self._middle + point[0] * self._unit, self._middle + point[1] * self._unit

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        """Draw a full circle."""
        x, y = self._at(centre)
        reach = radius * self._unit
        self._draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        """Draw a polygon with straight edges."""
        self._draw.polygon([self._at(point) for point in points], fill=fill)

    def blob(self, points: Sequence[Point], fill: str) -> None:
        """Draw a closed shape that runs smoothly through `points`."""
        self.shape(smooth(points), fill)

    def limb(self, points: Sequence[Point], width: float, fill: str) -> None:
        """Draw a line through `points` with round joints and ends."""
        for start, end in pairwise(points):
            self._bar(start, end, width, fill)
        for point in points:
            self.disc(point, width / 2, fill)

    def _bar(self, start: Point, end: Point, width: float, fill: str) -> None:
        length = math.dist(start, end)
        if length == 0.0:
            return
        across = (start[1] - end[1]) / length * width / 2, (end[0] - start[0]) / length * width / 2
        self.shape(
            [
                (start[0] + across[0], start[1] + across[1]),
                (end[0] + across[0], end[1] + across[1]),
                (end[0] - across[0], end[1] - across[1]),
                (start[0] - across[0], start[1] - across[1]),
            ],
            fill,
        )

    def arc(self, centre: Point, radius: float, width: float, span: tuple[float, float], fill: str) -> None:
        """Draw part of a circle with round ends; `span` is start and length in turns, clockwise from the top."""
        start, sweep = span
        count = max(2, math.ceil(abs(sweep) * 120) + 1)
        turns = [start + sweep * index / (count - 1) for index in range(count)]
        outer = [on_circle(centre, radius + width / 2, turn) for turn in turns]
        inner = [on_circle(centre, radius - width / 2, turn) for turn in reversed(turns)]
        self.shape([*outer, *inner], fill)
        if abs(sweep) < 1.0:
            for turn in (start, start + sweep):
                self.disc(on_circle(centre, radius, turn), width / 2, fill)

    def arrowhead(self, tip: Point, heading: float, size: float, fill: str) -> None:
        """Draw a triangle that points along `heading`, in turns from the top, clockwise positive."""
        back = on_circle(tip, size, heading + 0.5)
        wings = [on_circle(back, size * 0.62, heading + turn) for turn in (0.25, -0.25)]
        self.shape([tip, wings[0], wings[1]], fill)

    def round_off(self, background: str) -> None:
        """Cover everything outside the disc."""
        reach = MARGIN * 1.5
        self.arc((0.0, 0.0), (reach + 1.0) / 2, reach - 1.0, FULL, background)

    def image(self) -> Image.Image:
        """Return the picture in its final size."""
        return self._image.reduce(self._times)


def on_circle(centre: Point, radius: float, turn: float) -> Point:
    """Return the point at `turn` (turns from the top, clockwise positive) on a circle."""
    return (
        centre[0] + radius * math.sin(turn * math.tau),
        centre[1] - radius * math.cos(turn * math.tau),
    )


def smooth(points: Sequence[Point], pieces: int = 8) -> list[Point]:
    """Return a closed Catmull-Rom curve through `points`, `pieces` points for each."""
    curve: list[Point] = []
    count = len(points)
    for index in range(count):
        before, start, end, beyond = (points[(index + offset) % count] for offset in (-1, 0, 1, 2))
        for piece in range(pieces):
            t = piece / pieces
            curve.append(
                (_spline(before[0], start[0], end[0], beyond[0], t), _spline(before[1], start[1], end[1], beyond[1], t))
            )
    return curve


def _spline(before: float, start: float, end: float, beyond: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - beyond) * t**2
        + (3 * start - before - 3 * end + beyond) * t**3
    )


def eased(share: float) -> float:
    """Return `share`, clamped to 0..1, with a soft start and end."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)
