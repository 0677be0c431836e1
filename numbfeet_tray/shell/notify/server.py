"""The desktop's notification server as it comes, goes and changes: its owner, its capabilities, its two calls.

Talks to: `org.freedesktop.Notifications` on the session bus, which the bus may start on demand.
Thread: the loop's.
Blocks: never.
Fails with: nothing; `unreachable` hears why a question found no server.
Missing when: no notification server runs and none can be started.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jeepney.bus_messages import MatchRule
from jeepney.low_level import Message, MessageFlag
from jeepney.wrappers import DBusAddress, new_method_call

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.dbus import NO_REPLY, Bus, OnReply, Reply

NAME = "org.freedesktop.Notifications"
_SERVER = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
_NOTIFY = "susssasa{sv}i"  # Desktop Notifications Specification 1.2, org.freedesktop.Notifications.Notify
ANSWER_LIMIT = Seconds(10.0)
_FORGET_LIMIT = Seconds(600.0)
"""How long an answer is still heard, so that what a hung server shows too late can be taken away."""


class NotificationServer:
    """Follows the server; asks each new owner of the name once for its capabilities."""

    def __init__(
        self,
        bus: Bus,
        *,
        ready: Callable[[], None],
        gone: Callable[[], None],
        unreachable: Callable[[str], None],
        heard: Callable[[Message], None],
    ) -> None:
        self._bus = bus
        self._ready, self._gone, self._unreachable = ready, gone, unreachable
        self._question: object | None = None
        self._is_open = True
        self.owner: str | None = None
        """Unique name of the server; "" for none, None before the bus has said."""
        self.capabilities: frozenset[str] | None = None
        """None until the present owner has answered."""
        self._subscriptions = [
            bus.subscribe(
                MatchRule(type="signal", sender=NAME, path=_SERVER.object_path, interface=NAME, member=member), heard
            )
            for member in ("ActionInvoked", "ActivationToken", "NotificationClosed")
        ]
        self._subscriptions.append(bus.watch_name(NAME, self._on_owner))
        bus.on_lost(lambda: self._on_owner(""))

    def ask(self) -> None:
        """Ask for the capabilities, unless that is under way: `ready` or `unreachable` follows.

        This starts a server that the bus can start.
        """
        if self._question is None and self._is_open:
            self._question = question = object()
            message = new_method_call(_SERVER, "GetCapabilities")
            self._bus.call(message, lambda reply: self._on_capabilities(question, reply), ANSWER_LIMIT)

    def notify(self, arguments: tuple[Any, ...], on_reply: OnReply) -> None:
        """Call Notify. `on_reply` may hear an answer long after `ANSWER_LIMIT`: time the waiting yourself."""
        self._bus.call(new_method_call(_SERVER, "Notify", _NOTIFY, arguments), on_reply, _FORGET_LIMIT)

    def close_notification(self, notification_id: int) -> None:
        """Take a notification away. Servers answer errors for ones that are gone already: nobody listens."""
        message = new_method_call(_SERVER, "CloseNotification", "u", (notification_id,))
        message.header.flags = MessageFlag.no_reply_expected | MessageFlag.no_auto_start
        self._bus.send(message)

    def close(self) -> None:
        """Stop following; nothing is called afterwards."""
        self._is_open = False
        for subscription in self._subscriptions:
            subscription.cancel()

    def _on_owner(self, owner: str) -> None:
        if not self._is_open:
            return
        was_known, self.owner = self.owner is not None, owner
        if was_known:
            self.capabilities = self._question = None
            self._gone()
        if owner or not was_known:
            self.ask()

    def _on_capabilities(self, question: object, reply: Reply) -> None:
        if question is not self._question or not self._is_open:
            return  # asked of an owner before this one
        self._question = None
        if reply.signature == "as":
            self.capabilities = frozenset(reply.body[0])
            self._ready()
        elif reply.error == NO_REPLY:
            self._unreachable("the notification server does not answer")
        else:
            self._unreachable(reply.text or reply.error or "the notification server answered nonsense")
