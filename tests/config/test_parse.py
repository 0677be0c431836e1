"""`config.parse`: what is right becomes a value, what is wrong becomes one sentence each, all at once."""

from __future__ import annotations

import time

import pytest

from numbfeet_tray.config.hours import WorkingHours
from numbfeet_tray.config.model import Config, GuideView, NotificationBackend, QuietRules, Safety, Schedule, TrayBackend
from numbfeet_tray.config.parse import parse
from numbfeet_tray.config.problem import Problem, ProblemKind
from numbfeet_tray.config.syntax import long_key_problem
from numbfeet_tray.core.settings import ClockName, InCalls, Reminder
from numbfeet_tray.core.units import HOUR, MINUTE, Seconds
from numbfeet_tray.text.problems import explain
from tests.config.broken import BROKEN, EXERCISES, REMINDER, ROUTINES


def config_of(text: str) -> Config:
    found = parse(text, ROUTINES, EXERCISES)
    assert isinstance(found, Config), [explain(problem, "config.toml") for problem in found]
    return found


def told(text: str) -> list[str]:
    """What the person is told about `text`, without the name of the file."""
    found = parse(text, ROUTINES, EXERCISES)
    assert not isinstance(found, Config)
    return [explain(problem, "config.toml").removeprefix("config.toml:").strip() for problem in found]


# -------------------------------------------------------------------------------------------------- what is right


def test_an_empty_file_is_the_defaults() -> None:
    assert parse("") == Config()


def test_what_is_left_out_keeps_its_default() -> None:
    config = config_of('[absence]\nshort = "30s"\n')
    assert config.engine.absences.short == Seconds(30)
    assert config.engine.absences.real == Config().engine.absences.real


def test_given_reminders_replace_the_default_ones() -> None:
    text = '[[reminder]]\nname = "Füße"\nclock = "seat"\nevery = "1h30m"\noffer = "toe-20"\n'
    assert config_of(text).engine.reminders == (Reminder("Füße", ClockName.SEAT, Seconds(1.5 * HOUR), "toe-20"),)


def test_an_empty_list_of_reminders_only_counts() -> None:
    assert config_of("reminder = []").engine.reminders == ()


def test_reminders_may_be_written_in_one_line() -> None:
    text = 'reminder = [{name = "a", clock = "feet", every = "5s", offer = "toe-20"}]'
    assert config_of(text).engine.reminders[0].name == "a"


def test_every_table_is_read() -> None:
    config = config_of(
        """
        config_version = 1
        day_start = "5:30"
        [[schedule]]
        name = "lunch"
        cron = "30 12 * * 1-5"
        routine = "just-walk"
        [absence]
        passive = "0s"
        [prompt]
        levels = ["0s", "1m", "2m"]
        snoozes_before_short = 3
        [snooze]
        lengths = ["7m"]
        [working_hours]
        monday = ["09:00-12:30", "13:00-24:00"]
        sunday = ["22:00-02:00"]
        [quiet]
        camera = false
        in_calls = "discreet"
        discreet_offer = "toe-20"
        [tray]
        backend = "none"
        [notification]
        backend = "terminal"
        [guide]
        view = "window"
        [safety]
        emergency_number = "+49 (0)112"
        hidden_exercises = ["towel-curl"]
        """
    )
    assert config.day_start == 5 * 60 + 30
    assert config.schedules == (Schedule("lunch", "30 12 * * mon-fri", "just-walk"),)
    assert config.engine.absences.passive == 0.0
    assert config.engine.prompting.levels == (Seconds(0), MINUTE, Seconds(120))
    assert config.engine.prompting.snoozes_before_short == 3
    assert config.engine.prompting.in_calls is InCalls.DISCREET
    assert config.engine.prompting.discreet_offer == "toe-20"
    assert config.engine.snooze_lengths == (Seconds(420),)
    assert config.hours == WorkingHours((((540, 750), (780, 1440)), (), (), (), (), (), ((1320, 120),)))
    assert config.quiet == QuietRules(camera=False)
    assert (config.tray, config.notification) == (TrayBackend.NONE, NotificationBackend.TERMINAL)
    assert config.guide is GuideView.WINDOW
    assert config.safety == Safety("+49 (0)112", ("towel-curl",))


