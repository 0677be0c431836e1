"""What happened: the events the engine is stepped with. Past facts, no callables.

The instant of an event is the `now` of the step that carries it; fields hold only what `now` cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Instant, Seconds


class HoldKind(StrEnum):
    """Why prompts can be held back."""

    DO_NOT_DISTURB = "do-not-disturb"
    FULL_SCREEN = "full-screen"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    WORKING_HOURS = "working-hours"
    PAUSE = "pause"


class Saying(StrEnum):
    """What the person can say about their own presence."""

    SITTING = "sitting"
    STANDING = "standing"
    AWAY = "away"
    WAS_SITTING = "was-sitting"


class GuideKey(StrEnum):
    """What the person can do to a running routine."""

    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    BACK = "back"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Tick:
    """Only time passed."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input at this instant, and none since until another event says so."""


@dataclass(frozen=True, slots=True)
class Active:
    """Input began or goes on; it goes on until `Idle` tells since when it stopped."""


@dataclass(frozen=True, slots=True)
class Idle:
    """There has been no input since `since`, which may lie before the last step."""

    since: Instant


@dataclass(frozen=True, slots=True)
class Locked:
    """The screen was locked."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The screen was unlocked; this alone is not input."""


@dataclass(frozen=True, slots=True)
class SleepBegan:
    """The machine is about to sleep."""


@dataclass(frozen=True, slots=True)
class Woke:
    """The machine woke. `slept` > 0 when a clock gap told it and no `SleepBegan` came before."""

    slept: Seconds = Seconds(0.0)


@dataclass(frozen=True, slots=True)
class InhibitorChanged:
    """An idle inhibitor or a call, named `what`, began or ended."""

    what: str
    on: bool


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """A reason to hold prompts began or ended. `HoldKind.PAUSE` is never sent this way; see `PauseBegan`."""

    kind: HoldKind
    on: bool


@dataclass(frozen=True, slots=True)
class PauseBegan:
    """The person paused prompts until `until`, or until resumed when None."""

    until: Instant | None
    wall: bool = False
    """`until` stands for a wall-clock time (until tomorrow) and moves when the wall clock is set."""


@dataclass(frozen=True, slots=True)
class PauseEnded:
    """The person resumed prompts."""


@dataclass(frozen=True, slots=True)
class WallClockSet:
    """The wall clock was set by `by` seconds (negative: back)."""

    by: float


@dataclass(frozen=True, slots=True)
class LocalTime:
    """The local wall clock shows `seconds` since 1970 (as if it were UTC); a new day begins at minute `day_start`."""

    seconds: float
    day_start: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """The person said something about their presence."""

    what: Saying


@dataclass(frozen=True, slots=True)
class StartAsked:
    """The person asked for a routine by id, or for what the prompt offers when None."""

    routine: str | None = None


@dataclass(frozen=True, slots=True)
class GuideKeyPressed:
    """The person steered the running routine. Closing its window is `STOP`."""

    key: GuideKey


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The person snoozed the prompt for `length`, or for the first configured length when None."""

    length: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """The person skipped the prompt."""


@dataclass(frozen=True, slots=True)
class PromptClosed:
    """The person closed the notification: seen, not done."""


@dataclass(frozen=True, slots=True)
class PromptExpired:
    """The notification went away by itself: unseen."""


@dataclass(frozen=True, slots=True)
class PromptFailed:
    """No notifier could show the prompt."""


@dataclass(frozen=True, slots=True)
class ScheduleFired:
    """A `[[schedule]]` came round: offer `routine`."""

    name: str
    routine: str


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The person saved a new, valid config."""

    settings: Settings
    catalogue: tuple[Routine, ...]


Event = (
    Tick
    | Input
    | Active
    | Idle
    | Locked
    | Unlocked
    | SleepBegan
    | Woke
    | InhibitorChanged
    | HoldChanged
    | PauseBegan
    | PauseEnded
    | WallClockSet
    | LocalTime
    | Said
    | StartAsked
    | GuideKeyPressed
    | Snoozed
    | Skipped
    | PromptClosed
    | PromptExpired
    | PromptFailed
    | ScheduleFired
    | SettingsChanged
)
