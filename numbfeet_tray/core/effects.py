"""What to do: the effects a step returns, in order. Imperatives, data only.

Running an effect never decides anything; what comes of it is another event.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.units import Instant, Seconds


class SpanKind(StrEnum):
    """What a stretch of time was."""

    SEATED = "seated"
    AWAY = "away"
    STANDING = "standing"
    ASLEEP = "asleep"


class Outcome(StrEnum):
    """What became of a prompt; several can follow one another, each is recorded."""

    HELD = "held"
    SHOWN = "shown"
    SEEN = "seen"
    EXPIRED = "expired"
    FAILED = "failed"
    STARTED = "started"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"


class WithdrawReason(StrEnum):
    """Why a shown prompt no longer applies."""

    AWAY = "away"
    HOLD = "hold"
    STANDING = "standing"
    SITTING = "sitting"
    STARTED = "started"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    SATISFIED = "satisfied"
    SETTINGS = "settings"


class RoutineEnd(StrEnum):
    """How a routine ended."""

    FINISHED = "finished"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One reminder as it is put before the person."""

    id: int
    """Counts up from 1; the same over all levels of one prompt."""
    reminder: str
    """Name of the `[[reminder]]` or `[[schedule]]`."""
    level: int
    """1 quiet, 2 quiet again, 3 urgent and staying."""
    seated: Seconds
    """Value of the clock that the reminder watches (standing seconds for the standing reminder)."""
    held: int
    """How many prompts a hold kept back before this one."""
    offer: str
    """Id of the routine that *Start* begins."""
    discreet: bool = False
    """Silent and in-seat, because a call is on."""


@dataclass(frozen=True, slots=True)
class ShowPrompt:
    """Show `prompt`, in place of any shown before."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class WithdrawPrompt:
    """Take the shown prompt away."""

    prompt: Prompt
    why: WithdrawReason


@dataclass(frozen=True, slots=True)
class OpenGuide:
    """Show the guide for `routine`, which has just begun."""

    routine: Routine


@dataclass(frozen=True, slots=True)
class SyncGuide:
    """The running routine jumped, paused or resumed: it now stands at `elapsed` of its timeline."""

    elapsed: Seconds
    paused: bool


@dataclass(frozen=True, slots=True)
class CloseGuide:
    """The routine ended: close its guide."""

    end: RoutineEnd


@dataclass(frozen=True, slots=True)
class RecordSpan:
    """Append a settled span; consecutive spans touch and never overlap."""

    kind: SpanKind
    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class RecordPrompt:
    """Append what became of prompt `prompt.id`. `detail` says by what (a hold, a reason, a snooze in seconds)."""

    prompt: Prompt
    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RecordRoutine:
    """Append an ended routine."""

    routine: str
    started: Instant
    ended: Instant
    end: RoutineEnd
    steps_done: int
    steps_skipped: int
    steps: int
    """Steps of the routine in all."""
    by_prompt: int | None
    """Id of the prompt it answered, None when the person began it unasked."""
    input_while_up: bool = False
    """There was input during a standing or walking step. Noted, and nothing else."""


@dataclass(frozen=True, slots=True)
class RecordUndo:
    """Append that the person took the absence from `start` to `end` back: it counts as seated."""

    start: Instant
    end: Instant


Effect = (
    ShowPrompt
    | WithdrawPrompt
    | OpenGuide
    | SyncGuide
    | CloseGuide
    | RecordSpan
    | RecordPrompt
    | RecordRoutine
    | RecordUndo
)
