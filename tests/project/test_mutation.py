"""The tool that judges the tests is judged too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutation.ledger import Ledger, Verdict, changed_lines, key_of, report
from tests.mutation.operators import mutants_of


def mutations(source: str) -> set[str]:
    return {mutant.apply(source.encode()).decode().strip() for mutant in mutants_of(source.encode())}


@pytest.mark.parametrize(
    ("source", "mutant"),
    [
        ("x = a < b", "x = (a <= b)"),
        ("x = a < b", "x = (a >= b)"),
        ("x = a is None", "x = (a is not None)"),
        ("x = a and b", "x = (a or b)"),
        ("x = a and b", "x = (b)"),
        ("x = not a", "x = (a)"),
        ("x = a + b", "x = (a - b)"),
        ("x = 5.0", "x = 6.0"),
        ("x = 5.0", "x = (4.0)"),
        ("x = f(a, b)", "x = (f(b, a))"),
        ("x = max(a, b)", "x = (min(a, b))"),
        ("x = replace(s, a=1, b=c)", "x = (replace(s, a=1))"),
        ("x = a if b else c", "x = (c if b else a)"),
        ("x = (a, b)", "x = ((b,))"),
        ("x = True", "x = False"),
        ("if a:\n    b()", "if False:\n    b()"),
        ("if a:\n    b()", "if a:\n    pass"),
        ("a.b = c", "pass"),
        ("def f():\n    return a", "def f():\n    return None"),
    ],
)
def test_each_kind_of_mistake_is_made(source: str, mutant: str) -> None:
    assert mutant in mutations(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is: 1 < 2."""',
        "import a.b",
        "def f(a: Callable[[int, str], None]) -> tuple[int, str]: ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "Event = A | B",
        'x = f"{a + 1}"',
        "return_nothing = None",
        "x: Literal[1, 2]",
    ],
)
def test_what_decides_nothing_is_left_alone(source: str) -> None:
    assert not mutations(source)


def test_every_mutant_differs_and_lines_are_told() -> None:
    source = "def late(now, due):\n    # ä\n    return now >= due\n"
    mutants = mutants_of(source.encode())
    assert {mutant.line for mutant in mutants} == {3}
    assert ("    return now >= due", "    return (now > due)") in [changed_lines(source.encode(), m) for m in mutants]


def test_a_verdict_is_remembered_until_the_module_or_for_survivors_the_tests_change(tmp_path: Path) -> None:
    source = b"x = a < b\n"
    first, second, *_ = mutants_of(source)
    ledger = Ledger(tmp_path / "verdicts.jsonl")
    for mutant, outcome in ((first, "killed"), (second, "survived")):
        key = key_of("m.py", source, mutant)
        ledger.add(Verdict(key, "m.py", 1, mutant.what, *changed_lines(source, mutant), outcome, "tests-1"))

    again = Ledger(tmp_path / "verdicts.jsonl")

    assert again.find(key_of("m.py", source, first), "tests-2")
    assert again.find(key_of("m.py", source, second), "tests-1")
    assert not again.find(key_of("m.py", source, second), "tests-2")
    assert not again.find(key_of("m.py", source + b"\n", first), "tests-1")


def test_the_report_shows_what_went_unnoticed() -> None:
    verdicts = [
        Verdict(
            "1", "numbfeet_tray/core/m.py", 7, "comparison changed", "  if a < b:", "  if a <= b:", "survived", "t"
        ),
        Verdict("2", "numbfeet_tray/core/m.py", 9, "one more", "x = 1", "x = 2", "killed", "t"),
    ]
    page = report(verdicts, 3, "core")
    assert "2 of 3 mutants tried: 1 noticed, 0 change\nnothing that can be seen, 1 went unnoticed." in page
    assert "| `core/m.py` | 1 | 0 | 1 |" in page
    assert "`numbfeet_tray/core/m.py:7` comparison changed\n\n```diff\n-  if a < b:\n+  if a <= b:\n```" in page
