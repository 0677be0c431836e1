"""The guide's colours, light and dark.

Talks to: nothing.
Thread: any.
Blocks: never.
Fails with: nothing.
Missing when: never.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#rrggbb". Every text colour has a contrast of at least 4.5:1 on what it is written on."""

    window: str
    """Behind everything."""
    stage: str
    """The disc that the picture stands on."""
    ink: str
    """Text on `window`."""
    muted: str
    """Less important text on `window`."""
    accent: str
    """The moving foot, the countdown; also text on `window`."""
    on_accent: str
    """Text on `accent`."""
    accent_shade: str
    """Far or lower parts of what is drawn in `accent`."""
    accent_light: str
    """Nails, and the ripple under a sole."""
    motion: str
    """The arrow that shows which way."""
    resting: str
    """A foot that rests."""
    resting_light: str
    outline: str
    """The floor, the track of the countdown."""
    cloth: str
    """A trouser leg of the moving side."""
    on_cloth: str
    cloth_resting: str
    on_cloth_resting: str
    far: str
    """The far limbs of a figure, and furniture."""
    button: str
    on_button: str
    button_active: str


LIGHT = Palette(
    window="#fbfaf7",
    stage="#e9f1ee",
    ink="#1d292d",
    muted="#55646a",
    accent="#0a776c",
    on_accent="#ffffff",
    accent_shade="#075e55",
    accent_light="#8fd0c6",
    motion="#d4471f",
    resting="#c3cfcd",
    resting_light="#dde5e3",
    outline="#cfdad7",
    cloth="#34454c",
    on_cloth="#ffffff",
    cloth_resting="#b3c0c1",
    on_cloth_resting="#26343a",
    far="#a9b8b9",
    button="#e4eae8",
    on_button="#1d292d",
    button_active="#d3dedb",
)

DARK = Palette(
    window="#13191b",
    stage="#1d2729",
    ink="#edf3f2",
    muted="#a3b3b3",
    accent="#46c7b6",
    on_accent="#06211d",
    accent_shade="#2f9487",
    accent_light="#b4f0e6",
    motion="#ff9a6b",
    resting="#4a595b",
    resting_light="#64777a",
    outline="#334144",
    cloth="#8fa6ab",
    on_cloth="#10191b",
    cloth_resting="#37464a",
    on_cloth_resting="#e3ecec",
    far="#4d5f63",
    button="#243033",
    on_button="#edf3f2",
    button_active="#314044",
)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.1 defines it."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
