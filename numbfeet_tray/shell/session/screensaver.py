"""Locking as the desktops' screen savers tell it: GNOME, KDE, Xfce, MATE and Cinnamon.

Talks to: org.gnome.ScreenSaver and its likes, over the session bus.
Thread: the loop's.
Blocks: never.
Fails with: AdapterUnavailable from the constructor when there is no session bus; later only log lines.
Missing when: there is no session bus. Where no screen saver runs nothing is heard, and none is started.

All of them have `GetActive` and `ActiveChanged`. Active means that the screen is hidden, locked or not: a blanked
screen that a key brings back is nobody's work place either, and the key ends it.
"""

from __future__ import annotations

import logging
from typing import Protocol

from jeepney.bus_messages import MatchRule
from jeepney.low_level import Message
from jeepney.wrappers import DBusAddress, new_method_call

from numbfeet_tray.core.events import Locked, Unlocked
from numbfeet_tray.ports import AdapterUnavailable, Post
from numbfeet_tray.shell.dbus import Bus, Reply, signature_of
from numbfeet_tray.text.catalog import _

_log = logging.getLogger(__name__)

SAVERS = (
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.kde.screensaver", "/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
)
"""Names and where their objects are. KDE has org.freedesktop.ScreenSaver, and the same interface at the older name."""
_INTERFACES = {"org.kde.screensaver": "org.freedesktop.ScreenSaver"}


class ScreenSaverSession:
    """`ports.SessionSource` on the screen saver that the desktop has."""

    name = "screen saver"

    def __init__(self, bus: Bus | None, post: Post) -> None:
        if bus is None or bus.is_lost:
            raise AdapterUnavailable(_("there is no session bus"))
        self._post: Post | None = post
        self._active: set[str] = set()
        """Names of the screen savers that hide the screen."""
        self._savers = [_Saver(bus, name, path, self._set) for name, path in SAVERS]
        bus.on_lost(self._on_lost)

    def close(self) -> None:
        """Release everything; nothing is posted afterwards."""
        self._post = None
        for saver in self._savers:
            saver.close()

    def _set(self, name: str, *, is_active: bool) -> None:
        was_locked = bool(self._active)
        if is_active:
            self._active.add(name)
        else:
            self._active.discard(name)
        if bool(self._active) != was_locked and self._post is not None:
            self._post(Locked() if is_active else Unlocked())

    def _on_lost(self) -> None:
        """Nobody is there to say that the screen is still hidden."""
        for name in tuple(self._active):
            self._set(name, is_active=False)


class Changed(Protocol):
    """Hears that the screen saver `name` hides the screen, or no longer does."""

    def __call__(self, name: str, *, is_active: bool) -> None:
        """Take it in."""


class _Saver:
    """One name that a screen saver may have."""

    def __init__(self, bus: Bus, name: str, path: str, changed: Changed) -> None:
        self._bus = bus
        self._name = name
        interface = _INTERFACES.get(name, name)
        self._object = DBusAddress(path, name, interface)
        self._changed = changed
        self._round = 0
        """Counts owners and news: an answer that was asked for before is void."""
        rule = MatchRule(type="signal", sender=name, interface=interface, member="ActiveChanged")
        self._subscriptions = [bus.subscribe(rule, self._on_changed), bus.watch_name(name, self._on_owner)]

    def close(self) -> None:
        self._round += 1
        for subscription in self._subscriptions:
            subscription.cancel()

    def _on_changed(self, message: Message) -> None:
        if signature_of(message) == "b":
            self._round += 1
            self._changed(self._name, is_active=message.body[0])

    def _on_owner(self, owner: str) -> None:
        self._round += 1
        if not owner:
            self._changed(self._name, is_active=False)
            return
        mine = self._round

        def answered(reply: Reply) -> None:
            if mine != self._round:
                return
            if reply.signature == "b":
                self._changed(self._name, is_active=reply.body[0])
            else:
                _log.info("%s does not tell whether it is active: %s", self._name, reply.error)

        self._bus.call(new_method_call(self._object, "GetActive"), answered)
