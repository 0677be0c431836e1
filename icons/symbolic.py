"""Makes the symbolic icons, which panels draw in their own colour of text.

GTK fills every path, circle and rectangle of a symbolic icon with that colour, whatever the file says, and knows no
strokes or masks then: so everything here is a filled path, rings and outlines by the even-odd rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

HICOLOR = Path(__file__).resolve().parent / "hicolor" / "symbolic"

_SOLE = (
    "M17.2 21.4C16.6 17.2 19.6 14.9 24 15.4 29.4 16 32.7 19 32.2 23.2 31.8 26.8 29.8 28.6 29.5 32.4 "
    "29.2 36.8 28.2 40.2 24.7 40.2 21 40.2 20.4 36.6 20.3 33 20.2 28.8 17.8 25.6 17.2 21.4Z"
)
_TOES = (
    (18.2, 10.6, 3.2, 3.9, -8),
    (24.1, 9.2, 2.2, 2.9, 4),
    (28.5, 10.6, 2.0, 2.6, 16),
    (32.0, 13.2, 1.8, 2.3, 28),
    (34.6, 16.6, 1.6, 2.0, 38),
)
"""Centre, radii and turn of each."""
_CENTRE = (25.4, 23.6)

_BADGES = {
    "paused": ("M28 27h6v18h-6ZM38 27h6v18h-6Z",),
    "held": ("M26 32.5h20v7h-20Z",),
    "routine": ("M28 25L46 36 28 47Z",),
    "standing": ("M36 24L46.5 36h-6.5v11h-8v-11h-6.5Z",),
    "snoozed": ("M27 26h18v4.5L33.5 41.5H45V46H27v-4.5L38.5 30.5H27Z",),
    "no-source": (
        "M29 31.5A7.5 7.5 0 1 1 38.8 38.6V41.5H34.2V35.5C37 35.5 39.2 34 39.2 31.5A2.7 2.7 0 0 0 33.8 31.5Z",
        "M34.200 43.5h4.600v4h-4.600Z",
    ),
}


def _at(x: float, y: float, scale: float) -> str:
    return f'transform="translate({x:g} {y:g}) scale({scale:g}) translate({-_CENTRE[0]:g} {-_CENTRE[1]:g})"'


def _foot(x: float, y: float, scale: float, *, hollow: bool = False) -> str:
    sole = f"{_SOLE}{_shrunk(_SOLE, 0.62)}" if hollow else _SOLE
    toes = "".join(
        f'<path transform="rotate({turn:g} {cx:g} {cy:g})" '
        f'd="M{cx - rx:g} {cy:g}a{rx:g} {ry:g} 0 1 0 {2 * rx:g} 0a{rx:g} {ry:g} 0 1 0 {-2 * rx:g} 0Z"/>'
        for cx, cy, rx, ry, turn in _TOES
    )
    return f'<g {_at(x, y, scale)}><path fill-rule="evenodd" d="{sole}"/>{toes}</g>'


def _shrunk(path: str, scale: float) -> str:
    """Return the path, whose coordinates are all absolute, made smaller around the middle of the sole."""
    middle = (25.0, 26.5)

    def moved(found: re.Match[str]) -> str:
        x, y = (about + (float(part) - about) * scale for part, about in zip(found.groups(), middle, strict=True))
        return f"{x:.2f} {y:.2f}"

    return re.sub(r"([\d.]+) ([\d.]+)", moved, path)


def _ring(outer: float, inner: float) -> str:
    both = "".join(
        f"M{24 - r:g} 24a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0Z" for r in (outer, inner)
    )
    return f'<path fill-rule="evenodd" d="{both}"/>'


def _arc(share: float, outer: float, inner: float) -> str:
    """Return the part of a ring that begins at the top and goes on clockwise; `share` of it, 0 < share < 1."""
    x, y = math.sin(2 * math.pi * share), -math.cos(2 * math.pi * share)
    large = int(share > 0.5)
    outside = f"M24 {24 - outer:g}A{outer:g} {outer:g} 0 {large} 1 {24 + outer * x:.2f} {24 + outer * y:.2f}"
    inside = f"L{24 + inner * x:.2f} {24 + inner * y:.2f}A{inner:g} {inner:g} 0 {large} 0 24 {24 - inner:g}Z"
    return f'<path d="{outside}{inside}"/>'


def _body(state: str) -> str:
    if state.startswith("seated"):
        share = int(state.removeprefix("seated-")) / 100
        arc = _arc(share, 23.7, 17.7) if share else ""
        return _ring(21.7, 19.7) + arc + _foot(24.2, 24.4, 0.86)
    if state == "due":
        return _ring(23.9, 17.4) + _foot(24.2, 24.4, 0.86)
    if state == "away":
        return _foot(24, 24, 1.34, hollow=True)
    if state in _BADGES:
        return _foot(15, 20, 0.95) + "".join(f'<path d="{badge}"/>' for badge in _BADGES[state])
    return _foot(24, 24, 1.34)


def drawn(states: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Yield every file with its text: one for each of `states`, and the program's own."""
    names = [("apps/numbfeet", "seated-75"), *((f"status/numbfeet-{state}", state) for state in states)]
    for name, state in names:
        svg = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 48 48">'
        yield HICOLOR / f"{name}-symbolic.svg", f'{svg}<g fill="#2e3436">{_body(state)}</g></svg>\n'
