"""What the program needs from outside, as Protocols; `shell/` holds the adapters.

Adapters are built with what they need and post what they hear. Everything runs on one thread: an adapter
registers its file descriptors with the `Loop` and is called back there. A constructor raises
`AdapterUnavailable` when its outside thing is missing, and the chooser tries the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.core.units import Instant, Seconds

if TYPE_CHECKING:  # the tray icon is a port, too, and is shown before the core's hundred classes are made
    from numbfeet_tray.core.effects import RecordPrompt, RecordRoutine, RecordSpan, RecordUndo
    from numbfeet_tray.core.events import Event, GuideKey
    from numbfeet_tray.core.routine import Routine

Post: TypeAlias = "Callable[[Event], None]"
"""Hand an event to the engine; returns before it is processed."""


class AdapterUnavailable(NumbfeetError):
    """The outside thing is missing. The message is one line for the person: what is missing, what would help."""


class Cancellable(Protocol):
    """A call that was asked for and can be taken back."""

    def cancel(self) -> None:
        """Take the call back; harmless when it has run or was cancelled."""


class Loop(Protocol):
    """The one loop that waits on file descriptors and deadlines."""

    def add_reader(self, fd: int, ready: Callable[[], None]) -> None:
        """Call `ready` whenever `fd` can be read (or hung up)."""

    def remove_reader(self, fd: int) -> None:
        """Stop watching `fd`; harmless when it is not watched."""

    def add_writer(self, fd: int, ready: Callable[[], None]) -> None:
        """Call `ready` whenever `fd` can be written."""

    def remove_writer(self, fd: int) -> None:
        """Stop watching `fd` for writing."""

    def call_soon(self, call: Callable[[], None]) -> None:
        """Run `call` in the loop's next round. The only method that another thread may use."""

    def call_later(self, wait: Seconds, call: Callable[[], None]) -> Cancellable:
        """Run `call` after `wait` seconds, for bounded waits of adapters (replies, retries)."""


class Clock(Protocol):
    """The only way to read a clock."""

    def boot(self) -> Instant:
        """Return seconds since boot, system sleep included."""

    def slept(self) -> Seconds:
        """Return how long the machine has slept since boot: boot-time clock minus monotonic clock."""

    def wall(self) -> datetime:
        """Return the wall clock as an aware datetime in the local time zone."""


class Scheduler(Protocol):
    """Carries time: one wake-up for the engine, and calendar jobs."""

    def wake_at(self, instant: Instant | None) -> None:
        """Have the engine ticked at `instant`, replacing any earlier request; None for never."""

    def add_cron(self, job_id: str, cron: str, call: Callable[[], None]) -> None:
        """Run `call` at each time of the 5-field `cron` line, in local time; replaces the job of that id."""

    def remove(self, job_id: str) -> None:
        """Remove a calendar job; harmless when there is none."""


class IdleSource(Protocol):
    """Tells when input stops and when it comes back, without being asked.

    After `arm(threshold)`: posts `Idle(since)` once when there has been no input for `threshold` (at once when
    that is already so), then `Active()` at the next input, then `Idle` again, and so on. Before the first
    `Idle` it posts `Active()` at the first input it sees.
    """

    name: str
    """Short name for `status` and `doctor`, such as "x11"."""

    def arm(self, threshold: Seconds) -> None:
        """Set the idle threshold (>= 1 s)."""

    def expect_input(self) -> None:
        """Post `Active()` at the next input, even if input is believed to go on: the engine did not count the last."""

    def idle_time(self) -> Seconds | None:
        """Return the seconds since the last input, read now; None when it cannot be read."""

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""


class SessionSource(Protocol):
    """Posts `Locked`, `Unlocked`, `SleepBegan` and `Woke`."""

    name: str

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""


class Urgency(Enum):
    """How strongly a notification speaks; the values of the Desktop Notifications Specification."""

    LOW = 0
    NORMAL = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Notification:
    """One desktop notification, in words for the person."""

    title: str
    body: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    """(action id, label) in order; ids match `[a-z0-9-]+`. Servers without actions never see them."""
    urgency: Urgency = Urgency.NORMAL
    timeout: Seconds | None = None
    """Seconds to stay; None: as the server likes; 0: until it is closed."""
    silent: bool = False
    icon: str = "numbfeet"


