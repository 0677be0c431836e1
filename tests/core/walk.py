"""Engine and naive model side by side: whatever is done to one is done to both, and they are compared."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.model import Model
from tests.core.model_values import Shown, Withdrawn
from tests.core.scene import CATALOGUE, merged


def twin(engine: Engine) -> Engine:
    """Return an engine in the same state, which then goes its own way; the state itself is frozen, so it is shared."""
    return copy.copy(engine)


def told(engine: Engine, now: float) -> tuple[object, ...]:
    """Return everything that can be told of `engine`, and its whole state: what is hidden now may matter later."""
    at = Instant(now)
    return engine.save(at), engine.snapshot(at), engine.next_deadline(), engine.idle_threshold(), engine._state


@dataclass
class Pair:
    """The two minds, and what the engine has said so far."""

    settings: Settings
    grid: float
    start: float = 100.0
    log: list[str] = field(default_factory=list)
    spans: list[fx.RecordSpan] = field(default_factory=list)
    seen_shown: int = 0
    seen_withdrawn: int = 0
    seen_routines: int = 0
    last_id: int = 0

    def __post_init__(self) -> None:
        self.now = self.start
        self.engine = Engine(self.settings, CATALOGUE, Instant(self.start))
        self.model = Model(self.settings, CATALOGUE, self.start, self.grid)

    # ------------------------------------------------------------------------------------------ doing

    def wait(self, to: float, cuts: tuple[float, ...] = ()) -> None:
        """Let time pass in three ways, at each deadline, at once, and cut in pieces; all must come to the same."""
        at_once, cut = twin(self.engine), twin(self.engine)
        whole = list(at_once.step(ev.Tick(), Instant(to)))
        pieces: list[fx.Effect] = []
        for at in sorted(self.now + round((to - self.now) * cut / self.grid) * self.grid for cut in cuts):
            pieces += cut_step(cut, at)
        pieces += cut_step(cut, to)
        ticked: list[fx.Effect] = []
        while (deadline := self.engine.next_deadline()) is not None and deadline <= to:
            ticked += self._tick_at(deadline)
        ticked += self.do(ev.Tick(), to)
        assert whole == ticked, self.story("waiting at once and ticking at each deadline")
        assert pieces == ticked, self.story(f"waiting in pieces {cuts} and ticking at each deadline")
        for other in (at_once, cut):
            assert told(other, to) == told(self.engine, to), self.story("what is told after waiting")

    def wait_then_do(self, to: float, event: ev.Event) -> None:
        """Let time pass and take `event`, which must come to the same as taking it with no tick before."""
        at_once = twin(self.engine)
        whole = at_once.step(event, Instant(to))
        ticked: list[fx.Effect] = []
        while (deadline := self.engine.next_deadline()) is not None and deadline <= to:
            ticked += self._tick_at(deadline)
        ticked += self.do(event, to)
        assert list(whole) == ticked, self.story(f"{event} at once and after ticking at each deadline")
        assert told(at_once, to) == told(self.engine, to), self.story("what is told")

    def restart(self, to: float) -> None:
        """Save, end, and begin again at `to` on a boot clock that began anew meanwhile."""
        self.log.append(f"{self.now}: restart until {to}")
        saved = json.loads(json.dumps(self.engine.save(Instant(self.now))))
        self.engine = Engine.restore(saved, self.settings, CATALOGUE, Instant(to), Seconds(to - self.now))
        self.model.restart(to)
        self.do(ev.Tick(), to)

    def _tick_at(self, deadline: float) -> tuple[fx.Effect, ...]:
        if deadline % self.grid == 0:
            return self.do(ev.Tick(), deadline)
        # Just after the last instant for "I was still sitting"; the model cannot follow, and nothing else may happen.
        effects = self.engine.step(ev.Tick(), Instant(deadline))
        assert all(isinstance(e, fx.RecordSpan) for e in effects), self.story(f"{effects} off the grid")
        self.spans += [e for e in effects if isinstance(e, fx.RecordSpan)]
        return effects

    def do(self, event: ev.Event, now: float | None = None) -> tuple[fx.Effect, ...]:
        """Give both `event`, and compare."""
        self.now = self.now if now is None else now
        self.log.append(f"{self.now}: {event}")
        effects = self.engine.step(event, Instant(self.now))
        self.model.step(event, self.now)
        self.spans += [e for e in effects if isinstance(e, fx.RecordSpan)]
        self._compare_effects(effects)
        self._compare_snapshots()
        return effects

    # -------------------------------------------------------------------------------------- comparing

    def _compare_effects(self, effects: tuple[fx.Effect, ...]) -> None:
        shown = [self._as_shown(e.prompt) for e in effects if isinstance(e, fx.ShowPrompt)]
        expected_shown = self.model.shown[self.seen_shown :]
        assert shown == expected_shown, self.story(f"prompts: engine {shown}, model {expected_shown}")
        gone = [Withdrawn(self.now, e.prompt.reminder, e.why) for e in effects if isinstance(e, fx.WithdrawPrompt)]
        expected_gone = self.model.withdrawn[self.seen_withdrawn :]
        assert gone == expected_gone, self.story(f"withdrawals: engine {gone}, model {expected_gone}")
        routines = [(e.ended, e.routine, e.end) for e in effects if isinstance(e, fx.RecordRoutine)]
        expected = self.model.routines[self.seen_routines :]
        assert routines == expected, self.story(f"routines: engine {routines}, model {expected}")
        self.seen_shown += len(shown)
        self.seen_withdrawn += len(gone)
        self.seen_routines += len(routines)

    def _as_shown(self, prompt: fx.Prompt) -> Shown:
        assert prompt.id == self.last_id + (prompt.level == 1), self.story("a new id for a new prompt, and only then")
        self.last_id = prompt.id
        return Shown(self.now, prompt.reminder, prompt.level, prompt.seated, prompt.held, prompt.offer)

    def _compare_snapshots(self) -> None:
        snap, model = self.engine.snapshot(Instant(self.now)), self.model
        engine_says = {
            "feet": snap.feet,
            "seat": snap.seat,
            "stance": snap.stance,
            "presence": snap.presence.name,
            "due": snap.due,
            "holds": {str(kind) for kind, _ in snap.holds},
            "paused": (snap.is_paused, snap.paused_until),
            "snoozed": snap.snoozed_until,
            "can undo until": snap.can_undo_until,
            "away since": snap.away_since,
            "shown": snap.shown and (snap.shown.reminder, snap.shown.level),
            "held": snap.held,
            "posture": snap.posture.value,
        }
        model_says = {
            "feet": model.clock("feet"),
            "seat": model.clock("seat"),
            "stance": model.clock("stance"),
            "presence": model.presence(),
            "due": tuple(model.due()),
            "holds": {str(kind) for kind in model.holds} - {"pause"},
            "paused": ("pause" in model.holds, model.pause_until),
            "snoozed": model.snoozed_until if (model.snoozed_until or 0.0) > model.now else None,
            "can undo until": model.reset.until if model.reset and model.can_undo() else None,
            "away since": model.absence.since if model.absence else None,
            "shown": model.current and (model.current.reminder, model.current.level),
            "held": len(model.held),
            "posture": "sitting" if model.standing_since is None else "standing",
        }
        different = {
            key: (engine_says[key], model_says[key]) for key in model_says if engine_says[key] != model_says[key]
        }
        assert not different, self.story(f"snapshot, (engine, model): {different}")

    def compare_spans(self) -> None:
        """Compare the whole past, as it would be recorded if the trace ended now."""
        rest = [e for e in twin(self.engine).finish(Instant(self.now)) if isinstance(e, fx.RecordSpan)]
        past = merged([*self.spans, *rest])
        expected = [(str(kind), start, end) for kind, start, end in self.model.spans()]
        assert past == expected, self.story(f"spans: engine {past}, model {expected}")

    def story(self, what: str) -> str:
        """Return what happened so far, for a failure's message."""
        ticks = str(ev.Tick())
        return "\n".join([f"disagree on {what}", *(line for line in self.log if ticks not in line), f"now {self.now}"])


def cut_step(engine: Engine, at: float) -> tuple[fx.Effect, ...]:
    """Tick `engine` at `at`."""
    return engine.step(ev.Tick(), Instant(at))
