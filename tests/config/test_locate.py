"""`config.locate` against documents whose lines are known because the test wrote them."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbfeet_tray.config.locate import locate
from numbfeet_tray.config.problem import Path


def paths_of(value: object, at: Path = ()) -> set[Path]:
    """Every path of a document, tables and lists included."""
    found = {at} if at else set()
    if isinstance(value, dict):
        for key, inner in value.items():
            found |= paths_of(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found |= paths_of(inner, (*at, index))
    return found


def test_headers_keys_and_dotted_keys_stand_in_their_lines() -> None:
    text = 'top = 1\n\n[a]\nb.c = 2\nb . "d.e" = 3\n[a.x.y]\nz = 4\n'
    assert locate(text) == {
        ("top",): 1,
        ("a",): 3,
        ("a", "b"): 4,
        ("a", "b", "c"): 4,
        ("a", "b", "d.e"): 5,
        ("a", "x"): 6,
        ("a", "x", "y"): 6,
        ("a", "x", "y", "z"): 7,
    }


def test_each_table_of_a_list_is_counted_where_its_header_stands() -> None:
    text = "[[r]]\nn = 1\n[[r.s]]\n[[r.s]]\nk = 1\n[[r]]\n[[r.s]]\nk = 2\n[r.t]\nu = 3\n"
    assert locate(text) == {
        ("r",): 1,
        ("r", 0): 1,
        ("r", 0, "n"): 2,
        ("r", 0, "s"): 3,
        ("r", 0, "s", 0): 3,
        ("r", 0, "s", 1): 4,
        ("r", 0, "s", 1, "k"): 5,
        ("r", 1): 6,
        ("r", 1, "s"): 7,
        ("r", 1, "s", 0): 7,
        ("r", 1, "s", 0, "k"): 8,
        ("r", 1, "t"): 9,
        ("r", 1, "t", "u"): 10,
    }


@pytest.mark.parametrize(
    "value",
    [
        '"""\n[not]\na = 1\n"""',
        "'''\n[not]\nb = ''\n'''",
        '"""a\\"""\nb"""',
        '"""ends with quotes"""""',
        "'''ends with a quote''''",
        '"""\n\\\\"""',
        '"# no comment"',
        "'[no]'",
        '"\\\\"',
        '""',
        "''",
        '""""""',
        "''''''",
        "1979-05-27 07:32:00  # with a space",
        "1979-05-27T07:32:00Z",
        "07:32:00",
        "-1.5e3",
        "inf",
        "true",
        "[ # ] no end\n\n1,\n\n]",
        "[]",
        "[\n]",
        "{}",
        "{ a.b = 1, 'c' = [1,\n2, {d = 3}], e = {} }",
        '["]", \'[\', """\n,""", [[], [1,]], ]',
    ],
)
def test_what_follows_a_value_is_found_however_the_value_is_written(value: str) -> None:
    text = f"first = {value}\nlast = 0\n[table]\n"
    lines = locate(text)
    assert lines[("last",)] == value.count("\n") + 2
    assert lines[("table",)] == value.count("\n") + 3
    assert set(lines) == paths_of(tomllib.loads(text))


def test_items_of_a_list_stand_in_their_own_lines() -> None:
    assert locate("a = [\n1, 2, # two\n\n[3,\n4]]") == {
        ("a",): 1,
        ("a", 0): 2,
        ("a", 1): 2,
        ("a", 2): 4,
        ("a", 2, 0): 4,
        ("a", 2, 1): 5,
    }


def test_line_ends_of_either_kind_are_one_line() -> None:
    assert locate("a = 1\r\nb = 2\n\r\nc = 3") == {("a",): 1, ("b",): 2, ("c",): 4}


def test_nesting_that_tomllib_endures_is_not_too_deep() -> None:
    depth = 150
    assert len(locate("a = " + "[" * depth + "]" * depth)) == depth


def test_what_is_not_toml_is_refused() -> None:
    with pytest.raises(ValueError, match="not TOML"):
        locate("= 1")


KEYS = st.one_of(
    st.text("abz019_-", min_size=1, max_size=3),
    st.text("a.[]{}=#,\"'\\ \té\n", max_size=4),
)
STRINGS = st.text("ab\"'\\\n#[]{},=\r\té ", max_size=8)
SCALARS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    STRINGS,
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
DOCUMENTS = st.dictionaries(KEYS, VALUES | st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=3), max_size=5)


