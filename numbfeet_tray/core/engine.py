"""The engine: joins tracker, policy and routine. One `step`, one `next_deadline`, one `snapshot`.

The engine owns one immutable `State` and swaps it at the end of a step, so a step that raises changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from numbfeet_tray.core import advance, saved, showing, snapshot
from numbfeet_tray.core.effects import Effect, RecordSpan
from numbfeet_tray.core.errors import TimeWentBackError
from numbfeet_tray.core.events import Event, GuideKey, GuideKeyPressed, SettingsChanged
from numbfeet_tray.core.handle import handle
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.state import Book, State, stage
from numbfeet_tray.core.tracker import Tracker
from numbfeet_tray.core.units import Instant, Seconds

Effects = tuple[Effect, ...]


def _book(settings: Settings, catalogue: tuple[Routine, ...]) -> Book:
    return Book(settings, {routine.id: routine for routine in catalogue})


class Engine:
    """Decides everything; knows nothing of the world but events and their instants."""

    def __init__(self, settings: Settings, catalogue: tuple[Routine, ...], now: Instant) -> None:
        self._book = _book(settings, catalogue)
        self._state = State(now, Tracker.begin(now))

    @classmethod
    def restore(
        cls,
        saved_state: Mapping[str, Any],
        settings: Settings,
        catalogue: tuple[Routine, ...],
        now: Instant,
        gap: Seconds,
    ) -> Engine:
        """Return an engine that goes on from what `save` returned `gap` seconds (>= 0) ago.

        Raises:
            KeyError, TypeError, ValueError: `saved_state` is not what `save` returns.
        """
        engine = cls(settings, catalogue, now)
        engine._state = saved.from_dict(saved_state, now, gap)
        return engine

    def save(self, now: Instant) -> dict[str, Any]:
        """Return the state at `now` (>= the last step) as JSON-able data for `restore`."""
        return saved.to_dict(self._at(now)[0], self._book)

    def step(self, event: Event, now: Instant) -> Effects:
        """Let time pass up to `now`, take `event` in, and return what is to be done, in order.

        Raises:
            TimeWentBackError: `now` is before the last step. Nothing is changed.
            UnknownRoutineError: a routine is asked for that the catalogue does not hold. Nothing is changed.
        """
        state, effects = self._at(now)
        book = _book(event.settings, event.catalogue) if isinstance(event, SettingsChanged) else self._book
        state, caused = handle(state, book, event)
        state, settled = advance.settle(state, book)
        self._state, self._book = state, book
        return (*effects, *caused, *settled)

    def finish(self, now: Instant) -> Effects:
        """End everything at `now`: stop a routine, settle all spans, and return the effects of that."""
        effects = self.step(GuideKeyPressed(GuideKey.STOP), now)
        self._state, spans = advance.settle_spans(_closed(self._state), everything=True)
        return (*effects, *spans)

    def unsettled(self, now: Instant) -> tuple[RecordSpan, ...]:
        """Return the spans up to `now` (>= the last step) that are not recorded yet, as they look; changes nothing.

        Raises:
            TimeWentBackError: `now` is before the last step.
        """
        return _closed(self._at(now)[0]).tracker.ledger.waiting

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._book.settings

    def next_deadline(self) -> Instant | None:
        """Return when `Tick` must next be stepped, after the last step; None for never."""
        return advance.deadline(self._state, self._book)

    def idle_threshold(self) -> Seconds:
        """Return after how long without input the engine wants to hear of it."""
        playing = self._state.playing
        # While the person should be up, input is noticed to the second, in time for the record.
        if (playing is not None and playing.player.routine.gets_up) or showing.waits_for_idle(
            self._state.policy, stage(self._state, self._book)
        ):
            return self._book.settings.prompting.polite_idle
        return self._book.settings.absences.short

    def wants_input(self) -> bool:
        """Return whether the next input would end an absence."""
        return self._state.tracker.is_input_welcome(self._state.now)

    def snapshot(self, now: Instant) -> snapshot.Snapshot:
        """Return what can be said at `now` (>= the last step); changes nothing.

        Raises:
            TimeWentBackError: `now` is before the last step.
        """
        return snapshot.take(self._at(now)[0], self._book)

    def _at(self, now: Instant) -> tuple[State, Effects]:
        """Return the state with every deadline up to `now` run in order, and the effects of that."""
        state = self._state
        if now < state.now:
            raise TimeWentBackError(f"{now} is before {state.now}")
        effects: list[Effect] = []
        while (due := advance.deadline(state, self._book)) is not None and due <= now:
            state, done = advance.settle(replace(state, now=due), self._book)
            effects += done
        return replace(state, now=now), tuple(effects)


def _closed(state: State) -> State:
    """Return `state` with the open span closed at its instant."""
    tracker = state.tracker
    if tracker.away is None:
        ledger = tracker.ledger.close(tracker.span_kind, state.now)
    else:
        asleep = () if tracker.asleep_since is None else ((tracker.asleep_since, state.now),)
        ledger = tracker.ledger.close_absence((*tracker.away.sleeps, *asleep), state.now)
    return replace(state, tracker=replace(tracker, ledger=ledger))
