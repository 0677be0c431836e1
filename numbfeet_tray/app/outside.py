"""Chooses the adapter for each outside thing, and says in one line each what is missing."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numbfeet_tray.app.first_icon import FirstIcon, open_bus
from numbfeet_tray.app.front import Front
from numbfeet_tray.app.missing import Missing
from numbfeet_tray.app.runtime import Runtime
from numbfeet_tray.config.model import Config
from numbfeet_tray.core.events import Event, Locked, SleepBegan, Woke
from numbfeet_tray.core.units import Instant
from numbfeet_tray.ports import (
    AdapterUnavailable,
    Clock,
    IdleSource,
    Notifier,
    OnGuideKey,
    Post,
    RoutineView,
)
from numbfeet_tray.shell.clock_watch import ClockWatch
from numbfeet_tray.shell.guide import Listener, choose_view
from numbfeet_tray.shell.idle import choose_idle
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.notify import TerminalNotifier, choose_notifier
from numbfeet_tray.shell.session import choose_session

if TYPE_CHECKING:
    from numbfeet_tray.shell.dbus import Bus
    from numbfeet_tray.shell.logs.trace_file import TraceWriter

log = logging.getLogger(__name__)


class Outside:
    """Everything outside the process, by way of the ports."""

    def __init__(
        self, loop: SelectorLoop, clock: Clock, environ: Mapping[str, str], icon: FirstIcon, program: str
    ) -> None:
        """Take over the bus of `icon`; `program` is how the person calls the program from a terminal."""
        self._loop = loop
        self._clock = clock
        self._environ = environ
        self._program = program
        self._session_bus = icon.bus
        self._activation = icon.activation
        self._system_bus: Bus | None = None
        self.missing = Missing(session_bus=icon.why_no_bus)
        self._parts: dict[str, str] = {
            "tray": "none",
            "notifier": "none",
            "idle": "none",
            "session": "none",
            "guide": "none",
        }
        self.reasons: dict[str, list[str]] = {}
        """Part → why each adapter that was tried before the chosen one cannot be used."""
        self.idle_lost: Callable[[], None] = lambda: None
        """Called when the idle source is gone: the desktop ended."""
        self._note("tray", icon.tray.name, icon.why_no_other)

    def parts(self) -> dict[str, str]:
        """Return which adapter serves each part."""
        return dict(self._parts)

    def choose_notifier(self, config: Config, front: Front) -> Notifier:
        """Return what shows notifications."""
        wanted = config.notification.value
        notifier, reasons = choose_notifier(
            *(self._session_bus, self._loop, front, wanted, sys.stderr, self._program),
            on_token=self._activation.give,
        )
        self._note("notifier", notifier.name, reasons)
        return notifier

    def terminal_notifier(self, front: Front) -> Notifier:
        """Return the last resort."""
        return TerminalNotifier(front, sys.stderr, self._program)

    def choose_view(
        self, config: Config, on_key: OnGuideKey, on_failed: Callable[[str], None], on_signs: Callable[[], None]
    ) -> RoutineView:
        """Return the guide."""
        listener = Listener(on_key, on_failed, on_signs)
        view, reasons = choose_view(config.guide.value, self._loop, self._clock, listener)
        self._note("guide", view.name, reasons)
        return view

    def choose_idle(self, post: Post) -> IdleSource | None:
        """Return what tells of input, or None."""
        bus = self._session_bus
        source, reasons = choose_idle(self._loop, self._clock, post, self._environ, self._idle_lost, bus)
        self._note("idle", source.name, reasons)
        return None if source.name == "none" else source

    def _idle_lost(self, why: str) -> None:
        log.warning("%s", why)
        self._parts["idle"] = "none"
        self.idle_lost()

    def choose_session(self, runtime: Runtime) -> Callable[[], None]:
        """Listen to lock and sleep; return what ends that."""

        def post(event: Event) -> None:
            if isinstance(event, Locked | SleepBegan):
                runtime.refresh_idle()  # the last input is known to the second, not only to the threshold
            runtime.post(event)
            if isinstance(event, Woke):
                runtime.woke()

        try:
            self._system_bus = open_bus("system", self._loop)
        except AdapterUnavailable as error:
            self.missing.system_bus = str(error)
        source, reasons = choose_session(self._system_bus, self._loop, post, self._session_bus)
        self._note("session", source.name, reasons)
        return source.close

    def watch_clocks(self, changed: Callable[[float], None], woke: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` with the seconds when the wall clock is set, and `woke` after sleep; return what ends that."""
        try:
            return ClockWatch(self._loop, self._clock, changed, lambda _slept: woke()).close
        except AdapterUnavailable as error:
            log.info("%s", error)
            return lambda: None

    def open_recorder(self, path: Path | None, state: dict[str, Any], start: Instant) -> TraceWriter | None:
        """Return what writes the trace, if one was asked for.

        Raises:
            TraceFileProblem: the file cannot be begun.
        """
        if path is None:
            return None
        from numbfeet_tray.shell.logs.trace_file import TraceWriter  # noqa: PLC0415 - the reader of traces comes along

        return TraceWriter(path, self._clock, state, start)

    def listen_to_signals(self, stop: Callable[[], None]) -> None:
        """End on SIGTERM, SIGINT and SIGHUP; SIGUSR1 writes where the program stands to the error output."""
        signal.set_wakeup_fd(self._loop.wake_fd, warn_on_full_buffer=False)
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            if (number := getattr(signal, name, None)) is not None:
                signal.signal(number, lambda _number, _frame: stop())

    def close(self) -> None:
        """Leave the system bus."""
        if self._system_bus is not None:
            self._system_bus.close()

    def _note(self, part: str, name: str, reasons: list[str]) -> None:
        self._parts[part] = name
        self.reasons[part] = reasons
        self.missing.note(part, reasons)
