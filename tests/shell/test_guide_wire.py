"""The lines between the daemon and the guide's window."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.core.routine import Direction, Phase, Position, Routine, Side, Step
from numbfeet_tray.core.units import Seconds
from numbfeet_tray.shell.guide.wire import Lines, encode, routine_from_json, routine_to_json
from tests.shell.guide_scene import ROUTINES

steps = st.builds(
    Step,
    exercise=st.text(),
    name=st.text(),
    text=st.text(),
    caution=st.text(),
    position=st.sampled_from(Position),
    moves_feet=st.booleans(),
    phases=st.lists(
        st.builds(
            Phase,
            st.floats(0.1, 1e4).map(Seconds),
            st.sampled_from(Side),
            st.none() | st.sampled_from(Direction),
            st.integers(1, 200),
        ),
        min_size=1,
        max_size=4,
    ).map(tuple),
)
routines = st.builds(Routine, st.text(), st.text(), st.lists(steps, min_size=1, max_size=4).map(tuple))


@given(routines)
def test_a_routine_arrives_as_it_was_sent(routine: Routine) -> None:
    (message,) = Lines().feed(encode({"do": "open", "routine": routine_to_json(routine)}))
    assert routine_from_json(message["routine"]) == routine


@pytest.mark.parametrize("routine", ROUTINES.values(), ids=ROUTINES.keys())
def test_every_shipped_routine_arrives_as_it_was_sent(routine: Routine) -> None:
    assert routine_from_json(json.loads(encode(routine_to_json(routine)))) == routine


@given(st.lists(st.dictionaries(st.text(), st.text(), max_size=3), max_size=5), st.data())
def test_messages_arrive_whole_however_the_bytes_come(messages: list[dict[str, str]], data: st.DataObject) -> None:
    sent = b"".join(encode(message) for message in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=6)))
    lines = Lines()
    heard = [
        message
        for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)
        for message in lines.feed(sent[start:end])
    ]
    assert heard == messages


@pytest.mark.parametrize("line", [b"nonsense\n", b"[1]\n", b"\xff\n", b"\n"])
def test_a_line_that_is_no_message_is_refused_and_the_next_one_heard(line: bytes) -> None:
    lines = Lines()
    with pytest.raises(ValueError, match=r".*"):
        list(lines.feed(line))
    assert list(lines.feed(b'{"say":"ready"}\n')) == [{"say": "ready"}]
