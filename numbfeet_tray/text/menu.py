"""The tray menu: what stands in it now, in the order people use it."""

from __future__ import annotations

from collections.abc import Sequence

from numbfeet_tray.core.clocks import Posture
from numbfeet_tray.core.routine import Routine
from numbfeet_tray.core.snapshot import Presence, Snapshot
from numbfeet_tray.core.units import HOUR, MINUTE, Seconds
from numbfeet_tray.ports import MenuEntry
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.durations import spoken
from numbfeet_tray.text.why import Wall, why_line

SEPARATOR = MenuEntry()
PAUSES = (Seconds(30 * MINUTE), HOUR)


def menu_entries(
    snapshot: Snapshot, wall: Wall, catalogue: Sequence[Routine], snoozes: Sequence[Seconds]
) -> tuple[MenuEntry, ...]:
    """Return the whole menu. Actions are command words with their argument after a colon."""
    return (
        MenuEntry(why_line(snapshot, wall), enabled=False),
        SEPARATOR,
        *_routine_entries(snapshot, catalogue),
        _snooze_entry(snapshot, snoozes),
        MenuEntry(_("Skip") if snapshot.due else _("Skip (nothing is due)"), "skip", enabled=bool(snapshot.due)),
        *_pause_entries(snapshot),
        SEPARATOR,
        *_posture_entries(snapshot),
        SEPARATOR,
        MenuEntry(_("Settings"), "settings"),
        MenuEntry(_("Quit"), "quit"),
    )


def _routine_entries(snapshot: Snapshot, catalogue: Sequence[Routine]) -> tuple[MenuEntry, ...]:
    if snapshot.routine is not None:
        return (MenuEntry(_("Stop routine"), "stop", default=True),)
    offered = next((one for one in catalogue if one.id == snapshot.offer), None)
    name = _(offered.name) if offered is not None else snapshot.offer
    others = tuple(
        MenuEntry(_("{routine} ({length})").format(routine=_(one.name), length=spoken(one.seconds)), f"start:{one.id}")
        for one in catalogue
    )
    return (
        MenuEntry(_("Start {routine}").format(routine=name), "start", default=True),
        MenuEntry(_("Start another routine"), children=others),
    )


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
        MenuEntry(_("I am leaving"), "say:away", enabled=is_there),
    ]
    if snapshot.can_undo_until is not None:
        entries.append(MenuEntry(_("I was still sitting"), "say:was-sitting"))
    return tuple(entries)
