"""Time is an argument: nothing but shell/clock.py reads a clock. What ruff bans, seen through every alias."""

from __future__ import annotations

import ast

import pytest

from tests.project.build import PACKAGE
from tests.project.source import dotted, imported_names, modules, tree_of, where

THE_CLOCK = PACKAGE / "shell" / "clock.py"

READINGS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.asctime",
    "time.clock_gettime",
    "time.clock_gettime_ns",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.process_time",
    "time.sleep",
    "time.strftime",
    "time.time",
    "time.time_ns",
}


def clock_readings(tree: ast.Module) -> list[tuple[str, ast.AST]]:
    """Return every mention of a clock, called or passed on, with its full name."""
    names = imported_names(tree)
    found: list[tuple[str, ast.AST]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node)):
            first, dot, rest = name.partition(".")
            full = f"{names.get(first, first)}{dot}{rest}"
            if full in READINGS:
                found.append((full, node))
    return found


def test_only_one_file_reads_a_clock() -> None:
    readings = [
        f"{where(path, node)}: {name}"
        for path in modules()
        if path != THE_CLOCK
        for name, node in clock_readings(tree_of(path))
    ]
    assert not readings


def test_that_file_does_read_one() -> None:
    assert {name for name, _ in clock_readings(tree_of(THE_CLOCK))} >= {"time.clock_gettime", "datetime.datetime.now"}


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.monotonic()",
        "import time as t\nt.time()",
        "from time import monotonic as now\nnow()",
        "from datetime import datetime\ndatetime.now()",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import date\nday = date.today",
        "import time\nclass Waiter:\n    def __init__(self, clock=time.monotonic): ...",
    ],
)
def test_a_reading_is_seen_under_every_name(source: str) -> None:
    assert clock_readings(ast.parse(source))


def test_a_time_that_is_passed_on_is_no_reading() -> None:
    source = "from datetime import datetime\ndef day(now: datetime):\n    return now.date(), datetime(2026, 1, 1)\n"
    assert not clock_readings(ast.parse(source))
