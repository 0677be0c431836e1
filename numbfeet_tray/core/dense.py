"""Tell stretches of dense input shortly, so that replaying a day costs by its events and not by its key presses."""

from __future__ import annotations

import bisect
import heapq
import itertools
import math
from collections.abc import Iterator, Sequence

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.trace import End, InputStretch, Timed, Trace
from numbfeet_tray.core.units import Seconds

ROUNDING = 1e-9
"""So that the last input of a stretch is reached for steps such as 0.1 s."""


def compact(trace: Trace, settings: Settings) -> Iterator[Timed]:
    """Yield the trace's items, each stretch of input as `Active` and its last `Input`.

    Between inputs less than `polite_idle` apart nothing can be decided by idleness, so this changes no result. Where
    another item falls into a stretch, or input begins to count again after the person said that they leave, the
    stretch is told exactly up to it: its last input before, and `Active` again after. Traces whose stretches overlap
    or are sparse are told input by input. `settings` are those in force at the start.
    """
    ever = [settings, *(item.what.settings for item in trace.items if isinstance(item.what, ev.SettingsChanged))]
    limit = min(one.prompting.polite_idle for one in ever)
    stretches = [(item, item.what) for item in trace.items if isinstance(item.what, InputStretch)]
    overlap = any(other[0].t <= one[1].until for one, other in itertools.pairwise(stretches))
    if overlap or any(stretch.every >= limit for _, stretch in stretches):
        yield from trace.unrolled()
        return
    plain = [item for item in trace.items if not isinstance(item.what, InputStretch)]
    leavings = {one.absences.leaving for one in ever}
    gone = (item.t for item in plain if item.what == ev.Said(ev.Saying.AWAY))
    cuts = sorted([*(item.t for item in plain), *(t + leaving for t in gone for leaving in leavings)])
    told = (part for item, stretch in stretches for part in _told(item, stretch, _within(cuts, item.t, stretch.until)))
    for item in heapq.merge(plain, told, key=lambda item: (item.t, item.line)):
        yield item
        if isinstance(item.what, End):
            return


def _within(cuts: Sequence[float], start: float, end: float) -> Iterator[float]:
    """Yield the `cuts` from `start` to `end`, and then one after all."""
    yield from cuts[bisect.bisect_left(cuts, start) : bisect.bisect_right(cuts, end)]
    yield math.inf


def _told(item: Timed, stretch: InputStretch, cuts: Iterator[float]) -> Iterator[Timed]:
    first, last = 0, int((stretch.until - item.t) / stretch.every + ROUNDING)
    for cut in cuts:
        through = last if cut == math.inf else min(last, int((cut - item.t) / stretch.every + ROUNDING))
        if through < first:
            continue
        if through > first:
            yield Timed(Seconds(item.t + first * stretch.every), ev.Active(), item.line)
        yield Timed(Seconds(item.t + through * stretch.every), ev.Input(), item.line)
        first = through + 1
