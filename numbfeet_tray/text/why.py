"""The one line that says *why*: why it is quiet, or when the next prompt comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from numbfeet_tray.core.events import HoldKind
from numbfeet_tray.core.settings import STANDING_REMINDER
from numbfeet_tray.core.snapshot import Snapshot, Why, WhyKind
from numbfeet_tray.core.units import Instant
from numbfeet_tray.text.catalog import N_, _, ngettext
from numbfeet_tray.text.durations import clock_time, spoken

Wall = Callable[[Instant], datetime]
"""Turns an instant into the local wall-clock time."""

_HELD = {
    HoldKind.DO_NOT_DISTURB: N_("Quiet: do not disturb since {since}; seated {seated}; next when it ends."),
    HoldKind.FULL_SCREEN: N_("Quiet: full-screen window since {since}; seated {seated}; next when it closes."),
    HoldKind.CAMERA: N_("Quiet: camera in use since {since}; seated {seated}; next when the call ends."),
    HoldKind.MICROPHONE: N_("Quiet: microphone in use since {since}; seated {seated}; next when the call ends."),
    HoldKind.WORKING_HOURS: N_("Quiet: outside working hours since {since}; seated {seated}; next when they begin."),
}

_PLAIN = {
    WhyKind.ROUTINE: N_("A routine is running since {since}."),
    WhyKind.ASLEEP: N_("The computer sleeps since {since}."),
    WhyKind.AWAY: N_("Away since {since}; nothing is counted."),
    WhyKind.SNOOZED: N_("Snoozed until {until}; seated {seated}."),
    WhyKind.SHOWN: N_("Time to move: prompted at {since}; seated {seated}."),
    WhyKind.TRAY_ONLY: N_("Still time to move, since {since}; seated {seated}."),
    WhyKind.WAITING: N_("Time to move: waiting for a pause in typing, until {until} at most; seated {seated}."),
    WhyKind.STANDING: N_("Standing for {standing}; next prompt about {until}."),
    WhyKind.COUNTING: N_("Seated {seated}; next prompt about {until}."),
    WhyKind.NOTHING_WATCHED: N_("Seated {seated}; no reminder is set."),
}


def why_line(snapshot: Snapshot, wall: Wall) -> str:
    """Return the line for `snapshot`, with times of day in the local zone."""
    why = snapshot.why
    line = _(_template(why)).format(
        since=clock_time(wall(why.since)) if why.since is not None else "",
        until=clock_time(wall(why.until)) if why.until is not None else "",
        seated=spoken(snapshot.seat),
        standing=spoken(snapshot.stance),
    )
    if snapshot.held and why.kind in {WhyKind.HELD, WhyKind.PAUSED}:
        held = ngettext("{count} prompt held.", "{count} prompts held.", snapshot.held).format(count=snapshot.held)
        return _("{why} {held}").format(why=line, held=held)
    return line


def _template(why: Why) -> str:
    if why.kind is WhyKind.HELD and why.hold is not None:
        return _HELD[why.hold]
    if why.kind is WhyKind.PAUSED:
        if why.until is None:
            return N_("Paused since {since}, until you resume; seated {seated}.")
        return N_("Paused since {since} until {until}; seated {seated}.")
    if why.kind is WhyKind.SHOWN and why.reminder == STANDING_REMINDER:
        return N_("Time to move: prompted at {since}; standing for {standing}.")
    return _PLAIN[why.kind]
