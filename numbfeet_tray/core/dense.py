"""Tell stretches of dense input shortly, so that replaying a day costs by its events and not by its key presses."""

from __future__ import annotations

import bisect
import heapq
import itertools
import math
from collections.abc import Iterator, Sequence

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.trace import End, InputStretch, Timed, Trace
from numbfeet_tray.core.units import Seconds

ROUNDING = 1e-9
"""So that the last input of a stretch is reached for steps such as 0.1 s."""


def compact(trace: Trace, polite_idle: Seconds) -> Iterator[Timed]:
    """Yield the trace's items, each stretch of input as `Active` and its last `Input`.

    Between inputs less than `polite_idle` apart nothing can be decided by idleness, so this changes no result. Where
    another item falls into a stretch, the stretch is told exactly up to it: its last input before the item, and
    `Active` again after it. Traces whose stretches overlap or are sparse are told input by input.
    """
    settings = (item.what.settings for item in trace.items if isinstance(item.what, ev.SettingsChanged))
    limit = min((one.prompting.polite_idle for one in settings), default=polite_idle)
    stretches = [(item, item.what) for item in trace.items if isinstance(item.what, InputStretch)]
    overlap = any(other[0].t <= one[1].until for one, other in itertools.pairwise(stretches))
    if overlap or any(stretch.every >= min(limit, polite_idle) for _, stretch in stretches):
        yield from trace.unrolled()
        return
    plain = [item for item in trace.items if not isinstance(item.what, InputStretch)]
    told = (part for item, stretch in stretches for part in _told(item, stretch, _cuts(plain, item, stretch)))
    for item in heapq.merge(plain, told, key=lambda item: (item.t, item.line)):
        yield item
        if isinstance(item.what, End):
            return


def _cuts(plain: Sequence[Timed], item: Timed, stretch: InputStretch) -> Iterator[float]:
    """Yield the instants at which another item falls into the stretch, and then one after its end."""
    low = bisect.bisect_left(plain, item.t, key=lambda other: other.t)
    high = bisect.bisect_right(plain, stretch.until, key=lambda other: other.t)
    yield from (other.t for other in plain[low:high])
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
