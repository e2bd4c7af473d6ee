"""The analysis of a function: values follow assignments, pooled objects change hands."""

from __future__ import annotations

from dataclasses import dataclass

from tree_sitter import Node

from gomemlint.model.gotypes import GoObject, Named, Pointer, Scope, Struct
from gomemlint.semantic.flow import Assign, Binding, Call, Defer, Event, Origin, Return, State
from gomemlint.semantic.program.calls import CAPTURED, Callee
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.functions import Function
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import How
from gomemlint.semantic.program.paths import ELEMENT, Path
from gomemlint.semantic.values.escaping import give_out
from gomemlint.semantic.values.evaluation import Evaluation
from gomemlint.semantic.values.ownership import change_hands
from gomemlint.semantic.values.relevance import Focus
from gomemlint.semantic.values.relinquishing import bury
from gomemlint.semantic.values.sinks import deferred_subject, operand_nodes
from gomemlint.semantic.values.strangers import received
from gomemlint.semantic.values.summary import Fate
from gomemlint.semantic.values.values import (
    NOTHING,
    Fact,
    Held,
    Inside,
    Replaced,
    Source,
    SourceKind,
    Value,
    Values,
    followed,
    forget,
    handed_on,
    held_around,
    held_by_fields,
    is_object,
    stays,
)
from gomemlint.syntax.expressions import (
    called_name,
    elements,
    is_address_of,
    is_call,
    is_dereference,
    parenthesised,
    unparenthesised,
)
from gomemlint.syntax.nodes import named, text
from gomemlint.syntax.statements import ASSIGNMENTS

_OWN = frozenset({Scope.LOCAL, Scope.RESULT})


