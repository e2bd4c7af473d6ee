"""The pools of a run: who gets from them and puts back, and what happens on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property, partial
from typing import TypeVar

from gomemlint.semantic.pools.pools import pool_events
from gomemlint.semantic.program.code import File, Site, Unit
from gomemlint.semantic.program.definitions import holder_of
from gomemlint.semantic.program.functions import Function, function_around
from gomemlint.semantic.program.index import Index
from gomemlint.semantic.values.evaluation import POOL_GET, POOL_PUT
from gomemlint.semantic.values.pooled import Got, PoolEvent, Put
from gomemlint.semantic.values.producers import find_producers
from gomemlint.semantic.values.summaries import Summaries

Event = TypeVar("Event", bound=PoolEvent)


class Pooling:
    """What functions do with pooled objects; each function is followed once, on demand.

    Only functions that get from a pool, put into one, or call a function that does are followed.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._events: dict[Function, tuple[PoolEvent, ...]] = {}
        self._by_pool: dict[str, tuple[Function, ...]] = {}

    @cached_property
    def summaries(self) -> Summaries:
        """What getters and putters do."""
        summaries = Summaries(self.index)
        find_producers(summaries, (POOL_GET,))
        return summaries

    def functions(self, unit: Unit) -> tuple[Function, ...]:
        """Return the functions of a package that have to do with pools, in source order."""
        return self._users.get(unit.path, ())

    @property
    def all_functions(self) -> tuple[Function, ...]:
        """The functions of the run that have to do with pools."""
        return self._found[0]

    def select(self, unit: Unit, kind: type[Event]) -> Iterator[tuple[File, Event]]:
        """Yield the events of one kind in a package, each once.

        A literal that runs in place is followed with the function around it and on its own.
        """
        seen: set[PoolEvent] = set()
        for function in self.functions(unit):
            for event in self.events(function):
                if isinstance(event, kind) and event not in seen:
                    seen.add(event)
                    yield function.file, event

    def events(self, function: Function) -> tuple[PoolEvent, ...]:
        """Return what a function does with pooled objects, in program order."""
        if function not in self._events:
            self._events[function] = pool_events(self.summaries, function)
        return self._events[function]

    def uses(self, key: str) -> tuple[Site, ...]:
        """Return every identifier of the run that means an object."""
        return self.index.uses(key)

    def users_of(self, pool: str) -> tuple[Function, ...]:
        """Return the functions that get from a pool or put into it, in source order."""
        if pool not in self._by_pool:
            # Who calls a method of an embedded pool does not name it.
            is_named = pool.startswith("#") or bool(self.index.uses(pool))
            near = self._near(pool) if is_named else self._found[0]
            users = sorted(filter(partial(self._uses_pool, pool), near), key=_place)
            self._by_pool[pool] = tuple(users)
        return self._by_pool[pool]

    def _near(self, pool: str) -> tuple[Function, ...]:
        """Return the functions that name a pool, or call getters and putters that do."""
        passing = self.summaries.producers | self.summaries.putters.keys()
        near: dict[Function, None] = {}
        waiting, seen = deque([pool]), {pool}
        while waiting:
            for site in self.index.uses(waiting.popleft()):
                for function in _functions_around(site):
                    near[function] = None
                    name = function.key if function.key in passing else None
                    if function.is_literal:
                        name = holder_of(Site(function.file, function.node))
                    named = () if name is None else self.summaries.dispatch.names(name)
                    waiting.extend(each for each in named if each not in seen)
                    seen.update(named)
        return tuple(function for function in self._found[0] if function in near)

    def _uses_pool(self, pool: str, function: Function) -> bool:
        events = (e for e in self.events(function) if isinstance(e, Got | Put))
        return any(event.pool == pool for event in events)

    @property
    def pooled_types(self) -> frozenset[str]:
        """The keys of the types whose values, or pointers to them, are put into some pool."""
        return frozenset(self.summaries.pooled_types)

    @cached_property
    def putters(self) -> frozenset[str]:
        """The keys of the functions that put what they are given."""
        return self._found[1]

    @cached_property
    def _users(self) -> dict[str, tuple[Function, ...]]:
        by_package: dict[str, list[Function]] = {}
        for function in self._found[0]:
            by_package.setdefault(function.file.package, []).append(function)
        return {path: tuple(sorted(found, key=_place)) for path, found in by_package.items()}

    @cached_property
    def _found(self) -> tuple[tuple[Function, ...], frozenset[str]]:
        users: dict[Function, None] = {}
        putters: set[str] = set()
        waiting = deque((POOL_GET, POOL_PUT, *sorted(self.summaries.producers)))
        seen = set(waiting)
        while waiting:
            for site in self.index.uses(waiting.popleft()):
                for key in self._led_to(site, users, putters):
                    if key not in seen:
                        seen.add(key)
                        waiting.append(key)
        return tuple(users), frozenset(putters)

    def _led_to(self, site: Site, users: dict[Function, None], putters: set[str]) -> Iterator[str]:
        """Note the functions around a use; yield the putters and the variables that hold one."""
        name = holder_of(site)
        if name is not None:
            yield name
        for function in _functions_around(site):
            if function in users:
                continue
            users[function] = None
            if function.key not in self.summaries.putters:
                continue
            if function.is_literal:
                name = holder_of(Site(function.file, function.node))
                if name is not None:
                    yield name
            else:
                putters.add(function.key)
                yield from self.summaries.dispatch.names(function.key)


def _functions_around(site: Site) -> Iterator[Function]:
    function = function_around(site.file, site.node)
    while function is not None:
        yield function
        outer = function.node.parent
        function = None if outer is None else function_around(function.file, outer)


def _place(function: Function) -> tuple[str, int]:
    return function.file.path, function.node.start_byte
