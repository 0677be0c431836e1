"""The daemon: shows the icon, then builds the rest of the program behind it, runs the loop, and takes it all down."""

from __future__ import annotations

import gc
import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from numbfeet_tray.app.first_icon import FirstIcon, show_icon
from numbfeet_tray.app.options import Options
from numbfeet_tray.core.units import Instant, Seconds
from numbfeet_tray.ports import MenuEntry
from numbfeet_tray.shell.clock import SystemClock
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.text.catalog import _

if TYPE_CHECKING:  # most of what there is to import: it comes after the icon
    from numbfeet_tray.app.program import Program

log = logging.getLogger(__name__)

QUIET, PATIENCE = Seconds(0.03), Seconds(0.3)
"""The rest is built when the panel has asked nothing for the first, or at the latest after the second."""
DEMO_PROFILE = "demo"
"""Keeps the demo's history, config and program apart from the real ones."""


class Daemon:
    """Everything that lives as long as the process."""

    def __init__(self, options: Options, paths: Paths, environ: Mapping[str, str]) -> None:
        self._options = options
        self._paths = paths
        self._environ = environ
        self._clock = SystemClock()
        self._loop = SelectorLoop(self._clock)
        self._icon: FirstIcon | None = None
        self._shown_at = self._heard_at = Instant(0.0)
        self._program: Program | None = None

    def run(self) -> None:
        """Show the icon, build the program, run until told to stop, and take everything down in order."""
        gc.disable()  # next to nothing of what is made until the program is built is ever garbage
        try:
            config = self._options.config or self._paths.config
            icon = self._icon = show_icon(self._loop, self._menu, self._choose, config)
            if icon.bus is not None:
                icon.bus.on_lost(self._bus_lost)
            self._shown_at = self._heard_at = self._clock.boot()
            self._loop.run(lambda: self._run_due(icon))
        finally:
            self._close()

    def stop(self) -> None:
        """End after the current round."""
        self._loop.stop()

    def _run_due(self, icon: FirstIcon) -> float | None:
        if self._program is None:
            now = self._clock.boot()
            quiet, self._heard_at = now - self._heard_at, now
            if quiet < QUIET and now < self._shown_at + PATIENCE:
                return QUIET
            self._build(icon)
        return self._program.run_due() if self._program is not None else None

    def _build(self, icon: FirstIcon) -> None:
        from numbfeet_tray.app.program import Program  # noqa: PLC0415 - see above

        self._program = Program(self._options, self._paths, self._environ, self._loop, self._clock, icon)
        self._program.build(self.stop)
        gc.enable()
        gc.collect()  # above all, each class with slots was made twice
        gc.freeze()  # the rest is here to stay

    def _menu(self) -> Sequence[MenuEntry]:
        if self._program is None:
            return (MenuEntry(_("Starting…"), enabled=False),)
        return self._program.menu()

    def _choose(self, action: str) -> None:
        if self._program is not None:
            self._program.choose(action)

    def _bus_lost(self) -> None:
        log.warning("the session bus is gone: the session has ended")
        self.stop()

    def _close(self) -> None:
        signal.set_wakeup_fd(-1)
        closers: list[Callable[[], None]] = []
        if self._program is not None:
            closers.append(self._program.close)
        if self._icon is not None:
            closers.append(self._icon.close)
        for close in closers:
            try:
                close()
            except Exception:
                log.exception("while ending")
        self._loop.close()
