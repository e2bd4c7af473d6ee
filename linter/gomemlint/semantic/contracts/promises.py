"""What comments promise about functions, and which comments promise about nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import Function, function_around, function_at
from gomemlint.syntax.directives import (
    CheckEscape,
    Contract,
    Directive,
    Extent,
    NoEscape,
    directives,
)
from gomemlint.syntax.functions import DECLARATIONS

GCASSERT = "gcassert"
# The reasons of gVisor's checkescape that speak of the heap; without any, these are meant.
HEAP_OPTIONS = frozenset({"all", "builtin", "heap"})


@dataclass(frozen=True, slots=True)
class Promise:
    """A contract and the function that it binds.

    `covers_function` is false for a directive of gcassert within a body: it speaks of its line.
    """

    file: File
    directive: Directive
    contract: Contract
    function: Function
    covers_function: bool = True

    @property
    def span(self) -> Span:
        """Return the place of the comment."""
        return span_of(self.file, self.directive)


@dataclass(frozen=True, slots=True)
class Unbound:
    """A contract that binds no function, and why."""

    file: File
    directive: Directive
    problem: str


def promises(file: File) -> Iterator[Promise | Unbound]:
    """Yield the contracts of a file in source order."""
    for directive in directives(file.tree):
        contract = directive.instruction
        if isinstance(contract, Contract):
            yield _bound(file, directive, contract)


def span_of(file: File, directive: Directive) -> Span:
    """Return the place of a comment."""
    return Span(file.path, directive.position, file.lines.position(directive.end))


def _bound(file: File, directive: Directive, contract: Contract) -> Promise | Unbound:
    covered = directive.covers.node
    if covered is None or covered.type not in DECLARATIONS:
        return _within(file, directive, contract)
    function = function_at(file, covered)
    if function.body is None:
        problem = f"{function.name} has no body in Go, so the compiler knows nothing of it"
        return Unbound(file, directive, problem)
    if isinstance(contract, NoEscape):
        names = {parameter.name for parameter in function.inputs}
        missing = [name for name in contract.parameters if name not in names]
        if missing:
            problem = f"{function.name} has no parameter called {missing[0]}"
            return Unbound(file, directive, problem)
    if isinstance(contract, CheckEscape) and _is_beyond(contract):
        problem = f"only {', '.join(sorted(HEAP_OPTIONS))} can be checked"
        return Unbound(file, directive, problem)
    return Promise(file, directive, contract, function)


def _within(file: File, directive: Directive, contract: Contract) -> Promise | Unbound:
    """Bind a directive that stands above no function: gcassert has those for lines."""
    node = directive.covers.node
    if node is None:
        offset = directive.position.offset
        node = file.tree.root.descendant_for_byte_range(offset, offset)
    function = None if node is None else function_around(file, node)
    is_line = isinstance(contract, NoEscape) and contract.tool == GCASSERT
    if is_line and function is not None and directive.covers.extent is not Extent.FILE:
        return Promise(file, directive, contract, function, covers_function=False)
    problem = "it stands above no function; write it in the doc comment, without an empty line"
    return Unbound(file, directive, problem)


def _is_beyond(contract: CheckEscape) -> bool:
    return bool(contract.options) and HEAP_OPTIONS.isdisjoint(contract.options)
