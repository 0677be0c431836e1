"""The state as plain data, so that a restart loses nothing.

Boot time starts anew with the machine, so every instant is written relative to the moment of saving and read back
relative to the moment of restoring, less the gap between the two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from numbfeet_tray.core.absence import Away, Undo
from numbfeet_tray.core.clocks import Clocks, Posture
from numbfeet_tray.core.effects import RecordSpan, SpanKind
from numbfeet_tray.core.holds import Holds, Pause
from numbfeet_tray.core.offering import Turn
from numbfeet_tray.core.policy import Due, Policy
from numbfeet_tray.core.spans import Ledger
from numbfeet_tray.core.state import Book, State
from numbfeet_tray.core.tracker import Tracker, leave
from numbfeet_tray.core.units import Instant, Seconds

VERSION = 1


def to_dict(state: State, book: Book) -> dict[str, Any]:
    """Return `state` as JSON-able data. A running routine and holds from outside are not part of it."""
    tracker = leave(state.tracker, state.now, book.settings.absences)
    away, undo, pause = tracker.away, tracker.undo, state.holds.pause

    def rel(instant: Instant | None) -> float | None:
        return None if instant is None else instant - state.now

    return {
        "version": VERSION,
        "clocks": [tracker.clocks.feet, tracker.clocks.seat, tracker.clocks.stood, tracker.clocks.stance],
        "posture": tracker.posture.value,
        "presence": rel(tracker.presence),
        "is_first": away is not None and away.is_first,
        "sleeps": [[rel(began), rel(ended)] for began, ended in away.sleeps] if away is not None else [],
        "open_from": rel(tracker.ledger.open_from),
        "waiting": [[span.kind.value, rel(span.start), rel(span.end)] for span in tracker.ledger.waiting],
        "undo": None if undo is None else [rel(undo.start), rel(undo.end), rel(undo.until), undo.feet, undo.seat],
        "pause": None if pause is None else [rel(pause.since), rel(pause.until), pause.wall],
        "bases": dict(state.policy.bases),
        "schedules": [[due.name, due.offer, rel(due.since)] for due in state.policy.due if due.clock is None],
        "snooze_until": rel(state.policy.snooze_until),
        "snoozes": state.policy.snoozes,
        "next_id": state.policy.next_id,
        "turns": [[turn.routine, turn.begun, turn.day] for turn in state.turns],
    }


def from_dict(saved: Mapping[str, Any], now: Instant, gap: Seconds) -> State:
    """Return the state that `saved` holds, `gap` seconds (>= 0) later. The person is away since they were last seen.

    Raises:
        KeyError, TypeError, ValueError: `saved` is not what `to_dict` writes.
    """
    if saved["version"] != VERSION:
        raise ValueError(saved["version"])

    def back(relative: float) -> Instant:
        return Instant(min(float(now), now - gap + float(relative)))

    def ahead(relative: float | None) -> Instant | None:
        return None if relative is None else Instant(now - gap + float(relative))

    presence = back(saved["presence"])
    spans = tuple(RecordSpan(SpanKind(kind), back(start), back(end)) for kind, start, end in saved["waiting"])
    sleeps = tuple((back(began), back(ended)) for began, ended in saved["sleeps"])
    tracker = Tracker(
        anchor=presence,
        presence=presence,
        last_input=presence,
        ledger=Ledger(back(saved["open_from"]), spans),
        clocks=_clocks(saved["clocks"]),
        posture=Posture(saved["posture"]),
        away=Away(presence, is_first=bool(saved["is_first"]), sleeps=sleeps),
        undo=_undo(saved["undo"], back, ahead),
    )
    policy = Policy(
        due=tuple(Due(name, offer, back(since), None) for name, offer, since in saved["schedules"]),
        bases={str(name): float(base) for name, base in saved["bases"].items()},
        snooze_until=ahead(saved["snooze_until"]),
        snoozes=int(saved["snoozes"]),
        next_id=int(saved["next_id"]),
    )
    turns = tuple(Turn(str(routine), bool(begun), day) for routine, begun, day in saved.get("turns", ()))
    return State(now, tracker, policy, _holds(saved["pause"], back, ahead), turns=turns)


def _clocks(saved: Any) -> Clocks:
    feet, seat, stood, stance = (float(value) for value in saved)
    if not all(math.isfinite(value) for value in (feet, seat, stood, stance)):
        raise ValueError(saved)
    return Clocks(feet, seat, stood, stance)


def _undo(saved: Any, back: Any, ahead: Any) -> Undo | None:
    if saved is None:
        return None
    start, end, until, feet, seat = saved
    return Undo(back(start), back(end), ahead(until), feet, seat)


def _holds(saved: Any, back: Any, ahead: Any) -> Holds:
    if saved is None:
        return Holds()
    since, until, wall = saved
    return replace(Holds(), pause=Pause(back(since), ahead(until), bool(wall)))
