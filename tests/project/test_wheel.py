"""What would be published: complete, installable on its own, and finding its files there and in a checkout."""

from __future__ import annotations

import os
import re
import subprocess
import tarfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from tests.project.build import PACKAGE, ROOT, Built, copy_checkout, new_environment

FINDS_ITS_FILES = """
from pathlib import Path
from numbfeet_tray.shell import resources
assert resources.icon_png("numbfeet-due", 22).is_file(), "icon"
assert (resources.icon_dir() / "argb" / "due-22.argb").is_file(), "pixels"
assert Path(resources.example_config()).is_file(), "example"
print(resources.data_dir())
"""


def run(*command: str | Path, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE"))}
    done = subprocess.run(
        [*map(str, command)], cwd="/", env=clean | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel_names(built: Built) -> set[str]:
    with zipfile.ZipFile(built.wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_package_is_in_the_wheel(wheel_names: set[str]) -> None:
    ours = {
        str(path.relative_to(ROOT)) for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert not ours - wheel_names
    assert "numbfeet_tray/py.typed" in wheel_names


def test_icons_and_the_example_are_in_the_wheel(wheel_names: set[str]) -> None:
    icons = {
        str(path.relative_to(ROOT)) for folder in ("argb", "hicolor") for path in (ROOT / "icons" / folder).rglob("*.*")
    }
    assert icons
    assert not {f"numbfeet_tray/resources/{icon}" for icon in icons} - wheel_names
    assert "numbfeet_tray/resources/config.example.toml" in wheel_names


def test_nothing_else_is_in_the_wheel(wheel_names: set[str]) -> None:
    strange = {
        name
        for name in wheel_names
        if not re.match(
            r"numbfeet_tray(/|-[\d.]+\.(dist-info|data/data/share/(man|applications|icons|metainfo))/)", name
        )
    }
    assert not strange
    assert not {name for name in wheel_names if "__pycache__" in name or name.endswith("render.py")}
    assert not {name for name in wheel_names if name.endswith(".svg") and not name.endswith("-symbolic.svg")}


def test_the_metadata_say_what_it_is(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about = HeaderParser().parsestr(archive.read(name).decode())
        licences = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
    assert (about["Name"], about["License-Expression"], about["Requires-Python"]) == ("numbfeet-tray", "MIT", ">=3.11")
    assert licences


def test_the_source_archive_brings_what_the_tests_need(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "Makefile", "README.md", "CHANGELOG.md", "pyproject.toml", "config.example.toml"} <= names
    assert {"tests/conftest.py", ".ci/find-python", ".ci/packages.txt", "docs/licences.md"} <= names
    assert not {name for name in names if name.startswith((".venv", "artifacts", ".git/"))}


def test_the_installed_command_runs(installed: Path) -> None:
    assert re.fullmatch(r"numbfeet \d+\.\d+\.\d+\S*\n", run(installed / "numbfeet", "--version"))


def test_python_can_run_the_installed_package(installed: Path) -> None:
    assert run(installed / "python", "-m", "numbfeet_tray", "--version").startswith("numbfeet ")


def test_an_installed_program_finds_its_files_in_itself(installed: Path) -> None:
    assert run(installed / "python", "-c", FINDS_ITS_FILES).strip().endswith("numbfeet_tray/resources")


def test_an_editable_install_finds_its_files_in_the_checkout(tmp_path: Path, outside: dict[str, str]) -> None:
    checkout = copy_checkout(tmp_path / "checkout")
    programs = new_environment(tmp_path / "venv", outside, "--no-deps", "--editable", str(checkout))
    assert run(programs / "python", "-c", FINDS_ITS_FILES).strip() == str(checkout)
