"""The X server's SYNC extension over python-xlib, which has none: counters, alarms and their events.

Talks to: one X server, on the lowest layer of python-xlib; `Xlib.display` would load a megabyte of extensions.
Thread: the loop's.
Blocks: in `connect`, `query` and nowhere else, at most 1 s for each answer.
Fails with: AdapterUnavailable from `connect`; `GONE` errors when the server is gone, TimeoutError when it is stuck.
Missing when: there is no X server, or it lacks SYNC or the counter.

The wire format is that of the "X Synchronization Extension Protocol", version 3.1. Counters and alarm values are
64-bit numbers in two halves; the counter IDLETIME holds milliseconds since the last input.
"""

from __future__ import annotations

import platform
import select
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from Xlib import error
from Xlib.protocol import display, rq

from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.text.catalog import _

ANSWER_LIMIT_S = 1.0

NEGATIVE_TRANSITION, POSITIVE_COMPARISON, NEGATIVE_COMPARISON = 1, 2, 3
"""When an alarm goes off: the counter falls to the value; it is at least, or at most the value (once)."""

GONE = (error.ConnectionClosedError, OSError)
"""What every call raises once the server is gone. TimeoutError is one of them: ask for it first."""

_ALL_ATTRIBUTES = 0b111111
_ABSOLUTE = 0
_COUNTER = struct.Struct("=IiIH")
"""One entry of the list of counters: id, resolution in two halves, length of the name that follows."""


class _QueryExtension(rq.ReplyRequest):  # type: ignore[misc]  # python-xlib has no types
    _request = rq.Struct(
        rq.Opcode(98), rq.Pad(1), rq.RequestLength(), rq.LengthOf("name", 2), rq.Pad(2), rq.String8("name")
    )
    _reply = rq.Struct(
        *(rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength()),
        *(rq.Card8("present"), rq.Card8("major_opcode"), rq.Card8("first_event"), rq.Card8("first_error"), rq.Pad(20)),
    )


class _Initialize(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card8("major"), rq.Card8("minor"), rq.Pad(2)
    )
    _reply = rq.Struct(rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(), rq.Pad(24))


class _ListSystemCounters(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(1), rq.RequestLength())
    _reply = rq.Struct(
        *(rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength()),
        *(rq.Card32("count"), rq.Pad(20), rq.Binary("entries")),
    )


class _QueryCounter(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(5), rq.RequestLength(), rq.Card32("counter"))
    _reply = rq.Struct(
        *(rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength()),
        *(rq.Int32("high"), rq.Card32("low"), rq.Pad(16)),
    )


def _alarm_request(minor: int) -> Any:
    return rq.Struct(
        *(rq.Card8("opcode"), rq.Opcode(minor), rq.RequestLength(), rq.Card32("alarm"), rq.Card32("mask")),
        *(rq.Card32("counter"), rq.Card32("value_type"), rq.Int32("high"), rq.Card32("low"), rq.Card32("test")),
        *(rq.Int32("delta_high"), rq.Card32("delta_low"), rq.Card32("events")),
    )


class _CreateAlarm(rq.Request):  # type: ignore[misc]
    _request = _alarm_request(8)


class _ChangeAlarm(rq.Request):  # type: ignore[misc]
    _request = _alarm_request(9)


class AlarmNotify(rq.Event):  # type: ignore[misc]
    """An alarm went off. `alarm_high` and `alarm_low` are the value it was set to when it did."""

    _code = None
    _fields = rq.Struct(
        *(rq.Card8("type"), rq.Card8("kind"), rq.Card16("sequence_number"), rq.Card32("alarm")),
        *(rq.Int32("high"), rq.Card32("low"), rq.Int32("alarm_high"), rq.Card32("alarm_low")),
        *(rq.Card32("timestamp"), rq.Card8("state"), rq.Pad(3)),
    )


class _Connection(display.Display):  # type: ignore[misc]
    """python-xlib's connection, with a limit to how long an answer is waited for."""

    resource_classes: Mapping[str, type] = {}  # windows and the like stay numbers

    def __init__(self, display_name: str) -> None:
        try:
            super().__init__(display_name)
        except BaseException:
            if hasattr(self, "socket"):
                self.socket.close()
            raise
        self.info.roots.clear()  # screens with hundreds of visuals, a quarter of a megabyte

    def send_and_recv(
        self,
        flush: bool = False,  # noqa: FBT002 - python-xlib's signature
        event: bool = False,  # noqa: FBT002
        request: int | None = None,
        recv: bool = False,  # noqa: FBT002
    ) -> None:
        """Do what python-xlib does; where that waits for an answer without limit, see first that one comes.

        Raises:
            TimeoutError: nothing came for `ANSWER_LIMIT_S`.
        """
        if request is not None:
            super().send_and_recv(flush=True)
            if request >= 0 and all(sent._serial != request for sent in self.sent_requests):  # noqa: SLF001
                return  # answered meanwhile
            if not select.select([self.socket], [], [], ANSWER_LIMIT_S)[0]:
                raise TimeoutError(f"no answer within {ANSWER_LIMIT_S:g} s")
        super().send_and_recv(flush=flush, event=event, request=request, recv=recv)


