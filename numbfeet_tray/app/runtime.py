"""The runtime: one queue of events, one engine, and what follows from each step.

For each event: read the clock once, step the engine, run the effects, save, and re-arm what waits for the next
deadline. Nothing here decides; every decision is the engine's.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from numbfeet_tray.app.autosave import Autosave
from numbfeet_tray.app.idle_watch import IdleWatch
from numbfeet_tray.app.saving import stamped
from numbfeet_tray.core.effects import Effect, RecordPrompt, RecordRoutine, RecordSpan, RecordUndo
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.errors import NumbfeetError
from numbfeet_tray.core.events import Active, Event, Idle, Input, SleepBegan, Tick, Woke
from numbfeet_tray.core.snapshot import Presence, Snapshot
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import Clock, History, IdleSource, Loop, Scheduler

log = logging.getLogger(__name__)

SLEEP_GAP = Seconds(5.0)
"""The boot-time clock running ahead of the monotonic clock by more than this means that the machine slept."""

_ROWS = (RecordSpan, RecordPrompt, RecordRoutine, RecordUndo)
_QUIET = (Tick, Input, Active, Idle)
"""Events whose coming alone is no reason to save; the autosave covers them."""


class Front(Protocol):
    """What the person sees: runs the effects that are not records."""

    def run(self, effect: Effect) -> None:
        """Run one effect."""

    def refresh(self, snapshot: Snapshot) -> None:
        """Bring everything that shows the state up to date."""


class Recorder(Protocol):
    """Writes down every event as it is stepped."""

    def write(self, event: Event, now: Instant) -> None:
        """Write one event."""

    def end(self, now: Instant) -> None:
        """Write the end, as of `now`."""


class Runtime:
    """Owns the engine and its queue. `post` may be called from any adapter on the loop's thread."""

    def __init__(
        self,
        loop: Loop,
        clock: Clock,
        engine: Engine,
        scheduler: Scheduler,
        history: History,
        recorder: Recorder | None = None,
        *,
        boot_id: str = "",
    ) -> None:
        self._loop = loop
        self._clock = clock
        self.engine = engine
        self._scheduler = scheduler
        self._history = history
        self._recorder = recorder
        self._boot_id = boot_id
        self._queue: deque[Event] = deque()
        self._is_scheduled = False
        self._known_sleep = clock.slept()
        self.idle = IdleWatch(clock)
        self._autosave = Autosave(loop, self._save)
        self.front: Front | None = None
        self.rows_written = 0
        """Counts up with every row of the history: a figure that was drawn at the same count is still true."""
        self.woke: Callable[[], None] = lambda: None
        """Called after the machine woke, to re-arm what waits by the wall clock."""

    def post(self, event: Event) -> None:
        """Queue `event`; it is stepped in this round of the loop."""
        self._queue.append(event)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._loop.call_soon(self._drain)

    def ask(self, event: Event) -> None:
        """Step `event` now, with all that was queued before, so that the caller can look at the result.

        Raises:
            NumbfeetError: the engine refused the event; nothing was changed.
        """
        self._drain()
        self._step(event)
        self._settle()

    def snapshot(self) -> Snapshot:
        """Return the snapshot of this instant."""
        return self.engine.snapshot(self._clock.boot())

    def wall(self, instant: Instant) -> datetime:
        """Return the local wall-clock time of `instant`."""
        return self._clock.wall() + timedelta(seconds=float(instant - self._clock.boot()))

    def use_idle_source(self, source: IdleSource) -> None:
        """Listen to `source` from now on."""
        self.idle.use(source)
        self._settle()

    def refresh_idle(self) -> None:
        """Tell the engine exactly since when there was no input, before a lock or sleep is taken in."""
        if (idle := self.idle.read()) is not None:
            self._queue.append(idle)

    def finish(self) -> None:
        """End everything: settle the spans, stop a routine, save."""
        self._drain()
        now = self._clock.boot()
        effects = self.engine.finish(now)
        self._run(effects, now, save=True)
        if self._recorder is not None:
            self._recorder.end(now)

    def _save(self) -> None:
        self._run((), self._clock.boot(), save=True)
        self._settle()

    def _drain(self) -> None:
        self._is_scheduled = False
        if not self._queue:
            return
        while self._queue:
            try:
                self._step(self._queue.popleft())
            except NumbfeetError as error:
                log.warning("refused: %s", error)
        self._settle()

    def _step(self, event: Event) -> None:
        self._notice_sleep(event)
        self._step_at(event, self._clock.boot())

    def _notice_sleep(self, event: Event) -> None:
        """Backstop to the sleep signal: a clock gap means that the machine slept."""
        slept = self._clock.slept()
        gap, self._known_sleep = Seconds(slept - self._known_sleep), max(slept, self._known_sleep)
        if isinstance(event, SleepBegan | Woke):
            return
        now = self._clock.boot()
        is_asleep = self.engine.snapshot(now).presence is Presence.ASLEEP
        if gap > SLEEP_GAP or (is_asleep and isinstance(event, Active | Input)):
            self._step_at(Woke(slept=Seconds(0.0) if is_asleep else gap), now)
            self.woke()

    def _step_at(self, event: Event, now: Instant) -> None:
        effects = self.engine.step(event, now)
        if self._recorder is not None:
            self._recorder.write(event, now)  # only what was not refused, so that a replay meets no refusal
        log.debug("%s → %s", event, effects)
        self._run(effects, now, save=bool(effects) or not isinstance(event, _QUIET))

    def _run(self, effects: tuple[Effect, ...], now: Instant, *, save: bool) -> None:
        rows = [effect for effect in effects if isinstance(effect, _ROWS)]
        if rows or save:
            # Rows and state in one transaction: a kill can neither lose a row nor count one twice.
            state = stamped(self.engine.save(now), now, self._clock.wall(), self._boot_id)
            self._history.append_many(rows, now, state)
            self.rows_written += len(rows)
        for effect in effects:
            if self.front is not None and not isinstance(effect, _ROWS):
                self.front.run(effect)

    def _settle(self) -> None:
        """Re-arm everything that waits for the engine's next deadline."""
        self._scheduler.wake_at(self.engine.next_deadline())
        self.idle.arm(self.engine)
        snapshot = self.snapshot()
        self._autosave.follow(snapshot)
        if self.front is not None:
            self.front.refresh(snapshot)
