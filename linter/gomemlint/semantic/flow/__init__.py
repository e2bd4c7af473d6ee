"""The flow engine: what a function does, in order, and what holds at each point."""

from gomemlint.semantic.flow.events import (
    Access,
    Assign,
    Binding,
    Call,
    Defer,
    Event,
    Exit,
    Go,
    Inline,
    Jump,
    Leave,
    Literal,
    Origin,
    Receive,
    Return,
    Send,
    Use,
)
from gomemlint.semantic.flow.graph import Graph, NoFlow
from gomemlint.semantic.flow.lowering import graph_of
from gomemlint.semantic.flow.solver import Analysis, Flow, Moment, solve
from gomemlint.semantic.flow.state import Fact, State

__all__ = [
    "Access",
    "Analysis",
    "Assign",
    "Binding",
    "Call",
    "Defer",
    "Event",
    "Exit",
    "Fact",
    "Flow",
    "Go",
    "Graph",
    "Inline",
    "Jump",
    "Leave",
    "Literal",
    "Moment",
    "NoFlow",
    "Origin",
    "Receive",
    "Return",
    "Send",
    "State",
    "Use",
    "graph_of",
    "solve",
]
