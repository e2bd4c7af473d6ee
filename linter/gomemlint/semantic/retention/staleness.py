"""Slices that got shorter and still hold, behind their end, pointers to what was taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from gomemlint.model.findings import Edit
from gomemlint.model.gotypes import (
    GoObject,
    GoType,
    Named,
    ObjectKind,
    Pointer,
    Scope,
    Slice,
    Struct,
    TypeParameter,
    Unknown,
)
from gomemlint.model.spans import Span
from gomemlint.semantic.lifetimes.replacing import is_new
from gomemlint.semantic.program.calls import callee_of, callers_of
from gomemlint.semantic.program.code import File, Site
from gomemlint.semantic.program.coretypes import core
from gomemlint.semantic.program.definitions import declared_value
from gomemlint.semantic.program.edits import called, line_before, replaced, with_imports
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.instances import instantiations
from gomemlint.semantic.retention.clearance import (
    is_arena,
    is_cleared,
    is_dropped,
    is_made_before,
    is_only_view,
    is_refilled,
)
from gomemlint.semantic.retention.elements import (
    holds_any,
    is_big,
    is_pointer,
    is_worth,
    underlying,
)
from gomemlint.semantic.retention.keepers import Keepers
from gomemlint.semantic.retention.shortening import (
    Manner,
    Shortening,
    is_parameter,
    shortenings,
    slice_path,
)
from gomemlint.syntax.expressions import (
    arguments,
    is_address_of,
    is_dereference,
    unparenthesised,
)
from gomemlint.syntax.nodes import named, text
from gomemlint.syntax.statements import assigned

# Since Go 1.21 there are clear and slices.Delete, which clears since the library of 1.22.
_CLEARS = (1, 21)
_DEPTH = 4
MAXIMUM_CALLERS = 12
_GUARDS = frozenset({"sync.Cond", "sync.Mutex", "sync.RWMutex"})
_TAKING = frozenset({Manner.POP, Manner.DELETE, Manner.FILTER})
_HEAP = frozenset({"Len", "Less", "Pop", "Push", "Swap"})


@dataclass(frozen=True, slots=True)
class Stale:
    """A shortening that leaves pointers behind in a slice that lives long.

    `place` is the statement, or the call of the helper that shortens what `spelled` names.
    `element` is what the slots hold; `is_text` holds for strings alone, `is_big` for pointees of
    a kilobyte, buffers and connections. `is_guarded` holds for queues between goroutines, and
    for those that nothing fills again. `is_open` holds where the users of a type decide how long
    its values live.
    """

    shortening: Shortening
    place: Site
    spelled: str
    element: GoType
    is_text: bool
    is_big: bool
    is_guarded: bool
    is_open: bool = False

    @property
    def is_reuse(self) -> bool:
        return self.shortening.manner is Manner.REUSE

    @property
    def shortening_span(self) -> Span:
        return self.shortening.file.span(self.shortening.statement)

    @property
    def advice(self) -> str:
        """Say what to write instead."""
        shortening, file = self.shortening, self.shortening.file
        name = file.text(shortening.target)
        if shortening.call is not None or self.place.node != shortening.statement:
            return "clear the slots before the slice is shortened"
        match shortening.manner:
            case Manner.DELETE if file.language >= _CLEARS and self.deletion:
                return f"write {self.deletion}"
            case Manner.DELETE:
                return f"set the last slot of {name} to {self._zero} after moving the rest"
            case Manner.QUEUE:
                return f"set the first slot of {name} to {self._zero} before"
            case Manner.REUSE:
                return f"write clear({name}) before"
            case _:
                return f"write {self.clearing} before"

    @property
    def clearing(self) -> str:
        """Return the statement that clears the slots."""
        shortening, file = self.shortening, self.shortening.file
        name = file.text(shortening.slice)
        end = "" if shortening.end is None else file.text(shortening.end)
        if shortening.manner is Manner.FILTER:
            kept = shortening.value
            is_count = shortening.value.type == "slice_expression"
            return f"clear({name}[{end if is_count else f'len({file.text(kept)})'}:])"
        if self._is_last and self._zero == "nil":
            return f"{name}[{end}] = nil"
        return f"clear({name}[{end}:])"

    @property
    def deletion(self) -> str:
        """Return `slices.Delete(s, i, j)` for `append(s[:i], s[j:]...)`, else nothing."""
        given = tuple(map(unparenthesised, arguments(self.shortening.value)))
        if len(given) != 2 or any(node.type != "slice_expression" for node in given):
            return ""
        end, start = given[0].child_by_field_name("end"), given[1].child_by_field_name("start")
        if end is None or start is None or given[1].child_by_field_name("end") is not None:
            return ""
        array = self.shortening.file.text(self.shortening.slice)
        return f"slices.Delete({array}, {text(end)}, {text(start)})"

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Return the edits that clear the slots, none where they could change more than that."""
        shortening, file = self.shortening, self.shortening.file
        statement, manner = shortening.statement, shortening.manner
        if shortening.call is not None or self.place.node != statement:
            return ()
        if manner is Manner.DELETE:
            if not self.deletion or file.language < _CLEARS or called(file, "slices") != "slices":
                return ()
            return with_imports(file, [replaced(file, shortening.value, self.deletion)], "slices")
        is_new = self.clearing.startswith("clear(") and file.language < _CLEARS
        is_alone = statement.text is not None and len(tuple(assigned(statement))) == 1
        is_read = manner is Manner.FILTER or (manner is Manner.POP and self._is_read_before)
        if is_new or not (is_alone and is_read):
            return ()
        return (line_before(file, statement, self.clearing),)

    @property
    def _zero(self) -> str:
        file = self.shortening.file
        declared = file.type_of(self.shortening.slice)
        kept = core(file, declared) if not isinstance(declared, Unknown) else declared
        is_open = isinstance(kept, Slice) and isinstance(kept.element, TypeParameter)
        is_nilable = is_pointer(file, underlying(file, self.element)) and not is_open
        return "nil" if is_nilable else "its zero value"

    @property
    def _is_last(self) -> bool:
        """Tell whether one element is cut off."""
        end = self.shortening.end
        value = None if end is None else declared_value(self.shortening.file, end)
        return (text(value or end) if end is not None else "").replace(" ", "").endswith("-1")

    @property
    def _is_read_before(self) -> bool:
        """Tell whether a variable got the element before, in the same block."""
        node = self.shortening.statement.prev_named_sibling
        array = text(self.shortening.slice)
        while node is not None:
            if node.type in ("short_var_declaration", "assignment_statement"):
                values = (pair.value for pair in assigned(node) if pair.value is not None)
                if any(v.type == "index_expression" and text(v).startswith(array) for v in values):
                    return True
            node = node.prev_named_sibling
        return False


