"""What the person can ask for. Every door (tray, notification, command line) comes through here, so all do the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from numbfeet_tray.app.runtime import Runtime
from numbfeet_tray.app.status import status_of
from numbfeet_tray.config.hours import DAY, parse_time
from numbfeet_tray.core import events as ev
from numbfeet_tray.core.errors import UnknownRoutineError
from numbfeet_tray.core.units import MINUTE, Instant, Seconds
from numbfeet_tray.ports import Clock
from numbfeet_tray.text.catalog import _

DEFAULT_PAUSE = Seconds(30 * MINUTE)
LONGEST = Seconds(7 * 24 * 3600.0)
"""Longest snooze or pause that is taken for meant."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request."""

    data: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    """Code of what went wrong, for scripts; empty when nothing did."""
    message: str = ""
    """One sentence for the person."""


class Refused(Exception):
    """The request cannot be met; nothing was changed. Never leaves `Commands.run`."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(error=error, message=message)


Arguments = Mapping[str, Any]


class Commands:
    """The table of commands."""

    def __init__(
        self,
        runtime: Runtime,
        clock: Clock,
        *,
        day_start: Callable[[], int],
        parts: Callable[[], dict[str, str]],
        show: Callable[[], None],
        leave: Callable[[], None],
        diagnosis: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        self._runtime = runtime
        self._clock = clock
        self._day_start = day_start
        self._parts = parts
        self._show = show
        self._leave = leave
        self._diagnosis = diagnosis
        self.trouble: Callable[[], str] = str
        """Tells in one line why the present prompt could not be shown; "" when it could."""
        self._table: dict[str, Callable[[Arguments], str | None]] = {
            "status": lambda _args: None,
            "why": lambda _args: None,
            "doctor": lambda _args: None,
            "show": self._show_yourself,
            "start": self._start,
            "stop": self._stop,
            "snooze": self._snooze,
            "skip": self._skip,
            "pause": self._pause,
            "resume": self._resume,
            "understood": self._understood,
            "say": self._say,
            "quit": self._quit,
        }

    def run(self, command: str, args: Arguments) -> Answer:
        """Do what `command` asks for; never raises."""
        handler = self._table.get(command)
        if handler is None:
            known = ", ".join(sorted(self._table))
            return Answer(
                error="unknown-command", message=_("Unknown command; known are: {known}.").format(known=known)
            )
        try:
            message = handler(args)
        except Refused as refused:
            return refused.answer
        except UnknownRoutineError as error:
            message = _("There is no routine {name}.").format(name=str(error))
            return Answer(error="unknown-routine", message=message)
        data = status_of(self._runtime.snapshot(), self._runtime.wall, self._parts())
        data["trouble"] = self.trouble()
        if command == "doctor":
            data["diagnosis"] = self._diagnosis()
        return Answer(data, message=data["why"] if message is None else message)

    def _show_yourself(self, _args: Arguments) -> str:
        self._show()
        return _("numbfeet is running already; it has shown itself.")

    def _start(self, args: Arguments) -> str:
        if self._runtime.snapshot().routine is not None:
            raise Refused("routine-running", _("A routine is running already."))
        routine = args.get("routine")
        self._runtime.ask(ev.StartAsked(None if routine is None else str(routine)))
        view = self._runtime.snapshot().routine
        return _("Started {routine}.").format(routine=_(view.routine.name) if view is not None else "")

    def _stop(self, _args: Arguments) -> str:
        if self._runtime.snapshot().routine is None:
            raise Refused("no-routine", _("No routine is running."))
        self._runtime.ask(ev.GuideKeyPressed(ev.GuideKey.STOP))
        return _("Stopped the routine.")

    def _snooze(self, args: Arguments) -> str:
        self._require_due()
        length = _seconds(args)
        self._runtime.ask(ev.Snoozed(length))
        until = self._runtime.snapshot().snoozed_until
        return _("Snoozed until {time}.").format(time=self._time(until))

    def _skip(self, _args: Arguments) -> str:
        self._require_due()
        self._runtime.ask(ev.Skipped())
        return _("Skipped; the seated time goes on.")

    def _pause(self, args: Arguments) -> str:
        if args.get("open_ended"):
            self._runtime.ask(ev.PauseBegan(None))
            return _("Paused until you resume.")
        if "until" in args:
            wait = next_time(self._clock.wall(), self._minute_of_day(args["until"]))
            is_wall = True
        else:
            wait, is_wall = _seconds(args) or DEFAULT_PAUSE, False
        until = Instant(self._clock.boot() + wait)
        self._runtime.ask(ev.PauseBegan(until, wall=is_wall))
        return _("Paused until {time}.").format(time=self._time(until))

    def _minute_of_day(self, until: object) -> int:
        """Return the minute of the day that a pause ends at: the start of the day for "tomorrow"."""
        if until == "tomorrow":
            return self._day_start()
        minute = parse_time(until) if isinstance(until, str) else None
        if minute is None or minute == DAY:
            raise Refused("bad-argument", _("A pause ends at a time such as 14:30, or tomorrow."))
        return minute

    def _resume(self, _args: Arguments) -> str:
        if not self._runtime.snapshot().is_paused:
            raise Refused("not-paused", _("Prompts are not paused."))
        self._runtime.ask(ev.PauseEnded())
        return _("Prompts go on.")

    def _understood(self, _args: Arguments) -> str:
        view = self._runtime.snapshot().routine
        if view is None or not view.is_paused:
            raise Refused("no-notice", _("No routine waits for you to read something."))
        self._runtime.ask(ev.GuideKeyPressed(ev.GuideKey.RESUME))
        return _("{routine} goes on.").format(routine=_(view.routine.name))

    def _say(self, args: Arguments) -> str | None:
        try:
            what = ev.Saying(str(args.get("what")))
        except ValueError:
            raise Refused("bad-argument", _("Say one of: sitting, standing, away, was-sitting.")) from None
        before = self._runtime.snapshot()
        if what is ev.Saying.WAS_SITTING and before.can_undo_until is None:
            raise Refused("nothing-to-undo", _("There is no break in the last minutes that could be taken back."))
        self._runtime.ask(ev.Said(what))
        if not self._runtime.idle.has_source and what in {ev.Saying.SITTING, ev.Saying.STANDING}:
            self._runtime.ask(ev.Active())  # nothing else can tell that the person is back
        return None

    def _quit(self, _args: Arguments) -> str:
        self._leave()
        return _("numbfeet ends.")

    def _require_due(self) -> None:
        if not self._runtime.snapshot().due:
            raise Refused("nothing-due", _("No prompt is due: there is nothing to put off."))

    def _time(self, instant: Instant | None) -> str:
        return "" if instant is None else self._runtime.wall(instant).strftime(_("%a %H:%M"))


def next_time(local: datetime, minute: int) -> Seconds:
    """Return the seconds from `local` (aware) to the next time that the clock shows `minute` of the day; > 0.

    Between midnight and the start of the day it is still yesterday: "tomorrow" then begins within hours.
    """
    start = local.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
    if start <= local:
        start += timedelta(days=1)
    # Through UTC, so that a night with a clock change counts its real hours.
    return Seconds(start.timestamp() - local.timestamp())


def _seconds(args: Arguments) -> Seconds | None:
    value = args.get("for")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST:
        raise Refused("bad-argument", _("A length is more than 0 seconds and at most 7 days."))
    return Seconds(float(value))
