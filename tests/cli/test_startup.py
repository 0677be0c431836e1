"""What a command costs before it does anything: told by what it imports, which no busy machine can blur."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from numbfeet_tray.cli.groups import GROUPS
from numbfeet_tray.cli.parser import build
from tests.project.generated import commands_of

ROOT = Path(__file__).parents[2]
HEAVY = (
    "PIL",
    "Xlib",
    "apscheduler",
    "asyncio",
    "concurrent",
    "ctypes",
    "email",
    "http",
    "importlib.metadata",
    "jeepney",
    "multiprocessing",
    "numbfeet_tray.app",
    "platformdirs",
    "plyer",
    "pystray",
    "shutil",
    "sqlite3",
    "subprocess",
    "tkinter",
    "tomlkit",
    "tomllib",
    "urllib.request",
    "zoneinfo",
)
"""What nobody waits for who only wants to know the status."""
MOST_MODULES = 150
"""With the interpreter's own; at 60 ms of CPU on a slow machine there were 130."""

COST = """
import json, os, sys, time
from numbfeet_tray.cli import main
code = main({words})
cpu = time.process_time()
print(json.dumps([code, cpu, sorted(sys.modules)]))
"""


def cost(*words: str) -> tuple[int, float, list[str]]:
    """Return the exit code, the CPU seconds and the modules of a command line in a process of its own."""
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + COST.format(words=list(words)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    code, cpu, modules = json.loads(done.stdout.splitlines()[-1])
    return int(code), float(cpu), list(modules)


@pytest.mark.parametrize("words", [("status",), ("why", "--json"), ("pause", "--for", "1h")])
def test_a_question_imports_little(words: tuple[str, ...]) -> None:
    _code, cpu, modules = cost(*words)
    print(f"{words}: {cpu:.3f} s of CPU, {len(modules)} modules")
    assert not [name for name in modules if name.startswith(tuple(f"{heavy}." for heavy in HEAVY)) or name in HEAVY]
    assert len(modules) <= MOST_MODULES


def test_the_status_takes_less_than_100_ms_of_cpu() -> None:
    """The best of five: what the program needs, and not what else the machine does."""
    assert min(cost("status")[1] for _ in range(5)) < 0.1


def test_every_command_leads_to_a_function() -> None:
    targets = set()
    for name, parser in commands_of(build()):
        call = parser._defaults.get("call")
        if call is None:
            assert list(commands_of(parser)), f"{name} does nothing"
            continue
        module, function = call.target
        assert callable(getattr(importlib.import_module(f"numbfeet_tray.cli.{module}"), function)), name
        targets.add((module, function))
    assert len(targets) > 15


def test_every_group_is_listed() -> None:
    folder = ROOT / "numbfeet_tray" / "cli" / "groups"
    assert set(GROUPS) == {path.stem for path in folder.glob("*.py")} - {"__init__"}


def test_every_command_has_a_help_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    for name, parser in commands_of(build()):
        with pytest.raises(SystemExit, match="0"):
            parser.parse_args(["--help"])
        said = capsys.readouterr().out
        assert said.startswith(f"usage: numbfeet {name}"), name
        assert parser.description, name
