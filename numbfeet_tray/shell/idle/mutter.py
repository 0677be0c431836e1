"""When input stopped and came back, as GNOME's Mutter tells it: org.gnome.Mutter.IdleMonitor.

Talks to: gnome-shell or Mutter, over the session bus.
Thread: the loop's.
Blocks: in the constructor, at most 2 s, while it is asked whether there is such a service.
Fails with: AdapterUnavailable from the constructor; when the bus goes, `on_lost` runs once.
Missing when: the session is not one of Mutter.

Two watches stand in Mutter, and wake nobody before their time:

    idle     goes off when there was no input for the threshold: at once when that is so, and again in each silence.
    active   goes off at the next input, once.

How long there has been no input is asked when the idle watch goes off, after the active watch has been set: input
before the answer shows in the answer, input after it sets off the watch. A restarted gnome-shell has forgotten the
watches, and gets them anew. Idle inhibitors do not matter to Mutter's idle time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from jeepney.bus_messages import MatchRule, message_bus
from jeepney.low_level import HeaderFields, Message
from jeepney.wrappers import DBusAddress, new_method_call

from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import AdapterUnavailable, Clock, Loop, Post
from numbfeet_tray.shell.dbus import Bus, Reply, signature_of
from numbfeet_tray.shell.dbus.wire import connect
from numbfeet_tray.shell.idle.silence import Silence
from numbfeet_tray.text.catalog import _

log = logging.getLogger(__name__)

_NAME = "org.gnome.Mutter.IdleMonitor"
_MONITOR = DBusAddress("/org/gnome/Mutter/IdleMonitor/Core", _NAME, _NAME)
_LIMIT_S = 2.0
_PARTS_AT_MOST = 20
_SERIAL = 2  # `connect` has said Hello with 1
_ROUNDING_MS = 20


class MutterIdleSource:
    """`ports.IdleSource` of a GNOME session, on Wayland and on X."""

    name = "gnome"

    def __init__(self, bus: Bus | None, loop: Loop, clock: Clock, post: Post, on_lost: Callable[[str], None]) -> None:
        """Begin to listen for the first input.

        Args:
            bus: the session bus, None where there is none.
            loop: the loop of `bus`.
            clock: for the instant that input stopped at.
            post: hears `Idle` and `Active`.
            on_lost: hears, once, why the source was closed by itself; in a round of its own.

        Raises:
            AdapterUnavailable: nobody on the bus has the name of Mutter's idle monitor.
        """
        if bus is None or bus.is_lost:
            raise AdapterUnavailable(_("GNOME's idle monitor needs the session bus, and there is none."))
        if not _has_owner(_NAME):
            raise AdapterUnavailable(_("GNOME's idle monitor is not there."))
        self._bus = bus
        self._loop = loop
        self._clock = clock
        self._on_lost = on_lost
        self._silence = Silence(loop, clock, post)
        self._threshold_ms = 0
        self._idle = self._active = 0
        """Numbers of the watches in Mutter; 0 for none, or while its answer is under way."""
        self._idle_round = self._mutter_round = 0
        """Count the idle watches and the Mutters that were: an answer to an earlier one is void."""
        self._wants_active = True
        """Whether an active watch stands or has been asked for."""
        self._is_open = True
        rule = MatchRule(type="signal", sender=_NAME, path=_MONITOR.object_path, interface=_NAME, member="WatchFired")
        self._subscriptions = [bus.subscribe(rule, self._on_fired), bus.watch_name(_NAME, self._on_owner)]
        bus.on_lost(self._on_bus_lost)

    def arm(self, threshold: Seconds) -> None:
        """Post `Idle` once there has been no input for `threshold` (>= 1 s): at once when that is already so."""
        self._threshold_ms = round(threshold * 1000)
        known = self._silence.length()
        self._silence.forget()
        self._silence.set_threshold(threshold)
        self._watch_idle()
        if known is not None:  # and may have ended without our having heard
            self._ask_length(round(known * 1000))

    def expect_input(self) -> None:
        """Post `Active` at the next input, even if input is believed to go on."""
        self._silence.owe_active()
        self._watch_active()

    def idle_time(self) -> Seconds | None:
        """Return the seconds since the last input; None while input is believed to go on: Mutter is not waited for."""
        return self._silence.length()

    def close(self) -> None:
        """Take the watches back; nothing is posted afterwards."""
        if not self._is_open:
            return
        self._is_open = False
        self._silence.close()
        for subscription in self._subscriptions:
            subscription.cancel()
        for number in (self._idle, self._active):
            self._remove(number)

    def _on_owner(self, owner: str) -> None:
        """A Mutter is there that has no watch of ours, or none is."""
        self._mutter_round += 1
        self._idle = self._active = 0
        was_wanted, self._wants_active = self._wants_active or self._silence.since is not None, False
        self._silence.forget()
        if owner and was_wanted:
            self._watch_active()
        self._wants_active = was_wanted
        if owner:
            self._watch_idle()

    def _watch_idle(self) -> None:
        if not self._is_open or not self._threshold_ms:
            return
        self._remove(self._idle)
        self._idle = 0
        self._idle_round += 1
        mine = (self._mutter_round, self._idle_round)

        def added(reply: Reply) -> None:
            number = _number(reply)
            if mine[0] != self._mutter_round:
                return
            if mine[1] == self._idle_round and self._is_open:
                self._idle = number
            else:
                self._remove(number)

        self._call("AddIdleWatch", added, "t", (self._threshold_ms,))

    def _watch_active(self) -> None:
        if not self._is_open or self._wants_active:
            return
        self._wants_active = True
        mine = self._mutter_round

        def added(reply: Reply) -> None:
            number = _number(reply)
            if mine == self._mutter_round:
                self._active = number
                if not self._is_open:
                    self._remove(number)

        self._call("AddUserActiveWatch", added)

    def _on_fired(self, message: Message) -> None:
        if signature_of(message) != "u":
            return
        (number,) = message.body
        if number == self._idle:
            self._watch_active()
            self._ask_length(self._threshold_ms)
        elif number == self._active:
            self._active = 0
            self._wants_active = False
            self._silence.ended()

    def _ask_length(self, believed_ms: int) -> None:
        """Ask since when there is no input; less than was believed means that there was, and is told of elsewhere."""
        mine, at_least_ms = self._mutter_round, believed_ms - _ROUNDING_MS

        def answered(reply: Reply) -> None:
            idle_ms = _number(reply)
            if mine == self._mutter_round and self._is_open and idle_ms >= at_least_ms:
                self._silence.began(Instant(self._clock.boot() - idle_ms / 1000))

        self._call("GetIdletime", answered)

    def _remove(self, number: int) -> None:
        if number:
            self._call("RemoveWatch", lambda _reply: None, "u", (number,))

    def _call(
        self, member: str, on_reply: Callable[[Reply], None], signature: str | None = None, body: tuple[int, ...] = ()
    ) -> None:
        self._bus.call(new_method_call(_MONITOR, member, signature, body), on_reply)

    def _on_bus_lost(self) -> None:
        if self._is_open:
            self.close()
            reason = _("The session bus is gone, and with it GNOME's idle monitor.")
            self._loop.call_soon(lambda: self._on_lost(reason))


def _number(reply: Reply) -> int:
    """Return the number that was answered; 0 for an error, which is no watch and no time."""
    if reply.signature in ("u", "t"):
        return int(reply.body[0])
    log.warning("GNOME's idle monitor did not answer: %s %s", reply.error, reply.text)
    return 0


def _has_owner(name: str) -> bool:
    """Ask over a connection of its own, which can wait for the answer, whether somebody has `name`.

    Raises:
        AdapterUnavailable: the bus cannot be reached.
    """
    connection = connect("session")
    with connection.socket as bus:
        bus.settimeout(_LIMIT_S)
        try:
            bus.sendall(message_bus.NameHasOwner(name).serialise(serial=_SERIAL))
            for _part in range(_PARTS_AT_MOST):
                while (message := connection.framing.take()) is not None:
                    if message.header.fields.get(HeaderFields.reply_serial) == _SERIAL:
                        return bool(message.body == (True,))
                connection.framing.feed(bus.recv(4096))
        except (OSError, ValueError) as problem:
            log.info("the session bus does not answer: %s", problem)
    return False
