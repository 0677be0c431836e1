"""What to tell about a text that is no TOML."""

from __future__ import annotations

import re

from numbfeet_tray.config import checks
from numbfeet_tray.config.problem import Problem, ProblemKind
from numbfeet_tray.config.quoting import quoted

_PLACE = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")
_KEY = re.compile(r"""[ \t]*\[?\[?[ \t]*([\w."' -]*[\w"'])[ \t]*[]=]""")
_UNQUOTED = re.compile(r"""[ \t]*([\w.-]+)[ \t]*=[ \t]*([^\s"'\\#\[\]{}][^"'\\#\[\]{}]*?)[ \t]*(?:\#.*)?""")
_DIGITS = re.compile(r"[0-9][0-9_]{639}")
"""`int` reads at least 640 digits, whatever its limit is set to."""
_TWICE = ("Cannot declare", "Cannot overwrite", "Cannot mutate", "Cannot redefine", "Duplicate inline table key")
LISTS_OF_TABLES = ("reminder", "schedule")
"""Tables of which there may be several, each under a `[[header]]` of its own."""
_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.){0,200}+"|'[^'\n]{0,200}+')"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_KEY_PART}[ \t]*+\.[ \t]*+){{64}}")


def long_key_problem(text: str) -> Problem | None:
    """Return the problem of a dotted key with more than 64 parts, which `tomllib` must not be given.

    It takes memory by the square of their number: 200 kB of text were seen to take more than 40 GB.
    """
    found = _LONG_KEY.search(text)
    return found and Problem(text.count("\n", 0, found.start()) + 1, "", None, ProblemKind.NESTED_TOO_DEEPLY)


def syntax_problem(text: str, message: str) -> Problem:
    """Return the problem that `tomllib` reports about `text` with `message`.

    A value that lacks its quotation marks, the most likely slip, is recognised and shown with them.
    """
    place = _PLACE.search(message)
    if place is None:  # not from `tomllib` but from `int`, which refuses to read thousands of digits
        digits = _DIGITS.search(text)
        line = text.count("\n", 0, digits.start()) + 1 if digits else None
        return Problem(line, "", None, ProblemKind.TOO_MANY_DIGITS)
    reason = message[: place.start()]
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    line = int(place[1] or len(lines))
    column = int(place[2]) if place[2] else None
    written = lines[line - 1]
    key = found[1] if (found := _KEY.match(written)) else ""
    if reason.startswith(_TWICE):
        suggestion = f"[[{key}]]" if key in LISTS_OF_TABLES else None
        return Problem(line, key, None, ProblemKind.GIVEN_TWICE, None, suggestion, column)
    return Problem(line, key, reason, ProblemKind.SYNTAX, suggestion=_with_quotes(written), column=column)


def _with_quotes(written: str) -> str | None:
    found = _UNQUOTED.fullmatch(written)
    if not found or not found[2].isprintable():
        return None
    answer = checks.switch(found[2])
    meant = answer.flaws[0].suggestion if isinstance(answer, checks.Flawed) else None
    return f"{found[1]} = {meant or quoted(found[2])}"
