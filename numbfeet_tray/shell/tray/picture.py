"""What the icon looks like: the name of a rendered icon and its pixels, read when a host asks.

Talks to: the program's icon files.
Thread: the loop's.
Blocks: for the reading of three small files.
Fails with: nothing; a missing file is logged and left out.
Missing when: never.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from numbfeet_tray.ports import TrayState
from numbfeet_tray.shell.resources import icon_dir

SIZES = (22, 32, 48)
"""Pixels of the pixmaps sent over the bus."""

Pixmaps = list[tuple[int, int, bytes]]
"""Width, height and ARGB32 rows in network byte order; the value of IconPixmap, a(iiay)."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the program's rendered icons."""

    name: str
    """Such as "due" or "seated-25"."""
    is_symbolic: bool = False
    """Drawn by the host in its own colour of text, where it finds icons by name; the pixels stay in colour."""

    def theme_name(self) -> str:
        """Return the name under which hosts find the icon below `icon_dir`."""
        return f"numbfeet-{self.name}-symbolic" if self.is_symbolic else f"numbfeet-{self.name}"

    def pixmaps(self) -> Pixmaps:
        """Read the icon in every size."""
        found: Pixmaps = []
        for size in SIZES:
            try:
                found.append((size, size, (icon_dir() / "argb" / f"{self.name}-{size}.argb").read_bytes()))
            except OSError as error:
                _log.warning("an icon is missing: %s", error)
        return found


def picture_of(state: TrayState, progress: float, *, is_symbolic: bool = False) -> Picture:
    """Return the icon for `state`.

    Args:
        state: what to show.
        progress: how far the seated clock is on its way to the next prompt, 0 to 1; shown in quarters.
        is_symbolic: in the host's colour of text.
    """
    if state is not TrayState.SEATED:
        return Picture(state.value, is_symbolic)
    quarter = min(3, max(0, int(progress * 4)))
    return Picture(f"seated-{quarter * 25}", is_symbolic)


def theme_name_of(icon: Any) -> str:
    """Return the icon name of a `Picture`; "" for an image, which has none."""
    return icon.theme_name() if isinstance(icon, Picture) else ""


def pixmaps_of(icon: Any) -> Pixmaps:
    """Return the pixels of a `Picture`, or of an image of Pillow as pystray takes it; none of None."""
    if isinstance(icon, Picture):
        return icon.pixmaps()
    return [] if icon is None else [(size, size, _argb(icon, size)) for size in SIZES]


def _argb(image: Any, size: int) -> bytes:
    rgba = image.convert("RGBA").resize((size, size)).tobytes()
    argb = bytearray(len(rgba))
    for channel, place in enumerate((1, 2, 3, 0)):  # red, green, blue, alpha
        argb[place::4] = rgba[channel::4]
    return bytes(argb)
