"""Streams that are read whole only to be passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import Basic, GoObject, Interface, Named, Pointer, Scope
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import assignment_to, definitions
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, call_around, calls, is_call, unparenthesised
from gomemlint.syntax.functions import enclosing_function, enclosing_loop
from gomemlint.syntax.nodes import enclosing, named

READ_ALL = ("io.ReadAll", "io/ioutil.ReadAll")
IN_MEMORY = frozenset({"bytes.Buffer", "bytes.Reader", "strings.Builder", "strings.Reader"})
READERS = frozenset(
    {"bytes.NewBuffer", "bytes.NewBufferString", "bytes.NewReader", "strings.NewReader"}
)
WRITES = frozenset({"Write", "WriteString"})
# Whoever wraps a reader this way wants to read it twice.
REWINDING = frozenset({"io.NopCloser", "io/ioutil.NopCloser"})


@dataclass(frozen=True, slots=True)
class WholeRead:
    """A call that reads all of `source`, and the one call that gets the bytes."""

    call: Site
    name: str
    source: str
    passed_on: Node
    is_written: bool


def whole_reads(index: Index, unit: Unit) -> Iterator[WholeRead]:
    """Yield the reads of a package whose bytes only go on to a writer or another reader."""
    for key in READ_ALL:
        for site in unit.uses(key):
            call = call_of(site.node)
            found = None if call is None else _whole_read(index, site.file, call)
            if found is not None:
                yield found


def _whole_read(index: Index, file: File, call: Node) -> WholeRead | None:
    given = arguments(call)
    variable = _variable(file, call)
    if len(given) != 1 or variable is None or _is_in_memory(file, given[0]):
        return None
    if any(each.assigned.value not in (None, call) for each in definitions(index, variable)):
        return None
    uses = [each for each in index.uses(variable.key) if assignment_to(each.node) is None]
    if len(uses) != 1 or not _is_in_step(call, uses[0].node):
        return None
    around = call_around(_as_text(file, uses[0].node))
    callee = None if around is None else callee_of(index, file, around[0])
    if around is None or callee is None or callee.object is None:
        return None
    is_written = callee.object.name in WRITES and around[1] == 0
    if not is_written and (callee.key not in READERS or _rewinds(index, file, around[0])):
        return None
    name, source = variable.name, file.text(given[0])
    return WholeRead(Site(file, call), name, source, around[0], is_written)


def _variable(file: File, call: Node) -> GoObject | None:
    statement = enclosing(call, {"short_var_declaration", "assignment_statement"})
    left = None if statement is None else statement.child_by_field_name("left")
    names = () if left is None else named(left)
    if len(names) != 2 or names[0].type != "identifier":
        return None
    meant = file.object_of(names[0])
    is_local = isinstance(meant, GoObject) and meant.scope is Scope.LOCAL
    return meant if is_local and isinstance(meant, GoObject) else None


def _as_text(file: File, use: Node) -> Node:
    """Return the conversion of bytes to a string around a use, or the use itself."""
    around = call_around(use)
    converted = None if around is None else file.type_of(around[0])
    if around is None or not isinstance(converted, Basic) or converted.name != "string":
        return use
    return around[0] if calls(around[0], "string") else use


def _is_in_memory(file: File, reader: Node) -> bool:
    """Tell whether a reader reads memory, itself or as all that it wraps does."""
    match file.type_of(reader):
        case Named(key=key) | Pointer(element=Named(key=key)) if key in IN_MEMORY:
            return True
    node = unparenthesised(reader)
    wrapped = [given for given in arguments(node) if is_call(given)] if is_call(node) else []
    others = [g for g in arguments(node) if isinstance(core(file, file.type_of(g)), Interface)]
    return bool(wrapped) and all(_is_in_memory(file, given) for given in (*wrapped, *others))


def _is_in_step(call: Node, use: Node) -> bool:
    """Tell whether the bytes are used once for each time they are read."""
    is_here = enclosing_function(use) == enclosing_function(call)
    return is_here and enclosing_loop(use) == enclosing_loop(call)


def _rewinds(index: Index, file: File, reader: Node) -> bool:
    around = call_around(reader)
    callee = None if around is None else callee_of(index, file, around[0])
    return callee is not None and callee.key in REWINDING
