"""`text.problems`: every kind of problem has a sentence; tests/config/broken.py holds each to its words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from numbfeet_tray.config.problem import (
    Choice,
    CronField,
    DurationRange,
    NumberRange,
    Other,
    Path,
    Problem,
    ProblemKind,
    dotted,
)
from numbfeet_tray.core.units import MINUTE, Seconds
from numbfeet_tray.text.problems import LONGEST_VALUE, explain, sentence, shown

ALLOWED = [
    None,
    DurationRange(Seconds(1.0), MINUTE),
    NumberRange(1, 3),
    Choice(("a", "b")),
    Other("a.b", "5m"),
    CronField("hour", "25", 0, 23),
]


def test_the_place_the_key_the_value_the_rule_and_the_guess_stand_in_one_line() -> None:
    problem = Problem(
        12,
        "reminder[1].every",
        "45",
        ProblemKind.NOT_A_DURATION,
        DurationRange(MINUTE, Seconds(12 * 3600)),
        '"45m"',
    )
    assert explain(problem, "config.toml") == (
        'config.toml:12: reminder[1].every = "45": must be a duration such as "45m", "1h30m" or "90s", '
        'in quotation marks, from 1 min to 12 h. Did you mean "45m"?'
    )


@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_of_problem_has_a_whole_sentence(kind: ProblemKind) -> None:
    fitting = []
    for allowed in ALLOWED:
        try:
            fitting.append(sentence(Problem(1, "key", "value", kind, allowed, "prompt.key")))
        except KeyError:  # this `allowed` does not go with this kind
            continue
    assert fitting
    for text in fitting:
        assert "{" not in text
        assert text.removesuffix(" Did you mean prompt.key?").endswith(".")


def test_a_problem_of_the_whole_file_names_neither_line_nor_key() -> None:
    problem = Problem(None, "", "Permission denied", ProblemKind.UNREADABLE)
    assert explain(problem, "my.toml") == "my.toml: this file cannot be read: Permission denied."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("45", '"45"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("a\nb\x1b[31m", '"a\\u000ab\\u001b[31m"'),
        ("x" * 100, '"' + "x" * LONGEST_VALUE + '…"'),
        (True, "true"),
        (False, "false"),
        (45, "45"),
        (-1.5, "-1.5"),
        (float("nan"), "nan"),
        pytest.param(16**20000, "0x1" + "0" * 13 + "…", id="huge"),
        (datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "2026-11-23T09:05:00+00:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (time(9, 5), "09:05:00"),
        ([], "[]"),
        ([1], "[…]"),
        ({}, "{}"),
        ({"a": 1}, "{…}"),
    ],
)
def test_a_value_is_shown_as_toml_in_one_short_line(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("a", "b-c", "D_1"), "a.b-c.D_1"),
        (("reminder", 0, "every"), "reminder[1].every"),
        (("a", 1, 2), "a[2][3]"),
        (("a b", "", 'x"\\\n'), '"a b"."".' + r'"x\"\\\u000a"'),
        (("é",), '"é"'),
    ],
)
def test_a_key_is_written_with_dots_and_counted_from_one(path: Path, text: str) -> None:
    assert dotted(path) == text
