"""Light or dark: the environment, what is wished, the desktop's settings files."""

from __future__ import annotations

from pathlib import Path

import pytest

from numbfeet_tray.shell.guide.palette import DARK, LIGHT
from numbfeet_tray.shell.guide.theme import palette


def test_it_is_light_when_nobody_says_anything(tmp_path: Path) -> None:
    assert palette("auto", {"HOME": str(tmp_path)}) is LIGHT
    assert palette("auto", {}) is LIGHT


def test_the_wish_is_followed() -> None:
    assert palette("dark", {}) is DARK
    assert palette("light", {"GTK_THEME": "Adwaita:dark"}) is LIGHT


def test_the_environment_stands_above_the_wish() -> None:
    assert palette("light", {"NUMBFEET_THEME": "dark"}) is DARK
    assert palette("dark", {"NUMBFEET_THEME": "light"}) is LIGHT
    assert palette("dark", {"NUMBFEET_THEME": "pink"}) is DARK


@pytest.mark.parametrize(
    ("theme", "is_dark"),
    [("Adwaita:dark", True), ("Adwaita-dark", True), ("Adwaita", False), ("Darkness:light", False)],
)
def test_a_gtk_theme_in_the_environment_is_followed(theme: str, is_dark: bool) -> None:
    assert palette("auto", {"GTK_THEME": theme}) is (DARK if is_dark else LIGHT)


@pytest.mark.parametrize(
    ("file", "text", "is_dark"),
    [
        ("gtk-4.0/settings.ini", "[Settings]\ngtk-application-prefer-dark-theme=1\n", True),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-application-prefer-dark-theme = true\n", True),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-application-prefer-dark-theme=0\n", False),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-theme-name=Arc-Dark\n", True),
        ("gtk-3.0/settings.ini", "[Settings]\ngtk-theme-name=Arc\n", False),
        ("kdeglobals", "[General]\nColorScheme=BreezeDark\n", True),
        ("kdeglobals", "[KDE]\nLookAndFeelPackage=org.kde.breezedark.desktop\n", True),
        ("kdeglobals", "[General]\nColorScheme=BreezeLight\n", False),
    ],
)
def test_the_settings_of_gtk_and_kde_are_followed(tmp_path: Path, file: str, text: str, is_dark: bool) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    assert palette("auto", {"XDG_CONFIG_HOME": str(tmp_path)}) is (DARK if is_dark else LIGHT)


def test_a_settings_file_that_is_a_folder_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "kdeglobals").mkdir()
    assert palette("auto", {"XDG_CONFIG_HOME": str(tmp_path)}) is LIGHT
