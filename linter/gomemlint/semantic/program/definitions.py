"""What a variable was set to, where all that it was set to is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind, Scope
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import calls, is_address_of, parenthesised, unparenthesised
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import ancestors, named, text
from gomemlint.syntax.statements import ASSIGNMENTS, Assigned, assigned

_STEPS = frozenset({"inc_statement", "dec_statement"})


@dataclass(frozen=True, slots=True)
class Definition:
    """One assignment to a variable, with the statement that makes it."""

    file: File
    statement: Node
    assigned: Assigned

    @property
    def value(self) -> Node | None:
        """Return the value, None if it is one of several results, an element or a zero value."""
        is_plain = self.assigned.result is None and self.assigned.operator in ("=", ":=")
        return self.assigned.value if is_plain else None


def definitions(index: Index, variable: GoObject) -> Iterator[Definition]:
    """Yield the assignments to a variable or field, its declaration among them.

    Elements of composite literals are left out: ask who uses the field.
    """
    declared = index.declaration(variable)
    sites = index.uses(variable.key)
    for site in sites if declared is None else (declared, *sites):
        found = assignment_to(site.node)
        if found is not None:
            yield Definition(site.file, *found)


def sole_value(index: Index, variable: GoObject) -> Site | None:
    """Return the only value that a variable ever gets.

    None for parameters, for several assignments, and if its address is taken.
    """
    if variable.kind is not ObjectKind.VARIABLE or variable.scope not in (
        Scope.LOCAL,
        Scope.PACKAGE,
    ):
        return None
    return index.once(_sole_value, variable)


def _sole_value(index: Index, variable: GoObject) -> Site | None:
    if any(is_addressed(site.node) for site in index.uses(variable.key)):
        return None
    given = tuple(definitions(index, variable))
    if len(given) != 1 or given[0].value is None:
        return None
    return Site(given[0].file, given[0].value)


def declared_with(file: File, node: Node) -> Assigned | None:
    """Return the assignment that declares a variable of this file, by one of its identifiers."""
    meant = file.object_of(node) if node.type == "identifier" else None
    declared = meant.declaration if isinstance(meant, GoObject) else None
    if declared is None or declared.path != file.absolute or declared.offset < 0:
        return None
    offset = declared.offset
    name = file.tree.root.named_descendant_for_byte_range(offset, offset + 1)
    found = None if name is None else assignment_to(name)
    return None if found is None else found[1]


def declared_value(file: File, node: Node) -> Node | None:
    """Return what a variable was declared with, None if that is one of several results."""
    found = declared_with(file, node)
    return None if found is None or found.result is not None else found.value


def is_made_here(index: Index, variable: GoObject) -> bool:
    """Tell whether a variable is declared with nothing in it, or with what is made there."""
    value = sole_value(index, variable)
    if value is None:
        declared = index.declaration(variable)
        holder = None if declared is None else declared.node.parent
        return holder is not None and holder.type == "var_spec" and "=" not in text(holder)
    node = unparenthesised(value.node)
    node = unparenthesised(named(node)[0]) if is_address_of(node) else node
    return node.type == "composite_literal" or calls(node, "new")


def assignment_to(name: Node) -> tuple[Node, Assigned] | None:
    """Return the statement that assigns to an identifier or place, None if it is only read."""
    place = parenthesised(name)
    holder = place.parent
    if holder is not None and holder.type == "selector_expression":
        if holder.child_by_field_name("field") != name:
            return None
        place = parenthesised(holder)
        holder = place.parent
    if holder is not None and holder.type == "expression_list":
        holder = holder.parent
    if holder is None or holder.type not in ASSIGNMENTS | _STEPS:
        return None
    for target in assigned(holder):
        if target.target == place:
            return holder, target
    return None


def is_addressed(name: Node) -> bool:
    """Tell whether the address of an identifier's variable is taken: `&x`, `&x.f`, `x.f[:]`."""
    place = parenthesised(name)
    parent = place.parent
    return parent is not None and is_address_of(parent) and named(parent)[0] == place


def holder_of(value: Site) -> str | None:
    """Return the key of the variable or field that a function value is set to."""
    for outer in ancestors(value.node):
        if outer.type == "call_expression" or outer.type in FUNCTIONS:
            return None
        name = _name_of_holder(outer)
        if name is not None:
            found = value.file.object_of(name)
            return found.key if isinstance(found, GoObject) else None
    return None


def _name_of_holder(node: Node) -> Node | None:
    match node.type:
        case "var_spec":
            return node.child_by_field_name("name")
        case "short_var_declaration" | "assignment_statement":
            left = node.child_by_field_name("left")
            only = left.named_children if left is not None else []
            return only[0] if len(only) == 1 else None
        case "keyed_element":
            key = node.child_by_field_name("key")
            return key.named_children[0] if key is not None and key.named_children else key
        case _:
            return None


def field_value(name: Node) -> Node | None:
    """Return what a field is set to where it is named: by assignment or in a literal."""
    element = name.parent
    if element is not None and element.type == "literal_element":
        element = element.parent
    if element is not None and element.type == "keyed_element":
        value = element.child_by_field_name("value")
        return None if value is None or not value.named_children else value.named_children[0]
    found = assignment_to(name)
    return None if found is None else found[1].value
