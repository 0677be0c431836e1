"""Where the computer seems to be: from time zone and region format, never from the language."""

from __future__ import annotations

from pathlib import Path

import pytest

from numbfeet_tray.shell.whereabouts import region, suggested_number, zone_name

ZONE_TAB = "AT\t+4813+01620\tEurope/Vienna\nGB\t+513030-0000731\tEurope/London\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a file system whose time zone is Vienna's."""
    zones = tmp_path / "usr/share/zoneinfo"
    (zones / "Europe").mkdir(parents=True)
    (zones / "zone.tab").write_text(ZONE_TAB, encoding="utf-8")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Vienna")
    return tmp_path


def test_the_link_of_the_time_zone_tells_its_name(root: Path) -> None:
    assert zone_name({}, root) == "Europe/Vienna"


@pytest.mark.parametrize("tz", ["Europe/London", ":Europe/London", "/usr/share/zoneinfo/Europe/London"])
def test_the_environment_comes_before_the_system(root: Path, tz: str) -> None:
    assert zone_name({"TZ": tz}, root) == "Europe/London"


def test_a_zone_that_is_a_copied_file_is_named_by_etc_timezone(root: Path) -> None:
    (root / "etc/localtime").unlink()
    (root / "etc/timezone").write_text("Europe/London\n", encoding="ascii")
    assert zone_name({}, root) == "Europe/London"
    (root / "etc/timezone").unlink()
    assert zone_name({}, root) == ""


def test_the_language_is_no_region() -> None:
    assert region({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"}) == ""


def test_formats_that_disagree_are_no_region_that_could_agree() -> None:
    assert region({"LC_TIME": "de_AT.UTF-8", "LC_MONETARY": "de_DE.UTF-8"}) == "?"


def test_a_computer_in_vienna_with_an_american_desktop_language_is_suggested_112(root: Path) -> None:
    found = suggested_number({"LANG": "en_US.UTF-8", "LC_TIME": "de_AT.UTF-8"}, root)
    assert found is not None
    assert found.number == "112"


def test_a_region_format_from_elsewhere_leaves_the_question_open(root: Path) -> None:
    assert suggested_number({"LC_TIME": "en_GB.UTF-8"}, root) is None


def test_without_tables_of_zones_nothing_is_suggested(tmp_path: Path) -> None:
    assert suggested_number({"TZ": "Europe/Vienna"}, tmp_path) is None
    assert suggested_number({"TZ": "UTC"}) is None
