"""Notifiers for where the desktop's own cannot be reached: plyer, a terminal, and none.

Talks to: plyer and whatever it finds on this system; a text stream.
Thread: the loop's. Plyer starts threads of its own on Windows.
Blocks: `PlyerNotifier.show`, while plyer runs its program or service; a terminal that does not take text.
Fails with: AdapterUnavailable from the constructors; afterwards `notification_failed`.
Missing when: plyer has nothing for this system; there is no stream.
"""

from __future__ import annotations

import logging
import warnings
from typing import TextIO

from numbfeet_tray.ports import AdapterUnavailable, Notification, NotificationListener
from numbfeet_tray.text.catalog import _

_PLYER_TIMEOUT_S = 10
_log = logging.getLogger(__name__)


class PlyerNotifier:
    """Notifications through plyer: shown and forgotten.

    Plyer tells nothing back: no id to replace or withdraw by, no closing, no actions, and for some of its ways not
    even that nothing was shown. So a failure is only what it raises.
    """

    name = "plyer"

    def __init__(self, listener: NotificationListener, app_name: str = "Numbfeet") -> None:
        self.has_actions = False
        self._listener = listener
        self._app_name = app_name
        try:
            import plyer  # noqa: PLC0415 - only who needs it pays for it
        except ImportError as error:
            raise AdapterUnavailable(f"plyer cannot be imported: {error}") from error
        self._plyer = plyer.notification

    def show(self, slot: str, notification: Notification) -> None:
        """Show `notification`; one shown before in `slot` stays as long as the system likes."""
        title = notification.title
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                self._plyer.notify(
                    # notify-send takes a leading dash for an option; a word joiner cannot be seen.
                    title=f"\u2060{title}" if title.startswith("-") else title,
                    message=notification.body,
                    app_name=self._app_name,
                    timeout=int(notification.timeout or _PLYER_TIMEOUT_S),
                )
        except Exception as error:  # noqa: BLE001 - what plyer's ways raise has no common base
            self._listener.notification_failed(slot, f"plyer: {error or type(error).__name__}")
            return
        for warning in caught:
            _log.info("plyer: %s", str(warning.message).partition("\n")[0])

    def withdraw(self, slot: str) -> None:
        """Do nothing: plyer cannot take a notification away."""

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


class TerminalNotifier:
    """One line of text for each notification, with what to type."""

    name = "terminal"

    def __init__(self, listener: NotificationListener, stream: TextIO | None, program: str = "numbfeet") -> None:
        """Write to `stream`; `program` is how the person calls the running program, its profile included.

        Raises:
            AdapterUnavailable: there is nowhere to write to.
        """
        if stream is None or stream.closed:
            raise AdapterUnavailable("there is no terminal to write to")
        self.has_actions = False
        self._listener = listener
        self._stream = stream
        self._program = program
        self._is_failing = False

    def show(self, slot: str, notification: Notification) -> None:
        """Write `notification`."""
        words = " ".join(f"{notification.title}\n{notification.body}".split())
        text = "".join(letter if letter.isprintable() else " " for letter in words)
        if notification.actions:
            commands = _commands(notification, self._program)
            text = _("{text} To answer, type one of: {commands}").format(text=text, commands=commands)
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
            self._stream.flush()
        except (OSError, ValueError) as error:
            self._fail(slot, str(error))

    def _fail(self, slot: str, why: str) -> None:
        if not self._is_failing:  # a listener may come straight back to its last resort, which this is
            self._is_failing = True
            self._listener.notification_failed(slot, why)
            self._is_failing = False

    def withdraw(self, slot: str) -> None:
        """Do nothing: what is written stays."""

    def close(self) -> None:
        """Do nothing: the stream belongs to the caller."""


def _commands(notification: Notification, program: str) -> str:
    """Return what to type: "snooze-300" is `numbfeet snooze`, and "notes--add--same" is `numbfeet notes add same`."""
    actions = (action for action, _label in notification.actions if action != "default")
    verbs = dict.fromkeys(action.rstrip("0123456789").rstrip("-").replace("--", " ") for action in actions)
    return ", ".join(f"{program} {verb}" for verb in verbs)


class NullNotifier:
    """Shows nothing and says so, for a program that has only its tray icon."""

    name = "none"

    def __init__(self, listener: NotificationListener) -> None:
        self.has_actions = False
        self._listener = listener

    def show(self, slot: str, notification: Notification) -> None:
        """Tell the listener that nothing can be shown."""
        del notification
        self._listener.notification_failed(slot, "notifications cannot be shown here")

    def withdraw(self, slot: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
