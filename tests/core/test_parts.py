"""Parts of the core asked directly for what the engine never asks them: they answer and change nothing."""

from __future__ import annotations

from numbfeet_tray.core.effects import RecordSpan, SpanKind, WithdrawReason
from numbfeet_tray.core.policy import Policy
from numbfeet_tray.core.showing import withdraw
from numbfeet_tray.core.spans import Ledger
from numbfeet_tray.core.units import Instant


def test_withdrawing_when_nothing_is_shown_does_nothing() -> None:
    policy = Policy()
    assert withdraw(policy, WithdrawReason.AWAY) == (policy, ())


def test_a_ledger_without_a_span_that_just_closed_has_nothing_to_shorten() -> None:
    empty = Ledger(Instant(5.0))
    assert empty.shorten(Instant(3.0)) == empty


def test_shortening_moves_the_end_of_the_span_that_just_closed() -> None:
    ledger = Ledger(Instant(0.0)).close(SpanKind.SEATED, Instant(630.0)).shorten(Instant(598.0))
    assert ledger.waiting == (RecordSpan(SpanKind.SEATED, Instant(0.0), Instant(598.0)),)
    assert ledger.open_from == 598.0
