"""What can be said of the engine at one instant: figures, and the one reason *why* it is quiet or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numbfeet_tray.core import showing
from numbfeet_tray.core.clocks import Posture
from numbfeet_tray.core.effects import Prompt
from numbfeet_tray.core.events import HoldKind
from numbfeet_tray.core.handle import offered
from numbfeet_tray.core.policy import falls_due, rules
from numbfeet_tray.core.routine import Frame, Routine
from numbfeet_tray.core.state import Book, State, stage
from numbfeet_tray.core.units import Instant, Seconds, after

TRAY_ONLY_AFTER = Seconds(300.0)
"""A level 3 prompt that nobody closed counts as left to the tray icon this long after it was shown."""


class Presence(StrEnum):
    """Where the person is, as far as the computer can tell."""

    SEATED = "seated"
    STANDING = "standing"
    AWAY = "away"
    ASLEEP = "asleep"


class WhyKind(StrEnum):
    """The reasons, highest precedence first."""

    ROUTINE = "routine"
    ASLEEP = "asleep"
    AWAY = "away"
    PAUSED = "paused"
    HELD = "held"
    SNOOZED = "snoozed"
    SHOWN = "shown"
    TRAY_ONLY = "tray-only"
    WAITING = "waiting"
    STANDING = "standing"
    COUNTING = "counting"
    NOTHING_WATCHED = "nothing-watched"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason and what it hangs on."""

    kind: WhyKind
    since: Instant | None = None
    """Since when: away, asleep, paused, held, shown."""
    until: Instant | None = None
    """When it ends or the next prompt comes, as far as is known."""
    hold: HoldKind | None = None
    reminder: str | None = None


@dataclass(frozen=True, slots=True)
class RoutineView:
    """The running routine."""

    routine: Routine
    frame: Frame
    elapsed: Seconds
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a status line, a menu or a script wants to know."""

    at: Instant
    presence: Presence
    posture: Posture
    feet: Seconds
    seat: Seconds
    stance: Seconds
    why: Why
    away_since: Instant | None
    away_at: Instant | None
    """When the person counts as away if nothing happens: there is no input now. None: not to be told, or away."""
    is_locked: bool
    due: tuple[str, ...]
    shown: Prompt | None
    is_tray_only: bool
    snoozed_until: Instant | None
    holds: tuple[tuple[HoldKind, Instant], ...]
    """Without the pause."""
    is_paused: bool
    paused_until: Instant | None
    held: int
    can_undo_until: Instant | None
    """Last instant at which "I was still sitting" is accepted."""
    routine: RoutineView | None
    offer: str
    """Id of the routine that *Start* begins."""
    next_due: Instant | None
    """When the next reminder falls due if the person stays."""
    progress: float
    """How far the clock nearest to its prompt is, 0..1."""


def take(state: State, book: Book) -> Snapshot:
    """Return the snapshot at `state.now`."""
    tracker, policy, holds = state.tracker, state.policy, state.holds
    scene = stage(state, book).scene
    snoozed = policy.snooze_until if policy.snooze_until is not None and policy.snooze_until > state.now else None
    return Snapshot(
        at=state.now,
        presence=_presence(state),
        posture=tracker.posture,
        feet=Seconds(scene.clocks.feet),
        seat=Seconds(scene.clocks.seat),
        stance=Seconds(scene.clocks.stance),
        why=_why(state, book, snoozed),
        away_since=tracker.away.since if tracker.away is not None else None,
        away_at=tracker.away_at(book.settings.absences),
        is_locked=tracker.is_locked,
        due=tuple(due.name for due in policy.due),
        shown=policy.shown.prompt if policy.shown is not None else None,
        is_tray_only=_is_tray_only(state),
        snoozed_until=snoozed,
        holds=holds.active,
        is_paused=holds.pause is not None,
        paused_until=holds.pause.until if holds.pause is not None else None,
        held=policy.held,
        can_undo_until=tracker.undo.until if tracker.undo is not None else None,
        routine=_routine(state),
        offer=offered(state, book),
        next_due=falls_due(policy, scene, book.settings),
        progress=_progress(state, book),
    )


def _presence(state: State) -> Presence:
    if state.tracker.asleep_since is not None:
        return Presence.ASLEEP
    if state.tracker.away is not None:
        return Presence.AWAY
    return Presence.SEATED if state.tracker.posture is Posture.SITTING else Presence.STANDING


def _routine(state: State) -> RoutineView | None:
    if state.playing is None:
        return None
    player = state.playing.player
    return RoutineView(player.routine, player.frame(state.now), player.elapsed(state.now), player.is_paused)


def _is_tray_only(state: State) -> bool:
    shown = state.policy.shown
    if shown is None or shown.prompt.level < showing.LAST_LEVEL:
        return False
    return shown.is_closed or state.now >= after(shown.level_at, TRAY_ONLY_AFTER)


def _progress(state: State, book: Book) -> float:
    clocks = stage(state, book).scene.clocks
    parts = [(clocks.value(rule.clock) - state.policy.base(rule.name)) / rule.every for rule in rules(book.settings)]
    return min(1.0, max(0.0, *parts, 0.0))


def _why(state: State, book: Book, snoozed: Instant | None) -> Why:  # noqa: PLR0911 - one reason each
    tracker, holds = state.tracker, state.holds
    if state.playing is not None:
        return Why(WhyKind.ROUTINE, state.playing.started, state.playing.player.ends_at())
    if tracker.asleep_since is not None:
        return Why(WhyKind.ASLEEP, tracker.asleep_since)
    if tracker.away is not None:
        return Why(WhyKind.AWAY, tracker.away.since)
    if holds.pause is not None:
        return Why(WhyKind.PAUSED, holds.pause.since, holds.pause.until, HoldKind.PAUSE)
    if stage(state, book).is_blocked:
        kind, since = holds.active[0]
        return Why(WhyKind.HELD, since, hold=kind)
    if snoozed is not None:
        return Why(WhyKind.SNOOZED, until=snoozed)
    return _why_present(state, book)


def _why_present(state: State, book: Book) -> Why:
    policy, now_on = state.policy, stage(state, book)
    shown = policy.shown
    if shown is not None:
        kind = WhyKind.TRAY_ONLY if _is_tray_only(state) else WhyKind.SHOWN
        return Why(kind, shown.first_at, reminder=shown.prompt.reminder)
    if policy.due:
        due = policy.due[0]
        return Why(WhyKind.WAITING, due.since, showing.would_show(policy, due, now_on), reminder=due.name)
    next_due = falls_due(policy, now_on.scene, book.settings)
    if state.tracker.posture is Posture.STANDING:
        return Why(WhyKind.STANDING, until=next_due)
    if next_due is None:
        return Why(WhyKind.NOTHING_WATCHED)
    return Why(WhyKind.COUNTING, until=next_due)
