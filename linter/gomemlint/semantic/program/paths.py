"""Access paths: which piece of memory an expression names.

`s.m`, `(*s).m` and `m` after `m := s.m` are one path, whatever the variables are called.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Chan,
    GoObject,
    GoType,
    Map,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Signature,
    Slice,
    Unknown,
)
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.definitions import definitions, is_addressed, sole_value
from gomemlint.semantic.program.index import Index
from gomemlint.syntax.expressions import is_address_of, is_dereference, unparenthesised
from gomemlint.syntax.nodes import named
from gomemlint.syntax.statements import range_of

ELEMENT = "[*]"
_ALIASES = 8


@dataclass(frozen=True, slots=True)
class Path:
    """`root(.field)*([*])*`, where the root is an object.

    `root` is None for what a call or literal returned: such paths are never the same piece of
    memory. `cell` is the key of the last field, or of the root, with an `[*]` for each element
    step behind it: it is the same for all instances of a struct.
    """

    root: GoObject | None
    steps: tuple[str, ...]
    cell: str

    @property
    def text(self) -> str:
        """Spell the path for a message."""
        root = "" if self.root is None else self.root.name
        spelled = root + "".join(s if s == ELEMENT else f".{s}" for s in self.steps)
        return spelled.removeprefix(".")

    @property
    def is_variable(self) -> bool:
        """Tell whether the path is a variable and nothing more."""
        return self.root is not None and not self.steps

    def starts_with(self, other: Path) -> bool:
        """Tell whether the path is another one or lies within it."""
        if self.root is None or other.root is None or self.root.key != other.root.key:
            return False
        return self.steps[: len(other.steps)] == other.steps

    def element(self) -> Path:
        """Return the path of the elements of a slice, array or map."""
        return Path(self.root, (*self.steps, ELEMENT), self.cell + ELEMENT)

    def behind(self, steps: tuple[str, ...]) -> Path:
        """Return a path further behind this one, whose cell is not known."""
        return Path(self.root, (*self.steps, *steps), "") if steps else self


def path_of(file: File, node: Node) -> Path | None:
    """Return the path that an expression spells, local aliases not followed.

    None for what names no memory: literals, operations, functions, types.
    """
    spine: list[Node] = []
    node = unparenthesised(node)
    while True:
        inner = _operand(node)
        if inner is None or _is_qualified(file, node):
            break
        spine.append(node)
        node = unparenthesised(inner)
    path = _root(file, node)
    for step in reversed(spine):
        path = _step(file, path, step)
        if path is None:
            return None
    return path


def resolve(index: Index, file: File, node: Node) -> Path | None:
    """Return the path of an expression with local aliases replaced by what they stand for.

    `m := &s.m`, `rows := rs.rows`, `p := &pool` and `for _, s := range shards` with pointers for
    elements are aliases, as long as the variable is set once.
    """
    path = path_of(file, node)
    for _ in range(_ALIASES):
        if path is None or path.root is None:
            return path
        alias = _aliased(index, file, path)
        if alias is None or (alias.root is None and not alias.steps):
            return path
        steps = path.steps
        cell = path.cell
        if not steps or all(step == ELEMENT for step in steps):
            cell = alias.cell + ELEMENT * len(steps)
        path = replace(alias, steps=(*alias.steps, *steps), cell=cell)
    return path


def is_reference(type_: GoType | Unknown, file: File) -> bool:
    """Tell whether a copy of a value shares memory with it: pointer, slice, map, chan, func."""
    if isinstance(type_, Named):
        return is_reference(file.types.underlying(type_), file)
    return isinstance(type_, Pointer | Slice | Map | Chan | Signature)


def _aliased(index: Index, file: File, path: Path) -> Path | None:
    variable = path.root
    if variable is None or variable.scope is not Scope.LOCAL:
        return None
    value = sole_value(index, variable)
    if value is None:
        return _ranged(index, variable)
    if not _is_shared(value):
        return None
    return path_of(value.file, value.node)


def _is_shared(value: Site) -> bool:
    if is_address_of(unparenthesised(value.node)):
        return True
    return is_reference(value.file.type_of(value.node), value.file)


def _ranged(index: Index, variable: GoObject) -> Path | None:
    """Return the path of the elements that a range variable goes through."""
    given = tuple(definitions(index, variable))
    if len(given) != 1 or given[0].statement.type != "range_clause":
        return None
    loop, file = given[0].statement.parent, given[0].file
    parts = None if loop is None else range_of(loop)
    if parts is None or parts.value is None or given[0].assigned.result != 1:
        return None
    if not is_reference(file.type_of(parts.value), file):
        return None
    if any(is_addressed(site.node) for site in index.uses(variable.key)):
        return None
    operand = path_of(file, parts.operand)
    return None if operand is None else operand.element()


def _operand(node: Node) -> Node | None:
    if node.type in (
        "selector_expression",
        "index_expression",
        "slice_expression",
        "type_assertion_expression",
    ):
        return node.child_by_field_name("operand")
    if is_dereference(node) or is_address_of(node):
        return named(node)[0]
    return None


def _is_qualified(file: File, node: Node) -> bool:
    """Tell whether a selector only names a package: `os.Args`."""
    operand = node.child_by_field_name("operand")
    if node.type != "selector_expression" or operand is None or operand.type != "identifier":
        return False
    found = file.object_of(operand)
    return isinstance(found, GoObject) and found.kind is ObjectKind.PACKAGE


def _root(file: File, node: Node) -> Path | None:
    if node.type in ("identifier", "selector_expression"):
        found = file.object_of(node)
        if not isinstance(found, GoObject) or found.kind is not ObjectKind.VARIABLE:
            return None
        return Path(found, (), found.key)
    if node.type in ("call_expression", "type_conversion_expression", "composite_literal"):
        return Path(None, (), "")
    return None


def _step(file: File, path: Path | None, node: Node) -> Path | None:
    if path is None:
        return None
    if node.type == "index_expression":
        return path.element()
    if node.type != "selector_expression":
        return path
    field = node.child_by_field_name("field")
    found = None if field is None else file.object_of(field)
    if field is None or not isinstance(found, GoObject) or found.kind is not ObjectKind.FIELD:
        return None
    embedded = file.types.embedded_at(file.absolute, field.start_byte)
    names = (*(key.rpartition(".")[2] for key in embedded), found.name)
    return Path(path.root, (*path.steps, *names), found.key)
