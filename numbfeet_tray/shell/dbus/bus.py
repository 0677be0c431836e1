"""`Bus`: calls, signals and exported objects over one connection.

Talks to: the session or the system bus.
Thread: the loop's.
Blocks: in `open`, at most 2 s for each address of the bus; in `close`, at most 0.5 s, when the bus takes nothing.
Fails with: AdapterUnavailable from `open`; afterwards every open call is answered with an error and `on_lost` runs.
Missing when: no bus runs.
"""

from __future__ import annotations

from collections.abc import Callable

from jeepney.bus_messages import MatchRule
from jeepney.low_level import HeaderFields, Message, MessageFlag, MessageType
from jeepney.wrappers import new_error

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable, Loop
from numbfeet_tray.shell.dbus.messages import DISCONNECTED, FAILED, NO_REPLY, OnReply, Reply
from numbfeet_tray.shell.dbus.objects import Handler, Objects
from numbfeet_tray.shell.dbus.signals import NameWatch, Signals
from numbfeet_tray.shell.dbus.wire import BusKind, Connection, Wire, connect

_CALL_LIMIT = Seconds(25.0)  # the usual limit of D-Bus libraries


class Bus:
    """One connection to a message bus. Every callback runs on the loop."""

    def __init__(self, loop: Loop, connection: Connection) -> None:
        self.unique_name = connection.unique_name
        """Our name on this bus, such as ":1.42"."""
        self._loop = loop
        self._pending: dict[int, tuple[OnReply, Cancellable]] = {}
        self._objects = Objects()
        self._signals = Signals(self.call)
        self._on_lost: list[Callable[[], None]] = []
        self._wire = Wire(connection, loop, self._dispatch, self._lose)

    @classmethod
    def open(cls, kind: BusKind, loop: Loop) -> Bus:
        """Connect to the session or the system bus.

        Raises:
            AdapterUnavailable: there is no such bus, or it does not answer within 2 s.
        """
        return cls(loop, connect(kind))

    @property
    def is_lost(self) -> bool:
        """Whether the connection is gone, by itself or by `close`."""
        return not self._wire.is_open

    def send(self, message: Message) -> None:
        """Send a signal or an answer; a no-op once the bus is lost."""
        self._wire.send(message)

    def call(self, message: Message, on_reply: OnReply, timeout: Seconds = _CALL_LIMIT) -> None:
        """Send a method call; `on_reply` hears exactly once what became of it, never before this returns.

        After `timeout` seconds (> 0) without an answer that is the error `NO_REPLY`; a later answer is ignored.
        """
        serial = self._wire.send(message)
        if self.is_lost:
            self._loop.call_soon(lambda: on_reply(_lost_reply()))
            return
        late = Reply(error=NO_REPLY, text=f"no reply within {timeout:g} s")
        self._pending[serial] = (on_reply, self._loop.call_later(timeout, lambda: self._settle(serial, late)))

    def subscribe(self, rule: MatchRule, handler: Callable[[Message], None]) -> Cancellable:
        """Call `handler` with each signal that `rule` matches, until cancelled.

        A well-known name as the rule's sender means its present owner. The body may be anything: check
        `signature_of` before taking it apart.
        """
        return self._signals.subscribe(rule, handler)

    def watch_name(self, name: str, changed: Callable[[str], None]) -> Cancellable:
        """Call `changed` with the owner of `name` ("" for nobody): the present one soon, then each new one."""
        return NameWatch(self._signals, name, changed)

    def export(self, path: str, interface: str, handler: Handler, introspection: str) -> None:
        """Answer calls to `interface` at `path` with `handler`.

        `introspection` is the `<interface>` element. Calls to methods that it does not declare, or with other
        arguments, are answered with an error and never reach `handler`. With "" every call does.
        """
        self._objects.add(path, interface, handler, introspection)

    def unexport(self, path: str, interface: str | None = None) -> None:
        """Stop answering for `interface`, or for all of them, at `path`."""
        self._objects.remove(path, interface)

    def on_lost(self, callback: Callable[[], None]) -> None:
        """Run `callback` once when the bus goes away by itself; soon, when it already has."""
        if self.is_lost:
            self._loop.call_soon(callback)
        else:
            self._on_lost.append(callback)

    def close(self) -> None:
        """Leave the bus. Open calls are answered with an error; `on_lost` does not run."""
        if not self.is_lost:
            self._wire.close()
            self._on_lost.clear()
            self._loop.call_soon(self._lose)

    def _dispatch(self, message: Message) -> None:
        kind = message.header.message_type
        if kind is MessageType.method_call:
            self._answer(message)
        elif kind is MessageType.signal:
            self._signals.deliver(message)
        else:
            self._settle(message.header.fields.get(HeaderFields.reply_serial, 0), Reply.of(message))

    def _answer(self, call: Message) -> None:
        is_awaited = not call.header.flags & MessageFlag.no_reply_expected
        try:
            answer = self._objects.answer(call)
            if is_awaited:
                self._wire.send(answer)
        except Exception:
            if is_awaited:
                self._wire.send(new_error(call, FAILED, "s", ("internal error",)))
            raise

    def _settle(self, serial: int, reply: Reply) -> None:
        on_reply, timer = self._pending.pop(serial, (None, None))
        if on_reply is not None and timer is not None:
            timer.cancel()
            on_reply(reply)

    def _lose(self) -> None:
        for serial in list(self._pending):
            self._settle(serial, _lost_reply())
        callbacks, self._on_lost = self._on_lost, []
        for callback in callbacks:
            callback()


def _lost_reply() -> Reply:
    return Reply(error=DISCONNECTED, text="the bus is lost")
