"""`config.parse` on random texts and random values: it never raises, and points at the right line."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.config.model import Config
from numbfeet_tray.config.parse import parse
from numbfeet_tray.text.problems import explain
from tests.config.broken import EXERCISES, ROUTINES

WORDS = st.sampled_from(
    [
        *("config_version", "day_start", "absence", "short", "real", "reminder", "name", "clock", "every", "offer"),
        *("schedule", "cron", "routine", "prompt", "levels", "snooze", "lengths", "working_hours", "monday", "quiet"),
        *("camera", "tray", "backend", "safety", "hidden_exercises", "emergency_number"),
        *("[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\n", "\n", "\r\n", " ", "#", '"', "'", '"""', "'''", "\\"),
        *('"45m"', '"5m"', "45", "0", "1.5", "true", "nan", '"09:00-17:00"', '"* * * * *"', '"feet"', "07:30:00", "é"),
    ]
)


@given(st.lists(WORDS, max_size=40).map("".join) | st.text())
def test_whatever_the_text_is_it_is_read_or_explained(text: str) -> None:
    found = parse(text, ROUTINES, EXERCISES)
    if not isinstance(found, Config):
        assert found
        for problem in found:
            message = explain(problem, "config.toml")
            assert message.startswith("config.toml:")
            assert "\n" not in message
            assert "{" not in message.replace("{…}", "").replace(problem.key, "") or "{" in str(problem.value)


KEYS = st.sampled_from(
    [
        *("config_version", "day_start", "absence", "short", "real", "reminder", "name", "clock", "every", "offer"),
        *("schedule", "cron", "routine", "prompt", "levels", "snooze", "lengths", "working_hours", "monday", "sunday"),
        *("quiet", "camera", "in_calls", "tray", "backend", "guide", "view", "safety", "hidden_exercises", "other"),
        *("emergency_number", "snoozes_before_short"),
    ]
)
TEXTS = st.sampled_from(
    ["", "45", "45m", "5m", "1.5h", "feet", "09:00-17:00", "9-17", "* * * * *", "0 0 1 * mon", "auto", "112"]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        TEXTS, st.integers(), st.floats(), st.booleans(), st.datetimes(), st.dates(), st.times(), st.text(max_size=5)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def written(value: object) -> str:
    """`value` as an inline TOML value."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(char if char.isalnum() else f"\\U{ord(char):08x}" for char in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(written(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {written(inner)}' for key, inner in value.items())}}}"
    return str(value) if isinstance(value, int | float) else getattr(value, "isoformat")()  # noqa: B009


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_whatever_the_values_are_every_problem_points_at_the_line_of_its_table(values: dict[str, Any]) -> None:
    text = "\n".join(f"{key} = {written(value)}" for key, value in values.items())
    tomllib.loads(text)
    found = parse(text, ROUTINES, EXERCISES)
    if not isinstance(found, Config):
        keys = list(values)
        for problem in found:
            explain(problem, "config.toml")
            top = problem.key.partition(".")[0].partition("[")[0]
            assert problem.line == keys.index(top) + 1
