"""A bus that answers anything: well-formed D-Bus of every signature, over a pair of sockets and without a daemon."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from jeepney import MessageType, new_error, new_method_return
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import DBusAddress, new_method_call, new_signal

from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.dbus import Bus
from numbfeet_tray.shell.dbus.wire import Connection, Framing
from numbfeet_tray.shell.loop import SelectorLoop

OURS, THEIRS = ":1.1", ":1.2"
"""Unique names: the program's, and that of whoever else is on the bus."""
_ROUNDS = 40
"""Turns of the loop in which nothing new comes: more than any chain of questions needs."""

Body = tuple[str, tuple[Any, ...]]
"""A signature and values that fit it."""

_WORDS = st.sampled_from(
    ["", "Type", "Class", "LockedHint", "Active", "Remote", "actions", "label", "org.freedesktop.login1.Session"]
)
_TEXT = _WORDS | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
_PATHS = st.sampled_from(["/", "/org/freedesktop/login1/session/_31", "/x"])
_BASIC: dict[str, st.SearchStrategy[Any]] = {
    "y": st.integers(0, 2**8 - 1),
    "b": st.booleans(),
    "n": st.integers(-(2**15), 2**15 - 1),
    "q": st.integers(0, 2**16 - 1),
    "i": st.integers(-(2**31), 2**31 - 1),
    "u": st.integers(0, 3) | st.integers(0, 2**32 - 1),
    "x": st.integers(-(2**63), 2**63 - 1),
    "t": st.integers(0, 2**64 - 1),
    "d": st.floats(),
    "s": _TEXT,
    "o": _PATHS,
    "g": st.sampled_from(["", "s", "a{sv}", "(so)"]),
}
_LIKELY = ("as", "u", "a{sv}", "v", "o", "s", "b", "us", "uu", "sa{sv}as", "(so)", "sss", "a(ss)", "av")
"""What somebody might expect: these come often, with whatever values."""
_TYPES = st.recursive(
    st.sampled_from([*_BASIC, "v"]),
    lambda inner: (
        inner.map(lambda kind: f"a{kind}")
        | st.lists(inner, min_size=1, max_size=3).map(lambda kinds: f"({''.join(kinds)})")
        | st.tuples(st.sampled_from(list(_BASIC)), inner).map(lambda pair: f"a{{{pair[0]}{pair[1]}}}")
    ),
    max_leaves=4,
)


def _parts(signature: str) -> list[str]:
    """Return the complete types that `signature` consists of."""
    parts, at = [], 0
    while at < len(signature):
        begin = at
        while signature[at] == "a":
            at += 1
        depth = 0
        while True:
            depth += (signature[at] in "({") - (signature[at] in ")}")
            at += 1
            if not depth:
                break
        parts.append(signature[begin:at])
    return parts


def _values(kind: str, depth: int = 0) -> st.SearchStrategy[Any]:
    if kind in _BASIC:
        return _BASIC[kind]
    if kind == "v":
        inside = st.sampled_from([*_BASIC, "as", "(so)", "a{sv}"] if depth < 2 else list(_BASIC))
        return inside.flatmap(lambda found: st.tuples(st.just(found), _values(found, depth + 1)))
    if kind.startswith("a{"):
        return st.dictionaries(_values(kind[2], depth), _values(kind[3:-1], depth), max_size=3)
    if kind.startswith("a"):
        return st.lists(_values(kind[1:], depth), max_size=3)
    return st.tuples(*(_values(part, depth) for part in _parts(kind[1:-1])))


def _body(signature: str) -> st.SearchStrategy[Body]:
    values = st.tuples(*(_values(part) for part in _parts(signature)))
    return st.tuples(st.just(signature), values)


BODIES: st.SearchStrategy[Body] = (
    st.just("") | st.sampled_from(_LIKELY) | st.lists(_TYPES, min_size=1, max_size=3).map("".join)
).flatmap(_body)


class StrangeBus:
    """One connection of the program to a bus on which `answer` decides what everything is answered with."""

    def __init__(self, answer: Callable[[], Body | None], sane: Mapping[str, Body]) -> None:
        """Build both ends; `answer` returns a body, or None for an error, for members that are not in `sane`."""
        ours, self._socket = socket.socketpair()
        ours.setblocking(False)
        self._socket.setblocking(False)
        self._framing, self._serial = Framing(), 0
        self._answer, self._sane = answer, sane
        self.loop = SelectorLoop(SystemClock())
        self.bus = Bus(self.loop, Connection(ours, Framing(), OURS))
        self.asked: list[str] = []
        """Members of the calls that came."""

    def work(self) -> None:
        """Let both sides talk until nobody says anything any more."""
        rounds = iter(range(_ROUNDS))

        def look() -> float:
            self._serve()
            if next(rounds, None) is None:
                self.loop.stop()
            return 0.0

        self.loop.run(look)

    def _serve(self) -> None:
        try:
            while data := self._socket.recv(65536):
                self._framing.feed(data)
        except BlockingIOError:
            pass
        while (message := self._framing.take()) is not None:
            if message.header.message_type is MessageType.method_call:
                self.asked.append(message.header.fields[HeaderFields.member])
                self._send(self._reply(message))

    def _reply(self, call: Message) -> Message:
        # The bus itself keeps to its word; everybody else may say anything.
        match call.header.fields[HeaderFields.member]:
            case "GetNameOwner":
                return new_method_return(call, "s", (THEIRS,))
            case "AddMatch" | "RemoveMatch":
                return new_method_return(call)
            case "RequestName" | "ReleaseName":
                return new_method_return(call, "u", (1,))
        member = call.header.fields[HeaderFields.member]
        body = self._sane[member] if member in self._sane else self._answer()
        if body is None:
            return new_error(call, "org.example.Strange")
        return new_method_return(call, body[0] or None, body[1])

    def signal(self, path: str, interface: str, member: str, body: Body) -> None:
        """Send a signal."""
        self._send(new_signal(DBusAddress(path, interface=interface), member, body[0] or None, body[1]))

    def call(self, path: str, interface: str, member: str, body: Body) -> None:
        """Call what the program exports."""
        place = DBusAddress(path, bus_name=OURS, interface=interface)
        self._send(new_method_call(place, member, body[0] or None, body[1]))

    def _send(self, message: Message) -> None:
        self._serial += 1
        message.header.fields[HeaderFields.sender] = THEIRS
        self._socket.sendall(message.serialise(serial=self._serial))

    def close(self) -> None:
        """End both sides."""
        self.bus.close()
        self.loop.close()
        self._socket.close()
