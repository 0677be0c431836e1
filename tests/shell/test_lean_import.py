"""The lean import, seen from a fresh interpreter: what it loads, what it weighs, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = ("asyncio", "concurrent", "email", "importlib.metadata", "multiprocessing", "ssl", "tzlocal", "uuid", "zipfile")
STOOD_IN = ("asyncio", "apscheduler.executors.pool", "importlib.metadata", "random", "tzlocal", "uuid", "zoneinfo")

PRELUDE = """
import json, sys

def weight():
    lines = open("/proc/self/smaps_rollup").read().splitlines()[1:]
    return {key: int(rest.split()[0]) for key, rest in (line.split(":") for line in lines)}

def tell(value):
    print(json.dumps(value))
"""


def fresh(script: str) -> Any:
    """Run `script` in a fresh interpreter and return what it tells."""
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(script)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_heavy_module_is_loaded() -> None:
    loaded = fresh("import numbfeet_tray.shell.timer\ntell(sorted(sys.modules))")
    assert "apscheduler.schedulers.base" in loaded
    assert not [name for name in loaded if name in HEAVY or name.startswith(tuple(f"{heavy}." for heavy in HEAVY))]


def test_no_stub_is_left_in_the_module_table() -> None:
    left = fresh(f"import numbfeet_tray.shell.timer\ntell([name for name in {STOOD_IN!r} if name in sys.modules])")
    assert left == []
    files = fresh(
        f"""
        import importlib
        import numbfeet_tray.shell.timer
        tell([importlib.import_module(name).__file__ for name in {STOOD_IN!r}])
        """
    )
    assert all(file.endswith(".py") for file in files)


def test_the_modules_that_were_stood_in_for_work_afterwards() -> None:
    assert fresh(
        """
        import numbfeet_tray.shell.timer
        import asyncio, importlib.metadata, random, uuid, zoneinfo
        from apscheduler.executors.pool import ThreadPoolExecutor
        async def answer():
            return 42
        tell([
            asyncio.run(answer()),
            importlib.metadata.version("apscheduler")[:2],
            0.0 <= random.random() < 1.0,
            len(uuid.uuid4().hex),
            zoneinfo.ZoneInfo("UTC").key,
            ThreadPoolExecutor.__module__,
        ])
        """
    ) == [42, "3.", True, 32, "UTC", "apscheduler.executors.pool"]


def test_modules_that_are_loaded_already_are_used_as_they_are() -> None:
    assert fresh(
        """
        import asyncio, importlib.metadata, uuid, zoneinfo
        import numbfeet_tray.shell.timer
        import apscheduler.util, apscheduler.job
        tell([
            sys.modules["asyncio"] is asyncio,
            apscheduler.job.uuid4 is uuid.uuid4,
            apscheduler.util.ZoneInfo is zoneinfo.ZoneInfo,
        ])
        """
    ) == [True, True, True]


def test_an_apscheduler_that_is_loaded_already_is_used_as_it_is() -> None:
    assert fresh(
        """
        import apscheduler, apscheduler.schedulers.base as base
        import numbfeet_tray.shell.timer.lean_import as lean
        tell([apscheduler.version != "unknown", lean.scheduler_module is base])
        """
    ) == [True, True]


def test_nothing_but_apscheduler_is_imported_while_the_stubs_stand() -> None:
    # A module of the standard library that took a stub for the real thing would keep it for good.
    imported = fresh(
        """
        import builtins, importlib
        during = []
        class Watch:
            def find_spec(self, name, path=None, target=None):
                if type(sys.modules.get("asyncio")).__name__ == "module" and not hasattr(sys.modules["asyncio"], "run"):
                    during.append(name)
        sys.meta_path.insert(0, Watch())
        import numbfeet_tray.shell.timer
        tell(during)
        """
    )
    assert imported
    assert [name for name in imported if not name.startswith("apscheduler")] == []


@pytest.mark.parametrize(
    "line", ["from asyncio import Queue", "import asyncio; asyncio.Queue", "import uuid; uuid.uuid4()"]
)
def test_an_apscheduler_that_needs_more_is_imported_in_the_ordinary_way(line: str) -> None:
    # As a release of tomorrow might: its module begins with a line that the stubs cannot serve.
    assert fresh(
        f"""
        import importlib.util
        class Tomorrow:
            def find_spec(self, name, path=None, target=None):
                if name != "apscheduler.util":
                    return None
                sys.meta_path.remove(self)
                spec = importlib.util.find_spec(name)
                sys.meta_path.insert(0, self)
                source = {line!r} + chr(10) + spec.loader.get_source(name)
                spec.loader.get_code = lambda name: compile(source, name, "exec")
                return spec
        sys.meta_path.insert(0, Tomorrow())
        import numbfeet_tray.shell.timer
        import apscheduler, uuid
        tell([apscheduler.version[:2], len(uuid.uuid4().hex)])
        """
    ) == ["3.", 32]


def test_a_missing_apscheduler_is_an_import_error() -> None:
    assert fresh(
        f"""
        class Missing:
            def find_spec(self, name, path=None, target=None):
                if name.startswith("apscheduler"):
                    raise ModuleNotFoundError("not installed", name=name)
        sys.meta_path.insert(0, Missing())
        try:
            import numbfeet_tray.shell.timer
        except ImportError as error:
            tell([error.name, [name for name in {STOOD_IN!r} if name in sys.modules]])
        """
    ) == ["apscheduler", []]


@pytest.mark.only_on("linux")
def test_it_weighs_a_quarter_of_the_plain_import_and_less_than_three_megabytes() -> None:
    daemon = (
        "import contextlib, dataclasses, gettext, inspect, json, logging, pathlib, selectors, socket, sqlite3, tomllib"
    )
    script = """
    {daemon}
    import numbfeet_tray.ports
    before = weight()
    {load}
    after = weight()
    tell([after["Rss"] - before["Rss"], after["Pss"] - before["Pss"]])
    """
    plain = "import apscheduler.schedulers.base, apscheduler.executors.debug, apscheduler.triggers.cron"
    lean_load = "import numbfeet_tray.shell.timer"
    fresh(script.format(daemon=daemon, load=lean_load))  # writes the byte code, which would weigh too
    lean_rss, lean_pss = fresh(script.format(daemon=daemon, load=lean_load))
    plain_rss, plain_pss = fresh(script.format(daemon=daemon, load=plain))
    print(f"lean: {lean_rss} kB RSS, {lean_pss} kB PSS; plain: {plain_rss} kB RSS, {plain_pss} kB PSS")
    assert lean_rss < 3000
    assert lean_pss < 3000
    assert lean_rss * 4 < plain_rss


def test_the_scheduler_starts_no_thread() -> None:
    assert fresh(
        """
        import threading
        from numbfeet_tray.shell.clock import SystemClock
        from numbfeet_tray.shell.timer import LoopScheduler
        ticks = []
        clock = SystemClock()
        scheduler = LoopScheduler(clock, lambda: ticks.append(threading.active_count()))
        scheduler.add_cron("daily", "0 9 * * mon", lambda: None)
        scheduler.wake_at(clock.boot())
        scheduler.run_due()
        tell(ticks)
        """
    ) == [1]
