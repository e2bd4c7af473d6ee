"""Which functions and fields keys come from, and what an expression is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope, Struct
from gomemlint.semantic.growth.openness import Domain, Openness
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import Definition, definitions
from gomemlint.semantic.program.functions import Function, Parameter, function_at
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.interfaces import implementations
from gomemlint.syntax.expressions import (
    arguments,
    call_around,
    called_name,
    elements,
    is_address_of,
    operand,
    unparenthesised,
)
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, named, text

CLOCKS = frozenset({"time.Now", "time.Since", "math/rand.Int", "crypto/rand.Text"})
INPUTS = (
    "bufio.(Reader).Read",
    "bufio.(Scanner).Bytes",
    "bufio.(Scanner).Text",
    "context.Value",
    "context.(Context).Value",
    "encoding/csv.(Reader).Read",
    "encoding/json.Unmarshal",
    "hash.(Hash).Sum",
    "hash.(Hash32).Sum32",
    "hash.(Hash64).Sum64",
    "io.Read",
    "math/rand.",
    "math/rand/v2.",
    "net.(",
    "net/http.(",
    "sync/atomic.(Int32).Add",
    "sync/atomic.(Int64).Add",
    "sync/atomic.(Uint32).Add",
    "sync/atomic.(Uint64).Add",
    "sync/atomic.Add",
    "time.(Time).",
)
LISTINGS = (
    "io/fs.Glob",
    "io/fs.ReadDir",
    "os.(File).ReadDir",
    "os.(File).Readdir",
    "os.ReadDir",
    "path/filepath.Glob",
)
# What the text of the program bounds: program counters, names of functions, settings.
PROGRAM = ("runtime.", "os.Getenv", "flag.", "os.(Args)")
CLOSED_FIELDS = frozenset(
    {
        "net/http.Request.Method",
        "net/http.Request.Pattern",
        "net/http.Request.Proto",
        "net/http.Response.Proto",
        "net/http.Response.Status",
        "net/http.Response.StatusCode",
        "runtime.Frame.File",
        "runtime.Frame.Function",
        "runtime.Frame.PC",
    }
)


_IMPLEMENTATIONS = 30
_WALKS = frozenset({"io/fs.WalkDir", "path/filepath.Walk", "path/filepath.WalkDir"})
_DATES = frozenset({"time.(Time).Format", "time.(Time).AppendFormat"})
# The hours, minutes and seconds of the reference time.
_WITHIN_A_DAY = re.compile(r"15|0?3(?!\d)|0?4(?!\d)|0?5(?!\d)")


def is_date(file: File, key: str, call: Node) -> bool:
    """Tell whether a call spells a time by its day, month or year alone."""
    if key not in _DATES:
        return False
    layout = file.constant_of(arguments(call)[-1])
    return isinstance(layout, str) and _WITHIN_A_DAY.search(layout) is None


def from_outside(callee: Callee, call: Site) -> Domain | None:
    """Judge what the standard library gets from outside: names of files, input, the time."""
    if callee.object is None:
        return None
    if callee.key.startswith(LISTINGS):
        return Domain(Openness.OPEN, f"{callee.object.name} finds it", call, is_listing=True)
    if callee.key == "(error).Error":
        return Domain(Openness.OPEN, "texts of errors name what failed", call)
    if callee.key.startswith((*CLOCKS, *INPUTS)):
        return Domain(Openness.OPEN, f"it comes from {callee.object.name}", call)
    return None


def bodies_of(index: Index, callee: Callee) -> list[Function]:
    """Return what a call may run in the run: behind an interface, all that implements it."""
    if callee.function is not None or callee.object is None:
        return [] if callee.function is None else [callee.function]
    found = map(index.function, implementations(index, callee.object))
    return [function for function in found if function is not None][:_IMPLEMENTATIONS]


def is_called_with_paths(index: Index, function: Function) -> bool:
    """Tell whether the standard library calls a literal for each file below a folder."""
    around = call_around(function.node) if function.is_literal else None
    callee = None if around is None else callee_of(index, function.file, around[0])
    return callee is not None and callee.key in _WALKS


def copied_into(index: Index, variable: GoObject) -> Iterator[Site]:
    """Yield what `copy(b, from)` copies into a variable that was made for it."""
    for use in index.uses(variable.key):
        call = call_around(use.node)
        name = None if call is None else called_name(call[0])
        given = () if call is None else arguments(call[0])
        if name is not None and text(name) == "copy" and len(given) > 1 and given[0] == use.node:
            yield Site(use.file, given[1])


def is_outcome(function: Function, value: Node) -> bool:
    """Tell whether a result only says how it went: the error beside what is asked for."""
    type_ = function.file.type_of(value)
    is_error = value.type == "nil" or getattr(type_, "spelling", "") == "error"
    return is_error and len(function.results) > 1


def owners(place: Site) -> Iterator[Site]:
    """Yield what a field belongs to, the innermost first: `c.admin`, then `c`."""
    node: Node | None = unparenthesised(place.node)
    while node is not None:
        yield Site(place.file, node)
        inner = operand(node) if node.type == "selector_expression" else None
        node = None if inner is None else unparenthesised(inner)


def is_package(file: File, node: Node) -> bool:
    """Tell whether an identifier names a package."""
    meant = file.object_of(node)
    return isinstance(meant, GoObject) and meant.kind is ObjectKind.PACKAGE


def parts(site: Site) -> list[Site]:
    """Return what an expression is made of."""
    node = site.node
    inner = operand(node)
    if inner is not None and node.type != "unary_expression":
        return [] if is_package(site.file, inner) else [Site(site.file, inner)]
    if node.type == "func_literal":
        return []
    if node.type == "composite_literal":
        return [Site(site.file, element.value) for element in elements(node)]
    return [Site(site.file, child) for child in named(node)]


def is_struct_literal(site: Site) -> bool:
    """Tell whether an expression spells a struct, `T{a: 1}`, and not a slice or a map."""
    is_literal = site.node.type == "composite_literal"
    return is_literal and isinstance(core(site.file, site.file.type_of(site.node)), Struct)


def parameter_of(site: Site, meant: GoObject) -> tuple[Function, Parameter] | None:
    """Return the function around a place that has a parameter."""
    for outer in ancestors(site.node):
        if outer.type in FUNCTIONS:
            function = function_at(site.file, outer)
            for parameter in function.inputs:
                if parameter.object == meant:
                    return function, parameter
    return None


def is_open_to_others(function: Function) -> bool:
    """Tell whether code outside of the module may call a function."""
    declared = function.declared
    return declared is not None and declared.exported and not function.file.is_test


def is_table_pointer(file: File, node: Node) -> bool:
    """Tell whether a pointer leads to a variable of the package."""
    inner = operand(node) if is_address_of(node) else None
    meant = None if inner is None else file.object_of(inner)
    return isinstance(meant, GoObject) and meant.scope is Scope.PACKAGE


def set_here(index: Index, place: Site) -> list[Site]:
    """Return what a function itself stores in a field of its local variable, as `place` spells it.

    What a function fills in is not what people wrote, though it lies among their settings.
    """
    base, field = operand(place.node), place.file.object_of(place.node)
    meant = None if base is None else place.file.object_of(base)
    if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
        return []
    stored = definitions(index, field) if isinstance(field, GoObject) else ()
    return [
        Site(found.file, found.value)
        for found in stored
        if found.value is not None and _is_held_by(meant, found)
    ]


def _is_held_by(variable: GoObject, stored: Definition) -> bool:
    base = operand(stored.assigned.target)
    return base is not None and stored.file.object_of(base) == variable