@dataclass(frozen=True, slots=True)
class Following:
    """Follows one function. What it returns stands under `result_subject`.

    `wanted` are the parameters whose memory is followed; the others cost time for nothing. So do
    events out of `focus`.
    """

    function: Function
    evaluation: Evaluation
    wanted: frozenset[int]
    focus: Focus | None = None
    follows_pools: bool = True

    def start(self, state: State[Fact]) -> None:
        for parameter in self.function.inputs:
            if parameter.index not in self.wanted or parameter.object is None:
                continue
            if not self.evaluation.holds_pointers(parameter.node):
                continue
            source = Source(SourceKind.PARAMETER, parameter.node, index=parameter.index)
            state.add(Held(parameter.object.key, (), Value(source)))
        if min(self.wanted, default=0) <= CAPTURED:
            self._capture(state)

    def _capture(self, state: State[Fact]) -> None:
        """Let the variables that a literal captures be parameters of it."""
        for position, captured in enumerate(captured_by(self.function.file, self.function.node)):
            index = CAPTURED - position
            if index in self.wanted and self.evaluation.holds_pointers(captured.uses[0]):
                source = Source(SourceKind.PARAMETER, captured.uses[0], index=index)
                state.add(Held(captured.variable.key, (), Value(source)))

    def step(self, event: Event, state: State[Fact]) -> None:
        if self.focus is not None and self.focus.is_beside(event, state):
            return
        if self.follows_pools:
            change_hands(self.evaluation, event, state)
        match event:
            case Assign():
                inside = [self._inside(binding, state) for binding in event.bindings]
                given = [
                    self._given(binding, held, state) or self._received(binding)
                    for binding, held in zip(event.bindings, inside, strict=True)
                ]
                for binding, values, held in zip(event.bindings, given, inside, strict=True):
                    if not self.follows_pools:
                        values |= self._key(binding, state)
                    self._store(binding.target, values, held, state)
                bury(state)
            case Return() if not self._is_of_literal(event):
                self._return(event, state)
            case Defer():
                self._put_off(event, state)
            case Call() if event.deferred is None:
                self._fill(event, state)
            case _:
                pass

    def result_subject(self, index: int) -> str:
        """Return the subject of facts about a result: its variable, if it is named."""
        name = self.function.results[index].name
        found = None if name is None else self.function.file.object_of(name)
        return found.key if isinstance(found, GoObject) else f"result {index}"

    def _given(self, binding: Binding, inside: Inside, state: State[Fact]) -> Values:
        value = binding.value
        if value is None or binding.origin in (Origin.ZERO, Origin.TARGET):
            return NOTHING
        if not self.evaluation.holds_pointers(binding.target):
            return NOTHING
        if binding.origin in (Origin.ELEMENT, Origin.KEY):
            found = self.evaluation.values(value, state)
            return frozenset(v.related(How.ELEMENT) for v in found)
        found = self.evaluation.values(value, state, binding.index)
        if inside:
            place = self._struct(value)
            if place is None:
                found = frozenset(v for v in found if v.source.kind is SourceKind.NEW)
            else:
                found &= held_around(place, state)
        return self._kept(binding.target, found)

    def _received(self, binding: Binding) -> Values:
        is_putting = self.focus is not None and self.focus.makes and self.follows_pools
        return received(self.evaluation, binding) if is_putting else NOTHING

    def _kept(self, target: Node, values: Values) -> Values:
        """Return what a variable shares: `v, ok := m[k]` has no type of its own."""
        return values if self.evaluation.shares(target) else frozenset(filter(stays, values))

    def _key(self, binding: Binding, state: State[Fact]) -> Values:
        """Return what the key of an element that is set holds: a map keeps it like the value."""
        target = unparenthesised(binding.target)
        key = target.child_by_field_name("index") if target.type == "index_expression" else None
        if key is None or not self.evaluation.holds_pointers(key):
            return NOTHING
        return self.evaluation.values(key, state)

    def _inside(self, binding: Binding, state: State[Fact]) -> Inside:
        """Return what the fields of a struct literal hold, or of a struct that is copied."""
        value = binding.value
        if value is None or binding.origin is not Origin.VALUE:
            return ()
        place = self._struct(value)
        if place is not None:
            return held_by_fields(place, state)
        literal = unparenthesised(value)
        if is_address_of(literal):
            literal = unparenthesised(named(literal)[0])
        if literal.type != "composite_literal":
            return ()
        return tuple(
            (text(element.key), self.evaluation.values(element.value, state))
            for element in elements(literal)
            if element.key is not None and element.key.type == "identifier"
        )

    def _struct(self, value: Node) -> Path | None:
        """Return the place of a struct that is copied by its name: `p := parts[0]`."""
        file = self.function.file
        if unparenthesised(value).type == "composite_literal":
            return None
        type_ = file.type_of(value)
        under = file.types.underlying(type_) if isinstance(type_, Named) else type_
        place = self.evaluation.path(value) if isinstance(under, Struct) else None
        return None if place is None or place.root is None else place

    def _store(
        self,
        target: Node,
        values: Values,
        inside: Inside,
        state: State[Fact],
    ) -> None:
        path = self.evaluation.path(target)
        if path is None or path.root is None:
            return
        key = path.root.key
        if is_dereference(unparenthesised(target)):
            state.add_all(Held(key, path.steps, value.related(How.CONTAINED)) for value in values)
            return
        if ELEMENT not in path.steps:
            forget(path, state)
            if path.steps:
                state.require(Replaced(key, path.steps))
        state.add_all(Held(key, path.steps, value) for value in values)
        for field, held in inside:
            state.add_all(Held(key, (*path.steps, field), value) for value in held)

    def _return(self, event: Return, state: State[Fact]) -> None:
        results, given = self.function.results, event.values
        values = self._results(given, state) if given else returned(self, state)
        for index, held in enumerate(values):
            if not self.evaluation.holds_pointers(results[index].type):
                continue
            node = given[min(index, len(given) - 1)] if given else event.node
            for value in held:
                give_out(value, node, state)
            subject = self.result_subject(index)
            state.drop(subject)
            state.add_all(Held(subject, (), value) for value in held)

    def _results(self, given: tuple[Node, ...], state: State[Fact]) -> tuple[Values, ...]:
        positions = range(len(self.function.results))
        if len(given) < len(positions):
            return tuple(self.evaluation.values(given[0], state, i) for i in positions)
        return tuple(self.evaluation.values(given[i], state) for i in positions)

    def _fill(self, event: Call, state: State[Fact]) -> None:
        """Let a local object hold what a callee stores in it: `r.fill(b)`."""
        callee = self.evaluation.callee(event.node)
        if callee is None or callee.function is None or not self._gives_what_stays(callee):
            return
        for position, node in callee.operands:
            values = self.evaluation.values(node, state)
            if self.follows_pools:
                # Who gets the object itself has it from here on: that is a change of hands.
                values = frozenset(value for value in values if not is_object(value))
            summary = self.evaluation.summary_of(callee, followed([(position, values)]))
            if summary is None or not values:
                continue
            for escaped in summary.escapes(callee.parameter_of(position)):
                if escaped.fate is not Fate.STORED:
                    continue
                owner, _, field = escaped.cell.replace("[*]", "").rpartition(".")
                path = self._local_of(callee, owner)
                if path is not None and path.root is not None:
                    stored = handed_on(values, escaped.relation)
                    state.add_all(Held(path.root.key, (*path.steps, field), v) for v in stored)

    def _gives_what_stays(self, callee: Callee) -> bool:
        """Tell whether a call is given a local object that outlives the function."""
        for _, node in callee.operands:
            path = self.evaluation.path(named(node)[0] if is_address_of(node) else node)
            root = None if path is None else path.root
            if root is None or root.scope not in _OWN:
                continue
            if root.scope is Scope.RESULT or self.evaluation.index.once(_goes_on, root):
                return True
        return False

    def _local_of(self, callee: Callee, type_key: str) -> Path | None:
        """Return the local object of a type that a call is given."""
        for _, node in callee.operands:
            type_ = self.evaluation.file.type_of(node)
            inner = type_.element if isinstance(type_, Pointer) else type_
            path = self.evaluation.path(named(node)[0] if is_address_of(node) else node)
            is_own = path is not None and path.root is not None and path.root.scope in _OWN
            if is_own and isinstance(inner, Named) and inner.key == type_key:
                return path
        return None

    def _put_off(self, event: Defer, state: State[Fact]) -> None:
        callee = self.evaluation.callee(event.call)
        for position, node in operand_nodes(callee, event.call):
            subject = deferred_subject(event.node, position)
            values = self.evaluation.values(node, state)
            state.add_all(Held(subject, (), value) for value in values)

    def _is_of_literal(self, event: Return) -> bool:
        """Tell whether a `return` leaves a literal that runs in place, not the function."""
        outer = event.node.parent
        while outer is not None and outer != self.function.node:
            if outer.type == "func_literal":
                return True
            outer = outer.parent
        return False


def _goes_on(index: Index, variable: GoObject) -> bool:
    """Tell whether a variable is returned, stored, or becomes a part of something else."""
    for use in index.uses(variable.key):
        inner = parenthesised(use.node)
        outer = inner.parent
        if outer is not None and is_address_of(outer):
            inner, outer = outer, outer.parent
        if outer is not None and outer.type in ("literal_element", "argument_list"):
            name = called_name(outer.parent) if outer.parent and is_call(outer.parent) else None
            if outer.type == "literal_element" or (name is not None and text(name) == "append"):
                return True
        holder = None if outer is None else outer.parent
        if outer is None or outer.type != "expression_list" or holder is None:
            continue
        is_target = holder.child_by_field_name("left") == outer
        if holder.type == "return_statement" or (holder.type in ASSIGNMENTS and not is_target):
            return True
    return False


def returned(following: Following, state: State[Fact]) -> tuple[Values, ...]:
    """Return what each result may share memory with, in the state at an exit."""
    found: list[Values] = []
    for index in range(len(following.function.results)):
        facts = state.about(following.result_subject(index))
        found.append(frozenset(f.value for f in facts if isinstance(f, Held) and not f.steps))
    return tuple(found)
