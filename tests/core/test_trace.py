"""Traces: every form of the design page is read, every event goes out and comes back, every mistake is told."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core import events as ev
from numbfeet_tray.core.routine import Direction, Phase, Position, Routine, Side, Step
from numbfeet_tray.core.settings import ClockName, Reminder, Settings
from numbfeet_tray.core.trace import (
    EVENT_NAMES,
    End,
    Header,
    InputStretch,
    Timed,
    Trace,
    What,
    ZoneChanged,
    parse_header,
    parse_line,
    plain_header,
    plain_line,
    read_trace,
)
from numbfeet_tray.core.trace_fields import TraceError
from numbfeet_tray.core.units import Instant, Seconds

START = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))
HEADER = Header(START, "Europe/Berlin")
HEADER_LINE = '{"trace": 1, "start": "2026-11-23T09:00:00+01:00", "zone": "Europe/Berlin"}'

STEP = Step(
    "ankle-circles",
    "Ankle circles",
    "Circle one foot.",
    "",
    Position.SEATED,
    moves_feet=True,
    phases=(
        Phase(Seconds(10.0), Side.RIGHT, Direction.CLOCKWISE, 5),
        Phase(Seconds(10.0), Side.LEFT, repetitions=5),
    ),
)
CATALOGUE = (Routine("desk-minute", "Desk minute", (STEP,)),)
OTHER_SETTINGS = Settings(reminders=(Reminder("feet", ClockName.FEET, Seconds(1200.0), "desk-minute"),))

DESIGN_FORMS: list[tuple[dict[str, Any], What]] = [
    ({"t": 0, "event": "input"}, ev.Input()),
    ({"t": 5, "event": "input", "until": 900, "every": 2}, InputStretch(Seconds(900.0), Seconds(2.0))),
    ({"t": 950, "event": "lock"}, ev.Locked()),
    ({"t": 1300, "event": "unlock"}, ev.Unlocked()),
    ({"t": 2000, "event": "sleep"}, ev.SleepBegan()),
    ({"t": 9200, "event": "wake"}, ev.Woke()),
    ({"t": 9300, "event": "inhibitor", "on": True, "what": "video"}, ev.InhibitorChanged("video", on=True)),
    ({"t": 9400, "event": "hold", "on": True, "what": "camera"}, ev.HoldChanged(ev.HoldKind.CAMERA, on=True)),
    ({"t": 9500, "event": "say", "what": "standing"}, ev.Said(ev.Saying.STANDING)),
    ({"t": 9510, "event": "say", "what": "was-sitting"}, ev.Said(ev.Saying.WAS_SITTING)),
    ({"t": 9600, "event": "start", "routine": "desk-minute"}, ev.StartAsked("desk-minute")),
    ({"t": 9620, "event": "stop"}, ev.GuideKeyPressed(ev.GuideKey.STOP)),
    ({"t": 9700, "event": "snooze", "for": 300}, ev.Snoozed(Seconds(300.0))),
    ({"t": 9710, "event": "skip"}, ev.Skipped()),
    ({"t": 9720, "event": "close"}, ev.PromptClosed()),
    ({"t": 9800, "event": "pause", "for": 1800}, ev.PauseBegan(Instant(11600.0))),
    ({"t": 9810, "event": "pause", "until": "resume"}, ev.PauseBegan(None)),
    ({"t": 9820, "event": "resume"}, ev.PauseEnded()),
    ({"t": 9900, "event": "clock_set", "by": -3600}, ev.WallClockSet(-3600.0)),
    ({"t": 9910, "event": "zone", "zone": "America/New_York"}, ZoneChanged("America/New_York")),
    ({"t": 28800, "event": "end"}, End()),
]

RECORDED_FORMS: list[tuple[dict[str, Any], What]] = [
    ({"t": 1.0, "event": "tick"}, ev.Tick()),
    ({"t": 1.0, "event": "active"}, ev.Active()),
    ({"t": 70.0, "event": "idle", "since": 10.0}, ev.Idle(Instant(10.0))),
    ({"t": 1.0, "event": "idle", "since": -30.0}, ev.Idle(Instant(-30.0))),
    ({"t": 1.0, "event": "wake", "slept": 7200.0}, ev.Woke(Seconds(7200.0))),
    ({"t": 1.0, "event": "start"}, ev.StartAsked()),
    ({"t": 1.0, "event": "snooze"}, ev.Snoozed()),
    ({"t": 1.0, "event": "guide", "key": "next"}, ev.GuideKeyPressed(ev.GuideKey.NEXT)),
    ({"t": 1.0, "event": "expire"}, ev.PromptExpired()),
    ({"t": 1.0, "event": "fail"}, ev.PromptFailed()),
    ({"t": 1.0, "event": "pause", "for": 60.0, "wall": True}, ev.PauseBegan(Instant(61.0), wall=True)),
    ({"t": 1.0, "event": "local_time", "seconds": 1e9, "day_start": 240}, ev.LocalTime(1e9, 240)),
    ({"t": 1.0, "event": "schedule", "name": "noon", "routine": "walk"}, ev.ScheduleFired("noon", "walk")),
]
SETTINGS_EVENT = ev.SettingsChanged(OTHER_SETTINGS, CATALOGUE)


@pytest.mark.parametrize(("line", "what"), DESIGN_FORMS + RECORDED_FORMS)
def test_each_form_is_read_as_its_event_and_written_as_the_same_line(line: dict[str, Any], what: What) -> None:
    item = parse_line(line, HEADER, 7)

    assert item == Timed(Seconds(float(line["t"])), what, 7)
    assert plain_line(item, HEADER) == line


def test_a_pause_without_a_length_lasts_until_the_resume_line() -> None:
    assert parse_line({"t": 0, "event": "pause"}, HEADER).what == ev.PauseBegan(None)


def test_an_explicit_guide_stop_is_the_same_as_stop() -> None:
    assert parse_line({"t": 0, "event": "guide", "key": "stop"}, HEADER).what == ev.GuideKeyPressed(ev.GuideKey.STOP)


def test_a_pause_that_is_over_at_once_and_an_inhibitor_without_a_name_can_be_read_back() -> None:
    for event in (ev.PauseBegan(Instant(5.0)), ev.InhibitorChanged("", on=True)):
        line = plain_line(Timed(Seconds(5.0), event), HEADER)
        assert type(parse_line(line, HEADER).what) is type(event)


def test_every_event_of_the_engine_has_a_form() -> None:
    shown = {type(what) for _, what in DESIGN_FORMS + RECORDED_FORMS} | {type(SETTINGS_EVENT)}

    assert set(get_args(ev.Event)) <= shown
    assert {line["event"] for line, _ in DESIGN_FORMS + RECORDED_FORMS} | {"settings"} == set(EVENT_NAMES)


@given(t=st.floats(0, 1e6), boot=st.floats(0, 1e7), before=st.floats(0, 1e5))
def test_instants_keep_their_distance_whatever_the_boot_time_of_the_recording(
    t: float, boot: float, before: float
) -> None:
    recorded = Header(START, "UTC", Instant(boot))
    idle = Timed(Seconds(t), ev.Idle(Instant(boot + t - before)))

    line = plain_line(idle, recorded)

    assert line["t"] == pytest.approx(t, abs=1e-6)
    read = parse_line(line, HEADER).what
    assert isinstance(read, ev.Idle)
    assert read.since == pytest.approx(t - before, abs=1e-5)


def test_settings_and_routines_come_back_equal_through_json() -> None:
    line = json.loads(json.dumps(plain_line(Timed(Seconds(1.0), SETTINGS_EVENT), HEADER)))

    assert parse_line(line, HEADER).what == SETTINGS_EVENT


def test_the_header_comes_back_equal() -> None:
    full = Header(START, "Europe/Berlin", Instant(88.5), {"clocks": [1, 2]})

    assert parse_header(plain_header(full)) == full
    assert parse_header(plain_header(HEADER)) == HEADER
    assert plain_header(HEADER) == json.loads(HEADER_LINE)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([], "line 1: a list is not a JSON object"),
        ({"t": 0, "event": "input"}, "line 1: the first line must be the header; allowed: {"),
        ({"trace": 2, "start": "", "zone": ""}, "line 1: trace version 2 cannot be read; allowed: 1"),
        ({"trace": True, "start": "", "zone": ""}, "line 1: trace version True cannot be read; allowed: 1"),
        ({"trace": 1, "zone": "UTC"}, "line 1: 'start' is missing"),
        ({"trace": 1, "start": "today", "zone": "UTC"}, "line 1: 'start' is 'today', not an ISO 8601 time"),
        ({"trace": 1, "start": "2026-11-23T09:00:00", "zone": "UTC"}, "without an offset from UTC"),
        ({"trace": 1, "start": "2026-11-23T09:00:00Z", "zone": ""}, "line 1: 'zone' is '', not a text"),
        ({"trace": 1, "start": "2026-11-23T09:00:00Z", "zone": "UTC", "state": 1}, "'state' is 1, not a JSON object"),
        (
            {"trace": 1, "start": "2026-11-23T09:00:00Z", "zone": "UTC", "user": "me"},
            "line 1: 'user' is not a field here; allowed: boot, start, state, trace, zone",
        ),
    ],
)
def test_a_wrong_header_is_refused(line: object, message: str) -> None:
    with pytest.raises(TraceError) as error:
        parse_header(line)

    assert message in str(error.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (17, "line 3: 17 is not a JSON object"),
        ({"event": "input"}, "line 3: 't' is missing"),
        ({"t": -1, "event": "input"}, "line 3: 't' is -1; allowed: 0 or more"),
        ({"t": True, "event": "input"}, "line 3: 't' is True, not a number"),
        ({"t": "1", "event": "input"}, "line 3: 't' is '1', not a number"),
        ({"t": float("nan"), "event": "input"}, "line 3: 't' is nan, not a number"),
        ({"t": 10**400, "event": "input"}, "line 3: 't' is 1000"),
        ({"t": {}, "event": "input"}, "line 3: 't' is an object, not a number"),
        ({"t": 0}, "line 3: 'event' is missing"),
        ({"t": 0, "event": "lokc"}, "line 3: 'event' is 'lokc'; allowed: active, clock_set, close, end"),
        ({"t": 0, "event": ["lock"]}, "line 3: 'event' is a list; allowed: active"),
        ({"t": 0, "event": "lock", "on": True}, "line 3: 'on' is not a field here; allowed: event, t"),
        ({"t": 5, "event": "input", "until": 9}, "line 3: 'every' is missing"),
        ({"t": 5, "event": "input", "every": 9}, "line 3: 'until' is missing"),
        ({"t": 5, "event": "input", "until": 4, "every": 1}, "line 3: 'until' is 4; allowed: 5 or more"),
        ({"t": 5, "event": "input", "until": 9, "every": 0}, "line 3: 'every' is 0; allowed: more than 0"),
        ({"t": 5, "event": "input", "til": 9}, "line 3: 'til' is not a field here; allowed: event, every, t, until"),
        ({"t": 5, "event": "idle", "since": 6}, "line 3: 'since' is 6; allowed: 5 or less"),
        ({"t": 5, "event": "hold", "what": "pause", "on": True}, "'what' is 'pause'; allowed: do-not-disturb, full"),
        ({"t": 5, "event": "hold", "what": "camera"}, "line 3: 'on' is missing"),
        ({"t": 5, "event": "hold", "what": "camera", "on": 1}, "line 3: 'on' is 1; allowed: true, false"),
        ({"t": 5, "event": "say", "what": "lying"}, "'what' is 'lying'; allowed: sitting, standing, away, was-sitting"),
        ({"t": 5, "event": "pause", "until": 900}, "line 3: 'until' is 900; allowed: resume"),
        ({"t": 5, "event": "pause", "for": 9, "until": "resume"}, "line 3: 'until' is not a field here"),
        ({"t": 5, "event": "snooze", "for": 0}, "line 3: 'for' is 0; allowed: more than 0"),
        ({"t": 5, "event": "start", "routine": 3}, "line 3: 'routine' is 3, not a text"),
        ({"t": 5, "event": "guide", "key": "x" * 90}, "xxx…; allowed: pause, resume, next, back, stop"),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_what_is_allowed(line: object, message: str) -> None:
    with pytest.raises(TraceError) as error:
        parse_line(line, HEADER, 3)

    assert message in str(error.value)
    assert error.value.line == 3


def test_a_whole_trace_is_read_with_empty_lines_passed_over() -> None:
    lines = [HEADER_LINE, "", *(json.dumps(line) + "\n" for line, _ in DESIGN_FORMS), "\n"]

    trace = read_trace(lines)

    assert trace.header == HEADER
    assert [item.what for item in trace.items] == [what for _, what in DESIGN_FORMS]
    assert trace.items[0].line == 3


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "line 1: the trace is empty"),
        (["", "\n"], "line 1: the trace is empty"),
        (['{"t": 0, "event": "input"}'], "line 1: the first line must be the header"),
        ([HEADER_LINE, HEADER_LINE], "line 2: 't' is missing"),
        ([HEADER_LINE, "{"], "line 2: this is not JSON"),
        ([HEADER_LINE, "[" * 100_000], "line 2: this is not JSON"),
        ([HEADER_LINE, '{"t": 5, "event": "tick"}', '{"t": 4, "event": "tick"}'], "line 3: t goes back from 5 to 4"),
        ([HEADER_LINE, '{"t": 5, "event": "end"}', '{"t": 5, "event": "tick"}'], "line 3: nothing may come after"),
    ],
)
def test_a_wrong_trace_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(TraceError) as error:
        read_trace(lines)

    assert message in str(error.value)


@given(
    st.lists(
        st.text(max_size=40)
        | st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["t", "event", "what", "on", "until", "for", "settings"]), inner, max_size=5
                )
            ),
            max_leaves=8,
        ).map(json.dumps),
        max_size=5,
    )
)
def test_whatever_stands_in_a_trace_the_answer_is_a_trace_or_a_trace_error(lines: list[str]) -> None:
    trace: Trace | None
    try:
        trace = read_trace([HEADER_LINE, *lines])
    except TraceError as error:
        trace = None
        place = error.line
    assert place >= 2 if trace is None else trace.header == HEADER


def unrolled(*items: tuple[float, What]) -> list[tuple[float, What]]:
    trace = Trace(HEADER, tuple(Timed(Seconds(t), what, line) for line, (t, what) in enumerate(items, start=2)))
    return [(item.t, item.what) for item in trace.unrolled()]


def test_a_stretch_is_its_inputs_up_to_and_including_its_end() -> None:
    assert unrolled((5.0, InputStretch(Seconds(9.0), Seconds(2.0)))) == [(t, ev.Input()) for t in (5.0, 7.0, 9.0)]
    assert unrolled((5.0, InputStretch(Seconds(8.9), Seconds(2.0)))) == [(t, ev.Input()) for t in (5.0, 7.0)]
    assert unrolled((5.0, InputStretch(Seconds(5.0), Seconds(2.0)))) == [(5.0, ev.Input())]


def test_a_stretch_of_tenths_reaches_its_end() -> None:
    inputs = unrolled((0.0, InputStretch(Seconds(900.0), Seconds(0.1))))

    assert len(inputs) == 9001
    assert inputs[-1][0] == pytest.approx(900.0)


def test_lines_inside_a_stretch_take_their_place_in_time_and_the_earlier_line_goes_first() -> None:
    assert unrolled(
        (0.0, InputStretch(Seconds(4.0), Seconds(2.0))),
        (1.0, InputStretch(Seconds(3.0), Seconds(1.0))),
        (2.0, ev.Locked()),
    ) == [
        (0.0, ev.Input()),
        (1.0, ev.Input()),
        (2.0, ev.Input()),
        (2.0, ev.Input()),
        (2.0, ev.Locked()),
        (3.0, ev.Input()),
        (4.0, ev.Input()),
    ]


def test_nothing_of_a_stretch_comes_after_the_end() -> None:
    assert unrolled((0.0, InputStretch(Seconds(9.0), Seconds(1.0))), (1.5, End())) == [
        (0.0, ev.Input()),
        (1.0, ev.Input()),
        (1.5, End()),
    ]
