"""The small ways in which a module can be wrong: from source to mutants, as replacements of one stretch of bytes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
"""Each comparison with its neighbour at the boundary, if it has one, and its opposite."""

ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}

SYMMETRIC = {"min", "max", "isinstance", "Union"}
"""Calls whose arguments say the same in any order, or nothing at all when swapped."""


@dataclass(frozen=True)
class Mutant:
    """One way to be wrong: `source[start:end]`, in bytes, becomes `text`."""

    start: int
    end: int
    text: str
    line: int
    what: str

    def apply(self, source: bytes) -> bytes:
        """Return the mutated source."""
        return source[: self.start] + self.text.encode() + source[self.end :]


def mutants_of(source: bytes) -> list[Mutant]:
    """Return the mutants of a module, in the order of its lines; each differs from it and compiles."""
    lines = _line_starts(source)
    found: dict[tuple[int, int, str], Mutant] = {}
    for node, replacement, what in _replacements(ast.parse(source)):
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
        text = replacement if isinstance(replacement, str) else f"({ast.unparse(replacement)})"
        if isinstance(replacement, ast.stmt):
            text = ast.unparse(replacement)
        mutant = Mutant(start, end, text, node.lineno, what)
        if _compiles(mutant.apply(source)):
            found.setdefault((start, end, text), mutant)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.start, mutant.text))


def _line_starts(source: bytes) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


Node = ast.expr | ast.stmt
Replacement = tuple[Node, ast.expr | ast.stmt | str, str]


def _replacements(tree: ast.Module) -> Iterator[Replacement]:
    for node in _code(tree):
        if isinstance(node, ast.stmt):
            yield from _statement(node)
        else:
            yield from _expression(node)


def _code(node: ast.AST) -> Iterator[Node]:
    """Give what runs and decides: no annotations, decorators, docstrings, imports or names of types."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "bases", "type_comment", "slice"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_silent(child):
                continue
            if isinstance(child, ast.expr | ast.stmt):
                yield child
            yield from _code(child)


def _is_silent(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)


def _statement(node: ast.stmt) -> Iterator[Replacement]:
    match node:
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Break() | ast.Continue():
            yield node, "pass", "statement removed"
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield node, "pass", "assignment removed"
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield node, "return None", "nothing returned"
        case ast.If(test=test) | ast.While(test=test):
            yield test, "False", "condition never true"
            if isinstance(node, ast.If):
                yield test, "True", "condition always true"
        case _:
            pass


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _expression(node: ast.expr) -> Iterator[Replacement]:
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BoolOp():
            yield from _alternatives(node)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield node, operand, "not or sign dropped"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC and not _is_text(left, right):
            yield node, ast.BinOp(left, ARITHMETIC[type(op)](), right), "operator exchanged"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield node, ast.IfExp(test, orelse, body), "branches exchanged"
        case ast.Constant(value=value):
            yield from _constants(node, value)
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()):
            for index in range(len(node.elts)):
                yield node, type(node)(node.elts[:index] + node.elts[index + 1 :], ast.Load()), "element dropped"
        case ast.Call():
            yield from _calls(node)
        case _:
            pass


def _is_text(*operands: ast.expr) -> bool:
    return any(isinstance(operand, ast.JoinedStr | ast.Tuple | ast.List) or _is_string(operand) for operand in operands)


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _comparisons(node: ast.Compare) -> Iterator[Replacement]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            operators = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield node, ast.Compare(node.left, operators, node.comparators), "comparison changed"


def _alternatives(node: ast.BoolOp) -> Iterator[Replacement]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield node, ast.BoolOp(other, node.values), "and/or exchanged"
    for index in range(len(node.values)):
        rest = node.values[:index] + node.values[index + 1 :]
        yield node, rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest), "operand dropped"


def _constants(node: ast.Constant, value: object) -> Iterator[Replacement]:
    if isinstance(value, bool):
        yield node, repr(not value), "truth turned round"
    elif isinstance(value, int | float):
        yield node, repr(value + 1), "one more"
        if value:
            yield node, f"({value - 1!r})", "one less"


def _calls(node: ast.Call) -> Iterator[Replacement]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    arguments = node.args
    if name in {"min", "max"}:
        other = ast.Name("max" if name == "min" else "min", ast.Load())
        yield node, ast.Call(other, arguments, node.keywords), "min/max exchanged"
    elif name not in SYMMETRIC and not any(isinstance(argument, ast.Starred) for argument in arguments):
        for index in range(len(arguments) - 1):
            swapped = [*arguments[:index], arguments[index + 1], arguments[index], *arguments[index + 2 :]]
            if ast.dump(swapped[index]) != ast.dump(arguments[index]):
                yield node, ast.Call(node.func, swapped, node.keywords), "arguments swapped"
    if name == "replace":
        for index in range(len(node.keywords)):
            rest = node.keywords[:index] + node.keywords[index + 1 :]
            yield node, ast.Call(node.func, arguments, rest), "change dropped"
