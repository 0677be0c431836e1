"""Notifications of the desktop, with action buttons, replaced in place.

Talks to: the desktop's notification server, over the session bus.
Thread: the loop's.
Blocks: never.
Fails with: AdapterUnavailable from the constructor when the bus is lost; afterwards `notification_failed`.
Missing when: there is no session bus. A missing server shows only when something is to be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jeepney.low_level import HeaderFields, Message

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, Cancellable, CloseReason, Loop, Notification, NotificationListener
from numbfeet_tray.shell.dbus import Bus, Reply, signature_of
from numbfeet_tray.shell.notify.message import notify_arguments
from numbfeet_tray.shell.notify.server import ANSWER_LIMIT, NotificationServer

_RETURN_LIMIT = Seconds(5.0)
"""A server that restarts is back within this; what it showed is then shown again."""
_REASONS: Final = {1: CloseReason.EXPIRED, 2: CloseReason.DISMISSED}
"""The others: 3 closed by a call that was not ours, 4 undefined."""
_SIGNALS: Final = {"ActionInvoked": "us", "ActivationToken": "us", "NotificationClosed": "uu"}
"""What is heard, with the signature it has to have."""


@dataclass(slots=True, eq=False)
class Sending:
    """One Notify call that has not been answered."""

    owner: str | None
    limit: Cancellable


@dataclass(slots=True, eq=False)
class Slot:
    """What one slot should show, and what the server shows there."""

    name: str
    wish: Notification | None = None
    is_sent: bool = False
    """The present wish was sent; nothing is left to do but listen."""
    was_shown: bool = False
    """The server has taken the present wish."""
    was_acted_on: bool = False
    """An action of what is shown was chosen: its closing and repeated clicks say nothing new."""
    id: int = 0
    """The server's id of what it shows; 0 for nothing."""
    sending: Sending | None = None


