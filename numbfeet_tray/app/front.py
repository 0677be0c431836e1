"""What the person sees: runs the engine's effects on notifier, guide and tray."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from numbfeet_tray.app.afterwards import NoQuestion
from numbfeet_tray.app.gate import UNDERSTOOD, OpenGate
from numbfeet_tray.app.in_force import InForce
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.effects import (
    CloseGuide,
    Effect,
    OpenGuide,
    Prompt,
    RoutineEnd,
    ShowPrompt,
    SyncGuide,
    WithdrawPrompt,
)
from numbfeet_tray.core.snapshot import Presence, Snapshot, WhyKind
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import CloseReason, Notification, Notifier, Post, RoutineView, Tray, TrayState
from numbfeet_tray.shell.resources import icon_png
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.prompts import SIGNS, SKIP, SNOOZE, START, notification_for
from numbfeet_tray.text.why import Wall, why_line

log = logging.getLogger(__name__)

ICON_SIZE = 48
"""Pixels of the icon in a notification: what most servers draw, and what the others scale."""

PROMPT, NOTICE = "prompt", "notice"
"""Notification slots: the prompt, and what the program has to say about itself."""


class Front:
    """`runtime.Front` and `ports.NotificationListener`."""

    def __init__(self, post: Post, wall: Wall, in_force: Callable[[], InForce]) -> None:
        self._post = post
        self._wall = wall
        self._in_force = in_force
        self.notifier: Notifier | None = None
        self.last_notifier: Notifier | None = None
        """Shows what `notifier` could not."""
        self.view: RoutineView | None = None
        self.tray: Tray | None = None
        self.has_idle_source = True
        self._shown: Prompt | None = None
        self.trouble = ""
        """Why the present prompt could not be shown as a notification, one line for `status`; empty when it could."""
        self.gate = OpenGate()
        """Keeps a routine waiting until what has to be read was read."""
        self.question = NoQuestion()
        """Asks after a routine."""
        self.open_signs: Callable[[], None] = lambda: None
        self.did_show: Callable[[Prompt], None] = lambda _prompt: None

    def run(self, effect: Effect) -> None:
        """Run one effect that is not a record."""
        match effect:
            case ShowPrompt(prompt):
                self._shown, self.trouble = prompt, ""
                self._show(PROMPT, self._words(prompt))
                self.did_show(prompt)
            case WithdrawPrompt():
                self._shown = None
                for notifier in (self.notifier, self.last_notifier):
                    if notifier is not None:
                        notifier.withdraw(PROMPT)
            case OpenGuide(routine) if self.view is not None:
                self.view.open(routine)
                self.question.opened(routine)
                self.gate.opened(routine, self.view, self.notice)
            case SyncGuide(elapsed, paused) if self.view is not None:
                self.gate.synced(paused=paused)
                self.view.sync(elapsed, paused)
            case CloseGuide(end) if self.view is not None:
                self.gate.closed()
                self.view.close(finished=end is RoutineEnd.FINISHED)
                self.question.ended(self.notice, finished=end is RoutineEnd.FINISHED)
            case _:
                pass

    def notice(self, notification: Notification) -> None:
        """Say something about the program itself."""
        self._show(NOTICE, notification)

    def refresh(self, snapshot: Snapshot) -> None:
        """Bring the tray icon up to date."""
        if self.tray is None:
            return
        state = tray_state(snapshot, has_idle_source=self.has_idle_source)
        attention = state is TrayState.DUE
        self.tray.update(state, why_line(snapshot, self._wall), attention, snapshot.progress)

    def action_chosen(self, slot: str, action: str) -> None:
        """The person chose a button of a notification, or clicked on its body ("default")."""
        if action == SIGNS:
            self.open_signs()
        elif slot == NOTICE and action == UNDERSTOOD:
            self._post(ev.GuideKeyPressed(ev.GuideKey.RESUME))
        elif slot == NOTICE:
            self.question.chosen(action)
        if slot != PROMPT:
            return
        name, _, length = action.partition("-")
        if name in {START, "default"}:
            self._post(ev.StartAsked())
        elif name == SKIP:
            self._post(ev.Skipped())
        elif name == SNOOZE:
            self._post(ev.Snoozed(Seconds(float(length)) if length else None))

    def notification_closed(self, slot: str, reason: CloseReason) -> None:
        """A notification went away."""
        if slot == PROMPT and reason is not CloseReason.UNKNOWN:
            self._post(ev.PromptClosed() if reason is CloseReason.DISMISSED else ev.PromptExpired())

    def notification_failed(self, slot: str, why: str) -> None:
        """A notification could not be shown: say it in the terminal at least."""
        log.warning("the notification could not be shown: %s", why)
        if slot == PROMPT:
            self._post(ev.PromptFailed())
            self.trouble = _("The prompt could not be shown as a notification: {why}").format(why=why)
            if self._shown is not None and self.last_notifier is not None:
                self.last_notifier.show(PROMPT, self._words(self._shown))

    def guide_failed(self, why: str) -> None:
        """No guide can be shown: say so; the routine runs by its time."""
        self.notice(Notification(_("The routine cannot be shown"), why))

    def close_view(self) -> None:
        """Close the guide's window, if one is open."""
        if self.view is not None:
            self.view.close(finished=False)

    def _show(self, slot: str, notification: Notification) -> None:
        if self.notifier is not None:
            self.notifier.show(slot, replace(notification, icon=_icon_file(notification.icon)))

    def _words(self, prompt: Prompt) -> Notification:
        in_force = self._in_force()
        settings = in_force.config.engine
        routine = in_force.routine(prompt.offer)
        return notification_for(
            prompt,
            settings.reminders,
            routine,
            settings.snooze_lengths,
            breaks_through=in_force.config.quiet.break_through,
        )


def _icon_file(name: str) -> str:
    """Return the icon's file: a desktop knows it by name only where a distribution has put it into the theme."""
    try:
        return str(icon_png(name, ICON_SIZE))
    except FileNotFoundError:
        return name


def tray_state(snapshot: Snapshot, *, has_idle_source: bool) -> TrayState:
    """Return which icon tells the state, in the precedence of the *why* line."""
    by_why = {
        WhyKind.ROUTINE: TrayState.ROUTINE,
        WhyKind.ASLEEP: TrayState.AWAY,
        WhyKind.AWAY: TrayState.AWAY,
        WhyKind.PAUSED: TrayState.PAUSED,
        WhyKind.HELD: TrayState.HELD,
        WhyKind.SNOOZED: TrayState.SNOOZED,
        WhyKind.SHOWN: TrayState.DUE,
        WhyKind.TRAY_ONLY: TrayState.DUE,
        WhyKind.WAITING: TrayState.DUE,
        WhyKind.STANDING: TrayState.STANDING,
    }
    state = by_why.get(snapshot.why.kind, TrayState.SEATED)
    if not has_idle_source and state is TrayState.SEATED and snapshot.presence is Presence.SEATED:
        return TrayState.NO_SOURCE
    return state
