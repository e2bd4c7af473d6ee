"""Which memory the value of an expression may share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from gomemlint.model.gotypes import (
    Array,
    Basic,
    GoType,
    Named,
    Slice,
    TypeParameter,
    Unknown,
)
from gomemlint.semantic.flow import State
from gomemlint.semantic.program.calls import Callee, callee_of
from gomemlint.semantic.program.captures import captured_by
from gomemlint.semantic.program.code import File
from gomemlint.semantic.program.functions import RECEIVER
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import BIG, INSERTS, SAME, SHARED, How, Relation, beyond
from gomemlint.semantic.program.paths import Path, path_of
from gomemlint.semantic.program.sharing import is_mutable, is_struct
from gomemlint.semantic.program.sizes import big_array
from gomemlint.semantic.program.slicing import (
    is_empty_slice,
    is_limited,
    relation_of_call,
    relation_of_limit,
    relation_of_slice,
)
from gomemlint.semantic.values.clearing import Clearing, clearing_by
from gomemlint.semantic.values.dispatching import Dispatch
from gomemlint.semantic.values.identity import bound, parameter_of, pool_identity
from gomemlint.semantic.values.parts import points_to_part
from gomemlint.semantic.values.returning import given_back, leaked
from gomemlint.semantic.values.summary import Produced, Summary
from gomemlint.semantic.values.values import (
    Fact,
    Source,
    SourceKind,
    Value,
    Values,
    followed,
    handed_on,
    held_at,
    holds_pointers,
    in_field,
    indirect,
    is_reference,
    is_whole,
    stays,
)
from gomemlint.syntax.expressions import (
    CALLS,
    arguments,
    elements,
    is_address_of,
    is_dereference,
    is_spread,
    operand,
    unparenthesised,
)
from gomemlint.syntax.nodes import named

_Pending = list[tuple[Node, Relation, int]]
_Out = tuple[set[Value], _Pending]

_PLACES = frozenset({"identifier", "selector_expression", "index_expression"})
_ANEW = frozenset({SourceKind.POOLED, SourceKind.NEW})
_LIMIT = 2000
_KEPT = 20_000

POOL_GET = "sync.(Pool).Get"
POOL_PUT = "sync.(Pool).Put"


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Evaluates the expressions of one file.

    `summary_of` gives the summary of a callee, given the positions of the operands that have
    values; None where nothing is known or nothing comes of it. `putters` are the parameters that
    functions put, `dispatch` says what stands for methods of interfaces. `follows_copies` says
    whether copies of parameters matter.
    """

    index: Index
    file: File
    summary_of: Callable[[Callee, frozenset[int]], Summary | None]
    putters: Mapping[str, frozenset[int]]
    dispatch: Dispatch
    follows_copies: bool = False
    _values: dict[tuple[int, int, int, int], Values] = field(default_factory=dict)
    _callees: dict[tuple[int, int], Callee | None] = field(default_factory=dict)
    _paths: dict[tuple[int, int], Path | None] = field(default_factory=dict)
    _pointers: dict[tuple[int, int], bool] = field(default_factory=dict)
    _sharing: dict[tuple[int, int], bool] = field(default_factory=dict)
    _clearings: dict[tuple[int, int], Clearing] = field(default_factory=dict)

    def callee(self, call: Node) -> Callee | None:
        """Return the static callee of a call."""
        place = (call.start_byte, call.end_byte)
        if place not in self._callees:
            self._callees[place] = callee_of(self.index, self.file, call)
        return self.dispatch.meant(self._callees[place])

    def put_by(self, call: Node) -> frozenset[int]:
        """Return the positions of the operands that a call puts into a pool."""
        callee = self.callee(call)
        if callee is None:
            return frozenset()
        if callee.key == POOL_PUT:
            return frozenset({0})
        function = callee.function
        return frozenset() if function is None else self.putters.get(function.key, frozenset())

    def clearing(self, callee: Callee, position: int, call: Node) -> Clearing:
        """Return what a call does to the fields of one of its operands."""
        place = (call.start_byte, position)
        if place not in self._clearings:
            self._clearings[place] = clearing_by(self.index, callee, position)
        return self._clearings[place]

    def path(self, node: Node) -> Path | None:
        """Return the path that an expression spells."""
        place = (node.start_byte, node.end_byte)
        if place not in self._paths:
            self._paths[place] = path_of(self.file, node)
        return self._paths[place]

    def holds_pointers(self, node: Node) -> bool:
        """Tell whether a value can share memory worth following."""
        place = (node.start_byte, node.end_byte)
        if place not in self._pointers:
            self._pointers[place] = holds_pointers(self.file, node)
        return self._pointers[place]

    def forget(self) -> None:
        """Drop the values that were computed while callees had no summary yet."""
        self._values.clear()

    def values(self, node: Node, state: State[Fact], result: int = 0) -> Values:
        """Return what the value of an expression, or one of its results, may share memory with."""
        place = (node.start_byte, node.end_byte, state.stamp, result)
        found = self._values.get(place)
        if found is None:
            if len(self._values) > _KEPT:
                self._values.clear()
            found = self._values[place] = self._computed(node, state, result)
        return found

    def _computed(self, node: Node, state: State[Fact], result: int) -> Values:
        found: set[Value] = set()
        pending: list[tuple[Node, Relation, int]] = [(node, SAME, result)]
        for _ in range(_LIMIT):
            if not pending:
                break
            inner, relation, wanted = pending.pop()
            inner = unparenthesised(inner)
            if not self.holds_pointers(inner):
                continue
            if inner.type in _PLACES:
                self._place(inner, relation, state, (found, pending))
            elif inner.type in CALLS:
                self._call(inner, relation, wanted, state, (found, pending))
            else:
                self._other(inner, relation, state, (found, pending))
        return (
            frozenset(found) if not found or self.shares(node) else frozenset(filter(stays, found))
        )

    def shares(self, node: Node) -> bool:
        """Tell whether the value of an expression can share memory that others write."""
        place = (node.start_byte, node.end_byte)
        if place not in self._sharing:
            self._sharing[place] = is_mutable(self.file.type_of(node), self.file.types.underlying)
        return self._sharing[place]

    def _place(self, node: Node, relation: Relation, state: State[Fact], out: _Out) -> None:
        path = self.path(node)
        if path is not None and path.root is not None:
            values = held_at(path, state, is_loaded=True)
            if values and self._is_pointer(node):
                values = frozenset(map(indirect, values))
            out[0].update(v.related(*relation) for v in values)
            return
        inner = operand(node)
        if inner is not None:
            step = How.ELEMENT if node.type == "index_expression" else How.FIELD
            out[1].append((inner, relation | {step}, 0))

    def _is_pointer(self, node: Node) -> bool:
        """Tell whether a place behind a variable holds a pointer to something else."""
        if node.type == "identifier":
            return False
        is_part = not self.follows_copies and points_to_part(self.index, self.file, node)
        return is_reference(self.file, self.file.type_of(node)) and not is_part

    def _memory(self, node: Node, relation: Relation, state: State[Fact], out: _Out) -> None:
        """Evaluate the operand of a slice or of `&`: its memory counts, whatever lies in it."""
        node = unparenthesised(node)
        if node.type in _PLACES:
            self._place(node, relation, state, out)
        elif is_dereference(node):
            out[1].append((named(node)[0], relation | {How.DEREFERENCE}, 0))
        else:
            out[1].append((node, relation, 0))

    def _other(self, node: Node, relation: Relation, state: State[Fact], out: _Out) -> None:
        match node.type:
            case "slice_expression" | "type_assertion_expression":
                inner = operand(node)
                if inner is not None:
                    how = relation | relation_of_slice(self.file, node)
                    self._memory(inner, how, state, out)
            case "unary_expression" if is_address_of(node):
                self._memory(named(node)[0], relation | {How.ADDRESS}, state, out)
            case "unary_expression" if is_dereference(node):
                how = relation | {How.DEREFERENCE}
                # A copy of a struct is no longer the object, but shares what its fields point to.
                is_copy = is_struct(self.file.type_of(node), self.file.types.underlying)
                out[1].append((named(node)[0], how | {How.FIELD} if is_copy else how, 0))
            case "composite_literal" | "literal_value":
                out[0].add(Value(Source(SourceKind.NEW, node), relation))
                held = relation | {How.CONTAINED}
                out[1].extend((element.value, held, 0) for element in elements(node))
            case "func_literal":
                self._literal(node, relation, state, out)

    def _literal(self, node: Node, relation: Relation, state: State[Fact], out: _Out) -> None:
        for captured in captured_by(self.file, node):
            path = Path(captured.variable, (), captured.variable.key)
            held = held_at(path, state)
            out[0].update(v.related(*relation, How.CAPTURED) for v in held)

    def _call(
        self, node: Node, relation: Relation, wanted: int, state: State[Fact], out: _Out
    ) -> None:
        callee = self.callee(node)
        if node.type == "type_conversion_expression" or (callee and callee.is_conversion):
            self._conversion(node, relation, state, out)
            return
        if callee is None:
            return
        if callee.is_builtin:
            self._builtin(node, callee, relation, out)
        if callee.key in INSERTS:
            self._inserted(node, arguments(node)[INSERTS[callee.key] :], relation, out)
        source = self._source(node, callee, wanted)
        cut = relation_of_call(self.file, callee)
        if source is not None:
            out[0].add(Value(source, relation | cut))
        relation |= cut
        for shares in SHARED.get(callee.key, ()):
            given = callee.operand(shares.parameter)
            if given is not None and shares.result == wanted:
                out[1].append((given, beyond(shares.relation, relation), 0))
        if callee.function is not None:
            self._summarised(node, callee, (relation, wanted), state, out)
        else:
            for argument, leaking in given_back(self.index, (self.file, node), callee, wanted):
                out[0].update(leaked(self.values(argument, state), leaking, relation))

    def _summarised(
        self,
        node: Node,
        callee: Callee,
        wanted: tuple[Relation, int],
        state: State[Fact],
        out: _Out,
    ) -> None:
        relation, result = wanted
        given = [(i, a, self.values(a, state)) for i, a in callee.operands]
        summary = self.summary_of(callee, followed((i, values) for i, _, values in given))
        if summary is None:
            return
        for made in summary.produced:
            if made.result == result:
                source = Source(made.kind, node, self._detail(callee, made))
                out[0].add(Value(source, beyond(made.relation, relation)))
        for position, argument, values in given:
            for returned in summary.returned:
                if (returned.result, returned.parameter) == (result, callee.parameter_of(position)):
                    from_ = in_field(self.path(argument), returned.field, values, state)
                    shared = _obtained(from_, node) if summary.is_swapped(returned) else from_
                    cut = relation_of_limit(self.index, self.file, callee, returned.parameter)
                    how = returned.relation | (cut if How.SLICE in returned.relation else SAME)
                    out[0].update(
                        v.related(*relation) for v in handed_on(shared, how, returned.field)
                    )

    def _detail(self, callee: Callee, made: Produced) -> str:
        if made.kind is not SourceKind.POOLED:
            return made.detail
        parameter = parameter_of(made.detail)
        argument = None if parameter is None else callee.operand(parameter)
        return bound(self.index, self.file, made.detail, argument)

    def _source(self, node: Node, callee: Callee, wanted: int) -> Source | None:
        if callee.key == POOL_GET:
            return Source(SourceKind.POOLED, node, self.pool_of(callee))
        if callee.key in BIG and wanted == 0 and not is_limited(self.index, self.file, callee):
            return Source(SourceKind.BIG, node, BIG[callee.key])
        if callee.is_builtin and callee.key in ("make", "new"):
            what = big_array(self.file, node) if callee.key == "make" else ""
            return Source(SourceKind.BIG if what else SourceKind.NEW, node, what)
        return None

    def is_clean(self, call: Node) -> bool:
        """Tell whether a getter resets the object that it returns."""
        callee = self.callee(call)
        if callee is None or callee.function is None:
            return False
        summary = self.summary_of(callee, frozenset())
        pooled = () if summary is None else summary.produced
        return any(made.is_clean for made in pooled if made.kind is SourceKind.POOLED)

    def pool_of(self, callee: Callee) -> str:
        """Return the identity of the pool that a `Get` or `Put` is called on."""
        receiver = callee.operand(RECEIVER)
        return "" if receiver is None else pool_identity(self.index, self.file, receiver)

    def _conversion(self, node: Node, relation: Relation, state: State[Fact], out: _Out) -> None:
        given = arguments(node)
        if not given:
            return
        to, of = self._kind(self.file.type_of(node)), self._kind(self.file.type_of(given[0]))
        if {to, of} == {"string", "slice"}:
            # A copy of something big is big as well.
            for value in self._whole(given[0], state):
                if value.source.kind is SourceKind.BIG:
                    copy = Source(SourceKind.BIG, node, value.source.detail)
                    out[0].add(Value(copy, relation))
                elif self.follows_copies and value.source.kind is SourceKind.PARAMETER:
                    out[0].add(value.related(How.COPIED).related(*relation))
            return
        hidden = {How.UNSAFE} if "unsafe" in (to, of) else set()
        out[1].append((given[0], relation | hidden, 0))

    def _whole(self, node: Node, state: State[Fact]) -> Values:
        return frozenset(v for v in self.values(node, state) if is_whole(v.relation))

    def _builtin(self, node: Node, callee: Callee, relation: Relation, out: _Out) -> None:
        given = arguments(node)
        if callee.key == "append" and given:
            if not is_empty_slice(self.file, given[0]):
                out[1].append((given[0], relation, 0))
            self._inserted(node, given[1:], relation, out)
        elif callee.key in ("min", "max"):
            out[1].extend((argument, relation, 0) for argument in given)

    def _inserted(self, node: Node, given: tuple[Node, ...], relation: Relation, out: _Out) -> None:
        """Evaluate what a call puts into a slice: elements, or those of another slice."""
        for argument in given:
            if not is_spread(node):
                out[1].append((argument, relation | {How.CONTAINED}, 0))
            elif self._elements_hold_pointers(argument):
                out[1].append((argument, relation | {How.ELEMENT, How.CONTAINED}, 0))

    def _elements_hold_pointers(self, node: Node) -> bool:
        type_ = self.file.type_of(node)
        if isinstance(type_, Named):
            type_ = self.file.types.underlying(type_)
        match type_:
            case Slice(element=element) | Array(element=element):
                is_fixed = not is_mutable(element, self.file.types.underlying)
                return element.holds_pointers and (self.follows_copies or not is_fixed)
            case Basic():
                return False
            case _:
                return True

    def _kind(self, type_: GoType | Unknown) -> str:
        if isinstance(type_, TypeParameter) and type_.core is not None:
            type_ = type_.core
        if isinstance(type_, Named):
            type_ = self.file.types.underlying(type_)
        match type_:
            case Slice():
                return "slice"
            case Basic(name=name):
                if "string" in name:
                    return "string"
                return "unsafe" if name == "unsafe.Pointer" else "basic"
            case _:
                return ""


def _obtained(values: Values, call: Node) -> Values:
    """Return objects as a call gives them out anew, which put away those that it was given."""
    return frozenset(
        replace(v, source=replace(v.source, node=call)) if v.source.kind in _ANEW else v
        for v in values
        if v.source.kind is not SourceKind.PARAMETER
    )
