"""The program behind the icon: builds the ports and the engine, and connects them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from numbfeet_tray.app.afterwards import Question
from numbfeet_tray.app.calendar import CalendarJobs
from numbfeet_tray.app.commands import Commands
from numbfeet_tray.app.configuring import Configuring
from numbfeet_tray.app.demo import STARTS_AFTER
from numbfeet_tray.app.diagnosis import diagnosis, tell_on_usr1
from numbfeet_tray.app.doors import Doors
from numbfeet_tray.app.front import Front
from numbfeet_tray.app.gate import Gate
from numbfeet_tray.app.no_tray import tell_once
from numbfeet_tray.app.notices import Notices
from numbfeet_tray.app.opening import Opening
from numbfeet_tray.app.outside import Outside
from numbfeet_tray.app.routine_book import RoutineBook
from numbfeet_tray.app.rules import Rules
from numbfeet_tray.app.runtime import Runtime
from numbfeet_tray.app.saving import restored
from numbfeet_tray.app.serving import serve
from numbfeet_tray.app.today import TodayReader
from numbfeet_tray.core.effects import Prompt
from numbfeet_tray.core.events import Active, GuideKeyPressed, StartAsked, Tick, WallClockSet
from numbfeet_tray.ports import Clock, MenuEntry, Notification
from numbfeet_tray.shell.loop import SelectorLoop
from numbfeet_tray.shell.own_files import folder_of
from numbfeet_tray.shell.paths import Paths
from numbfeet_tray.shell.store import open_history
from numbfeet_tray.shell.store.boot import boot_id
from numbfeet_tray.shell.store.notes import Notes
from numbfeet_tray.shell.systemd import Systemd
from numbfeet_tray.shell.timer import LoopScheduler
from numbfeet_tray.text.catalog import _

if TYPE_CHECKING:
    from numbfeet_tray.app.first_icon import FirstIcon
    from numbfeet_tray.app.options import Options

log = logging.getLogger(__name__)


class Program:
    """Everything but the icon, the bus it is on, and the loop."""

    def __init__(
        self,
        options: Options,
        paths: Paths,
        environ: Mapping[str, str],
        loop: SelectorLoop,
        clock: Clock,
        icon: FirstIcon,
    ) -> None:
        self._options = options
        self._paths = paths
        self._environ = environ
        self._clock = clock
        self._loop = loop
        self._icon = icon
        self._outside = Outside(loop, clock, environ, icon, options.program)
        self._doors = Doors(loop)
        self._configuring = Configuring(options.config or paths.config, is_demo=options.is_demo)
        self._closers: list[Callable[[], None]] = []

    def menu(self) -> Sequence[MenuEntry]:
        """Return the tray menu as of now."""
        return self._doors.menu()

    def choose(self, action: str) -> None:
        """Do what the chosen menu entry stands for."""
        self._doors.choose(action)

    def run_due(self) -> float | None:
        """Run what is due; return the seconds until the next, or None."""
        return self._scheduler.run_due()

    def build(self, stop: Callable[[], None]) -> None:
        """Build everything and start; `stop` ends the loop."""
        self._stop = stop
        self._book = RoutineBook(folder_of(self._options.config or self._paths.config))
        self._rules = Rules(self._configuring, self._book)
        self._history, messages = open_history(self._paths.history, self._clock)
        self._closers.append(self._history.close)
        self._build_runtime(messages)
        self._build_front()
        self._listen()
        for message in messages:
            self._front.notice(Notification(_("numbfeet and its history"), message))
        self._rules.tell_problems(self._front.notice)
        self._say_what_is_missing()
        self._runtime.post(Tick())
        self._loop.meter.begin()
        systemd = Systemd(self._loop, self._environ)
        self._closers.append(systemd.close)
        systemd.ready()

    def _build_runtime(self, messages: list[str]) -> None:
        rules, now = self._rules, self._clock.boot()
        engine, was_unreadable = restored(
            self._history.load_state(), rules.settings, rules.catalogue, now, self._clock.wall(), boot_id()
        )
        if was_unreadable:
            messages.append(_("The saved state could not be read; the clocks begin at zero."))
        self._scheduler = LoopScheduler(self._clock, lambda: self._runtime.post(Tick()))
        recorder = self._outside.open_recorder(self._options.record, engine.save(now), now)
        self._runtime = Runtime(
            self._loop, self._clock, engine, self._scheduler, self._history, recorder, boot_id=boot_id()
        )
        self._closers.insert(0, self._runtime.finish)
        if recorder is not None:
            self._closers.append(recorder.close)
            self._runtime.post(rules.event())

    def _build_front(self) -> None:
        runtime, configuring = self._runtime, self._configuring
        front = Front(runtime.post, runtime.wall, self._rules.in_force)
        front.tray = self._icon.tray
        config = configuring.config
        front.notifier = self._outside.choose_notifier(config, front)
        front.last_notifier = self._outside.terminal_notifier(front)
        front.view = self._outside.choose_view(
            config,
            lambda key: runtime.post(GuideKeyPressed(key)),
            front.guide_failed,
            lambda: self._doors.choose("signs"),
        )
        front.open_signs = lambda: self._doors.choose("signs")
        if not self._options.is_demo:
            notes, wall = Notes(self._paths.history), self._clock.wall
            front.gate = Gate(Notices(notes, wall, lambda: self._book.catalogue), self._loop, runtime.post)
            front.question = Question(notes, wall, lambda: configuring.config.asks_feeling)
        self._closers += [front.notifier.close, front.close_view]
        self._front = runtime.front = front
        self._doors.notice = front.notice
        self._outside.idle_lost = self._stop  # the X server is gone, and with it the session it was started in
        if self._options.is_demo:
            front.did_show = self._start_demo_routine

    def _listen(self) -> None:
        runtime = self._runtime
        calendar = CalendarJobs(self._scheduler, self._clock, runtime.post, lambda: runtime.post(Tick()))
        calendar.install(self._configuring.config)
        runtime.woke = lambda: self._woke(calendar)
        source = self._outside.choose_idle(runtime.post)
        self._front.has_idle_source = source is not None
        if source is not None:
            runtime.use_idle_source(source)
            self._closers.append(source.close)
        if source is None or self._options.is_demo:
            runtime.post(Active())  # nothing tells of the person but the person, who has just started the program
        self._closers.append(self._outside.choose_session(runtime))
        self._closers.append(
            self._outside.watch_clocks(
                lambda by: self._wall_clock_set(by, calendar),
                lambda: runtime.post(Tick()),  # the runtime sees by itself that the machine slept
            )
        )
        self._open_doors(calendar)
        self._outside.listen_to_signals(self._stop)
        tell_on_usr1(self._loop, lambda: runtime.engine.save(self._clock.boot()))

    def _open_doors(self, calendar: CalendarJobs) -> None:
        runtime = self._runtime
        commands = Commands(
            runtime,
            self._clock,
            day_start=lambda: self._configuring.config.day_start,
            parts=self._outside.parts,
            show=self._show_yourself,
            leave=self._stop,
            diagnosis=lambda: diagnosis(self._loop.meter, self._clock.boot(), self._outside.reasons),
        )
        self._doors.opening = Opening(
            self._paths, self._environ, lambda: self._configuring.config.safety.emergency_number, self._front.notice
        )
        self._doors.today = TodayReader(runtime, self._history, lambda: self._configuring.config.day_start)
        commands.trouble = lambda: self._front.trouble
        self._doors.open(commands, runtime, self._rules.in_force, self._paths)
        self._closers += [self._doors.close, serve(self._icon, self._options.profile, commands)]
        self._closers += self._rules.watch(self._loop, runtime.post, calendar, self._front.notice)
        self._closers.append(
            tell_once(self._loop, self._icon.tray, self._clock, self._paths.history, self._environ, self._front.notice)
        )

    def _woke(self, calendar: CalendarJobs) -> None:
        self._scheduler.clock_changed()
        calendar.tell_hours()

    def _wall_clock_set(self, by: float, calendar: CalendarJobs) -> None:
        self._runtime.post(WallClockSet(by))
        self._scheduler.clock_changed()
        calendar.tell_hours()

    def _start_demo_routine(self, _prompt: Prompt) -> None:
        self._front.did_show = lambda _prompt: None
        self._loop.call_later(STARTS_AFTER, lambda: self._runtime.post(StartAsked()))

    def _show_yourself(self) -> None:
        if self._doors.opening is None or not self._doors.opening.open_window():
            self._front.notice(self._doors.hello(self._runtime.snapshot()))

    def _say_what_is_missing(self) -> None:
        for line in self._outside.missing.lines(self._outside.parts(), self._options.program):
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def close(self) -> None:
        """Take everything down that was built, in order."""
        for close in (*self._closers, self._outside.close):
            try:
                close()
            except Exception:
                log.exception("while ending")
