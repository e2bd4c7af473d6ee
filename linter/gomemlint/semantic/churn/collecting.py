"""Calls that force a collection, and whether somebody asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import Basic, GoObject, Scope
from gomemlint.semantic.frequency.cold import Cold
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.functions import declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import is_call, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, descendants, text
from gomemlint.syntax.statements import BRANCHES, condition, enclosing_block

FORCING = ("runtime.GC", "runtime/debug.FreeOSMemory")
PROFILING = frozenset({"runtime/pprof.WriteHeapProfile", "runtime/pprof.Lookup"})
# A request that asks for it by a parameter, or whoever started the program by a variable.
ASKING = frozenset(
    {
        "net/http.(Request).FormValue",
        "net/http.(Request).PostFormValue",
        "os.Getenv",
        "os.LookupEnv",
        "net/url.(Values).Get",
        "net/url.(Values).Has",
    }
)
# Where collections are made, and where benchmarks are run.
MAKING = frozenset({"runtime", "runtime/debug", "testing"})
NAMED_FOR_IT = re.compile(r"GC|[Gg]c([A-Z_]|$)|[Ll]eak")


def forced_collections(index: Index, cold: Cold, unit: Unit) -> Iterator[Site]:
    """Yield the calls of a package that force a collection while the program serves."""
    if unit.path in MAKING:
        return
    for key in FORCING:
        for site in unit.uses(key):
            call = call_of(site.node)
            if call is not None and not _is_meant(index, cold, Site(site.file, call)):
                yield Site(site.file, call)


def _is_meant(index: Index, cold: Cold, call: Site) -> bool:
    """Tell whether a collection is wanted here: at start, for a profile, on request."""
    file, node = call.file, call.node
    function = declaration_around(file, node)
    if file.is_test or file.is_generated or cold.runs_at_start(call, function):
        return True
    if function is not None and NAMED_FOR_IT.search(function.name):
        return True
    return _is_guarded(index, file, node) or _precedes_profile(index, file, node)


def _is_guarded(index: Index, file: File, node: Node) -> bool:
    """Tell whether a flag, or what somebody asks for, must be set to come here."""
    for outer in ancestors(node):
        if outer.type in FUNCTIONS:
            return False
        given = condition(outer) if outer.type in BRANCHES else None
        if given is not None and (_is_flag(file, given) or _asks(index, file, given)):
            return True
    return False


def _is_flag(file: File, given: Node) -> bool:
    node = unparenthesised(given)
    if node.type not in ("identifier", "selector_expression", "unary_expression"):
        return False
    return "!" not in text(node) and isinstance(file.type_of(node), Basic)


def _asks(index: Index, file: File, given: Node) -> bool:
    """Tell whether a condition looks at what is asked for, or at a variable set from that."""
    pending, seen = [given], set[str]()
    while pending:
        for node in _itself_and_below(pending.pop()):
            callee = callee_of(index, file, node) if is_call(node) else None
            if callee is not None and callee.key in ASKING:
                return True
            meant = file.object_of(node) if node.type == "identifier" else None
            if isinstance(meant, GoObject) and meant.scope is Scope.LOCAL and meant.key not in seen:
                seen.add(meant.key)
                given_by = (each.assigned.value for each in definitions(index, meant))
                pending += [value for value in given_by if value is not None]
    return False


def _itself_and_below(node: Node) -> Iterator[Node]:
    yield node
    yield from descendants(node)


def _precedes_profile(index: Index, file: File, node: Node) -> bool:
    block = enclosing_block(node)
    if block is None:
        return False
    for later in descendants(block):
        if later.start_byte > node.end_byte and is_call(later):
            callee = callee_of(index, file, later)
            if callee is not None and callee.key in PROFILING:
                return True
    return False
