"""Traces: events as JSON Lines, so that every decision can be replayed. One table each for reading and writing.

The first line is the header, then events in order of `t`, seconds since the start in boot time. Instants inside
events are on the wire seconds since the start too, and in memory `Header.instant` of that.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.trace_fields import Fields, TraceError
from numbfeet_tray.core.trace_settings import plain_value, settings_from
from numbfeet_tray.core.units import Instant, Seconds, after, between

TRACE_VERSION = 1


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a trace."""

    start: datetime
    """Wall clock at t = 0; aware."""
    zone: str
    """IANA name of the local time zone."""
    boot: Instant = Instant(0.0)
    """The boot-time clock at t = 0; 0 in traces written by hand."""
    state: Mapping[str, Any] | None = None
    """The saved state that the recording program began with."""

    def instant(self, t: Seconds) -> Instant:
        """Return the instant that trace second `t` stands for."""
        return after(self.boot, t)


@dataclass(frozen=True, slots=True)
class InputStretch:
    """Inputs from the line's `t` on, every `every` seconds (> 0), up to and including trace second `until`."""

    until: Seconds
    every: Seconds


@dataclass(frozen=True, slots=True)
class ZoneChanged:
    """The local time zone is `zone` from here on."""

    zone: str


@dataclass(frozen=True, slots=True)
class End:
    """The trace ends."""


What = ev.Event | InputStretch | ZoneChanged | End


@dataclass(frozen=True, slots=True)
class Timed:
    """One line after the header."""

    t: Seconds
    """Seconds since the start; >= 0."""
    what: What
    line: int = 0
    """Line of the file it stands on, 1-based; 0 when it came from none."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole trace, checked: `t` never goes back, nothing comes after `End`."""

    header: Header
    items: tuple[Timed, ...]

    def unrolled(self) -> Iterator[Timed]:
        """Yield the items in order of `t`, each stretch as its single inputs.

        At the same `t` the earlier line comes first. What a stretch holds after `End` is left out.
        """
        plain = (item for item in self.items if not isinstance(item.what, InputStretch))
        stretches = [_inputs(item, item.what) for item in self.items if isinstance(item.what, InputStretch)]
        for item in heapq.merge(plain, *stretches, key=lambda item: (item.t, item.line)):
            yield item
            if isinstance(item.what, End):
                return


def _inputs(item: Timed, stretch: InputStretch) -> Iterator[Timed]:
    # Counted, not summed, so that `until` itself is reached for steps such as 0.1.
    for count in range(int((stretch.until - item.t) / stretch.every + 1e-9) + 1):
        yield Timed(Seconds(item.t + count * stretch.every), ev.Input(), item.line)


_BARE: dict[str, What] = {
    "tick": ev.Tick(),
    "active": ev.Active(),
    "lock": ev.Locked(),
    "unlock": ev.Unlocked(),
    "sleep": ev.SleepBegan(),
    "stop": ev.GuideKeyPressed(ev.GuideKey.STOP),
    "skip": ev.Skipped(),
    "close": ev.PromptClosed(),
    "expire": ev.PromptExpired(),
    "fail": ev.PromptFailed(),
    "resume": ev.PauseEnded(),
    "end": End(),
}
"""Events that are a name and nothing more. `stop` is the one guide key with a name of its own."""
_BARE_NAMES = {what: name for name, what in _BARE.items()}

_SENT_HOLDS = tuple(kind for kind in ev.HoldKind if kind is not ev.HoldKind.PAUSE)


@dataclass(frozen=True, slots=True)
class _Line:
    fields: Fields
    t: Seconds
    header: Header


def _read_input(line: _Line) -> What:
    if not line.fields.has("until", "every"):
        return ev.Input()
    return InputStretch(line.fields.number("until", least=line.t), line.fields.number("every", above=0.0))


def _read_pause(line: _Line) -> What:
    if line.fields.has("for"):
        length = line.fields.number("for", above=0.0)
        return ev.PauseBegan(line.header.instant(Seconds(line.t + length)), line.fields.flag("wall", default=False))
    if line.fields.has("until"):
        line.fields.choice("until", ("resume",))
    return ev.PauseBegan(None)


def _read_snooze(line: _Line) -> What:
    return ev.Snoozed(line.fields.number("for", above=0.0) if line.fields.has("for") else None)


def _read_start(line: _Line) -> What:
    return ev.StartAsked(line.fields.text("routine") if line.fields.has("routine") else None)


_READERS: dict[str, Callable[[_Line], What]] = {
    "input": _read_input,
    "idle": lambda line: ev.Idle(line.header.instant(line.fields.number("since", most=line.t))),
    "wake": lambda line: ev.Woke(line.fields.number("slept", least=0.0, default=0.0)),
    "inhibitor": lambda line: ev.InhibitorChanged(line.fields.text("what", may_be_empty=True), line.fields.flag("on")),
    "hold": lambda line: ev.HoldChanged(line.fields.choice("what", _SENT_HOLDS), line.fields.flag("on")),
    "say": lambda line: ev.Said(line.fields.choice("what", tuple(ev.Saying))),
    "start": _read_start,
    "guide": lambda line: ev.GuideKeyPressed(line.fields.choice("key", tuple(ev.GuideKey))),
    "snooze": _read_snooze,
    "pause": _read_pause,
    "clock_set": lambda line: ev.WallClockSet(line.fields.number("by")),
    "local_time": lambda line: ev.LocalTime(line.fields.number("seconds"), int(line.fields.number("day_start"))),
    "zone": lambda line: ZoneChanged(line.fields.text("zone")),
    "schedule": lambda line: ev.ScheduleFired(line.fields.text("name"), line.fields.text("routine")),
    "settings": lambda line: settings_from(line.fields),
}
"""How to read each event that carries something."""

