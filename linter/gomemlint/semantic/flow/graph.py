"""The control flow of one function: blocks of events, edges with what they assume."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from gomemlint.semantic.flow.conditions import Guard
from gomemlint.semantic.flow.events import Event, Leave


@dataclass(frozen=True, slots=True)
class Edge:
    """Where control goes next, and what holds if it does. A `goto` makes it uncertain."""

    target: int
    guard: Guard | None = None
    is_uncertain: bool = False


@dataclass(slots=True)
class Block:
    """Events without a branch in between; `loops` are the loops around them, outermost first.

    A block without edges leaves the function as `leave` says, or is dead. `is_head` holds for
    the block at which each round of the innermost loop begins.
    """

    index: int
    loops: tuple[Node, ...]
    events: list[Event] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    leave: Leave | None = None
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """The flow of a function declaration or literal; block 0 is the entry.

    Blocks stand in program order, so that going through them by index meets every block after
    its predecessors, but for the back edges of loops.
    """

    function: Node
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class NoFlow:
    """A function whose flow is not followed, and why.

    `is_refused` tells a function that is sound but beyond our limits from one that is broken.
    """

    function: Node
    reason: str
    is_refused: bool = True
