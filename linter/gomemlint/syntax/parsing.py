"""Which tree a Go file has, and where it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import tree_sitter_go
from tree_sitter import Language, Node, Parser, Point

from gomemlint.interruptions import uninterrupted
from gomemlint.model.spans import Position
from gomemlint.syntax.masking import mask, separate_indexes

GO = Language(tree_sitter_go.language())

# Trees are queried and climbed in time quadratic in their depth: 4,000 links cost 0.3 s, 100,000
# cost minutes.
DEPTH_LIMIT = 4_000

# The members of an error are not kept in a balanced tree: 100,000 cost 10 s for each query.
_ERROR_WIDTH_LIMIT = 20_000

# A file that is no Go at all has an error per word; more than these tell nothing new.
_FAULTS_LIMIT = 50


class FaultKind(Enum):
    """What the parser met: text that fits nowhere, or the absence of a token."""

    UNEXPECTED = "unexpected"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """A place where the file is not Go. `token` is what is missing, or how the text begins."""

    kind: FaultKind
    position: Position
    end: int
    token: str


@dataclass(frozen=True, slots=True)
class TooDeep:
    """A file nested deeper than `limit`, first at `position`: no query is run on it.

    The same holds for a syntax error with so many members.
    """

    limit: int
    position: Position


@dataclass(frozen=True)
class SyntaxTree:
    """The tree of one file. Offsets and texts of its nodes are those of `source`, always.

    `masked` says that the file holds syntax that the grammar does not read, under which the shape
    of the tree is an approximation: `new(expr)` is an ordinary call, a method has no type
    parameters, the first index of `a[x.f][y.g]` is a difference.
    """

    source: bytes
    root: Node
    masked: bool
    errors: tuple[SyntaxFault, ...] = ()

    @cached_property
    def too_deep(self) -> TooDeep | None:
        """Say where the tree is nested deeper than the limit; None for any sane file."""
        return _too_deep(self.root)


@dataclass(slots=True)
class _Text:
    """Serves a text to the parser in pieces; the text may be exchanged for one of its length."""

    content: bytes

    def __call__(self, offset: int, point: Point) -> bytes:
        return self.content[offset : offset + 65536]


def parse(source: bytes) -> SyntaxTree:
    """Parse a file, whatever it holds."""
    # The grammar misses a line end behind the last token, as in `var p *int` at the end of a file.
    whole = source if source.endswith(b"\n") else source + b"\n"
    root = Parser(GO).parse(whole).root_node
    stand_in = mask(whole, GO) if root.has_error else whole
    if stand_in != whole:
        root = _parsed(stand_in, whole)
    read = separate_indexes(stand_in, root)
    if read != stand_in:
        root = _parsed(read, whole)
    return SyntaxTree(source, root, masked=read != whole, errors=_faults(root))


def _parsed(stand_in: bytes, whole: bytes) -> Node:
    """Parse what stands in for a text of the same length."""
    # The tree asks for the text of its nodes through the same door: there it gets the real one.
    text = _Text(stand_in)
    with uninterrupted():
        root = Parser(GO).parse(text).root_node
    text.content = whole
    return root


def _faults(root: Node) -> tuple[SyntaxFault, ...]:
    """Find the outermost errors in source order, without recursion: trees may be deep."""
    faults: list[SyntaxFault] = []
    pending = [root] if root.has_error else []
    while pending and len(faults) < _FAULTS_LIMIT:
        node = pending.pop()
        if node.is_missing:
            faults.append(_fault(FaultKind.MISSING, node, node.type))
        elif node.is_error and node.parent is not None:
            faults.append(_fault(FaultKind.UNEXPECTED, node, _beginning(node)))
        else:
            broken = [child for child in node.children if child.has_error]
            pending += reversed(broken)
            if node.is_error and not broken:
                faults.append(_fault(FaultKind.UNEXPECTED, node, _beginning(node)))
    if root.has_error and not faults:
        # Tokens without a name in the tree, such as line ends, are missing without a node.
        faults.append(_fault(FaultKind.MISSING, root, "line end"))
    return tuple(faults)


def _fault(kind: FaultKind, node: Node, token: str) -> SyntaxFault:
    row, column = node.start_point
    return SyntaxFault(kind, Position(row + 1, column + 1, node.start_byte), node.end_byte, token)


def _beginning(node: Node) -> str:
    lines = (node.text or b"").decode("utf-8", "replace").splitlines()
    return lines[0][:40] if lines else ""


def _too_deep(root: Node) -> TooDeep | None:
    """Search the subtrees that have enough nodes to be too deep, and no others."""
    pending = [(root, 0)]
    while pending:
        node, depth = pending.pop()
        is_wide = node.is_error and node.child_count > _ERROR_WIDTH_LIMIT
        if depth > DEPTH_LIMIT or is_wide:
            row, column = node.start_point
            position = Position(row + 1, column + 1, node.start_byte)
            return TooDeep(_ERROR_WIDTH_LIMIT if is_wide else DEPTH_LIMIT, position)
        needed = DEPTH_LIMIT - depth
        pending += [
            (child, depth + 1) for child in node.children if child.descendant_count > needed
        ]
    return None
