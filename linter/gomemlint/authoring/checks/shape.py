"""The shape of a rule file: one pure generator, and nothing that runs or is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from gomemlint.authoring.metadata import OPTIONS, Literals
from gomemlint.authoring.problems import Complaint
from gomemlint.authoring.reading import Declaration, RuleFile, called, dotted, walk
from gomemlint.contract import CATCHES_ALL

EFFECTS = frozenset(
    {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint", "exit"}
)
MUTABLE_CALLS = frozenset({"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter"})
SCOPES = cst.FunctionDef | cst.ClassDef | cst.Lambda


def one_rule(file: RuleFile) -> Iterator[Complaint]:
    """Complain about a file with no rule, or with several."""
    first, *others = file.declarations or (None,)
    if first is None:
        yield Complaint("one-rule", "the file defines no rule; decorate a generator with @rule")
    for other in others:
        if other is not None:
            message = "a file defines one rule; give this one a file of its own"
            yield Complaint("one-rule", message, other.function.name)


def generator(file: RuleFile) -> Iterator[Complaint]:
    """Complain about a rule that is no generator of the right parameters."""
    for declaration in file.declarations:
        function = declaration.function
        if function.asynchronous is not None:
            yield Complaint("generator", "a rule is no coroutine; remove async", function.name)
        if not any(isinstance(node, cst.Yield) for node in _own(function.body)):
            message = "a rule is a generator; yield each finding"
            yield Complaint("generator", message, function.name)
        yield from _parameters(declaration)


def _parameters(declaration: Declaration) -> Iterator[Complaint]:
    given = declaration.function.params
    count = len(given.params) + len(given.posonly_params)
    has_options = Literals(declaration.call).argument(OPTIONS) is not None
    names = "(package, options)" if has_options else "(package)"
    if count != (2 if has_options else 1) or given.kwonly_params or given.star_kwarg:
        message = f"the parameters of this rule are {names}"
        yield Complaint("generator", message, declaration.function.name)


def statements(file: RuleFile) -> Iterator[Complaint]:
    """Complain about code that runs at import, and about classes that are no options."""
    for position, statement in enumerate(file.module.body):
        match statement:
            case cst.FunctionDef():
                continue
            case cst.ClassDef():
                yield from _class(statement)
            case cst.If() if _is_for_types(statement):
                continue
            case cst.SimpleStatementLine(body=parts):
                yield from _simple(parts, is_first=position == 0)
            case _:
                yield _runs(statement)


def _simple(parts: Sequence[cst.BaseSmallStatement], *, is_first: bool) -> Iterator[Complaint]:
    for part in parts:
        match part:
            case cst.Import() | cst.ImportFrom():
                continue
            case cst.Assign(value=value) | cst.AnnAssign(value=value):
                if _is_to_be_filled(value):
                    message = "a rule keeps nothing between packages; remove what is filled later"
                    yield Complaint("state", message, part)
            case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()) if is_first:
                continue
            case _:
                yield _runs(part)


def _class(statement: cst.ClassDef) -> Iterator[Complaint]:
    frozen = any(
        called(decorator.decorator) == "dataclass"
        and any(a.keyword and a.keyword.value == "frozen" for a in decorator.decorator.args)
        for decorator in statement.decorators
        if isinstance(decorator.decorator, cst.Call)
    )
    if not frozen:
        message = "a rule file has no classes but frozen dataclasses for options and values"
        yield Complaint("class", message, statement.name)


def options(file: RuleFile) -> Iterator[Complaint]:
    """Complain about options without a default: who configures nothing gives none."""
    names = {
        dotted(Literals(declaration.call).argument(OPTIONS)) for declaration in file.declarations
    }
    for statement in file.module.body:
        if isinstance(statement, cst.ClassDef) and statement.name.value in names:
            for node in walk(statement):
                if isinstance(node, cst.AnnAssign) and node.value is None:
                    yield Complaint("options", "an option needs a default", node)


def effects(file: RuleFile) -> Iterator[Complaint]:
    """Complain about calls that reach outside, and about shared state."""
    for node in walk(file.module):
        match node:
            case cst.Call(func=cst.Name(value=name)) if name in EFFECTS:
                yield Complaint("effect", f"a rule does not call {name}", node)
            case cst.ExceptHandler(type=caught) if caught is None or dotted(caught) == CATCHES_ALL:
                message = "this swallows the signal that stops a rule; name what you expect"
                yield Complaint("effect", message, node)
            case cst.Global() | cst.Nonlocal():
                yield Complaint("state", "a rule keeps nothing between packages", node)
            case cst.Param(default=value) if _is_to_be_filled(value):
                yield Complaint("state", "a default that can change is kept between calls", node)
            case _:
                continue


def _is_to_be_filled(value: cst.BaseExpression | None) -> bool:
    """Tell an empty collection, whose only use is to grow, from a table of constants."""
    match value:
        case cst.List(elements=[]) | cst.Dict(elements=[]):
            return True
        case cst.Call(func=cst.Name(value=name)):
            return name in MUTABLE_CALLS
        case _:
            return False


def _runs(node: cst.CSTNode) -> Complaint:
    message = "this runs when the file is imported; a rule file only defines"
    return Complaint("module-code", message, node)


def _is_for_types(statement: cst.If) -> bool:
    return isinstance(statement.test, cst.Name) and statement.test.value == "TYPE_CHECKING"


def _own(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield the nodes of a body, those of functions inside of it left out."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(child for child in current.children if not isinstance(child, SCOPES))
