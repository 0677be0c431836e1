"""The status as plain data, for scripts and for the command line to put into words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from numbfeet_tray import __version__
from numbfeet_tray.core.snapshot import Snapshot
from numbfeet_tray.core.units import Instant
from numbfeet_tray.text.why import Wall, why_line

STATUS_VERSION = 1


def status_of(snapshot: Snapshot, wall: Wall, parts: dict[str, str]) -> dict[str, Any]:
    """Return the status. Durations are seconds, times ISO 8601 with the local offset; `parts` names the adapters."""

    def time(instant: Instant | None) -> str | None:
        return None if instant is None else _iso(wall(instant))

    return {
        "version": __version__,
        "status": STATUS_VERSION,
        "presence": snapshot.presence.value,
        "posture": snapshot.posture.value,
        "feet": round(snapshot.feet, 3),
        "seat": round(snapshot.seat, 3),
        "standing": round(snapshot.stance, 3),
        "why": why_line(snapshot, wall),
        "reason": snapshot.why.kind.value,
        "next": time(snapshot.next_due),
        "away_since": time(snapshot.away_since),
        "locked": snapshot.is_locked,
        "due": list(snapshot.due),
        "prompt": _prompt(snapshot),
        "held": snapshot.held,
        "snoozed_until": time(snapshot.snoozed_until),
        "holds": [{"what": kind.value, "since": time(since)} for kind, since in snapshot.holds],
        "paused": snapshot.is_paused,
        "paused_until": time(snapshot.paused_until),
        "undo_until": time(snapshot.can_undo_until),
        "offer": snapshot.offer,
        "routine": _routine(snapshot),
        "parts": parts,
    }


def _prompt(snapshot: Snapshot) -> dict[str, Any] | None:
    if snapshot.shown is None:
        return None
    return {
        "reminder": snapshot.shown.reminder,
        "level": snapshot.shown.level,
        "offer": snapshot.shown.offer,
        "tray_only": snapshot.is_tray_only,
    }


def _routine(snapshot: Snapshot) -> dict[str, Any] | None:
    view = snapshot.routine
    if view is None:
        return None
    return {
        "id": view.routine.id,
        "elapsed": round(view.elapsed, 3),
        "left": round(view.frame.total_left, 3),
        "step": view.frame.step + 1,
        "steps": len(view.routine.steps),
        "paused": view.is_paused,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
