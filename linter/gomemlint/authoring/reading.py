"""What a rule file says, read with LibCST: nothing of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from gomemlint.errors import BadRule

FAULT = re.compile(r"parser error: error at (?P<line>\d+):(?P<column>\d+): (?P<message>.*)", re.S)
DECORATOR = "rule"
QUERY = "query"


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A part of a Python file: 1-based lines and columns, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


FIRST = Area(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module; `names` are those taken from it, `*` for all."""

    module: str
    names: tuple[str, ...]
    node: cst.CSTNode


@dataclass(frozen=True, slots=True)
class StaticQuery:
    """A call of `query`. `text` is None where it is not a literal."""

    text: str | None
    node: cst.Call


@dataclass(frozen=True, slots=True)
class Declaration:
    """A function with the decorator `@rule(...)`."""

    function: cst.FunctionDef
    call: cst.Call


@dataclass(frozen=True)
class RuleFile:
    """A parsed Python file. `positions` knows where each node stands."""

    path: Path
    text: str
    module: cst.Module
    positions: Mapping[cst.CSTNode, CodeRange]

    @classmethod
    def read(cls, path: Path) -> RuleFile:
        """Parse a file; raise `BadRule` with the place if it is no Python."""
        try:
            source = path.read_bytes()
            wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
            return cls(path, source.decode(), wrapper.module, wrapper.resolve(PositionProvider))
        except cst.ParserSyntaxError as error:
            place, message = _fault(error)
            raise BadRule(f"{path}:{place}: no valid Python: {message}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise BadRule(f"cannot read {path}: {error}") from error

    def area(self, node: cst.CSTNode) -> Area:
        """Tell where a node stands."""
        found = self.positions[node]
        start, end = found.start, found.end
        return Area(start.line, start.column + 1, end.line, end.column + 1)

    @property
    def docstring(self) -> str:
        """Return the docstring as an import would."""
        return self.module.get_docstring(clean=False) or ""

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """Return the rules that the file defines."""
        functions = (each for each in self.module.body if isinstance(each, cst.FunctionDef))
        return tuple(
            Declaration(function, each.decorator)
            for function in functions
            for each in function.decorators
            if isinstance(each.decorator, cst.Call) and called(each.decorator) == DECORATOR
        )

    @property
    def imports(self) -> tuple[Import, ...]:
        """Return all imports, those in functions included."""
        return tuple(found for node in walk(self.module) for found in _imports(node))

    @property
    def queries(self) -> tuple[StaticQuery, ...]:
        """Return all calls of `query`."""
        calls = (node for node in walk(self.module) if isinstance(node, cst.Call))
        return tuple(
            StaticQuery(string(call.args[0].value) if call.args else None, call)
            for call in calls
            if called(call) == QUERY
        )


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all nodes below it, in the order of the file."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(current.children))


def called(call: cst.Call) -> str:
    """Return the last name of what is called: `rule` of `api.rule(...)`."""
    match call.func:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name
        case _:
            return ""


def string(node: cst.BaseExpression) -> str | None:
    """Return the value of a string literal, None for anything else."""
    if not isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        return None
    value = node.evaluated_value
    return value if isinstance(value, str) else None


def dotted(node: cst.BaseExpression | None) -> str:
    """Return a dotted name as text."""
    match node:
        case cst.Name(value=name):
            return name
        case cst.Attribute(value=inner, attr=cst.Name(value=name)):
            return f"{dotted(inner)}.{name}"
        case _:
            return ""


def _fault(error: cst.ParserSyntaxError) -> tuple[str, str]:
    """Return `line:column` and what the parser says; its own line may be one too high."""
    found = FAULT.fullmatch(error.message)
    if found is None:
        return f"{error.editor_line}:{error.editor_column}", error.message
    return f"{found['line']}:{max(1, int(found['column']))}", found["message"]


def _imports(node: cst.CSTNode) -> Iterator[Import]:
    if isinstance(node, cst.Import):
        for alias in node.names:
            yield Import(dotted(alias.name), (), node)
    elif isinstance(node, cst.ImportFrom):
        module = "." * len(node.relative) + dotted(node.module)
        if isinstance(node.names, cst.ImportStar):
            yield Import(module, ("*",), node)
        else:
            yield Import(module, tuple(dotted(alias.name) for alias in node.names), node)
