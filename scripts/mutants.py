"""Which changes of a Python file a test should notice, each one place and one operator apart.

What no test can notice is left alone: annotations, decorators, docstrings, the words of errors,
the values of enumerations.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
CHANGED_TEXT = "XX"
ASSERTIONS = frozenset({"strict"})
FIELDS_LEFT_ALONE = frozenset({"annotation", "returns", "decorator_list"})
CALLS_LEFT_ALONE = frozenset({"TypeVar"})
BASES_LEFT_ALONE = frozenset({"Enum", "Protocol"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file in which one node, counted in the order of a walk, is another; `line` is the first."""

    path: Path
    line: int
    change: str
    number: int
    replacement: ast.AST

    def compiled(self) -> CodeType:
        """Compile the file with the change."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        # The tree itself is never replaced.
        Replacement(list(ast.walk(tree))[self.number], self.replacement).visit(tree)
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")


class Replacement(ast.NodeTransformer):
    """Puts a node in the place of another one."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        return copy.deepcopy(self._new) if node is self._old else self.generic_visit(node)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a file, in one order for the same text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    counted = set(map(id, _counted(tree)))
    for number, node in enumerate(ast.walk(tree)):
        changed = mutation_of(node) if id(node) in counted else None
        if changed is not None:
            assert isinstance(node, ast.expr | ast.stmt)
            yield Mutant(path, node.lineno, _spelled(node, changed), number, changed)


def _counted(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and those in it that are run and seen from outside."""
    if _is_left_alone(node):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name not in FIELDS_LEFT_ALONE:
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _counted(child)


def _is_left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Raise() | ast.Expr(value=ast.Constant()):
            return True
        case ast.keyword(arg=str() as name):
            return name in ASSERTIONS
        case ast.Call(func=ast.Name(id=name)):
            return name in CALLS_LEFT_ALONE
        case ast.ClassDef(bases=bases):
            return any(ast.unparse(base).partition("[")[0] in BASES_LEFT_ALONE for base in bases)
        case ast.BinOp(op=ast.BitOr(), right=ast.Name(id=name)):
            return name.istitle()
        case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.If(test=ast.Name("TYPE_CHECKING")):
            return True
    return False


def mutation_of(node: ast.AST) -> ast.AST | None:
    """Return what a node is turned into, None for one that is left alone."""
    match node:
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.AugAssign():
            return ast.Pass()
        case ast.If(test=ast.Name() | ast.Attribute() | ast.Call()):
            return ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.Break():
            return ast.Continue()
        case ast.Continue():
            return ast.Break()
        case ast.Constant():
            return _constant(node)
        case ast.expr():
            return _expression(node)
    return None


def _expression(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Compare(ops=[operator, *rest]) if type(operator) in COMPARISONS:
            operators = [COMPARISONS[type(operator)](), *rest]
            return ast.Compare(node.left, operators, node.comparators)
        case ast.BoolOp(op=operator):
            other = ast.And() if isinstance(operator, ast.Or) else ast.Or()
            return ast.BoolOp(other, node.values)
        case ast.UnaryOp(op=ast.Not()):
            return node.operand
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            return ast.BinOp(node.left, OPERATORS[type(operator)](), node.right)
        case ast.IfExp():
            return ast.IfExp(node.test, node.orelse, node.body)
    return None


def _constant(node: ast.Constant) -> ast.Constant | None:
    match node.value:
        case bool() as value:
            return ast.Constant(not value)
        case int() as value:
            return ast.Constant(value + 1)
        case str() as value:
            return ast.Constant(CHANGED_TEXT + value)
        case bytes() as value:
            return ast.Constant(CHANGED_TEXT.encode() + value)
    return None


def _spelled(old: ast.AST, new: ast.AST) -> str:
    if isinstance(old, ast.If) and isinstance(new, ast.If):
        old, new = old.test, new.test
    return f"{ast.unparse(old)} -> {ast.unparse(new)}"
