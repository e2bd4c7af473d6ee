"""What a file imports, and by which names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.program.code import File
from gomemlint.syntax.nodes import descendants, text

# Names of an import that name nothing.
_NAMELESS = ("_", ".")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported package; `name` is what the file calls it, empty for `.` and `_`."""

    path: str
    name: str
    spec: Node


def imported(file: File) -> Iterator[Import]:
    """Yield the imports of a file in source order.

    Without a name of its own, a package is taken to be called like the last part of its path.
    """
    for declaration in file.tree.root.named_children:
        if declaration.type != "import_declaration":
            continue
        for spec in descendants(declaration):
            path = spec.child_by_field_name("path") if spec.type == "import_spec" else None
            if path is None:
                continue
            given, spelled = spec.child_by_field_name("name"), text(path).strip('"`')
            name = spelled.rpartition("/")[2] if given is None else text(given)
            yield Import(spelled, "" if name in _NAMELESS else name, spec)


def imports(file: File, path: str) -> bool:
    """Tell whether a file imports a package under the last part of its path."""
    name = path.rpartition("/")[2]
    if path.encode() not in file.source:
        return False
    return any(each.path == path and each.name == name for each in imported(file))


def mentions(file: File, name: str) -> Iterator[Node]:
    """Yield the identifiers of a file by which it names an imported package."""
    for node in descendants(file.tree.root):
        if node.type in ("identifier", "package_identifier") and text(node) == name:
            meant = file.object_of(node)
            if isinstance(meant, GoObject) and meant.kind is ObjectKind.PACKAGE:
                yield node
