"""The licences of everything that is installed with the program or for its tests, from the packages' own metadata."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from tests.project.build import ROOT

FAMILIES = {
    "LGPL": r"LGPL|Lesser General Public",
    "Apache": r"Apache",
    "BSD": r"BSD",
    "ISC": r"\bISC\b",
    "MPL": r"MPL|Mozilla Public",
    "PSF": r"PSF|Python Software Foundation",
    "MIT": r"\bMIT\b|Permission is hereby granted, free of charge",
}
"""What a licence is known by. The spelling of one package changes from release to release, the family does not."""


def families(licence: str) -> set[str]:
    """Return the families that a licence's text or expression names, such as {"Apache", "BSD"}."""
    return {name for name, pattern in FAMILIES.items() if re.search(pattern, licence)}


def declared(*extras: str) -> set[NormalizedName]:
    """Return the names of the project's direct dependencies, and of those in `extras`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {canonicalize_name(Requirement(line).name) for line in lines} - {canonicalize_name(project["name"])}


def closure(names: set[NormalizedName]) -> set[NormalizedName]:
    """Return `names` and everything that their installed metadata requires, on any system, without extras."""
    seen: set[NormalizedName] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += required_by(name)
    return seen


def required_by(name: str) -> Iterator[NormalizedName]:
    """Give what an installed package requires; nothing when it is not installed."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in map(Requirement, lines):
        if "extra ==" not in str(requirement.marker):
            yield canonicalize_name(requirement.name)


def licence_of(name: str) -> str | None:
    """Return what the installed package says of its licence, or None when it is not installed."""
    try:
        about = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    fields = about.metadata.json
    said = [str(fields.get("license_expression", "")), str(fields.get("license", ""))[:100]]
    said += [line for line in fields.get("classifier", []) if line.startswith("License ::")]
    files = [file for file in about.files or [] if "LICENSE" in file.name and file.parts[0].endswith(".dist-info")]
    return "; ".join(filter(None, said)) or "; ".join(file.read_text(encoding="utf-8") for file in files)


def table() -> dict[NormalizedName, str]:
    """Return the table of docs/licences.md: {package: licence}."""
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Za-z][A-Za-z0-9._-]*) \| ([^|]+) \|", text, flags=re.MULTILINE)
    return {canonicalize_name(name): licence.strip() for name, licence in rows if name != "Package"}
