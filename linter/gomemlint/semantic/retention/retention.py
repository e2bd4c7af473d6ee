"""What of big memory outlives its function: who keeps which part, since where, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from tree_sitter import Node

from gomemlint.model.gotypes import (
    GoObject,
    Scope,
)
from gomemlint.semantic.lifetimes.lifetimes import Lifetimes
from gomemlint.semantic.program.accessors import accessors
from gomemlint.semantic.program.calls import call_of, callee_of
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import assignment_to
from gomemlint.semantic.program.functions import RECEIVER, Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.program.library import BIG, BORROWED, How
from gomemlint.semantic.program.paths import resolve
from gomemlint.semantic.program.sizes import big_array
from gomemlint.semantic.retention.destinations import Destinations
from gomemlint.semantic.retention.filtering import gathers_all
from gomemlint.semantic.retention.interiors import Interiors
from gomemlint.semantic.retention.keepers import Keeper, Keepers
from gomemlint.semantic.retention.origins import Keeping, Kept, kept_memory
from gomemlint.semantic.retention.parting import Parting
from gomemlint.semantic.retention.retentions import Retention
from gomemlint.semantic.retention.takers import is_dropped_by_all
from gomemlint.semantic.values.carrying import is_carried
from gomemlint.semantic.values.producers import find_producers
from gomemlint.semantic.values.summaries import Summaries
from gomemlint.semantic.values.summary import Fate
from gomemlint.syntax.expressions import CALLS, arguments, parenthesised, unparenthesised
from gomemlint.syntax.functions import own_nodes_of
from gomemlint.syntax.nodes import descendants, text
from gomemlint.syntax.statements import assigned

_OWNERS = frozenset({Scope.PACKAGE, Scope.PARAMETER, Scope.RECEIVER})
_CUTS = frozenset({"bytes.Cut", "strings.Cut"})
_MAKES = re.compile(rb"\bmake\(")


class Retaining:
    """What the functions of a run keep; only those with something big in them are followed."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._kept: dict[Function, tuple[Kept, ...]] = {}
        self._parting = Parting(index)
        self._lifetimes = Lifetimes(index)
        self.keepers = Keepers(index, self._lifetimes)

    def parts(self, unit: Unit) -> Iterator[Retention]:
        """Yield the parts of big arrays and texts that outlive the functions of a package.

        What may be a part of several is told once: the copy is the same for all of them.
        """
        for function in self._candidates(unit):
            parts = [k for k in self.kept(function) if k.keeping is Keeping.PART]
            found = [
                retention
                for kept in parts
                if not kept.is_whole_kept
                for retention in self._judged(function, kept)
            ]
            stored = {each.cut.node for each in found if not each.kept.is_returned}
            returned = {each.cut.node for each in found if each.kept.is_returned}
            told: set[tuple[Node, str]] = set()
            for each in found:
                who = (each.kept.node, each.keeper.text)
                cut = each.cut.node
                if who not in told and not (each.kept.is_returned and cut in stored):
                    told.add(who)
                    yield replace(each, is_shared=cut in stored & returned)

    def kept(self, function: Function) -> tuple[Kept, ...]:
        """Return what of big memory outlives a function."""
        if function not in self._kept:
            self._kept[function] = kept_memory(self.summaries, function)
        return self._kept[function]

    def _judged(self, function: Function, kept: Kept) -> Iterator[Retention]:
        file = function.file
        keeper = self.keepers.keeper(file, kept)
        if keeper is None or self._is_own(function, kept, keeper):
            return
        if kept.is_returned and is_dropped_by_all(self._index, function):
            return
        if kept.is_returned and self._is_kept_by_owner(file, kept.node):
            return
        if kept.fate is not Fate.SENT and self._is_collection(function, kept):
            return
        cut = Site(file, _cut(self._index, function, kept.node))
        if How.REST in kept.how and self._is_body(cut):
            return
        yield Retention(
            function=function,
            part=Site(file, kept.node),
            kept=kept,
            keeper=keeper,
            origin=Site(file, kept.origin),
            cut=cut,
            name=_name(self._index, file, kept.origin),
        )

    def _is_body(self, cut: Site) -> bool:
        """Tell whether a part is all that follows the first line or paragraph: nearly the whole."""
        known = callee_of(self._index, cut.file, cut.node)
        separator = None if known is None or known.key not in _CUTS else arguments(cut.node)[1]
        for node in () if separator is None else (separator, *descendants(separator)):
            value = cut.file.constant_of(node)
            if isinstance(value, str) and "\n" in value:
                return True
        return False

    def _is_kept_by_owner(self, file: File, node: Node) -> bool:
        """Tell whether a result is read from where it was stored: what stores it is told."""
        path = resolve(self._index, file, node)
        root = None if path is None else path.root
        return path is not None and root is not None and bool(path.steps) and root.scope in _OWNERS

    def _is_own(self, function: Function, kept: Kept, keeper: Keeper) -> bool:
        """Tell whether the origin is somebody's buffer: its own owner may keep parts of it."""
        called = callee_of(self._index, function.file, kept.origin)
        if called is None:
            return False
        is_view = called.function is not None and bool(self.summaries.view_of(called.function))
        if not is_view and called.key not in BORROWED:
            return False
        buffer = called.operand(RECEIVER)
        path = None if buffer is None else resolve(self._index, function.file, buffer)
        root = None if path is None else path.root
        if path is None or root is None:
            return kept.is_returned
        if kept.is_returned:
            is_uncut = is_view and unparenthesised(kept.node) == kept.origin
            return is_uncut or bool(path.steps) or root.scope is not Scope.LOCAL
        return keeper.root is not None and root.key == keeper.root.key

    def _is_collection(self, function: Function, kept: Kept) -> bool:
        """Tell whether a local container is kept that got every part."""
        if kept.is_all:
            return True
        file = function.file
        names = frozenset(
            meant.key
            for node in (kept.whole, *descendants(kept.whole))
            if node.type == "identifier" and isinstance(meant := file.object_of(node), GoObject)
        )
        if gathers_all(function, kept.origin, names):
            return True
        known = callee_of(self._index, file, unparenthesised(kept.whole))
        if known is None or known.function is None or How.CONTAINED not in kept.how:
            return False
        return gathers_all(known.function, known.function.node)

    def _candidates(self, unit: Unit) -> Iterator[Function]:
        seen: set[str] = set()
        for site in self._beginnings(unit):
            function = function_around(site.file, site.node)
            if function is None or function.key in seen or not self._is_carried(site):
                continue
            seen.add(function.key)
            if not site.file.is_generated and self._parting.can_cut(function):
                yield function

    def _is_carried(self, site: Site) -> bool:
        call = site.node if site.node.type in CALLS else call_of(site.node)
        return call is not None and is_carried(self._index, Site(site.file, call))

    def _beginnings(self, unit: Unit) -> Iterator[Site]:
        views = accessors(self._index, unit)
        for key in (*sorted(BIG), *sorted(self.summaries.producers), *sorted(views)):
            for use in unit.types.uses(key):
                file = unit.by_path.get(use.path)
                node = None if file is None else _node_at(file, use.offset)
                if file is not None and node is not None:
                    yield Site(file, node)
        for file in unit.files:
            for found in _MAKES.finditer(file.source):
                node = _node_at(file, found.start())
                call = None if node is None else node.parent
                if call is not None and call.type in CALLS and big_array(file, call):
                    yield Site(file, call)

    @cached_property
    def interiors(self) -> Interiors:
        """Pointers into big objects, and closures over them."""
        destinations = Destinations(self._index, self.keepers, self.summaries)
        return Interiors(self._index, destinations)

    @cached_property
    def summaries(self) -> Summaries:
        """What the functions that return something big do, callees before their callers."""
        summaries = Summaries(self._index, follows_pools=False)
        find_producers(summaries, tuple(sorted(BIG)))
        return summaries


