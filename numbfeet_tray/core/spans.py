"""The ledger of spans: what each stretch of time was, handed out once nothing can change it any more.

Spans touch and never overlap. While "I was still sitting" can take an absence back, the span before it, the
absence itself and everything after it wait in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from numbfeet_tray.core.effects import RecordSpan, SpanKind
from numbfeet_tray.core.units import Instant


@dataclass(frozen=True, slots=True)
class Ledger:
    """Closed spans that still wait, and where the open one began."""

    open_from: Instant
    """Start of the span that is going on."""
    waiting: tuple[RecordSpan, ...] = ()
    """Closed and not yet recorded, oldest first."""

    def close(self, kind: SpanKind, end: Instant) -> Ledger:
        """Close the open span as `kind` at `end` (>= `open_from`) and open the next there."""
        if end <= self.open_from:
            return self
        span = RecordSpan(kind, self.open_from, end)
        last = self.waiting[-1] if self.waiting else None
        if last is not None and last.kind is kind:
            return Ledger(end, (*self.waiting[:-1], RecordSpan(kind, last.start, end)))
        return Ledger(end, (*self.waiting, span))

    def close_absence(self, sleeps: tuple[tuple[Instant, Instant], ...], end: Instant) -> Ledger:
        """Close an absence that is open since `open_from`, with the stretches of sleep in it."""
        ledger = self
        for began, ended in sleeps:
            ledger = ledger.close(SpanKind.AWAY, began).close(SpanKind.ASLEEP, ended)
        return ledger.close(SpanKind.AWAY, end)

    def take_back(self, start: Instant, end: Instant) -> Ledger:
        """Turn everything that waits between `start` and `end` into seated time."""
        ledger = Ledger(self.waiting[0].start if self.waiting else self.open_from)
        for span in self.waiting:
            # One that touches another away span was joined to it: cut it out again.
            inner = (min(max(start, span.start), span.end), min(max(end, span.start), span.end))
            ledger = ledger.close(span.kind, inner[0]).close(SpanKind.SEATED, inner[1]).close(span.kind, span.end)
        return ledger

    def shorten(self, end: Instant) -> Ledger:
        """Let the span that was closed last end at `end`, earlier than thought, and open the next there."""
        last = self.waiting[-1] if self.waiting else None
        if last is None or last.end != self.open_from:
            return self
        return Ledger(last.start, self.waiting[:-1]).close(last.kind, end)

    def reopen(self, kind: SpanKind) -> Ledger:
        """Join the last waiting span to the open one when both are of `kind`."""
        if self.waiting and self.waiting[-1].kind is kind:
            return Ledger(self.waiting[-1].start, self.waiting[:-1])
        return self

    def settle(self, before: Instant | None = None) -> tuple[Ledger, tuple[RecordSpan, ...]]:
        """Hand out what waits: everything, or only the spans that end before `before`."""
        if before is None:
            return replace(self, waiting=()), self.waiting
        count = sum(span.end < before for span in self.waiting)
        return replace(self, waiting=self.waiting[count:]), self.waiting[:count]
