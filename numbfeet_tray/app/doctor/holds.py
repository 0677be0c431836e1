"""The doctor on what holds prompts back: do-not-disturb, full screen, microphone, camera."""

from __future__ import annotations

from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.app.doctor.running import Running
from numbfeet_tray.text.catalog import N_, _

TITLES = {
    "do_not_disturb": N_("Do not disturb"),
    "full_screen": N_("Full screen"),
    "microphone": N_("Microphone in use"),
    "camera": N_("Camera in use"),
}


def holds(running: Running) -> tuple[Finding, ...]:
    """Tell which detector each of them has in the running program; this version brings none of its own."""
    return tuple(_hold(part, _(title), running) for part, title in TITLES.items())


def _hold(part: str, title: str, running: Running) -> Finding:
    others = tuple(running.reasons.get(part, ()))
    chosen = running.parts.get(part)
    if chosen is None:
        hint = _("Pause prompts yourself: numbfeet pause")
        return Finding(part, title, State.UNWATCHED, _("It is not watched yet."), "none", others, hint)
    if chosen == "none":
        says = " ".join(others) or _("Nothing here tells of it.")
        return Finding(part, title, State.MISSING, says, chosen, others)
    return Finding(part, title, State.WORKS, _("{adapter} tells of it.").format(adapter=chosen), chosen, others)
