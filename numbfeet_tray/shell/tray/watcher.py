"""Registers the tray item with the desktop's StatusNotifierWatcher, now and whenever one appears.

Talks to: org.kde.StatusNotifierWatcher on the session bus (a panel, or a service of the desktop).
Thread: the loop's.
Blocks: never.
Fails with: nothing; a refused registration counts as no host, and the next watcher is waited for.
Missing when: the desktop has no tray, as GNOME without its indicator extension; a panel that starts later is noticed.
"""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Callable

from jeepney.bus_messages import MatchRule, message_bus
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import DBusAddress, new_method_call

from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Cancellable
from numbfeet_tray.shell.dbus import Bus, Reply, signature_of
from numbfeet_tray.shell.tray.properties import INTERFACE as PROPERTIES

WATCHER = "org.kde.StatusNotifierWatcher"
_ADDRESS = DBusAddress("/StatusNotifierWatcher", bus_name=WATCHER, interface=WATCHER)
_PROPERTIES = DBusAddress("/StatusNotifierWatcher", bus_name=WATCHER, interface=PROPERTIES)

_DO_NOT_QUEUE = 4  # D-Bus specification, RequestName
_IS_OWNER = (1, 4)  # D-Bus specification, RequestName: became the owner, was the owner
_LIMIT = Seconds(60.0)
"""For a watcher that answers; long, because panels register while the whole desktop starts."""

_numbers = itertools.count(1)
_log = logging.getLogger(__name__)


class Registration:
    """Keeps one item registered; `host_changed` hears whether a panel shows it, first and at every change."""

    def __init__(self, bus: Bus, host_changed: Callable[[bool], None]) -> None:
        self._bus = bus
        self._host_changed = host_changed
        self._has_host: bool | None = None
        self._owner = ""
        self._is_registered = False
        self._watches: list[Cancellable] = []
        self._is_open = True
        # An own name, so that the item can be taken away without leaving the bus: hosts follow the name they got.
        self._service = f"org.kde.StatusNotifierItem-{os.getpid()}-{next(_numbers)}"
        bus.call(message_bus.RequestName(self._service, _DO_NOT_QUEUE), self._on_name)
        bus.on_lost(lambda: self._set(False))

    def close(self) -> None:
        """Take the item away from every host. `host_changed` is not called any more."""
        self._is_open = False
        for watch in self._watches:
            watch.cancel()
        if self._service != self._bus.unique_name:
            self._bus.call(message_bus.ReleaseName(self._service), lambda _: None)

    def _on_name(self, reply: Reply) -> None:
        if not self._is_open:
            return
        if reply.error or reply.body[0] not in _IS_OWNER:
            self._service = self._bus.unique_name  # a sandbox may forbid the name; this one every client has
        rule = MatchRule(type="signal", sender=WATCHER, interface=WATCHER)
        self._watches = [
            self._bus.subscribe(rule, self._on_signal),
            self._bus.watch_name(WATCHER, self._on_watcher),
        ]

    def _on_watcher(self, owner: str) -> None:
        self._owner, self._is_registered = owner, False
        if not owner:
            self._set(False)
            return
        call = new_method_call(_ADDRESS, "RegisterStatusNotifierItem", "s", (self._service,))
        self._bus.call(call, lambda reply: self._on_registered(owner, reply), _LIMIT)

    def _on_registered(self, owner: str, reply: Reply) -> None:
        if not self._is_open or owner != self._owner:
            return
        if reply.error:
            _log.warning("the tray refused the icon: %s %s", reply.error, reply.text)
            self._set(False)
        else:
            self._note_registered()

    def _note_registered(self) -> None:
        self._is_registered = True
        self._ask_for_host()

    def _ask_for_host(self) -> None:
        owner = self._owner
        call = new_method_call(_PROPERTIES, "Get", "ss", (WATCHER, "IsStatusNotifierHostRegistered"))
        self._bus.call(call, lambda reply: self._on_host(owner, reply))

    def _on_host(self, owner: str, reply: Reply) -> None:
        if self._is_open and owner == self._owner:
            # Not every watcher has the property; then it is the panel itself.
            self._set(reply.signature != "v" or reply.body[0] != ("b", False))

    def _on_signal(self, message: Message) -> None:
        member = message.header.fields.get(HeaderFields.member)
        if member in ("StatusNotifierHostRegistered", "StatusNotifierHostUnregistered"):
            if self._is_registered:
                self._ask_for_host()
        elif member == "StatusNotifierItemRegistered" and self._is_ours(message):
            self._note_registered()  # a watcher that answered too late, or with an error, shows the icon after all

    def _is_ours(self, message: Message) -> bool:
        return signature_of(message) == "s" and str(message.body[0]).split("/")[0] == self._service

    def _set(self, has_host: bool) -> None:
        if self._is_open and has_host != self._has_host:
            self._has_host = has_host
            _log.info("a tray shows the icon" if has_host else "there is no tray to show the icon")
            self._host_changed(has_host)