class CloseReason(Enum):
    """Why a notification went away."""

    EXPIRED = "expired"
    DISMISSED = "dismissed"
    UNKNOWN = "unknown"


class NotificationListener(Protocol):
    """Who hears what became of a notification; called on the loop."""

    def action_chosen(self, slot: str, action: str) -> None:
        """The person chose `action` ("default" for a click on the body) of the notification in `slot`."""

    def notification_closed(self, slot: str, reason: CloseReason) -> None:
        """The notification in `slot` went away by itself or by the person, not by `withdraw`."""

    def notification_failed(self, slot: str, why: str) -> None:
        """The notification in `slot` could not be shown; `why` is for the log."""


class Notifier(Protocol):
    """Shows notifications in named slots ("prompt", "notice"): at most one per slot, replaced in place."""

    name: str
    has_actions: bool
    """Whether action buttons reach the person."""

    def show(self, slot: str, notification: Notification) -> None:
        """Show `notification` in `slot`. Never raises for a missing server: the listener hears it."""

    def withdraw(self, slot: str) -> None:
        """Take the notification in `slot` away; harmless when there is none."""

    def close(self) -> None:
        """Withdraw everything and release."""


class TrayState(StrEnum):
    """What the tray icon shows; also the names of the icon files."""

    SEATED = "seated"
    DUE = "due"
    SNOOZED = "snoozed"
    HELD = "held"
    PAUSED = "paused"
    AWAY = "away"
    STANDING = "standing"
    ROUTINE = "routine"
    NO_SOURCE = "no-source"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the tray menu. An empty label is a separator."""

    label: str = ""
    action: str = ""
    """What `Tray` reports when it is chosen; empty with `children`."""
    enabled: bool = True
    checked: bool | None = None
    """None: not a check item."""
    radio: bool = False
    default: bool = False
    """Chosen by a left click on the icon."""
    children: tuple[MenuEntry, ...] = ()


class Tray(Protocol):
    """The tray icon. Built with a menu provider, which is asked each time the menu opens, and an `on_choice`."""

    name: str
    is_visible: bool
    """Whether a host shows the icon now."""

    def update(self, state: TrayState, tooltip: str, attention: bool, progress: float = 0.0) -> None:
        """Show `state`. Cheap when nothing changed.

        Args:
            attention: ask the host to point at the icon.
            progress: for `SEATED`, how far the way to the next prompt is gone, 0 to 1; drawn in quarters.
        """

    def close(self) -> None:
        """Remove the icon."""


MenuProvider = Callable[[], Sequence[MenuEntry]]
OnChoice = Callable[[str], None]

Row: TypeAlias = "RecordSpan | RecordPrompt | RecordRoutine | RecordUndo"


class History(Protocol):
    """Append-only history and the saved state."""

    def append(self, row: Row, at: Instant) -> None:
        """Append one row; `at` is the instant of the step it came from. Durable when it returns."""

    def append_many(self, rows: Sequence[Row], at: Instant, state: Mapping[str, Any] | None = None) -> None:
        """Append the rows of one step and save `state` (None: keep the saved one), all or nothing.

        One transaction, so that a kill never leaves rows that the saved state does not know of, or the reverse.
        """

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Save the program's state, JSON-able, replacing the one before. Durable when it returns."""

    def load_state(self) -> dict[str, Any] | None:
        """Return the last saved state, or None."""

    def close(self) -> None:
        """Release the file."""


class RoutineView(Protocol):
    """A guide: draws a running routine. Built with `on_key`, called with what the person does to it."""

    name: str

    def open(self, routine: Routine) -> None:
        """Begin to draw `routine` from its start, now."""

    def sync(self, elapsed: Seconds, paused: bool) -> None:
        """The routine now stands at `elapsed`."""

    def close(self, finished: bool) -> None:
        """The routine ended."""


@runtime_checkable
class NoticeView(Protocol):
    """A guide that can have something read before a routine goes on."""

    def warn(self, notice: str) -> bool:
        """Show `notice` over the routine that was just opened, until it goes on: going on means "I understand".

        Returns:
            Whether it is shown where the person can say so.
        """


OnGuideKey: TypeAlias = "Callable[[GuideKey], None]"
