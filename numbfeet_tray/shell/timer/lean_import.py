"""APScheduler, imported without the 11 MB of standard library that this program never calls through it.

Talks to: nothing; it imports.
Thread: the one that imports `shell.timer` first, before any other thread is started.
Blocks: for the import.
Fails with: ImportError when APScheduler is missing.
Missing when: never.

APScheduler 3 imports asyncio for one name, `concurrent.futures.process` and multiprocessing for executors that start
threads and processes, `importlib.metadata` for plug-ins and its own version, uuid for ids of jobs without one, tzlocal
for schedulers without a time zone, zoneinfo for zones by name, random for jitter. Here jobs run inline, are given ids
and triggers, and time zones are explicit, so none of that is reached. While APScheduler's modules are imported, and
only then, each of those modules stands in `sys.modules` as a stub that holds just the names that are imported from
it; one that is already loaded is left as it is. Afterwards the stubs are taken out, and whoever imports such a module
gets the real one.

What this costs: plug-ins by name (`trigger="cron"`), jobs without an id, jitter and `apscheduler.version` are not to be
had in this process. Should APScheduler one day need more than the stubs hold, it is imported in the ordinary way.
"""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import iscoroutinefunction
from types import ModuleType
from typing import Any, NoReturn

log = logging.getLogger(__name__)

_OWN_IMPORTS = (
    *("abc", "calendar", "collections", "contextlib", "datetime", "functools", "inspect", "itertools", "logging"),
    *("re", "threading", "traceback", "warnings", "weakref"),
)
"""What APScheduler needs for real; loaded first, so that no module but its own is imported among the stubs."""


class _PackageNotFoundError(ModuleNotFoundError):
    """Stands for the error of importlib.metadata."""


class _ThreadPoolExecutor:
    """Stands for APScheduler's default executor, which this program replaces."""


class _ZoneInfo:
    """Stands for the class that APScheduler looks for among time zones; ours is treated as any other tzinfo."""


def _unreachable(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("this part of APScheduler was left out; see numbfeet_tray/shell/timer/lean_import.py")


_STUBS: dict[str, dict[str, Any]] = {
    "asyncio": {"iscoroutinefunction": iscoroutinefunction},
    "apscheduler.executors.pool": {"ThreadPoolExecutor": _ThreadPoolExecutor},
    "importlib.metadata": {
        "PackageNotFoundError": _PackageNotFoundError,
        "entry_points": lambda **_: (),
        "version": lambda _: "unknown",
    },
    "random": {"uniform": _unreachable},
    "tzlocal": {"get_localzone": _unreachable},
    "uuid": {"uuid4": _unreachable},
    "zoneinfo": {"ZoneInfo": _ZoneInfo},
}


@contextmanager
def _stubs() -> Iterator[None]:
    """Put the stubs in place of the modules that are not loaded yet, and take them out again."""
    placed: dict[str, ModuleType] = {}
    for name, names in _STUBS.items():
        if name not in sys.modules:
            stub = ModuleType(name)
            stub.__dict__.update(names)
            placed[name] = sys.modules[name] = stub
    try:
        yield
    finally:
        for name, stub in placed.items():
            if sys.modules.get(name) is stub:
                del sys.modules[name]


def _forget_apscheduler() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "apscheduler"]:
        del sys.modules[name]


def _import_lean(*modules: str) -> None:
    """Import `modules` of APScheduler, so that the `import` statements below find them loaded."""
    if "apscheduler" in sys.modules:
        return  # somebody has imported it in full
    for name in _OWN_IMPORTS:
        importlib.import_module(name)
    try:
        with _stubs():
            for name in modules:
                importlib.import_module(name)
    except (ImportError, AttributeError, RuntimeError, TypeError) as error:
        log.debug("APScheduler needs more than its lean import gives: %s", error)
        _forget_apscheduler()


_import_lean(
    "apscheduler.executors.debug",
    "apscheduler.schedulers.base",
    "apscheduler.triggers.cron",
    "apscheduler.triggers.date",
)

from apscheduler.executors.debug import DebugExecutor  # noqa: E402 - the lean import comes first
from apscheduler.schedulers import base as scheduler_module  # noqa: E402
from apscheduler.schedulers.base import BaseScheduler  # noqa: E402
from apscheduler.triggers.base import BaseTrigger  # noqa: E402
from apscheduler.triggers.cron import CronTrigger  # noqa: E402
from apscheduler.triggers.date import DateTrigger  # noqa: E402

__all__ = ["BaseScheduler", "BaseTrigger", "CronTrigger", "DateTrigger", "DebugExecutor", "scheduler_module"]
