"""The top of the repository holds what its owner fixed and what hosts and people expect, and nothing else."""

from __future__ import annotations

import subprocess

from tests.project.build import ROOT

ALLOWED = {
    ".ci",
    ".editorconfig",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "config.example.toml",
    "docs",
    "icons",
    "numbfeet_tray",
    "pyproject.toml",
    "tests",
}


def test_the_top_level_has_no_more_rooms_than_it_should() -> None:
    """Whatever else is needed lives in the package, in docs/ or in tests/."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    # Outside a git checkout (an unpacked source archive) there is nothing to say.
    found = {path.split("/")[0] for path in listed}
    assert found <= ALLOWED, sorted(found - ALLOWED)
