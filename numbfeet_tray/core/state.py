"""The whole state of the engine as one value, and how its parts see each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from numbfeet_tray.core.holds import Holds
from numbfeet_tray.core.offering import LocalClock, Turns, choose
from numbfeet_tray.core.player import Player
from numbfeet_tray.core.policy import Policy, Scene
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.showing import Stage
from numbfeet_tray.core.tracker import Tracker
from numbfeet_tray.core.units import Instant


@dataclass(frozen=True, slots=True)
class Playing:
    """The routine that runs."""

    player: Player
    started: Instant
    by_prompt: int | None
    """Id of the prompt it answers."""
    answers: frozenset[str] = frozenset()
    """Names of the reminders and schedules that were due when it began."""
    input_while_up: bool = False
    """Input was seen during a standing or walking step."""


@dataclass(frozen=True, slots=True)
class Book:
    """What the engine looks things up in; changed only by `SettingsChanged`."""

    settings: Settings
    catalogue: Mapping[str, Routine]


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is remembered between two steps."""

    now: Instant
    """The instant of the last step."""
    tracker: Tracker
    policy: Policy = Policy()
    holds: Holds = Holds()
    playing: Playing | None = None
    turns: Turns = ()
    local: LocalClock | None = None
    picks: Mapping[str, str] = field(default_factory=dict)
    """Reminder → the routine whose turn it is; only reminders that leave a choice. Fixed while the reminder is due."""

    @property
    def day(self) -> int | None:
        """Number of the day; None when it is not known."""
        return None if self.local is None else self.local.day(self.now)


def with_picks(state: State, book: Book) -> State:
    """Return the state with a routine picked for each reminder that leaves a choice and is not due."""
    due = {one.name for one in state.policy.due}
    minute = None if state.local is None else state.local.minute(state.now)
    picks = {}
    for rule in book.settings.reminders:
        if not rule.choices:
            continue
        before = state.picks.get(rule.name, "")
        if rule.name in due and before in book.catalogue:
            picks[rule.name] = before
        elif (pick := choose(rule.choices, book.catalogue, state.turns, minute, state.day)) is not None:
            picks[rule.name] = pick
    return state if picks == state.picks else replace(state, picks=picks)


def stage(state: State, book: Book) -> Stage:
    """Return what the policy sees of everything else at `state.now`."""
    tracker, rules = state.tracker, book.settings.absences
    scene = Scene(
        now=state.now,
        is_present=tracker.away is None,
        posture=tracker.posture,
        clocks=tracker.values(state.now, rules),
        anchor=tracker.anchor,
        raw=tracker.clocks,
        idle_since=None if tracker.is_active else tracker.last_input,
        is_in_routine=state.playing is not None,
        picks=state.picks,
    )
    return Stage(scene, state.holds, book.settings)
