"""The tracker: from presence events to the clocks.

Rules:
1. Everything that decides whether the person is present, and what an absence does to the clocks, lives here.
2. The clocks are kept as they stood at an anchor that is never after the last presence; what they show now is
   computed from that. So nothing depends on how often the tracker is asked, and going back to the last presence
   is forgetting, not subtracting.
3. An absence is judged once, by `arrive`, when it ends.

How the rules of presence are read where the design leaves room: docs/architecture.md, "Readings".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from numbfeet_tray.core.absence import Away, Undo
from numbfeet_tray.core.clocks import Clocks, Posture
from numbfeet_tray.core.effects import SpanKind
from numbfeet_tray.core.settings import Absences
from numbfeet_tray.core.spans import Ledger
from numbfeet_tray.core.units import Instant, Seconds, after, between

JUST_AFTER = Seconds(0.001)
"""The undo window is open up to and including its last instant, so it closes this much later."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """Where presence and the clocks stand. `clocks` are as of `anchor`; away they are frozen."""

    anchor: Instant
    presence: Instant
    """The last presence that is certain, >= `anchor`; activity and inhibitors move on from it."""
    last_input: Instant
    ledger: Ledger
    clocks: Clocks = Clocks()
    posture: Posture = Posture.SITTING
    is_active: bool = False
    """Input goes on until told otherwise."""
    inhibitors: frozenset[str] = frozenset()
    inhibited_until: Instant | None = None
    """When the last inhibitor ended while input was believed to go on."""
    is_locked: bool = False
    asleep_since: Instant | None = None
    away: Away | None = None
    undo: Undo | None = None

    @classmethod
    def begin(cls, now: Instant) -> Tracker:
        """Return a tracker that has not seen anybody yet."""
        return cls(anchor=now, presence=now, last_input=now, ledger=Ledger(now), away=Away(now, is_first=True))

    @property
    def span_kind(self) -> SpanKind:
        """What the present stretch is while the person is there."""
        return SpanKind.SEATED if self.posture is Posture.SITTING else SpanKind.STANDING

    def last_presence(self, now: Instant, rules: Absences) -> Instant:
        """Return the last presence as known at `now`."""
        if self.away is not None:
            return self.away.since
        if self.is_active:
            return now
        if self.inhibitors:
            return max(self.presence, min(now, after(self.last_input, rules.passive)))
        return self.presence

    def values(self, now: Instant, rules: Absences) -> Clocks:
        """Return the clocks as shown at `now`: provisional while an absence is short, frozen while away."""
        if self.away is not None:
            return self.clocks.clamped()
        return self.clocks.run(now - self.anchor, self.posture, rules.real).clamped()

    def away_at(self, rules: Absences) -> Instant | None:
        """Return when the person counts as away if nothing else happens, or None when that cannot be told."""
        if self.away is not None or self.is_active:
            return None
        last = self.presence
        if self.inhibitors:
            last = max(last, after(self.last_input, rules.passive))
        return after(last, rules.short)

    def deadline(self, rules: Absences) -> Instant | None:
        """Return when `expire` has something to do by itself."""
        instants = [self.away_at(rules)]
        if self.undo is not None:
            instants.append(after(self.undo.until, JUST_AFTER))
        return min((instant for instant in instants if instant is not None), default=None)

    def is_input_welcome(self, now: Instant) -> bool:
        """Return whether an input at `now` would end the absence."""
        if self.is_locked or self.asleep_since is not None or self.away is None:
            return False
        return self.away.leaving_until is None or now >= self.away.leaving_until


def anchored(tracker: Tracker, at: Instant, rules: Absences) -> Tracker:
    """Move the anchor of a present tracker to `at`, which is certain presence."""
    clocks = tracker.clocks.run(at - tracker.anchor, tracker.posture, rules.real)
    return replace(tracker, anchor=at, presence=max(at, tracker.presence), clocks=clocks)


def leave(
    tracker: Tracker, now: Instant, rules: Absences, *, at: Instant | None = None, is_said: bool = False
) -> Tracker:
    """Open the absence at the last presence (or at `at`), or return `tracker` when it is open already."""
    if tracker.away is not None:
        return tracker
    since = tracker.last_presence(now, rules) if at is None else max(at, tracker.anchor)
    clocks = tracker.clocks.run(since - tracker.anchor, tracker.posture, rules.real).clamped()
    return replace(
        tracker,
        anchor=since,
        presence=since,
        clocks=clocks,
        is_active=False,
        away=_believed(tracker, since) if tracker.is_active and not is_said else Away(since),
        ledger=tracker.ledger.close(tracker.span_kind, since),
    )


def _believed(tracker: Tracker, since: Instant) -> Away:
    """Return the absence from `since` on, which rests on input that was only believed to go on."""
    return Away(
        since, certain=tracker.presence, inhibited_until=since if tracker.inhibitors else tracker.inhibited_until
    )


def arrive(tracker: Tracker, away: Away, now: Instant, rules: Absences) -> Tracker:
    """End the absence at `now` and judge it by its length."""
    ledger = tracker.ledger.close_absence(away.sleeps, now)
    clocks = tracker.clocks.clamped()
    back = replace(tracker, anchor=now, presence=now, last_input=now, away=None, ledger=ledger, clocks=clocks)
    length = between(away.since, now)
    if away.is_first or length < rules.real:
        return back
    undo = Undo(away.since, now, after(now, rules.undo), tracker.clocks.feet + length, tracker.clocks.seat + length)
    return replace(back, clocks=Clocks(), posture=Posture.SITTING, undo=undo)


def expire(tracker: Tracker, now: Instant, rules: Absences) -> Tracker:
    """Do what time alone does up to `now`."""
    if tracker.undo is not None and now > tracker.undo.until:
        tracker = replace(tracker, undo=None)
    at = tracker.away_at(rules)
    return leave(tracker, now, rules) if at is not None and at <= now else tracker


def saw_input(tracker: Tracker, now: Instant, rules: Absences, *, goes_on: bool) -> Tracker:
    """Take an input at `now` into account; `goes_on` until told otherwise."""
    if tracker.away is not None:
        if not tracker.is_input_welcome(now):
            return tracker
        tracker = arrive(tracker, tracker.away, now, rules)
    return replace(anchored(tracker, now, rules), last_input=now, is_active=goes_on, inhibited_until=None)


def saw_idle(tracker: Tracker, since: Instant, rules: Absences) -> Tracker:
    """Take into account that there was no input since `since`."""
    if tracker.away is not None and tracker.away.certain is not None:
        last_input = max(since, tracker.away.certain)
        passive = min(tracker.away.inhibited_until or last_input, after(last_input, rules.passive))
        return _left_earlier(tracker, tracker.away, max(last_input, passive))
    if not tracker.is_active:
        return tracker
    last_input = max(since, tracker.last_input)
    presence = max(since, tracker.presence)
    if tracker.inhibited_until is not None:
        presence = max(presence, min(tracker.inhibited_until, after(last_input, rules.passive)))
    return replace(tracker, is_active=False, last_input=last_input, presence=presence)


def _left_earlier(tracker: Tracker, away: Away, since: Instant) -> Tracker:
    """Move the beginning of an open absence back to `since`: input had stopped before it was noticed."""
    if since >= away.since:
        return tracker
    over = away.since - since
    clocks = tracker.clocks
    if tracker.posture is Posture.SITTING:
        clocks = replace(clocks, feet=clocks.feet - over, seat=clocks.seat - over)
    else:
        clocks = replace(clocks, stood=clocks.stood - over, stance=clocks.stance - over)
    return replace(
        tracker,
        anchor=since,
        presence=since,
        last_input=since,
        clocks=clocks,
        away=replace(away, since=since, certain=None),
        ledger=tracker.ledger.shorten(since),
    )


def set_inhibitor(tracker: Tracker, what: str, now: Instant, rules: Absences, *, on: bool) -> Tracker:
    """Add or remove an idle inhibitor or call."""
    if on:
        return replace(tracker, inhibitors=tracker.inhibitors | {what})
    left = tracker.inhibitors - {what}
    if tracker.is_active:
        ended = now if tracker.inhibitors and not left else tracker.inhibited_until
        return replace(tracker, inhibitors=left, inhibited_until=ended)
    return replace(tracker, inhibitors=left, presence=tracker.last_presence(now, rules))


def lock(tracker: Tracker, now: Instant, rules: Absences) -> Tracker:
    """The screen is locked: whoever is there counts as away since the last presence."""
    return replace(leave(tracker, now, rules), is_locked=True)


def fall_asleep(tracker: Tracker, now: Instant, rules: Absences) -> Tracker:
    """The machine sleeps from `now` on."""
    if tracker.asleep_since is not None:
        return tracker
    return replace(leave(tracker, now, rules), asleep_since=now)


def wake(tracker: Tracker, now: Instant, slept: Seconds, rules: Absences) -> Tracker:
    """The machine is awake; it slept since `fall_asleep`, or for the last `slept` seconds."""
    began = tracker.asleep_since
    if began is None:
        if slept <= 0:
            return tracker
        began = Instant(now - slept)
        tracker = leave(tracker, now, rules, at=min(began, tracker.last_presence(now, rules)))
    away = tracker.away
    assert away is not None  # noqa: S101 - whoever slept has left, see the two calls of `leave`
    earliest = away.sleeps[-1][1] if away.sleeps else away.since
    sleeps = (*away.sleeps, (max(began, earliest), now))
    return replace(tracker, asleep_since=None, away=replace(away, sleeps=sleeps))


def stand(tracker: Tracker, posture: Posture, now: Instant, rules: Absences) -> Tracker:
    """The person said how they are placed; while not away this is presence."""
    if tracker.away is None:
        tracker = anchored(tracker, now, rules)
    elif tracker.away.leaving_until is not None:
        tracker = replace(tracker, away=replace(tracker.away, leaving_until=None))  # they are back, so they say
    if posture is tracker.posture:
        return tracker
    ledger = tracker.ledger if tracker.away is not None else tracker.ledger.close(tracker.span_kind, now)
    undo = tracker.undo
    if undo is not None and tracker.clocks.stood >= rules.real:
        undo = replace(undo, seat=None)
    clocks = replace(tracker.clocks, stood=0.0, stance=0.0)
    return replace(tracker, posture=posture, ledger=ledger, clocks=clocks, undo=undo)


def say_away(tracker: Tracker, now: Instant, rules: Absences) -> Tracker:
    """The person leaves now; said again, or when away already, input is theirs leaving for as long anew."""
    tracker = leave(tracker, now, rules, at=now, is_said=True)
    assert tracker.away is not None  # noqa: S101 - `leave` has just opened it
    return replace(tracker, away=replace(tracker.away, leaving_until=after(now, rules.leaving)))


def take_back(tracker: Tracker, undo: Undo, now: Instant, rules: Absences) -> Tracker:
    """Count the absence of `undo` as seated after all."""
    is_seat_zeroed = undo.seat is None or tracker.values(now, rules).stood >= rules.real
    clocks = replace(
        tracker.clocks,
        feet=tracker.clocks.feet + (undo.feet or 0.0),
        seat=tracker.clocks.seat + (0.0 if is_seat_zeroed else undo.seat or 0.0),
    )
    ledger = tracker.ledger.take_back(undo.start, undo.end)
    if tracker.away is None:
        ledger = ledger.reopen(tracker.span_kind)
    return replace(tracker, clocks=clocks, ledger=ledger, undo=None)


def zero(tracker: Tracker, now: Instant, *, seat: bool) -> Tracker:
    """The feet moved at `now`: zero `feet` and `stance`, and with `seat` the seat clock too."""
    run = now - tracker.anchor
    # An absence counts as seated if it is taken back, so within one the clocks are zeroed as if it were.
    is_seated = tracker.away is not None or tracker.posture is Posture.SITTING
    seated, standing = (run, 0.0) if is_seated else (0.0, run)
    clocks = replace(tracker.clocks, feet=0.0 - seated, stance=0.0 - standing)
    undo = tracker.undo and replace(tracker.undo, feet=None)
    if seat:
        clocks = replace(clocks, seat=0.0 - seated)
        undo = undo and replace(undo, seat=None)
    return replace(tracker, clocks=clocks, undo=undo)
