"""Pooled objects that a function lends to a literal: `with(func(b *bytes.Buffer) { ... })`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope, Signature
from gomemlint.semantic.flow import Assign, Binding, Moment, NoFlow
from gomemlint.semantic.pools.pooling import Pooling
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import File, Unit
from gomemlint.semantic.program.functions import Function, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import How
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.pooled import AliasEscaped, Put
from gomemlint.semantic.values.values import Fact, Source, SourceKind, Value, is_object
from gomemlint.syntax.expressions import arguments, called_name, is_call, unparenthesised
from gomemlint.syntax.nodes import descendants

_NEAR = frozenset({How.VIEW, How.SLICE})


@dataclass(frozen=True, slots=True)
class _Loan:
    """A function gives a pooled object to its parameter `borrower`, as argument `position`."""

    lender: Function
    borrower: int
    position: int
    pool: str


def lent_aliases(pooling: Pooling, unit: Unit) -> Iterator[tuple[File, AliasEscaped]]:
    """Yield where literals of a package keep memory of what was lent to them."""
    for loan in pooling.index.once(_all_loans, pooling):
        for site in pooling.uses(loan.lender.key):
            call = call_of(site.node) if site.file.package == unit.path else None
            given = () if call is None else arguments(call)
            if call is None or loan.borrower >= len(given):
                continue
            literal = unparenthesised(given[loan.borrower])
            if literal.type == "func_literal":
                borrower = function_at(site.file, literal)
                yield from _kept(pooling, borrower, call, loan)


def _all_loans(_: Index, pooling: Pooling) -> tuple[_Loan, ...]:
    lenders = filter(borrows, pooling.all_functions)
    return tuple(loan for lender in lenders for loan in _loans(pooling, lender))


def _loans(pooling: Pooling, lender: Function) -> Iterator[_Loan]:
    """Yield how a function lends the objects that it gets and puts."""
    lent = {}
    for event in pooling.events(lender):
        is_own = isinstance(event, Put) and any(
            value.source.kind is SourceKind.POOLED and is_object(value) for value in event.values
        )
        if is_own and isinstance(event, Put):
            lent[_key(lender.file, event.argument)] = event.pool
    lent.pop("", None)
    borrowers = {
        parameter.object.key: parameter.index
        for parameter in lender.parameters
        if parameter.object is not None
    }
    for call in descendants(lender.node) if lent else ():
        name = called_name(call) if is_call(call) else None
        index = None if name is None else borrowers.get(_key(lender.file, name))
        for position, argument in enumerate(arguments(call)) if index is not None else ():
            pool = lent.get(_key(lender.file, unparenthesised(argument)))
            if pool is not None and index is not None:
                yield _Loan(lender, index, position, pool)


def _kept(
    pooling: Pooling, borrower: Function, call: Node, loan: _Loan
) -> Iterator[tuple[File, AliasEscaped]]:
    """Yield the assignments of a literal to what outlives it."""
    flow = pooling.summaries.flow_of(borrower, frozenset({loan.position}))
    if isinstance(flow, NoFlow):
        return
    evaluation = pooling.summaries.evaluation(borrower.file)
    source = Source(SourceKind.POOLED, call, loan.pool)
    for moment in flow.moments():
        if not isinstance(moment.event, Assign):
            continue
        for binding in moment.event.bindings:
            value = _stored(evaluation, binding, moment, loan.position)
            if value is None or binding.value is None:
                continue
            if _outlives(pooling, evaluation, binding.target, borrower, call):
                is_whole, is_possible = is_object(value), moment.state.is_possible
                event = AliasEscaped(source, binding.value, call, is_whole, is_possible)
                yield borrower.file, event


def _stored(
    evaluation: Evaluation, binding: Binding, moment: Moment[Fact], position: int
) -> Value | None:
    """Return the view of the lent object that an assignment stores."""
    if binding.value is None or not evaluation.shares(binding.value):
        return None
    for value in evaluation.values(binding.value, moment.state, binding.index):
        is_lent = value.source.kind is SourceKind.PARAMETER and value.source.index == position
        is_near = How.CONTAINED not in value.relation or bool(value.relation & _NEAR)
        if is_lent and is_near and How.INDIRECT not in value.relation:
            return value
    return None


def _outlives(
    pooling: Pooling, evaluation: Evaluation, target: Node, borrower: Function, call: Node
) -> bool:
    """Tell whether a place is used after the call, or belongs to somebody else."""
    path = evaluation.path(target)
    root = None if path is None else path.root
    if root is None or root.declaration is None:
        return False
    literal, declared = borrower.node, root.declaration
    is_here = declared.path == borrower.file.absolute
    if is_here and literal.start_byte <= declared.offset < literal.end_byte:
        return False
    if root.scope is not Scope.LOCAL:
        return True
    return any(
        use.node.start_byte >= call.end_byte
        for use in pooling.uses(root.key)
        if use.file.absolute == borrower.file.absolute
    )


def borrows(function: Function) -> bool:
    """Tell whether a function has a function among its parameters."""
    return any(
        parameter.object is not None
        and isinstance(function.file.types.type_of(parameter.object), Signature)
        for parameter in function.parameters
    )


def _key(file: File, name: Node) -> str:
    meant = file.object_of(name) if name.type == "identifier" else None
    return meant.key if isinstance(meant, GoObject) else ""
