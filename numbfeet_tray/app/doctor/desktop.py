"""The doctor on what the desktop offers over the buses: tray, notifications, locking, sleep."""

from __future__ import annotations

import os
from collections.abc import Mapping

from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.app.doctor.running import Running
from numbfeet_tray.shell.dbus.asking import Asking, place
from numbfeet_tray.text.catalog import _
from numbfeet_tray.text.tray_hint import tray_hint

WATCHER = "org.kde.StatusNotifierWatcher"
NOTIFICATIONS = "org.freedesktop.Notifications"
LOGIND = "org.freedesktop.login1"
_MANAGER = place(LOGIND, "/org/freedesktop/login1", f"{LOGIND}.Manager")


def tray(bus: Asking | None, why_no_bus: str, environ: Mapping[str, str], running: Running) -> Finding:
    """Look for a panel that shows icons."""
    title, others = _("Tray icon"), tuple(running.reasons.get("tray", ()))
    if bus is None:
        hint = _("Start numbfeet from within the desktop session.")
        return Finding("tray", title, State.MISSING, why_no_bus, running.parts.get("tray", "none"), others, hint)
    chosen = running.parts.get("tray", "sni")
    if not bus.has_owner(WATCHER):
        says = _("Nothing on this desktop shows tray icons.")
        return Finding(
            "tray", title, State.MISSING, says, chosen, others, tray_hint(environ.get("XDG_CURRENT_DESKTOP", ""))
        )
    panel = bus.program_of(WATCHER) or _("a program")
    if bus.value(place(WATCHER, "/StatusNotifierWatcher"), "IsStatusNotifierHostRegistered") is False:
        says = _("{panel} keeps a list of tray icons, but no panel shows it.").format(panel=panel)
        return Finding(
            "tray", title, State.MISSING, says, chosen, others, tray_hint(environ.get("XDG_CURRENT_DESKTOP", ""))
        )
    return Finding("tray", title, State.WORKS, _("{panel} shows tray icons.").format(panel=panel), chosen, others)


def notifier(bus: Asking | None, why_no_bus: str, running: Running) -> Finding:
    """Look for a notification server, and ask what it can do."""
    title, others = _("Notifications"), tuple(running.reasons.get("notifier", ()))
    chosen = running.parts.get("notifier", "")
    if bus is None:
        hint = _("Start numbfeet from within the desktop session; until then prompts come to the terminal.")
        return Finding("notifier", title, State.MISSING, why_no_bus, chosen or "terminal", others, hint)
    if not bus.has_owner(NOTIFICATIONS):
        if bus.can_start(NOTIFICATIONS):
            says = _("The notification server is not running; the first prompt starts it.")
            return Finding("notifier", title, State.WORKS, says, chosen or "desktop", others)
        hint = _("Install a notification server, such as dunst, mako-notifier or xfce4-notifyd.")
        says = _("No notification server runs here, and none can be started.")
        return Finding("notifier", title, State.MISSING, says, chosen or "terminal", others, hint)
    server = place(NOTIFICATIONS, "/org/freedesktop/Notifications")
    signature, body = bus.call(server, "GetCapabilities")
    if signature != "as":
        hint = _("Start the notification server anew.")
        says = _("The notification server does not answer.")
        return Finding("notifier", title, State.BROKEN, says, chosen or "desktop", others, hint)
    signature, about = bus.call(server, "GetServerInformation")
    name = " ".join(about[:1] + about[2:3]) if signature == "ssss" else _("A notification server")
    if "actions" not in body[0]:
        says = _("{server} shows prompts, without buttons.").format(server=name)
        hint = _("Answer prompts in the tray menu or on the command line, or choose a server with actions.")
        return Finding("notifier", title, State.LIMITED, says, chosen or "desktop", others, hint)
    says = _("{server} shows prompts with buttons.").format(server=name)
    return Finding("notifier", title, State.WORKS, says, chosen or "desktop", others)


def session(bus: Asking | None, why_no_bus: str, environ: Mapping[str, str], running: Running) -> tuple[Finding, ...]:
    """Ask logind for locking and sleep."""
    others = tuple(running.reasons.get("session", ()))
    titles = {"lock": _("Screen lock"), "sleep": _("Sleep")}
    if bus is None or not (bus.has_owner(LOGIND) or bus.can_start(LOGIND)):
        says = why_no_bus if bus is None else _("There is no logind on the system bus.")
        hint = _("Install systemd-logind or elogind; without it locking is seen as absence, and sleep by the clocks.")
        return tuple(Finding(part, title, State.MISSING, says, "none", others, hint) for part, title in titles.items())
    chosen = running.parts.get("session", "logind")
    sleep = Finding("sleep", titles["sleep"], State.WORKS, _("logind tells of it."), chosen, others)
    path = _session_path(bus, environ)
    if not path:
        says = _("logind knows no session of yours.")
        hint = _("Log in through a display manager or pam_systemd; until then locking is seen as absence.")
        return (Finding("lock", titles["lock"], State.LIMITED, says, chosen, others, hint), sleep)
    of_session = place(LOGIND, path, f"{LOGIND}.Session")
    if bus.value(of_session, "Remote") is True:
        says = _("This is a remote session: locking the computer you sit at is not seen, only that input stops.")
        return (Finding("lock", titles["lock"], State.LIMITED, says, chosen, others), sleep)
    is_locked = bus.value(of_session, "LockedHint")
    if not isinstance(is_locked, bool):
        says = _("logind tells of requests to lock; this desktop does not say when it did.")
        return (Finding("lock", titles["lock"], State.LIMITED, says, chosen, others), sleep)
    says = _("logind tells of it; it is locked now.") if is_locked else _("logind tells of it; it is not locked now.")
    return (Finding("lock", titles["lock"], State.WORKS, says, chosen, others), sleep)


def _session_path(bus: Asking, environ: Mapping[str, str]) -> str:
    """Return logind's path of this session, or "": our own process's, else the one that the environment names."""
    signature, body = bus.call(_MANAGER, "GetSessionByPID", "u", os.getpid())
    if signature == "o":
        return str(body[0])
    if ident := environ.get("XDG_SESSION_ID"):
        signature, body = bus.call(_MANAGER, "GetSession", "s", ident)
        if signature == "o":
            return str(body[0])
    signature, body = bus.call(_MANAGER, "ListSessions")
    if signature == "a(susso)" and hasattr(os, "getuid"):
        return next((str(one[4]) for one in body[0] if one[1] == os.getuid()), "")
    return ""
