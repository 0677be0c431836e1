"""When the program happens to wake decides nothing."""

from __future__ import annotations

import math

import pytest

from numbfeet_tray.core import effects as fx
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.engine import Engine
from numbfeet_tray.core.events import HoldKind, Saying
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Instant, Seconds
from tests.core.scene import CATALOGUE

DAY: list[tuple[float, ev.Event]] = [
    (3.0, ev.Active()),
    (1700.0, ev.Idle(Instant(1640.0))),
    (1960.0, ev.Active()),
    (1970.0, ev.Said(Saying.WAS_SITTING)),
    (2300.0, ev.Idle(Instant(2297.0))),
    (2303.0, ev.Active()),
    (2400.0, ev.Snoozed()),
    (2410.0, ev.HoldChanged(HoldKind.CAMERA, True)),
    (3000.0, ev.InhibitorChanged("call", True)),
    (3060.0, ev.Idle(Instant(3010.0))),
    (3900.0, ev.HoldChanged(HoldKind.CAMERA, False)),
    (3901.0, ev.InhibitorChanged("call", False)),
    (3910.0, ev.Active()),
    (4000.0, ev.StartAsked("mixed")),
    (4005.0, ev.GuideKeyPressed(ev.GuideKey.PAUSE)),
    (4040.0, ev.GuideKeyPressed(ev.GuideKey.RESUME)),
    (4100.0, ev.Said(Saying.STANDING)),
    (6000.0, ev.Said(Saying.SITTING)),
    (6100.0, ev.PauseBegan(Instant(9000.0))),
    (9500.0, ev.Locked()),
    (9510.0, ev.SleepBegan()),
    (20000.0, ev.Woke()),
    (20010.0, ev.Unlocked()),
    (20011.0, ev.Active()),
    (24000.0, ev.Woke(Seconds(100.0))),
    (24001.0, ev.Active()),
]
END = 26000.0


def what_happens(every: float) -> tuple[list[fx.Effect], dict[str, object]]:
    """Live through `DAY` with a tick every `every` seconds, and return the effects and the end state."""
    engine, effects, t = Engine(Settings(), CATALOGUE, Instant(0.0)), list[fx.Effect](), 0.0
    for at, event in [*DAY, (END, ev.Tick())]:
        while t + every < at:
            t += every
            effects += engine.step(ev.Tick(), Instant(t))
        effects += engine.step(event, Instant(at))
    effects += engine.finish(Instant(END))
    return effects, engine.save(Instant(END))


@pytest.mark.parametrize("every", [0.75, 1.0, 7.5, 59.875, 60.0, 300.0, 3600.0])
def test_splitting_a_wait_into_any_number_of_ticks_changes_nothing(every: float) -> None:
    """Splitting a wait into any number of ticks, or adding a tick at the same instant, changes nothing."""
    assert what_happens(every) == what_happens(math.inf)


def test_the_day_of_these_tests_holds_a_bit_of_everything() -> None:
    effects, _ = what_happens(math.inf)
    assert {type(effect) for effect in effects} >= {
        fx.ShowPrompt,
        fx.WithdrawPrompt,
        fx.OpenGuide,
        fx.SyncGuide,
        fx.CloseGuide,
        fx.RecordSpan,
        fx.RecordPrompt,
        fx.RecordRoutine,
        fx.RecordUndo,
    }
    assert {effect.kind for effect in effects if isinstance(effect, fx.RecordSpan)} == set(fx.SpanKind)
