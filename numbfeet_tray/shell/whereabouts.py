"""In which country the computer seems to be: the time zone's, and the region format's. No network, no language.

Talks to: TZ, /etc/localtime and /etc/timezone, tz's zone.tab, and the environment.
Thread: any.
Blocks: while small files are read.
Fails with: nothing; what cannot be read is unknown.
Missing when: the zone has no name, or tz's tables are not installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from numbfeet_tray.config.emergency import EmergencyNumber, countries_of_zone, parse_numbers, region_of_locale, suggest

_DATA = Path(__file__).resolve().parent.parent / "data"
_ROOTS = ("usr/share/zoneinfo", "usr/lib/zoneinfo", "usr/share/lib/zoneinfo", "etc/zoneinfo")
_REGION_FORMATS = ("LC_TIME", "LC_MONETARY", "LC_TELEPHONE", "LC_ADDRESS", "LC_MEASUREMENT", "LC_PAPER")
"""What desktops set for the region format. Not LC_ALL, LC_MESSAGES and LANG: they are the language."""


def suggested_number(environ: Mapping[str, str], root: Path = Path("/")) -> EmergencyNumber | None:
    """Return the emergency number to suggest where this computer seems to be, or None.

    Args:
        environ: the environment.
        root: the file system to look in.
    """
    numbers = parse_numbers((_DATA / "emergency_numbers.toml").read_text(encoding="utf-8"))
    return suggest(countries_of_zone(zone_name(environ, root), _zone_tab(root)), region(environ), numbers)


def region(environ: Mapping[str, str]) -> str:
    """Return the country of the region format; empty when none is set, or when its parts disagree."""
    found = {region_of_locale(environ.get(name, "")) for name in _REGION_FORMATS} - {""}
    return "" if not found else found.pop() if len(found) == 1 else "?"


def zone_name(environ: Mapping[str, str], root: Path = Path("/")) -> str:
    """Return the name of the time zone, such as "Europe/Vienna"; empty when it has none."""
    if name := environ.get("TZ", "").removeprefix(":"):
        return _after_zoneinfo(name)
    try:
        return _after_zoneinfo(str((root / "etc/localtime").readlink()))
    except OSError:
        pass
    try:
        return (root / "etc/timezone").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _after_zoneinfo(path: str) -> str:
    _before, separator, name = path.rpartition("zoneinfo/")
    return (name if separator else path).removeprefix("posix/").removeprefix("right/")


def _zone_tab(root: Path) -> str:
    for folder in _ROOTS:
        try:
            return (root / folder / "zone.tab").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return ""
