"""The status as plain data, for scripts and for the command line to put into words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from numbfeet_tray import __version__
from numbfeet_tray.core.events import HoldKind
from numbfeet_tray.core.snapshot import Snapshot
from numbfeet_tray.core.units import Instant
from numbfeet_tray.text.why import Wall, why_line

STATUS_VERSION = 1


def status_of(snapshot: Snapshot, wall: Wall, parts: dict[str, str]) -> dict[str, Any]:
    """Return the status. Durations are seconds, times ISO 8601 with the local offset; `parts` names the adapters."""

    def time(instant: Instant | None) -> str | None:
        return None if instant is None else _iso(wall(instant))

    def hold(kind: HoldKind, since: Instant) -> dict[str, Any]:
        return {"what": kind.value, "since": time(since)}

    routine = snapshot.routine
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
        "prompt": None
        if snapshot.shown is None
        else {
            "reminder": snapshot.shown.reminder,
            "level": snapshot.shown.level,
            "offer": snapshot.shown.offer,
            "tray_only": snapshot.is_tray_only,
        },
        "held": snapshot.held,
        "snoozed_until": time(snapshot.snoozed_until),
        "holds": [hold(kind, since) for kind, since in snapshot.holds],
        "paused": snapshot.is_paused,
        "paused_until": time(snapshot.paused_until),
        "undo_until": time(snapshot.can_undo_until),
        "offer": snapshot.offer,
        "routine": None
        if routine is None
        else {
            "id": routine.routine.id,
            "elapsed": round(routine.elapsed, 3),
            "left": round(routine.frame.total_left, 3),
            "step": routine.frame.step + 1,
            "steps": len(routine.routine.steps),
            "paused": routine.is_paused,
        },
        "parts": parts,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
