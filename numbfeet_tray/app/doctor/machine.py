"""The doctor on what needs no bus: the kind of session, input, sound, the window, starting at login."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import sys
from collections.abc import Mapping

from numbfeet_tray.app.at_login import look
from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.app.doctor.running import Running
from numbfeet_tray.app.first_icon import open_bus
from numbfeet_tray.core.events import Event
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.autostart import AutostartProblem, methods
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.guide import Listener, choose_view
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.durations import spoken

PLAYERS = ("pw-play", "paplay", "canberra-gtk-play", "aplay", "afplay")


def session_type(environ: Mapping[str, str]) -> Finding:
    """Tell what kind of session this is."""
    title = _("Session")
    kind = environ.get("XDG_SESSION_TYPE", "")
    if environ.get("WAYLAND_DISPLAY"):
        kind = "wayland"
    elif environ.get("DISPLAY"):
        kind = "x11"
    if sys.platform != "linux":
        return Finding("session", title, State.WORKS, sys.platform, sys.platform)
    if kind not in {"x11", "wayland"}:
        says = _("This is no graphical session: neither DISPLAY nor WAYLAND_DISPLAY is set.")
        hint = _("Start numbfeet from within the desktop session.")
        return Finding("session", title, State.MISSING, says, kind or "none", (), hint)
    desktop = environ.get("XDG_CURRENT_DESKTOP") or _("unknown desktop")
    names = {"x11": "X11", "wayland": "Wayland"}
    return Finding("session", title, State.WORKS, f"{names[kind]}, {desktop}", kind)


def idle(environ: Mapping[str, str], running: Running) -> Finding:
    """Read the idle time once."""
    title = _("Idle time")
    loop = SelectorLoop(SystemClock())

    def ignore(_event: Event) -> None:
        """Nobody listens."""

    bus = None
    try:
        with contextlib.suppress(AdapterUnavailable):
            bus = open_bus("session", loop)
        source, reasons = choose_idle(loop, SystemClock(), ignore, environ, lambda _why: None, bus)
        try:
            reading = source.idle_time()
        finally:
            source.close()
    finally:
        if bus is not None:
            bus.close()
        loop.close()
    chosen = running.parts.get("idle", source.name)
    others = tuple(running.reasons.get("idle", reasons))
    if source.name == "none":
        says = " ".join(reasons) or _("Nothing here tells of input.")
        hint = _("Say it yourself: numbfeet sitting, numbfeet standing, numbfeet away.")
        return Finding("idle", title, State.MISSING, says, chosen, others, hint)
    if reading is None:
        says = _("{source} tells when input stops; it gives no reading in between.").format(source=source.name)
        return Finding("idle", title, State.WORKS, says, chosen, others)
    says = _("{source} works; the last input was {length} ago.").format(source=source.name, length=spoken(reading))
    return Finding("idle", title, State.WORKS, says, chosen, others)


def window() -> tuple[Finding, ...]:
    """Look for what draws the guide."""
    title = _("Guide")
    loop = SelectorLoop(SystemClock())
    try:
        view, reasons = choose_view("auto", loop, SystemClock(), Listener(lambda _key: None, lambda _why: None))
    finally:
        loop.close()
    has_tk = importlib.util.find_spec("tkinter") is not None and importlib.util.find_spec("_tkinter") is not None
    if reasons:
        says = _("Routines are guided in the terminal, or by time alone.")
        return (Finding("window", title, State.LIMITED, says, view.name, tuple(reasons)),)
    if not has_tk:
        says = _("The window needs tkinter, which this Python lacks.")
        hint = _("Install python3-tk (Debian, Ubuntu), python3-tkinter (Fedora) or tk (Arch).")
        return (Finding("window", title, State.LIMITED, says, "terminal", (), hint),)
    return (Finding("window", title, State.WORKS, _("A window guides through routines."), "window"),)


def sound() -> Finding:
    """Look for what plays sounds."""
    title = _("Sound")
    if sys.platform == "win32":
        return Finding("sound", title, State.WORKS, _("The system plays sounds."), "system")
    found = next((player for player in PLAYERS if shutil.which(player)), None)
    if found is None:
        hint = _("Install pipewire-bin or pulseaudio-utils; routines and prompts do without.")
        return Finding("sound", title, State.MISSING, _("Nothing here plays sounds."), "none", (), hint)
    return Finding("sound", title, State.WORKS, _("{player} plays sounds.").format(player=found), found)


def autostart(environ: Mapping[str, str]) -> Finding:
    """Look for what starts the program with the session."""
    title = _("Start at login")
    try:
        at_login = look(methods(environ))
    except AutostartProblem as error:
        return Finding("autostart", title, State.BROKEN, str(error))
    first, *others = at_login.lines()
    if not at_login.found:
        return Finding("autostart", title, State.OFF, first, "none")
    state = State.LIMITED if others else State.WORKS
    return Finding("autostart", title, state, first, at_login.found[0].method, hint=" ".join(others))
