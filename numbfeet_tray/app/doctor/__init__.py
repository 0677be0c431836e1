"""The doctor: tries each capability here and now, and says what was chosen, what not and why, and what would help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from numbfeet_tray.app.doctor import desktop, files, holds, machine
from numbfeet_tray.app.doctor.finding import Finding, State
from numbfeet_tray.app.doctor.running import ask_running
from numbfeet_tray.ports import AdapterUnavailable
from numbfeet_tray.shell.dbus.asking import Asking
from numbfeet_tray.shell.paths import Paths

__all__ = ["Finding", "State", "examine"]


def examine(paths: Paths, environ: Mapping[str, str]) -> tuple[Finding, ...]:
    """Try everything. Changes nothing, shows nothing, and ends within seconds whatever does not answer."""
    running = ask_running(paths.socket)
    session_bus, why_no_session_bus = _bus("session")
    system_bus, why_no_system_bus = _bus("system")
    try:
        return (
            running.finding,
            machine.session_type(environ),
            desktop.tray(session_bus, why_no_session_bus, environ, running),
            desktop.notifier(session_bus, why_no_session_bus, running),
            machine.idle(environ, running),
            *desktop.session(system_bus, why_no_system_bus, environ, running),
            *holds.holds(running),
            machine.sound(),
            *machine.window(),
            machine.autostart(environ),
            files.config(paths),
            files.history(paths),
        )
    finally:
        for bus in (session_bus, system_bus):
            if bus is not None:
                bus.close()


def _bus(kind: Literal["session", "system"]) -> tuple[Asking | None, str]:
    try:
        return Asking(kind), ""
    except AdapterUnavailable as error:
        return None, str(error)
