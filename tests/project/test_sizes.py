"""Budgets: what has grown past them wants to be two things."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest

from tests.project.build import PACKAGE, ROOT
from tests.project.source import modules, tree_of, where

MODULE_LINES = 300
TEST_MODULE_LINES = 500
"""A table of cases grows with the cases."""
MEDIAN_LINES = 130
FUNCTION_LINES = 40
CLASS_METHODS = 15
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "manager", "common", "misc", "stuff", "tools"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def length(function: Function) -> int:
    """Return the lines of a function without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


@pytest.mark.parametrize(
    ("folder", "budget"), [(PACKAGE, MODULE_LINES), (ROOT / "tests", TEST_MODULE_LINES)], ids=["program", "tests"]
)
def test_no_module_is_longer_than_its_budget(folder: Path, budget: int) -> None:
    long = {str(path.relative_to(ROOT)): n for path in folder.rglob("*.py") if (n := lines_of(path)) > budget}
    assert not long


def test_the_typical_module_is_short() -> None:
    assert statistics.median(lines_of(path) for path in modules()) <= MEDIAN_LINES


def test_no_function_is_longer_than_its_budget() -> None:
    long = [
        f"{where(path, node)}: {node.name} has {length(node)} lines"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, Function) and length(node) > FUNCTION_LINES
    ]
    assert not long


def test_no_class_has_more_methods_than_its_budget() -> None:
    wide = [
        f"{where(path, node)}: {node.name} has {methods} methods"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
        if (methods := sum(isinstance(member, Function) for member in node.body)) > CLASS_METHODS
    ]
    assert not wide


@pytest.mark.parametrize("folder", [PACKAGE, ROOT / "tests"], ids=["program", "tests"])
def test_every_module_has_a_name_that_says_something(folder: Path) -> None:
    empty = [
        str(path.relative_to(ROOT))
        for path in [*folder.rglob("*.py"), *(child for child in folder.rglob("*") if child.is_dir())]
        if NAMES_THAT_SAY_NOTHING & set(path.stem.lower().split("_"))
    ]
    assert not empty
