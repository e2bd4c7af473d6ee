"""Where a value goes that an expression makes: who keeps it, directly or through a variable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Scope
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import KEEPS
from gomemlint.semantic.retention.keepers import Keeper, Keepers
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.summary import Fate
from gomemlint.syntax.expressions import (
    call_around,
    is_address_of,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import text
from gomemlint.syntax.statements import assigned

_HOPS = 2
_INSIDE = frozenset({"composite_literal", "keyed_element", "literal_element", "literal_value"})
_STATEMENTS = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})
# They keep their function argument until something happens, or for good.
_REGISTERS = {
    "context.AfterFunc": "the context",
    "net/http.(Server).RegisterOnShutdown": "the server",
    "net/http.(ServeMux).HandleFunc": "the mux",
    "net/http.HandleFunc": "the default mux",
    "runtime.AddCleanup": "the runtime",
    "time.AfterFunc": "the timer",
}


@dataclass(frozen=True, slots=True)
class Destinations:
    """Follows values of one run upwards from the expression that makes them."""

    index: Index
    keepers: Keepers
    summaries: Summaries

    def of(self, file: File, value: Node, hops: int = _HOPS) -> Iterator[Keeper]:
        """Yield what keeps a value for long, and the caller where it is returned."""
        node = value
        while True:
            node = parenthesised(node)
            outer = node.parent
            if outer is None:
                return
            if outer.type in _INSIDE or is_address_of(outer):
                node = outer
                continue
            around = call_around(node)
            if around is None:
                break
            call, position = around
            if not self._passes_on(file, call):
                yield from self._passed(file, call, position, node)
                return
            node = call
        yield from self._placed(file, node, hops)

    def _passes_on(self, file: File, call: Node) -> bool:
        """Tell whether a call returns its argument: a conversion, or `append`."""
        known = callee_of(self.index, file, call)
        return known is not None and (known.is_conversion or known.key == "append")

    def _placed(self, file: File, node: Node, hops: int) -> Iterator[Keeper]:
        outer = node.parent
        holder = outer.parent if outer is not None and outer.type == "expression_list" else outer
        if holder is None:
            return
        if holder.type == "return_statement":
            yield Keeper("the caller", "as long as the caller has it")
        elif holder.type in _STATEMENTS:
            for pair in assigned(holder):
                if pair.value is not None and unparenthesised(pair.value) == unparenthesised(node):
                    yield from self._assigned(file, pair.target, hops)

    def _assigned(self, file: File, target: Node, hops: int) -> Iterator[Keeper]:
        meant = file.object_of(target) if target.type == "identifier" else None
        if not isinstance(meant, GoObject) or meant.scope is Scope.PACKAGE:
            keeper = self.keepers.at(file, target)
            if keeper is not None:
                yield keeper
            return
        for site in self.index.uses(meant.key) if hops else ():
            if site.node != target:
                yield from self.of(file, site.node, hops - 1)

    def _passed(self, file: File, call: Node, position: int, node: Node) -> Iterator[Keeper]:
        known = callee_of(self.index, file, call)
        if known is None:
            return
        if known.key in _REGISTERS:
            yield Keeper(_REGISTERS[known.key], "until it is done with the function")
            return
        place = known.operand(RECEIVER)
        if known.key in KEEPS and place is not None:
            keeper = self.keepers.at(file, place)
            if keeper is not None:
                yield keeper
        if known.function is None or self._stays(known, position):
            return
        parameter = known.parameter_of(position)
        for escaped in self.summaries.summary_for(known.function, parameter).escapes(parameter):
            if escaped.fate is Fate.STORED:
                keeper = self.keepers.through(file, known, node, escaped.cell)
                if keeper is not None:
                    yield keeper

    def _stays(self, known: Callee, position: int) -> bool:
        """Tell whether the compiler says that a callee keeps nothing of an argument."""
        function, wanted = known.function, known.parameter_of(position)
        if function is None:
            return False
        given = next((p for p in function.inputs if p.index == wanted), None)
        if given is None or given.object is None:
            return False
        leakage = self.index.leakage(function, given)
        return leakage is not None and leakage.stays


def spelled(node: Node) -> str:
    """Spell an expression on one line, cut where it goes on."""
    lines = text(node).removeprefix("return ").splitlines()
    return lines[0] if len(lines) == 1 else f"{lines[0].rstrip(' {')} {{...}}"