class DesktopNotifier:
    """`ports.Notifier` on the Desktop Notifications Specification.

    Per slot there is at most one Notify under way; wishes that come meanwhile replace each other, and the last
    one is sent when the answer, with the id to replace, is in.
    """

    name = "desktop"

    def __init__(
        self,
        bus: Bus,
        loop: Loop,
        listener: NotificationListener,
        app_name: str = "Numbfeet",
        on_token: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Begin to follow the server.

        Args:
            bus: the session bus.
            loop: the loop that `bus` is on.
            listener: hears what becomes of notifications.
            app_name: the program's name, for people.
            on_token: hears the activation token that comes right before an action: the window that the action opens
                may come to the front with it.
        """
        if bus.is_lost:
            raise AdapterUnavailable("desktop notifications need the session bus, which is lost")
        self.has_actions = False
        self._loop = loop
        self._listener = listener
        self._app_name = app_name
        self._on_token = on_token
        self._slots: dict[str, Slot] = {}
        self._return: Cancellable | None = None
        self._is_open = True
        self._server = NotificationServer(
            bus, ready=self._on_ready, gone=self._on_gone, unreachable=self._give_up, heard=self._on_signal
        )

    def show(self, slot: str, notification: Notification) -> None:
        """Show `notification` in `slot`, in place of what is there."""
        if self._is_open:
            state = self._slots.setdefault(slot, Slot(slot))
            state.wish, state.is_sent, state.was_shown = notification, False, False
            self._pump(state)

    def withdraw(self, slot: str) -> None:
        """Take the notification in `slot` away; harmless when there is none."""
        if state := self._slots.get(slot):
            state.wish = None
            self._pump(state)

    def close(self) -> None:
        """Withdraw everything and release. What is still under way is taken away when its answer comes."""
        for slot in list(self._slots):
            self.withdraw(slot)
        self._is_open = False
        self._server.close()
        self._cancel_return()

    def _pump(self, slot: Slot) -> None:
        """Bring the server nearer to the wish of `slot`, one call at a time."""
        if slot.sending is not None:
            return
        if slot.wish is None:
            if slot.id:
                self._server.close_notification(slot.id)
                slot.id = 0
        elif not slot.is_sent and self._server.capabilities is None:
            self._server.ask()
        elif not slot.is_sent:
            self._send(slot, slot.wish, self._server.capabilities or frozenset())

    def _send(self, slot: Slot, wish: Notification, capabilities: frozenset[str]) -> None:
        limit = self._loop.call_later(ANSWER_LIMIT, lambda: self._fail(slot, "the notification server does not answer"))
        slot.sending = sending = Sending(self._server.owner, limit)
        slot.is_sent = True
        arguments = notify_arguments(self._app_name, slot.name, wish, slot.id, capabilities)
        self._server.notify(arguments, lambda reply: self._on_notified(slot, sending, reply))

    def _on_notified(self, slot: Slot, sending: Sending, reply: Reply) -> None:
        shown = int(reply.body[0]) if reply.signature == "u" else 0
        if slot.sending is not sending:  # given up, or the server went away
            if shown and sending.owner == self._server.owner and not any(s.id == shown for s in self._slots.values()):
                self._server.close_notification(shown)
            return
        if not shown:
            self._fail(slot, reply.text or reply.error or "the notification server answered nonsense")
            return
        sending.limit.cancel()
        slot.sending, slot.id, slot.was_acted_on = None, shown, False
        slot.was_shown = slot.is_sent and slot.wish is not None
        self._pump(slot)

    def _fail(self, slot: Slot, why: str) -> None:
        """End the call under way in `slot` and whatever stood there; a newer wish is tried on its own."""
        if slot.sending:
            slot.sending.limit.cancel()
        slot.sending = None
        has_newer_wish = slot.wish is not None and not slot.is_sent
        was_wanted = slot.wish is not None and slot.is_sent
        if not has_newer_wish:
            slot.wish = None
        self._pump(slot)
        if was_wanted:
            self._listener.notification_failed(slot.name, why)

    def _on_ready(self) -> None:
        self._cancel_return()
        self.has_actions = "actions" in (self._server.capabilities or ())
        for slot in list(self._slots.values()):
            self._pump(slot)

    def _on_gone(self) -> None:
        """Another server, or none: the ids are void, and what was shown waits for the new one."""
        self.has_actions = False
        for slot in self._slots.values():
            if slot.sending:
                slot.sending.limit.cancel()
            slot.sending, slot.id, slot.is_sent = None, 0, False
            if slot.was_acted_on:
                slot.wish, slot.was_acted_on = None, False
        self._cancel_return()
        if not self._server.owner and any(slot.wish for slot in self._slots.values()):
            self._return = self._loop.call_later(
                _RETURN_LIMIT, lambda: self._give_up("the notification server is gone")
            )

    def _give_up(self, why: str) -> None:
        """Tell what became of every wish that no server will fulfil."""
        self._cancel_return()
        for slot, wish in [(slot, slot.wish) for slot in self._slots.values() if slot.wish and not slot.is_sent]:
            if slot.wish is not wish:
                continue  # the listener asked for another one meanwhile
            slot.wish = None
            if slot.was_shown:
                self._listener.notification_closed(slot.name, CloseReason.UNKNOWN)
            else:
                self._listener.notification_failed(slot.name, why)

    def _cancel_return(self) -> None:
        if self._return:
            self._return.cancel()
            self._return = None

    def _on_signal(self, message: Message) -> None:
        member, signature = message.header.fields[HeaderFields.member], signature_of(message)
        if signature != _SIGNALS.get(member):
            return
        shown, detail = message.body
        slot = next((slot for slot in self._slots.values() if slot.id == shown), None)
        if slot is None or not shown:
            return  # another program's, or withdrawn by us
        if member == "ActivationToken":
            self._on_token(detail)
        elif member == "ActionInvoked":
            self._on_action(slot, detail)
        else:
            self._on_closed(slot, detail)

    def _on_action(self, slot: Slot, action: str) -> None:
        if not slot.was_acted_on:
            slot.was_acted_on = True
            self._listener.action_chosen(slot.name, action)

    def _on_closed(self, slot: Slot, reason: int) -> None:
        slot.id = 0
        was_acted_on, slot.was_acted_on = slot.was_acted_on, False
        if slot.sending is not None or not slot.is_sent:
            return  # what was closed has been replaced already
        had_wish, slot.wish = slot.wish is not None, None
        if had_wish and not was_acted_on:
            self._listener.notification_closed(slot.name, _REASONS.get(reason, CloseReason.UNKNOWN))