class Writer:
    """Writes a document in a random one of the ways that TOML has, noting where each path first appears."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[Path, int] = {}

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def pick(self, *options: str) -> str:
        return self.draw(st.sampled_from(options))

    def mark(self, path: Path) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def key(self, key: str) -> str:
        if key and set(key) <= set("abz019_-") and self.chance():
            return key
        if "'" not in key and "\n" not in key and self.chance():
            return f"'{key}'"
        return escaped(key)

    def path(self, keys: Path) -> str:
        return self.pick(".", " . ", "\t.").join(self.key(str(key)) for key in keys)

    def string(self, value: str) -> str:
        if not set(value) & set("'\n\r") and self.chance():
            return f"'{value}'"
        if "'''" not in value and "\r" not in value and not value.startswith("\n") and self.chance():
            return f"'''{self.pick('', chr(10))}{value}'''" if not value.endswith("'") else escaped(value)
        if "\r" not in value and self.chance():
            quotes = value.replace("\\", "\\\\").replace('""', '\\""').replace('""', '"\\"')
            return f'"""\n{quotes}"""'
        return escaped(value)

    def gap(self) -> str:
        return self.pick("", " ", "\n", " # c ]}\n\t", "\r\n")

    def value(self, value: object, at: Path) -> None:
        if isinstance(value, str):
            self.text += self.string(value)
        elif isinstance(value, bool):
            self.text += str(value).lower()
        elif isinstance(value, list):
            self.text += "["
            for index, item in enumerate(value):
                self.text += self.gap()
                self.mark((*at, index))
                self.value(item, (*at, index))
                self.text += self.gap() + ("," if index < len(value) - 1 or self.chance() else "")
            self.text += self.gap() + "]"
        elif isinstance(value, dict):
            self.text += "{"
            for index, (key, inner) in enumerate(value.items()):
                self.text += ", " if index else " "
                self.statement(key, inner, at)
            self.text += " }"
        else:
            self.text += str(value) if isinstance(value, int | float) else getattr(value, "isoformat")()  # noqa: B009

    def statement(self, key: str, value: object, table: Path) -> None:
        """`key = value`, or `key.inner = value` for a table with one entry."""
        at: Path = (*table, key)
        while isinstance(value, dict) and len(value) == 1 and self.chance():
            ((inner, value),) = value.items()
            at = (*at, inner)
        for length in range(len(table) + 1, len(at) + 1):
            self.mark(at[:length])
        self.text += self.path(at[len(table) :]) + self.pick("=", " = ", "\t=")
        self.value(value, at)

    def table(self, entries: dict[str, Any], at: Path, header: Path) -> None:
        later: list[tuple[str, Any]] = []
        for key, value in entries.items():
            if (isinstance(value, dict) or is_tables(value)) and self.chance():
                later.append((key, value))
                continue
            self.text += self.pick("", "\n", "# a = 1\n", "  ")
            self.statement(key, value, at)
            self.text += self.pick("\n", "\r\n", "  # [c]\n\n")
        for key, value in later:
            for index, inner in enumerate(value if isinstance(value, list) else [value]):
                path: Path = (*at, key, index) if isinstance(value, list) else (*at, key)
                for length in range(1, len(path) + 1):
                    self.mark(path[:length])
                left, right = ("[[", "]]") if isinstance(value, list) else ("[", "]")
                self.text += f"{left}{self.path((*header, key))}{right}{self.pick(chr(10), ' # c' + chr(10))}"
                self.table(inner, path, (*header, key))


def escaped(value: str) -> str:
    return '"' + "".join(c if c not in '"\\\n\r\t' else f"\\u{ord(c):04x}" for c in value) + '"'


def is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


@st.composite
def written_documents(draw: st.DrawFn) -> tuple[dict[str, Any], Writer]:
    document = draw(DOCUMENTS)
    writer = Writer(draw)
    writer.table(document, (), ())
    return document, writer


@given(written_documents())
def test_every_path_of_any_document_is_found_where_it_was_written(written: tuple[dict[str, Any], Writer]) -> None:
    document, writer = written
    assert tomllib.loads(writer.text) == document
    assert locate(writer.text) == writer.lines
