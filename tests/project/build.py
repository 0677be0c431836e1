"""Builds what would be published, from a copy of the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "numbfeet_tray"

_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "artifacts", ".coverage*"
)


@dataclass(frozen=True)
class Built:
    """One build."""

    sdist: Path
    wheel: Path


def copy_checkout(target: Path) -> Path:
    """Copy what belongs to the project to `target`, which must not exist, and return it."""
    shutil.copytree(ROOT, target, ignore=_NOT_COPIED)
    return target


def build(folder: Path) -> Built:
    """Build the sdist, unpack it, and build the wheel from what is in it, as a package index's users would.

    Raises:
        AssertionError: a build failed; the message is its output.
    """
    _hatchling(copy_checkout(folder / "checkout"), "sdist", folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        # As by `filter="data"`, which came to Python 3.11 only with 3.11.4.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    _hatchling(folder / sdist.name.removesuffix(".tar.gz"), "wheel", folder)
    (wheel,) = folder.glob("*.whl")
    return Built(sdist, wheel)


def _hatchling(checkout: Path, target: str, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"building the {target} failed:\n{done.stdout}{done.stderr}"


def new_environment(folder: Path, environment: dict[str, str], *what: str) -> Path:
    """Make a virtual environment in `folder`, have pip install `what` into it, and return its folder of programs.

    Args:
        environment: the one that pip runs in; it has to hold the person's pip settings.

    Raises:
        AssertionError: pip failed; the message is its output.
    """
    venv.create(folder, with_pip=False, symlinks=sys.platform != "win32")
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    command = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet"]
    done = subprocess.run([*command, *what], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"pip could not install {what}:\n{done.stdout}{done.stderr}"
    return programs
