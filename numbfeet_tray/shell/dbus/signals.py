"""Subscriptions to signals, and watching who owns a name.

Talks to: the bus, through the `call` it is given.
Thread: the loop's.
Blocks: never.
Fails with: nothing; a bus that refuses a match rule is logged.
Missing when: never.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable

from jeepney.bus_messages import MatchRule, message_bus
from jeepney.low_level import HeaderFields, Message

from numbfeet_tray.ports import Cancellable
from numbfeet_tray.shell.dbus.messages import DISCONNECTED, NO_REPLY, OnReply, Reply, signature_of

Call = Callable[[Message, OnReply], None]
_BUS_NAME = "org.freedesktop.DBus"
_log = logging.getLogger(__name__)


class Subscription:
    """One handler behind one match rule."""

    def __init__(self, signals: Signals, rule: MatchRule, handler: Callable[[Message], None]) -> None:
        self._signals = signals
        self.text: str = rule.serialise()
        self.handler = handler
        self.is_live = True
        self._sender: str | None = rule.header_fields.get("sender")
        self._rule = copy.copy(rule)  # without the sender: the bus fills in a unique name where rules may say another
        self._rule.header_fields = {key: value for key, value in rule.header_fields.items() if key != "sender"}
        self.owner: NameWatch | None = None
        if self._sender and self._sender != _BUS_NAME and not self._sender.startswith(":"):
            self.owner = NameWatch(signals, self._sender, lambda _: None)

    def matches(self, message: Message) -> bool:
        """Tell whether `message` is meant: also that it came from the present owner of a well-known sender."""
        sender = self.owner.owner if self.owner else self._sender
        if self._sender is not None and message.header.fields.get(HeaderFields.sender) != sender:
            return False
        return bool(self._rule.matches(message))

    def cancel(self) -> None:
        """Take the subscription back."""
        if self.is_live:
            self.is_live = False
            self._signals.remove(self)
            if self.owner:
                self.owner.cancel()


class NameWatch:
    """Follows the owner of one name."""

    def __init__(self, signals: Signals, name: str, changed: Callable[[str], None]) -> None:
        self.owner: str | None = None
        """Unique name; "" for nobody, None while not yet known."""
        self._changed = changed
        self._is_live = True
        rule = MatchRule(
            type="signal",
            sender=_BUS_NAME,
            path="/org/freedesktop/DBus",
            interface=_BUS_NAME,
            member="NameOwnerChanged",
        )
        rule.add_arg_condition(0, name)
        self._subscription = signals.subscribe(rule, self._on_signal)
        signals.call(message_bus.GetNameOwner(name), self._on_owner)

    def cancel(self) -> None:
        """Stop watching."""
        self._is_live = False
        self._subscription.cancel()

    def _on_signal(self, message: Message) -> None:
        if signature_of(message) == "sss":
            self._set(message.body[2])

    def _on_owner(self, reply: Reply) -> None:
        if reply.error not in (DISCONNECTED, NO_REPLY):
            self._set("" if reply.error else str(reply.body[0]))

    def _set(self, owner: str) -> None:
        if self._is_live and owner != self.owner:
            self.owner = owner
            self._changed(owner)


class Signals:
    """Hands signals to whoever subscribed to them."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self._subscriptions: list[Subscription] = []

    def subscribe(self, rule: MatchRule, handler: Callable[[Message], None]) -> Cancellable:
        """Call `handler` with each signal that `rule` matches; the bus is asked once for equal rules."""
        subscription = Subscription(self, rule, handler)
        if not self._holds(subscription.text):
            self.call(message_bus.AddMatch(subscription.text), _log_refusal)
        self._subscriptions.append(subscription)
        return subscription

    def remove(self, subscription: Subscription) -> None:
        """Forget `subscription`."""
        self._subscriptions.remove(subscription)
        if not self._holds(subscription.text):
            self.call(message_bus.RemoveMatch(subscription.text), _log_refusal)

    def deliver(self, message: Message) -> None:
        """Hand one signal out."""
        for subscription in [each for each in self._subscriptions if each.matches(message)]:
            if subscription.is_live:
                subscription.handler(message)

    def _holds(self, text: str) -> bool:
        return any(each.text == text for each in self._subscriptions)


def _log_refusal(reply: Reply) -> None:
    if reply.error and reply.error != DISCONNECTED:
        _log.warning("the bus refused a match rule: %s %s", reply.error, reply.text)
