"""Which events can matter to the values that are followed, so that the others cost nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, ObjectKind
from gomemlint.semantic.flow import Assign, Call, Defer, Event, Go, Literal, Send, State, Use
from gomemlint.semantic.program.library import BIG
from gomemlint.semantic.values.evaluation import POOL_GET, POOL_PUT, Evaluation
from gomemlint.semantic.values.strangers import is_from_channel
from gomemlint.semantic.values.values import Fact
from gomemlint.syntax.expressions import CALLS
from gomemlint.syntax.nodes import descendants

_BEGINNINGS = frozenset({POOL_GET, POOL_PUT, "make", *BIG})
_MAKERS = frozenset({"new"})
_MADE = frozenset({"composite_literal"})


@dataclass(frozen=True, slots=True)
class Mention:
    """What an event names: the keys of variables and of callees, and whether it makes objects."""

    variables: frozenset[str]
    callees: frozenset[str]
    makes: bool


NOTHING = Mention(frozenset(), frozenset(), makes=False)


class Relevance:
    """What the events of one file name; each event is read once."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._mentions: dict[Event, Mention | None] = {}
        self._variables: dict[int, str] = {}

    def mention(self, event: Event) -> Mention | None:
        """Return what an event names, None if it matters in any case."""
        if event not in self._mentions:
            self._mentions[event] = self._read(event)
        return self._mentions[event]

    def _read(self, event: Event) -> Mention | None:
        match event:
            case Use() | Literal():
                return NOTHING
            case Call(node=node, deferred=None):
                return self._named((node,))
            case Assign(bindings=bindings):
                values = (b.value for b in bindings if b.value is not None)
                mention = self._named((*(b.target for b in bindings), *values))
                is_taken = any(is_from_channel(self._evaluation.file, b) for b in bindings)
                return replace(mention, makes=True) if mention and is_taken else mention
            case Send(node=node) | Go(node=node):
                mention = self._named((node,))
                return None if mention is None else replace(mention, makes=True)
            case Defer(node=node):
                return self._named((node,))
            case _:
                return None

    def _named(self, nodes: tuple[Node, ...]) -> Mention | None:
        variables: set[str] = set()
        callees: set[str] = set()
        makes = False
        for node in self._within(nodes):
            if node.type == "identifier":
                variables.add(self._variable(node))
            elif node.type in CALLS:
                callee = self._evaluation.callee(node)
                name = None if callee is None or callee.object is None else callee.object.name
                if name == "Wait":
                    return None
                callees.add("" if callee is None else _key(callee.key, callee.function))
                makes = makes or name in _MAKERS
            elif node.type in _MADE:
                makes = True
        return Mention(frozenset(variables - {""}), frozenset(callees - {""}), makes)

    def _within(self, nodes: tuple[Node, ...]) -> Iterator[Node]:
        for node in nodes:
            yield node
            yield from descendants(node)

    def _variable(self, identifier: Node) -> str:
        start = identifier.start_byte
        if start not in self._variables:
            meant = self._evaluation.file.object_of(identifier)
            is_variable = isinstance(meant, GoObject) and meant.kind is ObjectKind.VARIABLE
            key = meant.key if is_variable and isinstance(meant, GoObject) else ""
            self._variables[start] = key
        return self._variables[start]


def _key(key: str, function: object) -> str:
    """Return the key by which producers are known: literals have one of their own."""
    return key or str(getattr(function, "key", ""))


@dataclass(frozen=True, slots=True)
class Focus:
    """What is followed in one function besides the variables that hold something already.

    `producers` are the functions whose results are followed, `putters` those that put what they
    are given; `makes` says whether new objects are followed, which matters only where something
    is put to a pool.
    """

    relevance: Relevance
    producers: Collection[str]
    putters: Collection[str]
    makes: bool

    def is_beside(self, event: Event, state: State[Fact]) -> bool:
        """Tell whether an event cannot change what is known."""
        mention = self.relevance.mention(event)
        if mention is None or not state.may.keys().isdisjoint(mention.variables):
            return False
        if (self.makes and mention.makes) or not _BEGINNINGS.isdisjoint(mention.callees):
            return False
        return not any(
            callee in self.producers or callee in self.putters for callee in mention.callees
        )
