"""Renders the SVG icons to what the program and the desktops read; run by hand after changing an SVG.

    python icons/render.py            write icons/hicolor, icons/argb and docs/images/icons.png
    python icons/render.py --check    only say which files are not what the SVGs give; exit status 1 if any

Needs resvg_py and Pillow, which are development dependencies: the daemon decodes no image. It finds the PNG files
by name through `IconThemePath`, and sends the `.argb` files as they are as `IconPixmap`.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import resvg_py
from PIL import Image, ImageChops
from symbolic import drawn

ICONS = Path(__file__).resolve().parent
SHEET = ICONS.parent / "docs" / "images" / "icons.png"

PNG_SIZES = (16, 22, 24, 32, 48, 64)
APP_SIZES = (*PNG_SIZES, 128)
ARGB_SIZES = (22, 32, 48)
"""Pixels; 22 and 24 are panel sizes, 32 and 48 serve panels at twice the scale."""

TOLERANCE = 8
"""Largest difference of one channel (of 255) still taken for the same picture: renderers round differently."""

STATES = (
    "seated-0",
    "seated-25",
    "seated-50",
    "seated-75",
    "due",
    "snoozed",
    "held",
    "paused",
    "routine",
    "standing",
    "away",
    "no-source",
)
"""In the order of the contact sheet."""

BACKGROUNDS = ("#f6f5f4", "#1e1e1e")
"""A light and a dark panel."""


def draw(svg: Path, size: int) -> Image.Image:
    """Return `svg` as RGBA, `size` pixels in width and height."""
    png = bytes(resvg_py.svg_to_bytes(svg_path=str(svg), width=size, height=size, skip_system_fonts=True))
    return Image.open(io.BytesIO(png)).convert("RGBA")


def to_argb(image: Image.Image) -> bytes:
    """Return RGBA pixels as ARGB32 in network byte order, rows from the top, as StatusNotifierItem wants them."""
    red, green, blue, alpha = image.split()
    return Image.merge("RGBA", (alpha, red, green, blue)).tobytes()


def from_argb(data: bytes, size: int) -> Image.Image:
    """Turn `to_argb` around."""
    alpha, red, green, blue = Image.frombytes("RGBA", (size, size), data).split()
    return Image.merge("RGBA", (red, green, blue, alpha))


def rendered() -> Iterator[tuple[Path, Image.Image]]:
    """Yield every file to be written, with its picture."""
    for size in APP_SIZES:
        yield ICONS / f"hicolor/{size}x{size}/apps/numbfeet.png", draw(ICONS / "numbfeet.svg", size)
    for state in STATES:
        svg = ICONS / f"numbfeet-{state}.svg"
        for size in PNG_SIZES:
            yield ICONS / f"hicolor/{size}x{size}/status/numbfeet-{state}.png", draw(svg, size)
        for size in ARGB_SIZES:
            yield ICONS / f"argb/{state}-{size}.argb", draw(svg, size)


def load(path: Path) -> Image.Image | None:
    """Return the picture in `path`, or None when there is none or it cannot be read."""
    try:
        if path.suffix == ".argb":
            return from_argb(path.read_bytes(), int(path.stem.rsplit("-", 1)[1]))
        with Image.open(path) as image:
            return image.convert("RGBA")
    except (OSError, ValueError):
        return None


def same(left: Image.Image | None, right: Image.Image) -> bool:
    """Return whether both show the same; what is fully transparent has no colour."""
    if left is None or left.size != right.size:
        return False
    on_red = [Image.alpha_composite(Image.new("RGBA", one.size, "#ff0000"), one) for one in (left, right)]
    channels = ImageChops.difference(*on_red).getextrema()
    return max(int(high) for _, high in channels) <= TOLERANCE  # type: ignore[misc]


def outdated() -> list[Path]:
    """Return the rendered files that are missing or differ from their SVG, and the ones that belong to none."""
    wanted, written = dict(rendered()), dict(drawn(STATES))
    found = {*(ICONS / "hicolor").rglob("*.*"), *(ICONS / "argb").glob("*.*")}
    stale = {path for path, image in wanted.items() if not same(load(path), image)}
    stale |= {path for path, text in written.items() if not path.exists() or path.read_text() != text}
    return sorted(stale | (found - wanted.keys() - written.keys()))


def write() -> None:
    """Write every file, and the contact sheet."""
    for path, image in rendered():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".argb":
            path.write_bytes(to_argb(image))
        else:
            image.save(path, optimize=True)
    for path, text in drawn(STATES):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    SHEET.parent.mkdir(parents=True, exist_ok=True)
    contact_sheet().save(SHEET, optimize=True)


def contact_sheet() -> Image.Image:
    """Return every icon at 16, 22, 32 and 64 pixels, on a light and on a dark panel."""
    sizes, cell, gap = (64, 32, 22, 16), 64, 12
    names = ("numbfeet", *(f"numbfeet-{state}" for state in STATES))
    width, height = len(names) * (cell + gap) + gap, sum(sizes) + gap * (len(sizes) + 1)
    sheet = Image.new("RGB", (width, height * len(BACKGROUNDS)))
    for row, background in enumerate(BACKGROUNDS):
        panel = Image.new("RGB", (width, height), background)
        for column, name in enumerate(names):
            top = gap
            for size in sizes:
                icon = draw(ICONS / f"{name}.svg", size)
                panel.paste(icon, (gap + column * (cell + gap) + (cell - size) // 2, top), icon)
                top += size + gap
        sheet.paste(panel, (0, row * height))
    return sheet


def main() -> int:
    """Run as a script; return the exit status."""
    parser = argparse.ArgumentParser(description="Render the SVG icons.")
    parser.add_argument("--check", action="store_true", help="write nothing; list what is out of date")
    if not parser.parse_args().check:
        write()
        return 0
    stale = outdated()
    for path in stale:
        print(f"out of date: {path.relative_to(ICONS)}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
