"""What the core's tests play with: routines, settings on a small scale, and a story told to an engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.routine import Phase, Position, Routine, Step
from numbfeet_tray.core.settings import Absences, ClockName, Prompting, Reminder, Settings
from numbfeet_tray.core.units import Instant, Seconds


def step(seconds: float, *, moves_feet: bool = True, position: Position = Position.SEATED) -> Step:
    """Return a step of one phase; its words do not matter here."""
    return Step("exercise", "Name", "Text.", "", position, moves_feet, (Phase(Seconds(seconds)),))


CATALOGUE = (
    Routine("desk-minute", "Desk minute", (step(4.0), step(6.0))),
    Routine("just-walk", "Just walk", (step(8.0, position=Position.WALKING),)),
    Routine("toe-20", "Toes", (step(2.0),)),
    Routine("mixed", "Mixed", (step(3.0, moves_feet=False), step(4.0), step(5.0, position=Position.STANDING))),
)
"""One seated routine, one walking, one short, and one beginning with a step that moves no foot; on a 0.5 s grid."""

SMALL = Settings(
    absences=Absences(
        short=Seconds(4.0),
        real=Seconds(10.0),
        passive=Seconds(20.0),
        grace=Seconds(3.0),
        undo=Seconds(25.0),
        leaving=Seconds(2.0),
    ),
    reminders=(
        Reminder("feet", ClockName.FEET, Seconds(20.0), "desk-minute"),
        Reminder("seat", ClockName.SEAT, Seconds(32.0), "just-walk"),
    ),
    prompting=Prompting(
        polite_idle=Seconds(1.0),
        polite_wait=Seconds(5.0),
        levels=(Seconds(0.0), Seconds(7.0), Seconds(15.0)),
        after_hold=Seconds(1.5),
        standing_limit=Seconds(14.0),
        standing_offer="mixed",
    ),
    snooze_lengths=(Seconds(6.0), Seconds(12.0)),
)
"""Every threshold small and different, so that a random walk of a minute meets them all."""


@dataclass
class Story:
    """An engine that is ticked at each of its deadlines, and everything it said with the instant it said it."""

    settings: Settings = field(default_factory=Settings)
    start: float = 0.0
    said: list[tuple[float, fx.Effect]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.start
        self.engine = Engine(self.settings, CATALOGUE, Instant(self.start))

    def run(self, to: float) -> Story:
        """Let time pass up to `to`, ticking at each deadline."""
        while (deadline := self.engine.next_deadline()) is not None and deadline <= to:
            self._step(ev.Tick(), deadline)
        return self.at(to, ev.Tick())

    def at(self, t: float, *events: ev.Event) -> Story:
        """Take `events` at `t`."""
        while (deadline := self.engine.next_deadline()) is not None and deadline <= t:
            self._step(ev.Tick(), deadline)
        for event in events:
            self._step(event, t)
        return self

    def inputs(self, start: float, end: float, every: float = 2.0) -> Story:
        """Give one input every `every` seconds from `start` up to and including `end` when it falls on it."""
        count = int((end - start) / every) + 1
        for number in range(count):
            self.at(start + number * every, ev.Input())
        return self

    def end(self, t: float) -> Story:
        """Finish at `t`: every span is settled."""
        self.run(t)
        self._hear(self.engine.finish(Instant(t)))
        return self

    def _step(self, event: ev.Event, t: float) -> None:
        self.now = t
        self._hear(self.engine.step(event, Instant(t)))

    def _hear(self, effects: tuple[fx.Effect, ...]) -> None:
        for effect in effects:
            # A member of one StrEnum equals the like-named one of another; the types must be right, too.
            assert not isinstance(effect, fx.WithdrawPrompt) or isinstance(effect.why, fx.WithdrawReason)
            assert not isinstance(effect, fx.RecordPrompt) or isinstance(effect.outcome, fx.Outcome)
        self.said += [(self.now, effect) for effect in effects]

    @property
    def catalogue(self) -> tuple[Routine, ...]:
        """The routines that the engine knows."""
        return CATALOGUE

    @property
    def prompts(self) -> list[tuple[float, str, int]]:
        """When which reminder was shown at which level."""
        return [(t, e.prompt.reminder, e.prompt.level) for t, e in self.said if isinstance(e, fx.ShowPrompt)]

    @property
    def shown(self) -> list[fx.Prompt]:
        """Every prompt as it was shown, one entry per level."""
        return [e.prompt for _, e in self.said if isinstance(e, fx.ShowPrompt)]

    @property
    def withdrawals(self) -> list[tuple[float, str]]:
        """When a prompt was withdrawn, and why."""
        return [(t, e.why.value) for t, e in self.said if isinstance(e, fx.WithdrawPrompt)]

    @property
    def spans(self) -> list[tuple[str, float, float]]:
        """The recorded spans, equal neighbours merged."""
        return merged([e for _, e in self.said if isinstance(e, fx.RecordSpan)])

    @property
    def outcomes(self) -> list[tuple[float, int, str, str]]:
        """What became of which prompt: instant, prompt id, outcome, detail."""
        return [(t, e.prompt.id, e.outcome.value, e.detail) for t, e in self.said if isinstance(e, fx.RecordPrompt)]

    @property
    def routines(self) -> list[fx.RecordRoutine]:
        """The recorded routines."""
        return [e for _, e in self.said if isinstance(e, fx.RecordRoutine)]

    @property
    def clocks(self) -> tuple[float, float]:
        """Feet and seat now."""
        snapshot = self.engine.snapshot(Instant(self.now))
        return snapshot.feet, snapshot.seat


def merged(spans: list[fx.RecordSpan]) -> list[tuple[str, float, float]]:
    """Return the spans as (kind, start, end) with equal neighbours merged.

    Raises:
        AssertionError: when a span is empty, or does not touch the one before.
    """
    out: list[tuple[str, float, float]] = []
    for span in spans:
        assert span.end > span.start, span
        assert not out or out[-1][2] == span.start, (out[-1], span)
        if out and out[-1][0] == span.kind:
            out[-1] = (out[-1][0], out[-1][1], span.end)
        else:
            out.append((str(span.kind), span.start, span.end))
    return out
