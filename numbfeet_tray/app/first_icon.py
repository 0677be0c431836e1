"""The tray icon and the bus it is on: all that is built before the rest of the program."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from numbfeet_tray.ports import AdapterUnavailable, Loop, MenuProvider, OnChoice, Tray, TrayState
from numbfeet_tray.shell.activation import Activation
from numbfeet_tray.shell.tray import choose_tray
from numbfeet_tray.text.catalog import _

if TYPE_CHECKING:  # there is no D-Bus on Windows and macOS
    from numbfeet_tray.shell.dbus import Bus

log = logging.getLogger(__name__)


@dataclass(slots=True)
class FirstIcon:
    """What is there when the icon is shown."""

    tray: Tray
    why_no_other: list[str]
    """For each icon that was tried before and cannot be used here, a line that says why."""
    bus: Bus | None
    """The session bus."""
    why_no_bus: str
    """Why there is no session bus; empty when there is one."""
    activation: Activation
    """Hands the right to come to the front on to windows."""

    def close(self) -> None:
        """Remove the icon and leave the bus."""
        self.tray.close()
        self.activation.clear()
        if self.bus is not None:
            self.bus.close()


def open_bus(kind: Literal["session", "system"], loop: Loop) -> Bus:
    """Connect to the bus of that kind.

    Raises:
        AdapterUnavailable: there is none.
    """
    try:
        from numbfeet_tray.shell.dbus import Bus  # noqa: PLC0415 - needs jeepney: Linux only
    except ImportError as error:
        raise AdapterUnavailable(f"there is no {kind} bus: {error}") from error
    return Bus.open(kind, loop)


def show_icon(loop: Loop, menu: MenuProvider, on_choice: OnChoice, config: Path) -> FirstIcon:
    """Show the icon that belongs to the system, or the one that the file `config` asks for."""
    bus, why = None, ""
    try:
        bus = open_bus("session", loop)
    except AdapterUnavailable as error:
        why = str(error)
    activation = Activation(loop)
    wanted, is_symbolic = _wanted(config)
    tray, reasons = choose_tray(
        *(bus, loop, menu, on_choice, wanted),
        on_host_changed=_host_changed,
        on_token=activation.give,
        is_symbolic=is_symbolic,
    )
    tray.update(TrayState.AWAY, _("numbfeet is starting"), attention=False)
    return FirstIcon(tray, reasons, bus, why, activation)


def _wanted(config: Path) -> tuple[str, bool]:
    """Return which icon the person wants, and whether it is symbolic."""
    if not _may_name_an_icon(config):
        return "auto", False
    # Understanding a config takes longer than showing the icon, and few of them say anything about it.
    from numbfeet_tray.shell.config_file import ConfigFile  # noqa: PLC0415

    file = ConfigFile(config)
    file.reload()
    return file.config.tray.value, file.config.icons.value == "symbolic"


def _may_name_an_icon(config: Path) -> bool:
    try:
        return config.is_file() and b"tray" in config.read_bytes()
    except OSError:
        return False


def _host_changed(has_host: bool) -> None:
    if not has_host:
        log.warning("%s", _("This desktop shows no tray icons now; numbfeet status and the prompts still work."))
