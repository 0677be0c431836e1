"""From the text of the configuration to a `Config`, or to every problem in it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from numbfeet_tray.config import checks, sections
from numbfeet_tray.config.migration import migrate
from numbfeet_tray.config.model import VERSION, Config
from numbfeet_tray.config.problem import Problem, ProblemKind
from numbfeet_tray.config.reader import Report, Table
from numbfeet_tray.config.syntax import long_key_problem, syntax_problem
from numbfeet_tray.core.settings import Settings

E = TypeVar("E", bound=StrEnum)

Problems = tuple[Problem, ...]
"""Never empty where it stands for a failed parse; by line."""


def parse(
    text: str, routines: Collection[str] | None = None, exercises: Collection[str] | None = None
) -> Config | Problems:
    """Return the configuration that `text` describes, or everything that is wrong with it. Never raises.

    Args:
        text: TOML. What it leaves out has its default.
        routines: ids that may be offered; None leaves them unchecked.
        exercises: what may stand in `hidden_exercises`; None leaves it unchecked.
    """
    if problem := long_key_problem(text):
        return (problem,)
    try:
        values = tomllib.loads(text)
    except RecursionError:
        return (Problem(None, "", None, ProblemKind.NESTED_TOO_DEEPLY),)
    except ValueError as error:  # TOMLDecodeError, and what `int` says to thousands of digits
        return (syntax_problem(text, str(error)),)
    report = Report(text, migrate(values))
    config = read_document(Table(report, (), values), routines, exercises)
    return report.problems() or config


def read_document(top: Table, routines: Collection[str] | None, exercises: Collection[str] | None) -> Config:
    """Return what the whole document `top` means; what is wrong with it is reported there."""
    default = Config()
    names = sections.Names()
    sections.version(top, VERSION)
    # In the order of the example: problems name the known keys in the order in which they are asked for.
    day_start = top.read("day_start", checks.time_of_day, default.day_start)
    reminders = sections.reminders(top, routines, names)
    schedules = sections.schedules(top, routines, names)
    prompt, snooze, absence, quiet = (top.table(key) for key in ("prompt", "snooze", "absence", "quiet"))
    hours = sections.working_hours(top)
    tray, icons = sections.tray(top.table("tray"))
    config = Config(
        engine=Settings(
            absences=sections.absences(absence),
            reminders=reminders,
            prompting=sections.prompting(prompt, quiet, routines),
            snooze_lengths=sections.snooze_lengths(snooze, default.engine.snooze_lengths),
        ),
        schedules=schedules,
        hours=hours,
        day_start=day_start,
        quiet=sections.quiet_rules(quiet),
        tray=tray,
        icons=icons,
        notification=_only(top.table("notification"), "backend", default.notification),
        guide=_only(top.table("guide"), "view", default.guide),
        safety=sections.safety(top.table("safety"), exercises),
        asks_feeling=sections.notes(top.table("notes")),
    )
    top.finish()
    return config


def _only(table: Table, key: str, default: E) -> E:
    """Read a table whose one key is a choice."""
    found = table.read(key, checks.choice(type(default)), default)
    table.finish()
    return found
