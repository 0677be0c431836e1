"""The files that come with the program: where they are, and that the rendered icons are what the SVGs show."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from numbfeet_tray.ports import TrayState
from numbfeet_tray.shell import resources
from numbfeet_tray.shell.tray.picture import SIZES, picture_of
from tests.integration.waiting import refuse

ROOT = Path(resources.__file__).resolve().parents[2]
PICTURES = sorted({picture_of(state, progress / 4).name for state in TrayState for progress in range(4)})
SVGS = sorted((ROOT / "icons").glob("*.svg"))
PANELS = {"light": "#f6f5f4", "dark": "#1e1e1e"}


@pytest.fixture(autouse=True)
def _look_anew() -> None:
    resources.data_dir.cache_clear()


@pytest.fixture
def render(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The project's own renderer."""
    if importlib.util.find_spec("resvg_py") is None:
        refuse("needs resvg_py: pip install resvg_py")
    monkeypatch.syspath_prepend(str(ROOT / "icons"))  # as for a script that is started there
    spec = importlib.util.spec_from_file_location("render", ROOT / "icons" / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def luminance(colour: tuple[int, ...]) -> float:
    """Return the relative luminance as the Web Content Accessibility Guidelines define it."""
    parts = [value / 255 for value in colour[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_checkout_has_the_files_at_its_top() -> None:
    assert resources.data_dir() == ROOT
    assert resources.icon_dir() == ROOT / "icons"
    assert resources.example_config() == str(ROOT / "config.example.toml")


def test_a_wheel_has_the_files_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "numbfeet_tray"
    (package / "resources" / "icons").mkdir(parents=True)
    (tmp_path / "site-packages" / "icons").mkdir()  # of somebody else
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.icon_dir() == package / "resources" / "icons"
    assert resources.example_config() == str(package / "resources" / "config.example.toml")


def test_an_incomplete_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "numbfeet_tray")
    with pytest.raises(FileNotFoundError, match="not installed completely"):
        resources.icon_dir()


def test_every_state_has_a_picture_in_every_size() -> None:
    assert len(PICTURES) == len(TrayState) + 3
    for name in PICTURES:
        for size in SIZES:
            assert len((resources.icon_dir() / "argb" / f"{name}-{size}.argb").read_bytes()) == size * size * 4
        for size in (16, 22, 24, 32, 48, 64):
            with Image.open(resources.icon_png(f"numbfeet-{name}", size)) as image:
                assert image.size == (size, size)


def test_symbolic_icons_hold_nothing_but_filled_paths() -> None:
    """What GTK recolours, and what it recolours rightly."""
    folder = resources.icon_dir() / "hicolor" / "symbolic"
    files = [folder / "apps/numbfeet-symbolic.svg"]
    files += [folder / f"status/numbfeet-{name}-symbolic.svg" for name in PICTURES]
    for file in files:
        elements = {element.tag.rpartition("}")[2] for element in ET.fromstring(file.read_text()).iter()}
        assert elements == {"svg", "g", "path"}
        assert "stroke" not in file.read_text()


@pytest.mark.parametrize("size", [16, 22, 24, 32, 48, 64, 128])
def test_the_program_itself_has_an_icon(size: int) -> None:
    with Image.open(resources.icon_png("numbfeet", size)) as image:
        assert image.size == (size, size)


def test_the_rendered_files_are_what_the_svgs_show(render: ModuleType) -> None:
    assert render.outdated() == []
    assert sorted(render.STATES) == PICTURES


def test_a_file_that_is_stale_missing_or_nobodys_is_noticed(
    render: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for svg in SVGS:
        (tmp_path / svg.name).write_text(svg.read_text())
    monkeypatch.setattr(render, "ICONS", tmp_path)
    monkeypatch.setattr(render, "SHEET", tmp_path / "sheet.png")
    monkeypatch.setattr(render, "STATES", ("due",))
    render.write()
    assert render.outdated() == []
    missing, stale, short = (tmp_path / "argb" / f"due-{size}.argb" for size in SIZES)
    missing.unlink()
    stale.write_bytes(stale.read_bytes()[::-1])
    short.write_bytes(b"\0")
    other = tmp_path / "argb" / "gone-22.argb"
    other.write_bytes(b"")
    assert set(render.outdated()) == {missing, stale, short, other}


def test_every_icon_shows_the_same_foot() -> None:
    feet = {re.search(r'd="(M17\.2 [^"]+)"', svg.read_text()) for svg in SVGS}
    assert len(SVGS) == len(PICTURES) + 1
    assert len({foot[1] for foot in feet if foot}) == 1
    assert None not in feet


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", PICTURES)
def test_each_icon_stands_out_from_a_light_and_a_dark_panel(name: str, panel: str) -> None:
    with Image.open(resources.icon_png(f"numbfeet-{name}", 22)) as image:
        shown = Image.alpha_composite(Image.new("RGBA", image.size, PANELS[panel]), image.convert("RGBA")).tobytes()
    background = tuple(bytes.fromhex(PANELS[panel][1:]))
    pixels = [tuple(shown[at : at + 3]) for at in range(0, len(shown), 4)]
    clear = [pixel for pixel in pixels if contrast(pixel, background) >= 3.0]  # WCAG 1.4.11, graphical objects
    assert len(clear) > 60, f"{len(clear)} of {22 * 22} pixels stand out"


def test_states_are_told_apart_without_colour() -> None:
    """By shape alone: two icons differ in brightness or coverage at a fair part of their pixels."""
    greys = {}
    for name in PICTURES:
        with Image.open(resources.icon_png(f"numbfeet-{name}", 22)) as image:
            on_white = Image.alpha_composite(Image.new("RGBA", image.size, "#fff"), image.convert("RGBA"))
            dark = on_white.convert("L").point(lambda value: 255 if value < 190 else 0)
        greys[name] = dark.tobytes()
    for one in PICTURES:
        for other in PICTURES:
            if one < other:
                differing = sum(left != right for left, right in zip(greys[one], greys[other], strict=True))
                assert differing >= 8, f"{one} and {other} differ in {differing} of {22 * 22} pixels"
