"""An analysis to test the flow engine with: which calls may have given a variable its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.semantic.flow import (
    Assign,
    Binding,
    Call,
    Event,
    Exit,
    Flow,
    Graph,
    Leave,
    Moment,
    NoFlow,
    Origin,
    State,
    graph_of,
    solve,
)
from gomemlint.syntax.parsing import parse


@dataclass(frozen=True, slots=True)
class From:
    """The variable may hold what the call of `source` returned."""

    subject: str
    source: str


@dataclass(frozen=True, slots=True)
class Tracing:
    """Follows the results of calls through assignments of names to names.

    `must` holds the functions that were called on every path.
    """

    def start(self, state: State[From]) -> None:
        state.add(From("p", "parameter"))

    def step(self, event: Event, state: State[From]) -> None:
        match event:
            case Assign():
                values = [(b, _sources(b, state)) for b in event.bindings]
                for binding, sources in values:
                    state.drop(text(binding.target))
                    state.add_all(From(text(binding.target), source) for source in sources)
            case Call(node):
                state.require(text(node.children[0]))
            case _:
                pass


def _sources(binding: Binding, state: State[From]) -> tuple[str, ...]:
    value = binding.value
    if value is None or binding.origin not in (Origin.VALUE, Origin.RESULT):
        return ()
    if value.type == "call_expression":
        return (text(value.children[0]),)
    return tuple(fact.source for fact in state.about(text(value)))


def text(node: Node) -> str:
    return (node.text or b"").decode()


def function(body: str) -> Node:
    """Parse the body of a function `f`."""
    root = parse(f"package p\n\nfunc f(p T) {{\n{body}\n}}\n".encode()).root
    return root.named_children[-1]


def follow(body: str) -> Flow[From]:
    graph = graph_of(function(body))
    assert isinstance(graph, Graph), graph
    return solve(graph, Tracing())


def refusal(body: str) -> str:
    graph = graph_of(function(body))
    assert isinstance(graph, NoFlow)
    return graph.reason


def at(flow: Flow[From], call: str) -> Iterator[Moment[From]]:
    """Yield the moments in which a function is called."""
    for moment in flow.moments():
        if isinstance(moment.event, Call) and text(moment.event.node.children[0]) == call:
            yield moment


def origins(body: str, name: str, call: str = "here") -> set[str]:
    """Return the calls whose result `name` may hold when `call` runs."""
    moments = at(follow(body), call)
    return {fact.source for moment in moments for fact in moment.state.about(name)}


def order(body: str) -> list[str]:
    """Return the names of the calls in the order in which the moments come."""
    moments = follow(body).moments()
    return [text(m.event.node.children[0]) for m in moments if isinstance(m.event, Call)]


def exits(body: str) -> list[tuple[Exit, set[str]]]:
    """Return each exit with the functions that were called on every path to it."""
    return [
        (moment.event.exit, {str(fact) for fact in moment.state.must})
        for moment in follow(body).moments()
        if isinstance(moment.event, Leave)
    ]
