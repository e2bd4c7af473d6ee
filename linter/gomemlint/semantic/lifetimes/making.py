"""Where values of a type are made, and what becomes of them there."""

from __future__ import annotations

from gomemlint.model.facts import Escape, Verdict
from gomemlint.semantic.program.code import Site
from gomemlint.syntax.expressions import called_name, is_address_of, parenthesised
from gomemlint.syntax.nodes import ancestors, text
from gomemlint.syntax.statements import assigned, enclosing_statement


def construction(site: Site) -> Site | None:
    """Return the literal or `new` that makes a value of the type that an identifier names."""
    for outer in ancestors(site.node):
        if outer.type == "composite_literal":
            made = outer.child_by_field_name("type")
            is_type = made is not None and made.start_byte <= site.node.start_byte < made.end_byte
            is_plain = is_type and made is not None and "map" not in made.type
            return Site(site.file, outer) if is_plain else None
        if outer.type == "call_expression":
            name = called_name(outer)
            return Site(site.file, outer) if name is not None and text(name) == "new" else None
        if outer.type not in ("qualified_type", "generic_type", "argument_list", "type_elem"):
            return None
    return None


def fills_field(site: Site) -> bool:
    """Tell whether a value becomes a part of something else where it is made: `x.f = T{}`."""
    node = parenthesised(site.node)
    if node.parent is not None and is_address_of(node.parent):
        node = parenthesised(node.parent)
    statement = enclosing_statement(node)
    return statement is not None and any(
        each.value is not None
        and parenthesised(each.value) == node
        and each.target.type == "selector_expression"
        for each in assigned(statement)
    )


def stays(site: Site) -> bool:
    """Tell whether the compiler says that a value does not escape."""
    found = verdicts(site)
    return bool(found) and all(v is Verdict.DOES_NOT_ESCAPE for v in found)


def verdicts(site: Site) -> tuple[Verdict, ...]:
    """Return what the compiler says of a literal or a `new`."""
    node = site.node
    outer = node.parent
    if outer is not None and outer.type == "unary_expression":
        offset = outer.start_byte
    else:
        inside = node.child_by_field_name("body") or node.child_by_field_name("arguments")
        offset = node.start_byte if inside is None else inside.start_byte
    return tuple(f.verdict for f in site.file.facts_at(offset) if isinstance(f, Escape))


def is_pooled(site: Site) -> bool:
    """Tell whether an identifier names what a pool makes or returns: `Get().(*T)`, `New: ...`."""
    for outer in ancestors(site.node):
        if outer.type == "type_assertion_expression":
            return ".Get()" in text(outer)
        if outer.type == "keyed_element":
            key = outer.child_by_field_name("key")
            owner = outer.parent.parent if outer.parent is not None else None
            kind = None if owner is None else owner.child_by_field_name("type")
            is_new = key is not None and text(key) == "New"
            if is_new and kind is not None and text(kind).endswith("Pool"):
                return True
        if outer.type in ("function_declaration", "method_declaration"):
            return False
    return False