EVENT_NAMES = tuple(sorted([*_BARE, *_READERS]))
"""Every value that `event` may have."""


def parse_header(data: object, line: int = 1) -> Header:
    """Read the header line.

    Raises:
        TraceError: it is no header, or of a version that this program cannot read.
    """
    fields = Fields.of(data, line)
    if not fields.has("trace"):
        raise TraceError(line, "the first line must be the header", ('{"trace": 1, "start": …, "zone": …}',))
    if (version := fields.take("trace")) != TRACE_VERSION or isinstance(version, bool):
        raise TraceError(line, f"trace version {version!r} cannot be read", (str(TRACE_VERSION),))
    start = fields.moment("start")
    header = Header(start, fields.text("zone"), Instant(fields.number("boot", default=0.0)), fields.table("state"))
    fields.done()
    return header


def parse_line(data: object, header: Header, line: int = 0) -> Timed:
    """Read one line after the header.

    Raises:
        TraceError: `data` is no event; names the line, what is wrong, and what is allowed.
    """
    fields = Fields.of(data, line)
    t = fields.number("t", least=0.0)
    name = fields.choice("event", EVENT_NAMES)
    what = _BARE[name] if name in _BARE else _READERS[name](_Line(fields, t, header))
    fields.done()
    return Timed(t, what, line)


def read_trace(lines: Iterable[str]) -> Trace:
    """Read a whole trace; empty lines are passed over.

    Raises:
        TraceError: a line is wrong, `t` goes back, the header is missing, or something comes after the end.
    """
    header: Header | None = None
    items: list[Timed] = []
    for line, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        data = _decoded(text, line)
        if header is None:
            header = parse_header(data, line)
            continue
        item = parse_line(data, header, line)
        if items and isinstance(items[-1].what, End):
            raise TraceError(line, "nothing may come after the end")
        if items and item.t < items[-1].t:
            raise TraceError(line, f"t goes back from {items[-1].t:g} to {item.t:g}")
        items.append(item)
    if header is None:
        raise TraceError(1, "the trace is empty")
    return Trace(header, tuple(items))


def _decoded(text: str, line: int) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise TraceError(line, "this is not JSON") from None


def plain_header(header: Header) -> dict[str, Any]:
    """Return the header as its JSON-able line."""
    line: dict[str, Any] = {"trace": TRACE_VERSION, "start": header.start.isoformat(), "zone": header.zone}
    if header.boot:
        line["boot"] = header.boot
    if header.state is not None:
        line["state"] = dict(header.state)
    return line


def plain_line(item: Timed, header: Header) -> dict[str, Any]:
    """Return `item` as its JSON-able line, with times rounded to the microsecond."""
    name, rest = _plain(item, header)
    return {"t": round(item.t, 6), "event": name, **rest}


def _plain(item: Timed, header: Header) -> tuple[str, dict[str, Any]]:  # noqa: C901, PLR0911, PLR0912 - one case each
    match item.what:
        case ev.Input():
            return "input", {}
        case InputStretch(until, every):
            return "input", {"until": until, "every": every}
        case ev.Idle(since):
            return "idle", {"since": round(between(header.boot, since), 6)}
        case ev.Woke(slept):
            return "wake", {"slept": slept} if slept else {}
        case ev.InhibitorChanged(what, on):
            return "inhibitor", {"on": on, "what": what}
        case ev.HoldChanged(kind, on):
            return "hold", {"on": on, "what": kind.value}
        case ev.Said(saying):
            return "say", {"what": saying.value}
        case ev.StartAsked(routine):
            return "start", {} if routine is None else {"routine": routine}
        case ev.Snoozed(length):
            return "snooze", {} if length is None else {"for": length}
        case ev.PauseBegan(until, wall):
            if until is None:
                return "pause", {"until": "resume"}
            wait = max(round(between(header.instant(item.t), until), 6), 1e-6)  # what is written can be read
            return "pause", {"for": wait, "wall": True} if wall else {"for": wait}
        case ev.WallClockSet(by):
            return "clock_set", {"by": by}
        case ev.LocalTime(seconds, day_start):
            return "local_time", {"seconds": seconds, "day_start": day_start}
        case ZoneChanged(zone):
            return "zone", {"zone": zone}
        case ev.ScheduleFired(schedule, routine):
            return "schedule", {"name": schedule, "routine": routine}
        case ev.SettingsChanged(settings, catalogue):
            return "settings", {"settings": plain_value(settings), "catalogue": plain_value(catalogue)}
        case ev.GuideKeyPressed(key) if key is not ev.GuideKey.STOP:
            return "guide", {"key": key.value}
        case bare:
            return _BARE_NAMES[bare], {}
