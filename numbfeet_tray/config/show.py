"""Writes a `Config` as TOML with every key, such as the one in effect. `parse` reads it back to an equal value."""

from __future__ import annotations

from collections.abc import Mapping

from numbfeet_tray.config.durations import canonical
from numbfeet_tray.config.hours import DAY_NAMES, range_text, time_text
from numbfeet_tray.config.model import VERSION, Config
from numbfeet_tray.config.offers import written
from numbfeet_tray.config.quoting import quoted
from numbfeet_tray.core.settings import Settings
from numbfeet_tray.core.units import Seconds

Value = str | bool | int | list[str]
Tables = list[tuple[str, Mapping[str, Value]]]


def to_toml(config: Config) -> str:
    """Return the whole of `config` as the text of a configuration file."""
    top: dict[str, Value] = {"config_version": VERSION, "day_start": time_text(config.day_start)}
    if not config.engine.reminders:
        top["reminder"] = []
    tables = [*_engine(config.engine), *_rest(config)]
    blocks = [_entries(top), *(f"{header}\n{_entries(entries)}" for header, entries in tables)]
    return "\n\n".join(blocks) + "\n"


def _engine(settings: Settings) -> Tables:
    prompt = settings.prompting
    absences = settings.absences
    return [
        *_reminders(settings),
        (
            "[prompt]",
            {
                "polite_idle": canonical(prompt.polite_idle),
                "polite_wait": canonical(prompt.polite_wait),
                "levels": _durations(prompt.levels),
                "after_hold": canonical(prompt.after_hold),
                "short_offer": prompt.short_offer,
                "snoozes_before_short": prompt.snoozes_before_short,
                "standing_limit": canonical(prompt.standing_limit),
                "standing_offer": prompt.standing_offer,
            },
        ),
        ("[snooze]", {"lengths": _durations(settings.snooze_lengths)}),
        (
            "[absence]",
            {
                "short": canonical(absences.short),
                "real": canonical(absences.real),
                "passive": canonical(absences.passive),
                "grace": canonical(absences.grace),
                "undo": canonical(absences.undo),
                "leaving": canonical(absences.leaving),
            },
        ),
    ]


def _reminders(settings: Settings) -> Tables:
    return [
        (
            "[[reminder]]",
            {
                "name": each.name,
                "clock": each.clock,
                "every": canonical(each.every),
                "offer": written(each.offer, each.choices),
            },
        )
        for each in settings.reminders
    ]


def _rest(config: Config) -> Tables:
    quiet = config.quiet
    days = config.hours.days
    tables: Tables = [
        ("[[schedule]]", {"name": each.name, "cron": each.cron, "routine": each.routine}) for each in config.schedules
    ]
    tables.append(
        (
            "[quiet]",
            {
                "do_not_disturb": quiet.do_not_disturb,
                "full_screen": quiet.full_screen,
                "camera": quiet.camera,
                "microphone": quiet.microphone,
                "break_through": quiet.break_through,
                "in_calls": config.engine.prompting.in_calls,
                "discreet_offer": config.engine.prompting.discreet_offer,
            },
        )
    )
    if days is not None:
        hours = {day: [range_text(span) for span in spans] for day, spans in zip(DAY_NAMES, days, strict=True)}
        tables.append(("[working_hours]", hours))
    return [
        *tables,
        ("[tray]", {"backend": config.tray, "icons": config.icons}),
        ("[notification]", {"backend": config.notification}),
        ("[guide]", {"view": config.guide}),
        (
            "[safety]",
            {
                "emergency_number": config.safety.emergency_number,
                "hidden_exercises": list(config.safety.hidden_exercises),
            },
        ),
        ("[notes]", {"ask": config.asks_feeling}),
    ]


def _durations(values: tuple[Seconds, ...]) -> list[str]:
    return [canonical(value) for value in values]


def _entries(entries: Mapping[str, Value]) -> str:
    return "\n".join(f"{key} = {_written(value)}" for key, value in entries.items())


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(_written(item) for item in value)}]"
    return quoted(value)
