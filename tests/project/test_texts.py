"""Words for people: whole literals that a translator can find, with named placeholders, that promise no cure."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.build import PACKAGE, ROOT
from tests.project.source import modules, tree_of, where

TEXT_ARGUMENTS = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2}
"""Functions that take texts, with the number of leading arguments that are texts."""

SPOKEN = {
    "print": (None, ()),
    "Notification": (2, ("title", "body")),
    "MenuEntry": (1, ("label",)),
    "ArgumentParser": (0, ("description", "epilog")),
    "add_parser": (0, ("help", "description", "epilog")),
    "add_argument": (0, ("help",)),
}
"""What speaks to the person, with the leading arguments (None: all) and the keywords that are its words."""

PROMISES = re.compile(r"\b(treats|relieves|prevents|cures|heals|treating|relieving|curing|healing)\b", re.IGNORECASE)
"""The program encourages movement and may help; it never claims more."""

FORBIDDEN = re.compile(
    r"\b(clinically|medically) (proven|tested|approved)|\bproven to\b|\bquickly ease"
    r"|\b(un|not )balanced\b|\bpelvis is (not|out)|\bguarantee"
    r"|\b(remedy|therapy|treatment|cure|relief) (for|of|from) (your|numb|sciatica|neuropathy|pain)"
    r"|\b(treat|relieve|prevent|cure|heal|alleviate|diagnose|fix)s? (your |the )?"
    r"(numb|sciatica|neuropathy|pain|clot|DVT)"
    r"|\bfor (sciatica|diabetic neuropathy|neuropathy|DVT)\b(?! may)|\bharmless\b(?<!relatively harmless)"
    r"|(?<!if )\byou (have|suffer from|may have) (sciatica|neuropathy|diabetes|a clot|DVT)"
    r"|\b(symptom|pain|numbness) (score|scale|diary|graph)",
    re.IGNORECASE,
)
"""Promises, findings about the person and scores, in any of the forms they like to take."""

QUOTED_IN = {"docs/INTENDED-PURPOSE.md", "docs/coverage.md"}
"""Pages that name the article's words in order to say why the program does not use them."""

DATA_ENDINGS = {".toml", ".md", ".txt", ".html", ".po", ".desktop", ".svg"}


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def texts_in(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    """Give every expression that is handed to the catalogue, with the function that takes it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (count := TEXT_ARGUMENTS.get(called(node))):
            yield from ((argument, called(node)) for argument in node.args[:count])


def is_text_from_elsewhere(text: ast.expr) -> bool:
    """Tell whether `text` names a whole text, marked with `N_` or read from data, and does not build one."""
    if isinstance(text, ast.Call):
        return called(text) not in {"format", "join", "replace", "str"}
    return isinstance(text, ast.Name | ast.Attribute | ast.Subscript)


def faults_of(text: ast.expr, function: str = "_") -> Iterator[str]:
    """Give what keeps an extractor or a translator from doing their work with `text`."""
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
        if not (function == "_" and is_text_from_elsewhere(text)):
            yield "not a plain literal"
        return
    if re.search(r"%(\(\w+\))?[sdrf]", text.value):
        yield "a %-placeholder; use {name}"
    for _, field, _, _ in string.Formatter().parse(text.value):
        if field is not None and not re.match(r"[a-z_]", field):
            yield f"placeholder {{{field}}} has no name"


def words_said_past_the_catalogue(tree: ast.Module) -> Iterator[ast.expr]:
    """Give the literals that reach the person without a chance of translation."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (rule := SPOKEN.get(called(node))) is None:
            continue
        count, keywords = rule
        said = [*node.args[:count], *(keyword.value for keyword in node.keywords if keyword.arg in keywords)]
        yield from (expression for expression in said if has_words(expression))


def has_words(expression: ast.expr) -> bool:
    """Tell whether `expression` is a literal or an f-string that holds letters of its own."""
    parts = expression.values if isinstance(expression, ast.JoinedStr) else [expression]
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and any(map(str.isalpha, part.value))
        for part in parts
    )


def promises_in(text: str) -> bool:
    """Tell whether `text` promises, finds out or scores something."""
    return bool(PROMISES.search(text) or FORBIDDEN.search(text))


def public_files() -> list[Path]:
    """Return the files besides the source that hold words for people."""
    data = [path for path in PACKAGE.rglob("*") if path.suffix in DATA_ENDINGS]
    docs = [path for path in (ROOT / "docs").rglob("*.md") if str(path.relative_to(ROOT)) not in QUOTED_IN]
    return [*data, *docs, ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "config.example.toml"]


def test_every_text_is_a_literal_with_named_placeholders() -> None:
    faults = [
        f"{where(path, text)}: {fault}"
        for path in modules()
        if path != PACKAGE / "text" / "catalog.py"
        for text, function in texts_in(tree_of(path))
        for fault in faults_of(text, function)
    ]
    assert not faults


def test_nothing_is_said_past_the_catalogue() -> None:
    said = [where(path, text) for path in modules() for text in words_said_past_the_catalogue(tree_of(path))]
    assert not said


def test_no_text_of_the_program_promises_a_cure() -> None:
    promises = [
        f"{where(path, node)}: {node.value}"
        for path in modules()
        for text, _ in texts_in(tree_of(path))
        for node in ast.walk(text)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and promises_in(node.value)
    ]
    assert not promises


@pytest.mark.parametrize("path", public_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_for_people_promises_a_cure(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [f"{number}: {line}" for number, line in enumerate(lines, 1) if promises_in(line)]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("This treats numb feet", True),
        ("Clinically proven", True),
        ("Your pelvis is not balanced", True),
        ("a remedy for numbness", True),
        ("It prevents clots", True),
        ("such causes are harmless", True),
        ("usually relatively harmless", False),
        ("You have sciatica", True),
        ("encourages movement, and may help", False),
        ("With sciatica keep the leg low", False),
        ("a symptom diary", True),
        ("does not diagnose or treat anything", False),
    ],
)
def test_what_must_not_be_said_is_found_in_its_forms(text: str, is_one: bool) -> None:
    assert promises_in(text) is is_one


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('_(f"{n} min")', "not a plain literal"),
        ('_("Seated " + time)', "not a plain literal"),
        ('_("{} min")', "placeholder {} has no name"),
        ('_("{0} min")', "placeholder {0} has no name"),
        ('_("Seated {time}".format(time=t))', "not a plain literal"),
        ("N_(SENTENCES[kind])", "not a plain literal"),
        ('ngettext("%d prompt", "{count} prompts", n)', "a %-placeholder; use {name}"),
    ],
)
def test_a_faulty_text_is_seen(source: str, fault: str) -> None:
    assert fault in [found for text, function in texts_in(ast.parse(source)) for found in faults_of(text, function)]


@pytest.mark.parametrize("source", ['_("Seated {time}").format(time=t)', "_(SENTENCES[kind])", "_(routine.name)"])
def test_a_sound_text_passes(source: str) -> None:
    assert not [found for text, function in texts_in(ast.parse(source)) for found in faults_of(text, function)]


@pytest.mark.parametrize("source", ['print("Saved.")', 'print(f"{n} left")', 'MenuEntry("Skip", action="skip")'])
def test_words_past_the_catalogue_are_seen(source: str) -> None:
    assert list(words_said_past_the_catalogue(ast.parse(source)))


@pytest.mark.parametrize("source", ['print(_("Saved."))', 'print(f"{a} · {b}")', 'MenuEntry(_("Skip"), action="skip")'])
def test_words_from_the_catalogue_pass(source: str) -> None:
    assert not list(words_said_past_the_catalogue(ast.parse(source)))
