"""The saved state with its time stamps, so that a restart knows how long the program was not running."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Instant, Seconds


def stamped(engine: dict[str, Any], now: Instant, wall: datetime, boot_id: str) -> dict[str, Any]:
    """Return the engine's saved state with when it was saved."""
    return {"engine": engine, "boot": float(now), "wall": wall.timestamp(), "boot_id": boot_id}


def gap_since(state: Mapping[str, Any], now: Instant, wall: datetime, boot_id: str) -> Seconds:
    """Return the seconds since `state` was saved: by the boot-time clock within one boot, else by the wall clock.

    Never negative: a wall clock that was set back hides the gap, and nothing better is known.

    Raises:
        KeyError, TypeError, ValueError: `state` is not what `stamped` returns.
    """
    if boot_id and state["boot_id"] == boot_id and now >= state["boot"]:
        return Seconds(now - float(state["boot"]))
    return Seconds(max(0.0, wall.timestamp() - float(state["wall"])))


def restored(
    state: Mapping[str, Any] | None,
    settings: Settings,
    catalogue: tuple[Routine, ...],
    now: Instant,
    wall: datetime,
    boot_id: str,
) -> tuple[Engine, bool]:
    """Return an engine that goes on from `state`, or a new one; and whether a state was there but could not be read."""
    if state is None:
        return Engine(settings, catalogue, now), False
    try:
        gap = gap_since(state, now, wall, boot_id)
        return Engine.restore(state["engine"], settings, catalogue, now, gap), False
    except (KeyError, TypeError, ValueError):
        return Engine(settings, catalogue, now), True
