"""The import contracts of pyproject.toml: they hold, and each of them notices when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.project.build import PACKAGE, ROOT
from tests.project.source import imported_modules, modules, tree_of, where

PURE = PACKAGE / "core", PACKAGE / "config"
FIT_FOR_THE_CORE = {
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "functools",
    "heapq",
    "itertools",
    "json",
    "math",
    "numbfeet_tray",
    "operator",
    "re",
    "string",
    "tomllib",
    "types",
    "typing",
}
"""What reads nothing from outside. Stricter than the contract, which can only name what is forbidden."""

BREAKS = {
    "a-clock-in-the-core": ("core/units.py", "import time", "core and config read no clock"),
    "the-system-in-the-config": ("config/__init__.py", "import os", "core and config read no clock"),
    "the-core-asks-the-config": ("core/units.py", "import numbfeet_tray.config", "Layers point inward"),
    "an-adapter-asks-the-app": ("shell/clock.py", "import numbfeet_tray.app", "Layers point inward"),
    "the-config-speaks": ("config/__init__.py", "import numbfeet_tray.text.catalog", "Layers point inward"),
    "a-module-without-a-layer": ("helpers.py", "", "Layers point inward"),
    "two-families-meet": ("shell/store/__init__.py", "import numbfeet_tray.shell.tray", "Shell families"),
    "the-bus-asks-a-family": ("shell/dbus/__init__.py", "import numbfeet_tray.shell.notify", "Shell families"),
    "a-family-without-a-place": ("shell/printer.py", "", "Shell families"),
    "a-cycle": ("core/units.py", "import numbfeet_tray.core.events", "No cycles"),
    "apscheduler-in-the-app": (
        "app/__init__.py",
        "from apscheduler.schedulers.base import BaseScheduler",
        "APScheduler lives",
    ),
    "jeepney-in-the-store": ("shell/store/__init__.py", "import jeepney", "jeepney lives"),
    "pystray-in-the-guide": ("shell/guide/__init__.py", "import pystray", "pystray lives"),
    "pillow-in-the-command-line": ("cli/__init__.py", "from PIL import Image", "Pillow lives"),
    "platformdirs-in-the-store": ("shell/store/__init__.py", "import platformdirs", "platformdirs lives"),
    "plyer-in-the-app": ("app/__init__.py", "from plyer import notification", "plyer lives"),
    "tomlkit-in-the-config": ("config/__init__.py", "import tomlkit", "tomlkit lives"),
    "sqlite-in-the-command-line": ("cli/__init__.py", "import sqlite3", "SQLite lives"),
    "xlib-in-the-tray": ("shell/tray/__init__.py", "import Xlib.display", "Xlib lives"),
    "tkinter-in-the-app": ("app/__init__.py", "import tkinter", "tkinter lives"),
}
"""File, line put into it, and the beginning of the name of the contract that must notice."""


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import importlinter.cli as cli; cli.lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def broken_contracts(output: str) -> set[str]:
    return set(re.findall(r"^(.+?) BROKEN", output, flags=re.MULTILINE))


def test_every_contract_holds() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken." in done.stdout


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_contract_is_noticed(name: str, tmp_path: Path) -> None:
    file, line, contract = BREAKS[name]
    shutil.copytree(PACKAGE, tmp_path / "numbfeet_tray", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "numbfeet_tray" / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")

    done = lint_imports(tmp_path)

    assert done.returncode == 1, done.stdout
    assert any(broken.startswith(contract) for broken in broken_contracts(done.stdout)), done.stdout


def test_every_contract_is_broken_by_some_test() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    untried = [entry["name"] for entry in contracts if not any(entry["name"].startswith(b[2]) for b in BREAKS.values())]
    assert not untried


@pytest.mark.parametrize("folder", PURE, ids=["core", "config"])
def test_the_pure_layers_import_only_what_reads_nothing_from_outside(folder: Path) -> None:
    foreign = [
        f"{where(path, node)}: {name}"
        for path in modules()
        if path.is_relative_to(folder)
        for name, node in imported_modules(tree_of(path))
        if name not in FIT_FOR_THE_CORE
    ]
    assert not foreign


def test_every_library_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[^A-Za-z0-9_.-]", line)[0].lower() for line in project["dependencies"]}
    owners = packages_distributions()
    undeclared = [
        f"{where(path, node)}: {name}"
        for path in modules()
        for name, node in imported_modules(tree_of(path))
        if name not in sys.stdlib_module_names and name != "numbfeet_tray"
        if not {owner.lower() for owner in owners.get(name, [])} & declared
    ]
    assert not undeclared
