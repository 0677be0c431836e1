"""What a prompt says, and the buttons under it."""

from __future__ import annotations

from collections.abc import Sequence

from numbfeet_tray.core.effects import Prompt
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.settings import STANDING_REMINDER, ClockName, Reminder
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.ports import Notification, Urgency
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.durations import spoken
from numbfeet_tray.text.nudges import nudge

START, SNOOZE, SKIP, SIGNS = "start", "snooze", "skip", "warning-signs"
"""Action ids; a snooze carries its whole seconds, as in `snooze-300`."""

LAST_LEVEL = 3
QUIET_TIMEOUT = Seconds(20.0)
"""How long a quiet prompt stays: long enough to read, short enough not to be in the way."""


def notification_for(
    prompt: Prompt,
    reminders: Sequence[Reminder],
    routine: Routine | None,
    snoozes: Sequence[Seconds],
    *,
    breaks_through: bool = False,
) -> Notification:
    """Return the notification that puts `prompt` before the person.

    Args:
        prompt: what is due.
        reminders: to tell what it is about.
        routine: what *Start* begins.
        snoozes: the lengths on offer.
        breaks_through: whether the last level may be seen through the desktop's do-not-disturb.
    """
    is_urgent = prompt.level >= LAST_LEVEL
    lines = (_seated_line(prompt, reminders), nudge(_clock(prompt, reminders), prompt.id), _offer_line(routine))
    return Notification(
        title=_title(prompt, reminders),
        body="\n".join(line for line in lines if line),
        actions=actions(snoozes),
        urgency=_urgency(prompt, breaks_through=breaks_through),
        timeout=Seconds(0.0) if is_urgent else QUIET_TIMEOUT,
        silent=not is_urgent,
    )


def _urgency(prompt: Prompt, *, breaks_through: bool) -> Urgency:
    """Return the urgency: servers show what is critical through do-not-disturb, so that is for the person to allow."""
    if prompt.level >= LAST_LEVEL and breaks_through:
        return Urgency.CRITICAL
    return Urgency.LOW if prompt.discreet else Urgency.NORMAL


def actions(snoozes: Sequence[Seconds]) -> tuple[tuple[str, str], ...]:
    """Return (id, label) of each button: desktops that show three keep start, one snooze and skip."""
    lengths = [(f"{SNOOZE}-{length:.0f}", _("Snooze {length}").format(length=spoken(length))) for length in snoozes]
    signs = (SIGNS, _("Warning signs"))
    return ((START, _("Start")), *lengths[:1], (SKIP, _("Skip")), signs, *lengths[1:])


def _clock(prompt: Prompt, reminders: Sequence[Reminder]) -> ClockName | None:
    if prompt.reminder == STANDING_REMINDER:
        return ClockName.STANCE
    return next((one.clock for one in reminders if one.name == prompt.reminder), None)


def _title(prompt: Prompt, reminders: Sequence[Reminder]) -> str:
    match _clock(prompt, reminders):
        case ClockName.FEET:
            return _("Time to move your feet")
        case ClockName.SEAT:
            return _("Time to stand up and walk a little")
        case ClockName.STANCE:
            return _("Standing for a while: time to move")
        case None:
            return _("Time for your routine")


def _seated_line(prompt: Prompt, reminders: Sequence[Reminder]) -> str:
    length = spoken(prompt.seated)
    if _clock(prompt, reminders) is ClockName.STANCE:
        return _("Standing for {length}.").format(length=length)
    if prompt.held:
        text = ngettext("Seated {length}, {count} prompt held.", "Seated {length}, {count} prompts held.", prompt.held)
        return text.format(length=length, count=prompt.held)
    return _("Seated {length}.").format(length=length)


def _offer_line(routine: Routine | None) -> str:
    if routine is None:
        return ""
    return _("{routine} takes {length}.").format(routine=_(routine.name), length=spoken(routine.seconds))