def _node_at(file: File, offset: int) -> Node | None:
    return file.tree.root.named_descendant_for_byte_range(offset, offset + 1)


def _cut(index: Index, function: Function, node: Node) -> Node:
    """Return the expression that a variable holds, as the step where the part was cut."""
    for _ in range(3):
        meant = function.file.object_of(node) if node.type == "identifier" else None
        if not isinstance(meant, GoObject) or meant.scope is not Scope.LOCAL:
            return node
        value = _last_value(function, meant, node)
        if value is None:
            return node
        node = unparenthesised(value)
    return node


def _last_value(function: Function, variable: GoObject, use: Node) -> Node | None:
    """Return what a variable was assigned last before a use, in program order."""
    found = None
    for node in own_nodes_of(function.node, "identifier"):
        if node.start_byte >= use.start_byte:
            break
        if text(node) != variable.name:
            continue
        meant = function.file.object_of(node)
        if isinstance(meant, GoObject) and meant.key == variable.key:
            given = assignment_to(node)
            found = given[1].value if given is not None and given[1].value else found
    return found


def _name(index: Index, file: File, origin: Node) -> str:
    """Return how the program calls the big thing: its variable, else the expression."""
    outer = parenthesised(origin).parent
    statement = outer.parent if outer is not None and outer.type == "expression_list" else outer
    if statement is not None and statement.type in (
        "short_var_declaration",
        "assignment_statement",
        "var_spec",
    ):
        for pair in assigned(statement):
            if pair.value is not None and unparenthesised(pair.value) == origin:
                return file.text(pair.target)
    called = callee_of(index, file, origin)
    given = arguments(origin)
    if origin.type == "type_conversion_expression" or (called is not None and called.is_conversion):
        return file.text(given[0]) if given else file.text(origin)
    return file.text(origin)
