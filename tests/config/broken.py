"""Broken configurations, each with what the person is told, without the name of the file."""

from __future__ import annotations

ROUTINES = ("desk-minute", "just-walk", "toe-20")
EXERCISES = ("heel-raise", "towel-curl")

REMINDER = '[[reminder]]\nname = "a"\nclock = "feet"\nevery = "5m"\noffer = "toe-20"\n'
SCHEDULE = '[[schedule]]\nname = "b"\nroutine = "toe-20"\n'
DURATION = 'must be a duration such as "45m", "1h30m" or "90s", in quotation marks, from'
RANGE = 'must be a range of times such as "09:00-12:30"; it may end at "24:00".'
TOP = (
    "config_version, day_start, reminder, schedule, prompt, snooze, absence, quiet, working_hours, tray, "
    "notification, guide, safety, notes"
)

BROKEN: list[tuple[str, str | list[str]]] = [
    # TOML itself
    (
        "[absence]\nshort = 45s\n",
        (
            "2:11: short: this is not TOML: Expected newline or end of document after a statement. "
            'Did you mean short = "45s"?'
        ),
    ),
    ("[quiet]\ncamera = True", "2:10: camera: this is not TOML: Invalid value. Did you mean camera = true?"),
    ("[quiet]\ncamera = off # never", "2:10: camera: this is not TOML: Invalid value. Did you mean camera = false?"),
    ('day_start = "04:00', "1: day_start: this is not TOML: Unterminated string."),
    ("[tray", "1: this is not TOML: Expected ']' at the end of a table declaration."),
    ("= 1", "1:1: this is not TOML: Invalid statement."),
    ("[snooze]\nlengths = [\n'5m'\n", "3: this is not TOML: Unclosed array."),
    ('a = "C:\\path"', "1:10: a: this is not TOML: Unescaped '\\' in a string."),
    ('day_start = "04:00"\nday_start = "05:00"\n', "2:20: day_start: this is given twice; please keep one of them."),
    ("[quiet]\n[tray]\n[quiet]\n", "3:7: quiet: this is given twice; please keep one of them."),
    (
        '[reminder]\nname = "a"\n[reminder]\n',
        "3:10: reminder: this is given twice; please keep one of them. Did you mean [[reminder]]?",
    ),
    ("a = {b = 1, b = 2}", "1:18: a: this is given twice; please keep one of them."),
    ("\n\nday_start = " + "9" * 5000, "3: this number has too many digits."),
    # Keys
    ("colour = 1", f"1: colour = 1: this key is not known; known here are {TOP}."),
    ("[absences]", f"1: absences: this key is not known; known here are {TOP}. Did you mean absence?"),
    (
        '[prompt]\npolite-wait = "1m"',
        (
            '2: prompt.polite-wait = "1m": this key is not known; known here are polite_idle, polite_wait, levels, '
            "after_hold, short_offer, snoozes_before_short, standing_limit, standing_offer. Did you mean polite_wait?"
        ),
    ),
    ('[snooze]\n"a b".c = 1', '2: snooze."a b": this key is not known; known here are lengths.'),
    ('[quiet]\nshort = "5m"', '2: quiet.short = "5m": this key belongs in the table [absence].'),
    ('short = "5m"', '1: short = "5m": this key belongs in the table [absence].'),
    (
        '[tray]\nday_start = "05:00"',
        '2: tray.day_start = "05:00": this key belongs at the top of the file, before the first [table].',
    ),
    (REMINDER.replace('every = "5m"\n', ""), "1: reminder[1].every: this key is missing."),
    (
        REMINDER.replace("every", "evry"),
        (
            '4: reminder[1].evry = "5m": this key is not known; known here are name, clock, every, offer. '
            "Did you mean every?"
        ),
    ),
    (SCHEDULE, "1: schedule[1].cron: this key is missing."),
    # Kinds of value
    ("absence = 1", "1: absence = 1: must be a table: a line [absence], and its keys in the lines below."),
    ("[[quiet]]", "1: quiet = […]: must be a table: a line [quiet], and its keys in the lines below."),
    (
        "[reminder]",
        [
            "1: reminder: must be written as [[reminder]], with two brackets, because there can be several.",
            *(f"1: reminder[1].{key}: this key is missing." for key in ("name", "clock", "every", "offer")),
        ],
    ),
    (
        "schedule = [1, {}]",
        [
            "1: schedule = […]: must be written as [[schedule]], with two brackets, because there can be several.",
            *(f"1: schedule[2].{key}: this key is missing." for key in ("name", "cron", "routine")),
        ],
    ),
    ('[absence]\nshort = "45"', f'2: absence.short = "45": {DURATION} 1 s to 30 min. Did you mean "45s"?'),
    ("[absence]\nshort = 2", f'2: absence.short = 2: {DURATION} 1 s to 30 min. Did you mean "2m"?'),
    ("[absence]\nshort = true", f"2: absence.short = true: {DURATION} 1 s to 30 min."),
    ('[absence]\nreal = "1.5h"', f'2: absence.real = "1.5h": {DURATION} 2 s to 4 h. Did you mean "1h30m"?'),
    ('[absence]\nreal = "-5m"', f'2: absence.real = "-5m": {DURATION} 2 s to 4 h.'),
    ('[absence]\nreal = ""', f'2: absence.real = "": {DURATION} 2 s to 4 h.'),
    ("[absence]\nreal = 07:30:00", f"2: absence.real = 07:30:00: {DURATION} 2 s to 4 h."),
    ("[absence]\nreal = 1979-05-27", f"2: absence.real = 1979-05-27: {DURATION} 2 s to 4 h."),
    ("[absence]\nreal = 0x" + "f" * 9000, f"2: absence.real = 0xffffffffffffff…: {DURATION} 2 s to 4 h."),
    ("[absence]\nreal = []", f"2: absence.real = []: {DURATION} 2 s to 4 h."),
    ("[absence]\nreal = {}", f"2: absence.real: {DURATION} 2 s to 4 h."),
    (REMINDER.replace("5m", "45"), f'4: reminder[1].every = "45": {DURATION} 5 s to 12 h. Did you mean "45m"?'),
    (
        "[prompt]\nsnoozes_before_short = 2.0",
        "2: prompt.snoozes_before_short = 2.0: must be a whole number from 1 to 20, without quotation marks.",
    ),
    (
        '[prompt]\nsnoozes_before_short = "2"',
        (
            '2: prompt.snoozes_before_short = "2": must be a whole number from 1 to 20, without quotation marks. '
            "Did you mean 2?"
        ),
    ),
    (
        '[quiet]\ncamera = "yes"',
        '2: quiet.camera = "yes": must be true or false, without quotation marks. Did you mean true?',
    ),
    ("[quiet]\ncamera = 0", "2: quiet.camera = 0: must be true or false, without quotation marks. Did you mean false?"),
    ("[quiet]\ncamera = []", "2: quiet.camera = []: must be true or false, without quotation marks."),
    (
        '[tray]\nbackend = "SNI"',
        '2: tray.backend = "SNI": must be one of "auto", "sni", "native", "none". Did you mean "sni"?',
    ),
    ("[guide]\nview = 1", '2: guide.view = 1: must be one of "auto", "window", "terminal", "none".'),
    (
        REMINDER.replace('"feet"', '"stance"'),
        '3: reminder[1].clock = "stance": must be one of "feet", "seat".',
    ),
    ('[snooze]\nlengths = "5m"', '2: snooze.lengths = "5m": must be a list in square brackets. Did you mean ["5m"]?'),
    ("[snooze]\nlengths = 5", "2: snooze.lengths = 5: must be a list in square brackets."),
    (REMINDER.replace('"toe-20"', "20"), "5: reminder[1].offer = 20: must be text in quotation marks."),
    (REMINDER.replace('"a"', "1"), "2: reminder[1].name = 1: must be text in quotation marks."),
    (SCHEDULE + "cron = 5", "4: schedule[1].cron = 5: must be text in quotation marks."),
    ("day_start = 4", '1: day_start = 4: must be a time from "00:00" to "23:59". Did you mean "04:00"?'),
    ('day_start = "4"', '1: day_start = "4": must be a time from "00:00" to "23:59". Did you mean "04:00"?'),
    ('day_start = "24:00"', '1: day_start = "24:00": must be a time from "00:00" to "23:59".'),
    ("day_start = true", '1: day_start = true: must be a time from "00:00" to "23:59".'),
    (
        '[working_hours]\nmonday = ["9-17"]',
        f'2: working_hours.monday[1] = "9-17": {RANGE} Did you mean "09:00-17:00"?',
    ),
    (
        '[working_hours]\nmonday = ["9.30 – 17.00", "25:00-26:00", "9-9", 9]',
        [
            f'2: working_hours.monday[1] = "9.30 – 17.00": {RANGE} Did you mean "09:30-17:00"?',
            f'2: working_hours.monday[2] = "25:00-26:00": {RANGE}',
            f'2: working_hours.monday[3] = "9-9": {RANGE}',
            f"2: working_hours.monday[4] = 9: {RANGE}",
        ],
    ),
    (
        '[working_hours]\nmonday = "09:00-17:00"',
        '2: working_hours.monday = "09:00-17:00": must be a list in square brackets. Did you mean ["09:00-17:00"]?',
    ),
    (
        REMINDER.replace('"a"', '" a"'),
        '2: reminder[1].name = " a": must be a name of 1 to 40 characters in one line, without blanks around it.',
    ),
    (
        REMINDER.replace('"a"', '"\\n"'),
        '2: reminder[1].name = "\\u000a": must be a name of 1 to 40 characters in one line, without blanks around it.',
    ),
    (
        "[safety]\nemergency_number = 112",
        (
            '2: safety.emergency_number = 112: must be a phone number in quotation marks, such as "112", or "". '
            'Did you mean "112"?'
        ),
    ),
    (
        '[safety]\nemergency_number = "the doctor"',
        '2: safety.emergency_number = "the doctor": must be a phone number in quotation marks, such as "112", or "".',
    ),
    # Values out of range
    ('[absence]\nshort = "0s"', '2: absence.short = "0s": must be from 1 s to 30 min.'),
    ('[absence]\npassive = "25h"', '2: absence.passive = "25h": must be from 0 s to 12 h.'),
    (REMINDER.replace("5m", "4s"), '4: reminder[1].every = "4s": must be from 5 s to 12 h.'),
    ("[prompt]\nsnoozes_before_short = 0", "2: prompt.snoozes_before_short = 0: must be from 1 to 20."),
    ('[prompt]\nlevels = ["0s", "5m"]', "2: prompt.levels: must have exactly 3 items."),
    ("[snooze]\nlengths = []", "2: snooze.lengths: must have from 1 to 6 items."),
    (
        '[prompt]\nlevels = ["0s", 5, "10m"]',
        f'2: prompt.levels[2] = 5: {DURATION} 0 s to 8 h. Did you mean "5m"?',
    ),
    (
        REMINDER.replace("toe-20", "toe20"),
        (
            '5: reminder[1].offer = "toe20": there is no such routine; there are "desk-minute", "just-walk", "toe-20". '
            'Did you mean "toe-20"?'
        ),
    ),
    (
        '[safety]\nhidden_exercises = ["heel-raise", "x"]',
        '2: safety.hidden_exercises[2] = "x": there is no such exercise; there are "heel-raise", "towel-curl".',
    ),
    ("config_version = 2", "1: config_version = 2: this is for a newer numbfeet-tray; this one reads version 1."),
    ("config_version = 0", "1: config_version = 0: must be from 1 to 1000000."),
    (
        '[working_hours]\nmonday = ["09:00-09:00"]',
        (
            '2: working_hours.monday[1] = "09:00-09:00": this range begins and ends at the same time. '
            'Did you mean "00:00-24:00"?'
        ),
    ),
    # Values beside others
    (
        '[absence]\nshort = "5m"\nreal = "5m"',
        '3: absence.real = "5m": must be longer than absence.short, which is "5m".',
    ),
    ('[absence]\nreal = "1m"', '2: absence.real = "1m": must be longer than absence.short, which is "1m".'),
    ('[absence]\nshort = "10m"', '2: absence.short = "10m": must be shorter than absence.real, which is "5m".'),
    ('[prompt]\nlevels = ["1s", "5m", "6m"]', '2: prompt.levels[1] = "1s": the first must be "0s".'),
    (
        '[prompt]\nlevels = ["0s", "5m", "5m"]',
        '2: prompt.levels[3] = "5m": must be longer than prompt.levels[2] before it, which is "5m".',
    ),
    (
        '[snooze]\nlengths = [\n"10m",\n"5m"]',
        '4: snooze.lengths[2] = "5m": must be longer than snooze.lengths[1] before it, which is "10m".',
    ),
    (
        REMINDER + REMINDER.replace('"a"', '"A"'),
        '7: reminder[2].name = "A": this name is taken by reminder[1].name; please choose another one.',
    ),
    (
        REMINDER + SCHEDULE.replace('"b"', '"a"') + 'cron = "0 9 * * *"',
        '7: schedule[1].name = "a": this name is taken by reminder[1].name; please choose another one.',
    ),
    (
        REMINDER.replace('"a"', '"Standing"'),
        '2: reminder[1].name = "Standing": this name belongs to the built-in reminder; please choose another one.',
    ),
    (
        '[safety]\nhidden_exercises = ["towel-curl", "towel-curl"]',
        '2: safety.hidden_exercises[2] = "towel-curl": this stands in the list twice.',
    ),
    (
        '[working_hours]\nmonday = ["09:00-12:00", "11:00-13:00"]',
        (
            '2: working_hours.monday[2] = "11:00-13:00": this range overlaps with working_hours.monday[1], '
            'which is "09:00-12:00".'
        ),
    ),
    (
        '[working_hours]\nsunday = ["22:00-02:00"]\nmonday = ["01:00-05:00"]',
        (
            '2: working_hours.sunday[1] = "22:00-02:00": this range overlaps with working_hours.monday[1], '
            'which is "01:00-05:00".'
        ),
    ),
    (
        "\n[working_hours]",
        "2: working_hours: no day has any hours, so no prompt would ever be shown; leave the table out for always.",
    ),
    (
        "[working_hours]\nmontag = []",
        [
            "1: working_hours: no day has any hours, so no prompt would ever be shown; leave the table out for always.",
            (
                "2: working_hours.montag = []: this key is not known; known here are monday, tuesday, wednesday, "
                "thursday, friday, saturday, sunday. Did you mean monday?"
            ),
        ],
    ),
    # Cron lines
    (
        SCHEDULE + 'cron = "@daily"',
        (
            '4: schedule[1].cron = "@daily": must have 5 parts: minute, hour, day, month and weekday, '
            'such as "30 9 * * mon-fri". Did you mean "0 0 * * *"?'
        ),
    ),
    (
        SCHEDULE + 'cron = "0 25 * * *"',
        (
            '4: schedule[1].cron = "0 25 * * *": in "25": the hour (part 2) takes *, numbers from 0 to 23 '
            "and ranges such as 0-23."
        ),
    ),
    (
        SCHEDULE + 'cron = "0 9 * * Monday"',
        (
            '4: schedule[1].cron = "0 9 * * Monday": in "monday": the weekday (part 5) takes *, numbers from 0 to 7 '
            'and ranges such as mon-fri. Did you mean "0 9 * * mon"?'
        ),
    ),
    (
        SCHEDULE + 'cron = "*/90 * * * *"',
        '4: schedule[1].cron = "*/90 * * * *": in "*/90": the step after "/" must be from 1 to 59.',
    ),
    (
        SCHEDULE + 'cron = "0 9 1 * mon"',
        '4: schedule[1].cron = "0 9 1 * mon": give either a day of the month or a weekday, and * for the other.',
    ),
    (
        SCHEDULE + 'cron = "0 9 30 2 *"',
        '4: schedule[1].cron = "0 9 30 2 *": this day never comes: no such month is that long.',
    ),
]
