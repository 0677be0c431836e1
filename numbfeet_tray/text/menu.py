"""The tray menu: what stands in it now, in the order people use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numbfeet_tray.core.clocks import Posture
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.snapshot import Presence, Snapshot
from numbfeet_tray.core.units import HOUR, MINUTE, Seconds
from numbfeet_tray.ports import MenuEntry
from numbfeet_tray.text.catalog import _, ngettext
from numbfeet_tray.text.durations import spoken
from numbfeet_tray.text.why import Wall, why_line

SEPARATOR = MenuEntry()
FOR_A_FOOT_ASLEEP = "gentle-3"
"""Id of the routine that begins with waking a foot and never stands first: who stands on a numb foot may fall."""
PAUSES = (Seconds(30 * MINUTE), HOUR)


@dataclass(frozen=True, slots=True)
class Today:
    """The day's figures."""

    seated: Seconds = Seconds(0.0)
    up: int = 0
    """How often there was a real break between two seated stretches."""
    routines: int = 0
    """Finished."""
    last_routine: str = ""
    """Id of the one that was started last, on whatever day; "" for none."""


def menu_entries(
    snapshot: Snapshot,
    wall: Wall,
    catalogue: Sequence[Routine],
    snoozes: Sequence[Seconds],
    today: Today | None = None,
) -> tuple[MenuEntry, ...]:
    """Return the whole menu. Actions are command words with their argument after a colon."""
    day = today or Today()
    return (
        MenuEntry(why_line(snapshot, wall), enabled=False),
        SEPARATOR,
        *_routine_entries(snapshot, catalogue, day.last_routine),
        _snooze_entry(snapshot, snoozes),
        MenuEntry(_("Skip") if snapshot.due else _("Skip (nothing is due)"), "skip", enabled=bool(snapshot.due)),
        *_pause_entries(snapshot),
        SEPARATOR,
        *_posture_entries(snapshot),
        SEPARATOR,
        MenuEntry(today_line(day), enabled=False),
        MenuEntry(_("Report (comes with a later version)"), enabled=False),
        SEPARATOR,
        MenuEntry(_("Warning signs"), "signs"),
        MenuEntry(_("Settings"), "settings"),
        MenuEntry(_("Doctor"), "doctor"),
        MenuEntry(_("Help"), "help"),
        MenuEntry(_("About numb feet"), "about"),
        SEPARATOR,
        MenuEntry(_("Quit"), "quit"),
    )


def today_line(day: Today) -> str:
    """Return the day's figures in one line."""
    up = ngettext("up {count} time", "up {count} times", day.up).format(count=day.up)
    routines = ngettext("{count} routine", "{count} routines", day.routines).format(count=day.routines)
    return _("Today: seated {length}, {up}, {routines}").format(length=spoken(day.seated), up=up, routines=routines)


def _routine_entries(snapshot: Snapshot, catalogue: Sequence[Routine], last: str) -> tuple[MenuEntry, ...]:
    if snapshot.routine is not None:
        return (MenuEntry(_("Stop routine"), "stop", default=True),)
    offered = next((one for one in catalogue if one.id == snapshot.offer), None)
    name = _(offered.name) if offered is not None else snapshot.offer
    return (
        MenuEntry(_("Start {routine}").format(routine=name), "start", default=True),
        MenuEntry(_("Start another routine"), children=_by_place(catalogue, last)),
        *(MenuEntry(_("My foot is asleep"), f"start:{one.id}") for one in catalogue if one.id == FOR_A_FOOT_ASLEEP),
    )


def _by_place(catalogue: Sequence[Routine], last: str) -> tuple[MenuEntry, ...]:
    """Return the last routine, then the seated ones and those on the feet, each from the shortest on."""
    in_order = sorted(catalogue, key=lambda one: one.seconds)
    again = [_start_entry(one) for one in catalogue if one.id == last]
    seated = [_start_entry(one) for one in in_order if not one.gets_up]
    up = [_start_entry(one) for one in in_order if one.gets_up]
    groups = ((_("Last time"), again), (_("Seated"), seated), (_("On your feet"), up))
    entries: list[MenuEntry] = []
    for heading, group in groups:
        if group:
            entries += (*([SEPARATOR] if entries else []), MenuEntry(heading, enabled=False), *group)
    return tuple(entries)


def _start_entry(one: Routine) -> MenuEntry:
    label = _("{routine} ({length})").format(routine=_(one.name), length=spoken(one.seconds))
    return MenuEntry(label, f"start:{one.id}")


def _snooze_entry(snapshot: Snapshot, snoozes: Sequence[Seconds]) -> MenuEntry:
    if not snapshot.due:
        return MenuEntry(_("Snooze (nothing is due)"), enabled=False)
    return MenuEntry(
        _("Snooze"), children=tuple(MenuEntry(spoken(length), f"snooze:{length:.0f}") for length in snoozes)
    )


def _pause_entries(snapshot: Snapshot) -> tuple[MenuEntry, ...]:
    if snapshot.is_paused:
        return (MenuEntry(_("Resume prompts"), "resume"),)
    lengths = tuple(
        MenuEntry(_("For {length}").format(length=spoken(length)), f"pause:{length:.0f}") for length in PAUSES
    )
    return (
        MenuEntry(
            _("Pause prompts"),
            children=(
                *lengths,
                MenuEntry(_("Until tomorrow"), "pause:tomorrow"),
                MenuEntry(_("Until I resume"), "pause:open-ended"),
            ),
        ),
    )


def _posture_entries(snapshot: Snapshot) -> tuple[MenuEntry, ...]:
    is_there = snapshot.presence in {Presence.SEATED, Presence.STANDING}
    is_standing = snapshot.posture is Posture.STANDING
    entries = [
        MenuEntry(_("Sitting"), "say:sitting", checked=is_there and not is_standing, radio=True),
        MenuEntry(_("Standing"), "say:standing", checked=is_there and is_standing, radio=True),
        # Not "I was away", which the computer has seen: this one is said when leaving.
        MenuEntry(_("I am away") if is_there else _("I am away (already noted)"), "say:away", enabled=is_there),
    ]
    if snapshot.can_undo_until is not None:
        entries.append(MenuEntry(_("I was still sitting"), "say:was-sitting"))
    return tuple(entries)
