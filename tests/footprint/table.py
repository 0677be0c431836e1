"""The figures as a table in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

from tests.footprint.measure import Result, Window

OTHERS = ("panel", "bus", "X server")


def table(results: list[Result]) -> str:
    """Return one column for each program; several measurements of a thing are given as "median (least–most)"."""
    nothing = next((result for result in results if result.name == "nothing"), None)
    shown = [result for result in results if result is not nothing]
    lines = ["| | " + " | ".join(result.name for result in shown) + " |", "|---|" + "---:|" * len(shown)]
    for label, show in _rows(nothing).items():
        lines.append(f"| {label} | " + " | ".join(show(result) for result in shown) + " |")
    return "\n".join(lines)


def _rows(nothing: Result | None) -> dict[str, Callable[[Result], str]]:
    rows: dict[str, Callable[[Result], str]] = {
        "icon visible after, ms": lambda one: _spread(
            (start.icon_s * 1000 for start in one.starts if start.icon_s is not None), 0
        ),
        "CPU until then, ms": lambda one: _spread((start.cpu_s * 1000 for start in one.starts), 0),
        "PSS, MiB": lambda one: _spread((size.memory.pss / 1024 for size in one.sizes), 1),
        "USS, MiB": lambda one: _spread((size.memory.uss / 1024 for size in one.sizes), 1),
        "private and written to, MiB": lambda one: _spread((size.memory.dirty / 1024 for size in one.sizes), 1),
        "RSS, MiB": lambda one: _spread((size.memory.rss / 1024 for size in one.sizes), 1),
        "processes, threads": lambda one: ", ".join(f"{size.processes}, {size.threads}" for size in one.sizes[:1]),
    }
    for label, windows in {"active": _active, "away": _away}.items():
        rows[f"CPU s/h, {label}"] = _over(windows, lambda window: window.per_hour(window.own.cpu_s), 3)
        rows[f"wake-ups/h, {label}"] = _over(windows, lambda window: window.per_hour(window.own.wakes), 0)
        for name in OTHERS if nothing is not None else ():
            rows[f"CPU s/h it costs the {name}, {label}"] = _added(nothing, windows, name)
    return rows


def _active(result: Result) -> list[Window]:
    return result.active


def _away(result: Result) -> list[Window]:
    return result.away


def _over(
    windows: Callable[[Result], list[Window]], figure: Callable[[Window], float], digits: int
) -> Callable[[Result], str]:
    return lambda one: _spread(map(figure, windows(one)), digits)


def _added(nothing: Result | None, windows: Callable[[Result], list[Window]], name: str) -> Callable[[Result], str]:
    """Return what another process uses more than on a desktop without the program."""

    def cpu(window: Window) -> float:
        return window.per_hour(window.others[name].cpu_s)

    usual = statistics.median(map(cpu, windows(nothing))) if nothing and windows(nothing) else 0.0
    return _over(windows, lambda window: cpu(window) - usual, 2)


def _spread(figures: Iterable[float], digits: int) -> str:
    found = sorted(figures)
    if not found:
        return "–"
    middle = f"{statistics.median(found):.{digits}f}"
    return middle if len(found) == 1 else f"{middle} ({found[0]:.{digits}f}–{found[-1]:.{digits}f})"
