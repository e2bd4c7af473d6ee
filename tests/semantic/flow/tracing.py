"""An analysis to test the flow engine with: which calls may have given a variable its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.semantic.flow import (
    Assign,
    Binding,
    Call,
    Defer,
    Event,
    Exit,
    Flow,
    Go,
    Graph,
    Inline,
    Jump,
    Leave,
    Literal,
    Moment,
    NoFlow,
    Origin,
    Receive,
    Return,
    Send,
    State,
    Use,
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

    `must` holds the functions that were called on every path, and `literal` where one ran in place.
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
            case Inline():
                state.require("literal")
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


def events(body: str) -> list[str]:
    """Spell the events in the order in which the moments come, without the end of the body."""
    spelled = [_spelled(moment.event) for moment in follow(body).moments()]
    return spelled[:-1] if spelled[-1:] == ["leave by fall"] else spelled


def _spelled(event: Event) -> str:
    match event:
        case Use(node, access):
            return f"{access.value} {text(node)}"
        case Call(node, deferred):
            return f"{'deferred ' if deferred else ''}call {text(node)}"
        case Assign(_, bindings, is_definition):
            sign = ":=" if is_definition else "="
            return "; ".join(f"{text(b.target)} {sign} {_given(b)}" for b in bindings)
        case Return() | Jump() | Leave():
            return _left(event)
        case _:
            return _passed(event)


def _left(event: Return | Jump | Leave) -> str:
    match event:
        case Return(_, values):
            return f"return {', '.join(map(text, values))}".rstrip()
        case Jump(node, region):
            return f"{text(node)} out of {text(region).split()[0]}"
        case Leave(_, exit_):
            return f"leave by {exit_.value}"


def _passed(event: Send | Receive | Go | Defer | Literal | Inline) -> str:
    match event:
        case Send(_, channel, value):
            return f"send {text(value)} to {text(channel)}"
        case Receive(_, channel):
            return f"receive from {text(channel)}"
        case Go(_, call):
            return f"go {text(call)}"
        case Defer(_, call):
            return f"defer {text(call)}"
        case Literal(node):
            return f"literal {text(node)}"
        case Inline(node):
            return f"inline {text(node)}"


def _given(binding: Binding) -> str:
    value = "" if binding.value is None else f" {text(binding.value)}"
    number = f" {binding.index}" if binding.origin is Origin.RESULT else ""
    return f"{binding.origin.value}{number}{value}"


def exits(body: str) -> list[tuple[Exit, set[str]]]:
    """Return each exit with the functions that were called on every path to it."""
    return [
        (moment.event.exit, {str(fact) for fact in moment.state.must})
        for moment in follow(body).moments()
        if isinstance(moment.event, Leave)
    ]
