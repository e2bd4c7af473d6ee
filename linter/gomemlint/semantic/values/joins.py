"""What waits for other goroutines, and what only seems to."""

from __future__ import annotations

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.flow import State
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.values import Fact, Standing, Status
from gomemlint.syntax.expressions import is_call, unparenthesised
from gomemlint.syntax.nodes import enclosing
from gomemlint.syntax.statements import STATEMENTS
from gomemlint.syntax.waiting import is_named_wait

# Channels that nobody who was started answers on.
_CLOCKS = frozenset(
    {
        "context.(Context).Done",
        "time.After",
        "time.Tick",
        "time.Ticker.C",
        "time.Timer.C",
    }
)


def is_join(evaluation: Evaluation, call: Node) -> bool:
    """Tell whether a call waits for goroutines: `wg.Wait()`, `g.Wait()`."""
    callee = evaluation.callee(call)
    if callee is None or callee.object is None:
        return False
    return is_named_wait(callee.object.name)


def is_clock(evaluation: Evaluation, channel: Node) -> bool:
    """Tell whether a channel tells of time or of an end, and of no goroutine.

    A context that was made here may be what a goroutine cancels when it is done.
    """
    channel = unparenthesised(channel)
    if is_call(channel):
        callee = evaluation.callee(channel)
        context = None if callee is None else callee.operand(RECEIVER)
        path = None if context is None else evaluation.path(context)
        is_own = path is not None and path.root is not None and path.root.scope is Scope.LOCAL
        return callee is not None and callee.key in _CLOCKS and not is_own
    meant = evaluation.file.object_of(channel)
    return isinstance(meant, GoObject) and meant.key in _CLOCKS


def join(state: State[Fact]) -> None:
    """Let no goroutine share an object, or what a field of it points to, any more."""
    shared = [f for f in state.facts() if isinstance(f, Standing) and _is_shared(f)]
    for fact in shared:
        state.remove(fact)


def _is_shared(fact: Standing) -> bool:
    is_behind = fact.status is Status.BEHIND
    return fact.status is Status.SHARED or (is_behind and is_started(fact.node))


def is_started(given: Node) -> bool:
    """Tell whether something is given to a goroutine."""
    return enclosing(given, ("go_statement", *STATEMENTS)) == enclosing(given, ("go_statement",))
