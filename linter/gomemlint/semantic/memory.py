"""What rules about retention and pools ask of the whole module."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from gomemlint.model.gotypes import GoObject
from gomemlint.semantic.calls import callee_of
from gomemlint.semantic.code import File, Site
from gomemlint.semantic.domains import UNKNOWN_DOMAIN, Domain, domain_of
from gomemlint.semantic.flow import Graph, NoFlow
from gomemlint.semantic.functions import Function, function_around, function_at
from gomemlint.semantic.index import Index
from gomemlint.semantic.lifetimes import Lifetime, Lifetimes, Owner
from gomemlint.semantic.mutations import Mutation, Mutations
from gomemlint.semantic.origins import Kept, kept_memory
from gomemlint.semantic.paths import Path, resolve
from gomemlint.semantic.pooled import PoolEvent
from gomemlint.semantic.pools import pool_events
from gomemlint.semantic.producers import find_producers
from gomemlint.semantic.summaries import Summaries
from gomemlint.semantic.summary import Summary
from gomemlint.syntax.functions import FUNCTIONS
from gomemlint.syntax.nodes import descendants


class Memory:
    """Answers about objects, containers and functions; each is found once and kept.

    Whoever goes through many functions asks first which ones matter: a flow costs milliseconds.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._pool_events: dict[Function, tuple[PoolEvent, ...]] = {}
        self._kept: dict[Function, tuple[Kept, ...]] = {}

    def functions(self, file: File) -> Iterator[Function]:
        """Yield the functions and literals of a file in source order."""
        for node in descendants(file.tree.root):
            if node.type in FUNCTIONS:
                yield function_at(file, node)

    def function_around(self, site: Site) -> Function | None:
        """Return the innermost function that holds a node."""
        return function_around(site.file, site.node)

    def graph(self, function: Function) -> Graph | NoFlow:
        """Return the flow graph of a function, or why it is not followed."""
        return self._index.graph(function)

    def summary_of(self, function: Function) -> Summary:
        return self._summaries.summary(function)

    def pool_events(self, function: Function) -> tuple[PoolEvent, ...]:
        """Return what a function does with objects from pools."""
        if function not in self._pool_events:
            self._pool_events[function] = pool_events(self._summaries, function)
        return self._pool_events[function]

    def kept_memory(self, function: Function) -> tuple[Kept, ...]:
        """Return what of big arrays and strings outlives a function."""
        if function not in self._kept:
            self._kept[function] = kept_memory(self._summaries, function)
        return self._kept[function]

    def producers(self) -> frozenset[str]:
        """Return the keys of the functions whose results are pooled or big."""
        return frozenset(self._summaries.producers)

    def path_of(self, site: Site) -> Path | None:
        """Return the access path of an expression, local aliases followed."""
        return resolve(self._index, site.file, site.node)

    def mutations_of(self, container: GoObject) -> tuple[Mutation, ...]:
        """Return what the module does to a variable or field."""
        return self._mutations.of(container)

    def insertions_into(self, container: GoObject) -> tuple[Mutation, ...]:
        return self._mutations.insertions(container)

    def removals_of(self, container: GoObject) -> tuple[Mutation, ...]:
        """Return what can keep a container from growing for ever."""
        return self._mutations.removals(container)

    def key_domain(self, insertion: Mutation) -> Domain:
        """Judge the keys of an insertion, those of helpers as the outermost call gives them."""
        if insertion.key is None:
            return UNKNOWN_DOMAIN
        key = Site(insertion.site.file, insertion.key)
        for call in reversed(insertion.calls):
            given = self._argument(key, call)
            if given is None:
                break
            key = given
        return domain_of(self._index, key)

    def domain_of(self, site: Site) -> Domain:
        """Judge the values that an expression can have."""
        return domain_of(self._index, site)

    def lifetime_of(self, place: GoObject | Path) -> Lifetime:
        """Return how long a container, or the memory at a path, lives."""
        if isinstance(place, GoObject):
            return self._lifetimes.of_object(place)
        return self._lifetimes.of(place)

    def owner_of(self, field: GoObject) -> Owner:
        """Judge whether the type that has a field lives long."""
        return self._lifetimes.owner(field)

    def _argument(self, key: Site, call: Site) -> Site | None:
        """Return what a call gives for a key that is a parameter of its callee."""
        callee = callee_of(self._index, call.file, call.node)
        meant = key.file.object_of(key.node) if key.node.type == "identifier" else None
        if callee is None or callee.function is None or not isinstance(meant, GoObject):
            return None
        for parameter in callee.function.inputs:
            if parameter.object is not None and parameter.object.key == meant.key:
                given = callee.operand(parameter.index)
                return None if given is None else Site(call.file, given)
        return None

    @cached_property
    def _summaries(self) -> Summaries:
        summaries = Summaries(self._index)
        find_producers(summaries)
        return summaries

    @cached_property
    def _mutations(self) -> Mutations:
        return Mutations(self._index)

    @cached_property
    def _lifetimes(self) -> Lifetimes:
        return Lifetimes(self._index)
