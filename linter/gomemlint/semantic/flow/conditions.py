"""Conditions that hold on a path, compared by their text.

`if pooled { defer put(b) }` and a later `if pooled { ... }` go the same way as long as nobody
assigns to `pooled`. A condition that calls a function is never compared: it can change by itself.
Nor is that of a loop: the loop is there because it changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tree_sitter import Node

from gomemlint.syntax.nodes import text

_OPPOSITE = {"!=": "==", ">=": "<", "<=": ">"}
_COMPARISONS = frozenset({"==", "<", ">", *_OPPOSITE})
PURE_CALLS = frozenset({b"len", b"cap", b"recover"})
_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition and whether it holds.

    `names` are the identifiers whose assignment ends it. `reached` are those among them that the
    condition looks behind (`p.done`, `len(s)`): a call that gets one of them ends it as well.
    """

    text: str
    holds: bool
    names: frozenset[str]
    reached: frozenset[str] = frozenset()

    @property
    def opposite(self) -> Guard:
        return _guard_with(self.text, not self.holds, self.names, self.reached)


@lru_cache(maxsize=1 << 14)
def _guard_with(
    text: str,
    holds: bool,  # noqa: FBT001 - the fields of a guard, in their order
    names: frozenset[str],
    reached: frozenset[str] = frozenset(),
) -> Guard:
    """Return one object for equal guards: sets of them are compared all the time."""
    return Guard(text, holds, names, reached)


Guards = frozenset[Guard]
NO_GUARDS: Guards = frozenset()


def guard_of(condition: Node) -> Guard | None:
    """Return the guard for a condition that holds, None if it cannot be compared later."""
    names = _names(condition)
    if names is None:
        return None
    if condition.type != "binary_expression" or condition.children[1].type not in _COMPARISONS:
        return _guard_with(_text(condition), True, *names)
    left, operator, right = condition.children[0], condition.children[1].type, condition.children[2]
    is_turned = operator in _OPPOSITE
    if is_turned:
        operator = _OPPOSITE[operator]
    return _guard_with(f"{_text(left)} {operator} {_text(right)}", not is_turned, *names)


def equality(left: Node, right: Node) -> Guard | None:
    """Return the guard for `left == right`, as a case of a switch tests it."""
    names = _names(left, right)
    return names and _guard_with(f"{_text(left)} == {_text(right)}", True, *names)


# What holds while deferred calls run at an exit without a panic.
CALM = _guard_with("recover() == nil", True, frozenset())


def assigned(name: str, value: Node | None, guards: Guards = NO_GUARDS) -> tuple[Guard, ...]:
    """Return what holds after a variable got a value; None stands for the zero value."""
    names = frozenset({name})
    kind = None if value is None else value.type
    if CALM in guards and value is not None and value.text == b"recover()":
        kind = "nil"
    learnt = []
    if kind in (None, "true", "false"):
        learnt.append(_guard_with(name, kind == "true", names))
    if kind in (None, "nil"):
        learnt.append(_guard_with(f"{name} == nil", True, names))
    return tuple(learnt)


def _names(*nodes: Node) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the identifiers in a condition and those that it looks behind; None if impure."""
    names: set[str] = set()
    reached: set[str] = set()
    stack = [(node, False) for node in nodes]
    for _ in range(_LIMIT):
        if not stack:
            return frozenset(names), frozenset(reached)
        node, is_behind = stack.pop()
        if node.type == "identifier":
            names.add(_text(node))
            if is_behind:
                reached.add(_text(node))
            continue
        if _receives(node):
            return None
        if node.type == "call_expression":
            if node.children[0].text not in PURE_CALLS:
                return None
            stack.extend((child, True) for child in node.children[1].named_children)
            continue
        looks_behind = is_behind or node.type in ("selector_expression", "index_expression")
        stack.extend((child, looks_behind) for child in node.named_children)
    return None


def _receives(node: Node) -> bool:
    return node.type == "unary_expression" and node.children[0].type == "<-"


def _text(node: Node) -> str:
    return " ".join(text(node).split())
