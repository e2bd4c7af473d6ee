"""Loops over what people write into a configuration: their rounds are few."""

from __future__ import annotations

import re

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.definitions import definitions
from gomemlint.semantic.program.functions import declaration_around
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import arguments, is_call, unparenthesised
from gomemlint.syntax.statements import range_of

_SETTINGS = re.compile(r".*(?:Config|Configuration|Settings|Flags)")
# Options may come with each request; those of a constructor do not.
_OPTIONS = re.compile(r".*(?:Options|Opts)")
_CONSTRUCTORS = re.compile(r"(?:[Mm]ust)?(?:[Nn]ew|[Ll]oad|[Pp]arse|[Ii]nit)(?:[A-Z]\w*)?")
_HOPS = 2


def goes_over_settings(index: Index, file: File, loop: Node) -> bool:
    """Tell whether a range loop goes over a field of a configuration, or what is made of one."""
    parts = range_of(loop)
    if parts is None:
        return False
    function = declaration_around(file, loop)
    declared = None if function is None else function.declared
    constructs = declared is not None and _CONSTRUCTORS.fullmatch(declared.name) is not None
    owners = (_SETTINGS, _OPTIONS) if constructs else (_SETTINGS,)
    return _is_set(index, file, parts.operand, owners, _HOPS)


def _is_set(
    index: Index, file: File, value: Node, owners: tuple[re.Pattern[str], ...], hops: int
) -> bool:
    value = unparenthesised(value)
    if is_call(value):
        given = arguments(value)
        return any(_is_set(index, file, each, owners, hops) for each in given)
    meant = file.object_of(value)
    if not isinstance(meant, GoObject):
        return False
    if meant.kind is ObjectKind.FIELD:
        owner = meant.owner.rpartition(".")[2]
        return any(pattern.fullmatch(owner) for pattern in owners)
    if meant.scope is not Scope.LOCAL or not hops:
        return False
    made = [each.assigned.value for each in definitions(index, meant)]
    return len(made) == 1 and (
        made[0] is not None and _is_set(index, file, made[0], owners, hops - 1)
    )