def test_any_routine_and_exercise_passes_when_none_are_known() -> None:
    text = '[prompt]\nshort_offer = "mine"\n[safety]\nhidden_exercises = ["anything"]'
    config = parse(text)
    assert isinstance(config, Config)
    assert config.engine.prompting.short_offer == "mine"


@pytest.mark.parametrize(
    "text", ['[absence]\nshort = "4m59s"', '[absence]\nreal = "61s"', '[absence]\nshort="1s"\nreal="2s"']
)
def test_a_short_absence_is_shorter_than_a_real_break(text: str) -> None:
    config_of(text)


@pytest.mark.parametrize("number", ["", "112", "911", "+41 44 251 51 51", "*31#112", "0800/111-222", "(555) 12.34"])
def test_an_emergency_number_is_whatever_can_be_dialled(number: str) -> None:
    assert config_of(f'[safety]\nemergency_number = "{number}"').safety.emergency_number == number


# -------------------------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_a_mistake_is_told_in_one_sentence(text: str, expected: str | list[str]) -> None:
    assert told(text) == ([expected] if isinstance(expected, str) else expected)


def test_the_table_above_holds_every_kind_of_problem_that_a_text_can_have() -> None:
    found = {problem.kind for text, _ in BROKEN for problem in problems_of(text)}
    of_files = {"is-a-directory", "not-a-file", "unreadable", "too-large", "not-utf8"}
    assert found | {"nested-too-deeply"} == set(ProblemKind) - of_files


def problems_of(text: str) -> tuple[Problem, ...]:
    found = parse(text, ROUTINES, EXERCISES)
    assert not isinstance(found, Config)
    return found


def test_nesting_without_end_is_a_problem_and_no_crash() -> None:
    assert told("a = " + "[" * 100_000) == ["lists or tables are nested too deeply."]


@pytest.mark.parametrize("part", ["a", '"a b"', "'a'", " a ", '"\\""'])
@pytest.mark.parametrize("form", ["{} = 1", "[{}]", "[[{}]]", "x = {{ {} = 1 }}"])
def test_a_key_of_very_many_parts_is_refused_before_it_fills_the_memory(part: str, form: str) -> None:
    text = "\n" + form.format(".".join([part] * 65))
    assert told(text) == ["2: lists or tables are nested too deeply."]
    assert told("\n" + form.format(".".join([part] * 64))) != told(text)


@pytest.mark.parametrize(
    "text",
    ["a" * 10**6, '\\"' * (5 * 10**5), "'" * 10**6, ("a." * 63 + "\n") * 8000, "# " + ". " * 10**5],
    ids=["one word", "escaped quotes", "quotes", "many keys of many parts", "dots"],
)
def test_looking_for_such_keys_in_a_megabyte_takes_seconds_and_not_hours(text: str) -> None:
    begun = time.process_time()
    long_key_problem(text)
    assert time.process_time() - begun < 30


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = 'tray = 1\n[absence]\nshort = 5\nreel = "5m"\n[[reminder]]\nevery = "5"\n'
    assert [(problem.line, problem.key) for problem in problems_of(text)] == [
        (1, "tray"),
        (3, "absence.short"),
        (4, "absence.reel"),
        (5, "reminder[1].name"),
        (5, "reminder[1].clock"),
        (5, "reminder[1].offer"),
        (6, "reminder[1].every"),
    ]


def test_a_wrong_value_is_not_held_against_its_neighbours() -> None:
    assert len(problems_of('[absence]\nshort = "x"\nreal = "10s"')) == 1
    assert len(problems_of(REMINDER.replace('"a"', '""') + REMINDER.replace('"a"', '""'))) == 2


def test_the_data_of_a_problem_is_there_for_other_programs() -> None:
    (problem,) = problems_of('[prompt]\npolite_wait = "2x"')
    assert (problem.line, problem.column, problem.key, problem.value) == (2, None, "prompt.polite_wait", "2x")
    assert problem.kind == "not-a-duration"
