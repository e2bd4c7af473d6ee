"""Which insertions register what the program has, and which functions end the life of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gomemlint.model.gotypes import GoObject, Signature
from gomemlint.semantic.frequency.occasions import is_handler
from gomemlint.semantic.lifetimes.mutations import Mutation
from gomemlint.semantic.program.calls import call_of
from gomemlint.semantic.program.code import Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, root_operand
from gomemlint.syntax.nodes import descendants, enclosing, text

_REGISTERS = re.compile(r"(?:Must)?(?:Register|Add|Handle|Install|Define|Declare|Provide)\w*")
_ENDS = re.compile(
    r"(?i:Stop|Unlock|Release|Remove|Close|End|Done|Finish|Leave|Logout|Disconnect|Unsubscribe"
    r"|Forget|Free|Drop|Expire|Cancel|Detach|Unregister|Exit|Commit|Abort|Rollback|Complete|Ack"
    r"|Terminate|Destroy)(?:e?d)?(?![a-z])\w*"
)


def registers(insertion: Mutation) -> bool:
    """Tell whether an insertion is a registration by the name of its function, or of a callback."""
    at = insertion.anchor
    function = function_around(at.file, at.node)
    if function is None or function.declared is None or is_handler(function):
        return False
    is_named_so = _REGISTERS.fullmatch(function.declared.name) is not None
    return is_named_so or _keeps_callback(function, insertion)


def _keeps_callback(function: Function, insertion: Mutation) -> bool:
    """Tell whether what is inserted is a function that the caller of an exported one gives.

    What calls the function inserts what it returns.
    """
    if function.declared is None or not function.declared.exported:
        return False
    callbacks = set(_callbacks(function))
    return any(
        node.type == "identifier"
        and call_of(node) is None
        and function.file.object_of(node) in callbacks
        for node in descendants(insertion.anchor.node)
    )


def _callbacks(function: Function) -> Iterator[GoObject]:
    for parameter in function.parameters:
        if parameter.object is not None:
            type_ = function.file.types.type_of(parameter.object)
            if isinstance(core(function.file, type_), Signature):
                yield parameter.object


def ender_of(index: Index, container: GoObject, insertion: Mutation) -> Function | None:
    """Return a function that ends the life of an entry of its own key, and leaves the entry.

    What inserts begins the life of an entry, whatever it is called.
    """
    inserter = function_around(insertion.anchor.file, insertion.anchor.node)
    for use in index.uses(container.key):
        function = function_around(use.file, use.node)
        if function is None or function.declared is None or function == inserter:
            continue
        if _ENDS.fullmatch(function.declared.name) and _is_by_parameter(use, function):
            return function
    return None


def _is_by_parameter(use: Site, function: Function) -> bool:
    """Tell whether a container is asked for an element by a parameter, or by a field of one."""
    element = enclosing(use.node, ("index_expression", "call_expression"))
    if element is None:
        return False
    key = element.child_by_field_name("index")
    keys = arguments(element)[:1] if key is None else (key,)
    names = {parameter.name for parameter in function.parameters}
    return any(text(root_operand(key)) in names for key in keys)
