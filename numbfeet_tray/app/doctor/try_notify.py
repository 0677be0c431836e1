"""A real test notification: shown by the notifier that prompts use, and waited for until the person answers."""

from __future__ import annotations

import sys

from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.app.first_icon import open_bus
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import AdapterUnavailable, CloseReason, Notification
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify import choose_notifier
from numbfeet_tray.text.catalog import _

PATIENCE = Seconds(20.0)
"""How long the person has to click on it."""
_SLOT, _ACTION = "notice", "seen"


class _Listener:
    """Hears what becomes of the notification and ends the waiting."""

    def __init__(self, loop: SelectorLoop) -> None:
        self._loop = loop
        self.heard = ""
        self.failure = ""

    def action_chosen(self, slot: str, action: str) -> None:
        """The button, or the body, was clicked."""
        del slot
        self.heard = action
        self._loop.stop()

    def notification_closed(self, slot: str, reason: CloseReason) -> None:
        """It was closed."""
        del slot
        self.heard = self.heard or reason.value
        self._loop.stop()

    def notification_failed(self, slot: str, why: str) -> None:
        """It could not be shown."""
        del slot
        self.failure = why
        self._loop.stop()


def try_notification(wanted: str, patience: Seconds = PATIENCE) -> Finding:
    """Show a notification with a button and wait for an answer, at most `patience` seconds.

    Args:
        wanted: the notifier that the config asks for.
        patience: > 0.
    """
    title = _("Test notification")
    loop = SelectorLoop(SystemClock())
    listener = _Listener(loop)
    try:
        bus = open_bus("session", loop)
    except AdapterUnavailable:
        bus = None
    notifier, reasons = choose_notifier(bus, loop, listener, wanted, sys.stderr)
    text = _("Choose the button, so that numbfeet doctor knows that buttons work.")
    notifier.show(
        _SLOT, Notification(_("Test of numbfeet"), text, ((_ACTION, _("I see it")),), timeout=Seconds(patience))
    )
    waits = notifier.name == "desktop"
    loop.call_later(patience if waits else Seconds(0.1), loop.stop)
    loop.run(lambda: None)
    has_actions = notifier.has_actions
    notifier.close()
    if bus is not None:
        loop.call_later(Seconds(0.1), loop.stop)  # the withdrawal has to reach the server
        loop.run(lambda: None)
        bus.close()
    loop.close()
    state, says = _judged(listener, has_actions=has_actions)
    return Finding("notify", title, state, says, notifier.name, tuple(reasons))


def _judged(listener: _Listener, *, has_actions: bool) -> tuple[State, str]:
    if listener.failure:
        return State.BROKEN, _("It could not be shown: {reason}").format(reason=listener.failure)
    if listener.heard in {_ACTION, "default"}:
        return State.WORKS, _("It was shown, and your answer came back.")
    if listener.heard:
        return State.LIMITED, _("It was shown and closed; whether buttons work is not known.")
    if not has_actions:
        return State.LIMITED, _("It was shown, without buttons.")
    return State.LIMITED, _("It was shown; no answer came within the time.")
