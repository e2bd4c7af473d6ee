"""The parts of edits: an expression, a line, the import that either needs or leaves over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import Basic, GoType, Named, Slice, Unknown
from gomemlint.model.spans import Span
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.imports import Import, imported, mentions
from gomemlint.syntax.nodes import descendants, text


def replaced(file: File, node: Node, by: str) -> Edit:
    """Return the edit that writes something else for a node."""
    return Edit(file.span(node), by)


def indentation(file: File, node: Node) -> str:
    """Return what stands before a node on its line, if it is white space."""
    start = file.lines.position(node.start_byte)
    above = file.source[node.start_byte - start.column + 1 : node.start_byte]
    return above[: len(above) - len(above.lstrip())].decode("utf-8", "replace")


def guarded(file: File, statement: Node, condition: str) -> Edit:
    """Return the edit that runs a statement only under a condition."""
    margin = indentation(file, statement)
    return replaced(file, statement, f"if {condition} {{\n{margin}\t{text(statement)}\n{margin}}}")


def line_before(file: File, statement: Node, line: str) -> Edit:
    """Return the edit that puts a line above a statement, and above its label.

    Where something else stands before it, `defer func() { x() }()`, it stays on its line.
    """
    parent = statement.parent
    node = parent if parent is not None and parent.type == "labeled_statement" else statement
    start = file.lines.position(node.start_byte)
    above = file.source[node.start_byte - start.column + 1 : node.start_byte]
    apart = f"\n{indentation(file, node)}" if not above.strip() else "; "
    return Edit(Span(file.path, start, start), f"{line}{apart}")


def line_after(file: File, statement: Node, line: str) -> Edit:
    """Return the edit that puts a line below a statement and the comment that ends its line."""
    newline = file.source.find(b"\n", statement.end_byte)
    end = file.lines.position(len(file.source) if newline < 0 else newline)
    return Edit(Span(file.path, end, end), f"\n{indentation(file, statement)}{line}")


def removed(file: File, statement: Node) -> Edit:
    """Return the edit that deletes a statement, with its lines if nothing else stands on them."""
    return Edit(_whole_lines(file, statement), "")


def _whole_lines(file: File, statement: Node) -> Span:
    source = file.source
    start = source.rfind(b"\n", 0, statement.start_byte) + 1
    newline = source.find(b"\n", statement.end_byte)
    end = len(source) if newline < 0 else newline + 1
    before = source[start : statement.start_byte]
    if before.strip() or source[statement.end_byte : end].strip():
        return file.span(statement)
    return Span(file.path, file.lines.position(start), file.lines.position(end))


def is_free(file: File, name: str) -> bool:
    """Tell whether nothing in a file is called by a name."""
    return re.search(rf"\b{re.escape(name)}\b".encode(), file.source) is None


def cloned(file: File, value: Node) -> tuple[Edit, ...]:
    """Return the edits that clone a slice or string, none where its type does not say how."""
    package = _cloner(file, file.type_of(value))
    if package is None:
        return ()
    name = called(file, package)
    if name is None:
        return ()
    return with_imports(file, [replaced(file, value, f"{name}.Clone({text(value)})")], package)


def called(file: File, path: str) -> str | None:
    """Return what a package is or can be called in a file, None if its name means something else.

    Only packages of the standard library can be imported where nobody does: others may be missing.
    """
    own = next((each.name for each in imported(file) if each.path == path and each.name), None)
    if own is not None:
        return own
    name = path.rpartition("/")[2]
    names = ("identifier", "package_identifier", "type_identifier")
    nodes = descendants(file.tree.root)
    is_used = any(node.type in names and text(node) == name for node in nodes)
    is_declared = not isinstance(file.types.object(f"{file.package}.{name}"), Unknown)
    return None if is_used or is_declared else name


def with_imports(file: File, edits: Iterable[Edit], *needed: str) -> tuple[Edit, ...]:
    """Add to edits of one file the import that they need, and remove those that they leave over.

    Whatever `needed` names must be `called` something.
    """
    parts = tuple(edits)
    known = tuple(imported(file))
    missing = [path for path in needed if all(each.path != path or not each.name for each in known)]
    left = [each for each in known if each.name and _is_left_over(file, each, parts)]
    kept = tuple(each for each in known if each not in left)
    if missing and left and not kept:
        # There is nothing else to put the new import beside.
        (path, *missing), (only, *left) = missing, left
        parts += (replaced(file, only.spec, f'"{path}"'),)
    return (
        *parts,
        *(_added(file, kept, path) for path in missing),
        *(_unimported(file, each) for each in left),
    )


def _is_left_over(file: File, package: Import, edits: tuple[Edit, ...]) -> bool:
    """Tell whether edits replace everything that names a package, and do not name it themselves."""
    prefix = f"{package.name}."
    spans = [(edit.span.start.offset, edit.span.end.offset) for edit in edits]
    if any(prefix in edit.text for edit in edits):
        return False
    if all(prefix.encode() not in file.source[start:end] for start, end in spans):
        return False
    return all(
        any(start <= node.start_byte < end for start, end in spans)
        for node in mentions(file, package.name)
    )


def _added(file: File, known: tuple[Import, ...], path: str) -> Edit:
    """Return the edit that imports a package of the standard library, in order among its like."""
    group = list(_first_group(file, known))
    if not group:
        clause = next(n for n in file.tree.root.named_children if n.type == "package_clause")
        return _inserted(file, clause.end_byte, f'\n\nimport "{path}"')
    before = [each for each in group if each.path < path]
    spec = before[-1].spec if before else group[0].spec
    is_listed = spec.parent is not None and spec.parent.type == "import_spec_list"
    if not is_listed:
        declaration = spec.parent or spec
        return _inserted(file, declaration.end_byte, f'\nimport "{path}"')
    if not before:
        return line_before(file, spec, f'"{path}"')
    return line_after(file, spec, f'"{path}"')


def _first_group(file: File, known: tuple[Import, ...]) -> Iterator[Import]:
    """Yield the imports of the first declaration until an empty line."""
    for number, each in enumerate(known):
        if number:
            last = known[number - 1].spec
            between = file.source[last.end_byte : each.spec.start_byte]
            if b"\n\n" in between or last.parent != each.spec.parent:
                return
        yield each


def _unimported(file: File, package: Import) -> Edit:
    holder = package.spec.parent
    is_listed = holder is not None and holder.type == "import_spec_list"
    statement = package.spec if is_listed or holder is None else holder
    return removed(file, statement)


def _inserted(file: File, offset: int, line: str) -> Edit:
    at = file.lines.position(offset)
    return Edit(Span(file.path, at, at), line)


def _cloner(file: File, type_: GoType | Unknown) -> str | None:
    if isinstance(type_, Named):
        type_ = file.types.underlying(type_)
    match type_:
        case Slice(element=Basic(name="uint8")):
            return "bytes"
        case Slice():
            return "slices"
        case Basic(name="string"):
            return "strings"
        case _:
            return None
