"""What a person sees and does at a private display: pixels, and keys and pointer through XTEST."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from Xlib import XK, X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, XError
from Xlib.ext import xtest

from tests.integration.desktop import wait_until

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom are outside."""

PANEL = (0, 0, 200, 32)
"""Where `start_xfce4_panel` puts the tray."""
CLICK_X = 40
"""A click this far from a menu's left edge hits the line's text."""
INK = 40
"""Letters differ from the ground by at least this much grey, of 255."""
LETTER_ROWS = 6
"""A line of text is at least this high; a separator is not."""


class Screen:
    """One display, with its own connection."""

    def __init__(self, name: str) -> None:
        self._display = Display(name)
        self._root = self._display.screen().root

    def close(self) -> None:
        """Let go; harmless when the server is gone."""
        with contextlib.suppress(ConnectionClosedError):
            self._display.close()
        self._display.display.socket.close()  # python-xlib leaves it open when the server went first

    # -- seeing

    def shot(self) -> Image.Image:
        """Return what is on the screen."""
        size = self._root.get_geometry()
        raw = self._root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombytes("RGB", (size.width, size.height), raw.data, "raw", "BGRX")

    def keep(self, name: str) -> None:
        """Write a picture for people to look at when NUMBFEET_SHOTS names a folder."""
        if folder := os.environ.get("NUMBFEET_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.shot().save(Path(folder) / f"{name}.png")

    def spots(self, colour: Colour, box: Box = PANEL) -> list[tuple[int, int]]:
        """Return where exactly `colour` is within `box`."""
        image = self.shot().crop(box)
        data, width = image.tobytes(), image.width
        found = [at // 3 for at in range(0, len(data), 3) if data[at : at + 3] == bytes(colour)]
        return [(box[0] + at % width, box[1] + at // width) for at in found]

    def shows(self, colour: Colour) -> bool:
        """Tell whether a good part of a tray icon has `colour`."""
        return len(self.spots(colour)) > 20

    def centre(self, colour: Colour) -> tuple[int, int]:
        """Return the middle of the tray icon that has `colour`."""
        spots = self.spots(colour)
        assert spots, "there is no such icon"
        return sum(x for x, _ in spots) // len(spots), sum(y for _, y in spots) // len(spots)

    def window(self, holds: str) -> Box | None:
        """Return where the mapped window with `holds` in its class or title is."""
        for window in self._windows(self._root):
            with contextlib.suppress(XError):
                names = [*(window.get_wm_class() or ()), str(window.get_wm_name() or "")]
                if any(holds in name for name in names) and window.get_attributes().map_state == X.IsViewable:
                    return self._box(window)
        return None

    def _box(self, window: Any) -> Box:
        size, place = window.get_geometry(), self._root.translate_coords(window, 0, 0)
        return (place.x, place.y, place.x + size.width, place.y + size.height)

    def _windows(self, window: Any) -> Iterator[Any]:
        with contextlib.suppress(XError):
            for child in window.query_tree().children:
                yield child
                yield from self._windows(child)

    # -- doing

    def press(self, *keys: str) -> None:
        """Press and let go of each key, named as in X's keysyms."""
        for key in keys:
            code = self._display.keysym_to_keycode(XK.string_to_keysym(key))
            xtest.fake_input(self._display, X.KeyPress, code)
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()

    def touch(self) -> None:
        """Give one input that changes nothing anywhere."""
        self.press("Shift_L")

    def click(self, place: tuple[int, int], button: int = 1) -> None:
        """Move the pointer there and click."""
        xtest.fake_input(self._display, X.MotionNotify, x=place[0], y=place[1])
        xtest.fake_input(self._display, X.ButtonPress, button)
        xtest.fake_input(self._display, X.ButtonRelease, button)
        self._display.sync()

    def popups(self, name: str) -> list[Box]:
        """Return where the open menus of the program with `name` in its class are, the first opened first."""
        found = []
        for window in self._root.query_tree().children:
            with contextlib.suppress(XError):
                has_name = any(name in part for part in window.get_wm_class() or ())
                attributes = window.get_attributes()
                if has_name and attributes.override_redirect and attributes.map_state == X.IsViewable:
                    found.append(self._box(window))
        return found

    def lines_of_menu(self, name: str, count: int, position: int = 0) -> list[tuple[int, int]]:
        """Wait until the menu at `position` has `count` lines, and return where to click on each."""

        def found() -> list[tuple[int, int]] | None:
            menus = self.popups(name)
            lines = lines_of_text(self.shot(), menus[position]) if len(menus) > position else []
            return lines if len(lines) == count else None

        lines = wait_until(found, what=f"a menu of {count} lines")
        assert lines is not None
        return lines


def lines_of_text(image: Image.Image, box: Box) -> list[tuple[int, int]]:
    """Return where to click on each line of text in `box`, from the top."""
    left, top, right, bottom = box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2
    area = image.crop((left, top, right, bottom)).convert("L")
    dots = area.tobytes()
    ground = max(range(256), key=area.histogram().__getitem__)
    rows = (dots[at : at + area.width] for at in range(0, len(dots), area.width))
    inked = [any(abs(dot - ground) > INK for dot in row) for row in rows]
    lines: list[tuple[int, int]] = []
    start: int | None = None
    for y, has_ink in enumerate([*inked, False]):
        if has_ink and start is None:
            start = y
        elif not has_ink and start is not None:
            if y - start >= LETTER_ROWS:
                lines.append((left + CLICK_X, top + (start + y) // 2))
            start = None
    return lines
