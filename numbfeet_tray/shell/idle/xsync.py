"""The X server's SYNC extension: counters, alarms and their events.

Talks to: one X server, over `xwire`.
Thread: the loop's.
Blocks: in `connect`, `query` and nowhere else, at most 1 s for each answer.
Fails with: AdapterUnavailable from `connect`; OSError when the server is gone, TimeoutError, which is one of them, when
    it is stuck.
Missing when: there is no X server, or it lacks SYNC or the counter.

The wire format is that of the "X Synchronization Extension Protocol", version 3.1. Counters and alarm values are
64-bit numbers in two halves; the counter IDLETIME holds milliseconds since the last input.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.idle.xwire import XWire, told
from numbfeet_tray.text.catalog import _

NEGATIVE_TRANSITION, POSITIVE_COMPARISON, NEGATIVE_COMPARISON = 1, 2, 3
"""When an alarm goes off: the counter falls to the value; it is at least, or at most the value (once)."""

_QUERY_EXTENSION = 98
_INITIALIZE, _LIST_SYSTEM_COUNTERS, _QUERY_COUNTER, _CREATE_ALARM, _CHANGE_ALARM = 0, 1, 5, 8, 9
_ALARM_NOTIFY = 1
"""Counted from the extension's first event."""
_IS_SENT = 0x80

_EXTENSION = struct.Struct("=8xBBB")
"""The answer: whether it is there, its major opcode, its first event."""
_NUMBER = struct.Struct("=iI")
"""A 64-bit number in two halves."""
_COUNTER = struct.Struct("=IiIH")
"""One entry of the list of counters: id, resolution in two halves, length of the name that follows."""
_ALARM = struct.Struct("=IIIIiIIiII")
"""Id, mask, counter, type of the value, the value in two halves, test, delta in two halves, whether events are sent."""
_ALL_ATTRIBUTES = 0b111111
_ABSOLUTE = 0
_NOTIFIED = struct.Struct("=4xIiIiI")
"""The event of an alarm: id, and in two halves each, what the counter stood at and what the alarm was set to."""


class _Sync(NamedTuple):
    """The extension, as this server numbers it."""

    opcode: int
    first_event: int


class SyncCounter:
    """One system counter of one X server."""

    def __init__(self, wire: XWire, sync: _Sync, counter: int) -> None:
        self.fd = wire.fileno()
        self._wire = wire
        self._sync = sync
        self._counter = counter
        self._alarms: set[int] = set()
        self._on_error: Callable[[str], None] = lambda _: None

    @classmethod
    def connect(cls, display_name: str, name: str, environ: Mapping[str, str]) -> SyncCounter:
        """Connect to the X server `display_name` and find its counter `name`.

        Args:
            display_name: as in DISPLAY.
            name: such as "IDLETIME".
            environ: leads to the cookie that the server may want to see.

        Raises:
            AdapterUnavailable: there is no such server, or it has no such counter.
        """
        try:
            wire = XWire.connect(display_name, environ)
        except OSError as problem:
            raise AdapterUnavailable(
                _("The X display {display} cannot be opened: {problem}").format(display=display_name, problem=problem)
            ) from problem
        try:
            sync = _initialize(wire)
            counter = sync and _system_counters(wire, sync).get(name)
        except OSError as problem:
            wire.close()
            raise AdapterUnavailable(
                _("The X display {display} does not answer: {problem}").format(display=display_name, problem=problem)
            ) from problem
        if sync is None or counter is None:
            wire.close()
            raise AdapterUnavailable(
                _("The X display {display} has no counter {counter}.").format(display=display_name, counter=name)
            )
        return cls(wire, sync, counter)

    def query(self) -> int:
        """Return the counter's value, read now."""
        answer = self._wire.ask(self._sync.opcode, _QUERY_COUNTER, struct.pack("=I", self._counter))
        return _joined(*_NUMBER.unpack_from(answer, 8))

    def set_alarm(self, number: int, test: int, value: int) -> None:
        """Set alarm `number` (>= 1, ours to give) to go off as `test` says; what it was set to before is gone.

        An alarm whose test is a comparison that holds already goes off at once.

        Args:
            number: which alarm.
            test: one of the tests above.
            value: milliseconds, < 2**31: the server waits for no more.
        """
        request = _CHANGE_ALARM if number in self._alarms else _CREATE_ALARM
        self._alarms.add(number)
        halves = value >> 32, value & 0xFFFF_FFFF
        alarm = self._wire.ids | number
        attributes = (alarm, _ALL_ATTRIBUTES, self._counter, _ABSOLUTE, *halves, test, 0, 0, 1)
        self._wire.send(self._sync.opcode, request, _ALARM.pack(*attributes))

    @property
    def has_events(self) -> bool:
        """Whether events came with an answer: `fd` says nothing about them any more."""
        return bool(self._wire.packets)

    def events(self) -> Iterator[tuple[int, int, int]]:
        """Receive without waiting; yield (alarm number, its value, the counter's value) of each alarm gone off."""
        self._wire.receive()
        while self._wire.packets:
            packet = self._wire.packets.popleft()
            if packet[0] == 0:
                self._on_error(told(packet))
            elif packet[0] & ~_IS_SENT == self._sync.first_event + _ALARM_NOTIFY:
                alarm, high, low, set_high, set_low = _NOTIFIED.unpack_from(packet)
                yield alarm - self._wire.ids, _joined(set_high, set_low), _joined(high, low)

    def on_error(self, handler: Callable[[str], None]) -> None:
        """Hand what protocol errors say to `handler`."""
        self._on_error = handler

    def close(self) -> None:
        """Leave the server; the alarms go with the connection."""
        self._wire.close()


def _initialize(wire: XWire) -> _Sync | None:
    """Return the extension, ready for use; None when the server lacks it."""
    name = b"SYNC"
    answer = wire.ask(_QUERY_EXTENSION, 0, struct.pack("=H2x", len(name)) + name)
    is_present, opcode, first_event = _EXTENSION.unpack_from(answer)
    if not is_present:
        return None
    wire.ask(opcode, _INITIALIZE, struct.pack("=BB2x", 3, 1))
    return _Sync(opcode, first_event)


def _system_counters(wire: XWire, sync: _Sync) -> dict[str, int]:
    answer = wire.ask(sync.opcode, _LIST_SYSTEM_COUNTERS)
    (count,) = struct.unpack_from("=I", answer, 8)
    offset, counters = 32, {}
    for _entry in range(count):
        counter, _high, _low, length = _COUNTER.unpack_from(answer, offset)
        begin = offset + _COUNTER.size
        counters[answer[begin : begin + length].decode("latin-1")] = counter
        offset = (begin + length + 3) & ~3
    return counters


def _joined(high: int, low: int) -> int:
    return high << 32 | low
