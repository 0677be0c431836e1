"""The control protocol byte by byte: whatever comes in, in whatever pieces, the answer is a value or a BadMessage."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.shell.control.codec import (
    MAX_LINE,
    BadMessage,
    Fault,
    LineBuffer,
    Request,
    Response,
    decode_request,
    decode_response,
    encode_request,
    encode_response,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text(max_size=9), JSON, max_size=5)
COMMANDS = st.from_regex(r"[a-z][a-z0-9_-]{0,39}", fullmatch=True)
REQUESTS = st.builds(Request, COMMANDS, OBJECTS)
RESPONSES = st.builds(Response, st.booleans(), OBJECTS, st.text(max_size=20), st.text(max_size=80))


def line_of(data: bytes) -> bytes:
    assert data.endswith(b"\n")
    return data[:-1]


@given(REQUESTS)
def test_a_request_comes_back_equal(request: Request) -> None:
    assert decode_request(line_of(encode_request(request))) == request


@given(RESPONSES)
def test_a_response_comes_back_equal(response: Response) -> None:
    assert decode_response(line_of(encode_response(response))) == response


@given(RESPONSES)
def test_a_message_is_one_line_whatever_it_says(response: Response) -> None:
    assert encode_response(response).count(b"\n") == 1


@given(st.binary(max_size=300))
def test_whatever_the_bytes_they_are_a_message_or_a_bad_one(line: bytes) -> None:
    for decode in (decode_request, decode_response):
        try:
            decoded: object = decode(line)
        except BadMessage as problem:
            decoded = problem
        assert isinstance(decoded, Request | Response | BadMessage)


@given(JSON | st.fixed_dictionaries({"v": st.just(1) | JSON}, optional={"command": JSON, "args": JSON, "ok": JSON}))
def test_whatever_the_json_it_is_a_message_or_a_bad_one(data: object) -> None:
    line = json.dumps(data).encode()
    for decode in (decode_request, decode_response):
        try:
            decoded: object = decode(line)
        except BadMessage as problem:
            decoded = problem
        assert isinstance(decoded, Request | Response | BadMessage)


@given(st.lists(st.binary(max_size=40), max_size=12))
def test_a_line_is_the_same_in_whatever_pieces_it_comes(pieces: list[bytes]) -> None:
    buffer = LineBuffer()
    found = next((line for piece in pieces if (line := buffer.feed(piece)) is not None), None)

    whole = b"".join(pieces)
    assert found == (whole.split(b"\n")[0] if b"\n" in whole else None)


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8))
def test_a_line_may_be_as_long_as_the_limit_and_no_longer(sizes: list[int]) -> None:
    buffer, taken = LineBuffer(), 0
    for size in sizes:
        taken += size
        if taken > MAX_LINE - 1:
            with pytest.raises(BadMessage) as problem:
                buffer.feed(b"x" * size + b"\n")
            assert problem.value.fault is Fault.TOO_LONG
            return
        assert buffer.feed(b"x" * size) is None
    assert buffer.feed(b"\nrest") == b"x" * taken


def test_the_limit_is_exact() -> None:
    assert LineBuffer().feed(b"x" * (MAX_LINE - 1) + b"\n") == b"x" * (MAX_LINE - 1)
    for data in (b"x" * MAX_LINE, b"x" * MAX_LINE + b"\n"):
        with pytest.raises(BadMessage, match="longer than 65536 bytes"):
            LineBuffer().feed(data)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"", Fault.MALFORMED),
        (b"null", Fault.MALFORMED),
        (b"[1]", Fault.MALFORMED),
        (b"\xff\xfe", Fault.MALFORMED),
        (b"{", Fault.MALFORMED),
        (b"[" * 60_000, Fault.MALFORMED),
        (b'{"v": ' + b"9" * 60_000 + b"}", Fault.MALFORMED),
        (b'{"v": NaN}', Fault.MALFORMED),
        (b'{"v": 1, "command": "x", "args": {"a": Infinity}}', Fault.MALFORMED),
        (b"{}", Fault.BAD_VERSION),
        (b'{"v": 2, "command": "status"}', Fault.BAD_VERSION),
        (b'{"v": "1", "command": "status"}', Fault.BAD_VERSION),
        (b'{"v": true, "command": "status"}', Fault.BAD_VERSION),
        (b'{"v": 1}', Fault.MALFORMED),
        (b'{"v": 1, "command": 7}', Fault.MALFORMED),
        (b'{"v": 1, "command": ""}', Fault.MALFORMED),
        (b'{"v": 1, "command": "rm -rf"}', Fault.MALFORMED),
        (b'{"v": 1, "command": "status", "args": []}', Fault.MALFORMED),
        (b'{"v": 1, "command": "status", "args": null}', Fault.MALFORMED),
    ],
)
def test_what_is_no_request_is_told_apart(line: bytes, fault: Fault) -> None:
    with pytest.raises(BadMessage) as problem:
        decode_request(line)

    assert problem.value.fault is fault
    assert str(problem.value)


def test_a_request_may_do_without_arguments_and_bring_fields_of_a_later_day() -> None:
    assert decode_request(b'{"v": 1, "command": "status", "colour": "red"}') == Request("status")


@pytest.mark.parametrize(
    "change",
    [{"ok": 1}, {"ok": None}, {"data": []}, {"error": None}, {"message": 5}],
)
def test_what_is_no_response_is_told_apart(change: dict[str, Any]) -> None:
    plain = json.loads(encode_response(Response(ok=True))) | change

    with pytest.raises(BadMessage) as problem:
        decode_response(json.dumps(plain).encode())

    assert problem.value.fault is Fault.MALFORMED


def test_a_message_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(BadMessage, match="longer"):
        encode_request(Request("status", {"x": "y" * MAX_LINE}))
    with pytest.raises(BadMessage, match="longer"):
        encode_response(Response(ok=True, data={"x": "y" * MAX_LINE}))


def test_what_json_cannot_hold_is_not_sent() -> None:
    with pytest.raises(TypeError):
        encode_response(Response(ok=True, data={"x": object()}))
    with pytest.raises(ValueError, match="Out of range"):
        encode_response(Response(ok=True, data={"x": float("nan")}))
