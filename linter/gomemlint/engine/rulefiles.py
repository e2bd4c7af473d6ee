"""Where the files of plugins lie and what they import, told without running any of them."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

from gomemlint.contract import CATCHES_ALL, may_import
from gomemlint.errors import BadRule


def modules_of(entry: EntryPoint) -> Iterator[tuple[str, Path]]:
    """Yield the modules of an entry point by name, packages first, without importing any."""
    if entry.attr:
        raise BadRule(f"the entry point must name a package, not {entry.value!r}")
    outermost, *inner = entry.module.split(".")
    spec = importlib.util.find_spec(outermost)
    if spec is None or spec.origin is None:
        raise BadRule(f"the package {outermost} has no source; install it again")
    if spec.submodule_search_locations is None:
        yield outermost, Path(spec.origin)
        return
    folder = Path(spec.origin).parent
    wanted = folder.joinpath(*inner)
    if not wanted.is_dir() and not wanted.with_suffix(".py").is_file():
        raise BadRule(f"the package {outermost} has no {'.'.join(inner)}; install it again")
    for source in sorted(folder.rglob("*.py")):
        parts = source.relative_to(folder).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        leads_to_rules = is_package and wanted.is_relative_to(source.parent)
        if leads_to_rules or source.is_relative_to(wanted) or source == wanted.with_suffix(".py"):
            yield ".".join((outermost, *(parts[:-1] if is_package else parts))), source


def parsed(source: Path) -> ast.Module:
    """Read a file; raise `BadRule` if it is no Python."""
    try:
        return ast.parse(source.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        raise BadRule(f"{source} cannot be read: {error}") from error


def is_rule(statement: ast.stmt) -> bool:
    """Tell whether a statement of a module defines a rule."""
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    calls = (each.func for each in statement.decorator_list if isinstance(each, ast.Call))
    return any(
        (isinstance(call, ast.Name) and call.id == "rule")
        or (isinstance(call, ast.Attribute) and call.attr == "rule")
        for call in calls
    )


def refuse_breaches(tree: ast.Module) -> None:
    """Raise `BadRule` if a file imports what a rule may not, or could not be stopped."""
    for line, name in _imports(tree):
        if not may_import(name):
            raise BadRule(
                f"line {line} imports {name}; a rule imports gomemlint.api "
                "and modules of the standard library that only compute"
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and _catches_all(node):
            raise BadRule(
                f"line {node.lineno} catches BaseException, and so the signal that stops a rule; "
                "name the exceptions that are expected"
            )


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = (node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name))
    return CATCHES_ALL in names


def _imports(tree: ast.Module) -> Iterable[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")
