"""The tray icon: which one this desktop can show.

Talks to: nothing itself; see `sni` (Linux), `native` (Windows, macOS) and `null`.
Thread: the loop's.
Blocks: never.
Fails with: nothing; the last resort is no icon.
Missing when: never.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from numbfeet_tray.ports import AdapterUnavailable, Loop, MenuProvider, OnChoice, Tray
from numbfeet_tray.shell.tray.null import NullTray
from numbfeet_tray.text.catalog import _

if TYPE_CHECKING:
    from numbfeet_tray.shell.dbus import Bus

WANTED = ("auto", "sni", "native", "none")
"""What can be asked for."""


def choose_tray(  # noqa: PLR0913 - the composition root names each part once
    bus: Bus | None,
    loop: Loop,
    menu: MenuProvider,
    on_choice: OnChoice,
    wanted: str = "auto",
    *,
    on_host_changed: Callable[[bool], None] | None = None,
    on_token: Callable[[str], None] | None = None,
    is_symbolic: bool = False,
) -> tuple[Tray, list[str]]:
    """Return the tray to use, and for each one that cannot be used a line that says why.

    Args:
        bus: the session bus, or None when there is none.
        loop: the loop that the bus is on.
        menu: asked for the entries when the menu opens.
        on_choice: hears the action of the chosen entry.
        wanted: one of `WANTED`; "auto" is what belongs to the system.
        on_host_changed: hears on Linux whether the desktop has a tray.
        is_symbolic: draw on Linux in the panel's colour of text.
        on_token: hears on Linux the token with which a window that a click opens may come to the front.
    """
    builders: dict[str, Callable[[], Tray]] = {
        "sni": lambda: _sni(bus, loop, menu, on_choice, on_host_changed, on_token, is_symbolic=is_symbolic),
        "native": lambda: _native(loop, menu, on_choice),
    }
    reasons: list[str] = []
    for name in _candidates(wanted):
        try:
            return builders[name](), reasons
        except AdapterUnavailable as error:
            reasons.append(str(error))
    return NullTray(), reasons


def _candidates(wanted: str) -> tuple[str, ...]:
    if wanted == "auto":
        return ("native",) if sys.platform in ("win32", "darwin") else ("sni",)
    return () if wanted == "none" else (wanted,)


def _sni(
    bus: Bus | None,
    loop: Loop,
    menu: MenuProvider,
    on_choice: OnChoice,
    on_host_changed: Callable[[bool], None] | None,
    on_token: Callable[[str], None] | None,
    *,
    is_symbolic: bool,
) -> Tray:
    if bus is None:
        raise AdapterUnavailable(_("The tray icon needs the session bus, and there is none."))
    from numbfeet_tray.shell.tray.sni import SniTray  # noqa: PLC0415 - only the chosen one is paid for

    return SniTray(bus, loop, menu, on_choice, on_host_changed, on_token, is_symbolic=is_symbolic)


def _native(loop: Loop, menu: MenuProvider, on_choice: OnChoice) -> Tray:
    from numbfeet_tray.shell.tray.native import NativeTray  # noqa: PLC0415 - only the chosen one is paid for

    return NativeTray(loop, menu, on_choice)
