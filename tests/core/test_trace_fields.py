"""The fields of a trace line: each is taken once, of its kind and in its range."""

import re
from datetime import UTC, datetime

import pytest

from numbfeet_tray.core.trace_fields import Fields, TraceError, shown


def refused(message: str) -> "pytest.RaisesExc[TraceError]":
    return pytest.raises(TraceError, match="^" + re.escape(message) + "$")


def test_an_error_names_its_line_and_what_is_allowed() -> None:
    error = TraceError(3, "wrong", ("left", "right"))

    assert str(error) == "line 3: wrong; allowed: left, right"
    assert str(TraceError(3, "wrong")) == "line 3: wrong"


def test_only_an_object_has_fields() -> None:
    with refused("line 2: a list is not a JSON object"):
        Fields.of([], 2)
    Fields.of({}, 2).done()


def test_numbers_are_finite_and_in_range() -> None:
    fields = Fields({"a": 1, "b": 2.5, "c": 10**400, "d": float("inf"), "e": True, "f": "1"}, 2)

    assert fields.number("a", least=1, most=1) == 1.0
    assert fields.number("b", above=2) == 2.5
    assert fields.number("missing", default=7.0) == 7.0
    for key in ("c", "d", "e", "f"):
        with pytest.raises(TraceError, match="not a number"):
            fields.number(key)
    with refused("line 2: 'a' is missing"):
        fields.number("a")


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"least": 4}, "line 2: 'a' is 3; allowed: 4 or more"),
        ({"above": 3}, "line 2: 'a' is 3; allowed: more than 3"),
        ({"most": 2}, "line 2: 'a' is 3; allowed: 2 or less"),
    ],
)
def test_a_number_out_of_range_is_told_with_its_bound(bounds: dict[str, float], message: str) -> None:
    with refused(message):
        Fields({"a": 3}, 2).number("a", **bounds)


def test_texts_flags_and_choices_are_of_their_kind() -> None:
    fields = Fields({"text": "x", "flag": False, "choice": "b", "no": "", "1": 1, "other": "c"}, 2)

    assert fields.text("text") == "x"
    assert fields.flag("flag") is False
    assert fields.flag("missing", default=True) is True
    assert fields.choice("choice", ("a", "b")) == "b"
    assert Fields({"no": ""}, 2).text("no", may_be_empty=True) == ""
    with refused("line 2: 'no' is '', not a text"):
        fields.text("no")
    with refused("line 2: '1' is 1; allowed: true, false"):
        fields.flag("1")
    with refused("line 2: 'other' is 'c'; allowed: a, b"):
        fields.choice("other", ("a", "b"))


def test_a_moment_needs_an_offset() -> None:
    fields = Fields({"a": "2026-11-23T09:00:00Z", "b": "2026-11-23T09:00:00", "c": "nine"}, 2)

    assert fields.moment("a") == datetime(2026, 11, 23, 9, tzinfo=UTC)
    with refused("line 2: 'b' is '2026-11-23T09:00:00', without an offset from UTC"):
        fields.moment("b")
    with refused("line 2: 'c' is 'nine', not an ISO 8601 time"):
        fields.moment("c")


def test_a_table_may_be_missing_but_not_be_something_else() -> None:
    fields = Fields({"a": {"b": 1}, "c": 1}, 2)

    assert fields.table("a") == {"b": 1}
    assert fields.table("missing") is None
    with refused("line 2: 'c' is 1, not a JSON object"):
        fields.table("c")


def test_what_nobody_asked_for_is_refused_with_what_was_asked_for() -> None:
    fields = Fields({"a": 1, "z": 1}, 2)
    fields.number("a")
    assert not fields.has("b")

    with refused("line 2: 'z' is not a field here; allowed: a, b"):
        fields.done()


def test_long_and_deep_values_are_shown_short() -> None:
    assert shown({}) == "an object"
    assert len(shown("x" * 1000)) == 58