class Staleness:
    """Judges assignments that shorten slices."""

    def __init__(self, index: Index, keepers: Keepers) -> None:
        self._index = index
        self._keepers = keepers

    def stale(self, file: File, statement: Node) -> Iterator[Stale]:
        """Yield the long-lived slices that an assignment shortens without clearing the slots."""
        function = function_around(file, statement)
        if function is None or not self._is_worthwhile(file, statement):
            return
        unit = self._index.code.unit(file.package)
        tool = file.language if unit is None else unit.versions.tool
        for shortening in shortenings(self._index, function, statement, tool):
            elements = [e for e in self._elements(file, shortening) if is_worth(file, e)]
            stale = self._placed(function, shortening, elements[0]) if elements else iter(())
            # What is reused is worth it only for more than strings: it fills up again.
            found = [s for s in stale if not (s.is_text and s.is_reuse)]
            if found and not self._is_clean(function, shortening):
                yield from found

    def _is_worthwhile(self, file: File, statement: Node) -> bool:
        """Tell at little cost whether any target is a slice of something with pointers."""
        left = statement.child_by_field_name("left")
        for target in () if left is None else named(left):
            type_ = underlying(file, file.type_of(target))
            if isinstance(type_, Slice) and type_.element.holds_pointers:
                return True
            if isinstance(type_, Slice) and isinstance(type_.element, TypeParameter):
                return True
        return False

    def _elements(self, file: File, shortening: Shortening) -> Iterator[GoType]:
        type_ = underlying(file, file.type_of(shortening.target))
        if not isinstance(type_, Slice):
            return
        if isinstance(type_.element, TypeParameter):
            given = tuple(instantiations(self._index, file, shortening.target, type_.element))
            # What nobody here instantiates may be given anything.
            yield from given or (type_.element,)
        else:
            yield type_.element

    def _is_clean(self, function: Function, shortening: Shortening) -> bool:
        index, array = self._index, shortening.slice
        if is_only_view(index, shortening):
            return True
        if is_cleared(index, function, array) or is_refilled(index, function, shortening):
            return True
        if shortening.manner in (Manner.POP, Manner.REUSE) and is_arena(index, shortening):
            return True
        if shortening.call is not None and self._is_cleared_by(shortening):
            return True
        if shortening.manner is Manner.FILTER and is_made_before(index, function, shortening):
            return True
        return shortening.manner is Manner.QUEUE and is_dropped(index, function, array)

    def _is_cleared_by(self, shortening: Shortening) -> bool:
        """Tell whether the helper that shortens clears the slots as well."""
        assert shortening.call is not None
        known = callee_of(self._index, shortening.file, shortening.call)
        function = None if known is None else known.function
        return function is not None and any(
            p.object is not None and is_cleared(self._index, function, p.node)
            for p in function.inputs
        )

    def _placed(
        self, function: Function, shortening: Shortening, element: GoType
    ) -> Iterator[Stale]:
        file, target = shortening.file, shortening.target
        parameter = is_parameter(file, target)
        here = Site(file, shortening.statement)
        if parameter is None:
            if self._is_long(file, shortening.slice):
                yield self._described(shortening, here, element)
            elif (cell := self._open(shortening)) is not None:
                is_open = not self._keepers.is_kept(cell)
                yield replace(self._described(shortening, here, element), is_open=is_open)
        elif is_dereference(unparenthesised(target)):
            if self._is_long_type(file, target):
                yield self._described(shortening, here, element)
            elif function.declared is not None:
                found = tuple(self._called(function, parameter, shortening, element))
                if not found and self._is_open_type(shortening, parameter):
                    found = (replace(self._described(shortening, here, element), is_open=True),)
                yield from found

    def _open(self, shortening: Shortening) -> str | None:
        """Return the field of its receiver that a method shortens, if users keep the receiver."""
        path = slice_path(self._index, shortening.file, shortening.slice)
        is_own = path is not None and path.root is not None and path.root.scope is Scope.RECEIVER
        if path is None or not is_own or not path.steps or shortening.manner not in _TAKING:
            return None
        return path.cell if self._keepers.may_stay(path.cell) else None

    def _is_open_type(self, shortening: Shortening, receiver: GoObject) -> bool:
        """Tell whether a method shortens its receiver, which a field of something kept holds."""
        type_ = shortening.file.type_of(shortening.target)
        if receiver.scope is not Scope.RECEIVER or shortening.manner not in _TAKING:
            return False
        return isinstance(type_, Named) and self._keepers.may_type_stay(type_)

    def _called(
        self, function: Function, parameter: GoObject, shortening: Shortening, element: GoType
    ) -> Iterator[Stale]:
        """Yield the calls in this package that give a helper the address of a long-lived slice."""
        position = next(
            (p.index for p in function.inputs if p.object and p.object.key == parameter.key), None
        )
        calls = () if function.declared is None else callers_of(self._index, function.declared)
        for call in calls:
            known = callee_of(self._index, call.file, call.node)
            given = None if known is None or position is None else known.operand(position)
            if given is None or call.file.package != function.file.package:
                continue
            inside = named(given)[0] if is_address_of(given) else given
            if self._is_long(call.file, inside):
                yield self._described(shortening, call, element, call.file.text(inside))

    def _is_long(self, file: File, array: Node) -> bool:
        if self._is_given_new(file, array):
            return False
        if self._keepers.is_long(file, array):
            return True
        path = slice_path(self._index, file, array)
        root = None if path is None else path.root
        if path is None or root is None or root.scope in (Scope.LOCAL, Scope.FIELD):
            return self._keepers.is_long_cell(path.cell) if path and path.steps else False
        return root.scope is Scope.PACKAGE or self._keepers.is_long_cell(path.cell)

    def _is_given_new(self, file: File, array: Node) -> bool:
        """Tell whether a slice belongs to a parameter that gets what each caller has just made."""
        index, function = self._index, function_around(file, array)
        path = slice_path(index, file, array)
        root = None if path is None or not path.steps else path.root
        if root is None or root.scope is not Scope.PARAMETER or function is None:
            return False
        position = next((p.index for p in function.parameters if p.object == root), None)
        if function.declared is None or position is None:
            return False
        calls = list(callers_of(index, function.declared))[:MAXIMUM_CALLERS]
        known = [(call, callee_of(index, call.file, call.node)) for call in calls]
        given = [(call, None if of is None else of.operand(position)) for call, of in known]
        return bool(given) and all(
            node is not None and is_new(index, Site(call.file, node)) for call, node in given
        )

    def _is_long_type(self, file: File, target: Node) -> bool:
        """Tell whether values of a slice type live long: a heap in a package variable."""
        type_ = file.type_of(target)
        return isinstance(type_, Named) and self._keepers.is_long_type(type_)

    def _described(
        self, shortening: Shortening, place: Site, element: GoType, spelled: str = ""
    ) -> Stale:
        file = shortening.file
        return Stale(
            shortening=shortening,
            place=place,
            spelled=spelled or file.text(shortening.target),
            element=element,
            is_text=not holds_any(file, element, is_pointer),
            is_big=is_big(file, element),
            is_guarded=self._is_guarded(shortening),
        )

    def _is_guarded(self, shortening: Shortening) -> bool:
        file = shortening.file
        type_ = file.type_of(shortening.target)
        if isinstance(type_, Named) and {*type_.methods} >= _HEAP:
            return True
        path = slice_path(self._index, file, shortening.slice)
        key = "" if path is None else path.cell.replace("[*]", "")
        unit = self._index.code.unit(file.package)
        found = None if unit is None else unit.types.object(key)
        if unit is None or not isinstance(found, GoObject):
            return False
        if not _is_appended(self._index, key):
            return True
        owner = unit.types.object(found.owner) if found.kind is ObjectKind.FIELD else None
        type_ = unit.types.type_of(owner) if isinstance(owner, GoObject) else Unknown()
        inside = underlying(file, type_)
        return isinstance(inside, Struct) and any(_is_guard(f.type) for f in inside.fields)


def _is_appended(index: Index, key: str) -> bool:
    """Tell whether anything appends to a variable or field."""
    for site in index.uses(key):
        line = site.node
        for _ in range(_DEPTH):
            if line.parent is None:
                break
            line = line.parent
            if line.type == "call_expression" and site.file.text(line).startswith("append("):
                return True
    return False


def _is_guard(type_: GoType) -> bool:
    inner = type_.element if isinstance(type_, Pointer) else type_
    return isinstance(inner, Named) and inner.key in _GUARDS
