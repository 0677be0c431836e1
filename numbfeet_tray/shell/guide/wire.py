"""What the daemon and the guide's window say to each other: JSON, one message per line.

From the daemon, on the child's standard input:

    {"do": "open", "routine": {…}, "elapsed": 0.0, "paused": false, "at": 812.5,
     "theme": "auto", "on_top": false, "signs": true}
    {"do": "sync", "elapsed": 20.0, "paused": true, "at": 840.1}
    {"do": "warn", "text": "…"}               to be read before the routine, which is paused, goes on
    {"do": "close", "finished": true}

`at` is the instant (boot-time clock, the same in both processes) at which the routine stood at `elapsed`.
`theme` is "auto", "light" or "dark"; `signs` says whether a link to the warning signs is offered. A `close` with
`finished` shows the end for a moment, one without leaves at once. The end of the input is a `close`, too.

From the child, on its standard output:

    {"say": "ready"}                          the first picture is on the screen
    {"say": "failed", "why": "…"}             it cannot show anything; it ends
    {"say": "key", "key": "next"}             a value of `core.events.GuideKey`
    {"say": "signs"}                          the person asks for the warning signs

Talks to: nothing.
Thread: any.
Blocks: never.
Fails with: ValueError for a line that is no message.
Missing when: never.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from numbfeet_tray.core.routine import Direction, Phase, Position, Routine, Side, Step
from numbfeet_tray.core.units import Seconds

Message = dict[str, Any]


def encode(message: Message) -> bytes:
    """Return `message` as one line."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


class Lines:
    """Takes bytes as they come and gives whole messages."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield every message that `data` completes.

        Raises:
            ValueError: a line is no message; the following ones can still be had.
        """
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if not isinstance(message, dict):
                raise ValueError(f"not a message: {line[:80]!r}")  # noqa: TRY004 - the line is wrong, not the caller
            yield message


def routine_to_json(routine: Routine) -> Message:
    """Return `routine` as JSON-able values."""
    return {
        "id": routine.id,
        "name": routine.name,
        "steps": [_step_to_json(step) for step in routine.steps],
        "once_a_day": routine.once_a_day,
        "opt_in": routine.opt_in,
    }


def _step_to_json(step: Step) -> Message:
    return {
        "exercise": step.exercise,
        "name": step.name,
        "text": step.text,
        "caution": step.caution,
        "position": step.position.value,
        "moves_feet": step.moves_feet,
        "phases": [
            [it.seconds, it.side.value, it.direction and it.direction.value, it.repetitions] for it in step.phases
        ],
    }


def routine_from_json(values: Message) -> Routine:
    """Return the routine that `routine_to_json` wrote.

    Raises:
        ValueError: a value is none of its kind.
        LookupError: something is missing.
    """
    steps = tuple(_step_from_json(step) for step in values["steps"])
    return Routine(values["id"], values["name"], steps, bool(values["once_a_day"]), bool(values["opt_in"]))


def _step_from_json(values: Message) -> Step:
    return Step(
        exercise=values["exercise"],
        name=values["name"],
        text=values["text"],
        caution=values["caution"],
        position=Position(values["position"]),
        moves_feet=values["moves_feet"],
        phases=tuple(
            Phase(Seconds(seconds), Side(side), Direction(direction) if direction else None, repetitions)
            for seconds, side, direction, repetitions in values["phases"]
        ),
    )
