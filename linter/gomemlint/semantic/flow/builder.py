"""The graph under construction, and where `break`, `continue` and `goto` lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tree_sitter import Node

from gomemlint.semantic.flow.conditions import Guard
from gomemlint.semantic.flow.events import Event, Exit, Leave
from gomemlint.semantic.flow.graph import Block, Edge, Graph

MAXIMUM_DEPTH = 200
# Each level that stands in a loop doubles the work.
MAXIMUM_LITERALS = 8


class TooDeepError(Exception):
    """Blocks are nested deeper than we follow."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """How deep we are: blocks, and function literals that run in place."""

    blocks: int = 0
    literals: int = 0


@dataclass(slots=True)
class _Target:
    label: str
    leave: Block
    repeat: Block | None


@dataclass(slots=True)
class Builder:
    """Collects the blocks of one function; `current` takes the events that come next.

    `ends_process` tells the calls that never return. `lower` makes the graph of a function
    literal that runs in place.
    """

    function: Node
    ends_process: Callable[[Node], bool]
    lower: Callable[[Node, Nesting], Graph]
    nesting: Nesting
    blocks: list[Block] = field(default_factory=list)
    loops: tuple[Node, ...] = ()
    depth: int = field(init=False)
    is_in_header: bool = False
    _order: list[Block] = field(default_factory=list)
    _targets: list[_Target] = field(default_factory=list)
    _labels: dict[str, Block] = field(default_factory=dict)
    _pending_label: str = ""
    current: Block = field(init=False)

    def __post_init__(self) -> None:
        self.depth = self.nesting.blocks
        self.current = self.block()
        self.begin(self.current)

    def block(self) -> Block:
        """Make a block; its place in the order is where it begins."""
        block = Block(len(self.blocks), self.loops)
        self.blocks.append(block)
        return block

    def begin(self, block: Block) -> None:
        """Let events go to a block from here on."""
        block.loops = self.loops
        self.current = block
        self._order.append(block)

    def emit(self, event: Event) -> None:
        self.current.events.append(event)

    def edge(self, target: Block, guard: Guard | None = None) -> None:
        """Let control go from the current block to another one."""
        self.current.edges.append(Edge(target.index, guard))

    def continue_at(self, block: Block) -> None:
        """Go on with a block that follows the current one."""
        self.edge(block)
        self.begin(block)

    def leave(self, exit_: Exit, node: Node) -> None:
        """Leave the function; what follows is dead until a block begins."""
        self.current.leave = Leave(node, exit_)
        self.die()

    def die(self) -> None:
        """Begin a block that nothing leads to."""
        self.begin(self.block())

    def label(self, name: str) -> None:
        """Begin a labelled statement."""
        self.continue_at(self._label(name))
        self._pending_label = name

    def goto(self, name: str) -> None:
        self.current.edges.append(Edge(self._label(name).index, None, True))
        self.die()

    def break_to(self, label: str) -> None:
        """Leave the innermost loop, switch or select, or the labelled one."""
        for target in reversed(self._targets):
            if label in ("", target.label):
                self.edge(target.leave)
                break
        self.die()

    def repeat(self, label: str) -> None:
        """Go on with the next round of the innermost loop or of the labelled one."""
        for target in reversed(self._targets):
            if target.repeat is not None and label in ("", target.label):
                self.edge(target.repeat)
                break
        self.die()

    @contextmanager
    def breakable(self, leave: Block, repeat: Block | None = None) -> Iterator[None]:
        """Let `break`, and `continue` for a loop, lead to these blocks."""
        label, self._pending_label = self._pending_label, ""
        self._targets.append(_Target(label, leave, repeat))
        yield
        self._targets.pop()

    @contextmanager
    def loop(self, node: Node) -> Iterator[None]:
        """Let the blocks that begin here belong to a loop."""
        outer = self.loops
        self.loops = (*outer, node)
        yield
        self.loops = outer

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Count a block."""
        self.depth += 1
        if self.depth > MAXIMUM_DEPTH:
            raise TooDeepError
        yield
        self.depth -= 1

    @property
    def may_inline(self) -> bool:
        return self.nesting.literals < MAXIMUM_LITERALS

    def literal(self, node: Node) -> Graph:
        """Make the graph of a function literal that runs in place."""
        return self.lower(node, Nesting(self.depth, self.nesting.literals + 1))

    def finish(self) -> Graph:
        """Number the blocks in the order in which they began and close the graph."""
        begun = {block.index: place for place, block in enumerate(self._order)}
        for block in self._order:
            block.edges = [
                Edge(begun[edge.target], edge.guard, edge.is_uncertain)
                for edge in block.edges
                if edge.target in begun
            ]
        for place, block in enumerate(self._order):
            block.index = place
        return Graph(self.function, tuple(self._order))

    def _label(self, name: str) -> Block:
        if name not in self._labels:
            self._labels[name] = self.block()
        return self._labels[name]
