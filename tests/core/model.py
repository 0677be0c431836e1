"""A naive model of the core: time is a row of equal cells, every rule is looked at again in every cell.

It is the second mind: written from the specification, knowing no deadlines and keeping no running clocks.
A cell is a letter for what that stretch of time was, as far as known now: S seated, T standing, A away,
Z asleep. A clock is the number of S (or T) cells since it was last zeroed; an absence that is noticed late, or
taken back, is relabelled in place. All instants and settings must lie on the grid.

What it leaves to tables: discreet prompts in calls, schedules beyond one, restarts, new settings, the why line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.effects import SpanKind
from numbfeet_tray.core.player import Player
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import STANDING_REMINDER, ClockName, Reminder, Settings
from numbfeet_tray.core.units import Instant
from tests.core.model_values import Absence, Reset, Shown, Withdrawn

KINDS = {"S": SpanKind.SEATED, "T": SpanKind.STANDING, "A": SpanKind.AWAY, "Z": SpanKind.ASLEEP}
NEVER = float("-inf")


@dataclass
class Model:
    """See the module; `step` takes events in order of time, `shown` and `withdrawn` collect what came of them."""

    settings: Settings
    catalogue: tuple[Routine, ...]
    start: float
    grid: float
    now: float = field(init=False)
    cells: bytearray = field(default_factory=bytearray)
    inhibited_at: list[float] = field(default_factory=list)
    inputs: list[float] = field(default_factory=list)
    sayings: list[float] = field(default_factory=list)
    inhibitors: set[str] = field(default_factory=set)
    is_active: bool = False
    is_locked: bool = False
    is_asleep: bool = False
    asleep_since: float = NEVER
    said_away: float = NEVER
    absence: Absence | None = field(init=False)
    reset: Reset | None = None
    standing_since: float | None = None
    zeroed: dict[str, float] = field(init=False)
    holds: set[str] = field(default_factory=set)
    holds_ended: float = NEVER
    pause_until: float | None = None
    pause_is_wall: bool = False
    bases: dict[str, float] = field(default_factory=dict)
    is_zeroed: bool = False
    fell_due: dict[str, float] = field(default_factory=dict)
    fired: dict[str, tuple[float, str]] = field(default_factory=dict)
    current: Shown | None = None
    first_shown: float = NEVER
    held: set[str] = field(default_factory=set)
    not_before: float = NEVER
    snoozed_until: float | None = None
    snoozes: int = 0
    player: Player | None = None
    answered: set[str] = field(default_factory=set)
    shown: list[Shown] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    routines: list[tuple[float, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.start
        self.absence = Absence(self.start, hard=False, resets=False)
        self.zeroed = dict.fromkeys(ClockName, self.start)

    # ------------------------------------------------------------------------------------------------ time

    def step(self, event: ev.Event, now: float) -> None:
        """Let time pass cell by cell up to `now`, then take `event`."""
        while self.now < now:
            self.cells.append(ord(self._kind_now()))
            self.now += self.grid
            self._look()
        self._take(event)
        self._look()

    def _kind_now(self) -> str:
        if self.is_asleep:
            return "Z"
        if self.absence:
            return "A"
        return "T" if self.standing_since is not None else "S"

    def presence(self) -> str:
        """Return the name of what the person is now, as far as known."""
        return {"Z": "ASLEEP", "A": "AWAY", "T": "STANDING", "S": "SEATED"}[self._kind_now()]

    def may_go_idle(self) -> bool:
        """Return whether `Idle` could still tell something: input was believed to go on, and nothing said otherwise."""
        return self.is_active or bool(self.absence and self.absence.presumed)

    def _index(self, t: float) -> int:
        return round((t - self.start) / self.grid)

    def _relabel(self, start: float, end: float, kind: str) -> None:
        a, b = self._index(start), self._index(end)
        self.cells[a:b] = kind.encode() * (b - a)

    def spans(self) -> list[tuple[SpanKind, float, float]]:
        """Return the whole past as touching spans, no two neighbours alike."""
        spans, at = [], self.start
        for letter, run in groupby(self.cells.decode()):
            end = at + len(list(run)) * self.grid
            spans.append((KINDS[letter], at, end))
            at = end
        return spans

    # ---------------------------------------------------------------------------------------------- clocks

    def clock(self, name: str) -> float:
        """Return what a clock shows now."""
        if name == ClockName.STANCE:
            return self._count("T", self.zeroed[name]) if self.standing_since is not None else 0.0
        if name == ClockName.SEAT and self._stood() >= self.settings.absences.real:
            return 0.0
        return self._count("S", self.zeroed[name])

    def _count(self, kind: str, since: float) -> float:
        return self.cells.count(kind.encode(), self._index(since)) * self.grid

    def _stood(self) -> float:
        return self._count("T", self.standing_since) if self.standing_since is not None else 0.0

    def _zero(self, *clocks: str) -> None:
        for clock in clocks:
            self.zeroed[clock] = self.now
            self.is_zeroed = True
            if self.reset:
                self.reset.marks.pop(clock, None)

    # -------------------------------------------------------------------------------------------- presence

    def last_input(self) -> float:
        """Return the last input as far as known."""
        return self.now if self.is_active else max(self.inputs, default=NEVER)

    def last_presence(self) -> float:
        """Return the last presence of a person who is not away, looking at every instant since the input."""
        if self.is_active:
            return self.now
        typed = self.last_input()
        presence = max([typed, *self.sayings])
        for instant in self.inhibited_at[bisect_left(self.inhibited_at, typed) :]:
            if instant - presence >= self.settings.absences.short:
                break  # an inhibitor brings nobody back
            if instant <= typed + self.settings.absences.passive:
                presence = max(presence, instant)
        return presence

    def _leave(self, since: float | None = None, *, hard: bool) -> None:
        """Be away since `since`, or since the last presence."""
        if self.absence is None:
            since = self.last_presence() if since is None else since
            self.absence = Absence(since, hard, presumed=self.is_active)
            self._relabel(since, self.now, "A")
        self.absence.hard |= hard
        self.is_active = False

    def _come_back(self) -> None:
        absence, self.absence = self.absence, None
        assert absence is not None
        real = absence.resets and self.now - absence.since >= self.settings.absences.real
        if not real:
            if self.due():
                self.not_before = max(self.not_before, self.now + self.settings.absences.grace)
            return
        self._end_standing(absence.since)
        marks = {str(clock): self.zeroed[clock] for clock in (ClockName.FEET, ClockName.SEAT)}
        self._zero(*ClockName)
        self.reset = Reset(absence.since, self.now + self.settings.absences.undo, marks)
        self.snoozed_until, self.snoozes, self.not_before = None, 0, NEVER
        for kept in (self.bases, self.fired, self.held):
            kept.clear()

    def _end_standing(self, at: float) -> None:
        if self._stood() >= self.settings.absences.real:
            self._zero(ClockName.SEAT)
            self.zeroed[ClockName.SEAT] = at
        self.standing_since = None

    # ---------------------------------------------------------------------------------- what time alone does

    def _look(self) -> None:
        if self.inhibitors:
            self.inhibited_at.append(self.now)
        if not self.absence and self.now - self.last_presence() >= self.settings.absences.short:
            self._leave(hard=False)
        if self._stood() == self.settings.absences.real:
            self.is_zeroed = True
        if self.player:
            self.player = self.player.advance(Instant(self.now))
            if self.player.is_over(Instant(self.now)):
                self._end_routine()
        if self.pause_until is not None and self.now >= self.pause_until:
            self._end_hold(ev.HoldKind.PAUSE)
        self._look_at_prompts()

    def _end_routine(self) -> None:
        player, self.player = self.player, None
        assert player is not None
        finished = player.is_over(Instant(self.now)) and bool(player.steps_done)
        self.routines.append((self.now, player.routine.id, "finished" if finished else "stopped"))
        if player.moved_feet or (finished and not player.steps_skipped):
            self._zero(ClockName.FEET, ClockName.STANCE)
            self.fired.clear()
            self.snoozed_until, self.snoozes, self.not_before = None, 0, NEVER
            if finished and player.got_up:
                self._zero(ClockName.SEAT)
        if self.answered & set(self.due()):
            self.not_before = self.now + self.settings.prompting.levels[1]

    # --------------------------------------------------------------------------------------------- prompts

    def _all_reminders(self) -> list[Reminder]:
        prompting = self.settings.prompting
        standing = Reminder(STANDING_REMINDER, ClockName.STANCE, prompting.standing_limit, prompting.standing_offer)
        return [*self.settings.reminders, standing]

    def _every_due(self) -> set[str]:
        """Return whatever has passed its limit, whether the posture lets it speak or not."""
        over = {r.name for r in self._all_reminders() if self.clock(r.clock) >= self.bases.get(r.name, 0.0) + r.every}
        return over | set(self.fired)

    def due(self) -> list[str]:
        """Return what is due now, the one to show first."""
        standing = self.standing_since is not None
        order = {ClockName.SEAT: 0, ClockName.FEET: 1, ClockName.STANCE: 2}
        over = [r for r in self._all_reminders() if (r.clock == ClockName.STANCE) == standing]
        over = [r for r in over if r.name in self._every_due()]
        return [*self.fired, *(r.name for r in sorted(over, key=lambda r: (order[r.clock], -r.every)))]

    def _look_at_prompts(self) -> None:
        # A clock that was zeroed or went back counts from where it is now.
        self.bases = {r.name: min(self.bases.get(r.name, 0.0), self.clock(r.clock)) for r in self._all_reminders()}
        self.held &= set(self.due())
        self.fell_due = {name: self.fell_due.get(name, self.now) for name in self.due()}
        if self.current and self.absence:
            self._withdraw("away")
        if self.current and self.current.reminder not in self.due():
            self._withdraw("sitting" if self.current.reminder == STANDING_REMINDER else "satisfied")
        if self.is_zeroed and not self._every_due():
            self.snoozes, self.snoozed_until, self.not_before = 0, None, NEVER
        self.is_zeroed = False
        for top in self.due()[:1]:
            if (self.current is None or self.current.reminder != top) and self._may_show(top):
                (self.held.add if self.holds else self._show)(top)
        for level, at in enumerate(self.settings.prompting.levels, start=1):
            if self.current and self.current.level < level and self.now >= self.first_shown + at:
                self._put(self.current.reminder, level, self.current.held, self._offer(self.current.reminder))

    def _may_show(self, name: str) -> bool:
        prompting = self.settings.prompting
        if self.absence or self.player or self.now < max(self.snoozed_until or NEVER, self.not_before):
            return False
        if self.held and not self.holds:
            return self.now >= self.holds_ended + prompting.after_hold
        pause_in_typing = self.now - self.last_input() >= prompting.polite_idle
        return pause_in_typing or self.now >= self.fell_due[name] + prompting.polite_wait

    def _show(self, name: str) -> None:
        self.first_shown = self.now
        self._put(name, 1, len(self.held), self._offer(name))
        self.held.clear()

    def _put(self, name: str, level: int, held: int, offer: str) -> None:
        self.current = Shown(self.now, name, level, self._seated(name), held, offer)
        self.shown.append(self.current)

    def _offer(self, name: str) -> str:
        if self.snoozes >= self.settings.prompting.snoozes_before_short:
            return self.settings.prompting.short_offer
        return {r.name: r.offer for r in self._all_reminders()}.get(name) or self.fired[name][1]

    def _seated(self, name: str) -> float:
        clocks = {r.name: r.clock for r in self._all_reminders()}
        if name in clocks:
            return self.clock(clocks[name])
        return max(self.clock(ClockName.FEET), self.clock(ClockName.SEAT))

    def _withdraw(self, why: str) -> None:
        if self.current:
            self.withdrawn.append(Withdrawn(self.now, self.current.reminder, why))
            self.current = None

    # ---------------------------------------------------------------------------------------------- events

    def restart(self, now: float) -> None:
        """Be saved and ended, and begin again at `now`; what only the running program knew is lost."""
        self._leave(hard=True)
        assert self.absence is not None
        self.absence.presumed = False
        if self.is_asleep:
            self._relabel(self.asleep_since, self.now, "A")
        gap = round((now - self.now) / self.grid)
        self.cells += b"A" * gap
        self.now, self.said_away, self.not_before = now, NEVER, NEVER
        self.is_locked = self.is_asleep = False
        self.inhibitors.clear()
        self.holds &= {ev.HoldKind.PAUSE}
        self.held.clear()
        self.fell_due = {name: self.fell_due[name] for name in self.fired}
        self.current = self.player = None
        self._look()

    def _take(self, event: ev.Event) -> None:
        take: Callable[..., None] = getattr(self, "_take_" + type(event).__name__.lower())
        take(event)

    def _take_tick(self, event: ev.Tick) -> None:
        pass

    def _take_input(self, event: ev.Input) -> None:
        leaving = self.now < self.said_away + self.settings.absences.leaving and self.absence
        if self.is_locked or self.is_asleep or leaving:
            return
        if self.absence:
            self._come_back()
        self.inputs.append(self.now)
        self.is_active = False

    def _take_active(self, event: ev.Active) -> None:
        self._take_input(ev.Input())
        self.is_active = self.absence is None

    def _take_idle(self, event: ev.Idle) -> None:
        if self.is_active:
            self.is_active = False
            self.inputs.append(max(event.since, *self.inputs))
        elif self.absence and self.absence.presumed:
            self.inputs.append(max(event.since, *self.inputs))
            began = self.absence.since
            self.absence.since = min(began, self.last_presence())
            self.absence.presumed = False
            self._relabel(self.absence.since, began, "A")

    def _take_locked(self, event: ev.Locked) -> None:
        self.is_locked = True
        self._leave(hard=True)

    def _take_unlocked(self, event: ev.Unlocked) -> None:
        self.is_locked = False

    def _take_sleepbegan(self, event: ev.SleepBegan) -> None:
        self._leave(hard=True)
        self.asleep_since = self.asleep_since if self.is_asleep else self.now
        self.is_asleep = True

    def _take_woke(self, event: ev.Woke) -> None:
        if not self.is_asleep and event.slept > 0:
            if self.absence is None:
                fell_asleep = min(self.last_presence(), self.now - event.slept)
                self._leave(max([fell_asleep, *self.inputs, *self.sayings]), hard=True)
            self._leave(hard=True)
            assert self.absence is not None
            self._relabel(max(self.now - event.slept, self.absence.since), self.now, "Z")
        self.is_asleep = False

    def _take_inhibitorchanged(self, event: ev.InhibitorChanged) -> None:
        (self.inhibitors.add if event.on else self.inhibitors.discard)(event.what)

    def _take_said(self, event: ev.Said) -> None:
        if event.what is ev.Saying.WAS_SITTING:
            self._take_back()
        elif event.what is ev.Saying.AWAY:
            self._leave(self.now, hard=True)
            assert self.absence is not None
            self.absence.presumed = False
            self.said_away = self.now
        else:
            self.said_away = NEVER  # taken back
            if not self.absence:
                self.sayings.append(self.now)
            stands = event.what is ev.Saying.STANDING
            if stands and self.standing_since is None:
                if self.current and self.current.reminder not in self.fired:
                    self._withdraw("standing")
                self.standing_since = self.zeroed[ClockName.STANCE] = self.now
            elif not stands and self.standing_since is not None:
                self._end_standing(self.now)

    def can_undo(self) -> bool:
        """Return whether a real break can be taken back now."""
        return self.reset is not None and self.now <= self.reset.until

    def _take_back(self) -> None:
        if self.reset and self.can_undo():
            self.zeroed.update(self.reset.marks)
            self._relabel(self.reset.since, self.reset.until - self.settings.absences.undo, "S")
            self.reset = None

    def _take_holdchanged(self, event: ev.HoldChanged) -> None:
        (self._begin_hold if event.on else self._end_hold)(event.kind)

    def _take_pausebegan(self, event: ev.PauseBegan) -> None:
        self._begin_hold(ev.HoldKind.PAUSE)
        self.pause_until, self.pause_is_wall = event.until, event.wall

    def _take_pauseended(self, event: ev.PauseEnded) -> None:
        self._end_hold(ev.HoldKind.PAUSE)

    def _take_wallclockset(self, event: ev.WallClockSet) -> None:
        if self.pause_until is not None and self.pause_is_wall:
            self.pause_until -= event.by

    def _begin_hold(self, kind: str) -> None:
        if self.current:
            self.held.add(self.current.reminder)
            self._withdraw("hold")
        self.holds.add(kind)

    def _end_hold(self, kind: str) -> None:
        if kind == ev.HoldKind.PAUSE:
            self.pause_until = None
        if kind in self.holds:
            self.holds.remove(kind)
            self.holds_ended = self.now

    def _take_startasked(self, event: ev.StartAsked) -> None:
        if self.player:
            return
        due = self.due()
        fallback = self._offer(due[0]) if due else self.settings.reminders[0].offer
        wanted = event.routine or (self.current.offer if self.current else fallback)
        self._withdraw("started")
        self.snoozes, self.snoozed_until = 0, None
        self.answered = set(due)
        self.player = Player.begin(next(r for r in self.catalogue if r.id == wanted), Instant(self.now))

    def _take_guidekeypressed(self, event: ev.GuideKeyPressed) -> None:
        if not self.player:
            return
        if event.key is ev.GuideKey.STOP:
            self._end_routine()
        else:
            self.player = getattr(self.player, event.key.value)(Instant(self.now))

    def _take_snoozed(self, event: ev.Snoozed) -> None:
        if self.due():
            self.snoozed_until = self.now + (event.length or self.settings.snooze_lengths[0])
            self.snoozes += 1
            self._withdraw("snoozed")

    def _take_skipped(self, event: ev.Skipped) -> None:
        clocks = {r.name: r.clock for r in self._all_reminders()}
        if due := self.due():
            self.bases.update({name: self.clock(clocks[name]) for name in due if name in clocks})
            self.fired.clear()
            self.snoozed_until, self.snoozes, self.not_before = None, 0, NEVER
            self._withdraw("skipped")

    def _take_promptclosed(self, event: ev.PromptClosed) -> None:
        pass

    def _take_promptexpired(self, event: ev.PromptExpired) -> None:
        pass

    def _take_promptfailed(self, event: ev.PromptFailed) -> None:
        pass

    def _take_schedulefired(self, event: ev.ScheduleFired) -> None:
        self.fired[event.name] = (self.now, event.routine)
        self.fell_due[event.name] = self.now
