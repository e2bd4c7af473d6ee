"""Compressors that are made anew where one that is reset would do."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Unknown
from gomemlint.semantic.churn.lasting import is_lazy
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.calls import call_of, callee_of, runs_once
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.results import is_result
from gomemlint.syntax.expressions import is_call, parenthesised
from gomemlint.syntax.functions import enclosing_declaration, enclosing_function
from gomemlint.syntax.nodes import descendants
from gomemlint.syntax.statements import assigned, enclosing_statement

# Each has a method Reset, and takes some 800 KB with its tables and windows.
COMPRESSORS = (
    "compress/flate.NewWriter",
    "compress/flate.NewWriterDict",
    "compress/gzip.NewWriter",
    "compress/gzip.NewWriterLevel",
    "compress/zlib.NewWriter",
    "compress/zlib.NewWriterLevel",
    "compress/zlib.NewWriterLevelDict",
)
POOL = "sync.(Pool).Get"


def compressors(index: Index, cold: Cold, unit: Unit) -> Iterator[Site]:
    """Yield the calls of a package that make a compressor which only the call around them uses."""
    for key in COMPRESSORS:
        for site in unit.uses(key):
            call = call_of(site.node)
            if call is None or cold.is_cold(site.file, call):
                continue
            if not _is_given_away(index, site.file, call) and not _is_spare(index, site.file, call):
                yield Site(site.file, call)


def _is_given_away(index: Index, file: File, call: Node) -> bool:
    """Tell whether a compressor is returned, or set into something that may last."""
    value = parenthesised(call)
    if is_result(index, file, value):
        return True
    holder = enclosing_statement(value)
    for each in () if holder is None else assigned(holder):
        if each.value is not None and parenthesised(each.value) == value:
            meant = file.object_of(each.target)
            is_variable = each.target.type == "identifier" and isinstance(meant, GoObject)
            return not is_variable or is_lazy(file, call) or _is_kept(index, meant)
    return False


def _is_kept(index: Index, variable: GoObject | Unknown) -> bool:
    """Tell whether a variable is returned, or what it holds is put into something else."""
    for use in () if isinstance(variable, Unknown) else index.uses(variable.key):
        value = parenthesised(use.node)
        holder = enclosing_statement(value)
        pairs = () if holder is None else tuple(assigned(holder))
        is_passed = any(each.value == value and each.target != value for each in pairs)
        is_element = value.parent is not None and value.parent.type == "literal_element"
        if is_result(index, use.file, value) or is_element or is_passed:
            return True
    return False


def _is_spare(index: Index, file: File, call: Node) -> bool:
    """Tell whether a compressor is what a pool, or a `sync.Once`, has where it is empty."""
    function = enclosing_function(call)
    if (
        function is not None
        and function.type == "func_literal"
        and runs_once(index, file, function)
    ):
        return True
    outer = enclosing_declaration(call)
    return outer is None or any(
        (callee := callee_of(index, file, node)) is not None and callee.key == POOL
        for node in descendants(outer)
        if is_call(node)
    )
