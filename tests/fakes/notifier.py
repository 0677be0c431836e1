"""A notifier that remembers what it shows, and a listener that remembers what it hears."""

from __future__ import annotations

from numbfeet_tray.ports import CloseReason, Notification, NotificationListener, Notifier

Heard = tuple[str, str, object]
"""("action", slot, action id), ("closed", slot, CloseReason) or ("failed", slot, why)."""


class RecordingListener(NotificationListener):
    """`ports.NotificationListener` that keeps everything, oldest first."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []

    def action_chosen(self, slot: str, action: str) -> None:
        self.heard.append(("action", slot, action))

    def notification_closed(self, slot: str, reason: CloseReason) -> None:
        self.heard.append(("closed", slot, reason))

    def notification_failed(self, slot: str, why: str) -> None:
        self.heard.append(("failed", slot, why))


class FakeNotifier(Notifier):
    """`ports.Notifier` without a desktop; the test is the person."""

    def __init__(self, listener: NotificationListener, *, has_actions: bool = True) -> None:
        self.name = "fake"
        self.has_actions = has_actions
        self.listener = listener
        self.shown: dict[str, Notification] = {}
        """What the person sees, by slot."""
        self.history: list[tuple[str, Notification]] = []
        """Everything ever shown, oldest first."""
        self.failure = ""
        """When set, nothing can be shown, for this reason."""
        self.is_open = True

    def show(self, slot: str, notification: Notification) -> None:
        if not self.is_open:
            return
        if self.failure:
            self.shown.pop(slot, None)
            self.listener.notification_failed(slot, self.failure)
            return
        self.shown[slot] = notification
        self.history.append((slot, notification))

    def withdraw(self, slot: str) -> None:
        self.shown.pop(slot, None)

    def close(self) -> None:
        self.shown.clear()
        self.is_open = False

    def choose(self, slot: str, action: str) -> None:
        """Choose an action; the notification goes away with it."""
        if self.shown.pop(slot, None):
            self.listener.action_chosen(slot, action)

    def dismiss(self, slot: str) -> None:
        """Close the notification as the person does."""
        if self.shown.pop(slot, None):
            self.listener.notification_closed(slot, CloseReason.DISMISSED)

    def expire(self, slot: str) -> None:
        """Let the notification's time run out."""
        if self.shown.pop(slot, None):
            self.listener.notification_closed(slot, CloseReason.EXPIRED)
