"""What it costs to put a value into an interface (cmd/compile/internal/walk/convert.go)."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.allocations import Storage, Verdict
from gomemlint.model.gotypes import Array, Basic, GoType, Struct, Tuple, Unknown
from gomemlint.semantic.allocation.answers import CONSTANT, NO_SIZE, ON_STACK, SILENT
from gomemlint.semantic.allocation.candidates import Candidate
from gomemlint.semantic.allocation.limits import (
    BOXED_ON_STACK_BYTES,
    SMALL_WORD,
    WORD_SIZES,
    has_static_literals,
)
from gomemlint.semantic.allocation.wording import is_constant
from gomemlint.semantic.conversions.boxing import Boxing, boxing
from gomemlint.semantic.program.code import File, Versions
from gomemlint.semantic.program.coretypes import core
from gomemlint.syntax.expressions import arguments, elements, is_call, unparenthesised


def boxing_verdict(candidate: Candidate, versions: Versions) -> Verdict:
    file, value = candidate.file, boxed(candidate)
    if isinstance(file.constant_of(value), str):
        return CONSTANT
    if has_static_literals(versions) and _is_laid_out(candidate, value):
        return CONSTANT
    return verdict_by_type(candidate, file.type_of(value))


def verdict_by_type(candidate: Candidate, type_: GoType | Unknown) -> Verdict:
    """Judge a box by the type of what goes into it."""
    file = candidate.file
    if isinstance(type_, Tuple):
        # One of several results; which one, the compiler does not say.
        found = [verdict_by_type(candidate, each) for each in type_.elements]
        return max(found, key=lambda each: each.storage.rank, default=SILENT)
    match boxing(type_, file.types.underlying):
        case Unknown():
            return Verdict(Storage.UNKNOWN, "its type is not known, so whether it needs a box")
        case Boxing.DIRECT | Boxing.INTERFACE:
            return Verdict(Storage.STATIC, "it is one word, which the interface holds itself")
        case Boxing.EMPTY:
            return NO_SIZE
        case Boxing.BYTE:
            return Verdict(Storage.STATIC, "the runtime has a table of all bytes")
        case Boxing.VALUE if candidate.escaping:
            return _boxed_on_heap(file, type_)
        case Boxing.VALUE if candidate.facts:
            return _boxed_on_stack(type_)
        case Boxing.VALUE:
            return SILENT


def boxed(candidate: Candidate) -> Node:
    """Return the value that goes into an interface: `x`, also of an explicit `any(x)`."""
    node, file = unparenthesised(candidate.node), candidate.file
    given = arguments(node) if is_call(node) else ()
    if len(given) == 1 and boxing(file.type_of(node), file.types.underlying) is Boxing.INTERFACE:
        inner = boxing(file.type_of(given[0]), file.types.underlying)
        return node if inner is Boxing.INTERFACE else unparenthesised(given[0])
    return node


def _boxed_on_heap(file: File, type_: GoType | Unknown) -> Verdict:
    whole = core(file, type_)
    if isinstance(whole, Basic) and _is_integer(whole) and whole.size in WORD_SIZES:
        reason = f"the runtime has a table of the integers up to {SMALL_WORD}; others it allocates"
        return Verdict(Storage.CONDITIONAL, reason, str(SMALL_WORD))
    return Verdict(Storage.HEAP, "the interface needs a copy of it on the heap")


def _boxed_on_stack(type_: GoType | Unknown) -> Verdict:
    if size_of(type_) > BOXED_ON_STACK_BYTES:
        reason = f"a copy above {BOXED_ON_STACK_BYTES} bytes is on the heap"
        return Verdict(Storage.HEAP, reason)
    return ON_STACK


def _is_laid_out(candidate: Candidate, value: Node) -> bool:
    """Tell whether a variable holds one constant, or a struct or array literal only constants."""
    if is_constant(candidate.spelled):
        return True
    file, pending = candidate.file, [value]
    while pending:
        node = unparenthesised(pending.pop())
        if node.type in {"composite_literal", "literal_value"}:
            # What is made of slices and maps is made at run time.
            if not isinstance(core(file, file.type_of(node)), Struct | Array):
                return False
            pending += [element.value for element in elements(node)]
        elif not isinstance(file.constant_of(node), str):
            return False
    return True


def _is_integer(type_: Basic) -> bool:
    return type_.name.removeprefix("u").startswith("int")


def size_of(type_: GoType | Unknown) -> int:
    """Return how many bytes a value takes, -1 where nobody knows."""
    return -1 if isinstance(type_, Unknown) or type_.size is None else type_.size
