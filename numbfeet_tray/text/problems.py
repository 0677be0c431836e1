"""Problems of a file in words: where, what is there, what would be right, and what was probably meant."""

from __future__ import annotations

from datetime import date, datetime, time

from numbfeet_tray.config.problem import Choice, CronField, DurationRange, NumberRange, Other, Problem, ProblemKind
from numbfeet_tray.config.quoting import quoted
from numbfeet_tray.text.catalog import N_, _, ngettext
from numbfeet_tray.text.durations import spoken

LONGEST_VALUE = 60
"""Characters of a value that are shown."""

_SENTENCES = {
    ProblemKind.IS_A_DIRECTORY: N_("this is a folder, not a file."),
    ProblemKind.NOT_A_FILE: N_("this is not a regular file."),
    ProblemKind.UNREADABLE: N_("this file cannot be read: {reason}."),
    ProblemKind.TOO_LARGE: N_("this file is too large to be a configuration; at most {most} bytes are read."),
    ProblemKind.NOT_UTF8: N_("this is not UTF-8 text; please save the file in the encoding UTF-8."),
    ProblemKind.SYNTAX: N_("this is not TOML: {reason}."),
    ProblemKind.GIVEN_TWICE: N_("this is given twice; please keep one of them."),
    ProblemKind.NESTED_TOO_DEEPLY: N_("lists or tables are nested too deeply."),
    ProblemKind.TOO_MANY_DIGITS: N_("this number has too many digits."),
    ProblemKind.UNKNOWN_KEY: N_("this key is not known; known here are {options}."),
    ProblemKind.MISSING_KEY: N_("this key is missing."),
    ProblemKind.NOT_A_TABLE: N_("must be a table: a line [{key}], and its keys in the lines below."),
    ProblemKind.NOT_TABLES: N_("must be written as [[{key}]], with two brackets, because there can be several."),
    ProblemKind.NOT_A_LIST: N_("must be a list in square brackets."),
    ProblemKind.NOT_TEXT: N_("must be text in quotation marks."),
    ProblemKind.NOT_A_SWITCH: N_("must be true or false, without quotation marks."),
    ProblemKind.NOT_A_NUMBER: N_("must be a whole number from {least} to {most}, without quotation marks."),
    ProblemKind.NOT_A_DURATION: N_(
        'must be a duration such as "45m", "1h30m" or "90s", in quotation marks, from {least} to {most}.'
    ),
    ProblemKind.NOT_A_TIME: N_('must be a time from "00:00" to "23:59".'),
    ProblemKind.NOT_A_TIME_RANGE: N_('must be a range of times such as "09:00-12:30"; it may end at "24:00".'),
    ProblemKind.NOT_A_CHOICE: N_("must be one of {options}."),
    ProblemKind.BAD_NAME: N_("must be a name of {least} to {most} characters in one line, without blanks around it."),
    ProblemKind.BAD_PHONE_NUMBER: N_('must be a phone number in quotation marks, such as "112", or "".'),
    ProblemKind.NUMBER_OUT_OF_RANGE: N_("must be from {least} to {most}."),
    ProblemKind.DURATION_OUT_OF_RANGE: N_("must be from {least} to {most}."),
    ProblemKind.UNKNOWN_ROUTINE: N_("there is no such routine; there are {options}."),
    ProblemKind.UNKNOWN_EXERCISE: N_("there is no such exercise; there are {options}."),
    ProblemKind.NEWER_VERSION: N_("this is for a newer numbfeet-tray; this one reads version {most}."),
    ProblemKind.EMPTY_TIME_RANGE: N_("this range begins and ends at the same time."),
    ProblemKind.NOT_RISING: N_("must be longer than {other} before it, which is {other_value}."),
    ProblemKind.NOT_FROM_ZERO: N_('the first must be "0s".'),
    ProblemKind.NOT_LONGER: N_("must be longer than {other}, which is {other_value}."),
    ProblemKind.NOT_SHORTER: N_("must be shorter than {other}, which is {other_value}."),
    ProblemKind.NAME_TAKEN: N_("this name is taken by {other}; please choose another one."),
    ProblemKind.NAME_RESERVED: N_("this name belongs to the built-in reminder; please choose another one."),
    ProblemKind.LISTED_TWICE: N_("this stands in the list twice."),
    ProblemKind.OVERLAP: N_("this range overlaps with {other}, which is {other_value}."),
    ProblemKind.NO_HOURS: N_("no day has any hours, so no prompt would ever be shown; leave the table out for always."),
    ProblemKind.CRON_FIELD_COUNT: N_(
        'must have {most} parts: minute, hour, day, month and weekday, such as "30 9 * * mon-fri".'
    ),
    ProblemKind.CRON_FIELD: N_(
        'in "{part}": {field} takes *, numbers from {least} to {most} and ranges such as {range}.'
    ),
    ProblemKind.CRON_STEP: N_('in "{part}": the step after "/" must be from {least} to {most}.'),
    ProblemKind.CRON_TWO_DAYS: N_("give either a day of the month or a weekday, and * for the other."),
    ProblemKind.CRON_NEVER: N_("this day never comes: no such month is that long."),
}
_FIELD_NAMES = {
    "minute": N_("the minute (part 1)"),
    "hour": N_("the hour (part 2)"),
    "day": N_("the day of the month (part 3)"),
    "month": N_("the month (part 4)"),
    "weekday": N_("the weekday (part 5)"),
}


