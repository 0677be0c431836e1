"""Which emergency number to suggest. A suggestion is never in force: the person chooses in the config."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """What is known of one country."""

    country: str
    """ISO 3166 code."""
    number: str
    urgent: str = ""
    """For advice that cannot wait and is no emergency; empty when none is known."""


def parse_numbers(text: str) -> dict[str, EmergencyNumber]:
    """Return the shipped table by country.

    Raises:
        ValueError, KeyError: `text` is not the table that ships with the program.
    """
    rows = {key: row for key, row in tomllib.loads(text).items() if isinstance(row, dict)}
    return {key: EmergencyNumber(key, str(row["number"]), str(row.get("urgent", ""))) for key, row in rows.items()}


def countries_of_zone(zone: str, zone_tab: str) -> frozenset[str]:
    """Return the countries that `zone_tab`, the text of tz's zone.tab, has `zone` for; none when it is unknown."""
    found: set[str] = set()
    for line in zone_tab.splitlines():
        columns = line.split("\t")
        if not line.startswith("#") and len(columns) >= 3 and columns[2] == zone:
            found |= set(columns[0].split(","))
    return frozenset(found)


def region_of_locale(locale: str) -> str:
    """Return the country in a locale name such as `de_AT.UTF-8`; empty when it names none."""
    name = locale.split(".", maxsplit=1)[0].split("@", maxsplit=1)[0]
    _language, _separator, region = name.partition("_")
    return region.upper() if len(region) == 2 and region.isalpha() else ""


def suggest(zone_countries: frozenset[str], region: str, numbers: dict[str, EmergencyNumber]) -> EmergencyNumber | None:
    """Return what to suggest, or None: then nothing is better than a guess.

    Args:
        zone_countries: where the system's time zone is used.
        region: country of the region format (how dates and money are written), empty when it is not set.
        numbers: the shipped table.

    The time zone has to name one country, and a region format that is set has to agree with it. The language of the
    program says nothing of where it runs, and is not asked.
    """
    if len(zone_countries) != 1:
        return None
    (country,) = zone_countries
    return numbers.get(country) if region in {"", country} else None
