"""What lasts as long as one connection or piece of work does, and what serves one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, GoType, Named, Pointer, Struct, Unknown
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.functions import Function, declaration_around
from gomemlint.syntax.expressions import called_name
from gomemlint.syntax.functions import enclosing_function
from gomemlint.syntax.nodes import contains, descendants, text
from gomemlint.syntax.statements import assigned, is_endless

_WORK = re.compile(
    r"(?:[Cc]onn|[Cc]onnection|[Ss]ession|[Ss]ocket|[Ss]tream|[Cc]lient|[Jj]ob|[Tt]ask|[Rr]equest"
    r"|ResponseWriter|ReadWriteCloser)$"
)
_PEERS = re.compile(r"(?:[Cc]onn|[Cc]onnection|[Ss]ession|[Ss]ocket|[Cc]lient|[Pp]eer)$")
_RECEIVES = re.compile(r"(?:[Rr]ead|[Rr]ecv|[Rr]eceive|[Dd]ecode|[Nn]ext)(?![a-z])\w*")
_ASSIGNING = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})


def is_of_connection(meant: GoObject, inside: GoType | Unknown) -> bool:
    """Tell whether values of a type last as long as one connection or piece of work does.

    Goroutines without end that serve one end with it, though their loops do not say so.
    """
    types = (field.type for field in inside.fields) if isinstance(inside, Struct) else ()
    pointees = (type_.element if isinstance(type_, Pointer) else type_ for type_ in types)
    names = (type_.name for type_ in pointees if isinstance(type_, Named))
    return any(map(_WORK.search, (meant.name, *names)))


def serving(meant: GoObject, methods: Iterable[Function], made: Iterable[Site]) -> tuple[str, ...]:
    """Return why a value of a type lasts as long as its peer stays: what receives by means of it.

    That may be for days, and is a weak sign: most peers send little.
    """
    if _PEERS.search(meant.name) is None:
        return ()
    served = [method.name for method in methods if _receiving_loops(method.node)]
    for site in made:
        maker = declaration_around(site.file, site.node)
        if maker is not None and _goes_on_with(maker, site):
            served.append(maker.name)
    return tuple(f"{name} receives for as long as its peer stays" for name in served[:1])


def _goes_on_with(maker: Function, made: Site) -> bool:
    """Tell whether a function loops without end over what it has made before."""
    holders = {
        maker.file.object_of(pair.target)
        for node in descendants(maker.node)
        if node.type in _ASSIGNING and contains(node, made.node)
        for pair in assigned(node)
    }
    return any(
        not contains(loop, made.node) and _mentions(maker.file, loop, holders)
        for loop in _receiving_loops(maker.node)
    )


def _mentions(file: File, loop: Node, objects: set[GoObject | Unknown]) -> bool:
    return any(
        node.type == "identifier"
        and isinstance(meant := file.object_of(node), GoObject)
        and meant in objects
        for node in descendants(loop)
    )


def _receiving_loops(function: Node) -> list[Node]:
    """Return the loops of a function that have no condition, and receive in each round."""
    return [
        loop
        for loop in descendants(function)
        if loop.type == "for_statement" and is_endless(loop) and _receives(loop)
    ]


def _receives(loop: Node) -> bool:
    home = enclosing_function(loop)
    names = (
        called_name(node)
        for node in descendants(loop)
        if node.type == "call_expression" and enclosing_function(node) == home
    )
    return any(name is not None and _RECEIVES.fullmatch(text(name)) for name in names)