def explain(problem: Problem, source: str) -> str:
    """Return `problem` in one line.

    Args:
        problem: what was found.
        source: the file as the person knows it.

    Returns:
        For example `config.toml:12: reminder[1].every = "45": must be a duration such as …. Did you mean "45m"?`
    """
    place = [source, *(str(number) for number in (problem.line, problem.column) if number is not None)]
    parts = [":".join(place), *_what(problem), sentence(problem)]
    return ": ".join(parts)


def sentence(problem: Problem) -> str:
    """Return what is wrong and what was probably meant, without the place."""
    text = _wrong(problem)
    if problem.suggestion is None or problem.kind is ProblemKind.MISPLACED_KEY:
        return text
    return _("{sentence} Did you mean {suggestion}?").format(sentence=text, suggestion=problem.suggestion)


def shown(value: object) -> str:
    """Return `value` as it would be written in TOML, in one line, shortened."""
    if isinstance(value, str):
        return quoted(value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 64:
        return f"{hex(value)[:16]}…"  # thousands of digits would be refused by `str`, and help nobody
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _what(problem: Problem) -> list[str]:
    """Return the key, with its value where that is what is wrong."""
    without_value = (
        *(ProblemKind.SYNTAX, ProblemKind.GIVEN_TWICE, ProblemKind.UNREADABLE, ProblemKind.TOO_LARGE),
        *(ProblemKind.NOT_UTF8, ProblemKind.WRONG_COUNT),
    )
    if not problem.key:
        return []
    if problem.value is None or problem.kind in without_value or isinstance(problem.value, dict):
        return [problem.key]
    return [f"{problem.key} = {shown(problem.value)}"]


def _wrong(problem: Problem) -> str:
    allowed = problem.allowed
    if problem.kind is ProblemKind.MISPLACED_KEY:
        table = (problem.suggestion or "").rpartition(".")[0]
        if table:
            return _("this key belongs in the table [{table}].").format(table=table)
        return _("this key belongs at the top of the file, before the first [table].")
    if problem.kind is ProblemKind.WRONG_COUNT and isinstance(allowed, NumberRange):
        return _wrong_count(allowed)
    return _(_SENTENCES[problem.kind]).format(key=problem.key, reason=problem.value, **_placeholders(problem))


def _wrong_count(allowed: NumberRange) -> str:
    if allowed.least == allowed.most:
        exactly = ngettext("must have exactly {count} item.", "must have exactly {count} items.", allowed.most)
        return exactly.format(count=allowed.most)
    between = ngettext(
        "must have from {least} to {count} item.", "must have from {least} to {count} items.", allowed.most
    )
    return between.format(least=allowed.least, count=allowed.most)


def _placeholders(problem: Problem) -> dict[str, object]:
    match problem.allowed:
        case DurationRange(least, most):
            return {"least": spoken(least), "most": spoken(most)}
        case NumberRange(smallest, greatest):
            return {"least": smallest, "most": greatest}
        case Choice(options):
            is_key = problem.kind is ProblemKind.UNKNOWN_KEY
            return {"options": ", ".join(options if is_key else (shown(option) for option in options))}
        case Other(key, value):
            return {"other": key, "other_value": shown(value)}
        case CronField(field, part, lowest, highest, names):
            example = f"{names[1]}-{names[5]}" if names else f"{lowest}-{highest}"
            return {
                "field": _(_FIELD_NAMES[field]),
                "part": part,
                "least": lowest,
                "most": highest,
                "range": example,
            }
        case None:
            return {}