class SyncCounter:
    """One system counter of one X server."""

    def __init__(self, connection: Any, opcode: int, counter: int) -> None:
        self.fd: int = connection.fileno()
        self._connection = connection
        self._opcode = opcode
        self._counter = counter
        self._alarms: set[int] = set()

    @classmethod
    def connect(cls, display_name: str, name: str) -> SyncCounter:
        """Connect to the X server `display_name` and find its counter `name`.

        Raises:
            AdapterUnavailable: there is no such server, or it has no such counter.
        """
        try:
            connection = _open(display_name)
        except (error.DisplayError, OverflowError, *GONE) as problem:
            raise AdapterUnavailable(
                _("The X display {display} cannot be opened: {problem}").format(display=display_name, problem=problem)
            ) from problem
        try:
            opcode = _initialize(connection)
            counter = opcode and _system_counters(connection, opcode).get(name)
        except GONE as problem:
            connection.socket.close()
            raise AdapterUnavailable(
                _("The X display {display} does not answer: {problem}").format(display=display_name, problem=problem)
            ) from problem
        if not opcode or counter is None:
            connection.socket.close()
            raise AdapterUnavailable(
                _("The X display {display} has no counter {counter}.").format(display=display_name, counter=name)
            )
        return cls(connection, opcode, counter)

    def query(self) -> int:
        """Return the counter's value, read now."""
        answer = _QueryCounter(display=self._connection, opcode=self._opcode, counter=self._counter)
        return _joined(answer.high, answer.low)

    def set_alarm(self, number: int, test: int, value: int) -> None:
        """Set alarm `number` (>= 1, ours to give) to go off as `test` says; what it was set to before is gone.

        An alarm whose test is a comparison that holds already goes off at once.

        Args:
            number: which alarm.
            test: one of the tests above.
            value: milliseconds, < 2**31: the server waits for no more.
        """
        request = _ChangeAlarm if number in self._alarms else _CreateAlarm
        self._alarms.add(number)
        request(
            display=self._connection,
            opcode=self._opcode,
            alarm=self._connection.info.resource_id_base | number,
            mask=_ALL_ATTRIBUTES,
            counter=self._counter,
            value_type=_ABSOLUTE,
            high=value >> 32,
            low=value & 0xFFFF_FFFF,
            test=test,
            delta_high=0,
            delta_low=0,
            events=1,
        )

    def flush(self) -> None:
        """Send what was set."""
        self._connection.flush()

    @property
    def has_events(self) -> bool:
        """Whether events came with an answer or while something was sent: `fd` says nothing about them any more."""
        return bool(self._connection.event_queue)

    def events(self) -> Iterator[tuple[int, int, int]]:
        """Receive without waiting; yield (alarm number, its value, the counter's value) of each alarm gone off."""
        while self._connection.pending_events():
            event = self._connection.next_event()
            if isinstance(event, AlarmNotify):
                number = event.alarm - self._connection.info.resource_id_base
                yield number, _joined(event.alarm_high, event.alarm_low), _joined(event.high, event.low)

    def on_error(self, handler: Callable[[Any], None]) -> None:
        """Hand protocol errors to `handler`; python-xlib would print them."""
        self._connection.set_error_handler(lambda problem, _request: handler(problem))

    def close(self) -> None:
        """Leave the server; the alarms go with the connection."""
        self._connection.socket.close()


def _open(display_name: str) -> Any:
    # python-xlib asks for the system's name, and with it for the processor's, for which a child process would be run.
    vars(platform.uname()).setdefault("processor", "")
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(ANSWER_LIMIT_S)  # python-xlib sets no limit to connecting
    try:
        # A name without a host is a local one; python-xlib would go on to try the network.
        return _Connection(f"unix/{display_name}" if display_name.startswith(":") else display_name)
    finally:
        socket.setdefaulttimeout(before)


def _initialize(connection: Any) -> int:
    """Return the major opcode of SYNC, ready for use; 0 when the server lacks it."""
    sync = _QueryExtension(display=connection, name="SYNC")
    if not sync.present:
        return 0
    connection.event_classes = {**connection.event_classes, sync.first_event + 1: AlarmNotify}
    _Initialize(display=connection, opcode=sync.major_opcode, major=3, minor=1)
    return int(sync.major_opcode)


def _system_counters(connection: Any, opcode: int) -> dict[str, int]:
    answer = _ListSystemCounters(display=connection, opcode=opcode)
    entries, offset, counters = bytes(answer.entries), 0, {}
    for _entry in range(answer.count):
        counter, _high, _low, length = _COUNTER.unpack_from(entries, offset)
        begin = offset + _COUNTER.size
        counters[entries[begin : begin + length].decode("latin-1")] = counter
        offset = (begin + length + 3) & ~3
    return counters


def _joined(high: int, low: int) -> int:
    return int(high << 32 | low)
